// One podcast as HLS: cut from its MP3 stream while somebody asks, kept for as long as it is named.
import { randomBytes } from 'node:crypto';
import type { Clock, Timer } from '../../../clock.js';
import { MP3_FRAME_MS, SegmentCutter } from '../../../media/hls/segment-cutter.js';
import type { Mp3Bitrate } from '../../../media/mp3-bitrate.js';
import type { LiveStreams } from '../live-streams.js';
import { HlsListeners } from './hls-listeners.js';
import type { LiveWindow } from './hls-playlist.js';
import { framesOf, type HlsSegment, SegmentWindow, targetSeconds } from './segment-window.js';

/** What a podcast's HLS works with. */
export interface HlsStreamOptions {
	clock: Clock;
	streams: Pick<LiveStreams, 'tap' | 'untap'>;
	bitrateKbps: Mp3Bitrate;
	segmentMs: number;
	/** Called when another number of people seems to listen. */
	onListeners: () => void;
}

/** So long after the last request it is encoded. */
const IDLE_MS = 20_000;

/** What a player begins with that comes before anybody has asked: as much as players want in hand. */
const SILENT_SEGMENTS = 3;

/** A process that stood still for longer goes on at another time. */
const MAX_DRIFT_MS = 10_000;

/** Bytes of the names' part that makes them this process's own. */
const RUN_BYTES = 4;

/** A podcast's playlist and segments. */
export class HlsStream {
	readonly #options: HlsStreamOptions;
	readonly #frames: number;
	readonly #window: SegmentWindow;
	readonly #asking: HlsListeners;
	#cutter: SegmentCutter | undefined;
	#askedMs = 0;
	#timer: Timer | undefined;
	#listeners = 0;
	#isOver = false;
	/** Ways to cut those whom a segment is being sent to. */
	readonly #sending = new Set<() => void>();

	constructor(options: HlsStreamOptions) {
		const { bitrateKbps, clock, segmentMs } = options;
		this.#options = options;
		this.#frames = framesOf(segmentMs);
		this.#window = new SegmentWindow({ bitrateKbps, frames: this.#frames });
		this.#asking = new HlsListeners(clock, targetSeconds(this.#frames) * 1000);
	}

	/** How many listen by it, an estimate. */
	get listeners(): number {
		return this.#listeners;
	}

	/** Whether there is anything to fetch still. */
	get isKept(): boolean {
		return !this.#window.isEmpty;
	}

	/** What the playlist says; whoever asks counts as a listener. */
	ask(): LiveWindow<HlsSegment> {
		if (!this.#isOver) {
			this.#asking.count();
			this.#stayAwake();
			this.#open();
			this.#tellListeners();
		}
		return { ...this.#window.live, isOver: this.#isOver };
	}

	/** A segment's file, as long as it is kept. */
	find(name: string): Buffer | undefined {
		const segment = this.#window.find(name);
		if (segment && !this.#isOver) {
			this.#askedMs = this.#options.clock.nowMs();
		}
		return segment?.file;
	}

	/** Whether the playlist names a segment. */
	isListed(name: string): boolean {
		return this.#window.isListed(name);
	}

	/**
	 * A segment is being sent, until the returned function is called.
	 *
	 * @param cut - called where what has not been sent must not be heard any more
	 */
	send(cut: () => void): () => void {
		this.#sending.add(cut);
		return () => this.#sending.delete(cut);
	}

	/** Makes silence of all that is kept; its time goes on. Before the encoder itself is silenced. */
	silence(): void {
		for (const cut of this.#sending) {
			cut();
		}
		this.#window.silence();
		// A playlist names something, also that of a podcast that is over.
		const frames = this.#isOver ? this.#frames : (this.#cutter?.pendingFrames ?? 0);
		this.#cutter?.forget();
		if (frames > 0) {
			this.#window.addSilence(frames);
		}
		// Another encoder makes what follows.
		this.#window.moveTo(this.#window.endEpochMs);
	}

	/** The podcast is over: what there is stays, and nothing follows. */
	end(): void {
		if (this.#isOver) {
			return;
		}
		this.#isOver = true;
		const last = this.#cutter?.take();
		if (last) {
			this.#window.add(last);
		}
		this.#close();
		this.#timer?.cancel();
		this.#tellListeners();
	}

	/** Nothing of it can be fetched any more, nor the rest of what is being sent. */
	forget(): void {
		for (const cut of this.#sending) {
			cut();
		}
		this.#window.clear();
	}

	#open(): void {
		if (this.#cutter) {
			return;
		}
		const { bitrateKbps, clock, streams } = this.#options;
		this.#cutter = new SegmentCutter({ bitrateKbps, frames: this.#frames });
		const startMs = streams.tap({
			onFrames: (frames) => this.#onFrames(frames),
			onFailed: () => {
				// Who asks next begins anew.
				this.#cutter = undefined;
			},
		});
		const startEpochMs = clock.epochMs() + startMs - clock.nowMs();
		const silentMs = this.#window.isEmpty ? SILENT_SEGMENTS * this.#frames * MP3_FRAME_MS : 0;
		this.#window.begin({
			// By the clock: the numbers of the process before this one are lower.
			atLeast: Math.floor((startEpochMs - silentMs) / this.#options.segmentMs),
			run: randomBytes(RUN_BYTES).toString('hex'),
			startEpochMs: startEpochMs - silentMs,
		});
		for (let left = silentMs; left > 0; left -= this.#frames * MP3_FRAME_MS) {
			this.#window.addSilence(this.#frames);
		}
	}

	#close(): void {
		this.#cutter = undefined;
		this.#options.streams.untap();
	}

	#onFrames(frames: Buffer): void {
		const segments = this.#cutter?.push(frames) ?? [];
		for (const segment of segments) {
			this.#window.add(segment);
		}
		if (segments.length > 0) {
			this.#followClock();
		} else if (this.#window.isEmpty) {
			const first = this.#cutter?.take();
			if (first) {
				this.#window.add(first);
			}
		}
	}

	/** What was left out is missing in the timeline, too. */
	#followClock(): void {
		const nowMs = this.#options.clock.epochMs();
		if (Math.abs(nowMs - this.#window.endEpochMs) > MAX_DRIFT_MS) {
			this.#window.moveTo(nowMs);
		}
	}

	#stayAwake(): void {
		const { clock, segmentMs } = this.#options;
		this.#askedMs = clock.nowMs();
		this.#timer ??= clock.at(this.#askedMs + segmentMs, this.#look);
	}

	readonly #look = () => {
		const { clock, segmentMs } = this.#options;
		const nowMs = clock.nowMs();
		if (nowMs - this.#askedMs >= IDLE_MS) {
			this.#timer = undefined;
			this.#close();
			this.#window.clear();
		} else {
			this.#timer = clock.at(nowMs + segmentMs, this.#look);
		}
		this.#tellListeners();
	};

	#tellListeners(): void {
		const listeners = this.#isOver ? 0 : this.#asking.estimate;
		if (listeners !== this.#listeners) {
			this.#listeners = listeners;
			this.#options.onListeners();
		}
	}
}
