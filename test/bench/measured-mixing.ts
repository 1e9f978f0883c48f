// Measured: one overlap of several speakers, mixed as fast as it goes, or a part of that alone.
import type { MixJob, MixSettings } from '../../src/audio/mix/mix-job.js';
import { InProcessMixing, Mixer } from '../../src/audio/mix/mixer.js';
import { Programme } from '../../src/audio/programme.js';
import { systemClock } from '../../src/clock.js';
import { OpusDecoder, OpusEncoder } from '../../src/media/opus.js';
import { CHANNELS, FRAME_DURATION_MS, FRAME_SAMPLES } from '../../src/media/pcm.js';
import { serveBench } from './measured.js';

/**
 * What can be measured. `mixer`: the product's. `bare calls`: the same decoding and encoding and
 * nothing else. `pass-through`: the first speaker alone, through a programme.
 */
export type MixingVariant = 'mixer' | 'bare calls' | 'pass-through';

/** What is to be done. */
export interface MixingSetup {
	/** They take turns. */
	variants: readonly MixingVariant[];
	/** Opus frames of each speaker, equally many. */
	speakers: readonly Uint8Array[][];
}

/** Microseconds of CPU time for each frame that comes out, by variant. */
export type MixingResult = number[];

const SETTINGS: MixSettings = { bitrateBps: 96_000, hasAutomaticGain: true };

/** Times that the work is done before it is measured: the compiler's threads must be done. */
const WARM_UPS = 8;

/** Times that it is measured, the variants in turn: what else the machine does shows in all. */
const REPETITIONS = 8;

/** A frame that is passed through costs little: it takes many to see it. */
const PASSED_TIMES = 50;

const WORK = {
	mixer: mix,
	'bare calls': callBare,
	'pass-through': passThrough,
} as const satisfies Record<MixingVariant, (speakers: MixingSetup['speakers']) => number>;

serveBench(async ({ variants, speakers }: MixingSetup): Promise<MixingResult> => {
	const totals = variants.map((variant) => ({ variant, cpuUs: 0, frames: 0 }));
	for (let turn = 0; turn < WARM_UPS + REPETITIONS; turn++) {
		for (const total of totals) {
			const before = process.cpuUsage();
			const frames = WORK[total.variant](speakers);
			const { user, system } = process.cpuUsage(before);
			if (turn >= WARM_UPS) {
				total.cpuUs += user + system;
				total.frames += frames;
			}
		}
	}
	return totals.map(({ cpuUs, frames }) => cpuUs / frames);
});

function mix(speakers: MixingSetup['speakers']): number {
	const ticks = speakers[0]?.length ?? 0;
	const mixer = new Mixer(SETTINGS);
	const start = { warmUp: [], gainDb: 0, isContinued: false };
	for (let tick = 0; tick < ticks; tick++) {
		const job: MixJob = {
			isAlone: false,
			isSent: true,
			voices: speakers.map((frames, voice) => ({
				voice,
				start: tick === 0 ? start : undefined,
				kind: 'frames',
				packets: [frames[tick] as Uint8Array],
			})),
		};
		mixer.mix(job);
	}
	mixer.close();
	return ticks;
}

function callBare(speakers: MixingSetup['speakers']): number {
	const ticks = speakers[0]?.length ?? 0;
	const decoders = speakers.map(() => new OpusDecoder());
	const encoder = new OpusEncoder(SETTINGS.bitrateBps);
	const pcm = new Float32Array(6 * FRAME_SAMPLES * CHANNELS);
	for (let tick = 0; tick < ticks; tick++) {
		decoders.forEach((decoder, speaker) => {
			decoder.decode(speakers[speaker]?.[tick] as Uint8Array, pcm, 0);
		});
		encoder.encode(pcm);
	}
	for (const codec of [...decoders, encoder]) {
		codec.close();
	}
	return ticks;
}

function passThrough([frames = []]: MixingSetup['speakers']): number {
	let passed = 0;
	const programme = new Programme({
		clock: systemClock,
		settings: SETTINGS,
		mixing: new InProcessMixing(),
		onFrame: () => {
			passed += 1;
		},
	});
	for (let index = 0; index < frames.length * PASSED_TIMES; index++) {
		programme.push({
			opus: frames[index % frames.length] as Uint8Array,
			userId: '1',
			ssrc: 1,
			voiceSession: 0,
			transportNonce: index,
			sequence: index & 0xffff,
			timestamp: (index * FRAME_SAMPLES) >>> 0,
			receivedAtMs: index * FRAME_DURATION_MS,
		});
	}
	programme.close();
	return passed;
}
