// One packet to all receivers of a podcast: framed once, one socket write each, nobody waited for.
import type { Duplex } from 'node:stream';
import type { Clock, Timer } from '../../clock.js';
import { frameBinary } from '../../protocol/websocket-frame.js';
import { SocketWriter } from '../../socket-write.js';
import {
	type FanOutTotals,
	type Receiver,
	type SendingState,
	WriteGroup,
	type WriteGroupOptions,
} from './write-group.js';
import { type JoinedPackets, type PacketsPerWrite, WriteJoining } from './write-joining.js';

export { type FanOutTotals, MAX_JOIN_DELAY_MS, Receiver } from './write-group.js';

/** What a fan-out needs. */
export interface FanOutOptions extends Omit<WriteGroupOptions, 'totals' | 'writer'> {
	clock: Clock;
	/** Milliseconds that a burst may take before packets are joined. */
	burstMs: number;
	packetsPerWrite: PacketsPerWrite;
	/** Default one that writes by the handle where it can. */
	writer?: SocketWriter;
}

/**
 * Writes packets to receivers, in as many groups as there are wishes for packets in one write.
 *
 * NOTE: writing past ws to the same socket is safe because without permessage-deflate and Blobs
 * ws's Sender never queues: `sendFrame` (ws, lib/sender.js) writes each frame of its own in one
 * synchronous, corked step, so frames cannot interleave. After a close frame nothing may follow
 * (RFC 6455, 5.5.1); `readyState` leaves OPEN in the same step that writes it.
 */
export class FanOut {
	readonly #clock: Clock;
	readonly #joining: WriteJoining;
	readonly #groupOptions: WriteGroupOptions;
	readonly #totals: FanOutTotals = { packetsDelivered: 0, bytesDelivered: 0, packetsDropped: 0 };
	/** By the packets that their receivers want in one write; there when the first one comes. */
	readonly #groups: { readonly join: JoinedPackets; readonly group: WriteGroup }[] = [];
	/** For what no further packet would bring on its way: joined frames, receivers behind. */
	#timer: Timer | undefined;

	constructor(options: FanOutOptions) {
		const { burstMs, clock, packetsPerWrite, writer = new SocketWriter() } = options;
		this.#clock = clock;
		this.#joining = new WriteJoining(packetsPerWrite, burstMs);
		this.#groupOptions = {
			backlogBytes: options.backlogBytes,
			slowReceiverMs: options.slowReceiverMs,
			writer,
			totals: this.#totals,
			onSlow: options.onSlow,
		};
	}

	/** How many receivers there are. */
	get size(): number {
		return this.#groups.reduce((sum, { group }) => sum + group.size, 0);
	}

	/** Running totals, as a copy. */
	get totals(): FanOutTotals {
		return { ...this.#totals };
	}

	/** Bytes that wait: for the write they will share, for receivers that are behind, in sockets. */
	get bufferedBytes(): number {
		return this.#groups.reduce((sum, { group }) => sum + group.bufferedBytes, 0);
	}

	/** Packets that the next write takes, 1 to 3, to receivers that want no more. */
	get packetsPerWrite(): number {
		return this.#joining.packetsPerWrite;
	}

	/**
	 * Adds a receiver, from the next write on.
	 *
	 * @param join - packets in one write at least; under load it may be more
	 */
	add(webSocket: SendingState, socket: Duplex, join: JoinedPackets = 1): Receiver {
		let entry = this.#groups.find((other) => other.join === join);
		if (entry === undefined) {
			entry = { join, group: new WriteGroup(this.#groupOptions) };
			this.#groups.push(entry);
		}
		return entry.group.add(webSocket, socket);
	}

	/** Takes a receiver out; harmless if it is out already. */
	remove(receiver: Receiver): void {
		receiver.group.remove(receiver);
	}

	/** Sends one packet, to each receiver now or together with the next ones. */
	push(packet: Uint8Array): void {
		const nowMs = this.#clock.nowMs();
		const frame = frameBinary(packet);
		let isBurst = false;
		for (const { group, join } of this.#groups) {
			const packetsPerWrite = Math.max(join, this.#joining.packetsPerWrite);
			isBurst = group.push(frame, packetsPerWrite, nowMs) || isBurst;
		}
		if (isBurst) {
			this.#joining.burstTook(this.#clock.nowMs() - nowMs);
		}
		this.#arm(nowMs);
	}

	/** Writes what waits to be joined. */
	flush(): void {
		const nowMs = this.#clock.nowMs();
		for (const { group } of this.#groups) {
			group.flush(nowMs);
		}
		this.#arm(nowMs);
	}

	/**
	 * Drops what waits: to share a write, and for receivers that are behind, who go on with what
	 * comes next.
	 *
	 * @returns receivers whose sockets hold bytes, which cannot be taken back
	 */
	dropWaiting(): Receiver[] {
		this.#disarm();
		return this.#groups.flatMap(({ group }) => group.dropWaiting());
	}

	/** Writes what waits, and ends the timer. Receivers stay; their connections are the caller's. */
	close(): void {
		this.#disarm();
		const nowMs = this.#clock.nowMs();
		for (const { group } of this.#groups) {
			group.close(nowMs);
		}
	}

	/** One timer for all groups: what comes later than it goes off is looked at again then. */
	#arm(nowMs: number): void {
		const dueMs = this.#dueMs;
		if (dueMs === undefined) {
			this.#disarm();
			return;
		}
		this.#timer ??= this.#clock.at(Math.max(dueMs, nowMs), this.#onTimer);
	}

	get #dueMs(): number | undefined {
		let earliest: number | undefined;
		for (const { group } of this.#groups) {
			const { dueMs } = group;
			if (dueMs !== undefined && (earliest === undefined || dueMs < earliest)) {
				earliest = dueMs;
			}
		}
		return earliest;
	}

	readonly #onTimer = () => {
		this.#timer = undefined;
		const nowMs = this.#clock.nowMs();
		for (const { group } of this.#groups) {
			group.tick(nowMs);
		}
		this.#arm(nowMs);
	};

	#disarm(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
	}
}
