// What a podcast in one format is: who hears it, how their streams begin, what it is fed with.
import { SAMPLES_PER_MS } from '../../media/pcm.js';
import type { PodcastDetails } from '../../protocol/podcast-details.js';
import type { IcyInserter } from './icy.js';
import { BURST_SAMPLES } from './recent-audio.js';
import type { StreamListener } from './stream-listener.js';
import type { StreamPacket } from './stream-timeline.js';

/** What streams there are, by the ends of their names. */
export const STREAM_FORMATS = ['ogg', 'mp3'] as const;

/** How a podcast is packed. */
export type StreamFormat = (typeof STREAM_FORMATS)[number];

/** How far one listener's stream has come. It may go on in another stream of the same format. */
export class StreamProgress {
	/** Puts titles between the audio, where they were asked for. */
	readonly icy: IcyInserter | undefined;
	/** Samples that were written. */
	samples = 0;
	/** Ogg pages that were written. */
	pages = 0;
	/** MP3 frames whose bits the next frames need, and which must not be heard themselves. */
	mutedFrames = 0;

	constructor(icy?: IcyInserter) {
		this.icy = icy;
	}
}

/** How a listener's stream begins, or goes on. */
export interface StreamStart {
	/** What the podcast is called then. */
	details: Readonly<PodcastDetails>;
	/** How much it gets at once of what has been packed already. */
	recentSamples: number;
	progress: StreamProgress;
}

/** A podcast in one format. */
export interface AudioStream {
	readonly listenerCount: number;
	/** Whether nobody wants it any more. */
	readonly isIdle: boolean;
	add(listener: StreamListener, start: StreamStart): void;
	remove(listener: StreamListener): void;
	/** Packs what follows, and writes it to all listeners. */
	push(packets: readonly StreamPacket[]): void;
	/**
	 * Makes silence of what was packed and may still be heard: what listeners begin with, and what an
	 * encoder holds. Whoever has bytes waiting that cannot be taken back is cut.
	 */
	silence(): void;
	/** Writes the last of it, and ends all answers. */
	end(packets: readonly StreamPacket[]): void;
	/** Gives back what the stream holds; its listeners are the caller's. */
	close(): void;
}

/** What a player gets at once, in milliseconds. */
export const BURST_MS = BURST_SAMPLES / SAMPLES_PER_MS;

/** So far ahead of the clock a podcast is packed, so that each listener can begin just where it came. */
export const LEAD_MS = 100;

/** From one page to the next: five frames, or ten where many listen. */
const PAGE_MS = 100;
const LONG_PAGE_MS = 200;

/** With so many, half as many writes are worth that players have 100 ms less in hand. */
const MANY_LISTENERS = 50;

/** How long it is to the next page: a listener costs ten writes a second, or five. */
export function msToNextPage(listeners: number): number {
	return listeners < MANY_LISTENERS ? PAGE_MS : LONG_PAGE_MS;
}

/** What a listener may get at once. */
export const MAX_RECENT_SAMPLES = BURST_SAMPLES + LEAD_MS * SAMPLES_PER_MS;
