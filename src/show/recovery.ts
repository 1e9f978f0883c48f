// After a restart: what the earlier process left on air goes back on air, or is closed.
import { type Client, Events, type Guild, type VoiceBasedChannel } from 'discord.js';
import type { CommandContext } from '../discord/commands/command.js';
import type { PanelEnd, PanelState } from '../discord/panels/panel.js';
import { PanelMessage } from '../discord/panels/panel-message.js';
import { PanelRoute } from '../discord/panels/panel-route.js';
import { formatDuration } from '../discord/words/markdown.js';
import { describeVoiceObstacle } from '../discord/words/obstacle-words.js';
import { RESTARTING } from '../discord/words/shutdown-words.js';
import { UserError } from '../errors.js';
import { RESUMED_WITHIN_MS } from '../store/restart-window.js';
import type { RememberedPodcast } from '../store/show-store.js';
import { findVoiceObstacle } from '../voice/channel-access.js';
import { leaveGhost } from '../voice/connection/own-voice-state.js';
import { GuildPodcast } from './show.js';

/** How long a guild that Discord has no data of is waited for. */
const GUILD_TIMEOUT_MS = 10 * 60_000;

/** Longer than going back on air takes when nothing is wrong; then the panel says so. */
const RETURN_SHOWN_AFTER_MS = 3000;

/**
 * Makes true again what Discord shows of the bot. Call it once, when the bot is logged in.
 *
 * @returns what else comes back can go by that
 */
export async function recoverFromRestart(
	client: Client<true>,
	context: CommandContext,
): Promise<AfterRestart> {
	const { clock, logger, memory, registry } = context;
	const shows = new Map<string, Promise<void>>();
	const ghosts = new Map<string, string | null>();
	const { podcasts, aliveEpochMs } = await memory.open(client.user.id);
	await endUnknownPodcasts(podcasts, context);
	for (const podcast of podcasts) {
		const recovery = recover(podcast, { client, context, aliveEpochMs }).catch((error: unknown) =>
			logger.error({ guildId: podcast.guildId, err: error }, 'Recovery after a restart failed'),
		);
		registry.track(recovery);
		shows.set(
			podcast.guildId,
			Promise.all([shows.get(podcast.guildId), recovery]).then(() => {}),
		);
	}
	const leaveIfUnused = (guild: Guild) => {
		if (!registry.seats.isClaimed(client.user.id, guild.id)) {
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
	if (podcasts.length > 0) {
		const awayMs = clock.epochMs() - aliveEpochMs;
		logger.info({ podcasts: podcasts.length, awayMs }, 'Podcasts were left on air by a restart');
	}
	return { shows, ghosts };
}

/** What a start has found out so far. */
export interface AfterRestart {
	/** By guild: settled when its show is back on air, or is over. */
	shows: ReadonlyMap<string, Promise<void>>;
	/** By guild: the voice channel that Discord showed the account in at first, or null. */
	ghosts: ReadonlyMap<string, string | null>;
}

const RETURNING = 'I was restarted and am going back on air.';

interface Recovery {
	client: Client<true>;
	context: CommandContext;
	/** When the earlier process was last seen. */
	aliveEpochMs: number;
}

async function recover(podcast: RememberedPodcast, recovery: Recovery): Promise<void> {
	const { context } = recovery;
	const close = (reason: string) => {
		const endEpochMs = podcast.pausedAtEpochMs ?? recovery.aliveEpochMs;
		const durationMs = Math.max(0, endEpochMs - podcast.sinceEpochMs);
		return closePanel(podcast, podcast.end ?? { durationMs, reason }, recovery);
	};
	if (podcast.end) {
		await close(podcast.end.reason);
		return;
	}
	const guild =
		findGuild(podcast.guildId, recovery) ?? (await waitForGuild(podcast.guildId, recovery));
	if (context.registry.closing.aborted) {
		if (context.registry.isPausing) {
			await showPause(podcast, recovery);
		}
		return;
	}
	const channel = guild?.channels.cache.get(podcast.voiceChannelId);
	const obstacle = guild
		? findObstacle(podcast, channel, recovery)
		: 'and Discord has not shown me this server since.';
	if (obstacle !== undefined) {
		await close(`The bot was restarted, ${obstacle}`);
		return;
	}
	try {
		await goBackOnAir(podcast, channel as VoiceBasedChannel, recovery);
	} catch (error) {
		if (context.registry.isPausing) {
			await showPause(podcast, recovery);
			return;
		}
		context.logger.warn({ guildId: podcast.guildId, err: error }, 'Not back on air');
		const words = error instanceof UserError ? error.message : 'Something went wrong on my side.';
		await close(
			context.registry.closing.aborted
				? context.registry.closeReason
				: `The bot was restarted and could not go back on air. ${words}`,
		);
	}
}

/** A guild that Discord has data of. */
export function findGuild(
	guildId: string,
	{ client }: Pick<Recovery, 'client'>,
): Guild | undefined {
	const guild = client.guilds.cache.get(guildId);
	return guild?.available ? guild : undefined;
}

/** Resolves with a guild that an outage hides, or with undefined where it does not come. */
export function waitForGuild(
	guildId: string,
	recovery: Pick<Recovery, 'client' | 'context'>,
): Promise<Guild | undefined> {
	const { client, context } = recovery;
	if (!client.guilds.cache.has(guildId)) {
		return Promise.resolve(undefined);
	}
	const { clock, registry } = context;
	return new Promise((resolve) => {
		const finish = () => {
			timer.cancel();
			client.off(Events.GuildAvailable, look);
			registry.closing.removeEventListener('abort', finish);
			resolve(findGuild(guildId, recovery));
		};
		const look = (guild: Guild) => {
			if (guild.id === guildId) {
				finish();
			}
		};
		const timer = clock.at(clock.nowMs() + GUILD_TIMEOUT_MS, finish);
		client.on(Events.GuildAvailable, look);
		registry.closing.addEventListener('abort', finish);
	});
}

/** @returns why not to go back on air, as the end of a sentence */
function findObstacle(
	{ voiceChannelId, pausedAtEpochMs = 0 }: RememberedPodcast,
	channel: { isVoiceBased(): boolean } | undefined,
	{ aliveEpochMs, context }: Recovery,
): string | undefined {
	if (!context.resumesOnRestart) {
		return 'and is off air until somebody starts a podcast again.';
	}
	const awayMs = context.clock.epochMs() - Math.max(aliveEpochMs, pausedAtEpochMs);
	if (awayMs > RESUMED_WITHIN_MS) {
		return `after it had been away for ${formatDuration(awayMs)}.`;
	}
	if (!channel?.isVoiceBased()) {
		return 'and the voice channel is gone.';
	}
	const voiceChannel = channel as VoiceBasedChannel;
	const isSomebodyThere = voiceChannel.guild.voiceStates.cache.some(
		(state) => state.channelId === voiceChannelId && state.member?.user.bot !== true,
	);
	if (!isSomebodyThere) {
		return `and nobody was in <#${voiceChannelId}> any more.`;
	}
	const obstacle = findVoiceObstacle(voiceChannel);
	return obstacle && `and ${describeVoiceObstacle(obstacle, voiceChannelId)}`;
}

async function goBackOnAir(
	podcast: RememberedPodcast,
	channel: VoiceBasedChannel,
	recovery: Recovery,
): Promise<void> {
	const { context } = recovery;
	const { hostName, mutedUserIds, sinceEpochMs, title, visibility } = podcast;
	const route = makeRoute(podcast, recovery);
	const { clock, registry } = context;
	// Until it is back, the panel of the earlier process says that it is on air.
	const returning = new PanelMessage({
		route,
		clock,
		look: () => describeAway(podcast, RETURNING),
	});
	const shown = clock.at(clock.nowMs() + RETURN_SHOWN_AFTER_MS, () => void returning.refresh());
	try {
		const accountId = channel.client.user.id;
		const place = { guildId: podcast.guildId, channelId: channel.id, accountId };
		const { onAir } = await registry.start(place, (signal) =>
			GuildPodcast.start(
				{
					context,
					channel,
					title,
					hostName,
					visibility,
					sinceEpochMs,
					mutedUserIds,
					left: podcast.podcast,
					route,
					beginning: 'Back after a restart.',
				},
				signal,
			),
		);
		if (onAir.podcast?.id !== podcast.podcast?.id) {
			await endLeftPodcast(podcast, context);
		}
	} finally {
		shown.cancel();
	}
}

/** What an earlier process had on air without having remembered it, nobody would return to. */
async function endUnknownPodcasts(
	podcasts: readonly RememberedPodcast[],
	{ api, keepsPodcasts, logger }: CommandContext,
): Promise<void> {
	if (!keepsPodcasts) {
		return;
	}
	const known = new Set(podcasts.flatMap(({ end, podcast }) => (end ? [] : (podcast?.id ?? []))));
	try {
		const own = (await api.listPodcasts()).filter(({ host }) => host === api.clientId);
		const unknown = own.filter(({ id }) => !known.has(id));
		await Promise.all(unknown.map(({ id }) => api.endPodcast(id)));
	} catch (error) {
		// They end by themselves when nobody returns to them.
		logger.warn({ err: error }, 'Podcasts of an earlier process could not be ended');
	}
}

/** Listeners wait no longer for a podcast that its show does not return to. */
async function endLeftPodcast(
	{ guildId, podcast }: RememberedPodcast,
	{ api, keepsPodcasts, logger }: CommandContext,
): Promise<void> {
	if (!podcast || !keepsPodcasts) {
		return;
	}
	try {
		await api.endPodcast(podcast.id);
	} catch (error) {
		// It ends by itself when nobody returns to it.
		logger.warn({ guildId, err: error }, 'A podcast that was left could not be ended');
	}
}

async function closePanel(
	podcast: RememberedPodcast,
	end: PanelEnd,
	recovery: Recovery,
): Promise<void> {
	const { clock, logger, memory } = recovery.context;
	logger.info({ guildId: podcast.guildId, end: end.reason }, 'Closing a panel after a restart');
	await memory.put({ ...podcast, end });
	await endLeftPodcast(podcast, recovery.context);
	const panel = new PanelMessage({
		route: makeRoute(podcast, recovery),
		clock,
		look: () => describeRemembered({ ...podcast, end }),
	});
	if (await panel.close()) {
		await memory.remove(podcast.panel.messageId);
	}
}

function makeRoute(podcast: RememberedPodcast, { client, context }: Recovery): PanelRoute {
	const { clock, logger, registry } = context;
	const { guildId, panel: place } = podcast;
	return new PanelRoute({ client, clock, logger, place, guildId, closing: registry.closing });
}

/** It could not come back before the next restart, and stays remembered as it is. */
async function showPause(podcast: RememberedPodcast, recovery: Recovery): Promise<void> {
	const { clock } = recovery.context;
	const route = makeRoute(podcast, recovery);
	const look = () => describeAway(podcast, RESTARTING);
	await new PanelMessage({ route, clock, look }).close();
}

function describeAway(podcast: RememberedPodcast, sentence: string): PanelState {
	return { ...describeRemembered(podcast), phase: 'restarting', warnings: [sentence] };
}

/** The panel of a podcast that is off air, as far as the memory knows it. */
export function describeRemembered(podcast: RememberedPodcast): PanelState {
	const { end, sinceEpochMs, title, voiceChannelId } = podcast;
	return {
		phase: 'off air',
		title,
		voiceChannelId,
		sinceEpochMs,
		podcast: undefined,
		listening: undefined,
		receivers: undefined,
		speakers: [],
		offAir: [],
		warnings: [],
		events: [],
		end,
	};
}
