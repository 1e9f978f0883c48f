// The status lines of voice channels, as the gateway tells them: they are not on the channel itself.
import { type Client, Events, type Guild } from 'discord.js';

/** Gateway opcode "Request Channel Info"; Discord answers with the event CHANNEL_INFO. */
const REQUEST_CHANNEL_INFO = 43;

const watches = new WeakMap<Client<true>, VoiceStatusWatch>();

/** The watch of a bot account, which all parts share. */
export function voiceStatusWatchOf(client: Client<true>): VoiceStatusWatch {
	let watch = watches.get(client);
	if (!watch) {
		watch = new VoiceStatusWatch(client);
		watches.set(client, watch);
	}
	return watch;
}

/** What a channel's line reads; null where there is none. */
export type VoiceStatusLine = string | null;

/** An event of the gateway as it came. */
interface RawEvent {
	t?: unknown;
	d?: Record<string, unknown> | null;
}

/**
 * Tells what becomes of the lines of some channels, whoever sets them: Discord does not say who did.
 *
 * @see {@link https://docs.discord.com/developers/events/gateway-events#voice-channel-status-update}
 */
export class VoiceStatusWatch {
	readonly #watchers = new Map<string, Set<(line: VoiceStatusLine) => void>>();
	/** Whoever waits for an answer, by guild id. */
	readonly #asking = new Map<string, Set<() => void>>();

	constructor(client: Client<true>) {
		client.on(Events.Raw, (event: RawEvent) => this.#onEvent(event));
	}

	/** Calls with each line of a channel that comes to be known, until it is undone. */
	watch(channelId: string, callback: (line: VoiceStatusLine) => void): () => void {
		const watchers = this.#watchers.get(channelId) ?? new Set();
		this.#watchers.set(channelId, watchers.add(callback));
		return () => {
			watchers.delete(callback);
			if (watchers.size === 0) {
				this.#watchers.delete(channelId);
			}
		};
	}

	/** Asks for a guild's lines; resolves when those who watch have been told, which may never be. */
	ask(guild: Guild): Promise<void> {
		const waiting = this.#asking.get(guild.id) ?? new Set();
		this.#asking.set(guild.id, waiting);
		const answered = new Promise<void>((resolve) => waiting.add(resolve));
		const d = { guild_id: guild.id, fields: ['status'] };
		// The library's types do not know this opcode yet. A client that is being closed has no shard.
		if (guild.client.isReady()) {
			guild.shard.send({ op: REQUEST_CHANNEL_INFO, d });
		}
		return answered;
	}

	#onEvent({ t, d }: RawEvent): void {
		if (t === 'VOICE_CHANNEL_STATUS_UPDATE' && d) {
			this.#tell(d);
		} else if (t === 'CHANNEL_INFO' && d) {
			this.#onAnswer(d);
		}
	}

	/** A channel without a line may be left out. */
	#onAnswer({ channels, guild_id: guildId }: Record<string, unknown>): void {
		const waiting = this.#asking.get(String(guildId));
		for (const channel of Array.isArray(channels) ? channels : []) {
			if (typeof channel === 'object' && channel !== null) {
				this.#tell(channel);
			}
		}
		this.#asking.delete(String(guildId));
		for (const resolve of waiting ?? []) {
			resolve();
		}
	}

	#tell({ id, status }: { id?: unknown; status?: unknown }): void {
		const line = typeof status === 'string' && status !== '' ? status : null;
		for (const callback of [...(this.#watchers.get(String(id)) ?? [])]) {
			callback(line);
		}
	}
}
