// What is asked of a show from its beginning on at another server, and answered: a head in JSON, and
// bytes of a segment behind it.
import { z } from 'zod';
import { VISIBILITIES } from '../protocol/podcast-details.js';
import { encodeWords, reader, rightShape } from './podcast-words.js';

/*
 * u32 big-endian  bytes of the head
 *                 the head, JSON in UTF-8
 *                 bytes of the segment to the end, where some were asked for
 */

const HEAD_LENGTH_BYTES = 4;

/** So many segments are told at once: some 100 kB, where NATS carries a megabyte. */
export const MAX_TOLD_SEGMENTS = 2000;

/** So much of a segment comes at once; those of four seconds are 64 kB. */
export const PIECE_BYTES = 256 * 1024;

const count = z.number().int().nonnegative();
const name = z.string().min(1).max(100);

const questionShape = z.discriminatedUnion('type', [
	/** What there is; of what is known how many segments, and the last of them. */
	z.object({
		type: z.literal('list'),
		right: rightShape,
		known: z.object({ count, last: name }).optional(),
	}),
	/** A segment from this byte on; without one only whether it may be heard still. */
	z.object({
		type: z.literal('segment'),
		right: rightShape,
		name,
		fromByte: count.optional(),
	}),
]);

const listShape = z.object({
	/** Of the episode that the show becomes. */
	id: z.string().min(1),
	visibility: z.enum(VISIBILITIES),
	segmentMs: z.number().positive(),
	isOver: z.boolean(),
	/** What is known up to this number stays. */
	from: count,
	/** Name, milliseconds that it lasts, when its first sample was said. */
	segments: z.array(z.tuple([name, z.number().positive(), z.number()])),
	/** Whether there are more behind these. */
	isMore: z.boolean(),
});

const segmentShape = z.object({ visibility: z.enum(VISIBILITIES), totalBytes: count });

/** Why there is nothing. */
const REFUSALS = [
	'credentials_wrong',
	'not_recorded',
	'podcast_not_found',
	'segment_not_found',
	'show_not_found',
	'show_off_air',
] as const;

const headShape = z.union([listShape, segmentShape, z.object({ error: z.enum(REFUSALS) })]);

const wordShape = z.object({
	type: z.literal('beginning'),
	id: z.string().min(1),
	from: count,
});

export type BeginningQuestion = z.infer<typeof questionShape>;
export type BeginningRefusal = (typeof REFUSALS)[number];
/** What a playlist names, or the part of it that was not known. */
export type ToldBeginning = z.infer<typeof listShape>;

/** What comes before the bytes. */
export type BeginningHead = z.infer<typeof headShape>;

/** The head of an answer, and what came behind it. */
export interface BeginningAnswer {
	head: BeginningHead;
	bytes: Uint8Array;
}

/** Reads a question; undefined is what is none. */
export const readBeginningQuestion = reader(questionShape);

/** Reads the word that segments of a show are others from a number on: those that were there are gone. */
export const readBeginningWord = reader(wordShape);

const readHead = reader(headShape);

/** Makes the word. */
export function encodeBeginningWord(word: { id: string; from: number }): Uint8Array {
	return encodeWords({ type: 'beginning', ...word });
}

/** Makes an answer. */
export function encodeBeginningAnswer(
	head: BeginningHead,
	bytes: Uint8Array = new Uint8Array(),
): Uint8Array {
	const words = encodeWords(head);
	const answer = Buffer.alloc(HEAD_LENGTH_BYTES + words.length + bytes.length);
	answer.writeUInt32BE(words.length);
	answer.set(words, HEAD_LENGTH_BYTES);
	answer.set(bytes, HEAD_LENGTH_BYTES + words.length);
	return answer;
}

/** Reads an answer; undefined is what is none. */
export function readBeginningAnswer(answer: Uint8Array): BeginningAnswer | undefined {
	if (answer.length < HEAD_LENGTH_BYTES) {
		return undefined;
	}
	const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
	const end = HEAD_LENGTH_BYTES + view.getUint32(0);
	const head = readHead(answer.subarray(HEAD_LENGTH_BYTES, end));
	return head && end <= answer.length ? { head, bytes: answer.subarray(end) } : undefined;
}
