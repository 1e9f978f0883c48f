// A server that is started again: its podcasts are there again, and wait for their senders.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PodcastServerOptions } from '../../src/server/podcast-server.js';
import { makeDataDir } from '../support/studio.js';
import { until } from '../support/until.js';
import { LISTENER, OWNER, ServerFixture } from './server-fixture.js';

const MINUTE_MS = 60_000;
const PACKET = Buffer.concat([Buffer.of(1), Buffer.alloc(60, 7)]);
const DETAILS = { title: 'Tides', serverName: 'Harbour', hostName: 'Ada' };

type Kept = Partial<PodcastServerOptions> & { folder?: string; isKept?: boolean };

function keptServer({ folder = makeDataDir(), isKept = true, ...options }: Kept = {}) {
	const file = join(folder, 'podcasts.json');
	const start = (changes: Partial<PodcastServerOptions> = {}) =>
		ServerFixture.start({ memory: { file, isKept }, ...options, ...changes });
	return { file, folder, start };
}

/** What a killed server leaves: the file as it is, and nobody told. */
async function killed(place: ReturnType<typeof keptServer>, fixture: ServerFixture) {
	const left = readFileSync(place.file, 'utf8');
	await fixture.server.close();
	writeFileSync(place.file, left);
}

async function ended(fixture: ServerFixture): Promise<void> {
	await until(() => fixture.server.stats().podcasts.length).toBe(0);
}

/** Begins to play a stream; resolves with a function that resolves at its end. */
async function play(fixture: ServerFixture, id: string): Promise<() => Promise<void>> {
	const response = await new Promise<IncomingMessage>((resolve) => {
		get(`${fixture.server.url}/p/${id}/live.ogg`, { headers: LISTENER }, resolve);
	});
	const end = new Promise<void>((resolve) => response.resume().on('end', resolve));
	return () => end;
}

describe('a server that is started again', () => {
	test.each(['stopped', 'killed'])(
		'after it was %s has its podcasts, with key, listen key, details and client',
		async (how) => {
			const place = keptServer();
			const before = await place.start();
			const { id, sender } = await before.goLive();
			const hello = await before.receiver(id).next();
			await before.change(id, { ...DETAILS, visibility: 'unlisted', speakers: ['Ada'] });
			const told = await before.ownView(id);
			await (how === 'killed' ? killed(place, before) : before.server.close());
			await sender.closed;

			const after = await place.start();
			expect(await after.ownView(id)).toEqual({
				...told,
				url: told.url?.replace(before.server.url, after.server.url),
				isLive: false,
				listeners: 0,
				speakers: [],
			});
			const waiting = [after.receiver(id), after.guest(id, told.listenKey)];
			expect(await Promise.all(waiting.map((receiver) => receiver.next()))).toEqual([hello, hello]);
			const events = await after.events(id);
			expect(await events.next()).toMatchObject({ name: 'podcast', data: { isLive: false } });
			const returned = after.sender(id);
			expect(await returned.next()).toEqual(hello);
			returned.webSocket.send(PACKET);
			expect(await waiting[0]?.next()).toEqual(PACKET);
			await after.clock.step(250);
			expect(await events.next()).toMatchObject({ data: { isLive: true } });
		},
	);

	test('tells everybody that it comes back, and nobody that it is the end', async () => {
		const place = keptServer();
		const fixture = await place.start();
		const { id, sender, receiver } = await fixture.goLive();
		const events = await fixture.events(id);
		await events.next();
		const streamEnd = await play(fixture, id);
		await fixture.server.close();
		const restart = { code: 1012, reason: 'Service restart' };
		expect(await sender.closed).toEqual(restart);
		expect(await receiver.closed).toEqual(restart);
		expect(receiver.unread).toEqual([]);
		expect(await events.ended).toBe(true);
		expect(events.unread.map(({ name }) => name)).not.toContain('end');
		expect(events.unread.at(-1)).toEqual({ name: 'restart', data: {} });
		await streamEnd();
		expect(fixture.clock.pendingTimers).toBe(0);
	});

	test('ends a podcast whose sender has not returned 10 minutes after the stop', async () => {
		const place = keptServer();
		const before = await place.start();
		const { id } = await before.goLive();
		await before.server.close();
		const after = await place.start();
		const receiver = after.receiver(id);
		await receiver.next();
		const events = await after.events(id);
		await after.clock.step(10 * MINUTE_MS - 1);
		expect(after.server.stats().podcasts).toMatchObject([{ id, status: 'waiting for return' }]);
		await after.clock.step(1);
		expect(await receiver.nextEvent()).toEqual({ type: 1, reason: 4003 });
		expect((await receiver.closed).code).toBe(4003);
		expect(await events.ended).toBe(true);
		expect(events.unread.at(-1)?.name).toBe('end');
		await until(() => readFileSync(place.file, 'utf8')).not.toContain(id);
	});

	test('takes nothing up that is older than 10 minutes', async () => {
		const place = keptServer();
		const before = await place.start();
		await before.goLive();
		await before.server.close();
		const left = JSON.parse(readFileSync(place.file, 'utf8'));
		left.aliveEpochMs -= 10 * MINUTE_MS;
		writeFileSync(place.file, JSON.stringify(left));
		const after = await place.start();
		expect(after.server.stats().podcasts).toEqual([]);
		expect(JSON.parse(readFileSync(place.file, 'utf8')).podcasts).toEqual([]);
	});

	test('waits for what is left of the 10 minutes, but as long as for a lost connection', async () => {
		const place = keptServer();
		const before = await place.start();
		await before.goLive();
		await before.server.close();
		const left = JSON.parse(readFileSync(place.file, 'utf8'));
		left.aliveEpochMs -= 10 * MINUTE_MS - 1000;
		writeFileSync(place.file, JSON.stringify(left));
		const after = await place.start();
		await after.clock.step(29_999);
		expect(after.server.stats().podcasts).toHaveLength(1);
		await after.clock.step(1);
		await ended(after);
	});

	test('was alive a minute ago at most, when it was killed', async () => {
		const place = keptServer();
		const fixture = await place.start();
		await fixture.goLive();
		await fixture.clock.step(30 * MINUTE_MS);
		await until(() => JSON.parse(readFileSync(place.file, 'utf8')).aliveEpochMs).toBe(
			fixture.clock.epochMs(),
		);
	});

	test('does not open to a key that was renewed, nor to whom it was closed', async () => {
		const place = keptServer();
		const before = await place.start();
		const { id } = await before.goLive();
		const { id: shut } = await before.goLive();
		const { listenKey } = await before.ownView(id);
		await before.call(`/api/podcasts/${id}/listen-key`, { method: 'POST' });
		const { listenKey: shutKey } = await before.change(shut, { visibility: 'private' });
		await killed(place, before);
		const after = await place.start();
		expect((await after.guest(id, listenKey).closed).code).toBe(4006);
		expect((await after.guest(shut, shutKey).closed).code).toBe(4006);
		await after.guest(id, (await after.ownView(id)).listenKey).next();
	});

	test('has written a podcast before it answers with it', async () => {
		const { file, start } = keptServer();
		const fixture = await start();
		const id = await fixture.create();
		expect(readFileSync(file, 'utf8')).toContain(`"${id}"`);
		expect(statSync(file).mode & 0o777).toBe(0o600);
	});

	test('forgets what has ended', async () => {
		const place = keptServer();
		const fixture = await place.start();
		const { id, sender } = await fixture.goLive();
		sender.webSocket.close(1000);
		await ended(fixture);
		await until(() => readFileSync(place.file, 'utf8')).not.toContain(id);
		await fixture.server.close();
		expect((await place.start()).server.stats().podcasts).toEqual([]);
	});

	test('gives a podcast without a sender so far the usual time', async () => {
		const place = keptServer();
		const before = await place.start();
		const id = await before.create();
		await killed(place, before);
		const after = await place.start();
		const receiver = after.receiver(id);
		await receiver.next();
		await after.clock.step(10_000);
		expect((await receiver.closed).code).toBe(4005);
	});

	test('keeps to its limits, and to the clients that it has', async () => {
		const place = keptServer();
		const before = await place.start();
		const ids = [await before.create(), await before.create(), await before.create()];
		await killed(place, before);
		const fewer = await place.start({ limits: { podcastsPerClient: 2 } });
		expect(fewer.server.stats().podcasts.map(({ id }) => id)).toEqual(ids.slice(0, 2));
		expect((await fewer.call('/podcast', { method: 'POST' })).status).toBe(429);
		await killed(place, fewer);
		const others = await place.start({ clients: new Map([[LISTENER.clientId, LISTENER.token]]) });
		expect(others.server.stats().podcasts).toEqual([]);
	});

	test('lets nobody but the client that created it return', async () => {
		const place = keptServer();
		const before = await place.start();
		const { id } = await before.goLive();
		await before.server.close();
		const after = await place.start();
		const other = after.connect(id, { ...LISTENER, isSender: 'true' });
		expect((await other.closed).code).toBe(4001);
		const { status } = await after.call(`/api/podcasts/${id}`, {
			method: 'DELETE',
			headers: LISTENER,
		});
		expect(status).toBe(403);
	});

	test('ends a podcast at once whose client wants it ended', async () => {
		const place = keptServer();
		const before = await place.start();
		const { id } = await before.goLive();
		await before.server.close();
		const after = await place.start();
		const receiver = after.receiver(id);
		await receiver.next();
		expect((await after.call(`/api/podcasts/${id}`, { method: 'DELETE' })).status).toBe(204);
		expect((await receiver.closed).code).toBe(4003);
		expect(readFileSync(place.file, 'utf8')).not.toContain(id);
	});

	test.each([
		['half a file', '{"version":1,"podca'],
		['no version that there was', '{"version":0,"aliveEpochMs":0,"podcasts":[]}'],
		[
			'a key that is too short',
			'{"version":1,"aliveEpochMs":0,"podcasts":[{"id":"abcde","clientId":"1","secretKey":"AAAA"}]}',
		],
	])('starts with %s, which is put aside', async (_name, content) => {
		const { file, folder, start } = keptServer();
		writeFileSync(file, content);
		const fixture = await start();
		expect(fixture.logLines.join('')).toContain('Podcasts from before the restart are not known');
		const aside = readdirSync(folder).find((name) => name.endsWith('.aside')) ?? '';
		expect(readFileSync(join(folder, aside), 'utf8')).toBe(content);
		await fixture.goLive();
	});

	test('serves podcasts though nothing can be written, and says so once', async () => {
		const folder = join(makeDataDir(), 'taken');
		writeFileSync(folder, '');
		const fixture = await keptServer({ folder }).start();
		const { sender, receiver } = await fixture.goLive();
		await fixture.goLive();
		sender.webSocket.send(PACKET);
		expect(await receiver.next()).toEqual(PACKET);
		expect(fixture.logLines.join('').match(/check DATA_DIR/g)).toHaveLength(1);
	});

	test('keeps nothing where it is not to, and ends its podcasts', async () => {
		const place = keptServer();
		const before = await place.start();
		await before.goLive();
		await before.server.close();
		const after = await place.start({ memory: { file: place.file, isKept: false } });
		expect(after.server.stats().podcasts).toEqual([]);
		expect(existsSync(place.file)).toBe(false);
		const { receiver } = await after.goLive();
		await after.server.close();
		expect((await receiver.closed).code).toBe(4003);
		expect(existsSync(place.file)).toBe(false);
	});

	test('leaves no key in the log', async () => {
		const place = keptServer();
		const before = await place.start();
		const { id } = await before.goLive();
		const { listenKey } = await before.ownView(id);
		await before.server.close();
		const after = await place.start();
		await after.sender(id).next();
		const { secretKey } = JSON.parse(readFileSync(place.file, 'utf8')).podcasts[0];
		for (const line of [...before.logLines, ...after.logLines]) {
			for (const secret of [secretKey, listenKey, OWNER.token]) {
				expect(line).not.toContain(secret);
			}
		}
	});

	test('hands a sender that restarts its podcast again', async () => {
		const fixture = await ServerFixture.start();
		const { id, sender, receiver } = await fixture.goLive();
		sender.webSocket.close(1012);
		await until(() => fixture.server.stats().podcasts.map(({ status }) => status)).toEqual([
			'waiting for return',
		]);
		const returned = fixture.sender(id);
		await returned.next();
		returned.webSocket.send(PACKET);
		expect(await receiver.next()).toEqual(PACKET);
	});
});
