// Whether the podcast server can have a process of its own here, found by starting one.
import { Channel } from './channel.js';
import { forkServer } from './fork-server.js';
import { fromServerShape, type ToServer } from './messages.js';

/**
 * Starts a process, sees it answer, and ends it. It serves nothing meanwhile.
 *
 * @throws the system's error, or one that says how it ended
 */
export async function tryServerProcess(signal: AbortSignal): Promise<void> {
	const child = forkServer();
	try {
		await new Promise<void>((resolve, reject) => {
			signal.addEventListener('abort', () => reject(signal.reason), { once: true });
			child.on('error', reject);
			child.once('exit', (code, name) => {
				reject(new Error(`it ended at once, with ${name ?? `exit code ${code}`}`));
			});
			const channel = new Channel<ToServer, typeof fromServerShape>(child, {
				shape: fromServerShape,
				onMessage: ({ type }) => type === 'synced' && resolve(),
				onBad: reject,
			});
			channel.send({ type: 'sync', turn: 0 });
		});
	} finally {
		child.kill('SIGKILL');
	}
}
