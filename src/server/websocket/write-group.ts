// Receivers that get as many packets in one write, each write made once for all of them.
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { SocketWriter, TcpHandle } from '../../socket-write.js';
import { Backlog } from './backlog.js';

/** Longest time that a packet waits to be joined: three Opus frames of 20 ms. */
export const MAX_JOIN_DELAY_MS = 60;

/** What knows whether packets may still be sent, by the states of a websocket. */
export interface SendingState extends Pick<WebSocket, 'readyState'> {
	/**
	 * Whether nobody else writes to the socket, or ends it, without a call of `disturb` of the
	 * receiver before.
	 */
	readonly isQuiet?: boolean;
}

/** A receiver's place in the fan-out. */
export class Receiver {
	readonly webSocket: SendingState;
	/** The socket that `webSocket` was upgraded on. */
	readonly socket: Duplex;
	readonly group: WriteGroup;
	/** Place in the arrays of its group. */
	index: number;
	/** Number of the first packet not yet written to the socket, where it is behind. */
	nextPacket = 0;
	progress: ReceiverProgress = UP_TO_DATE;

	constructor(place: Pick<Receiver, 'webSocket' | 'socket' | 'group' | 'index'>) {
		this.webSocket = place.webSocket;
		this.socket = place.socket;
		this.group = place.group;
		this.index = place.index;
	}

	/** Something else is written to the socket, or it is not written to any more. */
	disturb(): void {
		this.group.disturb(this);
	}
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
	/**
	 * Of each receiver what it is written to by, where it is known that there is nothing to look at
	 * before: a write then touches the handle alone, and half as much memory as otherwise.
	 */
	readonly #handles: (TcpHandle | undefined)[] = [];
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
		const { length: index } = this.#receivers;
		const receiver = new Receiver({ webSocket, socket, group: this, index });
		this.#receivers.push(receiver);
		this.#handles.push(undefined);
		return receiver;
	}

	/** A receiver's socket is looked at before the next write. */
	disturb(receiver: Receiver): void {
		if (this.#receivers[receiver.index] === receiver) {
			this.#handles[receiver.index] = undefined;
		}
	}

	/** Takes a receiver out; harmless if it is out already. */
	remove(receiver: Receiver): void {
		if (this.#receivers[receiver.index] !== receiver) {
			return;
		}
		const last = this.#receivers.pop() as Receiver;
		const lastHandle = this.#handles.pop();
		if (last !== receiver) {
			last.index = receiver.index;
			this.#receivers[receiver.index] = last;
			this.#handles[receiver.index] = lastHandle;
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
		const handles = this.#handles;
		const first = this.#nextPacket;
		const end = first + packets;
		let written = 0;
		for (let index = 0; index < handles.length; index++) {
			const handle = handles[index];
			if (handle === undefined) {
				written += this.#writeTo(this.#receivers[index] as Receiver, frames);
			} else {
				if (!writer.tryWrite(handle, frames)) {
					handles[index] = undefined;
					writer.settle((this.#receivers[index] as Receiver).socket, frames);
				}
				written++;
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

	/**
	 * Writes to a receiver whose socket is free.
	 *
	 * @returns 1, or 0 where it is not
	 */
	#writeTo(receiver: Receiver, frames: Buffer): 0 | 1 {
		const { socket, webSocket } = receiver;
		if (webSocket.readyState !== WebSocket.OPEN) {
			return 0;
		}
		if (receiver.progress !== UP_TO_DATE || socket.writableLength > 0) {
			if (receiver.progress === UP_TO_DATE) {
				receiver.nextPacket = this.#nextPacket;
				this.#setProgress(receiver, BEHIND);
			}
			return 0;
		}
		const { writer } = this.#options;
		if (writer.write(socket, frames) && webSocket.isQuiet) {
			this.#handles[receiver.index] = writer.handleOf(socket);
		}
		return 1;
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
