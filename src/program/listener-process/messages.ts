// What a podcast server and its listener processes say to each other: each message, and its check.
import { z } from 'zod';
import type { PodcastServerStats } from '../../server/podcast-server-stats.js';
import type { PackedFailure } from '../server-process/packed-failure.js';
import type { PackedSettings } from '../server-process/packed-settings.js';

/*
 * Both ends are the same program of the same version, and nobody else has the channel: the check is of
 * what each message is. Podcasts go by the bus, in a pipe of its own: on this channel a socket holds up
 * all that is behind it until the other end has it.
 */

/** What a listener process begins with. */
export interface ListenerBeginning {
	/** From 1 on. */
	number: number;
	settings: PackedSettings;
	/** Its name among edges. */
	edge: string;
	/** What subjects on the bus begin with. */
	prefix: string;
	edgeUnsubscribeMs: number;
	/** Where other machines take listeners: over how long they are moved there at the end. */
	drainMs: number | undefined;
	logLevel: string;
}

/** What it says of itself, every second. */
export interface ListenerReport {
	stats: PodcastServerStats;
	/** Share of the last second that it has worked. */
	busyShare: number;
	residentBytes: number;
}

function object<Value extends object>() {
	return z.custom<Value>((value) => typeof value === 'object' && value !== null);
}

const count = z.number().int().nonnegative();

/** To a listener process. */
export const toListenerShape = z.discriminatedUnion('type', [
	z.object({ type: z.literal('begin'), beginning: object<ListenerBeginning>() }),
	/** Comes with a socket; the bytes are all that was read from it. */
	z.object({
		type: z.literal('connection'),
		number: count,
		bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
	}),
	z.object({ type: z.literal('stop'), isHurried: z.boolean() }),
]);

/** From a listener process. */
export const fromListenerShape = z.discriminatedUnion('type', [
	z.object({ type: z.literal('ready') }),
	z.object({ type: z.literal('failed'), failure: object<PackedFailure>() }),
	/** One line of JSON, as the logger makes them. */
	z.object({ type: z.literal('log'), line: z.string() }),
	/** A connection is closed. */
	z.object({ type: z.literal('gone'), number: count }),
	z.object({ type: z.literal('report'), report: object<ListenerReport>() }),
]);

/** A message to a listener process. */
export type ToListener = z.infer<typeof toListenerShape>;

/** A message of a listener process. */
export type FromListener = z.infer<typeof fromListenerShape>;
