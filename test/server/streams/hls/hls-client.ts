// A player of HLS without a sound: asks for the playlist, checks it, and fetches what it names.
import { expect } from 'vitest';
import type { Show } from '../stream-fixture.js';
import { brokenChanges, brokenRules, type ReadPlaylist, readPlaylist } from './playlist-rules.js';

/** The tag before the frames of each segment. */
export const TAG_BYTES = 73;

/** A segment that has been fetched. */
export interface Fetched {
	number: number;
	url: string;
	/** At 90 kHz, from its tag. */
	timestamp: number;
	startEpochMs: number;
	durationS: number;
	isDiscontinuity: boolean;
	audio: Buffer;
}

/** A client that keeps what it has fetched. */
export class HlsClient {
	readonly url: string;
	/** In order, by number. */
	readonly fetched = new Map<number, Fetched>();
	#last: ReadPlaylist | undefined;

	/** @param url - of the playlist */
	constructor(url: string) {
		this.url = url;
	}

	/** The newest playlist; it breaks no rule, nor does it after the one before. */
	async load(): Promise<ReadPlaylist> {
		const response = await fetch(this.url);
		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toBe('application/vnd.apple.mpegurl');
		const playlist = readPlaylist(await response.text());
		expect(brokenRules(playlist)).toEqual([]);
		expect(this.#last && brokenChanges(this.#last, playlist)).toEqual(this.#last && []);
		this.#last = playlist;
		return playlist;
	}

	/** Fetches all that the newest playlist names and has not been fetched. */
	async follow(): Promise<ReadPlaylist> {
		const playlist = await this.load();
		for (const segment of playlist.segments) {
			if (!this.fetched.has(segment.number)) {
				const file = await this.file(segment.url);
				expect(file.subarray(0, 3).toString('latin1')).toBe('ID3');
				this.fetched.set(segment.number, {
					...segment,
					timestamp: Number(file.readBigUInt64BE(TAG_BYTES - 8)),
					audio: file.subarray(TAG_BYTES),
				});
			}
		}
		return playlist;
	}

	/** A segment's file. */
	async file(url: string): Promise<Buffer> {
		const response = await fetch(new URL(url, this.url));
		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toBe('audio/mpeg');
		return Buffer.from(await response.arrayBuffer());
	}

	/** All that has been fetched, in order. */
	get audio(): Buffer {
		const inOrder = [...this.fetched.values()].sort((one, other) => one.number - other.number);
		return Buffer.concat(inOrder.map(({ audio }) => audio));
	}
}

/** Lets time go by in a podcast that somebody follows, until so many segments have come. */
export async function passSegments(
	show: Show,
	client: HlsClient,
	{ count, frames }: { count: number; frames: readonly Uint8Array[] },
): Promise<void> {
	const wanted = newestOf(await client.follow()) + count;
	for (let place = 0; newestOf(await client.follow()) < wanted; place += PIECE_FRAMES) {
		if (place > count * MAX_SEGMENT_FRAMES) {
			throw new Error(`Expected segment ${wanted}, got none after ${place} frames`);
		}
		const start = place % frames.length;
		await show.play([...frames, ...frames].slice(start, start + PIECE_FRAMES));
	}
}

/** Frames of 20 ms from one look at the playlist to the next. */
const PIECE_FRAMES = 13;

/** A segment of a second, one that is late, and what an encoder holds. */
const MAX_SEGMENT_FRAMES = 150;

function newestOf({ segments }: ReadPlaylist): number {
	return segments.at(-1)?.number ?? 0;
}
