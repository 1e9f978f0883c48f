// The extended REST: podcasts as pages and players see them, beside the protocol's own calls.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticator } from '../access/auth.js';
import { API_ERRORS, answerError, connectionRefused } from '../http/api-error.js';
import { errors } from '../http/error-answers.js';
import { CREDENTIALS_OR_NONE, json, type Operation } from '../http/operation.js';
import type { Connections } from '../limits/connections.js';
import type { PeerAddresses } from '../limits/peer-addresses.js';
import type { HeardPodcast } from '../podcast/heard-podcast.js';
import {
	LISTEN_PARAMETERS,
	type ListenAccess,
	readListenRequest,
} from '../podcast/listen-access.js';
import type { LivePodcast } from '../podcast/live-podcast.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import { type PodcastView, viewOwnPodcast, viewPodcast } from '../podcast/podcast-view.js';
import type { PodcastCluster } from '../podcast/remote/podcast-cluster.js';
import type { EventStreams } from './event-streams.js';
import { listenError } from './listen-error.js';
import { addOwnerRoutes } from './owner-routes.js';
import { ANY_PODCAST } from './podcast-schemas.js';

/** What the routes work with. */
export interface PodcastRoutesOptions {
	access: ListenAccess;
	authenticator: Authenticator;
	connections: Connections;
	eventStreams: EventStreams;
	peers: PeerAddresses;
	registry: PodcastRegistry;
	/** Where there are other servers. */
	cluster?: PodcastCluster | undefined;
	/** Base of links; known once the port is. */
	publicUrl: () => URL;
}

/** Adds the routes under `/api/podcasts`. */
export function addPodcastRoutes(app: FastifyInstance, options: PodcastRoutesOptions): void {
	addReadingRoutes(app, options);
	addEventRoute(app, options);
	// In a scope of its own, whose bodies are read; everywhere else they are ignored.
	app.register((scope, _options, done) => {
		addOwnerRoutes(scope, options);
		done();
	});
}

const LIST: Operation = {
	operationId: 'listPodcasts',
	tags: ['podcasts'],
	summary: "Lists public podcasts that are live, and all of the client's own",
	security: CREDENTIALS_OR_NONE,
	responses: { 200: json('The podcasts', { type: 'array', items: ANY_PODCAST }), ...errors(401) },
};

const GET: Operation = {
	operationId: 'getPodcast',
	tags: ['podcasts'],
	summary: 'What is told of a podcast',
	security: CREDENTIALS_OR_NONE,
	parameters: LISTEN_PARAMETERS,
	responses: { 200: json('The podcast', ANY_PODCAST), ...errors(401, 404) },
};

function addReadingRoutes(app: FastifyInstance, options: PodcastRoutesOptions): void {
	const { access, authenticator, cluster, publicUrl, registry } = options;
	const onRequest = openToAllOrigins(authenticator);

	app.get('/api/podcasts', { onRequest, config: { operation: LIST } }, async (request, reply) => {
		const authentication = authenticator.authenticate(request.headers);
		if (authentication.type === 'wrong') {
			return answerError(reply, API_ERRORS.credentialsWrong);
		}
		const clientId = authentication.type === 'client' ? authentication.clientId : undefined;
		const here = registry
			.list()
			.filter((podcast) => podcast.clientId === clientId || isListed(podcast))
			.map((podcast) => view(podcast, clientId));
		const elsewhere = (await cluster?.list()) ?? [];
		return [...here, ...elsewhere.filter(({ isLive }) => isLive)];
	});

	app.get(
		'/api/podcasts/:id',
		{ onRequest, config: { operation: GET } },
		async (request, reply) => {
			const admission = await access.admit(readListenRequest(request));
			return admission.type === 'podcast'
				? view(admission.podcast, admission.clientId)
				: answerError(reply, listenError(admission));
		},
	);

	/** A podcast of another server is its own client's there. */
	function view(podcast: HeardPodcast, clientId: string | undefined): PodcastView {
		const own = podcast.clientId === clientId ? registry.get(podcast.id) : undefined;
		return own ? viewOwnPodcast(own, publicUrl()) : viewPodcast(podcast);
	}
}

const WATCH: Operation = {
	operationId: 'watchPodcast',
	tags: ['podcasts'],
	summary: 'What is told of a podcast, at once and after each change',
	description:
		'Server-sent events: `podcast`, with a Podcast as its data and `now`, the time by the ' +
		'server’s clock, at most four times a second; `now`, with that alone, every 15 s; ' +
		'`silence`, when what a stream has brought and was not played must not be heard; ' +
		'`end`, when the podcast is over, or `restart`, when the server is back in a moment and ' +
		'the podcast with it, after which the answer ends. An answer that ends without either ' +
		'means that the podcast is not open to this listener any more, or that the connection ' +
		'was cut.',
	security: CREDENTIALS_OR_NONE,
	parameters: LISTEN_PARAMETERS,
	responses: {
		200: {
			description: 'The events',
			content: { 'text/event-stream': { schema: { type: 'string' } } },
		},
		...errors(401, 404),
	},
};

function addEventRoute(app: FastifyInstance, options: PodcastRoutesOptions): void {
	const { access, authenticator, connections, eventStreams, peers } = options;
	const onRequest = openToAllOrigins(authenticator);

	// A HEAD request would be given a stream.
	const route = { onRequest, exposeHeadRoute: false, config: { operation: WATCH } };
	app.get('/api/podcasts/:id/events', route, async (request, reply) => {
		const listenRequest = readListenRequest(request);
		const admission = await access.admit(listenRequest);
		if (admission.type !== 'podcast') {
			return answerError(reply, listenError(admission));
		}
		const address = peers.of(request.raw);
		const refusal = connections.refusalOf(address);
		if (refusal !== undefined) {
			return answerError(reply, connectionRefused(refusal));
		}
		const { podcast, clientId } = admission;
		const guest = clientId === undefined ? { listenKey: listenRequest.listenKey } : undefined;
		eventStreams.open(reply, { podcast, address, guest });
		return reply;
	});
}

/** Whether a podcast is shown to whoever asks what is on air. */
function isListed({ listing, status }: LivePodcast): boolean {
	return listing.details.visibility === 'public' && status === 'live';
}

/**
 * Any page may read what everybody may hear. A page that asks with credentials would be one that
 * runs with somebody else's: browsers keep the answer from it.
 */
export function openToAllOrigins(authenticator: Authenticator) {
	return async (request: FastifyRequest, reply: FastifyReply) => {
		if (authenticator.authenticate(request.headers).type === 'missing') {
			reply.header('access-control-allow-origin', '*');
		}
	};
}
