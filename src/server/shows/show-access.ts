// Who may see which show, and what of it: by credentials, by a key of the show, or as anybody.
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Right } from '../../cluster/podcast-words.js';
import { subjectOfShow } from '../../cluster/show-words.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import type { Authenticator } from '../access/auth.js';
import { isDigestOf, isSameSecret } from '../access/constant-time.js';
import type { ServedShow, ServedShows } from './served-shows.js';

/** What somebody has shown: the credentials of a client, a key of the show, or nothing. */
export type ShowGrant =
	| { readonly type: 'client'; readonly clientId: string }
	| { readonly type: 'key'; readonly key: string }
	| { readonly type: 'guest' };

/**
 * What came of looking. A show that is not open to whoever asks is as good as none, so that nobody
 * learns from the answer which there are.
 */
export type ShowAdmission =
	| {
			type: 'show';
			/** With what whoever asks may see, and nothing else. */
			show: ServedShow;
			grant: ShowGrant;
	  }
	/** It has another address now. */
	| { type: 'moved'; slug: string }
	| { type: 'none' }
	| { type: 'credentials wrong' };

/** A request for a show, of any kind: page, stream, feed, picture. */
export interface ShowRequest {
	slug: string;
	/** The query's `key`; browsers and players cannot send headers. */
	key: string | undefined;
	headers: IncomingHttpHeaders;
}

/** The keys that open an address while the show is unlisted: that of its page, that of its feed. */
export type ShowKeyName = 'key' | 'feedKey';

const PAGE_KEY: readonly ShowKeyName[] = ['key'];

/** Compared with where there is no such show, so that it takes as long. */
const NO_KEY = '';

/** The show in the path of a route, as its operation says it. */
const SLUG_PARAMETER = {
	name: 'slug',
	in: 'path',
	required: true,
	schema: { type: 'string' },
	description: 'The part of the show’s address that is its own',
} as const;

/** What {@link readShowRequest} reads, beside credentials. */
export const SHOW_PARAMETERS = [
	SLUG_PARAMETER,
	{
		name: 'key',
		in: 'query',
		schema: { type: 'string' },
		description: 'Key of an unlisted show, where no credentials are given',
	},
] as const;

/** Reads what a request to a route with a show's `:slug` asks for. */
export function readShowRequest(request: FastifyRequest): ShowRequest {
	const { slug } = request.params as { slug: string };
	const { key } = request.query as { key?: unknown };
	return {
		slug,
		// A query that names the key twice, or leaves it empty, names none.
		key: typeof key === 'string' && key !== '' ? key : undefined,
		headers: request.headers,
	};
}

/** Decides who may see what. */
export class ShowAccess {
	readonly #authenticator: Authenticator;
	readonly #shows: ServedShows;

	constructor(authenticator: Authenticator, shows: ServedShows) {
		this.#authenticator = authenticator;
		this.#shows = shows;
	}

	/**
	 * Looks a show up for whoever asks; credentials, where they are given, must be right.
	 *
	 * @param keys - what opens the address beside credentials; default the key of the page
	 */
	admit({ slug, key, headers }: ShowRequest, keys = PAGE_KEY): ShowAdmission {
		const authentication = this.#authenticator.authenticate(headers);
		if (authentication.type === 'wrong') {
			return { type: 'credentials wrong' };
		}
		const show = this.#shows.find(slug.toLowerCase());
		const grant: ShowGrant =
			authentication.type === 'client'
				? authentication
				: grantOf(
						key,
						keys.map((name) => show?.profile[name] ?? NO_KEY),
					);
		if (!show || !isOpenTo(show, grant)) {
			return { type: 'none' };
		}
		return show.profile.slug === slug
			? { type: 'show', show: asSeenBy(show, grant), grant }
			: { type: 'moved', slug: show.profile.slug };
	}

	/**
	 * The same for somebody at another server.
	 *
	 * @param right - for the show's address as it was asked for
	 * @param keys - what opens it beside credentials; default the key of the page
	 * @returns undefined where there is no such show here
	 */
	admitElsewhere(slug: string, { client, key }: Right, keys = PAGE_KEY): ShowAdmission | undefined {
		const show = this.#shows.find(slug);
		if (!show) {
			return undefined;
		}
		if (client && !this.#authenticator.isProof(subjectOfShow(slug), client)) {
			return { type: 'credentials wrong' };
		}
		const present = show.profile.slug;
		const digest = Buffer.from(key ?? '', 'hex');
		const opening = keys.map((name) => show.profile[name]).find((each) => isDigestOf(digest, each));
		const grant: ShowGrant = client
			? { type: 'client', clientId: client.id }
			: opening === undefined
				? GUEST
				: { type: 'key', key: opening };
		if (!isOpenTo(show, grant)) {
			return { type: 'none' };
		}
		return present === slug
			? { type: 'show', show: asSeenBy(show, grant), grant }
			: { type: 'moved', slug: present };
	}

	/** All that are shown to whoever comes without a key. */
	listed(): ServedShow[] {
		return this.#shows
			.list()
			.filter(({ visibility }) => visibility === 'public')
			.map((show) => asSeenBy(show, GUEST));
	}
}

const GUEST: ShowGrant = { type: 'guest' };

/** All keys are compared, whichever is right; a wrong one is as good as none. */
function grantOf(key: string | undefined, expected: readonly string[]): ShowGrant {
	if (key === undefined) {
		return GUEST;
	}
	const right = expected.filter((each) => isSameSecret(key, each));
	return right.some((each) => each !== NO_KEY) ? { type: 'key', key } : GUEST;
}

/** What somebody has who comes to a show that is known, with this in the address. */
export function grantOfKey({ profile }: ServedShow, key: unknown): ShowGrant {
	return grantOf(typeof key === 'string' && key !== '' ? key : undefined, [profile.key]);
}

/** Whether the address is still open to somebody: not to who came by a key that is none any more. */
export function isOpenTo({ profile, visibility }: ServedShow, grant: ShowGrant): boolean {
	const isOldKey =
		grant.type === 'key' && grant.key !== profile.key && grant.key !== profile.feedKey;
	return !isOldKey && mayHave(visibility, grant);
}

/** Whether its address, with that key, opens to whoever is handed it. */
export function isLinkEnough({ visibility }: ServedShow, key: string | undefined): boolean {
	return visibility === 'public' || (visibility === 'unlisted' && key !== undefined);
}

/** Whether somebody to whom a show's address is open may have something of it, by its visibility. */
export function mayHave(visibility: Visibility, grant: ShowGrant): boolean {
	switch (visibility) {
		case 'public':
			return true;
		case 'unlisted':
			return grant.type !== 'guest';
		case 'private':
			return grant.type === 'client';
	}
}

/** A show with what somebody may see of it. Private episodes are nobody's here. */
export function asSeenBy(show: ServedShow, grant: ShowGrant): ServedShow {
	const isSeen = <Part extends { visibility: Visibility }>(part: Part | undefined) =>
		part && mayHave(part.visibility, grant) ? part : undefined;
	return {
		...show,
		live: isSeen(show.live),
		ended: isSeen(show.ended),
		planned: show.planned.filter(isSeen),
		episodes: show.episodes.filter(
			({ visibility }) => visibility !== 'private' && mayHave(visibility, grant),
		),
	};
}
