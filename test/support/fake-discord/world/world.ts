// The simulated Discord's shared state, and the way changes get from it to the bots.
import { SeededRandom } from '../seeded-random.js';
import { Snowflakes } from '../snowflakes.js';
import { Timers } from '../timers.js';
import type { SpeakOptions, Speech } from '../voice/speech.js';
import { Watch } from '../watch.js';
import type { Bot } from './bot.js';
import type { Channel } from './channel.js';
import type { Guild } from './guild.js';
import type { Interaction } from './interaction.js';
import type { Member, VoiceState } from './member.js';
import type { User } from './user.js';

/** A JSON object on its way to a bot. */
export type Payload = Record<string, unknown>;

/** One event of the main gateway, before it is numbered for a session. */
export interface Dispatch {
	/** Name, such as `VOICE_STATE_UPDATE`. */
	event: string;
	bots: Iterable<Bot>;
	/** Intent bits of which the session needs one; 0: none needed. */
	intents: number;
	/** This bot gets it without the intent. */
	always?: Bot | undefined;
	data: Payload | ((bot: Bot, intents: number) => Payload);
}

/** A member's voice state changed. */
export interface VoiceStateChange {
	member: Member;
	before: VoiceState;
	/** What a bot's voice websocket is closed with if it left the channel. */
	closeCode: number;
}

/** How the simulation behaves where Discord leaves room or a test wants another speed. */
export interface WorldOptions {
	/** Of everything random; default 1. */
	seed?: number;
	/** How long an interaction can be answered first; default 3000 ms. */
	interactionLimitMs?: number;
	/** How long a main gateway session outlives its socket; default 60 s. */
	sessionTimeoutMs?: number;
	/** Heartbeat interval of the main gateway; default 41,250 ms. */
	heartbeatIntervalMs?: number;
	/** Heartbeat interval of the voice gateway; default 13,750 ms. */
	voiceHeartbeatIntervalMs?: number;
	/** Transport modes of the voice servers in their order of preference; default both. */
	voiceModes?: readonly string[];
	/** Whether voice sessions keep a record of each packet; default true. Off for long runs. */
	recordsMedia?: boolean;
	/** Whether REST limits are kept, not only told; default true. */
	rateLimits?: boolean;
}

/** All that exists in this Discord. */
export class World {
	readonly options: Required<WorldOptions>;
	readonly random: SeededRandom;
	readonly snowflakes = new Snowflakes();
	readonly timers = new Timers();
	readonly watch = new Watch();
	readonly users = new Map<string, User>();
	/** By application id. */
	readonly bots = new Map<string, Bot>();
	readonly guilds = new Map<string, Guild>();
	readonly channels = new Map<string, Channel>();
	readonly interactions = new Map<string, Interaction>();
	/** Set once by the main gateway. */
	deliver: (dispatch: Dispatch) => void = () => {};
	/** Set once by the voice side. */
	onVoiceStateChange: (change: VoiceStateChange) => void = () => {};

	/** Set once by the voice side. */
	speak: (member: Member, frames: readonly Uint8Array[], options: SpeakOptions) => Speech = () => {
		throw new RangeError('there is no voice server');
	};

	constructor(options: WorldOptions) {
		this.options = {
			seed: 1,
			interactionLimitMs: 3000,
			sessionTimeoutMs: 60_000,
			heartbeatIntervalMs: 41_250,
			voiceHeartbeatIntervalMs: 13_750,
			voiceModes: ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'],
			recordsMedia: true,
			rateLimits: true,
			...options,
		};
		this.random = new SeededRandom(this.options.seed);
	}

	/** Sends an event to the bots it is for and lets waiting tests look again. */
	dispatch(dispatch: Dispatch): void {
		this.deliver(dispatch);
		this.watch.changed();
	}

	close(): void {
		this.timers.close();
	}
}
