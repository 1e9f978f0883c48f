// Programs of the machine that tests listen with: Debian's ffmpeg, mpv and opus-tools.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** What a program wrote. */
export interface ToolOutput {
	stdout: Buffer;
	stderr: string;
}

/**
 * Whether all of these programs are there. Where one is missing, a line says so and the tests that
 * need it are passed over; in CI it is an error.
 */
export function hasTools(...names: string[]): boolean {
	const missing = names.filter((name) => !isInPath(name));
	return (
		missing.length === 0 ||
		passOver(`Not installed: ${missing.join(', ')} (CONTRIBUTING.md says what tests need)`)
	);
}

/**
 * Says why tests cannot run here.
 *
 * @param why - without a full stop
 * @returns false: they are passed over
 * @throws in CI (`CI=true`, `CI=1`)
 */
export function passOver(why: string): false {
	if (!['', '0', 'false'].includes(process.env.CI ?? '')) {
		throw new Error(why);
	}
	process.stderr.write(`${why}; the tests that need it are passed over\n`);
	return false;
}

/** Whether a program is there is not asked of `which`, which may not be there itself. */
function isInPath(name: string): boolean {
	return (process.env.PATH ?? '').split(delimiter).some((folder) => {
		try {
			accessSync(join(folder, name), constants.X_OK);
			return true;
		} catch {
			return false;
		}
	});
}

/** Runs a program to its end, at the latest the test's. */
export function runTool(name: string, args: string[], input?: Uint8Array): Promise<ToolOutput> {
	const child = spawn(name, args, { stdio: 'pipe' });
	onTestFinished(() => {
		child.kill('SIGKILL');
	});
	const stdout: Buffer[] = [];
	const stderr: Buffer[] = [];
	child.stdout.on('data', (chunk) => stdout.push(chunk));
	child.stderr.on('data', (chunk) => stderr.push(chunk));
	// It need not read all of it.
	child.stdin.on('error', () => {});
	child.stdin.end(input);
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', () => {
			resolve({ stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() });
		});
	});
}

/** Makes ffmpeg write stereo, as 32-bit floats at 48 kHz, to its standard output. */
export const STEREO_FLOATS = ['-ac', '2', '-ar', '48000', '-f', 'f32le', 'pipe:1'];

/** The left channel of stereo in 32-bit floats. */
export function leftOf(bytes: Buffer): Float32Array {
	const samples = new Float32Array(Math.floor(bytes.length / 8));
	for (let index = 0; index < samples.length; index++) {
		samples[index] = bytes.readFloatLE(index * 8);
	}
	return samples;
}

/** Lets ffmpeg decode the left channel of a file. */
export async function decodeAudio(file: Uint8Array, format: 'ogg' | 'mp3') {
	const args = ['-hide_banner', '-loglevel', 'warning', '-f', format, '-i', 'pipe:0'];
	const { stdout, stderr } = await runTool('ffmpeg', [...args, ...STEREO_FLOATS], file);
	return { samples: leftOf(stdout), stderr };
}
