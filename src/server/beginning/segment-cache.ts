// Segments of other servers' shows that were heard here of late. Nothing leaves by it alone.

/** Of all shows: four minutes of each of four. */
const MAX_BYTES = 16 * 2 ** 20;

/** Segments by their names, which are never another one's. */
export class SegmentCache {
	/** The one that was wanted last is last. */
	readonly #segments = new Map<string, Buffer>();
	#bytes = 0;

	/** What all of them take. */
	get bytes(): number {
		return this.#bytes;
	}

	find(name: string): Buffer | undefined {
		const found = this.#segments.get(name);
		if (found) {
			this.#segments.delete(name);
			this.#segments.set(name, found);
		}
		return found;
	}

	/** Keeps one, and forgets those that nobody has wanted for longest. */
	keep(name: string, bytes: Buffer): void {
		this.forget(name);
		this.#segments.set(name, bytes);
		this.#bytes += bytes.length;
		for (const oldest of this.#segments.keys()) {
			if (this.#bytes <= MAX_BYTES) {
				break;
			}
			this.forget(oldest);
		}
	}

	/** Harmless where there is none. */
	forget(name: string): void {
		this.#bytes -= this.#segments.get(name)?.length ?? 0;
		this.#segments.delete(name);
	}
}
