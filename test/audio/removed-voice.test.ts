// A voice that is taken out of a mix: nothing of it is in the frames that follow.
import { expect, test } from 'vitest';
import type { VoicePart } from '../../src/audio/mix/mix-job.js';
import { Mixer } from '../../src/audio/mix/mixer.js';
import { decode, encode, toDb, tone } from '../support/signal.js';

const TICKS = 20;

const silent = encode(new Float32Array(48_000));
const loud = encode(tone({ hz: 1710, peak: 0.5, durationMs: 1000 }));

/** What a voice says in one tick. */
function part(voice: number, frames: readonly Uint8Array[], tick: number): VoicePart {
	return {
		voice,
		start: tick === 0 ? { warmUp: [], gainDb: 0, isContinued: false } : undefined,
		kind: 'frames',
		packets: [frames[tick] as Uint8Array],
	};
}

test('a voice that is taken out is not in the next frame, not even in what the encoder held', () => {
	const mixer = new Mixer({ bitrateBps: 96_000, hasAutomaticGain: false });
	const mix = (voices: VoicePart[]) => mixer.mix({ voices, isAlone: false, isSent: true }).opus;
	const mixed = Array.from({ length: TICKS }, (_, tick) =>
		mix([part(0, silent, tick), part(1, loud, tick)]),
	);
	expect(peakDb(mixed.at(-1))).toBeGreaterThan(-30);
	expect(peakDb(mix([part(0, silent, TICKS)]))).toBeLessThan(-70);
	mixer.close();
});

test('a voice that comes after it, in its place in the memory, has nothing of what was left of it', () => {
	const mixer = new Mixer({ bitrateBps: 96_000, hasAutomaticGain: false });
	const mix = (voices: VoicePart[]) => mixer.mix({ voices, isAlone: false, isSent: true }).opus;
	const long = encode(tone({ hz: 1710, peak: 0.5, durationMs: 1200 }), { frameMs: 60 });
	for (let tick = 0; tick < TICKS; tick++) {
		const frames = [part(0, silent, tick), part(1, long, tick)];
		expect(peakDb(mix(frames))).toBeGreaterThan(tick < 2 ? -70 : -30);
	}
	const start = { warmUp: [], gainDb: 0, isContinued: false };
	const next: VoicePart = { voice: 2, start, kind: 'concealed', packets: [] };
	expect(peakDb(mix([part(0, silent, TICKS), next]))).toBeLessThan(-70);
	expect(peakDb(mix([part(0, silent, TICKS + 1), { ...next, start: undefined }]))).toBeLessThan(
		-70,
	);
	mixer.close();
});

/** Of one frame, as a receiver decodes it that has heard none before. */
function peakDb(opus: Uint8Array | null | undefined): number {
	const [samples] = decode([opus as Uint8Array]);
	return toDb(Math.max(1e-6, ...(samples ?? []).map(Math.abs)));
}
