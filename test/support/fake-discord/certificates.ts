// A certificate authority and server certificates for loopback TLS, made fresh on each run.
import {
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	type KeyObject,
	randomBytes,
	sign,
} from 'node:crypto';

/** A certificate and its private key, both PEM. */
export interface Certificate {
	certificatePem: string;
	privateKeyPem: string;
}

// DER tags, ITU-T X.690, 8.
const TAG = {
	BOOLEAN: 0x01,
	INTEGER: 0x02,
	BIT_STRING: 0x03,
	OCTET_STRING: 0x04,
	OBJECT_IDENTIFIER: 0x06,
	UTF8_STRING: 0x0c,
	UTC_TIME: 0x17,
	SEQUENCE: 0x30,
	SET: 0x31,
	CONTEXT_0: 0xa0,
	CONTEXT_3: 0xa3,
	SAN_DNS: 0x82,
	SAN_IP: 0x87,
} as const;

// Object identifiers in DER, RFC 5280, 4.2.1 and RFC 5758, 3.2.
const OID = {
	COMMON_NAME: '550403',
	ECDSA_SHA256: '2a8648ce3d040302',
	KEY_USAGE: '551d0f',
	SUBJECT_ALT_NAME: '551d11',
	BASIC_CONSTRAINTS: '551d13',
	EXTENDED_KEY_USAGE: '551d25',
	SERVER_AUTH: '2b06010505070301',
} as const;

const AUTHORITY_NAME = 'Fake Discord authority';
const VALIDITY_MS = 7 * 24 * 60 * 60 * 1000;

function der(tag: number, ...contents: Uint8Array[]): Buffer {
	const body = Buffer.concat(contents);
	if (body.length < 0x80) {
		return Buffer.concat([Buffer.from([tag, body.length]), body]);
	}
	const length = body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length];
	return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

function oid(hex: string): Buffer {
	return der(TAG.OBJECT_IDENTIFIER, Buffer.from(hex, 'hex'));
}

function name(commonName: string): Buffer {
	const attribute = der(
		TAG.SEQUENCE,
		oid(OID.COMMON_NAME),
		der(TAG.UTF8_STRING, Buffer.from(commonName)),
	);
	return der(TAG.SEQUENCE, der(TAG.SET, attribute));
}

function utcTime(epochMs: number): Buffer {
	const text = new Date(epochMs).toISOString().replace(/[-:T]/g, '').slice(2, 14);
	return der(TAG.UTC_TIME, Buffer.from(`${text}Z`));
}

function extension(id: string, isCritical: boolean, value: Uint8Array): Buffer {
	const critical = isCritical ? [der(TAG.BOOLEAN, Buffer.from([0xff]))] : [];
	return der(TAG.SEQUENCE, oid(id), ...critical, der(TAG.OCTET_STRING, value));
}

function issue(options: {
	subject: string;
	publicKey: KeyObject;
	signingKey: KeyObject;
	extensions: Buffer[];
}): string {
	const algorithm = der(TAG.SEQUENCE, oid(OID.ECDSA_SHA256));
	const serial = randomBytes(16);
	serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
	const now = Date.now();
	const certificate = der(
		TAG.SEQUENCE,
		der(TAG.CONTEXT_0, der(TAG.INTEGER, Buffer.from([2]))),
		der(TAG.INTEGER, serial),
		algorithm,
		name(AUTHORITY_NAME),
		der(TAG.SEQUENCE, utcTime(now - VALIDITY_MS), utcTime(now + VALIDITY_MS)),
		name(options.subject),
		options.publicKey.export({ type: 'spki', format: 'der' }),
		der(TAG.CONTEXT_3, der(TAG.SEQUENCE, ...options.extensions)),
	);
	const signature = sign('sha256', certificate, options.signingKey);
	const signed = der(
		TAG.SEQUENCE,
		certificate,
		algorithm,
		der(TAG.BIT_STRING, Buffer.from([0]), signature),
	);
	const lines = signed.toString('base64').match(/.{1,64}/g) ?? [];
	return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function privatePem(key: KeyObject): string {
	return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Makes a certificate authority with a P-256 key. */
export function createAuthority(): Certificate {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const certificatePem = issue({
		subject: AUTHORITY_NAME,
		publicKey,
		signingKey: privateKey,
		extensions: [
			extension(
				OID.BASIC_CONSTRAINTS,
				true,
				der(TAG.SEQUENCE, der(TAG.BOOLEAN, Buffer.from([0xff]))),
			),
			// keyCertSign is bit 5, so two bits of the byte are unused (RFC 5280, 4.2.1.3).
			extension(OID.KEY_USAGE, true, der(TAG.BIT_STRING, Buffer.from([2, 0x04]))),
		],
	});
	return { certificatePem, privateKeyPem: privatePem(privateKey) };
}

/**
 * Issues a server certificate for `localhost` and `127.0.0.1`, as Node's TLS client wants it.
 *
 * @param domains - further names that it is valid for
 */
export function issueServerCertificate(
	authorityKeyPem: string,
	domains: readonly string[] = [],
): Certificate {
	const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const names = der(
		TAG.SEQUENCE,
		...['localhost', ...domains].map((domain) => der(TAG.SAN_DNS, Buffer.from(domain))),
		der(TAG.SAN_IP, Buffer.from([127, 0, 0, 1])),
	);
	const certificatePem = issue({
		subject: 'localhost',
		publicKey: createPublicKey(privateKey),
		signingKey: createPrivateKey(authorityKeyPem),
		extensions: [
			extension(OID.SUBJECT_ALT_NAME, false, names),
			extension(OID.EXTENDED_KEY_USAGE, false, der(TAG.SEQUENCE, oid(OID.SERVER_AUTH))),
			extension(OID.KEY_USAGE, true, der(TAG.BIT_STRING, Buffer.from([7, 0x80]))),
		],
	});
	return { certificatePem, privateKeyPem: privatePem(privateKey) };
}
