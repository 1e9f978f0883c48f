// Takes a socket out of this process's hands, with all that has been read of it.
import type { Socket } from 'node:net';

/** What of Node's inside is needed for that. */
interface HandledSocket {
	_handle?: { readStop(): number } | null;
	/** The server that has accepted it. */
	server?: unknown;
}

/**
 * Ends the reading of a socket that is about to be sent to another process.
 *
 * NOTE: Node reads on while a stream is paused, until 64 KiB wait, and what comes while a handle is
 * on its way is lost (lib/internal/child_process.js, `net.Socket.send`); `pauseOnConnect`, which its
 * documentation names, is for servers that read nothing. Of a socket that knows its server Node has
 * both processes count for as long as it is open: closing the server would wait for all of them.
 *
 * @returns what has been read and nobody has taken; undefined where the socket is gone
 */
export function detachSocket(socket: Socket): Buffer | undefined {
	const handled = socket as unknown as HandledSocket;
	if (socket.destroyed || !handled._handle) {
		return undefined;
	}
	handled._handle.readStop();
	handled.server = undefined;
	socket.pause();
	return (socket.read() as Buffer | null) ?? Buffer.alloc(0);
}
