import { describe, expect, test } from 'vitest';
import { amplitudeAt, concatenate, decode, encode, toDb, tone } from '../../support/signal.js';
import { decodeAudio, hasTools } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { ServerFixture } from '../server-fixture.js';
import { Show, type StreamClient } from './stream-fixture.js';

const FRAME_BYTES = 384;
const SAMPLES_PER_SECOND = 48_000;
/** Node cannot run the source as it is, so the worker is the built one. */
const WORKER_URL = new URL('../../../dist/media/mp3-worker.js', import.meta.url);
const DYING_WORKER_URL = new URL(
	"data:text/javascript,import{parentPort as p}from'worker_threads';p.once('message',()=>{throw Error('no')})",
);

const hasFfmpeg = hasTools('ffmpeg');
const TAIL = Array<Uint8Array>(5).fill(Uint8Array.of(0xf8, 0xff, 0xfe));
const frames = encode(tone({ hz: 440, peak: 0.25, durationMs: 3000 }));

/** Duration of what came, in seconds: 24 ms a frame. */
const secondsOf = (client: StreamClient) => (client.body.length / FRAME_BYTES) * 0.024;

/** A page is packed ahead of the clock; LAME holds up to three frames back. */
async function untilDuration(client: StreamClient, durationS: number): Promise<void> {
	await until(() => secondsOf(client)).toBeGreaterThan(durationS);
	expect(secondsOf(client)).toBeLessThanOrEqual(durationS + 0.1);
}

async function startShow(mp3WorkerUrl?: URL) {
	const fixture = await ServerFixture.start({ mp3WorkerUrl });
	return { fixture, show: await Show.start(fixture) };
}

describe('live.mp3', () => {
	test.runIf(hasFfmpeg).each([
		['in a worker', WORKER_URL],
		['where only the source is', undefined],
	])('has the sender’s tone at its level, encoded %s', async (_name, workerUrl) => {
		const { show } = await startShow(workerUrl);
		const client = show.listen('live.mp3');
		await untilDuration(client, 2);
		await show.play(frames);
		await untilDuration(client, 5);
		const { samples, stderr } = await decodeAudio(client.body, 'mp3');
		expect(stderr.replace(/.*Estimating duration from bitrate.*\n/, '')).toBe('');
		const heard = samples.subarray(3 * SAMPLES_PER_SECOND, 4.5 * SAMPLES_PER_SECOND);
		const original = concatenate(decode(frames)).subarray(SAMPLES_PER_SECOND);
		const differenceDb = toDb(amplitudeAt(440, heard)) - toDb(amplitudeAt(440, original));
		// LAME takes 0.45 dB off at 128 kbit/s, so that what it adds does not clip.
		expect(differenceDb).toBeGreaterThan(-0.5);
		expect(differenceDb).toBeLessThan(0.1);
		expect(toDb(amplitudeAt(880, heard))).toBeLessThan(-60);
		// Silence before it, by the clock.
		expect(
			samples.subarray(0, 2 * SAMPLES_PER_SECOND).every((sample) => Math.abs(sample) < 0.001),
		).toBe(true);
	});

	test('is the same bytes for all, and a late joiner begins with the last two seconds', async () => {
		const { fixture, show } = await startShow(WORKER_URL);
		const early = show.listen('live.mp3');
		await untilDuration(early, 2);
		await show.play(frames);
		await untilDuration(early, 5);
		const late = show.listen('live.mp3');
		await untilDuration(late, 2.05);
		await show.play(TAIL);
		await fixture.clock.step(900);
		await untilDuration(early, 6);
		await until(() => early.body.subarray(-late.body.length).equals(late.body)).toBe(true);
		expect(secondsOf(late)).toBeGreaterThan(3);
		expect(late.body.subarray(0, 2).toString('hex')).toBe('fffb');
		expect(fixture.server.stats().mp3Encoders).toBe(1);
	});

	test('lasts as long as the clock, though the sender pauses half of the time', async () => {
		const { fixture, show } = await startShow(WORKER_URL);
		const client = show.listen('live.mp3', { query: '&burst=0' });
		await until(() => fixture.server.stats().mp3Encoders).toBe(1);
		for (let turn = 0; turn < 4; turn++) {
			await show.play([...frames.slice(0, 20), ...TAIL]);
			await fixture.clock.step(500);
		}
		await untilDuration(client, 4);
	});

	test('needs no encoder once its last listener has gone, nor after the podcast', async () => {
		const { fixture, show } = await startShow(WORKER_URL);
		const [first, second] = [show.listen('live.mp3'), show.listen('live.mp3')];
		await untilDuration(first, 2);
		await untilDuration(second, 2);
		first.socket.destroy();
		await until(() => fixture.server.stats().podcasts[0]?.streamListeners.mp3).toBe(1);
		expect(fixture.server.stats().mp3Encoders).toBe(1);
		second.socket.destroy();
		await until(() => fixture.server.stats().mp3Encoders).toBe(0);
		const third = show.listen('live.mp3');
		await untilDuration(third, 2);
		show.sender.webSocket.close(1000);
		await third.closed;
		expect(fixture.server.stats().mp3Encoders).toBe(0);
		await until(() => fixture.server.stats().connections).toBe(0);
	});

	test('ends where the encoder dies, and is there again for who asks anew', async () => {
		const { fixture, show } = await startShow(DYING_WORKER_URL);
		await show.listen('live.mp3').closed;
		expect(fixture.server.stats().mp3Encoders).toBe(0);
		await show.listen('live.mp3').closed;
		const ogg = show.listen('live.ogg');
		await until(() => ogg.body.length).toBeGreaterThan(0);
	});

	test('has titles between the audio for who asks for them', async () => {
		const { fixture, show } = await startShow(WORKER_URL);
		await fixture.call(`/api/podcasts/${show.id}`, {
			method: 'PATCH',
			body: JSON.stringify({ title: "It's; on air", speakers: ['Ada'] }),
		});
		const client = show.listen('live.mp3', { headers: ['Icy-MetaData: 1'] });
		const plain = show.listen('live.mp3');
		await until(() => client.head).toMatch(/^icy-metaint: 16000$/m);
		await untilDuration(plain, 2);
		await fixture.call(`/api/podcasts/${show.id}`, {
			method: 'PATCH',
			body: JSON.stringify({ speakers: ['Ben'] }),
		});
		await fixture.clock.step(2000);
		await untilDuration(plain, 4);
		expect(plain.head).not.toMatch(/^icy-metaint/m);
		await until(() => client.body.length).toBeGreaterThan(plain.body.length);
		const { audio, titles } = splitMetadata(client.body);
		expect(titles.filter(Boolean)).toEqual(['It’s, on air — Ada', 'It’s, on air — Ben']);
		expect(titles.length).toBeGreaterThanOrEqual(3);
		expect(plain.body.subarray(0, audio.length).equals(audio)).toBe(true);
	});
});

/** Takes a stream apart as a player does. */
function splitMetadata(body: Buffer): { audio: Buffer; titles: string[] } {
	const titles: string[] = [];
	const audio: Buffer[] = [];
	for (let offset = 0; offset < body.length; ) {
		audio.push(body.subarray(offset, offset + 16_000));
		offset += 16_000;
		if (offset < body.length) {
			const end = offset + 1 + (body[offset] as number) * 16;
			const block = body.subarray(offset + 1, end).toString();
			titles.push(/^StreamTitle='(.*)';\0*$/.exec(block)?.[1] ?? '');
			offset = end;
		}
	}
	return { audio: Buffer.concat(audio), titles };
}
