// A sound brought once to the loudness of what is mixed, so that it stands out of nothing.
import { UnplayableError } from '../../media/chime/ogg-opus.js';
import { encodeFrames, framesInTurns, type Sound } from '../../media/chime/sound.js';
import { OpusDecoder } from '../../media/opus.js';
import { CHANNELS, FRAME_DURATION_MS, FRAME_SAMPLES, MAX_PACKET_SAMPLES } from '../../media/pcm.js';
import { TARGET_LUFS } from './automatic-gain.js';
import { LoudnessMeter } from './loudness.js';

/** Music sounds good at that. */
const BITRATE_BPS = 128_000;

/** Nothing is made louder or quieter than by this. */
const MAX_GAIN_DB = 30;

/** Nobody hears less; frames that are right to that are kept as they are. */
const TOLERANCE_DB = 0.5;

/** What the loudest sample may come to (EBU R 128, -1 dBTP). */
const MAX_PEAK = 10 ** (-1 / 20);

/** What short-term loudness looks back on (EBU Tech 3341, 2.2): 3 s. */
const WINDOW_FRAMES = 3000 / FRAME_DURATION_MS;

/**
 * Brings a sound's loudest three seconds to the loudness of the mix, or as near as its peaks allow.
 * What is on air meanwhile goes on.
 *
 * @returns Opus, 20 ms each
 * @throws {UnplayableError} where nothing is heard in it
 */
export async function levelSound(sound: Sound): Promise<Uint8Array[]> {
	const samples = sound.kind === 'opus' ? await decodeAll(sound.frames) : sound.samples;
	const { lufs, peak } = await measure(samples);
	const wantedDb = Math.max(-MAX_GAIN_DB, Math.min(MAX_GAIN_DB, TARGET_LUFS - lufs));
	const gain = Math.min(10 ** (wantedDb / 20), MAX_PEAK / peak);
	if (sound.kind === 'opus' && Math.abs(20 * Math.log10(gain)) < TOLERANCE_DB) {
		return sound.frames;
	}
	for await (const frame of framesInTurns(samples)) {
		for (let index = 0; index < frame.length; index++) {
			(frame[index] as number) *= gain;
		}
	}
	return encodeFrames(samples, BITRATE_BPS);
}

async function decodeAll(frames: readonly Uint8Array[]): Promise<Float32Array> {
	const length = FRAME_SAMPLES * CHANNELS;
	const samples = new Float32Array(frames.length * length);
	const decoder = new OpusDecoder();
	const pcm = new Float32Array(MAX_PACKET_SAMPLES * CHANNELS);
	let place = 0;
	try {
		for await (const frame of framesInTurns(samples)) {
			if (decoder.decode(frames[place] as Uint8Array, pcm, 0) !== FRAME_SAMPLES) {
				throw new UnplayableError('has packets that are no Opus');
			}
			frame.set(pcm.subarray(0, length));
			place += 1;
		}
	} finally {
		decoder.close();
	}
	return samples;
}

/** Loudness of the loudest three seconds; of all of it where it is shorter. */
async function measure(samples: Float32Array): Promise<{ lufs: number; peak: number }> {
	const meter = new LoudnessMeter();
	let lufs = Number.NEGATIVE_INFINITY;
	let peak = 0;
	for await (const frame of framesInTurns(samples)) {
		meter.add(frame, false);
		for (const sample of frame) {
			peak = Math.max(peak, Math.abs(sample));
		}
		if (meter.frames >= WINDOW_FRAMES) {
			lufs = Math.max(lufs, meter.shortTermLufs);
		}
	}
	if (meter.frames === 0) {
		throw new UnplayableError('has no sound in it', 'no sound');
	}
	return { lufs: Math.max(lufs, meter.shortTermLufs), peak };
}
