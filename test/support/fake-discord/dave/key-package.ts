// Key packages of members (op 26), checked as the authentication service does.
import {
	decodeKeyPackage,
	encodeKeyPackage,
	encodeKeyPackageTBS,
	type KeyPackage,
} from 'ts-mls/keyPackage.js';
import { encodeLeafNodeTBS } from 'ts-mls/leafNode.js';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import { DaveInputError, RefusalReason } from './dave-input-error.js';
import { decodeWhole } from './mls-codec.js';
import { CIPHER_SUITE, equalBytes, refHash, toHex, verifyWithLabel } from './mls-signature.js';

/** Second u16 of an MLSMessage that carries a key package (RFC 9420, 17.2). */
const WIRE_FORMAT_KEY_PACKAGE = 0x0005;
/** The whole range of MLS time (protocol.md, key packages). */
const FULL_LIFETIME = { notBefore: 0n, notAfter: 2n ** 64n - 1n };

/** A key package that may be proposed. */
export interface CheckedKeyPackage {
	value: KeyPackage;
	/** KeyPackageRef in hex, as a Welcome names its recipients. */
	ref: string;
	/** 65 bytes; the member signs its commits with it. */
	signatureKey: Uint8Array;
}

/** The identity of a member: its user id, 8 bytes big-endian (protocol.md, credentials). */
export function encodeIdentity(userId: string): Uint8Array {
	const identity = new Uint8Array(8);
	new DataView(identity.buffer).setBigUint64(0, BigInt(userId));
	return identity;
}

/**
 * Reads and checks the payload of op 26.
 *
 * Both forms are taken: bare, as clients send it, and as MLSMessage, as protocol.md has it.
 *
 * @param userId - whose connection it came from
 * @throws {DaveInputError} if anything about it is not as DAVE demands
 */
export function checkKeyPackage(payload: Uint8Array, userId: string): CheckedKeyPackage {
	const value = decodePayload(payload);
	const { leafNode } = value;
	expect(value.cipherSuite === CIPHER_SUITE, RefusalReason.WRONG_SUITE, value.cipherSuite);
	if (leafNode.credential.credentialType !== 'basic') {
		throw refused(RefusalReason.WRONG_CREDENTIAL, leafNode.credential.credentialType);
	}
	const { identity } = leafNode.credential;
	expect(
		equalBytes(identity, encodeIdentity(userId)),
		RefusalReason.WRONG_IDENTITY,
		`${toHex(identity)} on the connection of ${userId}`,
	);
	const { notBefore, notAfter } = leafNode.lifetime;
	expect(
		notBefore === FULL_LIFETIME.notBefore && notAfter === FULL_LIFETIME.notAfter,
		RefusalReason.WRONG_LIFETIME,
		`${notBefore} to ${notAfter}`,
	);
	const { versions, ciphersuites, credentials } = leafNode.capabilities;
	expect(
		versions.includes('mls10') &&
			ciphersuites.includes(CIPHER_SUITE) &&
			credentials.includes('basic'),
		RefusalReason.WRONG_CAPABILITIES,
		`${versions} / ${ciphersuites} / ${credentials}`,
	);
	const publicPoint = leafNode.signaturePublicKey;
	expect(
		verifyWithLabel({
			publicPoint,
			label: 'LeafNodeTBS',
			content: encodeLeafNodeTBS(leafNode),
			signature: leafNode.signature,
		}),
		RefusalReason.WRONG_SIGNATURE,
		'of the leaf',
	);
	expect(
		verifyWithLabel({
			publicPoint,
			label: 'KeyPackageTBS',
			content: encodeKeyPackageTBS(value),
			signature: value.signature,
		}),
		RefusalReason.WRONG_SIGNATURE,
		'of the package',
	);
	const ref = refHash('MLS 1.0 KeyPackage Reference', encodeKeyPackage(value));
	return { value, ref: toHex(ref), signatureKey: publicPoint };
}

function decodePayload(payload: Uint8Array): KeyPackage {
	const isWrapped =
		payload.length >= 4 && ((payload[2] ?? 0) << 8) + (payload[3] ?? 0) === WIRE_FORMAT_KEY_PACKAGE;
	if (!isWrapped) {
		return decodeWhole(
			{ name: 'KeyPackage', decode: decodeKeyPackage, encode: encodeKeyPackage },
			payload,
		);
	}
	const message = decodeWhole(
		{ name: 'MLSMessage', decode: decodeMlsMessage, encode: encodeMlsMessage },
		payload,
	);
	if (message.wireformat !== 'mls_key_package') {
		throw refused(RefusalReason.MALFORMED, message.wireformat);
	}
	return message.keyPackage;
}

function expect(isRight: boolean, reason: RefusalReason, what: string): void {
	if (!isRight) {
		throw refused(reason, what);
	}
}

function refused(reason: RefusalReason, what: string): DaveInputError {
	return new DaveInputError(reason, `Key package: ${reason}: ${what}`);
}
