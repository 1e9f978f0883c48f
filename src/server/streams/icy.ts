// What Icecast and Shoutcast add to HTTP for players: headers, and titles between the audio.
import { plainText } from '../../protocol/member-text.js';
import type { PodcastDetails } from '../../protocol/podcast-details.js';
import { headerText, stationName } from './stream-text.js';

/** Bytes of audio from one piece of metadata to the next. */
export const METADATA_INTERVAL_BYTES = 16_000;

/** Metadata comes in units of so many bytes, and its length in one byte counts them. */
const UNIT_BYTES = 16;
const MAX_UNITS = 255;

/** Says that nothing has changed. */
const NO_METADATA = Buffer.of(0);

/** The headers that tell a player what the station is. */
export function icyHeaders(details: Readonly<PodcastDetails>): Record<string, string> {
	const description = [details.hostName, details.serverName].map(plainText).filter(Boolean);
	return {
		'icy-name': headerText(stationName(details)),
		...(description.length > 0 && { 'icy-description': headerText(description.join(', ')) }),
		'icy-pub': details.visibility === 'public' ? '1' : '0',
	};
}

/**
 * One piece of metadata: its length, then `StreamTitle`, padded with zeros.
 *
 * @param title - in UTF-8, as today's players take it; quotes and semicolons, which end a value,
 * are replaced, and what is too long is cut off
 */
export function icyMetadata(title: string): Buffer {
	const safe = plainText(title).replaceAll("'", '’').replaceAll(';', ',');
	const text = Buffer.from(`StreamTitle='${safe}';`);
	const units = Math.min(MAX_UNITS, Math.ceil(text.length / UNIT_BYTES));
	const block = Buffer.alloc(1 + units * UNIT_BYTES);
	block[0] = units;
	text.copy(block, 1);
	return block;
}

/** Puts metadata between the audio of one listener. */
export class IcyInserter {
	#bytesUntilNext = METADATA_INTERVAL_BYTES;
	#told: string | undefined;

	/**
	 * The audio with metadata where it is due; the same bytes where none is.
	 *
	 * @param title - what is on now; told where it is another one than before
	 */
	insert(audio: Buffer, title: string): Buffer {
		if (audio.length < this.#bytesUntilNext) {
			this.#bytesUntilNext -= audio.length;
			return audio;
		}
		const parts: Buffer[] = [];
		let start = 0;
		while (audio.length - start >= this.#bytesUntilNext) {
			parts.push(audio.subarray(start, start + this.#bytesUntilNext), this.#metadata(title));
			start += this.#bytesUntilNext;
			this.#bytesUntilNext = METADATA_INTERVAL_BYTES;
		}
		parts.push(audio.subarray(start));
		this.#bytesUntilNext -= audio.length - start;
		return Buffer.concat(parts);
	}

	#metadata(title: string): Buffer {
		if (title === this.#told) {
			return NO_METADATA;
		}
		this.#told = title;
		return icyMetadata(title);
	}
}
