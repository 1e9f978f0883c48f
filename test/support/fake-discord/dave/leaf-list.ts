// The leaves of the ratchet tree, as far as a gateway without secrets can follow them.

/** A place in the group. */
export interface Leaf {
	connectionId: string;
	userId: string;
	/** 65 bytes. */
	signatureKey: Uint8Array;
	/** Its owner has left or started anew; the place is to be removed. */
	isStale: boolean;
}

/** A leaf and where it is. */
export interface PlacedLeaf {
	leaf: Leaf;
	index: number;
}

/**
 * The leaves in their order, blank ones included.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9420#section-7.7}
 */
export class LeafList {
	readonly #leaves: (Leaf | undefined)[] = [];

	/** Blanks leaves, and drops what is blank at the end. */
	remove(indexes: readonly number[]): void {
		for (const index of indexes) {
			this.#leaves[index] = undefined;
		}
		while (this.#leaves.length > 0 && this.#leaves.at(-1) === undefined) {
			this.#leaves.pop();
		}
	}

	/** Puts a member into the first blank place. */
	add(leaf: Leaf): void {
		const blank = this.#leaves.indexOf(undefined);
		this.#leaves[blank === -1 ? this.#leaves.length : blank] = leaf;
	}

	/** Where the connection is a member, unless its place is stale. */
	find(connectionId: string): PlacedLeaf | undefined {
		return this.live().find(({ leaf }) => leaf.connectionId === connectionId);
	}

	/** Members that can still commit. */
	live(): PlacedLeaf[] {
		return this.#placed().filter(({ leaf }) => !leaf.isStale);
	}

	/** Members that are to be removed. */
	stale(): PlacedLeaf[] {
		return this.#placed().filter(({ leaf }) => leaf.isStale);
	}

	/** Gives up the connection's place; harmless if it has none. */
	markStale(connectionId: string): void {
		const found = this.find(connectionId);
		if (found) {
			found.leaf.isStale = true;
		}
	}

	#placed(): PlacedLeaf[] {
		return this.#leaves.flatMap((leaf, index) => (leaf ? [{ leaf, index }] : []));
	}
}
