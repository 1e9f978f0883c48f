// The bot's own place in one guild's voice channels, as the main gateway tells it.
import { type Client, Events, GatewayOpcodes, type Guild, type VoiceState } from 'discord.js';
import type { Logger } from 'pino';
import { ownSessionsOf } from './own-sessions.js';

/** What can happen to the bot's place. */
export interface OwnVoiceStateListener {
	/** The bot is in this channel now: it came there, or somebody moved it. */
	onChannel(channelId: string): void;
	/** The account is in this channel now by another process, which has the same bot token. */
	onForeignChannel(channelId: string): void;
	/** The bot is in no voice channel any more. */
	onLeft(): void;
	/** A channel of the guild was deleted. */
	onChannelDeleted(channelId: string): void;
	/** The guild is there again: of what has changed while it was away nothing else tells. */
	onGuildAvailable(): void;
	/** The bot is no longer in the guild. */
	onGuildGone(): void;
	/** The main gateway session is a new one; voice states of the one before are void. */
	onGatewayRenewed(): void;
	/** The main gateway is back, with the session that it had. */
	onGatewayResumed(): void;
}

/** Watches a guild from the bot's side until it is closed. */
export class OwnVoiceState {
	readonly #client: Client<true>;
	readonly #guildId: string;
	readonly #shardId: number;
	readonly #listener: OwnVoiceStateListener;

	constructor(
		guild: { client: Client<true>; id: string; shardId: number },
		listener: OwnVoiceStateListener,
	) {
		this.#client = guild.client;
		this.#guildId = guild.id;
		this.#shardId = guild.shardId;
		this.#listener = listener;
		this.#client.on(Events.VoiceStateUpdate, this.#onVoiceState);
		this.#client.on(Events.ChannelDelete, this.#onChannelDelete);
		this.#client.on(Events.GuildAvailable, this.#onGuildAvailable);
		this.#client.on(Events.GuildDelete, this.#onGuildDelete);
		this.#client.on(Events.ShardReady, this.#onShardReady);
		this.#client.on(Events.ShardResume, this.#onShardResume);
	}

	/** Stops watching; harmless when repeated. */
	close(): void {
		this.#client.off(Events.VoiceStateUpdate, this.#onVoiceState);
		this.#client.off(Events.ChannelDelete, this.#onChannelDelete);
		this.#client.off(Events.GuildAvailable, this.#onGuildAvailable);
		this.#client.off(Events.GuildDelete, this.#onGuildDelete);
		this.#client.off(Events.ShardReady, this.#onShardReady);
		this.#client.off(Events.ShardResume, this.#onShardResume);
	}

	readonly #onVoiceState = (_oldState: VoiceState, newState: VoiceState): void => {
		if (newState.guild.id !== this.#guildId || newState.id !== this.#client.user.id) {
			return;
		}
		const isForeign = ownSessionsOf(this.#client)?.isForeign(newState.sessionId) === true;
		if (newState.channelId === null) {
			this.#listener.onLeft();
		} else if (isForeign) {
			this.#listener.onForeignChannel(newState.channelId);
		} else {
			this.#listener.onChannel(newState.channelId);
		}
	};

	readonly #onChannelDelete = (channel: { id: string }): void => {
		this.#listener.onChannelDeleted(channel.id);
	};

	readonly #onGuildAvailable = (guild: { id: string }): void => {
		if (guild.id === this.#guildId) {
			this.#listener.onGuildAvailable();
		}
	};

	readonly #onGuildDelete = (guild: { id: string }): void => {
		if (guild.id === this.#guildId) {
			this.#listener.onGuildGone();
		}
	};

	readonly #onShardReady = (shardId: number): void => {
		if (shardId === this.#shardId) {
			this.#listener.onGatewayRenewed();
		}
	};

	readonly #onShardResume = (shardId: number): void => {
		if (shardId === this.#shardId) {
			this.#listener.onGatewayResumed();
		}
	};
}

/**
 * Leaves the voice channel that an earlier process has left the account in, if there is one: where
 * a process dies, its bot stands in a channel and does nothing.
 */
export function leaveGhost(guild: Guild, logger: Logger): void {
	const channelId = guild.available ? guild.members.me?.voice.channelId : undefined;
	// A guild may still come when the client is being closed, and the library has no shard to send by.
	if (!channelId || !guild.client.isReady()) {
		return;
	}
	logger.info({ guildId: guild.id, channelId }, 'Leaving a channel that a restart left us in');
	guild.shard.send({
		op: GatewayOpcodes.VoiceStateUpdate,
		d: { guild_id: guild.id, channel_id: null, self_mute: true, self_deaf: false },
	});
}
