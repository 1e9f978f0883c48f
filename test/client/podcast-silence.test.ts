// What a sender does about sound that waits when somebody goes off air.
import { expect, onTestFinished, test, vi } from 'vitest';
import { PodcastApi } from '../../src/client/podcast-api.js';
import { PodcastSender } from '../../src/client/podcast-sender.js';
import { OWNER, ServerFixture } from '../server/server-fixture.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';
import { frame, senderOptions, startSender, startService, stepUntil } from './sender-fixture.js';

/** Frames that are on their way when the call is made. */
const FRAMES = 500;

async function startOnOwnServer(url: (fixture: ServerFixture) => string) {
	const fixture = await ServerFixture.start();
	const options = senderOptions({ url: url(fixture) });
	const { clientId, token: clientToken } = OWNER;
	const apiUrl = new URL(url(fixture));
	const api = new PodcastApi({
		apiUrl,
		clientId,
		clientToken,
		clock: options.clock,
		isOwnServer: true,
	});
	const sender = await PodcastSender.start({ ...options, api });
	onTestFinished(() => sender.stop());
	return { ...options, fixture, sender };
}

test('silence overtakes nothing that was sent before it', async () => {
	const { fixture, sender } = await startOnOwnServer(({ server }) => server.url);
	const receiver = fixture.receiver(sender.podcast?.id ?? '');
	await receiver.nextEvent();
	for (let number = 1; number <= FRAMES; number++) {
		sender.send(frame(number));
	}
	await sender.silence();
	sender.send(frame(FRAMES + 1));
	for (let number = 1; number <= FRAMES; number++) {
		expect((await receiver.next()).readUInt32BE(1)).toBe(number);
	}
	expect(await receiver.nextEvent()).toEqual({ type: 1000 });
	expect((await receiver.next()).readUInt32BE(1)).toBe(FRAMES + 1);
});

test('after the end a server is asked, too, and may know nothing of it any more', async () => {
	const { fixture, logger, sender } = await startOnOwnServer(({ server }) => server.url);
	const warn = vi.spyOn(logger, 'warn');
	await sender.stop();
	await until(() => fixture.server.stats().podcasts).toEqual([]);
	await sender.silence();
	expect(fixture.logLines.filter((line) => line.includes('/silence'))).toHaveLength(1);
	expect(warn).not.toHaveBeenCalled();
});

test('a server of another kind is not asked', async () => {
	const service = await startService();
	const { sender } = await startSender(service);
	await sender.silence();
	expect(service.requests.items.map(({ url }) => url)).toEqual(['/podcast']);
});

test('a server that does not answer is waited for a second, then its connection is cut', async () => {
	const proxy = await TcpProxy.start();
	const { clock, fixture, listener, sender } = await startOnOwnServer(({ server }) => {
		proxy.targetPort = Number(new URL(server.url).port);
		return proxy.url;
	});
	proxy.stall();
	let isAnswered = false;
	void sender.silence().then(() => {
		isAnswered = true;
	});
	expect(await stepUntil(clock, () => isAnswered, { maxMs: 2000 })).toBe(1000);
	expect(listener.onDisconnected).not.toHaveBeenCalled();
	const isDropped = () => listener.onDisconnected.mock.calls.length > 0;
	expect(await stepUntil(clock, isDropped, { maxMs: 3000 })).toBe(2000);
	proxy.flow();
	await stepUntil(clock, () => sender.isOnAir, { maxMs: 10_000 });
	expect(sender.isOnAir).toBe(true);
	expect(fixture.server.stats().podcasts).toHaveLength(1);
});
