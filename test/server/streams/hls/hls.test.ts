import { describe, expect, test } from 'vitest';
import { amplitudeAt, encode, seededRandom, toDb, tone } from '../../../support/signal.js';
import { decodeAudio, hasTools } from '../../../support/tools.js';
import { until } from '../../../support/until.js';
import { LISTENER, ServerFixture } from '../../server-fixture.js';
import { Show } from '../stream-fixture.js';
import { HlsClient, passSegments, TAG_BYTES } from './hls-client.js';

const hasFfmpeg = hasTools('ffmpeg');
const FRAME_S = 0.024;
const FRAME_SAMPLES = 1152;
const FRAME_BYTES = 384;
const SEGMENT_FRAMES = 42;
const SILENT = Uint8Array.of(0xf8, 0xff, 0xfe);
/** A tone, and a little noise, so that no two frames are the same. */
const random = seededRandom(29);
const TONE = encode(
	tone({ hz: 440, peak: 0.25, durationMs: 4000 }).map((sample) => sample + 0.02 * (random() - 0.5)),
);
const PAUSE = Array<Uint8Array>(100).fill(SILENT);

/** Segments of a second, so that tests are quick. */
async function startShow(hls: object = {}) {
	const fixture = await ServerFixture.start({ hls: { segmentMs: 1000, ...hls } });
	const show = await Show.start(fixture);
	return { fixture, show, client: new HlsClient(show.url('live.m3u8')) };
}

/** Each frame, in hexadecimal; all are of one length. */
function framesIn(audio: Uint8Array): string[] {
	return Array.from({ length: audio.length / FRAME_BYTES }, (_, index) =>
		Buffer.from(audio.subarray(index * FRAME_BYTES, (index + 1) * FRAME_BYTES)).toString('hex'),
	);
}

function toneDb(samples: Float32Array): number {
	return toDb(amplitudeAt(440, samples));
}

describe('live.m3u8', () => {
	test('begins with silence up to now, and names six segments in which time goes on', async () => {
		const { fixture, show, client } = await startShow();
		const beganMs = fixture.clock.epochMs();
		const first = await client.load();
		expect(first).toMatchObject({ targetS: 1, discontinuitySequence: 0, isOver: false });
		expect(first.segments.map(({ durationS }) => durationS)).toEqual([1.008, 1.008, 1.008]);
		const last = first.segments[2];
		const endMs = (last?.startEpochMs ?? 0) + 1008;
		expect(Math.abs(endMs - beganMs)).toBeLessThan(200);
		await passSegments(show, client, { count: 4, frames: TONE });
		const { segments, mediaSequence } = await client.load();
		expect(segments).toHaveLength(6);
		expect(mediaSequence).toBeGreaterThan(first.mediaSequence);
		const fetched = [...client.fetched.values()];
		fetched.slice(1).forEach(({ startEpochMs, timestamp }, index) => {
			const before = fetched[index];
			const durationMs = Math.round((before?.durationS ?? 0) * 1000);
			expect(timestamp - (before?.timestamp ?? 0)).toBe(durationMs * 90);
			expect(startEpochMs - (before?.startEpochMs ?? 0)).toBe(durationMs);
		});
	});

	test.runIf(hasFfmpeg)('has segments that join, and begin, as if nothing was cut', async () => {
		const { show, client } = await startShow();
		await client.load();
		const stream = show.listen('live.mp3');
		await until(() => stream.body.length).toBeGreaterThan(0);
		await passSegments(show, client, { count: 4, frames: TONE });
		const fetched = [...client.fetched.values()].slice(4);
		const joined = await decodeAudio(Buffer.concat(fetched.map(({ audio }) => audio)), 'mp3');
		const frames = fetched.reduce((sum, { durationS }) => sum + Math.round(durationS / FRAME_S), 0);
		expect(joined.samples.length).toBe(frames * FRAME_SAMPLES);
		// A frame that is only in the middle of a segment is as it was.
		const firstFrame = fetched[0]?.audio ?? Buffer.alloc(0);
		const second = firstFrame.subarray(-2 * FRAME_BYTES, -FRAME_BYTES);
		const untilSecond = Math.round((fetched[0]?.durationS ?? 0) / FRAME_S) - 2;
		await until(() => stream.body.indexOf(second)).toBeGreaterThan(0);
		const start = stream.body.indexOf(second) - untilSecond * FRAME_BYTES;
		await until(() => stream.body.length).toBeGreaterThanOrEqual(start + frames * FRAME_BYTES);
		const uncut = await decodeAudio(
			stream.body.subarray(start, start + frames * FRAME_BYTES),
			'mp3',
		);
		expect(loudestDb(difference(joined.samples, uncut.samples, 5 * FRAME_SAMPLES))).toBeLessThan(
			-90,
		);
		expect(toneDb(joined.samples)).toBeGreaterThan(-13);
		let place = 0;
		for (const { audio, durationS } of fetched) {
			const { samples, stderr } = await decodeAudio(audio, 'mp3');
			expect(stderr.replace(/.*Estimating duration from bitrate.*\n/, '')).toBe('');
			const inWhole = joined.samples.subarray(place, place + samples.length);
			// What the first frame has in common with the one before is missing, and fades in.
			expect(loudestDb(difference(samples, inWhole, FRAME_SAMPLES))).toBeLessThan(-90);
			place += Math.round(durationS * 48_000);
		}
	});

	test.runIf(hasFfmpeg)('has nothing of what was said before it was silenced', async () => {
		const { fixture, show, client } = await startShow();
		await passSegments(show, client, { count: 2, frames: TONE });
		// In the middle of a segment.
		await show.play(TONE.slice(0, 20));
		const before = await client.load();
		await fixture.call(`/api/podcasts/${show.id}/silence`, { method: 'POST' });
		const after = await client.load();
		// No cache is led to what it may have, and whoever has the names gets silence.
		const names = before.segments.map(({ url }) => url);
		expect(after.segments.filter(({ url }) => names.includes(url))).toEqual([]);
		for (const url of [...names, ...after.segments.map((segment) => segment.url)]) {
			const { samples } = await decodeAudio((await client.file(url)).subarray(TAG_BYTES), 'mp3');
			expect(samples.every((sample) => sample === 0)).toBe(true);
		}
		await passSegments(show, client, { count: 2, frames: PAUSE });
		const later = [...client.fetched.values()].filter(
			({ number }) => number >= after.mediaSequence,
		);
		expect(later.some(({ isDiscontinuity }) => isDiscontinuity)).toBe(true);
		const { samples } = await decodeAudio(Buffer.concat(later.map(({ audio }) => audio)), 'mp3');
		expect(toneDb(samples)).toBeLessThan(-80);
		await passSegments(show, client, { count: 2, frames: TONE });
		const newest = [...client.fetched.values()].at(-1);
		const heard = await decodeAudio(newest?.audio ?? Buffer.alloc(0), 'mp3');
		expect(toneDb(heard.samples.subarray(2400))).toBeGreaterThan(-14);
	});

	test('hands nothing on after the end, either, of what is silenced then', async () => {
		const { fixture, show, client } = await startShow();
		await passSegments(show, client, { count: 2, frames: TONE });
		show.sender.webSocket.close(1000);
		await until(async () => (await client.load()).isOver).toBe(true);
		const names = (await client.load()).segments.map(({ url }) => url);
		const path = `/api/podcasts/${show.id}/silence`;
		expect((await fixture.call(path, { method: 'POST', headers: LISTENER })).status).toBe(404);
		expect((await fixture.call(path, { method: 'POST' })).status).toBe(204);
		const { isOver, segments } = await client.load();
		expect([isOver, segments.length]).toEqual([true, 1]);
		const urls = [...names, ...segments.map(({ url }) => url)];
		const frames = await Promise.all(
			urls.map(async (url) => (await client.file(url)).subarray(TAG_BYTES)),
		);
		const silent = new Set(frames.flatMap((each) => framesIn(each)));
		expect(names.length).toBeGreaterThan(2);
		expect(silent.size).toBe(1);
		await fixture.clock.step(60_000);
		expect((await fixture.call(path, { method: 'POST' })).status).toBe(404);
	});

	test('shares one encoder with listeners, which stops when nobody has asked for 20 s', async () => {
		const { fixture, show, client } = await startShow();
		await client.load();
		const listener = show.listen('live.mp3');
		await until(() => listener.body.length).toBeGreaterThan(0);
		expect(fixture.server.stats().mp3Encoders).toBe(1);
		listener.socket.destroy();
		await until(() => fixture.server.stats().podcasts[0]?.streamListeners.mp3).toBe(0);
		await fixture.clock.step(19_000);
		expect(fixture.server.stats().mp3Encoders).toBe(1);
		await fixture.clock.step(2_000);
		expect(fixture.server.stats().mp3Encoders).toBe(0);
		expect(fixture.server.stats().hlsListeners).toBe(0);
		const again = await client.load();
		expect(again.segments[0]?.isDiscontinuity).toBe(true);
		expect(again.segments).toHaveLength(3);
	});

	test('never names a segment that is not there, whenever somebody asks', async () => {
		const { show, client } = await startShow();
		let asks = 0;
		while (asks < 200) {
			const { segments } = await client.load();
			await show.play(TONE.slice(0, 13));
			for (const { url } of segments) {
				await client.file(url);
				asks++;
			}
		}
	});

	test('keeps what it names no more for its own time and a whole playlist’s', async () => {
		const { show, client } = await startShow();
		await client.load();
		await passSegments(show, client, { count: 14, frames: TONE });
		const { mediaSequence } = await client.load();
		const kept: number[] = [];
		for (const { number, url } of client.fetched.values()) {
			const { ok } = await fetch(new URL(url, client.url), { method: 'HEAD' });
			if (ok && number < mediaSequence) {
				kept.push(mediaSequence - number);
			}
		}
		expect(kept).toEqual([7, 6, 5, 4, 3, 2, 1]);
	});

	test('says that it is over, and is there for a minute', async () => {
		const { fixture, show, client } = await startShow();
		await passSegments(show, client, { count: 2, frames: TONE });
		await show.play(TONE.slice(0, 20));
		show.sender.webSocket.close(1000);
		await until(() => fixture.server.stats().podcasts.length).toBe(0);
		const { isOver, segments } = await client.follow();
		expect(isOver).toBe(true);
		expect(segments.at(-1)?.durationS).toBeLessThan(1);
		const guest = await fetch(client.url.split('?')[0] as string);
		expect(guest.status).toBe(404);
		await fixture.clock.step(60_000);
		expect((await fetch(client.url)).status).toBe(404);
		expect((await fetch(new URL(segments[0]?.url ?? '', client.url))).status).toBe(404);
	});

	test('counts who asks for it, once a segment each', async () => {
		const { fixture, show } = await startShow();
		const ask = () =>
			Promise.all(
				Array.from({ length: 7 }, () => fetch(show.url('live.m3u8')).then((r) => r.text())),
			);
		await ask();
		expect((await fixture.ownView(show.id)).listeners).toBe(7);
		for (let second = 0; second < 4; second++) {
			await fixture.clock.step(1000);
			await ask();
		}
		expect((await fixture.ownView(show.id)).listeners).toBe(7);
		await fixture.clock.step(5000);
		expect((await fixture.ownView(show.id)).listeners).toBe(0);
	});
});

describe('who may have it', () => {
	test('is who may have the streams; the key is in the addresses of the segments', async () => {
		const { fixture, show, client } = await startShow();
		const { segments } = await client.load();
		expect(segments.every(({ url }) => url.endsWith(`.mp3?key=${show.listenKey}`))).toBe(true);
		const playlist = `${fixture.server.url}/p/${show.id}/live.m3u8`;
		const [segment = ''] = (segments[0]?.url ?? '').split('?');
		expect((await fetch(playlist)).status).toBe(404);
		expect((await fetch(new URL(segment, playlist))).status).toBe(404);
		const wrong = { clientId: '1002', token: 'wrong' };
		expect((await fetch(playlist, { headers: wrong })).status).toBe(401);
		const asClient = await fetch(playlist, { headers: LISTENER });
		expect(asClient.headers.get('access-control-allow-origin')).toBe('*');
		// Whoever asks a cache for the same address without credentials must not get it.
		expect(asClient.headers.get('cache-control')).toBe('private, max-age=1');
		const withKey = await fetch(client.url);
		expect(withKey.headers.get('cache-control')).toBe('public, max-age=1');
		expect((await fetch(playlist, { method: 'HEAD', headers: LISTENER })).status).toBe(200);
		const own = await fetch(new URL(segment, playlist), { headers: LISTENER });
		expect(own.headers.get('cache-control')).toBe('private, max-age=60, immutable');
		const file = await fetch(new URL(segments[0]?.url ?? '', client.url), { method: 'HEAD' });
		expect(file.headers.get('cache-control')).toBe('public, max-age=60, immutable');
		expect(Number(file.headers.get('content-length'))).toBe(SEGMENT_FRAMES * 384 + TAG_BYTES);
		expect(SEGMENT_FRAMES * FRAME_S).toBeCloseTo(1.008);
		expect((await fetch(new URL('hls/none.mp3', playlist), { headers: LISTENER })).status).toBe(
			404,
		);
	});

	test('gets addresses of a network where there is one, and then nothing private', async () => {
		const { fixture, show, client } = await startShow({
			publicUrl: 'https://cdn.example.org/radio',
		});
		const { segments } = await client.load();
		const start = `https://cdn.example.org/radio/p/${show.id}/hls/`;
		expect(segments.every(({ url }) => url.startsWith(start))).toBe(true);
		const page = await fetch(`${fixture.server.url}/p/${show.id}?key=${show.listenKey}`);
		const policy = page.headers.get('content-security-policy');
		expect(policy).toContain("connect-src 'self' https://cdn.example.org;");
		expect(policy).toContain("media-src 'self' blob: https://cdn.example.org;");
		await fixture.change(show.id, { visibility: 'private' });
		const playlist = `${fixture.server.url}/p/${show.id}/live.m3u8`;
		expect((await fetch(playlist, { headers: LISTENER })).status).toBe(404);
	});

	test('may be ten times as many at one address as ask for anything else', async () => {
		const fixture = await ServerFixture.start({ limits: { requestsPerMinute: 5 } });
		const statuses = async (path: string, count: number) => {
			const found: number[] = [];
			for (let ask = 0; ask < count; ask++) {
				found.push((await fetch(`${fixture.server.url}${path}`)).status);
			}
			return found;
		};
		expect(await statuses('/p/AAAAA/live.m3u', 6)).toEqual([404, 404, 404, 404, 404, 429]);
		const asked = await statuses('/p/AAAAA/live.m3u8', 51);
		expect(asked.filter((status) => status === 404)).toHaveLength(50);
	});

	test('is nobody where it is turned off', async () => {
		const { client } = await startShow({ isOn: false });
		expect((await fetch(client.url)).status).toBe(404);
	});
});

function difference(one: Float32Array, other: Float32Array, from: number): Float32Array {
	return one.subarray(from).map((sample, index) => sample - (other[from + index] ?? 0));
}

/** The largest sample. */
function loudestDb(samples: Float32Array): number {
	return toDb(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-9));
}
