// One packet to all receivers of a podcast: framed once, one socket write each, nobody waited for.
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Clock, Timer } from '../../clock.js';
import { frameBinary } from '../../protocol/websocket-frame.js';
import { Backlog } from './backlog.js';
import { type PacketsPerWrite, WriteJoining } from './write-joining.js';

/** Longest time that a packet waits to be joined: three Opus frames of 20 ms. */
export const MAX_JOIN_DELAY_MS = 60;

/** A receiver's place in the fan-out. */
export interface Receiver {
	readonly webSocket: WebSocket;
	/** The socket that `webSocket` was upgraded on. */
	readonly socket: Duplex;
	/** Place in the array of receivers. */
	index: number;
	/** Number of the first packet not yet written to the socket. */
	nextPacket: number;
	progress: ReceiverProgress;
}

/** Whether a receiver keeps up. */
type ReceiverProgress =
	| { readonly status: 'up to date' }
	| { readonly status: 'behind' }
	| { readonly status: 'dropping'; readonly sinceMs: number };

const UP_TO_DATE = { status: 'up to date' } as const;
const BEHIND = { status: 'behind' } as const;

/** What a fan-out needs. */
export interface FanOutOptions {
	clock: Clock;
	/** Bytes of audio kept for receivers that are behind. */
	backlogBytes: number;
	/** Milliseconds after the first dropped packet until a receiver is given up. */
	slowReceiverMs: number;
	/** Milliseconds that a burst may take before packets are joined. */
	burstMs: number;
	packetsPerWrite: PacketsPerWrite;
	/** Called for a receiver that stayed behind; it is to be closed and removed. */
	onSlow: (receiver: Receiver) => void;
}

/** Running totals of a fan-out. */
export interface FanOutTotals {
	/** Packets written to receivers, each receiver counted. */
	packetsDelivered: number;
	/** Bytes of websocket frames written to receivers. */
	bytesDelivered: number;
	/** Packets that receivers lost because they were behind, each receiver counted. */
	packetsDropped: number;
}

/**
 * Writes packets to receivers.
 *
 * A socket is written to only while it has nothing queued. While it is blocked, its receiver is
 * behind: it remembers where it stopped, and the podcast keeps the newest audio once for all that
 * are behind. When the socket is free again, the receiver goes on from the oldest packet that is
 * left, so what it hears is at most the backlog old, and what its socket holds is one write.
 *
 * NOTE: writing past ws to the same socket is safe because without permessage-deflate and Blobs
 * ws's Sender never queues: `sendFrame` (ws, lib/sender.js) writes each frame of its own in one
 * synchronous, corked step, so frames cannot interleave. After a close frame nothing may follow
 * (RFC 6455, 5.5.1); `readyState` leaves OPEN in the same step that writes it.
 */
export class FanOut {
	readonly #options: FanOutOptions;
	readonly #joining: WriteJoining;
	readonly #backlog: Backlog;
	readonly #totals: FanOutTotals = { packetsDelivered: 0, bytesDelivered: 0, packetsDropped: 0 };
	/** Dense; the order changes when one leaves. */
	readonly #receivers: Receiver[] = [];
	/** Frames that wait for the write they will share. */
	#joined: Buffer[] = [];
	/** Number of the first packet that has not been written. */
	#nextPacket = 0;
	#behind = 0;
	/** For what no further packet would bring on its way: joined frames, receivers behind. */
	#timer: Timer | undefined;

	constructor(options: FanOutOptions) {
		this.#options = options;
		this.#joining = new WriteJoining(options.packetsPerWrite, options.burstMs);
		this.#backlog = new Backlog(options.backlogBytes);
	}

	/** How many receivers there are. */
	get size(): number {
		return this.#receivers.length;
	}

	/** Running totals, as a copy. */
	get totals(): FanOutTotals {
		return { ...this.#totals };
	}

	/** Bytes that wait: for the write they will share, for receivers that are behind, in sockets. */
	get bufferedBytes(): number {
		const joined = this.#joined.reduce((sum, frame) => sum + frame.length, 0);
		return this.#receivers.reduce(
			(sum, { socket }) => sum + socket.writableLength,
			joined + this.#backlog.bytes,
		);
	}

	/** Packets that the next write takes, 1 to 3. */
	get packetsPerWrite(): number {
		return this.#joining.packetsPerWrite;
	}

	/** Adds a receiver, from the next write on. */
	add(webSocket: WebSocket, socket: Duplex): Receiver {
		const receiver: Receiver = {
			webSocket,
			socket,
			index: this.#receivers.length,
			nextPacket: this.#nextPacket,
			progress: UP_TO_DATE,
		};
		this.#receivers.push(receiver);
		return receiver;
	}

	/** Takes a receiver out; harmless if it is out already. */
	remove(receiver: Receiver): void {
		if (this.#receivers[receiver.index] !== receiver) {
			return;
		}
		const last = this.#receivers.pop() as Receiver;
		if (last !== receiver) {
			last.index = receiver.index;
			this.#receivers[receiver.index] = last;
		}
		if (receiver.progress !== UP_TO_DATE) {
			this.#totals.packetsDropped += this.#nextPacket - receiver.nextPacket;
			this.#setProgress(receiver, UP_TO_DATE);
		}
	}

	/** Sends one packet, now or together with the next ones. */
	push(packet: Uint8Array): void {
		const frame = frameBinary(packet);
		if (this.#joined.length === 0 && this.#joining.packetsPerWrite === 1) {
			this.#write(frame, 1);
			return;
		}
		this.#joined.push(frame);
		if (this.#joined.length >= this.#joining.packetsPerWrite) {
			this.flush();
		} else {
			this.#arm();
		}
	}

	/** Writes what waits to be joined. */
	flush(): void {
		const frames = this.#joined;
		if (frames.length > 0) {
			this.#joined = [];
			this.#disarm();
			this.#write(Buffer.concat(frames), frames.length);
		}
	}

	/**
	 * Drops what waits: to share a write, and for receivers that are behind, who go on with what
	 * comes next.
	 *
	 * @returns receivers whose sockets hold bytes, which cannot be taken back
	 */
	dropWaiting(): Receiver[] {
		this.#totals.packetsDropped += this.#joined.length * this.#receivers.length;
		this.#joined = [];
		this.#disarm();
		for (const receiver of this.#receivers) {
			if (receiver.progress !== UP_TO_DATE) {
				this.#totals.packetsDropped += this.#nextPacket - receiver.nextPacket;
				receiver.nextPacket = this.#nextPacket;
				this.#setProgress(receiver, UP_TO_DATE);
			}
		}
		return this.#receivers.filter(({ socket }) => socket.writableLength > 0);
	}

	/** Writes what waits, and ends the timer. Receivers stay; their connections are the caller's. */
	close(): void {
		this.flush();
		this.#disarm();
		this.#backlog.clear();
	}

	#write(frames: Buffer, packets: number): void {
		const startMs = this.#options.clock.nowMs();
		const receivers = this.#receivers;
		const first = this.#nextPacket;
		const end = first + packets;
		let written = 0;
		for (let index = 0; index < receivers.length; index++) {
			const receiver = receivers[index] as Receiver;
			if (receiver.webSocket.readyState !== WebSocket.OPEN) {
				continue;
			}
			if (receiver.nextPacket === first && receiver.socket.writableLength === 0) {
				receiver.socket.write(frames);
				receiver.nextPacket = end;
				written++;
			} else if (receiver.progress === UP_TO_DATE) {
				this.#setProgress(receiver, BEHIND);
			}
		}
		this.#nextPacket = end;
		this.#totals.packetsDelivered += written * packets;
		this.#totals.bytesDelivered += written * frames.length;
		if (this.#behind > 0) {
			this.#backlog.push(first, { frames, endPacket: end });
			this.#catchUp(startMs);
		}
		this.#joining.burstTook(this.#options.clock.nowMs() - startMs);
	}

	/** Writes to each receiver that is behind as much of the backlog as its socket takes. */
	#catchUp(nowMs: number): void {
		const slow: Receiver[] = [];
		for (const receiver of this.#receivers) {
			if (receiver.progress !== UP_TO_DATE && receiver.webSocket.readyState === WebSocket.OPEN) {
				this.#writeBacklog(receiver, nowMs);
				const { progress } = receiver;
				if (
					progress.status === 'dropping' &&
					nowMs - progress.sinceMs >= this.#options.slowReceiverMs
				) {
					slow.push(receiver);
				}
			}
		}
		for (const receiver of slow) {
			this.#options.onSlow(receiver);
		}
		if (this.#behind > 0) {
			this.#arm();
		}
	}

	#writeBacklog(receiver: Receiver, nowMs: number): void {
		const lost = this.#backlog.firstPacket - receiver.nextPacket;
		if (lost > 0) {
			this.#totals.packetsDropped += lost;
			receiver.nextPacket += lost;
			if (receiver.progress.status !== 'dropping') {
				this.#setProgress(receiver, { status: 'dropping', sinceMs: nowMs });
			}
		}
		while (receiver.socket.writableLength === 0) {
			const entry = this.#backlog.get(receiver.nextPacket);
			if (entry === undefined) {
				this.#setProgress(receiver, UP_TO_DATE);
				return;
			}
			receiver.socket.write(entry.frames);
			this.#totals.packetsDelivered += entry.endPacket - receiver.nextPacket;
			this.#totals.bytesDelivered += entry.frames.length;
			receiver.nextPacket = entry.endPacket;
		}
	}

	#setProgress(receiver: Receiver, progress: ReceiverProgress): void {
		this.#behind += Number(progress !== UP_TO_DATE) - Number(receiver.progress !== UP_TO_DATE);
		receiver.progress = progress;
		if (this.#behind === 0) {
			this.#backlog.clear();
		}
	}

	#arm(): void {
		this.#timer ??= this.#options.clock.at(this.#options.clock.nowMs() + MAX_JOIN_DELAY_MS, () => {
			this.#timer = undefined;
			this.flush();
			if (this.#behind > 0) {
				this.#catchUp(this.#options.clock.nowMs());
			}
		});
	}

	#disarm(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
	}
}
