// Ports that a program can be started on again and again.
import { createServer } from 'node:net';

/** Below the range from which a kernel gives ports by itself: no other test is handed one of them. */
const FIRST_PORT = 20_000;
const LAST_PORT = 29_999;

let next = FIRST_PORT + ((process.pid * 16) % (LAST_PORT - FIRST_PORT));

/** A port of 127.0.0.1 that nothing listens on. */
export async function findPort(): Promise<number> {
	for (;;) {
		const port = next;
		next = next < LAST_PORT ? next + 1 : FIRST_PORT;
		if (await isFree(port)) {
			return port;
		}
	}
}

function isFree(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}
