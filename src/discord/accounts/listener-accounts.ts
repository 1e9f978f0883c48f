// More bot accounts that play podcasts, beside the one that has the commands.
import {
	type Client,
	Events,
	OAuth2Scopes,
	PermissionFlagsBits,
	type VoiceBasedChannel,
} from 'discord.js';
import type { Logger } from 'pino';
import { type Clock, systemClock } from '../../clock.js';
import { type ShardPlan, WHOLE_BOT } from '../../cluster/shard-plan.js';
import type {
	PlayerChoice,
	PlayerObstacle,
	Players,
	WantedPlayer,
} from '../../listening/player-choice.js';
import { findPlayingObstacle } from '../../voice/channel-access.js';
import { leaveGhost } from '../../voice/connection/own-voice-state.js';
import { createClient } from './discord-client.js';
import { type GatewayEndCause, watchGatewayEnd } from './gateway-end.js';
import { LoginError, type LoginFailure, type LoginPlace, logIn } from './login.js';

/** How listener accounts are reached. */
export interface ListenerAccountsOptions {
	/** One an account; may be none. */
	tokens: readonly string[];
	/** Base of Discord's REST API, without a version. */
	discordApiUrl: string;
	logger: Logger;
	/** Which of them log in in this process; default all. */
	plan?: ShardPlan;
	/** Default: the machine's own. */
	clock?: Clock;
	/** The log's words on an account that cannot be used, or no longer. */
	describe: (failure: LoginFailure, place: LoginPlace) => string;
}

/** What an account that only plays asks for when it is invited. */
const INVITE_PERMISSIONS = [
	PermissionFlagsBits.ViewChannel,
	PermissionFlagsBits.Connect,
	PermissionFlagsBits.Speak,
	PermissionFlagsBits.RequestToSpeak,
];

/** More links than that in one answer help nobody. */
const MAX_INVITES = 3;

/** The accounts, from login to `close`. */
export class ListenerAccounts implements Players {
	/** Resolves when each account is logged in, or has been told to be of no use. */
	readonly ready: Promise<void>;
	/** How many accounts log in in this process. */
	readonly wanted: number;
	readonly #options: ListenerAccountsOptions;
	readonly #clients: Client[] = [];
	readonly #accounts: Client<true>[] = [];
	/** By account and guild: the voice channel that Discord showed it in at its login, or null. */
	readonly #ghosts = new Map<string, string | null>();
	readonly #endWatchers: Parameters<Players['watchEnds']>[0][] = [];
	#isClosed = false;

	constructor(options: ListenerAccountsOptions) {
		this.#options = options;
		const { plan = WHOLE_BOT, tokens } = options;
		const own = tokens.flatMap((token, index) =>
			plan.ownsAccount(index, tokens.length) ? [{ token, place: index + 1 }] : [],
		);
		this.wanted = own.length;
		this.ready = Promise.all(own.map(({ place, token }) => this.#logIn(token, place))).then(
			() => {},
		);
	}

	/** How many accounts are logged in. */
	get count(): number {
		return this.#accounts.length;
	}

	/**
	 * Chooses an account that is free and may play into the channel; the one that has the commands
	 * comes last, because only it can put a channel on air.
	 */
	choose(wanted: WantedPlayer): PlayerChoice {
		const main = wanted.channel.client;
		const accounts = [...this.#accounts.filter(({ user }) => user.id !== main.user.id), main];
		accounts.sort((a, b) => rank(a, wanted.preferredId) - rank(b, wanted.preferredId));
		let obstacle: PlayerObstacle | undefined;
		for (const client of accounts) {
			const channel = client.channels.cache.get(wanted.channel.id);
			const isInGuild = client.guilds.cache.get(wanted.channel.guildId)?.available === true;
			if (!isInGuild || wanted.isBusy(client.user.id)) {
				continue;
			}
			const found = channel?.isVoiceBased()
				? findPlayingObstacle(channel)
				: { kind: 'not seen' as const };
			if (found === undefined) {
				return { kind: 'account', channel: channel as VoiceBasedChannel };
			}
			obstacle ??= {
				kind: 'not allowed',
				...(client !== main && { accountId: client.user.id }),
				obstacle: found,
			};
		}
		const others = () => this.#findInvitable(wanted.channel.guildId);
		return { kind: 'none', obstacle: obstacle ?? { kind: 'all in use', others: others() } };
	}

	watchEnds(onEnd: (accountId: string, gateway: number | 'token') => void): void {
		this.#endWatchers.push(onEnd);
	}

	ghostOf(accountId: string, guildId: string): string | null | undefined {
		return this.#ghosts.get(`${accountId}/${guildId}`);
	}

	/** Logs all accounts out; harmless when repeated. */
	async close(): Promise<void> {
		this.#isClosed = true;
		await Promise.all(this.#clients.map((client) => client.destroy()));
	}

	#findInvitable(guildId: string): { name: string; inviteUrl: string }[] {
		return this.#accounts
			.filter((client) => !client.guilds.cache.has(guildId))
			.slice(0, MAX_INVITES)
			.map((client) => ({ name: client.user.username, inviteUrl: inviteUrl(client) }));
	}

	async #logIn(token: string, place: number): Promise<void> {
		const { clock = systemClock, describe, discordApiUrl, logger } = this.#options;
		const log = logger.child({ listenerAccount: place });
		const client = createClient({ discordApiUrl, clock });
		const setting = `entry ${place} of DISCORD_LISTENER_TOKENS`;
		const ended = new AbortController();
		client.on(Events.Error, (error) => log.error({ err: error }, 'Discord client error'));
		client.on(Events.ShardReconnecting, () => log.warn('Discord gateway dropped'));
		client.on(Events.ShardResume, () => log.info('Discord gateway is back'));
		watchGatewayEnd({
			client,
			token,
			logger: log,
			onEnd: (cause) => {
				ended.abort(cause);
				this.#forget(client, cause, { log, setting });
			},
		});
		this.#clients.push(client);
		try {
			await logIn({ client, clock, token, ended: ended.signal });
		} catch (error) {
			const words =
				error instanceof LoginError
					? describe(error.failure, { setting, discordApiUrl })
					: `${setting} is of no use`;
			log.error({ err: error }, words);
			void client.destroy();
			return;
		}
		this.#take(client as Client<true>, log);
	}

	#take(client: Client<true>, log: Logger): void {
		if (this.#isClosed) {
			void client.destroy();
			return;
		}
		if (this.#accounts.some(({ user }) => user.id === client.user.id)) {
			log.warn('DISCORD_LISTENER_TOKENS has this account twice');
			void client.destroy();
			return;
		}
		for (const guild of client.guilds.cache.values()) {
			if (guild.available) {
				const channelId = guild.members.me?.voice.channelId ?? null;
				this.#ghosts.set(`${client.user.id}/${guild.id}`, channelId);
			}
			leaveGhost(guild, log);
		}
		this.#accounts.push(client);
		log.info({ account: client.user.tag, guilds: client.guilds.cache.size }, 'Listener account');
	}

	#forget(
		client: Client,
		cause: GatewayEndCause,
		{ log, setting }: { log: Logger; setting: string },
	): void {
		const { describe, discordApiUrl } = this.#options;
		const place = this.#accounts.indexOf(client as Client<true>);
		if (place >= 0) {
			const advice = describe({ kind: 'ended', cause }, { setting, discordApiUrl });
			log.error({ cause }, `A listener account is out of use. ${advice}`);
			this.#accounts.splice(place, 1);
			for (const onEnd of this.#endWatchers) {
				onEnd((client as Client<true>).user.id, cause);
			}
		}
	}
}

function rank({ user }: Client<true>, preferredId: string | undefined): number {
	return user.id === preferredId ? 0 : 1;
}

function inviteUrl(client: Client<true>): string {
	return client.generateInvite({ scopes: [OAuth2Scopes.Bot], permissions: INVITE_PERMISSIONS });
}
