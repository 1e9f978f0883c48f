// The document's part on podcasts as pages and players see them.
import {
	CREDENTIALS,
	CREDENTIALS_OR_NONE,
	errors,
	ID_PARAMETER,
	json,
	KEY_PARAMETER,
	type Paths,
	schema,
} from './operation.js';

const ANY_PODCAST = { oneOf: [schema('Podcast'), schema('OwnPodcast')] };

/** Operations by path. */
export function podcastPaths(): Paths {
	return {
		'/api/podcasts': {
			get: {
				operationId: 'listPodcasts',
				tags: ['podcasts'],
				summary: "Lists public podcasts that are live, and all of the client's own",
				security: CREDENTIALS_OR_NONE,
				responses: {
					200: json('The podcasts', { type: 'array', items: ANY_PODCAST }),
					...errors(401),
				},
			},
		},
		'/api/podcasts/{id}': {
			get: {
				operationId: 'getPodcast',
				tags: ['podcasts'],
				summary: 'What is told of a podcast',
				security: CREDENTIALS_OR_NONE,
				parameters: [ID_PARAMETER, KEY_PARAMETER],
				responses: { 200: json('The podcast', ANY_PODCAST), ...errors(401, 404) },
			},
			patch: {
				operationId: 'changePodcast',
				tags: ['podcasts'],
				summary: 'Changes what is told of a podcast; what is not named stays',
				description:
					'For the client that created it. Listeners without credentials, who may not hear it ' +
					'any more, are cut.',
				security: CREDENTIALS,
				parameters: [ID_PARAMETER],
				requestBody: {
					required: true,
					content: { 'application/json': { schema: schema('PodcastChanges') } },
				},
				responses: {
					200: json('The podcast', schema('OwnPodcast')),
					...errors(400, 401, 403, 404, 413),
				},
			},
			delete: {
				operationId: 'endPodcast',
				tags: ['podcasts'],
				summary: 'Ends a podcast, on air or waiting for its sender',
				description: 'For the client that created it. Everybody on it gets Disconnect 4003.',
				security: CREDENTIALS,
				parameters: [ID_PARAMETER],
				responses: { 204: { description: 'It has ended' }, ...errors(401, 403, 404) },
			},
		},
		'/api/podcasts/{id}/listen-key': {
			post: {
				operationId: 'renewListenKey',
				tags: ['podcasts'],
				summary: 'Makes a new listen key, and cuts listeners who came by the old one',
				security: CREDENTIALS,
				parameters: [ID_PARAMETER],
				responses: { 200: json('The podcast', schema('OwnPodcast')), ...errors(401, 403, 404) },
			},
		},
		'/api/podcasts/{id}/silence': {
			post: {
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
			},
		},
		'/api/podcasts/{id}/events': {
			get: {
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
				parameters: [ID_PARAMETER, KEY_PARAMETER],
				responses: {
					200: {
						description: 'The events',
						content: { 'text/event-stream': { schema: { type: 'string' } } },
					},
					...errors(401, 404),
				},
			},
		},
	};
}
