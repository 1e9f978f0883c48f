// One RTP stream's numbers without their wrap-around, and what of it has come already.

/** Packets that far behind the newest one are taken as repeated: 1.28 s. */
const WINDOW_PACKETS = 64;

/** Further apart, sequence numbers have been chosen anew (RFC 3550, A.1: MAX_DROPOUT). */
const MAX_DROPOUT = 3000;

/** Follows sequence numbers (16 bit) and timestamps (32 bit) past their wrap-around. */
export class RtpStream {
	/** Of the packet that was taken last, counted on past 65,535. */
	sequence = 0;
	/** Of the packet that was taken last, counted on past 2^32 - 1. */
	timestamp = 0;
	#mustRestart = true;
	#highestSequence = -1;
	/** One bit a packet, the highest sequence number in bit 0: what has come already. */
	#seenLow = 0;
	#seenHigh = 0;

	/** Takes the next packet as another stream's, and goes on counting. */
	restart(): void {
		this.#mustRestart = true;
	}

	/**
	 * Takes a packet.
	 *
	 * @param sequence - unsigned 16-bit integer
	 * @param timestamp - unsigned 32-bit integer
	 * @returns whether it is the first one with this sequence number
	 */
	take(sequence: number, timestamp: number): boolean {
		const ahead = ((sequence - this.#highestSequence) << 16) >> 16;
		if (this.#mustRestart || Math.abs(ahead) > MAX_DROPOUT) {
			this.#mustRestart = false;
			this.#highestSequence += ((sequence - this.#highestSequence - 1) & 0xffff) + 1;
			this.#seenLow = 1;
			this.#seenHigh = 0;
			this.sequence = this.#highestSequence;
		} else if (ahead > 0) {
			this.#shift(ahead);
			this.#seenLow |= 1;
			this.#highestSequence += ahead;
			this.sequence = this.#highestSequence;
		} else if (this.#mark(-ahead)) {
			this.sequence = this.#highestSequence + ahead;
		} else {
			return false;
		}
		this.timestamp += (timestamp - this.timestamp) | 0;
		return true;
	}

	#shift(count: number): void {
		if (count >= WINDOW_PACKETS) {
			this.#seenHigh = 0;
			this.#seenLow = 0;
		} else if (count >= 32) {
			this.#seenHigh = this.#seenLow << (count - 32);
			this.#seenLow = 0;
		} else {
			this.#seenHigh = (this.#seenHigh << count) | (this.#seenLow >>> (32 - count));
			this.#seenLow <<= count;
		}
	}

	/** @returns whether the packet that far behind the newest is new, and not too old to tell */
	#mark(behind: number): boolean {
		const bit = 1 << (behind & 31);
		if (behind >= WINDOW_PACKETS) {
			return false;
		}
		if (behind >= 32) {
			const isNew = (this.#seenHigh & bit) === 0;
			this.#seenHigh |= bit;
			return isNew;
		}
		const isNew = (this.#seenLow & bit) === 0;
		this.#seenLow |= bit;
		return isNew;
	}
}
