// What a socket receives, read into one place in memory again and again, where that can be done.
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SocketWay } from './socket-write.js';

/**
 * Takes what a socket received.
 *
 * @param length - so many bytes were received
 * @param place - they stand at its beginning, until the call returns
 * @returns whether more is wanted now
 */
export type OnRead<ReadSocket extends Duplex> = (
	this: ReadSocket,
	length: number,
	place: Buffer,
) => boolean;

/** A TCP connection, as far as it is used here. */
interface TcpHandle {
	useUserBuffer?: (place: Buffer) => void;
}

/** A socket that is read behind its own back. */
type HandledSocket = { readonly _handle?: TcpHandle | null } & Record<symbol, unknown>;

/** Names of the places of Node's `onread`, which a socket has from its beginning. */
interface OnReadPlaces {
	buffer: symbol;
	callback: symbol;
}

/** As much as Node reads at once. */
const PLACE_BYTES = 65_536;

/** On Windows libuv lends a buffer out for as long as nothing comes. */
const CAN_SHARE = process.platform !== 'win32';

let place: Buffer | undefined;
let places: OnReadPlaces | undefined;

/**
 * Hands what comes on a socket to a function from now on, and not to its stream any more. Its end,
 * its errors, `pause` and `resume` are the stream's as before; what the stream has, it keeps.
 *
 * A stream gets new memory for each read, 64 KiB that are cut down afterwards, and a next tick: for a
 * packet of voice that is more than what is done with it.
 *
 * NOTE: that is what `onread` does for a socket that connects; for one that was accepted Node offers
 * nothing, so its inside is used. Where that is another one than in Node 20 to 24, nothing is done.
 *
 * @returns whether it does so; where it cannot, the stream goes on
 */
export function readInPlace<ReadSocket extends Duplex>(
	socket: ReadSocket,
	onRead: OnRead<ReadSocket>,
	way: SocketWay = 'handle',
): boolean {
	const { _handle: handle } = socket as unknown as HandledSocket;
	if (way === 'stream' || !CAN_SHARE || !(socket instanceof Socket) || handle === null) {
		return false;
	}
	places ??= findPlaces(socket);
	const handled = socket as unknown as HandledSocket;
	if (
		places === undefined ||
		handled[places.buffer] !== null ||
		handle?.constructor.name !== 'TCP' ||
		handle.useUserBuffer === undefined
	) {
		return false;
	}
	place ??= Buffer.allocUnsafeSlow(PLACE_BYTES);
	handled[places.buffer] = place;
	handled[places.callback] = onRead;
	handle.useUserBuffer(place);
	return true;
}

function findPlaces(socket: Socket): OnReadPlaces | undefined {
	const symbols = Object.getOwnPropertySymbols(socket);
	const named = (name: string) => symbols.find(({ description }) => description === name);
	const [buffer, callback] = [named('kBuffer'), named('kBufferCb')];
	return buffer === undefined || callback === undefined ? undefined : { buffer, callback };
}
