// The end of a socket, however it comes.
import type { Duplex } from 'node:stream';

/**
 * Resolves when a socket is closed. `once(socket, 'close')` rejects where the peer has cut it, which
 * the system tells by an error or not, as it happens.
 */
export function closed(socket: Duplex): Promise<void> {
	socket.on('error', () => {});
	return new Promise((resolve) => {
		if (socket.closed) {
			resolve();
		} else {
			socket.once('close', () => resolve());
		}
	});
}
