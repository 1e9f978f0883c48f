// A podcast as MP3: encoded once, the same bytes for all listeners.

import { MP3_FRAME_SAMPLES } from '../../media/mp3-encoder.js';
import type { Mp3Encoding, Mp3Session } from '../../media/mp3-encoding.js';
import { framesBefore, silentMp3Frame, withMutedFrames } from '../../media/mp3-silence.js';
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '../../media/pcm.js';
import type { HeardListing } from '../access/listing.js';
import {
	type AudioStream,
	MAX_RECENT_SAMPLES,
	type StreamProgress,
	type StreamStart,
} from './audio-stream.js';
import { RecentAudio } from './recent-audio.js';
import type { StreamListener } from './stream-listener.js';
import { nowPlaying } from './stream-text.js';
import type { StreamPacket } from './stream-timeline.js';

/** An encoder that holds more than a second is one that does not keep up. */
const MAX_HELD_FRAMES = Math.ceil(SAMPLE_RATE_HZ / MP3_FRAME_SAMPLES);

/** What a stream works with. */
export interface Mp3StreamOptions {
	encoding: Mp3Encoding;
	listing: Pick<HeardListing, 'details'>;
	/** Called once, when the encoder has failed; the listeners' answers have been ended. */
	onFailed: () => void;
}

/** Whoever takes the stream as it comes out of the encoder, and is no listener. */
export interface Mp3Tap {
	/** Whole frames, in order. */
	onFrames(frames: Buffer): void;
	/** The encoder has failed: nothing more comes. */
	onFailed(): void;
}

/** One encoder, and who hears what comes out of it. */
export class Mp3Stream implements AudioStream {
	readonly #listing: Pick<HeardListing, 'details'>;
	readonly #options: Mp3StreamOptions;
	readonly #samplesPerByte: number;
	readonly #listeners = new Map<StreamListener, StreamProgress>();
	readonly #recent = new RecentAudio<Buffer>(MAX_RECENT_SAMPLES);
	/** What a listener gets who comes before the encoder has given anything. */
	readonly #silence: Buffer;
	#session: Mp3Session;
	/** What was encoded and has not come out, in samples. */
	#heldSamples = 0;
	#tap: Mp3Tap | undefined;

	constructor(options: Mp3StreamOptions) {
		const { bitrateKbps } = options.encoding;
		this.#options = options;
		this.#listing = options.listing;
		this.#silence = silentMp3Frame(bitrateKbps);
		this.#samplesPerByte = (8 * SAMPLE_RATE_HZ) / (bitrateKbps * 1000);
		this.#session = this.#open();
	}

	get listenerCount(): number {
		return this.#listeners.size;
	}

	get isIdle(): boolean {
		return this.#listeners.size === 0 && this.#tap === undefined;
	}

	/** What was encoded and has not come out, in milliseconds. */
	get heldMs(): number {
		return this.#heldSamples / SAMPLES_PER_MS;
	}

	/** Gives all that comes out from now on to one more, or to nobody. */
	set tap(tap: Mp3Tap | undefined) {
		this.#tap = tap;
	}

	add(listener: StreamListener, { recentSamples, progress }: StreamStart): void {
		this.#listeners.set(listener, progress);
		const isBeginning = progress.samples === 0;
		if (!isBeginning) {
			// Its player would take the data of what it has heard before for the data of these.
			progress.mutedFrames = framesBefore(this.#options.encoding.bitrateKbps);
		}
		const recent = Buffer.concat(this.#recent.items);
		const frames = Math.round(recentSamples / MP3_FRAME_SAMPLES);
		const bytes = (frames * MP3_FRAME_SAMPLES) / this.#samplesPerByte;
		const start = recent.subarray(Math.max(0, recent.length - bytes));
		if (start.length > 0) {
			this.#write(listener, start);
		} else if (isBeginning) {
			// Proxies and players that wait for a first byte need not wait for the encoder.
			this.#write(listener, this.#silence);
		}
	}

	remove(listener: StreamListener): void {
		this.#listeners.delete(listener);
	}

	push(packets: readonly StreamPacket[]): void {
		this.#heldSamples += packets.reduce((sum, { samples }) => sum + samples, 0);
		this.#session.encode(packets.map(({ opus }) => opus));
	}

	/** Another encoder goes on, which has heard nothing; silence takes the place of what this one held. */
	silence(): void {
		const before = this.#session;
		this.#session = this.#open();
		before.close();
		this.#recent.replace((audio) => [
			{ item: this.#silenceOf(audio.length), samples: audio.length * this.#samplesPerByte },
		]);
		for (const listener of this.#listeners.keys()) {
			listener.dropWaiting();
		}
		const frames = Math.round(this.#heldSamples / MP3_FRAME_SAMPLES);
		if (frames > MAX_HELD_FRAMES) {
			// The thread was so far behind that packets were left out: that time is lost.
			this.#heldSamples = MAX_HELD_FRAMES * MP3_FRAME_SAMPLES;
		}
		this.#give(this.#silenceOf(Math.min(frames, MAX_HELD_FRAMES) * this.#silence.length));
	}

	/** What the encoder still holds, some 50 ms, is not waited for. */
	end(): void {
		for (const listener of this.#listeners.keys()) {
			listener.end();
		}
	}

	close(): void {
		this.#session.close();
	}

	#open(): Mp3Session {
		return this.#options.encoding.open({
			onFrames: (frames) =>
				this.#give(Buffer.from(frames.buffer, frames.byteOffset, frames.byteLength)),
			onFailed: () => {
				this.end();
				this.#tap?.onFailed();
				this.#options.onFailed();
			},
		});
	}

	/** @param audio - whole frames */
	#give(audio: Buffer): void {
		const samples = audio.length * this.#samplesPerByte;
		this.#heldSamples -= samples;
		this.#recent.push(audio, samples);
		this.#tap?.onFrames(audio);
		for (const listener of this.#listeners.keys()) {
			this.#write(listener, audio);
		}
	}

	#silenceOf(bytes: number): Buffer {
		return Buffer.alloc(bytes, this.#silence);
	}

	/** @param audio - whole frames */
	#write(listener: StreamListener, audio: Buffer): void {
		const progress = this.#listeners.get(listener);
		if (!progress) {
			return;
		}
		progress.samples += audio.length * this.#samplesPerByte;
		let bytes = audio;
		if (progress.mutedFrames > 0) {
			bytes = withMutedFrames(audio, progress.mutedFrames, this.#options.encoding.bitrateKbps);
			progress.mutedFrames -= Math.min(progress.mutedFrames, audio.length / this.#silence.length);
		}
		const { icy } = progress;
		listener.write(icy ? icy.insert(bytes, nowPlaying(this.#listing.details)) : bytes);
	}
}
