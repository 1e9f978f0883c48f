// The extended REST: podcasts as pages and players see them, beside the protocol's own calls.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProtocolError } from '../../errors.js';
import { CloseCode } from '../../protocol/close-codes.js';
import type { Authenticator } from '../access/auth.js';
import { API_ERRORS, answerError, bodyInvalid, connectionRefused } from '../http/api-error.js';
import type { Connections } from '../limits/connections.js';
import type { PeerAddresses } from '../limits/peer-addresses.js';
import {
	type ListenAccess,
	type ListenAdmission,
	readListenRequest,
} from '../podcast/listen-access.js';
import type { LivePodcast } from '../podcast/live-podcast.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import { type PodcastView, viewOwnPodcast, viewPodcast } from '../podcast/podcast-view.js';
import type { EventStreams } from './event-streams.js';
import { readPodcastChanges } from './podcast-changes.js';
import { requireClient } from './require-client.js';

/** What the routes work with. */
export interface PodcastRoutesOptions {
	access: ListenAccess;
	authenticator: Authenticator;
	connections: Connections;
	eventStreams: EventStreams;
	peers: PeerAddresses;
	registry: PodcastRegistry;
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

function addReadingRoutes(app: FastifyInstance, options: PodcastRoutesOptions): void {
	const { access, authenticator, publicUrl, registry } = options;
	const onRequest = openToAllOrigins(authenticator);

	app.get('/api/podcasts', { onRequest }, async (request, reply) => {
		const authentication = authenticator.authenticate(request.headers);
		if (authentication.type === 'wrong') {
			return answerError(reply, API_ERRORS.credentialsWrong);
		}
		const clientId = authentication.type === 'client' ? authentication.clientId : undefined;
		return registry
			.list()
			.filter((podcast) => podcast.clientId === clientId || isListed(podcast))
			.map((podcast) => view(podcast, clientId));
	});

	app.get('/api/podcasts/:id', { onRequest }, async (request, reply) => {
		const admission = access.admit(readListenRequest(request));
		return admission.type === 'podcast'
			? view(admission.podcast, admission.clientId)
			: refuse(reply, admission);
	});

	function view(podcast: LivePodcast, clientId: string | undefined): PodcastView {
		return podcast.clientId === clientId
			? viewOwnPodcast(podcast, publicUrl())
			: viewPodcast(podcast);
	}
}

function addEventRoute(app: FastifyInstance, options: PodcastRoutesOptions): void {
	const { access, authenticator, connections, eventStreams, peers } = options;
	const onRequest = openToAllOrigins(authenticator);

	// A HEAD request would be given a stream.
	const route = { onRequest, exposeHeadRoute: false };
	app.get('/api/podcasts/:id/events', route, async (request, reply) => {
		const listenRequest = readListenRequest(request);
		const admission = access.admit(listenRequest);
		if (admission.type !== 'podcast') {
			return refuse(reply, admission);
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

function addOwnerRoutes(scope: FastifyInstance, options: PodcastRoutesOptions): void {
	const { authenticator, publicUrl, registry } = options;
	const onRequest = requireClient(authenticator);
	scope.removeAllContentTypeParsers();
	scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
		done(null, body);
	});

	scope.patch('/api/podcasts/:id', { onRequest }, async (request, reply) => {
		const podcast = findOwn(request, reply);
		if (podcast === undefined) {
			return reply;
		}
		try {
			podcast.listing.update(readPodcastChanges(request.body as Buffer | undefined));
		} catch (error) {
			if (error instanceof ProtocolError) {
				return answerError(reply, bodyInvalid(error.message));
			}
			throw error;
		}
		await registry.saved();
		return viewOwnPodcast(podcast, publicUrl());
	});

	scope.delete('/api/podcasts/:id', { onRequest }, async (request, reply) => {
		const podcast = findOwn(request, reply);
		if (podcast === undefined) {
			return reply;
		}
		podcast.end(CloseCode.SENDER_DISCONNECTED);
		await registry.saved();
		return reply.code(204).send();
	});

	scope.post('/api/podcasts/:id/listen-key', { onRequest }, async (request, reply) => {
		const podcast = findOwn(request, reply);
		if (podcast === undefined) {
			return reply;
		}
		podcast.listing.renewListenKey();
		await registry.saved();
		return viewOwnPodcast(podcast, publicUrl());
	});

	scope.post('/api/podcasts/:id/silence', { onRequest }, async (request, reply) => {
		const podcast = findOwn(request, reply);
		if (podcast === undefined) {
			return reply;
		}
		podcast.silence();
		return reply.code(204).send();
	});

	/** The podcast, if it is the client's own; else the request has been answered. */
	function findOwn(request: FastifyRequest, reply: FastifyReply): LivePodcast | undefined {
		const { id } = request.params as { id: string };
		const podcast = registry.get(id);
		if (podcast === undefined) {
			answerError(reply, API_ERRORS.podcastNotFound);
			return undefined;
		}
		if (podcast.clientId !== request.clientId) {
			answerError(reply, API_ERRORS.notOwner);
			return undefined;
		}
		return podcast;
	}
}

/** Whether a podcast is shown to whoever asks what is on air. */
function isListed({ listing, status }: LivePodcast): boolean {
	return listing.details.visibility === 'public' && status === 'live';
}

/**
 * Any page may read what everybody may hear. A page that asks with credentials would be one that
 * runs with somebody else's: browsers keep the answer from it.
 */
function openToAllOrigins(authenticator: Authenticator) {
	return async (request: FastifyRequest, reply: FastifyReply) => {
		if (authenticator.authenticate(request.headers).type === 'missing') {
			reply.header('access-control-allow-origin', '*');
		}
	};
}

function refuse(
	reply: FastifyReply,
	admission: Exclude<ListenAdmission, { type: 'podcast' }>,
): FastifyReply {
	const isWrong = admission.type === 'credentials wrong';
	return answerError(reply, isWrong ? API_ERRORS.credentialsWrong : API_ERRORS.podcastNotFound);
}
