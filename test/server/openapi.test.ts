import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { LISTENER, OWNER, ServerFixture } from './server-fixture.js';

interface Answer {
	content?: Record<string, { schema?: object }>;
	headers?: Record<string, object>;
}

interface Description {
	info: { version: string };
	servers: { url: string }[];
	components: object;
	paths: Record<string, Record<string, { operationId: string; responses: Record<string, Answer> }>>;
}

const TOKEN = 'metrics-token-93bf';
const WRONG = { ...OWNER, token: 'wrong' };

/** A server with everything that a call can ask for. */
async function startFull() {
	const fixture = await ServerFixture.start({
		publicUrl: 'https://radio.example',
		limits: { bodyBytes: 1_000 },
		isProxyTrusted: true,
		metrics: {
			source: {
				contentType: 'text/plain; version=0.0.4',
				scrape: async () => 'podcast_podcasts 1\n',
			},
			token: TOKEN,
		},
	});
	const { id } = await fixture.goLive(1);
	await fixture.change(id, { title: 'Evening show', speakers: ['Ada'] });
	return { fixture, id };
}

async function describeServer(fixture: ServerFixture): Promise<Description> {
	const response = await fixture.call('/api/openapi.json', { headers: {} });
	return (await response.json()) as Description;
}

describe('the description', () => {
	test('is an OpenAPI document', async () => {
		const { fixture } = await startFull();
		const description = await describeServer(fixture);
		const { valid, errors } = await new Validator().validate({ ...description });
		expect(errors).toBeUndefined();
		expect(valid).toBe(true);
		expect(description.servers).toEqual([{ url: 'https://radio.example' }]);
		expect(description.info.version).toMatch(/^\d+\.\d+\.\d+/);
	});

	test('may be read by any page', async () => {
		const fixture = await ServerFixture.start();
		const response = await fixture.call('/api/openapi.json', { headers: {} });
		expect(response.headers.get('access-control-allow-origin')).toBe('*');
	});
});

/** `{id}` is filled in; what is not named is as the owner calls it. */
interface Call {
	/** Of the description. */
	operation: string;
	status: number;
	/** What is asked for, where it is not the operation's path. */
	target?: string;
	headers?: Record<string, string>;
	body?: string;
}

const NOBODY = {};
const PROXIED = { 'x-forwarded-for': '203.0.113.7' };

const CALLS: readonly Call[] = [
	{ operation: 'post /podcast', status: 200 },
	{ operation: 'post /podcast', status: 401, headers: NOBODY },
	{ operation: 'get /podcast', status: 200, target: '/podcast?id={id}' },
	{ operation: 'get /podcast', status: 400 },
	{ operation: 'get /podcast', status: 401, headers: WRONG },
	{ operation: 'get /podcast', status: 404, target: '/podcast?id=AAAAA' },
	{ operation: 'get /list', status: 200 },
	{ operation: 'get /list', status: 401, headers: NOBODY },
	{ operation: 'get /health', status: 200, headers: NOBODY },
	{ operation: 'get /metrics', status: 200, headers: NOBODY },
	{ operation: 'get /metrics', status: 401, headers: PROXIED },
	{ operation: 'get /api/openapi.json', status: 200, headers: NOBODY },
	{ operation: 'get /api/podcasts', status: 200 },
	{ operation: 'get /api/podcasts', status: 200, headers: NOBODY },
	{ operation: 'get /api/podcasts', status: 401, headers: WRONG },
	{ operation: 'get /api/podcasts/{id}', status: 200 },
	{ operation: 'get /api/podcasts/{id}', status: 200, headers: LISTENER },
	{ operation: 'get /api/podcasts/{id}', status: 401, headers: WRONG },
	{ operation: 'get /api/podcasts/{id}', status: 404, headers: NOBODY },
	{ operation: 'get /p/{id}/live.m3u8', status: 400, target: '/p/{id}/live.m3u8?from=end' },
	{ operation: 'head /p/{id}/live.m3u8', status: 400, target: '/p/{id}/live.m3u8?from=end' },
	{ operation: 'patch /api/podcasts/{id}', status: 200, body: '{"title":"New"}' },
	{ operation: 'patch /api/podcasts/{id}', status: 400, body: '{"title":7}' },
	{ operation: 'patch /api/podcasts/{id}', status: 401, body: '{}', headers: NOBODY },
	{ operation: 'patch /api/podcasts/{id}', status: 403, body: '{}', headers: LISTENER },
	{
		operation: 'patch /api/podcasts/{id}',
		status: 404,
		target: '/api/podcasts/AAAAA',
		body: '{}',
	},
	{ operation: 'patch /api/podcasts/{id}', status: 413, body: ' '.repeat(1_001) },
	{ operation: 'post /api/podcasts/{id}/listen-key', status: 200 },
	{ operation: 'post /api/podcasts/{id}/listen-key', status: 401, headers: NOBODY },
	{ operation: 'post /api/podcasts/{id}/listen-key', status: 403, headers: LISTENER },
	{
		operation: 'post /api/podcasts/{id}/listen-key',
		status: 404,
		target: '/api/podcasts/AAAAA/listen-key',
	},
	{ operation: 'post /api/podcasts/{id}/silence', status: 204 },
	{ operation: 'post /api/podcasts/{id}/silence', status: 401, headers: NOBODY },
	{ operation: 'post /api/podcasts/{id}/silence', status: 403, headers: LISTENER },
	{
		operation: 'post /api/podcasts/{id}/silence',
		status: 404,
		target: '/api/podcasts/AAAAA/silence',
	},
	{ operation: 'delete /api/podcasts/{id}', status: 204 },
	{ operation: 'delete /api/podcasts/{id}', status: 401, headers: NOBODY },
	{ operation: 'delete /api/podcasts/{id}', status: 403, headers: LISTENER },
	{ operation: 'delete /api/podcasts/{id}', status: 404, target: '/api/podcasts/AAAAA' },
	{ operation: 'get /api/podcasts/{id}/events', status: 200 },
	{ operation: 'get /api/podcasts/{id}/events', status: 401, headers: WRONG },
	{ operation: 'get /api/podcasts/{id}/events', status: 404, headers: NOBODY },
	{ operation: 'get /p/{id}', status: 404, headers: NOBODY },
	{ operation: 'get /p/{id}/live.ogg', status: 404, headers: NOBODY },
	{ operation: 'head /p/{id}/live.ogg', status: 404, headers: NOBODY },
	{ operation: 'get /p/{id}/live.mp3', status: 404, headers: NOBODY },
	{ operation: 'head /p/{id}/live.mp3', status: 404, headers: NOBODY },
	{ operation: 'get /p/{id}/live.m3u', status: 404, headers: NOBODY },
	{ operation: 'get /p/{id}/live.pls', status: 404, headers: NOBODY },
	{ operation: 'head /p/{id}/live.m3u8', status: 404, headers: NOBODY },
	{ operation: 'get /p/{id}/live.m3u8', status: 404, headers: NOBODY },
	{ operation: 'head /p/{id}/hls/{name}.mp3', status: 404, target: '/p/{id}/hls/none.mp3' },
	{ operation: 'get /p/{id}/hls/{name}.mp3', status: 404, target: '/p/{id}/hls/none.mp3' },
];

/** One for all: it compiles the description of schemas itself first, which takes the longest. */
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
ajv.addKeyword('components');

/** What other tests see to: limits, metrics without a token, and what streams and pages serve. */
const TESTED_ELSEWHERE =
	/ (429|503)$|^get \/metrics 403$|^get \/ 200$|^\w+ \/p\/\{id\}(\/live\.\w+|\/hls\/.*)? (200|401)$/;

describe('what is described', () => {
	test.each(CALLS)('$operation answers $status so', async (call) => {
		const { operation, status, target, headers = OWNER, body = null } = call;
		const { fixture, id } = await startFull();
		const description = await describeServer(fixture);
		const [method = '', path = ''] = operation.split(' ');
		const described = description.paths[path]?.[method]?.responses[String(status)] as Answer;

		const response = await fixture.call((target ?? path).replaceAll('{id}', id), {
			method: method.toUpperCase(),
			headers,
			body,
		});
		expect(response.status).toBe(status);
		for (const name of Object.keys(described.headers ?? {})) {
			expect(response.headers.has(name)).toBe(true);
		}
		if (method === 'head' || status === 204) {
			return;
		}
		const [mediaType = ''] = (response.headers.get('content-type') ?? '').split(';');
		const schema = described.content?.[mediaType]?.schema;
		expect(schema, `${mediaType} is described`).toBeDefined();
		const answer =
			mediaType === 'application/json' ? await response.json() : await firstText(response);
		const validate = ajv.compile({ ...schema, components: description.components });
		validate(answer);
		expect(validate.errors).toBeNull();
	});

	test('is all of it called here, each answer, or where it has tests of its own', async () => {
		const { fixture } = await startFull();
		const { paths } = await describeServer(fixture);
		const described = Object.entries(paths).flatMap(([path, operations]) =>
			Object.entries(operations).flatMap(([method, { responses }]) =>
				Object.keys(responses).map((status) => `${method} ${path} ${status}`),
			),
		);
		const called = new Set(CALLS.map(({ operation, status }) => `${operation} ${status}`));
		const missing = described.filter(
			(answer) => !called.has(answer) && !TESTED_ELSEWHERE.test(answer),
		);
		expect(missing).toEqual([]);
	});
});

/** The beginning of an answer that may not end. */
async function firstText(response: Response): Promise<string> {
	const reader = response.body?.getReader();
	const { value } = (await reader?.read()) ?? {};
	await reader?.cancel();
	return new TextDecoder().decode(value);
}
