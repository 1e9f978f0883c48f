// Cutting a TCP connection so that nothing of it is delivered any more, and its end is told.
import type { Socket } from 'node:net';

/**
 * Resets a connection: what waits in the system's buffers is lost, and `close` follows.
 *
 * NOTE: Node's own reset fails with EINVAL while the socket's end is on its way (libuv,
 * `uv_tcp_close_reset`): it leaves the descriptor open and never says `close`. So that end is waited
 * for, which takes a turn of the event loop.
 */
export function resetSocket(socket: Socket): void {
	const isEnding = socket.writableEnded && !socket.writableFinished && socket.writableLength === 0;
	if (isEnding && !socket.destroyed) {
		socket.once('finish', () => socket.resetAndDestroy());
	} else {
		socket.resetAndDestroy();
	}
}
