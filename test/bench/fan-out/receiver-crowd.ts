// Many receivers in one process that do as little as they can: count the bytes that come.
import { connect, type Socket } from 'node:net';
import { SWITCHING_PROTOCOLS } from '../test-podcast.js';

/** Where receivers connect, and what they say there. */
export interface CrowdOptions {
	port: number;
	count: number;
	/** Sent at once, such as a websocket handshake; default nothing. */
	greeting?: string;
	/** What the answer to who is let in begins with; default that of a websocket handshake. */
	welcome?: string;
	/** Connections that are made at one time; default 100, fewer than fit Node's listening queue. */
	atOnce?: number;
}

const CONNECTING_AT_ONCE = 100;
const READ_BYTES = 64 * 1024;

/** Receivers whose delays are noted, spread over all of them. */
const TIMED_RECEIVERS = 50;

/** Receivers on plain sockets, all reading into one buffer that nobody looks at. */
export class ReceiverCrowd {
	/** Bytes that all receivers got so far, greetings included. */
	receivedBytes = 0;
	readonly #sockets: Socket[] = [];
	readonly #bytesEach: number[] = [];
	readonly #buffer = Buffer.allocUnsafe(READ_BYTES);
	/** Called with a receiver's number and its bytes, where delays are noted. */
	#onTimed: ((receiver: number, bytes: number) => void) | undefined;

	/** @throws {Error} if a receiver is refused or cannot connect */
	static async connect(options: CrowdOptions): Promise<ReceiverCrowd> {
		const crowd = new ReceiverCrowd();
		await crowd.add(options);
		return crowd;
	}

	private constructor() {}

	/** Lets more receivers in. */
	async add({ count, atOnce = CONNECTING_AT_ONCE, ...options }: CrowdOptions): Promise<void> {
		for (let left = count; left > 0; left -= atOnce) {
			const length = Math.min(left, atOnce);
			await Promise.all(Array.from({ length }, () => this.#connect(options)));
		}
	}

	/** The fewest bytes that any one receiver got. */
	get leastBytes(): number {
		return this.#bytesEach.reduce((least, bytes) => Math.min(least, bytes), Infinity);
	}

	/**
	 * Notes from now on how long frames take to some of the receivers.
	 *
	 * @param frameBytes - that each receiver gets for a frame
	 * @param sentAtMs - when each frame from now on was sent
	 * @returns the delays in milliseconds, which goes on growing
	 */
	noteDelays(frameBytes: number, sentAtMs: readonly number[]): readonly number[] {
		const delaysMs: number[] = [];
		const step = Math.max(1, Math.floor(this.#sockets.length / TIMED_RECEIVERS));
		const before = [...this.#bytesEach];
		const heard = new Int32Array(this.#sockets.length);
		this.#onTimed = (receiver, bytes) => {
			if (receiver % step === 0) {
				const frames = Math.floor((bytes - (before[receiver] as number)) / frameBytes);
				const nowMs = performance.now();
				for (let frame = heard[receiver] as number; frame < frames; frame++) {
					delaysMs.push(nowMs - (sentAtMs[frame] as number));
				}
				heard[receiver] = frames;
			}
		};
		return delaysMs;
	}

	/** Cuts all connections. */
	close(): void {
		for (const socket of this.#sockets) {
			socket.destroy();
		}
	}

	#connect({
		port,
		greeting,
		welcome = SWITCHING_PROTOCOLS,
	}: Omit<CrowdOptions, 'atOnce' | 'count'>): Promise<void> {
		const receiver = this.#sockets.length;
		return new Promise((resolve, reject) => {
			const callback = (bytes: number): boolean => {
				this.receivedBytes += bytes;
				if (this.#bytesEach[receiver] === 0) {
					const answer = this.#buffer.toString('latin1', 0, Math.min(bytes, 80));
					if (answer.startsWith(welcome)) {
						resolve();
					} else {
						reject(new Error(`Expected a receiver to be let in, got ${answer}`));
					}
				}
				this.#bytesEach[receiver] = (this.#bytesEach[receiver] as number) + bytes;
				this.#onTimed?.(receiver, this.#bytesEach[receiver] as number);
				return true;
			};
			const onread = { buffer: this.#buffer, callback };
			const socket = connect({ port, host: '127.0.0.1', onread }, () => {
				if (greeting !== undefined) {
					socket.write(greeting);
				}
			});
			socket.on('error', reject);
			this.#sockets.push(socket);
			this.#bytesEach.push(0);
		});
	}
}
