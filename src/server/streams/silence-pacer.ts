// Silence at a stream's own pace, for listeners whose programme pauses: one timer for all of them.
import type { Clock, Timer } from '../../clock.js';
import type { Mp3Bitrate } from '../../media/mp3-bitrate.js';
import { MP3_FRAME_SAMPLES } from '../../media/mp3-encoder.js';
import { silentMp3Frame } from '../../media/mp3-silence.js';
import { OggPage, PageType } from '../../media/ogg-page.js';
import { SILENCE_FRAME } from '../../media/opus-packet.js';
import { FRAME_SAMPLES, SAMPLES_PER_MS } from '../../media/pcm.js';
import type { PodcastDetails } from '../../protocol/podcast-details.js';
import {
	BURST_MS,
	LEAD_MS,
	msToNextPage,
	type StreamFormat,
	type StreamProgress,
} from './audio-stream.js';
import { nextCopies, OGG_SERIAL, oggBeginning } from './ogg-stream.js';
import type { StreamListener } from './stream-listener.js';

/** After a longer standstill of the process the lost time is not made up for. */
const MAX_BEHIND_MS = 10_000;

/** What a listener gets at most in one go: what it begins with. */
const MAX_FRAMES = Math.ceil(((BURST_MS + LEAD_MS) * SAMPLES_PER_MS) / FRAME_SAMPLES);

/** Somebody who waits. */
export interface WaitingListener {
	format: StreamFormat;
	progress: StreamProgress;
	/** When the first sample of its stream was to be heard, by the clock. */
	startMs: number;
	/** What the stream is called where it begins. */
	details: Readonly<PodcastDetails>;
	/** What is on meanwhile. */
	title: () => string;
}

/** When what a listener was given ends, by the clock. */
export function endMsOf({
	progress,
	startMs,
}: Pick<WaitingListener, 'progress' | 'startMs'>): number {
	return startMs + progress.samples / SAMPLES_PER_MS;
}

/** Gives listeners silence for as long as they are here. */
export class SilencePacer {
	readonly #clock: Clock;
	readonly #mp3Silence: Buffer;
	readonly #listeners = new Map<StreamListener, WaitingListener>();
	/** By how many packets are in them. */
	readonly #pages = new Map<number, OggPage>();
	#timer: Timer | undefined;

	constructor({ clock, mp3BitrateKbps }: { clock: Clock; mp3BitrateKbps: Mp3Bitrate }) {
		this.#clock = clock;
		const frames = Math.ceil((MAX_FRAMES * FRAME_SAMPLES) / MP3_FRAME_SAMPLES);
		const frame = silentMp3Frame(mp3BitrateKbps);
		this.#mp3Silence = Buffer.alloc(frames * frame.length, frame);
		this.#mp3FrameBytes = frame.length;
	}

	readonly #mp3FrameBytes: number;

	/** Lets somebody wait from now on; their stream begins here, or goes on. */
	add(listener: StreamListener, waiting: WaitingListener): void {
		const nowMs = this.#clock.nowMs();
		this.#listeners.set(listener, waiting);
		if (waiting.format === 'ogg') {
			for (const page of oggBeginning(waiting.details, waiting.progress)) {
				listener.write(page);
			}
		}
		this.#fill(listener, waiting, nowMs + LEAD_MS);
		this.#timer ??= this.#clock.at(nowMs + this.#msToNextPage, this.#onTick);
	}

	/** Takes somebody out; harmless if they are out already. */
	remove(listener: StreamListener): void {
		this.#listeners.delete(listener);
		if (this.#listeners.size === 0) {
			this.#timer?.cancel();
			this.#timer = undefined;
		}
	}

	/** Cuts everybody for whom something waits, which may be what was heard before the silence. */
	dropWaiting(): void {
		for (const listener of this.#listeners.keys()) {
			listener.dropWaiting();
		}
	}

	/** As long as for a podcast that as many hear. */
	get #msToNextPage(): number {
		return msToNextPage(this.#listeners.size);
	}

	readonly #onTick = () => {
		const nowMs = this.#clock.nowMs();
		this.#timer = this.#clock.at(nowMs + this.#msToNextPage, this.#onTick);
		for (const [listener, waiting] of this.#listeners) {
			this.#fill(listener, waiting, nowMs + LEAD_MS);
		}
	};

	#fill(listener: StreamListener, waiting: WaitingListener, untilMs: number): void {
		if (untilMs - endMsOf(waiting) > MAX_BEHIND_MS) {
			waiting.startMs += untilMs - endMsOf(waiting);
		}
		for (;;) {
			const missing = (untilMs - endMsOf(waiting)) * SAMPLES_PER_MS;
			if (missing <= 0) {
				return;
			}
			if (waiting.format === 'ogg') {
				this.#writeOgg(listener, waiting, missing);
			} else {
				this.#writeMp3(listener, waiting, missing);
			}
		}
	}

	#writeOgg(listener: StreamListener, { progress }: WaitingListener, missing: number): void {
		const packets = Math.min(MAX_FRAMES, Math.ceil(missing / FRAME_SAMPLES));
		let page = this.#pages.get(packets);
		if (!page) {
			page = new OggPage({
				packets: Array<Uint8Array>(packets).fill(SILENCE_FRAME),
				type: PageType.MIDDLE,
				serial: OGG_SERIAL,
			});
			this.#pages.set(packets, page);
		}
		for (const copy of nextCopies({ pages: [page], samples: packets * FRAME_SAMPLES }, progress)) {
			listener.write(copy);
		}
	}

	#writeMp3(listener: StreamListener, waiting: WaitingListener, missing: number): void {
		const { progress, title } = waiting;
		const wanted = Math.ceil(missing / MP3_FRAME_SAMPLES) * this.#mp3FrameBytes;
		const audio = this.#mp3Silence.subarray(0, wanted);
		progress.samples += (audio.length / this.#mp3FrameBytes) * MP3_FRAME_SAMPLES;
		listener.write(progress.icy ? progress.icy.insert(audio, title()) : audio);
	}
}
