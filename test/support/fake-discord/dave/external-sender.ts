// The gateway as external sender of an MLS group: it proposes, and never commits.
import type { KeyPackage } from 'ts-mls';
import { encodeExternalSender } from 'ts-mls/externalSender.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import type { Proposal } from 'ts-mls/proposal.js';
import { encodeIdentity } from './key-package.js';
import {
	concatBytes,
	encodeVector,
	generateSignatureKeyPair,
	refHash,
	type SignatureKeyPair,
	signWithLabel,
	toHex,
} from './mls-signature.js';

/** The identity Discord uses, seen on the wire. */
const EXTERNAL_SENDER_IDENTITY = Uint8Array.of(0);
/** Index of the gateway in the `external_senders` extension, which has no other entry. */
const EXTERNAL_SENDER_INDEX = 0;
/** Protocol version of an MLSMessage, which is not part of the content that is named. */
const VERSION_BYTES = 2;
/** First byte of op 27 (protocol.md, opcode 27). */
const OPERATION = { APPEND: 0, REVOKE: 1 } as const;

/** A proposal as members get it. */
export interface SignedProposal {
	/** MLSMessage with a PublicMessage. */
	message: Uint8Array;
	/** ProposalRef, 32 bytes. */
	ref: Uint8Array;
	/** The same in hex. */
	refHex: string;
}

/** Key and identity of the gateway, and the proposals it signs. */
export class ExternalSender {
	/** Payload of op 25: the ExternalSender structure. */
	readonly payload: Uint8Array;
	readonly #keyPair: SignatureKeyPair = generateSignatureKeyPair();
	readonly #groupId: Uint8Array;

	constructor(channelId: string) {
		this.#groupId = encodeIdentity(channelId);
		this.payload = encodeExternalSender({
			signaturePublicKey: this.#keyPair.publicPoint,
			credential: { credentialType: 'basic', identity: EXTERNAL_SENDER_IDENTITY },
		});
	}

	/** The group: the channel id, 8 bytes big-endian. */
	get groupId(): Uint8Array {
		return this.#groupId;
	}

	/** Proposes to add the owner of a key package. */
	proposeAdd(keyPackage: KeyPackage, epoch: bigint): SignedProposal {
		return this.#sign({ proposalType: 'add', add: { keyPackage } }, epoch);
	}

	/** Proposes to remove the member at a leaf. */
	proposeRemove(leafIndex: number, epoch: bigint): SignedProposal {
		return this.#sign({ proposalType: 'remove', remove: { removed: leafIndex } }, epoch);
	}

	/**
	 * Signs a proposal, each time with another signature and so under another reference.
	 *
	 * The signature of an external sender covers neither group context nor any secret
	 * (RFC 9420, 6.1), which is why the gateway can propose to groups it is not in.
	 */
	#sign(proposal: Proposal, epoch: bigint): SignedProposal {
		const encode = (signature: Uint8Array) =>
			encodeMlsMessage({
				version: 'mls10',
				wireformat: 'mls_public_message',
				publicMessage: {
					senderType: 'external',
					content: {
						groupId: this.#groupId,
						epoch,
						sender: { senderType: 'external', senderIndex: EXTERNAL_SENDER_INDEX },
						authenticatedData: new Uint8Array(),
						contentType: 'proposal',
						proposal,
					},
					auth: { contentType: 'proposal', signature },
				},
			});
		// What is signed is the message up to its signature: leave out the empty vector's length.
		const toBeSigned = encode(new Uint8Array()).subarray(0, -1);
		const message = encode(signWithLabel(this.#keyPair.privateKey, 'FramedContentTBS', toBeSigned));
		const ref = refHash('MLS 1.0 Proposal Reference', message.subarray(VERSION_BYTES));
		return { message, ref, refHex: toHex(ref) };
	}
}

/** Payload of op 27 that adds proposals to those in force. */
export function encodeAppend(proposals: readonly SignedProposal[]): Uint8Array {
	const messages = proposals.map((proposal) => proposal.message);
	return concatBytes(Uint8Array.of(OPERATION.APPEND), encodeVector(...messages));
}

/** Payload of op 27 that takes proposals back. */
export function encodeRevoke(proposals: readonly SignedProposal[]): Uint8Array {
	const refs = proposals.map((proposal) => encodeVector(proposal.ref));
	return concatBytes(Uint8Array.of(OPERATION.REVOKE), encodeVector(...refs));
}
