// A short sound of any format, read for Opus frames of 20 ms: an Ogg Opus as it is, else by ffmpeg.
import { type Clock, withTimeout } from '../../clock.js';
import { TimeoutError } from '../../errors.js';
import { OpusEncoder } from '../opus.js';
import { CHANNELS, FRAME_DURATION_MS, FRAME_SAMPLES } from '../pcm.js';
import { decodeWithFfmpeg, findFfmpeg } from './ffmpeg.js';
import { readOggOpus, UnplayableError } from './ogg-opus.js';

/** How a sound is read, and who may end it. */
export interface SoundOptions {
	clock: Clock;
	signal: AbortSignal;
	/** ffmpeg gives one frame more than that, so that what is longer shows. */
	maxMs: number;
	/** All that ffmpeg does takes no longer. */
	timeoutMs: number;
	/** An Ogg Opus of more is refused; default none is. */
	maxFrames?: number;
}

/** A sound as it was read. */
export type Sound =
	/** At least one frame, as they stand in the file. */
	| { kind: 'opus'; frames: Uint8Array[] }
	/** Stereo at 48 kHz, interleaved, full scale 1; and the version of the ffmpeg that it took. */
	| { kind: 'pcm'; samples: Float32Array; ffmpeg: string };

/** Frames that are coded before others have a turn: some 2 ms. */
const FRAMES_A_TURN = 5;

/**
 * Reads a sound.
 *
 * @throws {UnplayableError} for what is none, or needs ffmpeg where that is not installed
 * @throws {TimeoutError} if ffmpeg takes too long
 * @throws the signal's reason
 */
export async function readSound(bytes: Buffer, options: SoundOptions): Promise<Sound> {
	try {
		return { kind: 'opus', frames: await readOggOpus(bytes, options.maxFrames) };
	} catch (error) {
		if (!(error instanceof UnplayableError) || error.fault === 'too long') {
			throw error;
		}
		return decode(bytes, options, error);
	}
}

/** @param found - what keeps the file from being sent as it is */
function decode(bytes: Buffer, options: SoundOptions, found: UnplayableError): Promise<Sound> {
	const { clock, maxMs, signal, timeoutMs } = options;
	const { fault, message: why } = found;
	const late = () => new TimeoutError('takes ffmpeg too long', timeoutMs);
	return withTimeout({ clock, signal, timeoutMs, late }, async (ended) => {
		const ffmpeg = await findFfmpeg(ended);
		if (ffmpeg === undefined) {
			throw new UnplayableError(
				`${why}; install ffmpeg for other formats, or set an Ogg Opus of 20 ms a packet`,
				fault === 'no sound' ? fault : 'needs ffmpeg',
			);
		}
		const seconds = (maxMs + FRAME_DURATION_MS) / 1000;
		const samples = await decodeWithFfmpeg(bytes, { seconds, signal: ended, why });
		if (samples.length === 0) {
			throw new UnplayableError('has no sound in it', 'no sound');
		}
		return { kind: 'pcm', samples, ffmpeg };
	});
}

/**
 * Cuts samples into frames of 20 ms, the last one filled up with silence, and encodes them; what is
 * on air meanwhile goes on.
 *
 * @param samples - stereo at 48 kHz, interleaved, full scale 1
 */
export async function encodeFrames(
	samples: Float32Array,
	bitrateBps: number,
): Promise<Uint8Array[]> {
	const encoder = new OpusEncoder(bitrateBps);
	const frames: Uint8Array[] = [];
	try {
		for await (const pcm of framesInTurns(samples)) {
			frames.push(encoder.encode(pcm));
		}
	} finally {
		encoder.close();
	}
	return frames;
}

/** Frame after frame of samples; now and then others have a turn. */
export async function* framesInTurns(samples: Float32Array): AsyncGenerator<Float32Array> {
	const length = FRAME_SAMPLES * CHANNELS;
	for (let start = 0, count = 1; start < samples.length; start += length, count++) {
		const frame = samples.subarray(start, start + length);
		if (frame.length === length) {
			yield frame;
		} else {
			const filled = new Float32Array(length);
			filled.set(frame);
			yield filled;
		}
		if (count % FRAMES_A_TURN === 0) {
			await new Promise((resolve) => setImmediate(resolve));
		}
	}
}
