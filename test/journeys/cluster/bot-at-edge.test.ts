// A show of the real bot, whose server is a process of its own, heard at an edge.
import { describe, expect, test } from 'vitest';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { HAS_NATS_SERVER } from '../../support/nats-server.js';
import { PodcastReceiver } from '../../support/podcast-receiver.js';
import { makeDataDir } from '../../support/studio.js';
import { until } from '../../support/until.js';
import { LISTENER } from '../program/bot-program.js';
import { startShow } from '../program/show-on-air.js';
import { connectionsOf, joinServer, startNats, untilFindable } from './servers-on-nats.js';

describe.skipIf(!HAS_NATS_SERVER)('over nats-server,', () => {
	test('a bot’s show is heard at an edge, which knows no clients, as at the bot’s own server', async () => {
		const nats = await startNats();
		const show = await startShow({
			DATA_DIR: makeDataDir(),
			NATS_URL: nats.ports.url,
			// For other servers alone: the bot's own takes the bot.
			ROLE: 'edge',
			SERVER_PROCESSES: '1',
		});
		const { account, host, podcastId, receiver } = show;
		const edge = await joinServer(nats, 'edge', { clients: new Map() });
		const serverUrl = edge.fixture.server.url;
		await untilFindable(nats, podcastId);
		const remote = await PodcastReceiver.connect({ serverUrl, podcastId, ...LISTENER });
		expect(remote.secretKeyForms).toEqual(receiver.secretKeyForms);
		await until(async () => (await connectionsOf(nats)).get('edge')?.subscriptions_list).toContain(
			`podcasts.v1.${podcastId}.audio`,
		);
		const before = receiver.heard.items.length;
		const speech = await host.speak(countedFrames(20), { speed: 10 });
		const { length } = speech.sentTo(account);
		const [here, there] = await Promise.all([
			receiver.heard.atLeast(before + length),
			remote.heard.atLeast(length),
		]);
		const last = (packets: readonly { nonce: Buffer }[]) =>
			packets.slice(-10).map(({ nonce }) => nonce.toString('hex'));
		expect(last(there.slice(0, length))).toEqual(last(here.slice(0, before + length)));
		expect(there.every(({ opus }) => opus !== null)).toBe(true);
		await remote.close();
	});
});
