// What origins and edges say to each other of a podcast, as JSON, and how it is checked.
import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';
import { SERVICE_RESTART } from '../protocol/close-codes.js';
import { VISIBILITIES } from '../protocol/podcast-details.js';
import { SECRET_KEY_BYTES } from '../protocol/secret-key.js';

/** Where a podcast stands at its origin, as long as it exists. */
const STANDINGS = ['waiting for sender', 'live', 'waiting for return'] as const;

const count = z.number().int().nonnegative();
/** SHA-256, in hexadecimal. */
const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** What somebody has brought to hear a podcast; neither: nothing. No secret itself is in it. */
export const rightShape = z.object({
	/** SHA-256 of a listen key. */
	key: digest.optional(),
	/** A client, and what only one who knows its token can make for this podcast. */
	client: z.object({ id: z.string().min(1), proof: digest }).optional(),
});

/** A question of an edge: whether somebody may hear a podcast. */
const questionShape = z.object({ edge: z.string().min(1), right: rightShape });

const detailsShape = z.object({
	visibility: z.enum(VISIBILITIES),
	title: z.string(),
	serverName: z.string(),
	hostName: z.string(),
	speakers: z.array(z.string()),
});

/** What is told of a podcast to whoever may hear it. */
const toldShape = z.object({
	clientId: z.string(),
	details: detailsShape,
	standing: z.enum(STANDINGS),
	activeSinceMs: z.number().nullable(),
	/** How many hear it, wherever they do. */
	listeners: count,
	/** Whether it can be heard from its beginning on. */
	hasBeginning: z.boolean().optional(),
});

/** What the origin has done so far that an edge may have missed. */
const courseShape = z.object({
	/** Of the podcast in this process: packets and words are numbered anew in the next one. */
	run: z.string().min(1),
	/** Of events so far: of two words, that with the higher number is the later one. */
	events: count,
	/** How often all that waited to be heard was made silence. */
	silences: count,
	/** How often it was decided anew who may hear it. */
	openings: count,
	/** When this was said, by the origin's own clock: good to compare with other times of the run. */
	atMs: z.number().optional(),
});

const answerShape = z.union([
	z.object({
		told: toldShape,
		course: courseShape,
		secretKey: z
			.base64()
			.transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
			.refine((key) => key.length === SECRET_KEY_BYTES),
	}),
	z.object({ error: z.enum(['podcast_not_found', 'credentials_wrong']) }),
]);

const eventShape = z.discriminatedUnion('type', [
	z.object({ type: z.literal('details'), told: toldShape, course: courseShape }),
	/** What was sent and has not been heard must not be. */
	z.object({ type: z.literal('silence'), course: courseShape }),
	/** When the packets that follow are sent, by the origin's own clock. */
	z.object({ type: z.literal('beat'), run: z.string().min(1), atMs: z.number() }),
	/** Who may hear it is to be asked anew. */
	z.object({ type: z.literal('listenKey'), course: courseShape }),
	/** A close code of the protocol, or that of a restart. */
	z.object({ type: z.literal('end'), reason: z.number().int() }),
]);

/** How many hear a podcast at an edge, and whether it wants the audio. */
const countsShape = z.object({
	edge: z.string().min(1),
	isHeard: z.boolean(),
	websockets: count,
	ogg: count,
	mp3: count,
	hls: count,
});

const listShape = z.array(z.object({ id: z.string().min(1), told: toldShape }));

export type Right = z.infer<typeof rightShape>;
export type ToldPodcast = z.infer<typeof toldShape>;
export type Course = z.infer<typeof courseShape>;
export type OriginAnswer = z.infer<typeof answerShape>;
export type OriginWord = z.infer<typeof eventShape>;
/** What becomes of a podcast; beats are of its packets' way alone. */
export type OriginEvent = Exclude<OriginWord, { type: 'beat' }>;
export type EdgeCounts = z.infer<typeof countsShape>;

/** Whoever asks with nothing. */
export const NO_RIGHT: Right = {};

const utf8 = new TextDecoder();
const utf8Encoder = new TextEncoder();

/** What is sent on the bus. */
export function encodeWords(words: object): Uint8Array {
	return utf8Encoder.encode(JSON.stringify(words));
}

/** An answer on its way. */
export type PackedAnswer = z.input<typeof answerShape>;

/** Makes what reads words of one kind; undefined is what is none of them. */
export function reader<Shape extends z.ZodType>(shape: Shape) {
	return (data: Uint8Array): z.output<Shape> | undefined => {
		let value: unknown;
		try {
			value = JSON.parse(utf8.decode(data));
		} catch {
			return undefined;
		}
		return shape.safeParse(value).data;
	};
}

export const readQuestion = reader(questionShape);
export const readAnswer = reader(answerShape);
export const readEvent = reader(eventShape);
export const readCounts = reader(countsShape);
export const readList = reader(listShape);

/** Whether a reason is that of a restart, after which the podcast goes on. */
export function isRestart(reason: number): boolean {
	return reason === SERVICE_RESTART;
}

/** What opens a podcast to whoever has this listen key. */
export function rightOfKey(listenKey: string): Right {
	return { key: createHash('sha256').update(listenKey).digest('hex') };
}

/** What opens a podcast to a client. The token is not in it, and it is good for this podcast alone. */
export function rightOfClient(podcastId: string, clientId: string, token: string): Right {
	return { client: { id: clientId, proof: proofOf(podcastId, clientId, token) } };
}

/** What only one who knows the client's token can make. */
export function proofOf(podcastId: string, clientId: string, token: string): string {
	return createHmac('sha256', token).update(`${podcastId}\n${clientId}`).digest('hex');
}

/** The same for the same right. */
export function nameOfRight({ client, key }: Right): string {
	return client ? `client ${client.id} ${client.proof}` : `key ${key ?? ''}`;
}
