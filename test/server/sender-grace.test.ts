// A sender whose connection breaks: its podcast and the receivers wait for it.
import { describe, expect, test } from 'vitest';
import type { RawClient } from '../contract/raw-client.js';
import { until } from '../support/until.js';
import { ServerFixture } from './server-fixture.js';

const GRACE_MS = 30_000;
const PACKET = Buffer.concat([Buffer.of(1), Buffer.alloc(60, 7)]);

async function lose(fixture: ServerFixture, sender: RawClient): Promise<void> {
	sender.webSocket.terminate();
	await until(() => fixture.server.stats().podcasts.map(({ status }) => status)).toEqual([
		'waiting for return',
	]);
}

describe('a podcast whose sender was lost', () => {
	test('goes on with the same key and receivers when it returns', async () => {
		const fixture = await ServerFixture.start();
		const { id, sender, receiver } = await fixture.goLive();
		await lose(fixture, sender);
		await fixture.clock.step(GRACE_MS - 1);
		const returned = fixture.sender(id);
		const hello = await returned.next();
		const late = fixture.receiver(id);
		expect(await late.next()).toEqual(hello);
		returned.webSocket.send(PACKET);
		expect(await receiver.next()).toEqual(PACKET);
		await fixture.clock.step(GRACE_MS);
		expect(fixture.server.stats().podcasts[0]).toMatchObject({ status: 'live', receivers: 2 });
	});

	test('ends with 4003 when it does not return in time', async () => {
		const fixture = await ServerFixture.start();
		const { id, sender, receiver } = await fixture.goLive();
		await lose(fixture, sender);
		await fixture.clock.step(GRACE_MS);
		expect((await receiver.closed).code).toBe(4003);
		expect((await fixture.call(`/podcast?id=${id}`)).status).toBe(404);
	});

	test('is still listed, with the time since when it is active', async () => {
		const fixture = await ServerFixture.start();
		const { id, sender } = await fixture.goLive();
		const before = await (await fixture.call(`/podcast?id=${id}`)).json();
		await lose(fixture, sender);
		expect(await (await fixture.call(`/podcast?id=${id}`)).json()).toEqual(before);
	});

	test('takes back nobody but its own sender', async () => {
		const fixture = await ServerFixture.start();
		const { id, sender } = await fixture.goLive();
		await lose(fixture, sender);
		const other = fixture.connect(id, {
			clientId: '1002',
			token: 'listener-token-77aa',
			isSender: 'true',
		});
		expect((await other.closed).code).toBe(4001);
	});

	test('ends at once when the server closes', async () => {
		const fixture = await ServerFixture.start();
		const { sender, receiver } = await fixture.goLive();
		await lose(fixture, sender);
		await fixture.server.close();
		expect((await receiver.closed).code).toBe(4003);
		expect(fixture.clock.pendingTimers).toBe(0);
	});
});
