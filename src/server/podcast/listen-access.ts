// Whether a request may hear a podcast: by credentials, by a listen key, or because it is public.
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Authentication, Authenticator } from '../access/auth.js';
import { sha256 } from '../access/constant-time.js';
import type { EndedPodcast } from './ended-podcasts.js';
import type { HeardPodcast } from './heard-podcast.js';
import type { PodcastRegistry } from './podcast-registry.js';

/**
 * What came of looking; `clientId` is undefined for a guest, who has no credentials. A podcast that is not open to whoever asks is as good as none, so that
 * nobody learns from the answer which ids exist.
 */
export type ListenAdmission =
	| { type: 'podcast'; podcast: HeardPodcast; clientId: string | undefined }
	| { type: 'none'; clientId: string | undefined }
	| { type: 'credentials wrong' }
	/** Whoever may have the podcast does not answer now. */
	| { type: 'unanswered' };

/** The podcasts of other servers, which decide themselves who may hear them. */
export interface PodcastsElsewhere {
	/**
	 * @param authentication - what the credentials are here; there they may be others
	 * @returns at once where it is known already
	 */
	admit(
		request: ListenRequest,
		authentication: Authentication,
	): ListenAdmission | Promise<ListenAdmission>;
}

/** A request for a podcast, of any kind: page, stream, event stream or websocket. */
export interface ListenRequest {
	podcastId: string;
	/** The query's `key`; browsers cannot send headers with a websocket or a stream. */
	listenKey: string | undefined;
	headers: IncomingHttpHeaders;
}

/** The podcast in the path of a route, as its operation says it. */
export const ID_PARAMETER = {
	name: 'id',
	in: 'path',
	required: true,
	schema: { type: 'string' },
	description: 'Id of the podcast',
} as const;

/** What {@link readListenRequest} reads, beside credentials. */
export const LISTEN_PARAMETERS = [
	ID_PARAMETER,
	{
		name: 'key',
		in: 'query',
		schema: { type: 'string' },
		description: 'Listen key of an unlisted podcast, where no credentials are given',
	},
] as const;

/** Reads what a request to a route with a podcast's `:id` asks for. */
export function readListenRequest(request: FastifyRequest): ListenRequest {
	const { id } = request.params as { id: string };
	const { key } = request.query as { key?: unknown };
	return {
		podcastId: id,
		// A query that names the key twice, or leaves it empty, names none.
		listenKey: typeof key === 'string' && key !== '' ? key : undefined,
		headers: request.headers,
	};
}

/** Decides who may hear what. */
export class ListenAccess {
	readonly #authenticator: Authenticator;
	readonly #registry: PodcastRegistry;
	readonly #elsewhere: PodcastsElsewhere | undefined;

	/** @param elsewhere - asked for what is not here; undefined where there are no other servers */
	constructor(
		authenticator: Authenticator,
		registry: PodcastRegistry,
		elsewhere?: PodcastsElsewhere,
	) {
		this.#authenticator = authenticator;
		this.#registry = registry;
		this.#elsewhere = elsewhere;
	}

	/**
	 * Looks a podcast up for whoever asks; credentials, where they are given, must be right.
	 *
	 * @returns at once for a podcast of this server; others may have to be asked for
	 */
	admit(request: ListenRequest): ListenAdmission | Promise<ListenAdmission> {
		const { headers, listenKey, podcastId } = request;
		const authentication = this.#authenticator.authenticate(headers);
		const podcast = this.#registry.get(podcastId);
		const mayBeElsewhere = podcast === undefined && !this.#registry.ended.has(podcastId);
		if (mayBeElsewhere && this.#elsewhere) {
			return this.#elsewhere.admit(request, authentication);
		}
		if (authentication.type === 'wrong') {
			return { type: 'credentials wrong' };
		}
		const clientId = authentication.type === 'client' ? authentication.clientId : undefined;
		const isOpen =
			podcast !== undefined && (clientId !== undefined || podcast.listing.isOpenTo(listenKey));
		return isOpen ? { type: 'podcast', podcast, clientId } : { type: 'none', clientId };
	}

	/**
	 * The podcast that somebody comes too late for; undefined where there was none, or none that was
	 * open to them, which is the same to them.
	 */
	endedFor({ podcastId, listenKey, headers }: ListenRequest): EndedPodcast | undefined {
		const isClient = this.#authenticator.authenticate(headers).type === 'client';
		const ofListenKey = listenKey === undefined ? undefined : sha256(listenKey);
		return this.#registry.get(podcastId) === undefined
			? this.#registry.ended.find(podcastId, { isClient, ofListenKey })
			: undefined;
	}
}
