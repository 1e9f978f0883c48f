// Whether a request may hear a podcast: by credentials, by a listen key, or because it is public.
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Authenticator } from '../access/auth.js';
import type { EndedPodcast } from './ended-podcasts.js';
import type { LivePodcast } from './live-podcast.js';
import type { PodcastRegistry } from './podcast-registry.js';

/**
 * What came of looking; `clientId` is undefined for a guest, who has no credentials. A podcast that is not open to whoever asks is as good as none, so that
 * nobody learns from the answer which ids exist.
 */
export type ListenAdmission =
	| { type: 'podcast'; podcast: LivePodcast; clientId: string | undefined }
	| { type: 'none'; clientId: string | undefined }
	| { type: 'credentials wrong' };

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

	constructor(authenticator: Authenticator, registry: PodcastRegistry) {
		this.#authenticator = authenticator;
		this.#registry = registry;
	}

	/** Looks a podcast up for whoever asks; credentials, where they are given, must be right. */
	admit({ podcastId, listenKey, headers }: ListenRequest): ListenAdmission {
		const authentication = this.#authenticator.authenticate(headers);
		if (authentication.type === 'wrong') {
			return { type: 'credentials wrong' };
		}
		const podcast = this.#registry.get(podcastId);
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
		return this.#registry.get(podcastId) === undefined
			? this.#registry.ended.find(podcastId, { isClient, listenKey })
			: undefined;
	}
}
