import { Ajv2020 } from 'ajv/dist/2020.js';
import fastify from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { wantDescriptions } from '../../src/server/http/described-routes.js';
import { NamedSchema, type Operation } from '../../src/server/http/operation.js';
import { describeApi } from '../../src/server/openapi/document.js';
import { ServerFixture } from './server-fixture.js';

const OPERATION: Operation = {
	operationId: 'hear',
	tags: ['listening'],
	summary: 'Hears',
	security: [],
	responses: { 200: { description: 'Heard' } },
};
const HEARD = { config: { operation: OPERATION } };

function makeApp() {
	const app = fastify();
	onTestFinished(() => app.close());
	wantDescriptions(app);
	return app;
}

const answer = async () => 'heard';

describe('a route', () => {
	test('without an operation fails the start', async () => {
		const app = makeApp();
		app.get('/hear', answer);
		await expect(app.ready()).rejects.toThrow(
			'Expected an operation or "hidden" in the config of GET /hear, got neither',
		);
	});

	test('without an operation fails the start, in a scope that is added later as well', async () => {
		const app = makeApp();
		app.register((scope, _options, done) => {
			scope.post('/later', answer);
			done();
		});
		await expect(app.ready()).rejects.toThrow('in the config of POST /later');
	});

	test('is left out where words say why', async () => {
		const app = makeApp();
		app.get('/hidden', { config: { hidden: 'it is nobody’s affair' } }, answer);
		expect(app.describedRoutes).toEqual([]);
		await app.ready();
	});

	test('is not left out without words', async () => {
		const app = makeApp();
		app.get('/hidden', { config: { hidden: '' } }, answer);
		await expect(app.ready()).rejects.toThrow(TypeError);
	});

	test('is described once, and not the HEAD that Fastify adds to it', async () => {
		const app = makeApp();
		app.get('/hear', HEARD, answer);
		expect((await app.inject({ method: 'HEAD', url: '/hear' })).statusCode).toBe(200);
		expect(app.describedRoutes).toEqual([{ method: 'GET', url: '/hear', operation: OPERATION }]);
	});

	test.each([HEARD, { config: { operation: { ...OPERATION } } }])(
		'has an operation of its own',
		async (other) => {
			const app = makeApp();
			app.get('/hear', HEARD, answer);
			app.get('/again', other, answer);
			await expect(app.ready()).rejects.toThrow(
				'Expected one route for the operation hear, got GET /again as well',
			);
		},
	);
});

describe('the document', () => {
	const identity = { version: '1.0.0', publicUrl: new URL('https://radio.example') };

	function describeAnswers(...schemas: object[]) {
		const responses = Object.fromEntries(schemas.entries());
		const operation = { ...OPERATION, responses };
		return describeApi({ ...identity, routes: [{ method: 'GET', url: '/p/:id', operation }] });
	}

	test('has each named schema once, those that others refer to as well', () => {
		const inner = new NamedSchema('Inner', { type: 'string' });
		const outer = new NamedSchema('Outer', { type: 'array', items: inner });
		expect(describeAnswers({ schema: outer }, { schema: outer })).toMatchObject({
			paths: {
				'/p/{id}': {
					get: {
						responses: {
							0: { schema: { $ref: '#/components/schemas/Outer' } },
							1: { schema: { $ref: '#/components/schemas/Outer' } },
						},
					},
				},
			},
			components: {
				schemas: {
					Inner: { type: 'string' },
					Outer: { type: 'array', items: { $ref: '#/components/schemas/Inner' } },
				},
			},
		});
	});

	test('refuses two schemas of one name', () => {
		const [one, two] = [new NamedSchema('Twin', {}), new NamedSchema('Twin', {})];
		expect(() => describeAnswers({ one, two })).toThrow(
			'Expected one schema of the name Twin, got two',
		);
	});

	test('of a server without metrics does not name them', async () => {
		const fixture = await ServerFixture.start();
		const response = await fixture.call('/api/openapi.json', { headers: {} });
		const { paths } = (await response.json()) as { paths: object };
		expect(paths).toHaveProperty(['/health']);
		expect(paths).not.toHaveProperty(['/metrics']);
	});
});

const CHANGES: readonly unknown[] = [
	{},
	{ title: 'Evening show', visibility: 'private', speakers: ['Ada', 'Bo'] },
	{ title: '😀'.repeat(100) },
	{ title: '😀'.repeat(101) },
	{ serverName: 'two\nlines' },
	{ hostName: 'half \ud83d of a pair' },
	{ hostName: 7 },
	{ visibility: 'secret' },
	{ speakers: 'Ada' },
	{ speakers: Array(100).fill('Ada') },
	{ speakers: Array(101).fill('Ada') },
	{ speakers: ['Ada', 'a\u0000b'] },
	{ listenKey: 'mine' },
	[],
	null,
];

test('changes of a podcast are taken as the document says', async () => {
	const fixture = await ServerFixture.start();
	const id = await fixture.create();
	const response = await fixture.call('/api/openapi.json', { headers: {} });
	const { components } = (await response.json()) as {
		components: { schemas: { PodcastChanges: object } };
	};
	const validate = new Ajv2020().compile(components.schemas.PodcastChanges);
	const taken: unknown[] = [];
	for (const changes of CHANGES) {
		const body = JSON.stringify(changes);
		const { status } = await fixture.call(`/api/podcasts/${id}`, { method: 'PATCH', body });
		if (status === 200) {
			taken.push(changes);
		}
	}
	expect(taken).toHaveLength(4);
	expect(CHANGES.filter((changes) => validate(changes))).toEqual(taken);
});
