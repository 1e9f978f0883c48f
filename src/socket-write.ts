// A write to a socket by the handle below Node's streams, where that can be done.
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { getSystemErrorName } from 'node:util';

/** What sockets are used by: libuv's handle where it is known, or the stream in any case. */
export type SocketWay = 'handle' | 'stream';

/** What one write is asked for with; libuv needs it only where it cannot write all at once. */
interface WriteRequest {
	/** Whatever is still to be written, so that it stays where it is. */
	buffer?: Uint8Array;
	/** @param status - 0, or a negative error of the system */
	oncomplete?: (status: number) => void;
}

/** A TCP connection, as far as it is used here. */
export interface TcpHandle {
	/**
	 * @returns 0, or a negative error of the system, or nothing where it is closed: then nothing was
	 * written
	 */
	writeBuffer(request: WriteRequest, bytes: Uint8Array): number | undefined;
}

/** What of Node's inside a write by the handle is made of. */
interface StreamBinding {
	TCP: new (...options: never[]) => TcpHandle;
	WriteRequest: new () => WriteRequest;
	/** What the last write came to. */
	state: Int32Array;
	/** Where the state says whether a part of it is still to be written. */
	isPendingAt: number;
}

/** A socket that is written to behind its own back. */
type HandledSocket = Omit<Socket, '_write'> & {
	readonly _handle?: TcpHandle | null;
	_write?: Socket['_write'];
};

/**
 * Finds what a write by the handle needs.
 *
 * NOTE: `process.binding` is deprecated (DEP0111), and refused under Node's permission model. Where
 * it is gone, or gives something else than in Node 20 to 24, the streams are used.
 */
function findBinding(): StreamBinding | undefined {
	try {
		const { binding } = process as unknown as {
			binding: (name: string) => Record<string, unknown>;
		};
		const { WriteWrap, kLastWriteWasAsync, streamBaseState } = binding('stream_wrap');
		const { TCP } = binding('tcp_wrap');
		const isKnown =
			typeof WriteWrap === 'function' &&
			typeof TCP === 'function' &&
			typeof TCP.prototype.writeBuffer === 'function' &&
			streamBaseState instanceof Int32Array &&
			Number.isInteger(kLastWriteWasAsync);
		return isKnown
			? {
					TCP: TCP as StreamBinding['TCP'],
					WriteRequest: WriteWrap as StreamBinding['WriteRequest'],
					state: streamBaseState,
					isPendingAt: kLastWriteWasAsync as number,
				}
			: undefined;
	} catch {
		// No such function, or no permission to call it.
		return undefined;
	}
}

const BINDING = findBinding();

/**
 * Writes to any number of sockets.
 *
 * What a stream does for each write, a request, a state, a callback in the next tick, costs a
 * quarter of what the kernel does. A handle that has nothing queued takes bytes at once, and the
 * request that it was given is as good as new. Only where the kernel has no room for all of them
 * the stream is told, as if the write had been its own: so what waits, `drain`, errors, the
 * order of writes and the socket's end are its business whichever way a write went.
 */
export class SocketWriter {
	readonly #binding: StreamBinding | undefined;
	#request: WriteRequest | undefined;
	/** What the handle answered last. */
	#error: number | undefined = 0;

	constructor(way: SocketWay = 'handle') {
		this.#binding = way === 'handle' ? BINDING : undefined;
	}

	/** The way that TCP sockets are written to. */
	get way(): SocketWay {
		return this.#binding === undefined ? 'stream' : 'handle';
	}

	/** What a socket may be written to by while its stream has nothing to write; undefined: nothing. */
	handleOf(socket: Duplex): TcpHandle | undefined {
		const handle = (socket as unknown as HandledSocket)._handle;
		return this.#binding !== undefined && handle?.constructor === this.#binding.TCP
			? handle
			: undefined;
	}

	/**
	 * Writes behind all that was written to the socket before.
	 *
	 * @returns whether all of it has gone: else the bytes must stay as they are
	 */
	write(socket: Duplex, bytes: Uint8Array): boolean {
		const handle =
			socket.writableLength === 0 && socket.writableCorked === 0 && socket.writable
				? this.handleOf(socket)
				: undefined;
		if (handle === undefined) {
			socket.write(bytes);
			return false;
		}
		if (this.tryWrite(handle, bytes)) {
			return true;
		}
		this.settle(socket, bytes);
		return false;
	}

	/**
	 * Writes by a handle whose stream has nothing to write, and may be written to.
	 *
	 * @returns whether all of it has gone: else `settle` has to follow at once
	 */
	tryWrite(handle: TcpHandle, bytes: Uint8Array): boolean {
		const binding = this.#binding as StreamBinding;
		this.#request ??= new binding.WriteRequest();
		this.#error = handle.writeBuffer(this.#request, bytes);
		return this.#error === 0 && binding.state[binding.isPendingAt] === 0;
	}

	/** Leaves to the stream what its handle could not write at once. */
	settle(socket: Duplex, bytes: Uint8Array): void {
		if (this.#error !== 0) {
			// Nothing was written: the stream meets the same error, and ends as it does.
			socket.write(bytes);
			return;
		}
		leaveToStream(socket as unknown as HandledSocket, bytes, this.#request as WriteRequest);
		this.#request = undefined;
	}
}

/** Makes a write of the stream's own of one that is under way. */
function leaveToStream(socket: HandledSocket, bytes: Uint8Array, request: WriteRequest): void {
	request.buffer = bytes;
	// A stream with nothing queued calls this before `write` returns, once, and waits for `done`.
	socket._write = (_chunk, _encoding, done) => {
		delete socket._write;
		request.oncomplete = (status) => {
			done(status < 0 && !socket.destroyed ? writeError(status) : null);
		};
	};
	socket.write(bytes);
}

/** The error that Node's own writes end with. */
function writeError(errno: number): Error {
	const code = getSystemErrorName(errno);
	return Object.assign(new Error(`write ${code}`), { code, errno, syscall: 'write' });
}
