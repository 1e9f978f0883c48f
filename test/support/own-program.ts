// Programs that a demo or a load starts for itself, and that say where they listen.
import { type ChildProcess, spawn } from 'node:child_process';

/** One that runs. */
export interface OwnProgram {
	url: string;
	process: ChildProcess;
}

/**
 * Starts nats-server on any free port of this computer; `undefined` where it is not installed.
 *
 * @throws {Error} with what it printed, if it ends before it listens
 */
export async function startNats(): Promise<OwnProgram | undefined> {
	try {
		return await startOwn({
			command: ['nats-server', '-a', '127.0.0.1', '-p', '-1'],
			listening: /Listening for client connections on (127\.0\.0\.1:\d+)/,
			toUrl: (place) => `nats://${place}`,
		});
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return undefined;
		}
		throw error;
	}
}

/**
 * Starts a program, which is ended with this process at the latest; resolves when it says where it listens.
 *
 * @throws {Error} with what it printed, if it ends before
 */
export function startOwn(options: {
	command: readonly [file: string, ...words: string[]];
	environment?: NodeJS.ProcessEnv;
	listening: RegExp;
	toUrl: (place: string) => string;
	onEnded?: () => void;
}): Promise<OwnProgram> {
	const [file, ...words] = options.command;
	const child = spawn(file, words, {
		env: { ...process.env, ...options.environment },
		// Ctrl-C goes to the whole group; they are stopped in their order.
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	// Whoever fails leaves nothing behind.
	process.once('exit', () => child.kill('SIGKILL'));
	let output = '';
	return new Promise((resolve, reject) => {
		const read = (text: string) => {
			output += text;
			const place = options.listening.exec(output)?.[1];
			if (place !== undefined) {
				resolve({ url: options.toUrl(place), process: child });
			}
		};
		child.stdout.setEncoding('utf8').on('data', read);
		child.stderr.setEncoding('utf8').on('data', read);
		child.once('error', reject);
		child.once('close', (code) => {
			options.onEnded?.();
			reject(new Error(`${file} ended with ${code}:\n${output}`));
		});
	});
}
