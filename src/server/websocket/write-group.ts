// Receivers that get as many packets in one write, each write made once for all of them.
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { SocketWriter } from '../../socket-write.js';
import { Backlog } from './backlog.js';

/** Longest time that a packet waits to be joined: three Opus frames of 20 ms. */
export const MAX_JOIN_DELAY_MS = 60;

/** What knows whether packets may still be sent, by the states of a websocket. */
export type SendingState = Pick<WebSocket, 'readyState'>;

/** A receiver's place in the fan-out. */
export interface Receiver {
	readonly webSocket: SendingState;
	/** The socket that `webSocket` was upgraded on. */
	readonly socket: Duplex;
	/** Where it is. */
	readonly group: WriteGroup;
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

/** Running totals of a fan-out. */
export interface FanOutTotals {
	/** Packets written to receivers, each receiver counted. */
	packetsDelivered: number;
	/** Bytes of websocket frames written to receivers. */
	bytesDelivered: number;
	/** Packets that receivers lost because they were behind, each receiver counted. */
	packetsDropped: number;
}

/** What all groups of a fan-out share. */
export interface WriteGroupOptions {
	/** Bytes of audio kept for receivers that are behind. */
	backlogBytes: number;
	/** Milliseconds after the first dropped packet until a receiver is given up. */
	slowReceiverMs: number;
	writer: SocketWriter;
	totals: FanOutTotals;
	/** Called for a receiver that stayed behind; it is to be closed and removed. */
	onSlow: (receiver: Receiver) => void;
}

/**
 * Writes packets to its receivers.
 *
 * A socket is written to only while it has nothing queued. While it is blocked, its receiver is
 * behind: it remembers where it stopped, and the group keeps the newest audio once for all that
 * are behind. When the socket is free again, the receiver goes on from the oldest packet that is
 * left, so what it hears is at most the backlog old, and what its socket holds is one write.
 */
export class WriteGroup {
	readonly #options: WriteGroupOptions;
	readonly #backlog: Backlog;
	/** Dense; the order changes when one leaves. */
	readonly #receivers: Receiver[] = [];
	/** Frames that wait for the write they will share. */
	#joined: Buffer[] = [];
	/** Number of the first packet that has not been written. */
	#nextPacket = 0;
	#behind = 0;
	#dueMs: number | undefined;

	constructor(options: WriteGroupOptions) {
		this.#options = options;
		this.#backlog = new Backlog(options.backlogBytes);
	}

	/** How many receivers there are. */
	get size(): number {
		return this.#receivers.length;
	}

	/** When something is to be done that no further packet brings about. */
	get dueMs(): number | undefined {
		return this.#dueMs;
	}

	/** Bytes that wait: for the write they will share, for receivers that are behind, in sockets. */
	get bufferedBytes(): number {
		const joined = this.#joined.reduce((sum, frame) => sum + frame.length, 0);
		return this.#receivers.reduce(
			(sum, { socket }) => sum + socket.writableLength,
			joined + this.#backlog.bytes,
		);
	}

	/** Adds a receiver, from the next write on. */
	add(webSocket: SendingState, socket: Duplex): Receiver {
		const receiver: Receiver = {
			webSocket,
			socket,
			group: this,
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
			this.#options.totals.packetsDropped += this.#nextPacket - receiver.nextPacket;
			this.#setProgress(receiver, UP_TO_DATE);
		}
	}

	/**
	 * Takes one packet's frame, and writes it with those that wait once there are enough.
	 *
	 * @returns whether anything was written
	 */
	push(frame: Buffer, packetsPerWrite: number, nowMs: number): boolean {
		if (this.#receivers.length === 0) {
			this.#joined = [];
			this.#dueMs = undefined;
			return false;
		}
		if (this.#joined.length === 0 && packetsPerWrite === 1) {
			this.#write(frame, 1, nowMs);
			return true;
		}
		this.#joined.push(frame);
		if (this.#joined.length >= packetsPerWrite) {
			this.flush(nowMs);
			return true;
		}
		this.#dueMs ??= nowMs + MAX_JOIN_DELAY_MS;
		return false;
	}

	/** Writes what waits to be joined. */
	flush(nowMs: number): void {
		const frames = this.#joined;
		if (frames.length > 0) {
			this.#joined = [];
			this.#write(Buffer.concat(frames), frames.length, nowMs);
		}
	}

	/** Does what has become due. */
	tick(nowMs: number): void {
		if (this.#dueMs === undefined || this.#dueMs > nowMs) {
			return;
		}
		this.#dueMs = undefined;
		this.flush(nowMs);
		if (this.#behind > 0) {
			this.#catchUp(nowMs);
		}
	}

	/**
	 * Drops what waits: to share a write, and for receivers that are behind, who go on with what
	 * comes next.
	 *
	 * @returns receivers whose sockets hold bytes, which cannot be taken back
	 */
	dropWaiting(): Receiver[] {
		this.#options.totals.packetsDropped += this.#joined.length * this.#receivers.length;
		this.#joined = [];
		this.#dueMs = undefined;
		for (const receiver of this.#receivers) {
			if (receiver.progress !== UP_TO_DATE) {
				this.#options.totals.packetsDropped += this.#nextPacket - receiver.nextPacket;
				receiver.nextPacket = this.#nextPacket;
				this.#setProgress(receiver, UP_TO_DATE);
			}
		}
		return this.#receivers.filter(({ socket }) => socket.writableLength > 0);
	}

	/** Writes what waits. Receivers stay; their connections are the caller's. */
	close(nowMs: number): void {
		this.flush(nowMs);
		this.#dueMs = undefined;
		this.#backlog.clear();
	}

	#write(frames: Buffer, packets: number, nowMs: number): void {
		const { totals, writer } = this.#options;
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
				writer.write(receiver.socket, frames);
				receiver.nextPacket = end;
				written++;
			} else if (receiver.progress === UP_TO_DATE) {
				this.#setProgress(receiver, BEHIND);
			}
		}
		this.#nextPacket = end;
		this.#dueMs = undefined;
		totals.packetsDelivered += written * packets;
		totals.bytesDelivered += written * frames.length;
		if (this.#behind > 0) {
			this.#backlog.push(first, { frames, endPacket: end });
			this.#catchUp(nowMs);
		}
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
			this.#dueMs ??= nowMs + MAX_JOIN_DELAY_MS;
		}
	}

	#writeBacklog(receiver: Receiver, nowMs: number): void {
		const { totals, writer } = this.#options;
		const lost = this.#backlog.firstPacket - receiver.nextPacket;
		if (lost > 0) {
			totals.packetsDropped += lost;
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
			writer.write(receiver.socket, entry.frames);
			totals.packetsDelivered += entry.endPacket - receiver.nextPacket;
			totals.bytesDelivered += entry.frames.length;
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
}
