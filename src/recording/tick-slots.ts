// The ticks of one track that are not written yet: which packet each of them has.

/** So many ticks there is room for: 10 s. */
const SLOTS = 512;

/** Packets by tick, from the next one that is taken on. */
export class TickSlots {
	readonly #packets: (Uint8Array | undefined)[] = Array(SLOTS).fill(undefined);
	/** Sequence numbers of the same. */
	readonly #sequences = new Float64Array(SLOTS);
	#count = 0;
	/** The next tick that is taken. */
	next: number;
	/** The tick after the last one that has a packet. */
	end: number;

	constructor(next: number) {
		this.next = next;
		this.end = next;
	}

	/** Whether no tick has a packet. */
	get isEmpty(): boolean {
		return this.#count === 0;
	}

	/** Whether there is room, and nothing yet, for a tick. */
	isFree(tick: number): boolean {
		return tick >= this.next && tick < this.next + SLOTS && this.at(tick) === undefined;
	}

	/** Gives a free tick its packet. */
	put(tick: number, packet: Uint8Array, sequence: number): void {
		this.#packets[tick % SLOTS] = packet;
		this.#sequences[tick % SLOTS] = sequence;
		this.#count += 1;
		this.end = Math.max(this.end, tick + 1);
	}

	/** The packet of a tick that is not taken yet. */
	at(tick: number): Uint8Array | undefined {
		return this.#packets[tick % SLOTS];
	}

	sequenceAt(tick: number): number {
		return this.#sequences[tick % SLOTS] as number;
	}

	/** The next tick from here on that has a packet. */
	nextFilled(from: number): number | undefined {
		for (let tick = from; tick < this.end; tick++) {
			if (this.at(tick)) {
				return tick;
			}
		}
		return undefined;
	}

	/** Takes the packet of the next tick. */
	take(): Uint8Array | undefined {
		const place = this.next % SLOTS;
		const packet = this.#packets[place];
		if (packet) {
			this.#packets[place] = undefined;
			this.#count -= 1;
		}
		this.next += 1;
		return packet;
	}

	/** Passes over ticks that have no packet. */
	skipTo(tick: number): void {
		this.next = tick;
	}

	/** Leaves a tick's packet out; all after it come one tick earlier. */
	leaveOut(tick: number): void {
		for (let at = tick; at < this.end; at++) {
			this.#packets[at % SLOTS] = at + 1 < this.end ? this.at(at + 1) : undefined;
			this.#sequences[at % SLOTS] = this.sequenceAt(at + 1);
		}
		this.#count -= 1;
		this.end -= 1;
	}

	/** Lets a tick's packet come twice; all after it come one tick later. */
	double(tick: number): void {
		for (let at = Math.min(this.end, this.next + SLOTS - 1); at > tick; at--) {
			this.#packets[at % SLOTS] = this.at(at - 1);
			this.#sequences[at % SLOTS] = this.sequenceAt(at - 1);
		}
		this.#count += 1;
		this.end = Math.min(this.end + 1, this.next + SLOTS);
	}

	/** Drops all that waits. @returns how many packets */
	clear(): number {
		const dropped = this.#count;
		this.#packets.fill(undefined);
		this.#count = 0;
		this.end = this.next;
		return dropped;
	}
}
