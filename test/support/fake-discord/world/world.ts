// The simulated Discord's shared state: all that exists, and what it stands on.
import { SeededRandom } from '../seeded-random.js';
import { Snowflakes } from '../snowflakes.js';
import { Timers } from '../timers.js';
import type { SpeakOptions, Speech } from '../voice/speech.js';
import { Watch } from '../watch.js';
import type { Attachment } from './attachment.js';
import type { Bot } from './bot.js';
import type { Channel } from './channel.js';
import type { Guild, GuildWorld } from './guild.js';
import type { Interaction } from './interaction.js';
import type { Member, VoiceStateChange } from './member.js';
import type { Dispatch } from './surroundings.js';
import type { User } from './user.js';

/** How the simulation behaves where Discord leaves room or a test wants another speed. */
export interface WorldOptions {
	/** Of everything random; default 1. */
	seed?: number;
	/** How long an interaction can be answered first; default 20 s, Discord's 3 s a busy machine misses. */
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
	/** What time it is in Discord, in milliseconds since the epoch; default the machine's. */
	now?: () => number;
	/** Whether REST limits are kept, not only told; default true. */
	rateLimits?: boolean;
	/** Least time between two Identifies of a rate limit key, Discord's 5 s; default 0: not kept. */
	identifyWindowMs?: number;
	/** Most guilds of one session; default 2,500. */
	maxGuildsPerShard?: number;
}

/** All that exists in this Discord. */
export class World implements GuildWorld {
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
	/** Files of commands, by their path. */
	readonly attachments = new Map<string, Attachment>();
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
			interactionLimitMs: 20_000,
			sessionTimeoutMs: 60_000,
			heartbeatIntervalMs: 41_250,
			voiceHeartbeatIntervalMs: 13_750,
			voiceModes: ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'],
			recordsMedia: true,
			rateLimits: true,
			identifyWindowMs: 0,
			maxGuildsPerShard: 2500,
			now: () => Date.now(),
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
