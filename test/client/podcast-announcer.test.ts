import { pino } from 'pino';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { PodcastAnnouncer } from '../../src/client/podcast-announcer.js';
import { PodcastApi } from '../../src/client/podcast-api.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { until } from '../support/until.js';
import { ScriptedApi } from './scripted-api.js';
import { CLIENT_ID, CLIENT_TOKEN, startService } from './sender-fixture.js';

const DETAILS = {
	visibility: 'unlisted',
	title: 'Evening show',
	serverName: 'Harbour',
	hostName: 'Ada',
	speakers: [],
} as const;

const LINK = 'https://radio.example/p/POD01?key=key0';

function makeAnnouncer(url: string) {
	const clock = new SteppedClock();
	const lines: string[] = [];
	const api = new PodcastApi({
		apiUrl: new URL(url),
		clientId: CLIENT_ID,
		clientToken: CLIENT_TOKEN,
		clock,
	});
	const onLinkChange = vi.fn();
	const announcer = new PodcastAnnouncer({
		api,
		clock,
		logger: pino({ level: 'trace' }, { write: (line: string) => lines.push(line) }),
		random: () => 1,
		details: DETAILS,
		onLinkChange,
	});
	onTestFinished(() => announcer.close());
	return { announcer, api, clock, lines, onLinkChange };
}

/** An announcer whose podcast is on air, and whose server knows the first details. */
async function announce() {
	const server = await ScriptedApi.start();
	const parts = makeAnnouncer(server.url);
	const { id } = await parts.api.createPodcast();
	await parts.announcer.setPodcast(id);
	return { server, id, ...parts };
}

describe('PodcastAnnouncer', () => {
	test('tells everything at the start, and has the link then', async () => {
		const { announcer, onLinkChange, server } = await announce();
		expect(server.calls.items).toMatchObject([
			{ method: 'PATCH', path: '/api/podcasts/POD01', body: DETAILS },
		]);
		expect(announcer.isSupported).toBe(true);
		expect(announcer.link?.href).toBe(LINK);
		expect(onLinkChange).toHaveBeenCalledOnce();
	});

	test('tells what has changed, and nothing else', async () => {
		const { announcer, clock, server } = await announce();
		announcer.setSpeakers(['Ada']);
		announcer.update({ title: 'Night show' });
		await clock.step(250);
		await server.call(1);
		expect(server.told.slice(1)).toEqual([{ title: 'Night show', speakers: ['Ada'] }]);
	});

	test('tells nothing where nothing has changed', async () => {
		const { announcer, clock, server } = await announce();
		announcer.setSpeakers([]);
		announcer.setSpeakers(['Ada']);
		announcer.setSpeakers([]);
		await clock.step(1_000);
		expect(clock.pendingTimers).toBe(0);
		expect(server.calls.items).toHaveLength(1);
	});

	test('has one call under way at a time, and then tells the newest within 250 ms', async () => {
		const { announcer, clock, server } = await announce();
		server.answersAtOnce = false;
		await clock.step(250);
		announcer.setSpeakers(['Ada']);
		await clock.step(0);
		const call = await server.call(1);
		for (let number = 1; number <= 50; number++) {
			announcer.setSpeakers([`Speaker ${number}`]);
			await clock.step(10);
		}
		expect(server.calls.items).toHaveLength(2);
		server.answersAtOnce = true;
		call.answer({});
		await clock.timerWithin(250);
		await clock.step(250);
		await server.call(2);
		expect(server.told.slice(1)).toEqual([{ speakers: ['Ada'] }, { speakers: ['Speaker 50'] }]);
	});

	test('tells a podcast that was opened anew everything, and forgets the old link', async () => {
		const { announcer, clock, onLinkChange, server } = await announce();
		server.answersAtOnce = false;
		announcer.setSpeakers(['Ada']);
		const telling = announcer.setPodcast('POD02');
		expect(announcer.link).toBeUndefined();
		expect(onLinkChange).toHaveBeenCalledTimes(2);
		const call = await server.call(1);
		expect(call).toMatchObject({
			path: '/api/podcasts/POD02',
			body: { ...DETAILS, speakers: ['Ada'] },
		});
		call.answer({ url: 'https://radio.example/p/POD02?key=other' });
		await telling;
		expect(announcer.link?.href).toBe('https://radio.example/p/POD02?key=other');
		await clock.step(10_000);
		expect(server.calls.items).toHaveLength(2);
	});

	test('waits for no call about a podcast that is gone', async () => {
		const { announcer, clock, server } = await announce();
		server.answersAtOnce = false;
		announcer.setSpeakers(['Ada']);
		await clock.step(250);
		await server.call(1);
		server.answersAtOnce = true;
		await announcer.setPodcast('POD02');
		expect(server.calls.items.at(-1)).toMatchObject({ path: '/api/podcasts/POD02' });
	});

	test('asks nothing about the same podcast after its connection came back', async () => {
		const { announcer, id, server } = await announce();
		await announcer.setPodcast(id);
		expect(server.calls.items).toHaveLength(1);
	});

	test.each([[undefined], ['</help>; rel="help"'], ['</service-desc>; rel="help"']])(
		'leaves a server alone that answers the Link %j',
		async (link) => {
			const server = await ScriptedApi.start();
			server.link = link;
			const { announcer, api, clock } = makeAnnouncer(server.url);
			const { id } = await api.createPodcast();
			await announcer.setPodcast(id);
			announcer.setSpeakers(['Ada']);
			await clock.step(60_000);
			expect(await announcer.renewLink()).toBeUndefined();
			expect(await api.countReceivers(id)).toBeUndefined();
			expect(announcer.isSupported).toBe(false);
			expect(announcer.link).toBeUndefined();
			expect(server.calls.items).toEqual([]);
		},
	);

	test.each([
		['</api/openapi.json>; rel="service-desc"'],
		['</x>; rel=help, </api>; rel=service-desc'],
		['</api>; type="application/json"; rel="describedby service-desc"'],
	])('knows the extended API by the Link %j', async (link) => {
		const server = await ScriptedApi.start();
		server.link = link;
		const { announcer, api } = makeAnnouncer(server.url);
		await announcer.setPodcast((await api.createPodcast()).id);
		expect(announcer.link?.href).toBe(LINK);
	});

	test('leaves a foreign server alone', async () => {
		const service = await startService();
		const { announcer, api, clock } = makeAnnouncer(service.url);
		await announcer.setPodcast((await api.createPodcast()).id);
		announcer.setSpeakers(['Ada']);
		await clock.step(60_000);
		expect(service.requests.items.map(({ url }) => url)).toEqual(['/podcast']);
	});

	test('makes texts such as servers take', async () => {
		const { announcer, clock, server } = await announce();
		announcer.update({ title: 'a\r\nb\0'.padEnd(300, '📻') });
		announcer.setSpeakers(Array.from({ length: 120 }, (_, index) => `\u2028${index} \ud83d`));
		await clock.step(250);
		const { body } = await server.call(1);
		const { title, speakers } = body as { title: string; speakers: string[] };
		expect([...title]).toHaveLength(100);
		expect(title.startsWith('a  b 📻')).toBe(true);
		expect(speakers).toHaveLength(100);
		expect(speakers[7]).toBe('7');
	});
});

describe('PodcastAnnouncer on failures', () => {
	test('tries again with pauses, and tells the newest', async () => {
		const { announcer, clock, lines, server } = await announce();
		server.answersAtOnce = false;
		announcer.setSpeakers(['Ada']);
		await clock.step(250);
		(await server.call(1)).answer({ status: 500 });
		await until(() => lines.length).toBe(1);
		announcer.setSpeakers(['Grace']);
		await clock.step(500);
		(await server.call(2)).answer({ status: 503, headers: { 'retry-after': '30' } });
		await until(() => lines.length).toBe(2);
		await clock.step(29_000);
		expect(server.calls.items).toHaveLength(3);
		await clock.step(1_000);
		(await server.call(3)).answer({});
		expect(server.told.slice(1)).toEqual([
			{ speakers: ['Ada'] },
			{ speakers: ['Grace'] },
			{ speakers: ['Grace'] },
		]);
		const levels = lines.map((line) => (JSON.parse(line) as { level: number }).level);
		expect(levels).toEqual([40, 20]);
	});

	test.each([
		['refuses what it is told', { status: 400 }],
		['does not know the podcast', { status: 404 }],
		['answers something else', { url: 7 }],
		['answers a link that is none', { url: 'javascript:alert(1)' }],
	])('waits for the next change where the server %s', async (_name, answer) => {
		const { announcer, clock, server } = await announce();
		server.answersAtOnce = false;
		announcer.update({ title: 'Night show' });
		await clock.step(250);
		(await server.call(1)).answer(answer);
		await until(() => clock.pendingTimers).toBe(0);
		await clock.step(60_000);
		expect(server.calls.items).toHaveLength(2);
		announcer.setSpeakers(['Ada']);
		await clock.step(0);
		expect((await server.call(2)).body).toEqual({ title: 'Night show', speakers: ['Ada'] });
		expect(announcer.link?.href).toBe(LINK);
	});

	test('quotes no link in the log', async () => {
		const { announcer, clock, lines, server } = await announce();
		server.answersAtOnce = false;
		announcer.setSpeakers(['Ada']);
		await clock.step(250);
		(await server.call(1)).answer({ url: '/p/POD01?key=secret-key' });
		await until(() => lines.length).toBe(1);
		expect(lines.join('')).not.toContain('secret-key');
	});

	test('tells nothing after it was closed, not even what was under way', async () => {
		const { announcer, clock, lines, server } = await announce();
		server.answersAtOnce = false;
		announcer.setSpeakers(['Ada']);
		await clock.step(250);
		await server.call(1);
		announcer.close();
		announcer.close();
		announcer.setSpeakers(['Grace']);
		await announcer.setPodcast('POD02');
		await clock.step(60_000);
		expect(server.calls.items).toHaveLength(2);
		expect(lines).toEqual([]);
		expect(clock.pendingTimers).toBe(0);
	});
});

describe('PodcastAnnouncer.renewLink', () => {
	test('gives the new link', async () => {
		const { announcer, onLinkChange, server } = await announce();
		const link = await announcer.renewLink();
		expect(link?.href).toBe('https://radio.example/p/POD01?key=key1');
		expect(announcer.link).toBe(link);
		expect(onLinkChange).toHaveBeenCalledTimes(2);
		expect(server.calls.items.at(-1)).toMatchObject({
			method: 'POST',
			path: '/api/podcasts/POD01/listen-key',
		});
	});

	test('waits for the call that is under way, whose answer has the old one', async () => {
		const { announcer, clock, server } = await announce();
		server.answersAtOnce = false;
		announcer.setSpeakers(['Ada']);
		await clock.step(250);
		const call = await server.call(1);
		const renewing = announcer.renewLink();
		announcer.setSpeakers(['Grace']);
		expect(server.calls.items).toHaveLength(2);
		server.answersAtOnce = true;
		call.answer({});
		expect((await renewing)?.href).toBe('https://radio.example/p/POD01?key=key1');
		await clock.step(250);
		expect((await server.call(3)).body).toEqual({ speakers: ['Grace'] });
	});

	test('rejects where the server fails, and the old link stays', async () => {
		const { announcer, server } = await announce();
		server.answersAtOnce = false;
		const renewing = announcer.renewLink();
		const outcome = expect(renewing).rejects.toThrow(/fault of its own \(500\)/);
		(await server.call(1)).answer({ status: 500 });
		await outcome;
		expect(announcer.link?.href).toBe(LINK);
	});
});
