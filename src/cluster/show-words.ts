// What is asked of a show's own address at another server, and answered.
import { z } from 'zod';
import { VISIBILITIES } from '../protocol/podcast-details.js';
import { reader, rightShape } from './podcast-words.js';

/** Files of a show that another key opens than that of its page. */
export const KEYED_FILES = ['feed', 'cover'] as const;

const questionShape = z.object({
	show: z.string().min(1),
	right: rightShape,
	/** What is wanted, where it is not the show itself. */
	file: z.enum(KEYED_FILES).optional(),
});

/** What players are told of a show's station, on air and off. */
const stationShape = z.object({
	title: z.string(),
	serverName: z.string(),
	hostName: z.string(),
	offAirTitle: z.string(),
});

const answerShape = z.union([
	/** Where the show's page is, and what is on air of it that whoever asks may hear. */
	z.object({
		page: z.url(),
		visibility: z.enum(VISIBILITIES),
		/** Whether it was their key that let them in; another one is as good as none. */
		isByKey: z.boolean(),
		station: stationShape,
		onAir: z.object({ podcastId: z.string().min(1), listenKey: z.string().optional() }).optional(),
	}),
	/** The show has another address now. */
	z.object({ slug: z.string().min(1) }),
	z.object({ error: z.enum(['show_not_found', 'credentials_wrong']) }),
]);

/** A question for a show: whoever has none by that name says nothing. */
export type ShowQuestion = z.infer<typeof questionShape>;

/** One of them. */
export type KeyedFile = (typeof KEYED_FILES)[number];

/** What somebody may have of it, and where. */
export type ShowAnswer = z.infer<typeof answerShape>;

/** An answer that opens it. */
export type OpenShowAnswer = Extract<ShowAnswer, { page: string }>;

/** Reads a question; undefined where it is none of this kind. */
export const readShowQuestion = reader(questionShape);

/** Reads an answer. */
export const readShowAnswer = reader(answerShape);

/** What a client's proof is for, in the place of a podcast: no podcast's id looks like it. */
export function subjectOfShow(slug: string): string {
	return `/s/${slug}`;
}
