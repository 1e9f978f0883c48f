// Guilds as an account sees them: there, hidden by an outage, or with a voice state left in them.
import { type Client, Events, type Guild } from 'discord.js';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { leaveGhost } from '../../voice/connection/own-voice-state.js';

/** How long a guild that Discord has no data of is waited for. */
const GUILD_TIMEOUT_MS = 10 * 60_000;

/** A guild that Discord has data of. */
export function findGuild(client: Client<true>, guildId: string): Guild | undefined {
	const guild = client.guilds.cache.get(guildId);
	return guild?.available ? guild : undefined;
}

/** Resolves with a guild that an outage hides, or with undefined where it does not come. */
export function waitForGuild(
	client: Client<true>,
	guildId: string,
	{ clock, closing }: { clock: Clock; closing: AbortSignal },
): Promise<Guild | undefined> {
	if (!client.guilds.cache.has(guildId)) {
		return Promise.resolve(undefined);
	}
	return new Promise((resolve) => {
		const finish = () => {
			timer.cancel();
			client.off(Events.GuildAvailable, look);
			closing.removeEventListener('abort', finish);
			resolve(findGuild(client, guildId));
		};
		const look = (guild: Guild) => {
			if (guild.id === guildId) {
				finish();
			}
		};
		const timer = clock.at(clock.nowMs() + GUILD_TIMEOUT_MS, finish);
		client.on(Events.GuildAvailable, look);
		closing.addEventListener('abort', finish);
	});
}

/**
 * Leaves, now and in guilds that come later, the voice channels that an earlier process has left the
 * account in.
 *
 * @param options.isUsed - whether the account is in voice in a guild, or about to be
 * @returns by guild: the voice channel that Discord showed the account in at first, or null
 */
export function leaveGhosts(
	client: Client<true>,
	{ isUsed, logger }: { isUsed: (guildId: string) => boolean; logger: Logger },
): ReadonlyMap<string, string | null> {
	const ghosts = new Map<string, string | null>();
	const leaveIfUnused = (guild: Guild) => {
		if (!isUsed(guild.id)) {
			leaveGhost(guild, logger);
		}
	};
	for (const guild of client.guilds.cache.values()) {
		if (guild.available) {
			ghosts.set(guild.id, guild.members.me?.voice.channelId ?? null);
		}
		leaveIfUnused(guild);
	}
	client.on(Events.GuildAvailable, leaveIfUnused);
	return ghosts;
}
