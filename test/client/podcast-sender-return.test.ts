// A sender that returns to the podcast of an earlier process, on the built-in server.
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type LeftPodcast, PodcastSender } from '../../src/client/podcast-sender.js';
import { systemClock } from '../../src/clock.js';
import { PodcastServer } from '../../src/server/podcast-server.js';
import { PodcastReceiver } from '../support/podcast-receiver.js';
import { makeDataDir } from '../support/studio.js';
import { until } from '../support/until.js';
import {
	CLIENT_ID,
	CLIENT_TOKEN,
	frame,
	senderOptions,
	startService,
	stepThroughPauses,
} from './sender-fixture.js';

/** Before a new podcast is made where the old one is lost. */
const SHORT_PAUSE_MS = 1_000;

const OTHER = { clientId: '777', clientToken: 'another-token' };

async function startServer(folder: string): Promise<PodcastServer> {
	const server = await PodcastServer.start({
		host: '127.0.0.1',
		port: 0,
		clients: new Map([
			[CLIENT_ID, CLIENT_TOKEN],
			[OTHER.clientId, OTHER.clientToken],
		]),
		memory: { file: join(folder, 'podcasts.json'), isKept: true },
		clock: systemClock,
		logger: pino({ level: 'silent' }),
	});
	onTestFinished(() => server.close());
	return server;
}

/** A sender whose numbers are written into an array, or cannot be. */
async function start(
	server: { url: string },
	options: { left?: LeftPodcast | undefined; isWritten?: () => boolean } = {},
) {
	const written: LeftPodcast[] = [];
	const parts = senderOptions(server);
	const starting = PodcastSender.start({
		...parts,
		left: options.left,
		isComingBack: () => true,
		ledger: async (id, nextVoiceSession) => {
			const isWritten = options.isWritten?.() ?? true;
			if (isWritten) {
				written.push({ id, nextVoiceSession });
			}
			return isWritten;
		},
	});
	await stepThroughPauses(parts.clock, starting, SHORT_PAUSE_MS);
	const sender = await starting;
	onTestFinished(() => sender.stop());
	return { ...parts, sender, written };
}

async function receive(server: PodcastServer, podcastId: string | undefined) {
	const receiver = await PodcastReceiver.connect({
		serverUrl: server.url,
		podcastId: String(podcastId),
		...OTHER,
	});
	onTestFinished(() => receiver.close());
	return receiver;
}

describe('a sender that comes back', () => {
	test('sends under the same id and key, and never under a nonce of before', async () => {
		const folder = makeDataDir();
		let left: LeftPodcast | undefined;
		const nonces: string[] = [];
		const keys = new Set<string>();
		const ids = new Set<string>();
		for (let life = 0; life < 3; life++) {
			const server = await startServer(folder);
			const { sender, written } = await start(server, { left });
			const receiver = await receive(server, sender.podcast?.id);
			for (let voiceSession = 0; voiceSession < 20; voiceSession++) {
				sender.send(frame(1, { voiceSession }));
				sender.send(frame(2, { voiceSession }));
				await Promise.resolve();
			}
			nonces.push(...(await receiver.heard.atLeast(40)).map(({ nonce }) => nonce.toString('hex')));
			keys.add(String(receiver.secretKeyForms[0]));
			ids.add(String(sender.podcast?.id));
			left = written.at(-1);
			await (life % 2 === 0 ? sender.stop() : undefined);
			await server.close();
		}
		expect(ids.size).toBe(1);
		expect(keys.size).toBe(1);
		expect(new Set(nonces).size).toBe(120);
	});

	test('has its next numbers written down before it sends', async () => {
		const server = await startServer(makeDataDir());
		const first = await start(server);
		const id = String(first.sender.podcast?.id);
		expect(first.written).toEqual([{ id, nextVoiceSession: 16 }]);
		await first.sender.stop();
		const second = await start(server, { left: { id, nextVoiceSession: 16 } });
		expect(second.sender.podcast?.id).toBe(id);
		expect(second.written).toEqual([{ id, nextVoiceSession: 32 }]);
	});

	test('makes a new podcast where its numbers cannot be written down', async () => {
		const server = await startServer(makeDataDir());
		const first = await start(server);
		const id = String(first.sender.podcast?.id);
		await first.sender.stop();
		const { sender } = await start(server, {
			left: { id, nextVoiceSession: 16 },
			isWritten: () => false,
		});
		expect(sender.podcast?.id).not.toBe(id);
	});

	test('makes a new podcast where the server does not know the old one', async () => {
		const server = await startServer(makeDataDir());
		const { sender } = await start(server, { left: { id: 'AAAAA', nextVoiceSession: 16 } });
		expect(sender.isOnAir).toBe(true);
		expect(sender.podcast?.id).not.toBe('AAAAA');
	});

	test('makes a new podcast where the old one belongs to another client', async () => {
		const server = await startServer(makeDataDir());
		const response = await fetch(`${server.url}/podcast`, {
			method: 'POST',
			headers: { clientId: OTHER.clientId, token: OTHER.clientToken },
		});
		const { id } = (await response.json()) as { id: string };
		const { sender } = await start(server, { left: { id, nextVoiceSession: 16 } });
		expect(sender.isOnAir).toBe(true);
		expect(sender.podcast?.id).not.toBe(id);
	});

	test('goes on with a new podcast where numbers cannot be written down any more', async () => {
		let isWritten = true;
		const service = await startService();
		const { sender } = await start(service, { isWritten: () => isWritten });
		const before = sender.podcast?.id;
		isWritten = false;
		for (let voiceSession = 0; voiceSession < 17; voiceSession++) {
			sender.send(frame(1, { voiceSession }));
			await Promise.resolve();
			await Promise.resolve();
			await Promise.resolve();
		}
		expect(sender.stats.sent).toBe(16);
		sender.send(frame(2, { voiceSession: 16 }));
		await until(() => sender.isOnAir && sender.podcast?.id !== before).toBe(true);
		sender.send(frame(1, { voiceSession: 16 }));
		expect(sender.stats.sent).toBe(17);
	});
});
