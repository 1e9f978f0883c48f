// Which proposals are in force in this epoch, and which member has been given which of them.
import {
	type ExternalSender,
	encodeAppend,
	encodeRevoke,
	type SignedProposal,
} from './external-sender.js';
import type { CheckedKeyPackage } from './key-package.js';

/** A change to the group that the gateway wants. */
export type Change =
	| { kind: 'add'; connectionId: string; keyPackage: CheckedKeyPackage }
	| { kind: 'remove'; leafIndex: number };

/** An op 27 for one connection. */
export interface ProposalsMessage {
	connectionId: string;
	payload: Uint8Array;
}

interface SignedChange {
	change: Change;
	proposal: SignedProposal;
}

/**
 * Keeps what members were told in line with what the group needs.
 *
 * Two properties of davey (and of libdave, as far as its source tells) shape this:
 * it attaches a Welcome only if the same op 27 appended an Add, and it merges whatever commit it
 * made last when its own commit is announced. So nothing but Adds may follow an Add, and no set
 * of references may ever come back. Where one of the two would happen, all is revoked, signed
 * again and appended in one batch.
 */
export class ProposalLedger {
	readonly #sender: ExternalSender;
	readonly #inForce = new Map<string, SignedChange>();
	readonly #given = new Map<string, SignedProposal[]>();

	constructor(sender: ExternalSender) {
		this.#sender = sender;
	}

	/** Whether nothing is proposed. */
	get isEmpty(): boolean {
		return this.#inForce.size === 0;
	}

	/** References that the connection has to commit, in the order it got them. */
	givenTo(connectionId: string): string[] {
		return (this.#given.get(connectionId) ?? []).map((proposal) => proposal.refHex);
	}

	/** What a reference in force stands for. */
	changeOf(refHex: string): Change | undefined {
		for (const { change, proposal } of this.#inForce.values()) {
			if (proposal.refHex === refHex) {
				return change;
			}
		}
		return undefined;
	}

	/**
	 * Takes over the changes wanted now.
	 *
	 * @param options.participants - connections that are to commit; nobody gets its own Add
	 * @returns what is to be sent, in this order
	 */
	update(options: {
		changes: readonly Change[];
		participants: readonly string[];
		epoch: bigint;
	}): ProposalsMessage[] {
		const wanted = new Map(options.changes.map((change) => [keyOf(change), change]));
		if (this.#mustStartAgain(wanted)) {
			this.#inForce.clear();
		}
		for (const [key, change] of wanted) {
			if (!this.#inForce.has(key)) {
				this.#inForce.set(key, { change, proposal: this.#sign(change, options.epoch) });
			}
		}
		return options.participants.flatMap((connectionId) => this.#bringUpToDate(connectionId));
	}

	/** Forgets what a connection was given, as its group is gone. */
	forget(connectionId: string): void {
		this.#given.delete(connectionId);
	}

	/** Begins a new epoch. */
	clear(): void {
		this.#inForce.clear();
		this.#given.clear();
	}

	#mustStartAgain(wanted: ReadonlyMap<string, Change>): boolean {
		const isRevoking = [...this.#inForce.keys()].some((key) => !wanted.has(key));
		const added = [...wanted].filter(([key]) => !this.#inForce.has(key));
		const hasAdd = [...this.#inForce.values()].some(({ change }) => change.kind === 'add');
		const wouldLoseWelcome =
			hasAdd && added.length > 0 && added.every(([, change]) => change.kind === 'remove');
		return isRevoking || wouldLoseWelcome;
	}

	#sign(change: Change, epoch: bigint): SignedProposal {
		return change.kind === 'add'
			? this.#sender.proposeAdd(change.keyPackage.value, epoch)
			: this.#sender.proposeRemove(change.leafIndex, epoch);
	}

	#bringUpToDate(connectionId: string): ProposalsMessage[] {
		const target = [...this.#inForce.values()]
			.filter(({ change }) => change.kind === 'remove' || change.connectionId !== connectionId)
			.map(({ proposal }) => proposal);
		const given = this.#given.get(connectionId) ?? [];
		const mustRevoke = given.some((proposal) => !target.includes(proposal));
		const missing = mustRevoke ? target : target.filter((proposal) => !given.includes(proposal));
		this.#given.set(connectionId, mustRevoke ? target : [...given, ...missing]);
		const messages: ProposalsMessage[] = [];
		if (mustRevoke) {
			messages.push({ connectionId, payload: encodeRevoke(given) });
		}
		if (missing.length > 0) {
			messages.push({ connectionId, payload: encodeAppend(missing) });
		}
		return messages;
	}
}

function keyOf(change: Change): string {
	return change.kind === 'add'
		? `add ${change.connectionId} ${change.keyPackage.ref}`
		: `remove ${change.leafIndex}`;
}
