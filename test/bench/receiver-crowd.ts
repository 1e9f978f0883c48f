// Many receivers in one process that do as little as they can: count the bytes that come.
import { connect, type Socket } from 'node:net';
import { SWITCHING_PROTOCOLS } from './test-podcast.js';

/** Where receivers connect, and what they say there. */
export interface CrowdOptions {
	port: number;
	count: number;
	/** Sent at once, such as a websocket handshake; default nothing. */
	greeting?: string;
}

/** Connections that are made at one time, fewer than fit a listening socket's queue. */
const CONNECTING_AT_ONCE = 100;
const READ_BYTES = 64 * 1024;

/** Receivers on plain sockets, all reading into one buffer that nobody looks at. */
export class ReceiverCrowd {
	/** Bytes that all receivers got so far, greetings included. */
	receivedBytes = 0;
	readonly #sockets: Socket[] = [];
	readonly #buffer = Buffer.allocUnsafe(READ_BYTES);

	/** @throws {Error} if a receiver is refused or cannot connect */
	static async connect(options: CrowdOptions): Promise<ReceiverCrowd> {
		const crowd = new ReceiverCrowd();
		await crowd.add(options);
		return crowd;
	}

	private constructor() {}

	/** Lets more receivers in. */
	async add({ count, ...options }: CrowdOptions): Promise<void> {
		for (let left = count; left > 0; left -= CONNECTING_AT_ONCE) {
			const length = Math.min(left, CONNECTING_AT_ONCE);
			await Promise.all(Array.from({ length }, () => this.#connect(options)));
		}
	}

	/** Cuts all connections. */
	close(): void {
		for (const socket of this.#sockets) {
			socket.destroy();
		}
	}

	#connect({ port, greeting }: Omit<CrowdOptions, 'count'>): Promise<void> {
		return new Promise((resolve, reject) => {
			let isReady = false;
			const onread = {
				buffer: this.#buffer,
				callback: (bytes: number): boolean => {
					this.receivedBytes += bytes;
					if (!isReady) {
						isReady = true;
						const answer = this.#buffer.toString('latin1', 0, Math.min(bytes, 80));
						if (answer.startsWith(SWITCHING_PROTOCOLS)) {
							resolve();
						} else {
							reject(new Error(`Expected a receiver to be let in, got ${answer}`));
						}
					}
					return true;
				},
			};
			const socket = connect({ port, host: '127.0.0.1', onread }, () => {
				if (greeting !== undefined) {
					socket.write(greeting);
				}
			});
			socket.on('error', reject);
			this.#sockets.push(socket);
		});
	}
}
