// What is asked of a show's own address at another server, and answered.
import { z } from 'zod';
import { reader, rightShape } from './podcast-words.js';

const questionShape = z.object({ show: z.string().min(1), right: rightShape });

const answerShape = z.union([
	/** Where the show's page is, and what is on air of it that whoever asks may hear. */
	z.object({
		page: z.url(),
		onAir: z.object({ podcastId: z.string().min(1), listenKey: z.string().optional() }).optional(),
	}),
	/** The show has another address now. */
	z.object({ slug: z.string().min(1) }),
	z.object({ error: z.enum(['show_not_found', 'credentials_wrong']) }),
]);

/** A question for a show: whoever has none by that name says nothing. */
export type ShowQuestion = z.infer<typeof questionShape>;

/** Where somebody is sent. */
export type ShowAnswer = z.infer<typeof answerShape>;

/** Reads a question; undefined where it is none of this kind. */
export const readShowQuestion = reader(questionShape);

/** Reads an answer. */
export const readShowAnswer = reader(answerShape);

/** What a client's proof is for, in the place of a podcast: no podcast's id looks like it. */
export function subjectOfShow(slug: string): string {
	return `/s/${slug}`;
}
