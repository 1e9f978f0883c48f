// libsodium past its wrapper: what the path of each frame calls, on memory that is kept.
import sodium from 'libsodium-wrappers-sumo';

/** Emscripten's module in the wrapper. Addresses count bytes of `HEAPU8`; lengths have two halves. */
interface SodiumModule {
	/** All of its memory; another array once that has grown. */
	readonly HEAPU8: Uint8Array<ArrayBuffer>;
	/** @returns an address that is a multiple of 8 */
	_malloc(bytes: number): number;
	_crypto_secretbox_easy(
		box: number,
		plaintext: number,
		plaintextBytes: number,
		plaintextBytesHigh: number,
		nonce: number,
		key: number,
	): number;
	/** Plaintext and ciphertext may stand in one place. @returns 0 where it is authentic */
	_crypto_aead_xchacha20poly1305_ietf_decrypt(
		plaintext: number,
		plaintextBytesAt: number,
		secretNonce: number,
		ciphertext: number,
		ciphertextBytes: number,
		ciphertextBytesHigh: number,
		associated: number,
		associatedBytes: number,
		associatedBytesHigh: number,
		nonce: number,
		key: number,
	): number;
}

// Its WebAssembly is ready within some milliseconds, before anything asks for it.
await sodium.ready;

/*
 * NOTE: the wrapper exports the module and leaves it out of its type declarations, so it is pinned
 * exactly. For each call it allocates, copies and frees every argument, which costs as much as the
 * cryptography of a short frame.
 *
 * Of libsodium's packages it must be this one. `@discordjs/voice` looks for `libsodium-wrappers` and
 * `sodium-native` and, where it finds them, cannot use them any more.
 */
const { libsodium } = sodium as unknown as { libsodium: SodiumModule };

/** libsodium's functions, which take addresses. */
export const {
	_crypto_secretbox_easy: secretboxEasy,
	_crypto_aead_xchacha20poly1305_ietf_decrypt: xchacha20Poly1305Decrypt,
} = libsodium;

let bytes = libsodium.HEAPU8;
let words = new Int32Array(bytes.buffer);

/** All of libsodium's memory, until the next call. */
export function sodiumBytes(): Uint8Array {
	if (bytes.length === 0) {
		followMemory();
	}
	return bytes;
}

/** The same in words of 32 bits, as the machine orders their bytes. */
export function sodiumWords(): Int32Array {
	if (words.length === 0) {
		followMemory();
	}
	return words;
}

/** Memory that has grown is another one, and the one before has no length any more. */
function followMemory(): void {
	bytes = libsodium.HEAPU8;
	words = new Int32Array(bytes.buffer);
}

/**
 * Memory for the arguments of calls, kept for as long as the process lives. It belongs to one call
 * at a time: whoever calls next writes over it, keys included, so none has to be taken back.
 *
 * @returns its address, a multiple of 8
 * @throws {RangeError} if there is not so much
 */
export function keepSodiumMemory(lengthBytes: number): number {
	const address = libsodium._malloc(lengthBytes);
	if (address === 0) {
		throw new RangeError(`Expected libsodium to have ${lengthBytes} bytes left`);
	}
	return address;
}
