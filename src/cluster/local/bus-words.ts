// Words of a local bus on their way through a pipe: framed, and read back from whatever pieces come.
import { BUS_PROBLEMS, type BusProblem } from '../bus.js';

/*
 * u32 big-endian  bytes of the word, these four left out
 * u8              its type, as it stands in WORD_TYPES
 * u32 big-endian  a number that an answer has from its question; 0 where there is none
 * u16 big-endian  bytes of the subject, in UTF-8
 *                 the subject, then the data to the end of the word
 */

/** What words say, in the order of their numbers. */
const WORD_TYPES = [
	/** From now on the other end wants what is said of a subject. */
	'subscribe',
	'unsubscribe',
	'publish',
	'request',
	'answer',
	/** There is no answer; its data is one byte, the place of the problem in BUS_PROBLEMS. */
	'refusal',
	/** Asks for `synced`, which says that all before it has been acted upon. */
	'sync',
	'synced',
	/** What was published to a subject before, and has not been acted upon, must not be any more. */
	'retract',
	/** What lies behind the other end was away, and is back. */
	'renewed',
] as const;

/** What a word says. */
export type WordType = (typeof WORD_TYPES)[number];

/** One word. */
export interface BusWord {
	type: WordType;
	number: number;
	subject: string;
	data: Uint8Array;
}

const LENGTH_BYTES = 4;
const FIXED_BYTES = 1 + 4 + 2;

/** No packet, and no list of podcasts, is as long. */
const MAX_WORD_BYTES = 4 * 2 ** 20;

const NOTHING = Buffer.alloc(0);

/** Frames a word; what is left out is 0 or empty. */
export function encodeWord(
	word: Pick<BusWord, 'type'> & Partial<Omit<BusWord, 'type'>>,
): Uint8Array {
	const { data = NOTHING, number = 0, subject = '', type } = word;
	const subjectBytes = Buffer.byteLength(subject);
	const length = FIXED_BYTES + subjectBytes + data.length;
	const bytes = Buffer.allocUnsafe(LENGTH_BYTES + length);
	let at = bytes.writeUInt32BE(length, 0);
	at = bytes.writeUInt8(WORD_TYPES.indexOf(type), at);
	at = bytes.writeUInt32BE(number, at);
	at = bytes.writeUInt16BE(subjectBytes, at);
	at += bytes.write(subject, at);
	bytes.set(data, at);
	return bytes;
}

/** Reads words from pieces that begin and end anywhere. */
export class WordReader {
	#left: Buffer = NOTHING;

	/**
	 * The words that a piece completes, in their order; their data are views into it.
	 *
	 * @throws {RangeError} if a word is longer than any, or of a type that there is not
	 */
	*read(piece: Buffer): Generator<BusWord> {
		let bytes = this.#left.length === 0 ? piece : Buffer.concat([this.#left, piece]);
		this.#left = NOTHING;
		for (;;) {
			const length = bytes.length < LENGTH_BYTES ? undefined : bytes.readUInt32BE(0);
			if (length !== undefined && (length < FIXED_BYTES || length > MAX_WORD_BYTES)) {
				throw new RangeError(
					`A word on the local bus: expected up to ${MAX_WORD_BYTES} bytes, got ${length}`,
				);
			}
			const end = length === undefined ? undefined : LENGTH_BYTES + length;
			if (end === undefined || bytes.length < end) {
				this.#left = bytes;
				return;
			}
			const word = readWord(bytes.subarray(LENGTH_BYTES, end));
			bytes = bytes.subarray(end);
			yield word;
		}
	}
}

/** The data of a refusal. */
export function encodeProblem(problem: BusProblem): Uint8Array {
	return Uint8Array.of(BUS_PROBLEMS.indexOf(problem));
}

/** What a refusal says; a problem that is not known is like none at all in time. */
export function readProblem([place = -1]: Uint8Array): BusProblem {
	return BUS_PROBLEMS[place] ?? 'late';
}

function readWord(bytes: Buffer): BusWord {
	const type = WORD_TYPES[bytes.readUInt8(0)];
	const subjectEnd = FIXED_BYTES + bytes.readUInt16BE(5);
	if (type === undefined || subjectEnd > bytes.length) {
		throw new RangeError('A word on the local bus is none that is known');
	}
	return {
		type,
		number: bytes.readUInt32BE(1),
		subject: bytes.toString('utf8', FIXED_BYTES, subjectEnd),
		data: bytes.subarray(subjectEnd),
	};
}
