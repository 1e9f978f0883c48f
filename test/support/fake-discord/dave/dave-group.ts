// The MLS group as the gateway sees it: epoch and places, and which commits it accepts.
import { type CommitWelcome, checkPathLeaf, checkWelcome } from './commit-welcome.js';
import { DaveInputError, RefusalReason } from './dave-input-error.js';
import { encodeIdentity } from './key-package.js';
import { type Leaf, LeafList } from './leaf-list.js';
import { equalBytes, toHex } from './mls-signature.js';
import type { Change } from './proposal-ledger.js';

/**
 * Where the group is in its life. Before it is established, each pending member holds a private
 * group at epoch 0 that the first accepted commit turns into the common one.
 */
type GroupState = { kind: 'unestablished' } | { kind: 'established'; leaves: LeafList };

/** Who commits: the place it has, or would have as founder. */
export interface Committer {
	leafIndex: number;
	leaf: Leaf;
}

/** A commit of the group and what it is judged by. */
export interface CommitCase {
	commit: CommitWelcome;
	committer: Committer;
	/** References that the committer was given. */
	given: readonly string[];
	/** What these references stand for, in the order of the commit. */
	changes: readonly Change[];
}

/** Follows the group without its secrets. */
export class DaveGroup {
	readonly #groupId: Uint8Array;
	#state: GroupState = { kind: 'unestablished' };
	#epoch = 0n;

	constructor(groupId: Uint8Array) {
		this.#groupId = groupId;
	}

	/** Counts accepted commits; 0 before the group is established. */
	get epoch(): bigint {
		return this.#epoch;
	}

	/** Whether there is a common group. */
	get isEstablished(): boolean {
		return this.#state.kind === 'established';
	}

	/** The places; empty before the group is established. */
	get leaves(): LeafList {
		return this.#state.kind === 'established' ? this.#state.leaves : new LeafList();
	}

	/** Goes back to the time before the first commit. */
	forget(): void {
		this.#state = { kind: 'unestablished' };
		this.#epoch = 0n;
	}

	/**
	 * Checks a commit as far as this is possible from outside of the group.
	 *
	 * @throws {DaveInputError} if members could not or should not apply it
	 */
	check({ commit, committer, given, changes }: CommitCase): void {
		const { leaf, leafIndex } = committer;
		if (!equalBytes(commit.groupId, this.#groupId)) {
			throw refused(RefusalReason.WRONG_GROUP, toHex(commit.groupId));
		}
		if (commit.epoch !== this.#epoch) {
			throw refused(RefusalReason.WRONG_EPOCH, `${commit.epoch}, the group is at ${this.#epoch}`);
		}
		if (commit.leafIndex !== leafIndex) {
			throw refused(RefusalReason.WRONG_LEAF, `${commit.leafIndex} instead of ${leafIndex}`);
		}
		const isWhole = [...commit.references].sort().join() === [...given].sort().join();
		if (commit.references.length === 0 || !isWhole) {
			throw refused(
				RefusalReason.WRONG_PROPOSALS,
				`${commit.references.length} references, ${given.length} are in force`,
			);
		}
		if (commit.pathLeaf) {
			checkPathLeaf(commit.pathLeaf, {
				groupId: this.#groupId,
				leafIndex,
				identity: encodeIdentity(leaf.userId),
				key: leaf.signatureKey,
			});
		} else if (changes.some((change) => change.kind === 'remove')) {
			// RFC 9420, 12.4: only Adds (and PSKs) may be committed without a path.
			throw refused(RefusalReason.MISSING_PATH, 'a commit that removes has to have one');
		}
		checkWelcome(
			commit.welcome,
			changes.flatMap((change) => (change.kind === 'add' ? [change.keyPackage.ref] : [])),
		);
	}

	/**
	 * Applies a checked commit: removes, then adds in the order of the commit (RFC 9420, 12.3).
	 *
	 * @param added - the new members, in the order of the commit
	 * @returns connections that were in the group before and still are
	 */
	apply({ committer, changes }: CommitCase, added: readonly Leaf[]): string[] {
		if (this.#state.kind === 'unestablished') {
			const leaves = new LeafList();
			leaves.add(committer.leaf);
			this.#state = { kind: 'established', leaves };
		}
		const { leaves } = this.#state;
		leaves.remove(
			changes.flatMap((change) => (change.kind === 'remove' ? [change.leafIndex] : [])),
		);
		const staying = leaves.live().map(({ leaf }) => leaf.connectionId);
		for (const leaf of added) {
			leaves.add(leaf);
		}
		this.#epoch += 1n;
		return staying;
	}
}

function refused(reason: RefusalReason, what: string): DaveInputError {
	return new DaveInputError(reason, `Commit: ${reason}: ${what}`);
}
