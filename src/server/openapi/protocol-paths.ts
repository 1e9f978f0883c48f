// The document's part on the protocol's own calls, and on the server itself.
import { CREDENTIALS, errors, json, type Paths, schema } from './operation.js';

const SERVICE_LINK = {
	Link: {
		description: 'Says that the calls under `/api` exist (RFC 8631)',
		schema: { pattern: '^<(/[^>]*)?/api/openapi\\.json>; rel="service-desc"$' },
	},
} as const;

/** Operations by path. */
export function protocolPaths(): Paths {
	return {
		'/podcast': {
			post: {
				operationId: 'createPodcast',
				tags: ['protocol'],
				summary: 'Creates a podcast, which waits for its sender',
				security: CREDENTIALS,
				responses: {
					200: json('The podcast', schema('ProtocolPodcast'), SERVICE_LINK),
					...errors(401),
				},
			},
			get: {
				operationId: 'getProtocolPodcast',
				tags: ['protocol'],
				summary: 'Looks a podcast up',
				security: CREDENTIALS,
				parameters: [
					{
						name: 'id',
						in: 'query',
						required: true,
						schema: { type: 'string', minLength: 1 },
						description: 'Id of the podcast',
					},
				],
				responses: {
					200: json('The podcast', schema('ProtocolPodcast'), SERVICE_LINK),
					...errors(400, 401, 404),
				},
			},
		},
		'/list': {
			get: {
				operationId: 'listProtocolPodcasts',
				tags: ['protocol'],
				summary: 'Lists all podcasts',
				security: CREDENTIALS,
				responses: {
					200: json('The podcasts', { type: 'array', items: schema('ProtocolPodcast') }),
					...errors(401),
				},
			},
		},
		'/health': {
			get: {
				operationId: 'getHealth',
				tags: ['server'],
				summary: 'Says how the server is',
				security: [],
				responses: {
					200: json('How it is', schema('Health')),
					...errors(),
					503: json('It cannot do its work any more, or is shutting down', {
						anyOf: [schema('Unhealthy'), schema('Error')],
					}),
				},
			},
		},
		'/metrics': {
			get: {
				operationId: 'getMetrics',
				tags: ['server'],
				summary: 'Metrics, for this machine or with the metrics token',
				security: [{ metricsToken: [] }, {}],
				responses: {
					200: {
						description: "Prometheus' text format",
						content: { 'text/plain': { schema: { type: 'string' } } },
					},
					...errors(401, 403),
				},
			},
		},
		'/api/openapi.json': {
			get: {
				operationId: 'getDescription',
				tags: ['server'],
				summary: 'This document',
				security: [],
				responses: { 200: json('An OpenAPI document', { type: 'object' }), ...errors() },
			},
		},
	};
}
