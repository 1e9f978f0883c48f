// Podcast nonces: Discord's transport counter, padded to 24 bytes, and the guard that none repeats.
import { readU32Be, writeU32Be } from './bytes.js';

/** Length of a NaCl secretbox nonce. */
export const PODCAST_NONCE_BYTES = 24;

/** Bytes of Discord's transport nonce that travel with a packet. */
export const TRANSPORT_NONCE_BYTES = 4;

const VOICE_SESSION_OFFSET = PODCAST_NONCE_BYTES - 4;

/** What makes a podcast nonce. */
export interface PodcastNonceParts {
	/** The counter's four bytes as they came, read as an unsigned 32-bit big-endian integer. */
	transportNonce: number;
	/** Number of the voice session within the podcast, an unsigned 32-bit integer. */
	voiceSession: number;
}

/**
 * Writes the podcast nonce of a frame: the four bytes of Discord's counter as they came, zeros,
 * and from byte 20 on the number of the voice session. In the first session, 0, that is exactly
 * Discord's own zero-padded nonce.
 *
 * @param podcastNonce - 24 bytes, of which 4..19 are zero already and stay so
 * @throws {RangeError} if a part or the array is out of range
 */
export function writePodcastNonce(podcastNonce: Uint8Array, parts: PodcastNonceParts): void {
	writeU32Be(podcastNonce, 0, parts.transportNonce);
	writeU32Be(podcastNonce, VOICE_SESSION_OFFSET, parts.voiceSession);
}

/**
 * Reads what `writePodcastNonce` has written.
 *
 * @param podcastNonce - 24 bytes
 */
export function readPodcastNonce(podcastNonce: Uint8Array): PodcastNonceParts {
	return {
		transportNonce: readU32Be(podcastNonce, 0),
		voiceSession: readU32Be(podcastNonce, VOICE_SESSION_OFFSET),
	};
}

/** Counters that far behind the newest one are taken as used: 22 minutes of one speaker. */
const WINDOW_NONCES = 65_536;

/**
 * Remembers which transport nonces one voice session has used, so that none is used twice under
 * one secret key.
 *
 * Discord counts up by one a packet, so a window behind the highest counter is enough, as in the
 * replay lists of IPsec and SRTP (RFC 4303, 3.4.3; RFC 3711, 3.3.2): what is older than the
 * window counts as used. In which byte order the counter stands is nowhere documented; the first
 * two nonces of the session tell, because they lie close together in one order only.
 */
export class NonceWindow {
	readonly #used = new Uint32Array(WINDOW_NONCES / 32);
	#order: 'unknown' | 'big-endian' | 'little-endian' = 'unknown';
	#first: number | undefined;
	#highest = 0;

	/**
	 * Takes a nonce for use.
	 *
	 * @param transportNonce - unsigned 32-bit integer, as the four bytes read big-endian
	 * @returns whether it is certain that the nonce has not been used before
	 */
	take(transportNonce: number): boolean {
		if (this.#first === undefined) {
			this.#first = transportNonce;
			return true;
		}
		if (this.#order === 'unknown') {
			if (transportNonce === this.#first) {
				return false;
			}
			this.#decideOrder(this.#first, transportNonce);
		}
		return this.#takeCounter(this.#toCounter(transportNonce));
	}

	#decideOrder(first: number, second: number): void {
		const distance = Math.abs((second - first) | 0);
		const swappedDistance = Math.abs((swapBytes(second) - swapBytes(first)) | 0);
		this.#order = swappedDistance < distance ? 'little-endian' : 'big-endian';
		this.#highest = this.#toCounter(first);
		this.#mark(this.#highest);
	}

	#toCounter(transportNonce: number): number {
		return this.#order === 'little-endian' ? swapBytes(transportNonce) : transportNonce;
	}

	#takeCounter(counter: number): boolean {
		// Serial number arithmetic (RFC 1982): the counter may wrap around.
		const ahead = (counter - this.#highest) | 0;
		if (ahead <= -WINDOW_NONCES) {
			return false;
		}
		if (ahead > 0) {
			this.#advance(ahead);
		} else if (this.#isMarked(counter)) {
			return false;
		}
		this.#mark(counter);
		return true;
	}

	/** Moves the window up; the places that it newly covers held counters that fell out of it. */
	#advance(count: number): void {
		if (count >= WINDOW_NONCES) {
			this.#used.fill(0);
		} else {
			for (let step = 1; step <= count; step++) {
				const place = (this.#highest + step) % WINDOW_NONCES;
				this.#used[place >>> 5] = (this.#used[place >>> 5] as number) & ~(1 << (place & 31));
			}
		}
		this.#highest = (this.#highest + count) >>> 0;
	}

	#isMarked(counter: number): boolean {
		const place = counter % WINDOW_NONCES;
		return ((this.#used[place >>> 5] as number) & (1 << (place & 31))) !== 0;
	}

	#mark(counter: number): void {
		const place = counter % WINDOW_NONCES;
		this.#used[place >>> 5] = (this.#used[place >>> 5] as number) | (1 << (place & 31));
	}
}

/** The same four bytes in the other order. */
function swapBytes(value: number): number {
	return (
		((value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0
	);
}
