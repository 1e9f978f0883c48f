// What everything in the world finds around it, and the way changes get from it to the bots.
import type { SeededRandom } from '../seeded-random.js';
import type { Snowflakes } from '../snowflakes.js';
import type { Timers } from '../timers.js';
import type { Watch } from '../watch.js';
import type { Bot } from './bot.js';
import type { Payload } from './payload.js';

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

/** The world, as everything in it knows it: ids, chance, time, the bots and the way to them. */
export interface Surroundings {
	readonly options: { readonly interactionLimitMs: number; readonly recordsMedia: boolean };
	readonly random: SeededRandom;
	readonly snowflakes: Snowflakes;
	readonly timers: Timers;
	readonly watch: Watch;
	/** By application id. */
	readonly bots: Map<string, Bot>;
	/** Sends an event to the bots it is for and lets waiting tests look again. */
	dispatch(dispatch: Dispatch): void;
}
