// Signatures and references of MLS in the one cipher suite that DAVE uses.
import {
	createHash,
	createPublicKey,
	generateKeyPairSync,
	type KeyObject,
	sign,
	verify,
} from 'node:crypto';

/** Name of cipher suite 2 in ts-mls (RFC 9420, 17.1). */
export const CIPHER_SUITE = 'MLS_128_DHKEMP256_AES128GCM_SHA256_P256';

const COORDINATE_BYTES = 32;
/** Uncompressed point: `04 X Y` (SEC 1, 2.3.3). */
const POINT_BYTES = 1 + 2 * COORDINATE_BYTES;
const UNCOMPRESSED_POINT = 0x04;

/** A signing key and the point that others check with. */
export interface SignatureKeyPair {
	privateKey: KeyObject;
	/** 65 bytes, uncompressed. */
	publicPoint: Uint8Array;
}

/** Makes a new P-256 key for signing. */
export function generateSignatureKeyPair(): SignatureKeyPair {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const { x, y } = publicKey.export({ format: 'jwk' });
	const publicPoint = new Uint8Array(POINT_BYTES);
	publicPoint[0] = UNCOMPRESSED_POINT;
	publicPoint.set(Buffer.from(x ?? '', 'base64url'), 1);
	publicPoint.set(Buffer.from(y ?? '', 'base64url'), 1 + COORDINATE_BYTES);
	return { privateKey, publicPoint };
}

/**
 * Writes a vector behind its length, which is in the shortest form.
 *
 * @param bytes - shorter than 2^30
 * @see {@link https://www.rfc-editor.org/rfc/rfc9420#section-2.1.2}
 */
export function encodeVector(...parts: Uint8Array[]): Uint8Array {
	const length = parts.reduce((sum, part) => sum + part.length, 0);
	if (length < 1 << 6) {
		return concatBytes(Uint8Array.of(length), ...parts);
	}
	if (length < 1 << 14) {
		return concatBytes(Uint8Array.of(0x40 | (length >> 8), length & 0xff), ...parts);
	}
	if (length >= 2 ** 30) {
		throw new RangeError(`A vector holds less than 2^30 bytes, not ${length}`);
	}
	const header = new Uint8Array(4);
	new DataView(header.buffer).setUint32(0, (0x80_00_00_00 | length) >>> 0);
	return concatBytes(header, ...parts);
}

/** Joins byte strings into a new one. */
export function concatBytes(...parts: Uint8Array[]): Uint8Array {
	return new Uint8Array(Buffer.concat(parts));
}

/** Whether two byte strings are the same; for public data only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
	return Buffer.compare(a, b) === 0;
}

/**
 * Signs content under a label.
 *
 * @returns DER encoded ECDSA signature over SHA-256, another one on each call
 * @see {@link https://www.rfc-editor.org/rfc/rfc9420#section-5.1.2}
 */
export function signWithLabel(
	privateKey: KeyObject,
	label: string,
	content: Uint8Array,
): Uint8Array {
	return new Uint8Array(
		sign('sha256', labelled(`MLS 1.0 ${label}`, content), { key: privateKey, dsaEncoding: 'der' }),
	);
}

/** A signature and what it is said to be of. */
export interface SignedContent {
	/** 65 bytes, uncompressed. */
	publicPoint: Uint8Array;
	label: string;
	content: Uint8Array;
	signature: Uint8Array;
}

/** Whether the signature is that key's; false for a key that is no point of the curve. */
export function verifyWithLabel(signed: SignedContent): boolean {
	const { publicPoint } = signed;
	if (publicPoint.length !== POINT_BYTES || publicPoint[0] !== UNCOMPRESSED_POINT) {
		return false;
	}
	const point = Buffer.from(publicPoint);
	const jwk = {
		kty: 'EC',
		crv: 'P-256',
		x: point.toString('base64url', 1, 1 + COORDINATE_BYTES),
		y: point.toString('base64url', 1 + COORDINATE_BYTES),
	};
	try {
		return verify(
			'sha256',
			labelled(`MLS 1.0 ${signed.label}`, signed.content),
			{ key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'der' },
			signed.signature,
		);
	} catch {
		// OpenSSL refuses points beside the curve and broken DER with an exception.
		return false;
	}
}

/**
 * Computes the short name of a key package or proposal.
 *
 * @returns 32 bytes
 * @see {@link https://www.rfc-editor.org/rfc/rfc9420#section-5.2}
 */
export function refHash(label: string, value: Uint8Array): Uint8Array {
	return new Uint8Array(createHash('sha256').update(labelled(label, value)).digest());
}

/** Lower case hex, for use as a key of maps and in messages. */
export function toHex(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

function labelled(label: string, content: Uint8Array): Uint8Array {
	return concatBytes(encodeVector(new TextEncoder().encode(label)), encodeVector(content));
}
