// One bot's session on the main gateway; it outlives its websocket so that it can be resumed.
import { GatewayIntentBits } from 'discord.js';
import type { Bot } from '../world/bot.js';
import type { Payload } from '../world/payload.js';
import type { Dispatch } from '../world/surroundings.js';
import { type Shard, shardOf } from './shards.js';

/** One numbered event, kept for a resume. */
export interface NumberedDispatch {
	op: 0;
	s: number;
	t: string;
	d: Payload;
}

/** Events whose guild is what they show. */
const GUILD_EVENTS: ReadonlySet<string> = new Set(['GUILD_CREATE', 'GUILD_UPDATE', 'GUILD_DELETE']);

/** What a session writes its events to. */
export interface DispatchSink {
	sendDispatch(dispatch: NumberedDispatch): void;
}

/** Numbers events, keeps them, and leaves out what the intents do not ask for. */
export class GatewaySession {
	readonly id: string;
	readonly bot: Bot;
	readonly intents: number;
	readonly shard: Shard;
	readonly #log: NumberedDispatch[] = [];
	#sink: DispatchSink | undefined;

	constructor(options: {
		id: string;
		bot: Bot;
		intents: number;
		shard: Shard;
		sink: DispatchSink;
	}) {
		this.id = options.id;
		this.shard = options.shard;
		this.bot = options.bot;
		this.intents = options.intents;
		this.#sink = options.sink;
	}

	/** Number of the last event. */
	get sequence(): number {
		return this.#log.length;
	}

	get isConnected(): boolean {
		return this.#sink !== undefined;
	}

	/** Numbers the event and sends it if a websocket is there. */
	send(event: string, data: Payload): void {
		const dispatch: NumberedDispatch = { op: 0, s: this.#log.length + 1, t: event, d: data };
		this.#log.push(dispatch);
		this.#sink?.sendDispatch(dispatch);
	}

	/** Whether what happens in a guild is told to this session. */
	serves(guildId: string): boolean {
		const [id, count] = this.shard;
		return shardOf(guildId, count) === id;
	}

	/** Sends an event of the world if the intents ask for it, and its guild is of this shard. */
	deliver(dispatch: Dispatch): void {
		const isWanted =
			dispatch.intents === 0 ||
			(this.intents & dispatch.intents) !== 0 ||
			dispatch.always === this.bot;
		if (isWanted) {
			const data =
				typeof dispatch.data === 'function' ? dispatch.data(this.bot, this.intents) : dispatch.data;
			if (this.#isOfShard(dispatch.event, data)) {
				this.send(dispatch.event, data);
			}
		}
	}

	/** What belongs to no guild comes on shard 0 alone (API documentation, "Sharding"). */
	#isOfShard(event: string, data: Payload): boolean {
		const guildId = GUILD_EVENTS.has(event) ? data.id : data.guild_id;
		return typeof guildId === 'string' ? this.serves(guildId) : this.shard[0] === 0;
	}

	/** Whether the session still has everything after this number. */
	canReplayFrom(sequence: number): boolean {
		return sequence <= this.#log.length;
	}

	/** Goes on with another websocket: everything after the number again, then RESUMED. */
	resume(sink: DispatchSink, sequence: number): void {
		this.#sink = sink;
		for (const dispatch of this.#log.slice(sequence)) {
			sink.sendDispatch(dispatch);
		}
		this.send('RESUMED', {});
	}

	/** The websocket is gone; a later one's end must not detach its successor. */
	detach(sink: DispatchSink): void {
		if (this.#sink === sink) {
			this.#sink = undefined;
		}
	}

	/**
	 * READY, then one GUILD_CREATE for each guild; for one in an outage GUILD_DELETE, which also
	 * tells of a guild that "was already unavailable" (API documentation, "Gateway Events").
	 */
	sendReady(options: { resumeUrl: string }): void {
		const { bot } = this;
		const guilds = [...bot.guilds].filter(({ id }) => this.serves(id));
		this.send('READY', {
			v: 10,
			user: { ...readyUser(bot), verified: true, mfa_enabled: true, flags: 0, email: null },
			guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
			session_id: this.id,
			resume_gateway_url: options.resumeUrl,
			session_type: 'normal',
			shard: this.shard,
			application: { id: bot.applicationId, flags: 0 },
			private_channels: [],
			relationships: [],
			presences: [],
			user_settings: {},
		});
		if ((this.intents & GatewayIntentBits.Guilds) !== 0) {
			for (const guild of guilds) {
				if (guild.isUnavailable) {
					this.send('GUILD_DELETE', { id: guild.id, unavailable: true });
				} else {
					this.send('GUILD_CREATE', guild.createPayload(bot, this.intents));
				}
			}
		}
	}
}

function readyUser(bot: Bot): Payload {
	return {
		id: bot.id,
		username: bot.user.username,
		global_name: null,
		discriminator: '0001',
		avatar: null,
		bot: true,
	};
}
