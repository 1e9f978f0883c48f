// Writing to a TCP connection past its stream, for as long as the system takes all at once.
import { Socket } from 'node:net';
import { getSystemErrorName } from 'node:util';

/*
 * For each write a stream makes a request, a callback and a step of the next tick, to tell somebody
 * that it is done. The system takes nearly every frame at once, so there is nothing to tell: the
 * connection's handle is asked directly, with a request that is used only where something is left.
 *
 * What is left waits in libuv's queue, as what the stream writes does, so order is kept between both.
 *
 * NOTE: the handle is Node's own affair (lib/internal/stream_base_commons.js, src/stream_base.cc).
 * All that is used of it is looked for first; where it is not there, the stream writes.
 * test/direct-writer.test.ts fails where a version of Node has it otherwise.
 */

/** Of Node's `TCP`, what is used. */
interface TcpHandle {
	/** @returns 0, or an error's number; asynchronous where `writeQueueSize` is above 0 then */
	writeBuffer(request: WriteRequest, bytes: Uint8Array): number;
	/** Bytes that wait in libuv's queue. */
	readonly writeQueueSize: number;
}

/** Node's `WriteWrap`. */
interface WriteRequest {
	/** Called when what was left has been written, or never will be. */
	oncomplete?: (status: number) => void;
	/** Keeps the bytes alive. */
	buffer?: Uint8Array;
}

/** Makes requests; known from the first write of a stream on. */
let Request: (new () => WriteRequest) | undefined;
let isLearning = false;

/** Writes to one connection. */
export class DirectWriter {
	readonly #socket: Socket;
	/** Undefined where only the stream can write. */
	readonly #handle: TcpHandle | undefined;
	/** A request that nothing waits for. */
	#request: WriteRequest | undefined;
	/** Bytes of ours that wait in libuv's queue. */
	#waitingBytes = 0;

	/** @param socket - connected; under TLS the stream writes */
	constructor(socket: Socket) {
		this.#socket = socket;
		this.#handle = findHandle(socket);
		if (this.#handle && !isLearning) {
			isLearning = true;
			learnRequest(this.#handle);
		}
	}

	/** Whether the next bytes go past the stream, if nothing waits. */
	get isDirect(): boolean {
		return this.#handle !== undefined && Request !== undefined;
	}

	/** Bytes that were written, here or by the stream, and that the system has not taken. */
	get waitingBytes(): number {
		return this.#waitingBytes + this.#socket.writableLength;
	}

	/**
	 * Writes bytes, after all that was written before, by whomever; does nothing once the connection
	 * is gone.
	 *
	 * @param bytes - kept until they are written
	 */
	write(bytes: Uint8Array): void {
		const socket = this.#socket;
		const handle = this.#handle;
		if (!handle || !Request || this.#waitingBytes > 0 || socket.writableLength > 0) {
			socket.write(bytes);
			return;
		}
		if (!socket.writable) {
			return;
		}
		this.#request ??= new Request();
		const error = handle.writeBuffer(this.#request, bytes);
		if (error !== 0) {
			socket.destroy(writeError(error));
		} else if (handle.writeQueueSize > 0) {
			this.#await(this.#request, bytes);
		}
	}

	/** The request has been taken; another one is needed. */
	#await(request: WriteRequest, bytes: Uint8Array): void {
		this.#request = undefined;
		this.#waitingBytes = bytes.length;
		request.buffer = bytes;
		request.oncomplete = (status) => {
			this.#waitingBytes = 0;
			if (status !== 0 && !this.#socket.destroyed) {
				this.#socket.destroy(writeError(status));
			}
		};
	}
}

function findHandle(socket: Socket): TcpHandle | undefined {
	// Not of a class that builds upon it: under TLS the handle is another one.
	if (Object.getPrototypeOf(socket) !== Socket.prototype) {
		return undefined;
	}
	const handle = (socket as unknown as { _handle?: Partial<TcpHandle> | null })._handle;
	return typeof handle?.writeBuffer === 'function' && typeof handle.writeQueueSize === 'number'
		? (handle as TcpHandle)
		: undefined;
}

/**
 * Has a look at the next request that any stream makes, and lets it pass. It is looked for where all
 * handles have their method from, so that each of them stays as it was made, and quick to call.
 */
function learnRequest(handle: TcpHandle): void {
	const methods = ownerOf(handle);
	const { writeBuffer } = methods;
	methods.writeBuffer = function (this: TcpHandle, request, bytes) {
		Request = request.constructor as new () => WriteRequest;
		methods.writeBuffer = writeBuffer;
		return writeBuffer.call(this, request, bytes);
	};
}

/** Which of a handle's prototypes has the method. */
function ownerOf(handle: TcpHandle): TcpHandle {
	return Object.hasOwn(handle, 'writeBuffer') ? handle : ownerOf(Object.getPrototypeOf(handle));
}

function writeError(error: number): Error {
	const code = getSystemErrorName(error);
	return Object.assign(new Error(`write ${code}`), { code, errno: error, syscall: 'write' });
}
