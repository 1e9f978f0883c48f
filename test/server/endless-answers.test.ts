// Answers that do not end: what proxies are told, and how soon the first of them is there.
import { describe, expect, test } from 'vitest';
import { silentMp3Frame } from '../../src/media/mp3-silence.js';
import { decodeAudio, hasTools } from '../support/tools.js';
import { until } from '../support/until.js';
import { ServerFixture } from './server-fixture.js';
import { Show, StreamClient } from './streams/stream-fixture.js';

/** A worker that takes its time: nothing ever comes out of it. */
const SLOW_WORKER_URL = new URL(
	"data:text/javascript,import'worker_threads';setInterval(()=>{},1e6)",
);

const ENDLESS = {
	'live.ogg': /^OggS/,
	'live.mp3': /^\xff\xfb/,
	'live.mp3 with titles': /^\xff\xfb/,
	events: /event: podcast\ndata: {/,
} as const;

/** Asks as nginx does with its defaults, or as others do. */
async function open(name: keyof typeof ENDLESS, version: '1.0' | '1.1', method = 'GET') {
	const fixture = await ServerFixture.start({ mp3WorkerUrl: SLOW_WORKER_URL });
	const show = await Show.start(fixture);
	const [file, title] = name.split(' ');
	const path =
		name === 'events'
			? `/api/podcasts/${show.id}/events?key=${show.listenKey}`
			: show.path(`${file}`);
	const headers = ['Connection: close', ...(title ? ['Icy-MetaData: 1'] : [])];
	return StreamClient.open(fixture.server.url, `${method} ${path} HTTP/${version}`, headers);
}

describe.each(Object.keys(ENDLESS) as (keyof typeof ENDLESS)[])('%s', (name) => {
	test.each(['1.0', '1.1'] as const)(
		'says in HTTP/%s that nothing is to be kept back, and begins at once, in silence too',
		async (version) => {
			const client = await open(name, version);
			// No clock is stepped, nobody speaks, and the MP3 encoder is not there yet.
			await until(() => client.body.toString('latin1'), { interval: 10 }).toMatch(ENDLESS[name]);
			expect(client.head).toMatch(/^HTTP\/1\.[01] 200 OK\r\n/);
			expect(client.head).toMatch(/^x-accel-buffering: no\r?$/im);
			expect(client.head).toMatch(/^cache-control: no-cache, no-store, no-transform\r?$/im);
			expect(client.head).toMatch(/^connection: close\r?$/im);
			if (version === '1.0') {
				expect(client.head).not.toMatch(/^transfer-encoding/im);
			}
		},
	);
});

test.each(['live.ogg', 'live.mp3'] as const)('HEAD of %s has the same head alone', async (name) => {
	const client = await open(name, '1.0', 'HEAD');
	await client.closed;
	expect(client.head).toMatch(/^HTTP\/1\.0 200 OK\r\n/);
	expect(client.head).toMatch(/^x-accel-buffering: no\r?$/im);
	expect(client.body).toHaveLength(0);
});

test.runIf(hasTools('ffmpeg'))(
	'the frame before the encoder’s own is 24 ms of silence',
	async () => {
		for (const bitrateKbps of [64, 128, 320] as const) {
			const frame = silentMp3Frame(bitrateKbps);
			expect(frame).toHaveLength((bitrateKbps * 1000 * 0.024) / 8);
			const { samples, stderr } = await decodeAudio(Buffer.concat([frame, frame, frame]), 'mp3');
			expect(stderr.replace(/.*Estimating duration from bitrate.*\n/, '')).toBe('');
			expect(samples.length).toBeGreaterThanOrEqual(1152);
			expect(samples.every((sample) => sample === 0)).toBe(true);
		}
	},
);
