// Which of the sender's tones is in a recording, how loud, and when they take turns.
import { TONE_PEAK, TONES_HZ } from './paced-sender.js';
import type { Recording } from './recording.js';

const SAMPLE_RATE_HZ = 48_000;

/** Both tones make whole waves in 50 ms, so that each is seen without the other. */
const BLOCK_SAMPLES = 2_400;

/** What a block lasts. */
export const BLOCK_MS = (BLOCK_SAMPLES / SAMPLE_RATE_HZ) * 1000;

/** One block of a recording. */
export interface ToneBlock {
	/** The louder tone; undefined in silence. */
	hz: number | undefined;
	/** Against what the sender sent, in decibels. */
	levelDb: number;
	/** Share of the block's power that is the louder tone's, 0 to 1. */
	purity: number;
	/** When it was put out at the latest, by the wall clock. */
	atMs: number;
}

/** Looks at a recording in blocks of 50 ms. */
export function toneBlocks({ samples, startedAtMs }: Recording): ToneBlock[] {
	return Array.from({ length: Math.floor(samples.length / BLOCK_SAMPLES) }, (_, index) => {
		const block = samples.subarray(index * BLOCK_SAMPLES, (index + 1) * BLOCK_SAMPLES);
		const peaks = TONES_HZ.map((hz) => ({ hz, peak: peakAt(block, hz) }));
		const [louder] = peaks.sort((a, b) => b.peak - a.peak);
		const { hz, peak } = louder as { hz: number; peak: number };
		const power = block.reduce((sum, sample) => sum + sample * sample, 0) / BLOCK_SAMPLES;
		return {
			hz: peak > TONE_PEAK / 100 ? hz : undefined,
			levelDb: 20 * Math.log10(Math.max(peak, Number.MIN_VALUE) / TONE_PEAK),
			purity: power === 0 ? 0 : (peak * peak) / 2 / power,
			atMs: startedAtMs + index * BLOCK_MS,
		};
	});
}

/** Whether a block holds neither tone. */
export function isSilent({ hz }: ToneBlock): boolean {
	return hz === undefined;
}

/** Whether the blocks beside one hold its tone as well: where tones take turns, both are in a block. */
export function isSteady(blocks: readonly ToneBlock[], index: number): boolean {
	const hz = blocks[index]?.hz;
	return hz !== undefined && [index - 1, index + 1].every((beside) => blocks[beside]?.hz === hz);
}

/** The blocks of what is recorded bit by bit, with nothing left out between. */
export class ToneRecorder {
	readonly #record: () => Promise<Recording>;
	#rest = new Float32Array();

	/** @param record - gives what came since the last call */
	constructor(record: () => Promise<Recording>) {
		this.#record = record;
	}

	/** The blocks that have come since the last call. */
	async take(): Promise<ToneBlock[]> {
		const { samples: newer, startedAtMs } = await this.#record();
		const samples = new Float32Array(this.#rest.length + newer.length);
		samples.set(this.#rest);
		samples.set(newer, this.#rest.length);
		const restMs = (this.#rest.length * 1000) / SAMPLE_RATE_HZ;
		this.#rest = samples.slice(samples.length - (samples.length % BLOCK_SAMPLES));
		return toneBlocks({ samples, startedAtMs: startedAtMs - restMs });
	}
}

/**
 * How long after the sender each change of tone was put out, in milliseconds: the block in which a
 * new tone is first the louder one, against the newest change to that tone before it.
 */
export function changeDelays(
	blocks: readonly ToneBlock[],
	sent: readonly { hz: number; sentAtMs: number }[],
): number[] {
	return blocks.flatMap(({ hz, atMs }, index) => {
		const before = blocks[index - 1]?.hz;
		if (hz === undefined || before === undefined || before === hz) {
			return [];
		}
		const change = sent.findLast(
			(sending) => sending.hz === hz && sending.sentAtMs <= atMs + BLOCK_MS,
		);
		return change ? [atMs + BLOCK_MS - change.sentAtMs] : [];
	});
}

/** Amplitude of one frequency (https://en.wikipedia.org/wiki/Goertzel_algorithm gives the same). */
function peakAt(block: Float32Array, hz: number): number {
	let real = 0;
	let imaginary = 0;
	block.forEach((sample, index) => {
		const phase = (2 * Math.PI * hz * index) / SAMPLE_RATE_HZ;
		real += sample * Math.cos(phase);
		imaginary += sample * Math.sin(phase);
	});
	return (2 * Math.hypot(real, imaginary)) / block.length;
}
