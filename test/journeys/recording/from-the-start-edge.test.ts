// A recorded show heard from its beginning on at an edge, over a real nats-server: by content.
import { describe, expect, test } from 'vitest';
import { HAS_NATS_SERVER } from '../../support/nats-server.js';
import { loudestAt, toDb } from '../../support/signal.js';
import { podcastIdOf } from '../../support/studio.js';
import { decodeAudio, hasTools } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { joinServer, startNats } from '../cluster/servers-on-nats.js';
import { putOnAir, setUp, startProgram } from '../program/restart-scene.js';
import { askFromStart, hear, TAG_BYTES } from './from-the-start.js';
import { ADA_HZ, BEN_HZ, press, talk } from './recorded.js';

const INAUDIBLE_DB = -60;

describe.runIf(hasTools('ffmpeg') && HAS_NATS_SERVER)('over nats-server,', () => {
	test('an edge has a show from its beginning on, and loses who says no', async () => {
		const nats = await startNats();
		const scene = await setUp();
		const ben = scene.guild.addMember({ name: 'Ben' });
		ben.join(scene.channel);
		const { serverUrl } = await startProgram(scene, {
			NATS_URL: nats.ports.url,
			SERVER_PROCESSES: '1',
			RECORD: 'tracks',
			RECORDING_MIN_FREE_BYTES: '0',
			MIX_AUTOMATIC_GAIN: 'false',
			HLS_SEGMENT_MS: '1000',
			DEFAULT_VISIBILITY: 'public',
		});
		const edge = await joinServer(nats, 'edge');
		const edgeUrl = edge.fixture.server.url;
		const panel = await putOnAir(scene);
		const shows = (await (await fetch(`${serverUrl}/api/shows`)).json()) as { slug: string }[];
		const places = [`/p/${podcastIdOf(panel.text)}`, `/s/${shows[0]?.slug}`];
		const addresses = places.map((place) => `${edgeUrl}${place}/live.m3u8?from=start`);
		const [ofPodcast = ''] = addresses;
		talk(scene.host, ADA_HZ);
		talk(ben, BEN_HZ);
		const levels = async (address: string) => {
			const heard = await hear((await askFromStart(address)).segments);
			return [loudestAt(ADA_HZ, heard), loudestAt(BEN_HZ, heard)] as const;
		};
		for (const address of addresses) {
			await until(async () => Math.min(...(await levels(address)))).toBeGreaterThan(0.1);
		}
		expect(await (await fetch(`${edgeUrl}${places[0]}`)).text()).toContain('id="from-start"');
		const before = await Promise.all(addresses.map(askFromStart));
		const named = before.flatMap(({ segments }) => segments);
		await Promise.all(named.map((segment) => fetch(segment)));

		await press(ben, panel, 'privacy:norecord');
		// From the answer on; a machine that is too busy to say so at once says that.
		const answers: Buffer[] = [];
		let gone = 0;
		for (const segment of named) {
			await until(async () => {
				const response = await fetch(segment);
				const bytes = Buffer.from(await response.arrayBuffer());
				answers.push(...(response.ok ? [bytes.subarray(TAG_BYTES)] : []));
				gone += response.status === 404 ? 1 : 0;
				return response.status;
			}).not.toBe(503);
		}
		expect(gone).toBeGreaterThan(0);
		expect(answers.length + gone).toBe(named.length);
		if (answers.length > 0) {
			const { samples } = await decodeAudio(Buffer.concat(answers), 'mp3');
			expect(toDb(loudestAt(BEN_HZ, samples))).toBeLessThan(INAUDIBLE_DB);
		}
		for (const [index, address] of addresses.entries()) {
			const { length } = before[index]?.segments ?? [];
			await until(async () => (await askFromStart(address)).segments.length, {
				interval: 200,
			}).toBeGreaterThanOrEqual(length);
			const [ada, benAgain] = await levels(address);
			expect(toDb(benAgain)).toBeLessThan(INAUDIBLE_DB);
			expect(ada).toBeGreaterThan(0.1);
		}

		await nats.stop();
		await until(() => edge.bus.isConnected).toBe(false);
		const away = await fetch(ofPodcast);
		expect(away.status).toBe(503);
		expect(away.headers.get('retry-after')).toBe('1');
		expect((await fetch(named[0] ?? '')).status).toBe(503);
		expect((await askFromStart(ofPodcast.replace(edgeUrl, serverUrl))).status).toBe(200);
	});
});
