// Why the delivery service refuses what a client sent.

/** Every reason for a refusal. */
export const RefusalReason = {
	UNKNOWN_CONNECTION: 'unknown connection',
	UNKNOWN_OP: 'unknown op',
	NOT_ENCRYPTED: 'protocol version is 0',
	MALFORMED: 'malformed',
	UNKNOWN_TRANSITION: 'unknown transition',
	WRONG_SUITE: 'wrong cipher suite',
	WRONG_CREDENTIAL: 'wrong credential',
	WRONG_IDENTITY: 'wrong identity',
	WRONG_LIFETIME: 'wrong lifetime',
	WRONG_CAPABILITIES: 'wrong capabilities',
	WRONG_SIGNATURE: 'wrong signature',
	NOT_A_MEMBER: 'not a member',
	NOT_A_MEMBER_COMMIT: 'not a commit of a member',
	WRONG_GROUP: 'wrong group',
	WRONG_EPOCH: 'wrong epoch',
	WRONG_LEAF: 'wrong leaf',
	INLINE_PROPOSAL: 'inline proposal',
	WRONG_PROPOSALS: 'not the proposals in force',
	MISSING_PATH: 'missing path',
	WRONG_WELCOME: 'wrong welcome',
} as const;

/** One of the reasons for a refusal. */
export type RefusalReason = (typeof RefusalReason)[keyof typeof RefusalReason];

/** A client's input cannot be accepted; nothing has changed by it. */
export class DaveInputError extends Error {
	override name = 'DaveInputError';
	readonly reason: RefusalReason;

	constructor(reason: RefusalReason, message: string, options: { cause?: unknown } = {}) {
		super(message, options);
		this.reason = reason;
	}
}

/** A refused input, as it is kept for whoever looks into it. */
export interface DaveRefusal {
	connectionId: string;
	op: number;
	reason: RefusalReason;
	/** Names the field, what was expected, what came. */
	message: string;
}
