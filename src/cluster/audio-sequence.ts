// Packets of a podcast on the bus: numbered where they begin, and checked where they come out.

/** What stands before a packet: its number, u32 big-endian. */
export const SEQUENCE_BYTES = 4;

const BACKWARDS = 2 ** 31;

/** The packet with its number; the one copy that sending it to all edges costs. */
export function withSequence(sequence: number, packet: Uint8Array): Uint8Array {
	const message = new Uint8Array(SEQUENCE_BYTES + packet.length);
	message[0] = sequence >>> 24;
	message[1] = sequence >>> 16;
	message[2] = sequence >>> 8;
	message[3] = sequence;
	message.set(packet, SEQUENCE_BYTES);
	return message;
}

/** The number of a packet on the bus; undefined where there is no packet behind it. */
export function readSequence(message: Uint8Array): number | undefined {
	const [first = 0, second = 0, third = 0, fourth = 0] = message;
	return message.length > SEQUENCE_BYTES
		? ((first << 24) | (second << 16) | (third << 8) | fourth) >>> 0
		: undefined;
}

/** Lets packets through in their order and once each, and counts those that are missing. */
export class SequenceGate {
	#next: number | undefined;
	#lost = 0;

	/** Packets that were sent while this side listened, and never came. */
	get lost(): number {
		return this.#lost;
	}

	/** Whether the packet with this number is new, and later than all before. */
	take(sequence: number): boolean {
		const ahead = this.#next === undefined ? 0 : (sequence - this.#next) >>> 0;
		if (ahead >= BACKWARDS) {
			return false;
		}
		this.#lost += ahead;
		this.#next = (sequence + 1) >>> 0;
		return true;
	}

	/** Whatever comes next is the first. */
	restart(): void {
		this.#next = undefined;
	}
}
