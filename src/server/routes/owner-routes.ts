// What a podcast's owner does with it: changes what is told, cuts listeners, ends it.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProtocolError } from '../../errors.js';
import { CloseCode } from '../../protocol/close-codes.js';
import type { Authenticator } from '../access/auth.js';
import { API_ERRORS, answerError, bodyInvalid } from '../http/api-error.js';
import { errors } from '../http/error-answers.js';
import { CREDENTIALS, json, type Operation } from '../http/operation.js';
import { ID_PARAMETER } from '../podcast/listen-access.js';
import type { LivePodcast } from '../podcast/live-podcast.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import { viewOwnPodcast } from '../podcast/podcast-view.js';
import type { Spread } from '../spread/spread.js';
import { PODCAST_CHANGES, readPodcastChanges } from './podcast-changes.js';
import { OWN_PODCAST } from './podcast-schemas.js';
import { requireClient } from './require-client.js';

/** What the routes work with. */
export interface OwnerRoutesOptions {
	authenticator: Authenticator;
	registry: PodcastRegistry;
	/** Where other processes of this machine serve listeners. */
	spread?: Spread | undefined;
	/** Base of links; known once the port is. */
	publicUrl: () => URL;
}

const CHANGE: Operation = {
	operationId: 'changePodcast',
	tags: ['podcasts'],
	summary: 'Changes what is told of a podcast; what is not named stays',
	description:
		'For the client that created it. Listeners without credentials, who may not hear it ' +
		'any more, are cut.',
	security: CREDENTIALS,
	parameters: [ID_PARAMETER],
	requestBody: { required: true, content: { 'application/json': { schema: PODCAST_CHANGES } } },
	responses: { 200: json('The podcast', OWN_PODCAST), ...errors(400, 401, 403, 404, 413) },
};

const END: Operation = {
	operationId: 'endPodcast',
	tags: ['podcasts'],
	summary: 'Ends a podcast, on air or waiting for its sender',
	description: 'For the client that created it. Everybody on it gets Disconnect 4003.',
	security: CREDENTIALS,
	parameters: [ID_PARAMETER],
	responses: { 204: { description: 'It has ended' }, ...errors(401, 403, 404) },
};

const RENEW_LISTEN_KEY: Operation = {
	operationId: 'renewListenKey',
	tags: ['podcasts'],
	summary: 'Makes a new listen key, and cuts listeners who came by the old one',
	security: CREDENTIALS,
	parameters: [ID_PARAMETER],
	responses: { 200: json('The podcast', OWN_PODCAST), ...errors(401, 403, 404) },
};

const SILENCE: Operation = {
	operationId: 'silencePodcast',
	tags: ['podcasts'],
	summary: 'Makes silence of what was sent and has not been heard',
	description:
		'For the client that created it, where somebody who has spoken must not be heard any ' +
		'more. Whatever waits is replaced, everybody’s voices in it: in streams, in what they ' +
		'begin with, in encoders, for receivers that are behind. Receivers get the event of ' +
		'type 1000 and are to drop what they have not played. Listeners who have bytes waiting ' +
		'that cannot be taken back are cut. What is sent afterwards is heard.',
	security: CREDENTIALS,
	parameters: [ID_PARAMETER],
	responses: { 204: { description: 'It is silent' }, ...errors(401, 403, 404) },
};

/** Adds the routes to a scope of their own, whose bodies are read; everywhere else they are ignored. */
export function addOwnerRoutes(scope: FastifyInstance, options: OwnerRoutesOptions): void {
	const { authenticator, publicUrl, registry } = options;
	const onRequest = requireClient(authenticator);
	scope.removeAllContentTypeParsers();
	scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
		done(null, body);
	});

	scope.patch(
		'/api/podcasts/:id',
		{ onRequest, config: { operation: CHANGE } },
		async (request, reply) => {
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
		},
	);

	scope.delete(
		'/api/podcasts/:id',
		{ onRequest, config: { operation: END } },
		async (request, reply) => {
			const podcast = findOwn(request, reply);
			if (podcast === undefined) {
				return reply;
			}
			podcast.end(CloseCode.SENDER_DISCONNECTED);
			await registry.saved();
			return reply.code(204).send();
		},
	);

	scope.post(
		'/api/podcasts/:id/listen-key',
		{ onRequest, config: { operation: RENEW_LISTEN_KEY } },
		async (request, reply) => {
			const podcast = findOwn(request, reply);
			if (podcast === undefined) {
				return reply;
			}
			podcast.listing.renewListenKey();
			await registry.saved();
			return viewOwnPodcast(podcast, publicUrl());
		},
	);

	scope.post(
		'/api/podcasts/:id/silence',
		{ onRequest, config: { operation: SILENCE } },
		async (request, reply) => {
			const { id } = request.params as { id: string };
			// What a podcast leaves to players that are behind is silence then, too.
			if (registry.endedHls.silence(id, request.clientId)) {
				return reply.code(204).send();
			}
			const podcast = findOwn(request, reply);
			if (podcast === undefined) {
				return reply;
			}
			podcast.silence();
			await options.spread?.settled();
			return reply.code(204).send();
		},
	);

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
