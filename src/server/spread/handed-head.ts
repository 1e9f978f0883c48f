// The head of a request that another process is to answer.
import { type HeadParts, writeHead } from '../http/request-head.js';

/** A connection on which nothing but this request is answered there. */
const CLOSING = Buffer.from('Connection: close\r\n\r\n', 'latin1');

/** The empty line that a head ends with. */
const END_BYTES = 2;

/** Asks before the body, and has been told to send it already. */
const EXPECT = 'expect';

/** That of a websocket handshake, as it came. */
export function headOfHandshake(request: HeadParts): Buffer {
	return writeHead(request, (name, value) => (name === EXPECT ? undefined : value));
}

/** That of a plain request, after which the connection is closed: nothing else is answered there. */
export function headOfLastRequest(request: HeadParts): Buffer {
	const head = writeHead(request, (name, value) =>
		name === EXPECT || name === 'connection' ? undefined : value,
	);
	return Buffer.concat([head.subarray(0, -END_BYTES), CLOSING]);
}
