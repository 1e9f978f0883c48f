// Sound of any format, decoded by the machine's own ffmpeg, if it has one.
import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { endianness } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { CHANNELS, SAMPLE_RATE_HZ } from '../pcm.js';
import { UnplayableError } from './ogg-opus.js';

/** One float a channel. */
const SAMPLE_BYTES = Float32Array.BYTES_PER_ELEMENT * CHANNELS;

/** Floats as this machine has them. */
const SAMPLE_FORMAT = endianness() === 'LE' ? 'f32le' : 'f32be';

const PLAIN = ['-protocol_whitelist', 'pipe', '-i', 'pipe:0'];

/** ffmpeg keeps what it has read in a file of its own, and goes back in it. */
const SEEKABLE = [
	...['-protocol_whitelist', 'cache,pipe', '-read_ahead_limit', '-1'],
	...['-i', 'cache:pipe:0'],
];

/** What it says at level `error` of an input that it cannot go back in, and that is none. */
const NO_ERROR = /^\[cache @|^ *Last message repeated/;

/** Of what ffmpeg says of an input, in bytes, the first line is told. */
const MAX_WORDS = 1000;

const MAX_SAID = 200;

/**
 * Looks for ffmpeg.
 *
 * @param signal - ends it
 * @returns its version, or undefined where it is not installed
 * @throws where it is, and cannot be run
 */
export function findFfmpeg(signal: AbortSignal): Promise<string | undefined> {
	return new Promise((resolve, reject) => {
		execFile('ffmpeg', ['-version'], { signal, windowsHide: true }, (error, stdout) => {
			if (error === null) {
				resolve(/version (\S+)/.exec(stdout)?.[1] ?? 'of an unknown version');
			} else if (error.code === 'ENOENT') {
				resolve(undefined);
			} else {
				reject(error);
			}
		});
	});
}

/**
 * Starts ffmpeg between two pipes. The caller handles the process's errors.
 *
 * NOTE: prism-media looks for ffmpeg first, and the whole process waits until it is found.
 *
 * @param parameters - all but the output's place
 */
export function startFfmpeg(
	parameters: readonly string[],
): ChildProcessByStdio<Writable, Readable, Readable> {
	const child = spawn('ffmpeg', [...parameters, 'pipe:1'], { windowsHide: true });
	// What it does not read of the input breaks a pipe: its exit code says whether that is a failure.
	child.stdin.on('error', () => {});
	child.stdout.on('error', () => {});
	return child;
}

/**
 * Decodes the beginning of a file. ffmpeg must be there: `findFfmpeg` tells.
 *
 * @param options.signal - ends ffmpeg
 * @param options.why - what is wrong with the file without ffmpeg
 * @returns stereo at 48 kHz, interleaved, full scale 1
 * @throws {UnplayableError} with what ffmpeg says
 * @throws the signal's reason
 */
export async function decodeWithFfmpeg(
	bytes: Buffer,
	{ seconds, signal, why }: { seconds: number; signal: AbortSignal; why: string },
): Promise<Float32Array> {
	signal.throwIfAborted();
	// The file comes by the standard input, and no format in it may lead to another file or address.
	const input = ['-hide_banner', '-loglevel', 'error', ...(isMp4(bytes) ? SEEKABLE : PLAIN)];
	const output = ['-vn', '-sn', '-dn', '-t', String(seconds), '-f', SAMPLE_FORMAT];
	const rate = ['-ac', String(CHANNELS), '-ar', String(SAMPLE_RATE_HZ)];
	const child = startFfmpeg([...input, ...output, ...rate]);
	const exited = new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	const words = collect(child.stderr, MAX_WORDS);
	const sound = collect(child.stdout, Math.ceil(seconds * SAMPLE_RATE_HZ) * SAMPLE_BYTES);
	const onAbort = () => void child.kill('SIGKILL');
	signal.addEventListener('abort', onAbort, { once: true });
	try {
		child.stdin.end(bytes);
		const code = await exited;
		signal.throwIfAborted();
		if (code !== 0) {
			const lines = words().toString('utf8').split('\n');
			const said = lines
				.find((line) => !NO_ERROR.test(line))
				?.trim()
				.slice(0, MAX_SAID);
			throw new UnplayableError(
				`${why}, and ffmpeg cannot read it (${said || `exit code ${code}`})`,
			);
		}
		return toSamples(sound());
	} finally {
		signal.removeEventListener('abort', onAbort);
	}
}

/** Whose table of contents may be at the end (ISO/IEC 14496-12, 4.3): M4A, MP4, MOV. */
function isMp4(bytes: Buffer): boolean {
	return bytes.toString('latin1', 4, 8) === 'ftyp';
}

/** @returns gives the first bytes of a stream, which is read to its end */
function collect(stream: Readable, maxBytes: number): () => Buffer {
	const chunks: Buffer[] = [];
	let length = 0;
	stream.on('data', (chunk: Buffer) => {
		chunks.push(chunk.subarray(0, Math.max(0, maxBytes - length)));
		length += chunk.length;
	});
	return () => Buffer.concat(chunks);
}

function toSamples(bytes: Buffer): Float32Array {
	const samples = new Float32Array(Math.floor(bytes.length / SAMPLE_BYTES) * CHANNELS);
	new Uint8Array(samples.buffer).set(bytes.subarray(0, samples.byteLength));
	return samples;
}
