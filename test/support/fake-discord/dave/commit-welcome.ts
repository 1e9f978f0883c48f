// A member's commit and the Welcome behind it (op 28).
import { encodeLeafNodeTBS, type LeafNode } from 'ts-mls/leafNode.js';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import { decodeWelcome, encodeWelcome, type Welcome } from 'ts-mls/welcome.js';
import { DaveInputError, RefusalReason } from './dave-input-error.js';
import { decodeStructure, decodeWhole } from './mls-codec.js';
import { CIPHER_SUITE, equalBytes, toHex, verifyWithLabel } from './mls-signature.js';

/** What the gateway can see of a commit; the rest needs the secrets of the group. */
export interface CommitWelcome {
	/** The commit exactly as it came. */
	commit: Uint8Array;
	groupId: Uint8Array;
	epoch: bigint;
	leafIndex: number;
	/** References of the proposals in hex, in the order they are applied. */
	references: string[];
	/** The committer's new leaf, if the commit brings one. */
	pathLeaf: LeafNode | undefined;
	welcome: Welcome | undefined;
}

/**
 * Reads the payload of op 28. Nothing separates commit and Welcome but the commit's own end.
 *
 * @throws {DaveInputError} if it is no commit of a member by reference, with or without Welcome
 */
export function decodeCommitWelcome(payload: Uint8Array): CommitWelcome {
	const { value: message, bytes: commit } = decodeStructure(
		{ name: 'Commit', decode: decodeMlsMessage, encode: encodeMlsMessage },
		payload,
	);
	const content =
		message.wireformat === 'mls_public_message' ? message.publicMessage.content : undefined;
	if (content?.contentType !== 'commit' || content.sender.senderType !== 'member') {
		throw new DaveInputError(
			RefusalReason.NOT_A_MEMBER_COMMIT,
			`Commit: expected the PublicMessage of a member, got ${message.wireformat}`,
		);
	}
	const references = content.commit.proposals.map((proposal) => {
		if (proposal.proposalOrRefType !== 'reference') {
			throw new DaveInputError(
				RefusalReason.INLINE_PROPOSAL,
				`Commit: inline ${proposal.proposal.proposalType} proposal`,
			);
		}
		return toHex(proposal.reference);
	});
	return {
		commit,
		groupId: content.groupId,
		epoch: content.epoch,
		leafIndex: content.sender.leafIndex,
		references,
		pathLeaf: content.commit.path?.leafNode,
		welcome: decodeTrailingWelcome(payload.subarray(commit.length)),
	};
}

function decodeTrailingWelcome(bytes: Uint8Array): Welcome | undefined {
	if (bytes.length === 0) {
		return undefined;
	}
	const welcome = decodeWhole(
		{ name: 'Welcome', decode: decodeWelcome, encode: encodeWelcome },
		bytes,
	);
	if (welcome.cipherSuite !== CIPHER_SUITE) {
		throw new DaveInputError(RefusalReason.WRONG_SUITE, `Welcome: ${welcome.cipherSuite}`);
	}
	return welcome;
}

/**
 * Checks the leaf that a commit puts in the committer's place.
 *
 * @throws {DaveInputError} if it has another key or identity, or is not signed for this place
 */
export function checkPathLeaf(
	leaf: LeafNode,
	expected: { groupId: Uint8Array; leafIndex: number; identity: Uint8Array; key: Uint8Array },
): void {
	const { groupId, leafIndex } = expected;
	const isSameMember =
		leaf.credential.credentialType === 'basic' &&
		equalBytes(leaf.credential.identity, expected.identity) &&
		equalBytes(leaf.signaturePublicKey, expected.key);
	if (!isSameMember) {
		throw new DaveInputError(
			RefusalReason.WRONG_CREDENTIAL,
			'Commit: the path changes the key or identity of the committer',
		);
	}
	const isSigned =
		leaf.leafNodeSource === 'commit' &&
		verifyWithLabel({
			publicPoint: leaf.signaturePublicKey,
			label: 'LeafNodeTBS',
			content: encodeLeafNodeTBS({ ...leaf, groupId, leafIndex }),
			signature: leaf.signature,
		});
	if (!isSigned) {
		throw new DaveInputError(RefusalReason.WRONG_SIGNATURE, 'Commit: signature of the path leaf');
	}
}

/**
 * Checks that a Welcome is for exactly those added.
 *
 * @param addedRefs - KeyPackageRefs in hex
 * @throws {DaveInputError} if an entry is missing, twice, or for somebody else
 */
export function checkWelcome(welcome: Welcome | undefined, addedRefs: readonly string[]): void {
	const named = (welcome?.secrets ?? []).map((entry) => toHex(entry.newMember)).sort();
	const wanted = [...addedRefs].sort();
	const hasRightEntries = named.join() === wanted.join();
	if (!hasRightEntries || (welcome !== undefined) !== addedRefs.length > 0) {
		throw new DaveInputError(
			RefusalReason.WRONG_WELCOME,
			`Welcome: ${named.length} entries where ${wanted.length} are added`,
		);
	}
}

/** Reduces a Welcome to the secrets of one recipient, as Discord sends it. */
export function welcomeFor(welcome: Welcome, keyPackageRef: string): Uint8Array {
	const secrets = welcome.secrets.filter((entry) => toHex(entry.newMember) === keyPackageRef);
	return encodeWelcome({ ...welcome, secrets });
}

/** Epoch that a commit is for, undefined for what is no commit of a member. */
export function commitEpoch(commit: Uint8Array): bigint | undefined {
	try {
		return decodeCommitWelcome(commit).epoch;
	} catch {
		return undefined;
	}
}
