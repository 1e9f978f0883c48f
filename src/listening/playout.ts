// Plays a podcast's packets: 20 ms each 20 ms, into whatever takes them.
import { Pacer } from '../audio/pacer.js';
import type { PodcastFrame } from '../client/receiver-connection.js';
import type { Clock } from '../clock.js';
import { type DelayCounts, DelayHistogram, DelayWindow } from '../counts/delays.js';
import { SILENCE_FRAME } from '../media/opus-packet.js';
import { FrameCutter } from './frame-cutter.js';
import { type PlayoutCounts, PlayoutSchedule } from './playout-schedule.js';

/** What takes frames; each call stands for 20 ms, but for `stopSpeaking`. */
export interface PlayoutSink {
	/** @returns whether the frame was sent */
	play(opus: Uint8Array): boolean;
	/** Nothing is sent; `isLoss` where a frame is missing. */
	leaveOut(options: { isLoss: boolean }): void;
	/** Nothing follows for now. */
	stopSpeaking(): void;
}

/** Counts over a playout's life. */
export interface PlayoutStats extends PlayoutCounts {
	/** Frames that the sink did not take. */
	unsent: number;
	/** Milliseconds from arrival to the sink that 99 % of the last frames stayed within. */
	delayP99Ms: number | undefined;
	/** Delays of all frames from arrival to the sink. */
	delays: DelayCounts;
}

/** Ticks from its construction until `close`. */
export class Playout {
	readonly #sink: PlayoutSink;
	readonly #schedule = new PlayoutSchedule();
	readonly #cutter = new FrameCutter((frame) => this.#schedule.put(frame));
	readonly #clock: Clock;
	readonly #pacer: Pacer;
	readonly #delays = new DelayWindow();
	readonly #delayHistogram = new DelayHistogram();
	#unsent = 0;
	#isSpeaking = false;
	#onDrained: (() => void) | undefined;

	constructor({ clock, sink }: { clock: Clock; sink: PlayoutSink }) {
		this.#clock = clock;
		this.#sink = sink;
		this.#pacer = new Pacer({
			clock,
			startMs: clock.nowMs(),
			onTick: () => this.#tick(),
			onStandstill: (missedTicks) => this.#miss(missedTicks),
		});
	}

	get stats(): PlayoutStats {
		return {
			...this.#schedule.counts,
			unsent: this.#unsent,
			delayP99Ms: this.#delays.percentile(0.99),
			delays: this.#delayHistogram.counts,
		};
	}

	/** Takes a packet that has just come, of any length. */
	put(packet: PodcastFrame): void {
		this.#cutter.put(packet);
	}

	/** Makes silence of what waits; what comes next is played. */
	silence(): void {
		this.#cutter.forget();
		this.#schedule.silence(this.#clock.nowMs());
	}

	/** Plays what waits and five silence frames, without a hurry; then it is closed. */
	finish(): Promise<void> {
		this.#cutter.flush();
		this.#schedule.finish();
		return new Promise((resolve) => {
			this.#onDrained = resolve;
		});
	}

	/** Makes no further call; harmless when repeated. */
	close(): void {
		this.#pacer.close();
		this.#cutter.close();
		this.#onDrained?.();
	}

	#tick(): void {
		const nowMs = this.#clock.nowMs();
		const { waitsSinceMs } = this.#cutter;
		if (waitsSinceMs !== undefined && this.#schedule.lacksFrame(nowMs, waitsSinceMs)) {
			this.#cutter.flush();
		}
		const step = this.#schedule.take(nowMs);
		switch (step.kind) {
			case 'frame':
				this.#delays.add(step.delayMs);
				this.#delayHistogram.add(step.delayMs);
				this.#play(step.opus);
				break;
			case 'silence':
				this.#play(SILENCE_FRAME);
				break;
			case 'lost':
				this.#sink.leaveOut({ isLoss: true });
				break;
			case 'pause':
				this.#sink.leaveOut({ isLoss: false });
				if (this.#isSpeaking) {
					this.#isSpeaking = false;
					this.#sink.stopSpeaking();
				}
				if (this.#onDrained && this.#schedule.isDrained) {
					this.close();
				}
		}
	}

	/** The process stood still; time has gone on for those who listen. */
	#miss(ticks: number): void {
		for (let tick = 0; tick < ticks; tick++) {
			this.#sink.leaveOut({ isLoss: this.#isSpeaking });
		}
	}

	#play(opus: Uint8Array): void {
		this.#isSpeaking = true;
		if (!this.#sink.play(opus)) {
			this.#unsent += 1;
		}
	}
}
