// How a podcast that is played is found again after a restart.
import { z } from 'zod';

/** In a file: the podcast that a guild itself has on air, or one on some server. */
export const podcastReferenceShape = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('own') }),
	z.object({
		kind: z.literal('podcast'),
		id: z.string().min(1).max(128),
		/** What its link was opened with; null where it needed none. */
		listenKey: z.string().nullable(),
		/** Base URL of another podcast server; null for the one that the bot itself uses. */
		server: z.url().nullable(),
	}),
]);

/** Whichever podcast it is; it may hold a listen key, so it stands in no log. */
export type PodcastReference = z.infer<typeof podcastReferenceShape>;
