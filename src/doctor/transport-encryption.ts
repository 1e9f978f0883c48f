// Can this program decrypt what Discord's voice servers send, in both transport modes?

import { describeError } from '../error-text.js';
import { SILENCE_FRAME } from '../media/opus-packet.js';
import { createTransportDecryptor } from '../voice/receive/transport-decryptor.js';
import { type Check, fail, ok } from './check.js';

/** The bytes 0 to 31. */
const VOICE_KEY = Uint8Array.from({ length: 32 }, (_, index) => index);

const RTP_HEADER_BYTES = 12;

/** By Discord's name of the mode: a silence frame, sealed with nonce 1 by other code than ours. */
const KNOWN_PACKETS: Readonly<Record<string, string>> = {
	aead_aes256_gcm_rtpsize: '80780001000003c000000001bcc933ea225738c0b47c08c28f3376b2df596a00000001',
	aead_xchacha20_poly1305_rtpsize:
		'80780001000003c000000001f158afe8d7604394169135bc9a2b1277495f7a00000001',
};

/** Decrypts a known packet in each mode. */
export const transportEncryptionCheck: Check = {
	name: 'crypto',
	whenSilent: 'the machine is too busy',
	async run() {
		const failures = Object.entries(KNOWN_PACKETS).flatMap(([mode, packet]) => {
			const problem = findProblem(mode, Buffer.from(packet, 'hex'));
			return problem === undefined ? [] : [`${mode} (${problem})`];
		});
		return failures.length === 0
			? ok('AES-256-GCM and XChaCha20-Poly1305 decrypt as they should')
			: fail(
					`packets cannot be decrypted: ${failures.join(', ')}`,
					'install the program again: a file of it is damaged',
				);
	},
};

function findProblem(mode: string, packet: Buffer): string | undefined {
	try {
		const decrypted = createTransportDecryptor(mode, VOICE_KEY).decrypt(packet, RTP_HEADER_BYTES);
		return decrypted?.equals(SILENCE_FRAME) ? undefined : 'a known packet does not open';
	} catch (error) {
		return describeError(error);
	}
}
