// How many packets share one write, from how long the writes to all receivers take.

/** Packets that may share one write. */
export type JoinedPackets = 1 | 2 | 3;

/** Packets in one write: a fixed number, or as many as the load asks for. */
export type PacketsPerWrite = 'auto' | JoinedPackets;

const MAX_PACKETS_PER_WRITE = 3;
// One burst that a garbage collection prolonged is not load: the mean moves by an eighth a burst.
const SMOOTHING = 1 / 8;
// Going back at once below the threshold would make the number swing between two values.
const STEP_DOWN_SHARE = 0.75;

/**
 * Joins packets while one podcast's burst, a write to each receiver, takes long: the cost lies in
 * the number of writes, so two packets in one cost little more than one, and the added delay of
 * at most 40 ms is small against a burst that misses its 20 ms.
 */
export class WriteJoining {
	readonly #isAuto: boolean;
	readonly #burstMs: number;
	#meanMs = 0;
	#packetsPerWrite: number;

	/** @param burstMs - duration of a burst above which packets are joined, once for each multiple */
	constructor(packetsPerWrite: PacketsPerWrite, burstMs: number) {
		this.#isAuto = packetsPerWrite === 'auto';
		this.#packetsPerWrite = packetsPerWrite === 'auto' ? 1 : packetsPerWrite;
		this.#burstMs = burstMs;
	}

	/** Packets that the next write takes, 1 to 3. */
	get packetsPerWrite(): number {
		return this.#packetsPerWrite;
	}

	/** Takes note of how long one burst took. */
	burstTook(durationMs: number): void {
		if (!this.#isAuto) {
			return;
		}
		this.#meanMs += (durationMs - this.#meanMs) * SMOOTHING;
		const packets = this.#packetsPerWrite;
		if (packets < MAX_PACKETS_PER_WRITE && this.#meanMs > packets * this.#burstMs) {
			this.#packetsPerWrite = packets + 1;
		} else if (packets > 1 && this.#meanMs < (packets - 1) * this.#burstMs * STEP_DOWN_SHARE) {
			this.#packetsPerWrite = packets - 1;
		}
	}
}
