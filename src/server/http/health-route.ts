// `GET /health`: how a program of ours is, for whoever watches over it.
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../clock.js';
import { readManifest } from '../../manifest.js';
import { ERROR, errors } from './error-answers.js';
import { COUNT, closed, json, NamedSchema, type Operation } from './operation.js';

/** What `GET /health` is answered from. */
export interface HealthOptions {
	clock: Clock;
	/** Why this program cannot do its work any more, as a sentence; undefined where it can. */
	problem?: (() => string | undefined) | undefined;
	/** What it has to do now: the fields beside those that every program answers. */
	health: () => Readonly<Record<string, number>>;
}

/** Adds `GET /health`; its status is 503, with the reason, where there is a problem. */
export function addHealthRoute(
	app: FastifyInstance,
	{ clock, problem, health }: HealthOptions,
): void {
	const { version } = readManifest();
	const startedAtMs = clock.nowMs();
	const config = { operation: describeHealth(Object.keys(health())) };
	app.get('/health', { config }, async (_request, reply) => {
		const reason = problem?.();
		if (reason !== undefined) {
			reply.code(503);
		}
		return {
			ok: reason === undefined,
			...(reason !== undefined && { reason }),
			...health(),
			uptimeSeconds: Math.floor((clock.nowMs() - startedAtMs) / 1000),
			version,
		};
	});
}

/** @param counted - names of what is counted, beside what every program answers */
function describeHealth(counted: readonly string[]): Operation {
	const counts = Object.fromEntries([...counted, 'uptimeSeconds'].map((name) => [name, COUNT]));
	const rest = { ...counts, version: { type: 'string' } };
	const reason = { type: 'string', description: 'What is wrong, as a sentence' };
	const healthy = new NamedSchema('Health', closed({ ok: { const: true }, ...rest }));
	const unhealthy = new NamedSchema('Unhealthy', closed({ ok: { const: false }, reason, ...rest }));
	return {
		operationId: 'getHealth',
		tags: ['server'],
		summary: 'Says how the server is',
		security: [],
		responses: {
			200: json('How it is', healthy),
			...errors(),
			503: json('It cannot do its work any more, or is shutting down', {
				anyOf: [unhealthy, ERROR],
			}),
		},
	};
}
