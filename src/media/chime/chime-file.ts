// The chime that is played when a channel goes on air: ours, or a file of the operator's.
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../clock.js';
import { ConfigError, TimeoutError } from '../../errors.js';
import { CHANNELS, FRAME_DURATION_MS, FRAME_SAMPLES } from '../pcm.js';
import { UnplayableError } from './ogg-opus.js';
import { encodeFrames, readSound } from './sound.js';

/** What is longer is cut. */
export const MAX_CHIME_MS = 2000;

/** That many frames of 20 ms. */
const MAX_CHIME_FRAMES = MAX_CHIME_MS / FRAME_DURATION_MS;

/** Two seconds of any format in use are shorter; a whole song is not meant. */
const MAX_FILE_BYTES = 4 * 2 ** 20;

/** All that ffmpeg does with one file takes no longer. */
const FFMPEG_TIMEOUT_MS = 10_000;

/** As what is mixed: nobody hears a difference. */
const BITRATE_BPS = 96_000;

/** Where what is cut has become silent: 10 ms at its end. */
const FADE_SAMPLES = FRAME_SAMPLES / 2;

/** Made by make-chime.sh, which stands beside it in the sources. */
const OWN_FILE = fileURLToPath(new URL('chime.opus', import.meta.url));

/** Which file, and who may end it. */
export interface ChimeFileOptions {
	/** A path; default the chime that comes with the program. */
	file?: string | undefined;
	clock: Clock;
	signal: AbortSignal;
}

/** A chime as it is played. */
export interface ChimeFile {
	/** Opus, 20 ms each, at least one. */
	frames: Uint8Array[];
	/** Whether the file was longer, and is cut. */
	isCut: boolean;
	/** Version of the ffmpeg that it took; undefined where the file is sent as it is. */
	ffmpeg: string | undefined;
}

/**
 * Reads a chime.
 *
 * @throws {ConfigError} for a file that cannot be played, with why and what to do
 * @throws the signal's reason
 */
export async function readChimeFile(options: ChimeFileOptions): Promise<ChimeFile> {
	const { file = OWN_FILE, signal } = options;
	try {
		const sound = await readSound(await readBounded(file), {
			...options,
			maxMs: MAX_CHIME_MS,
			timeoutMs: FFMPEG_TIMEOUT_MS,
		});
		return sound.kind === 'opus' ? cut(sound.frames) : await recode(sound.samples, sound.ffmpeg);
	} catch (error) {
		signal.throwIfAborted();
		throw new ConfigError('CHIME_FILE', `${file} ${describe(error)}`);
	}
}

/** What is no plain file might never end. */
async function readBounded(file: string): Promise<Buffer> {
	let handle: FileHandle | undefined;
	try {
		// Else opening a named pipe would wait for somebody to write to it.
		handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
		const status = await handle.stat();
		if (!status.isFile()) {
			throw new UnplayableError('is no file');
		}
		const bytes = Buffer.alloc(MAX_FILE_BYTES + 1);
		let length = 0;
		for (let read = -1; read !== 0 && length < bytes.length; length += read) {
			({ bytesRead: read } = await handle.read(bytes, length, bytes.length - length));
		}
		if (length > MAX_FILE_BYTES) {
			throw new UnplayableError(
				`has more than ${MAX_FILE_BYTES / 2 ** 20} MiB: expected a chime of ${MAX_CHIME_MS / 1000} s at most`,
			);
		}
		return bytes.subarray(0, length);
	} finally {
		await handle?.close();
	}
}

function cut(frames: Uint8Array[]): ChimeFile {
	const isCut = frames.length > MAX_CHIME_FRAMES;
	return { frames: frames.slice(0, MAX_CHIME_FRAMES), isCut, ffmpeg: undefined };
}

/** What is longer is cut, and falls silent there. */
async function recode(samples: Float32Array, ffmpeg: string): Promise<ChimeFile> {
	const maxSamples = MAX_CHIME_FRAMES * FRAME_SAMPLES * CHANNELS;
	const isCut = samples.length > maxSamples;
	const heard = samples.subarray(0, maxSamples);
	for (let left = 0; isCut && left < FADE_SAMPLES * CHANNELS; left++) {
		(heard[heard.length - 1 - left] as number) *= left / (FADE_SAMPLES * CHANNELS);
	}
	return { frames: await encodeFrames(heard, BITRATE_BPS), isCut, ffmpeg };
}

/** The end of a sentence that begins with the file's name. */
function describe(error: unknown): string {
	if (error instanceof UnplayableError || error instanceof TimeoutError) {
		return error.message;
	}
	const { code } = error as NodeJS.ErrnoException;
	return code === 'ENOENT'
		? 'is not there'
		: `cannot be read (${code ?? (error as Error).message})`;
}
