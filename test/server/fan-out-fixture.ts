// A fan-out, and receivers whose sockets take what the test lets them.
import { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { FanOut, type FanOutOptions, type Receiver } from '../../src/server/websocket/fan-out.js';
import type { JoinedPackets } from '../../src/server/websocket/write-joining.js';
import { SteppedClock } from '../support/stepped-clock.js';

/** A socket whose peer reads only when the test lets it. */
export class HeldSocket extends Duplex {
	readonly writes: Buffer[] = [];
	isHeld = false;
	#release: (() => void) | undefined;

	override _write(chunk: Buffer, _encoding: string, done: () => void): void {
		this.writes.push(chunk);
		if (this.isHeld) {
			this.#release = done;
		} else {
			done();
		}
	}

	/** Takes what is queued; what comes next is taken as `isHeld` says. */
	release(): void {
		this.#release?.();
		this.#release = undefined;
	}

	/** First payload byte after the prefix of each packet, over all writes. */
	get numbers(): number[] {
		const numbers: number[] = [];
		const bytes = Buffer.concat(this.writes);
		for (let offset = 0; offset < bytes.length; ) {
			const isShort = (bytes[offset + 1] as number) < 126;
			const headerBytes = isShort ? 2 : 4;
			const lengthBytes = isShort ? bytes.readUInt8(offset + 1) : bytes.readUInt16BE(offset + 2);
			numbers.push(bytes[offset + headerBytes + 1] as number);
			offset += headerBytes + lengthBytes;
		}
		return numbers;
	}
}

/** Each look at the time takes a while, so that bursts seem to take it. */
export class BusyClock extends SteppedClock {
	burstMs = 0;
	#spentMs = 0;

	override nowMs(): number {
		this.#spentMs += this.burstMs;
		return super.nowMs() + this.#spentMs;
	}
}

/** A fan-out on a stepped clock, and who it found too slow. */
export function setUp(options: Partial<FanOutOptions> = {}) {
	const clock = new SteppedClock();
	const slow: Receiver[] = [];
	const fanOut = new FanOut({
		clock,
		backlogBytes: 1_000,
		slowReceiverMs: 10_000,
		burstMs: 8,
		packetsPerWrite: 1,
		onSlow: (receiver) => {
			slow.push(receiver);
			fanOut.remove(receiver);
		},
		...options,
	});
	return { clock, slow, fanOut };
}

/** Adds a receiver whose socket the test holds. */
export function addReceiver(
	fanOut: FanOut,
	join?: JoinedPackets,
): { receiver: Receiver; socket: HeldSocket } {
	const socket = new HeldSocket();
	const webSocket = { readyState: WebSocket.OPEN } as WebSocket;
	return { receiver: fanOut.add(webSocket, socket, join), socket };
}

/** 96 bytes with a two-byte frame header before them, so 98 in a socket. */
export function packet(number: number): Buffer {
	return Buffer.from([1, number, ...Buffer.alloc(94)]);
}

/** Whole numbers, both ends included. */
export function range(from: number, to: number): number[] {
	return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
