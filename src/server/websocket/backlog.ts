// The newest audio of one podcast, kept once for all receivers whose sockets are blocked.

/** Frames that went out in one write. */
export interface BacklogEntry {
	frames: Buffer;
	/** Number of the packet after the last one in `frames`. */
	endPacket: number;
}

/**
 * A bounded run of consecutive packets, by their numbers.
 *
 * A receiver that is behind remembers only the number of the packet it needs next. So its memory
 * is one integer, the audio is kept once however many are behind, and what falls out at the old
 * end is what they lose.
 */
export class Backlog {
	readonly #maxBytes: number;
	/** By the number of the first packet, oldest first. */
	readonly #entries = new Map<number, BacklogEntry>();
	#bytes = 0;
	#firstPacket = 0;

	constructor(maxBytes: number) {
		this.#maxBytes = maxBytes;
	}

	/** Number of the oldest packet that is kept, or of the next one to come. */
	get firstPacket(): number {
		return this.#firstPacket;
	}

	/** Bytes kept, at most what the backlog was made for. */
	get bytes(): number {
		return this.#bytes;
	}

	/** The write that begins with this packet. */
	get(packet: number): BacklogEntry | undefined {
		return this.#entries.get(packet);
	}

	/** Adds what follows the newest packet, and drops from the oldest what exceeds the bound. */
	push(packet: number, entry: BacklogEntry): void {
		if (this.#entries.size === 0) {
			this.#firstPacket = packet;
		}
		this.#entries.set(packet, entry);
		this.#bytes += entry.frames.length;
		for (const [oldest, { frames, endPacket }] of this.#entries) {
			if (this.#bytes <= this.#maxBytes) {
				return;
			}
			this.#entries.delete(oldest);
			this.#bytes -= frames.length;
			this.#firstPacket = endPacket;
		}
	}

	/** Forgets everything; nobody is behind. */
	clear(): void {
		this.#entries.clear();
		this.#bytes = 0;
	}
}
