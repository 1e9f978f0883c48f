// Bytes to a TCP port and everything that comes back, for requests that no HTTP client would send.
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Opens a TCP connection to a base URL; it is closed when the test ends. */
export function openSocket(url: string): Socket {
	const { hostname, port } = new URL(url);
	const socket = connect(Number(port), hostname);
	socket.on('error', () => {});
	onTestFinished(() => {
		socket.destroy();
	});
	return socket;
}

/** Sends bytes and gives all that came until the server closed the connection. */
export function exchange(url: string, bytes: string | Uint8Array): Promise<string> {
	const socket = openSocket(url);
	const chunks: Buffer[] = [];
	socket.on('data', (chunk) => chunks.push(chunk));
	socket.write(bytes);
	return new Promise((resolve) => {
		socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
	});
}

/** Status and JSON body of a raw answer. */
export function parseAnswer(answer: string): { status: number; body: unknown } {
	const [head = '', body = ''] = answer.split('\r\n\r\n');
	return { status: Number(head.split(' ')[1]), body: JSON.parse(body) };
}
