// `POST /api/podcasts/{id}/silence`: what was sent before it is heard by nobody after it.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { StreamProgress } from '../../src/server/streams/audio-stream.js';
import { SilencePacer } from '../../src/server/streams/silence-pacer.js';
import { StreamListener } from '../../src/server/streams/stream-listener.js';
import { closed } from '../support/closed.js';
import { audioOf, readOggPages } from '../support/ogg-pages.js';
import { amplitudeAt, concatenate, decode, encode, toDb, tone } from '../support/signal.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { decodeAudio, hasTools } from '../support/tools.js';
import { until } from '../support/until.js';
import { audioPacket, LISTENER, packetNumber, ServerFixture } from './server-fixture.js';
import { Show, type StreamClient } from './streams/stream-fixture.js';

/** Of the one who must not be heard any more, and of the one who goes on. */
const SECRET_HZ = 1710;
const OPEN_HZ = 410;
const SILENT_DB = -70;

const MP3_FRAME_BYTES = 384;
const SAMPLES_PER_MS = 48;

const secret = encode(tone({ hz: SECRET_HZ, peak: 0.4, durationMs: 3000 }));
/** What speech ends with, where it does not break off. */
const TAIL = Array<Uint8Array>(5).fill(Uint8Array.of(0xf8, 0xff, 0xfe));
const open = [...encode(swelling(tone({ hz: OPEN_HZ, peak: 0.4, durationMs: 2000 }))), ...TAIL];
/** What begins and ends at once has something of all frequencies. */
function swelling(samples: Float32Array): Float32Array {
	const rampSamples = 200 * SAMPLES_PER_MS;
	return samples.map((sample, index) => {
		const share = Math.min(1, index / rampSamples, (samples.length - index) / rampSamples);
		return sample * Math.sin((share * Math.PI) / 2) ** 2;
	});
}

const WAITING = {
	format: 'mp3',
	title: () => '',
	details: { visibility: 'public', title: '', serverName: '', hostName: '', speakers: [] },
} as const;

const hasFfmpeg = hasTools('ffmpeg');

/** Level of a tone, in dBFS, where it is loudest: in any tenth of a second. */
function loudestDb(hz: number, samples: Float32Array): number {
	let loudest = 0;
	for (let start = 0; start < samples.length; start += 50 * SAMPLES_PER_MS) {
		const piece = samples.subarray(start, start + 100 * SAMPLES_PER_MS);
		loudest = Math.max(loudest, piece.length === 0 ? 0 : amplitudeAt(hz, piece));
	}
	return toDb(loudest);
}

async function startShow() {
	const fixture = await ServerFixture.start();
	return { fixture, show: await Show.start(fixture) };
}

async function silence(show: Show): Promise<void> {
	const { status } = await show.fixture.call(`/api/podcasts/${show.id}/silence`, {
		method: 'POST',
	});
	expect(status).toBe(204);
}

const FORMATS = {
	ogg: {
		durationMs: ({ body }: StreamClient) => {
			const granule = readOggPages(body).at(-1)?.granule ?? 0;
			return granule / SAMPLES_PER_MS;
		},
		async soundAfter({ body }: StreamClient, ms: number): Promise<Float32Array> {
			const samples = concatenate(decode(audioOf(readOggPages(body))));
			return samples.subarray(ms * SAMPLES_PER_MS);
		},
	},
	mp3: {
		durationMs: ({ body }: StreamClient) => (body.length / MP3_FRAME_BYTES) * 24,
		async soundAfter({ body }: StreamClient, ms: number): Promise<Float32Array> {
			const bytes = Math.round(ms / 24) * MP3_FRAME_BYTES;
			return (await decodeAudio(body.subarray(bytes), 'mp3')).samples;
		},
	},
} as const;

describe.each(['ogg', 'mp3'] as const)('live.%s', (format) => {
	const { durationMs, soundAfter } = FORMATS[format];

	/** Resolves when so much has come: pages are ahead of the clock, and an encoder holds some back. */
	async function untilDuration(client: StreamClient, ms: number): Promise<void> {
		await until(() => durationMs(client)).toBeGreaterThan(ms - 50);
		expect(durationMs(client)).toBeLessThanOrEqual(ms + 125);
	}

	test.runIf(hasFfmpeg).each([
		['with a burst', '&burst=1', 2000],
		['without a burst', '&burst=0', 0],
	])('has not a sample of it, joined before or after, %s', async (_name, query, burstMs) => {
		const { fixture, show } = await startShow();
		const before = show.listen(`live.${format}`, { query });
		await untilDuration(before, burstMs);
		await show.play(secret);
		await untilDuration(before, burstMs + 3000);
		expect(loudestDb(SECRET_HZ, await soundAfter(before, 0))).toBeGreaterThan(-12);
		await silence(show);
		const spokenMs = durationMs(before);
		const after = show.listen(`live.${format}`, { query });
		await untilDuration(after, burstMs);
		await show.play(open);
		await fixture.clock.step(900);
		// The clock of players goes on as if nothing had been.
		await untilDuration(before, burstMs + 6000);
		await untilDuration(after, burstMs + 3000);
		// A decoder lets the frame before die away in some milliseconds of the next.
		const rest = await soundAfter(before, spokenMs + (format === 'ogg' ? 10 : 0));
		for (const sound of [rest, await soundAfter(after, 0)]) {
			expect(loudestDb(SECRET_HZ, sound)).toBeLessThan(SILENT_DB);
			expect(loudestDb(OPEN_HZ, sound)).toBeGreaterThan(-12);
		}
	});
});

test.each(['on air', 'waiting for a show'] as const)(
	'a stream’s listener is cut where something waits for it, and only there: %s',
	async (place) => {
		const server = createServer().listen(0, '127.0.0.1');
		onTestFinished(() => void server.close());
		await once(server, 'listening');
		const peer = connect((server.address() as AddressInfo).port, '127.0.0.1');
		const cut = closed(peer);
		const [[socket]] = (await Promise.all([once(server, 'connection'), once(peer, 'connect')])) as [
			[Socket],
			unknown,
		];
		const left = new Promise<StreamListener>((onClosed) => {
			const clock = new SteppedClock();
			const options = { socket, address: '', clock, backlogBytes: 1_000_000, onClosed };
			const listener = new StreamListener(options);
			const pacer = new SilencePacer({ clock, mp3BitrateKbps: 128 });
			if (place !== 'on air') {
				pacer.add(listener, { ...WAITING, startMs: clock.nowMs(), progress: new StreamProgress() });
			}
			const dropWaiting = () => (place === 'on air' ? listener : pacer).dropWaiting();
			dropWaiting();
			expect(socket.destroyed).toBe(false);
			while (socket.writableLength === 0) {
				listener.write(Buffer.alloc(100_000));
			}
			dropWaiting();
		});
		await left;
		peer.resume();
		await cut;
		expect(socket.destroyed).toBe(true);
	},
);

describe.each(['handle', 'stream'] as const)('a receiver, written to by the %s,', (socketWay) => {
	test('gets an event of type 1000, between what was sent before and after', async () => {
		const fixture = await ServerFixture.start({ socketWay });
		const { id, receiver, sender } = await fixture.goLive();
		sender.webSocket.send(audioPacket(100, 1));
		expect(packetNumber(await receiver.next())).toBe(1);
		const { status } = await fixture.call(`/api/podcasts/${id}/silence`, { method: 'POST' });
		expect(status).toBe(204);
		sender.webSocket.send(audioPacket(100, 2));
		expect(await receiver.nextEvent()).toEqual({ type: 1000 });
		expect(packetNumber(await receiver.next())).toBe(2);
	});

	test('gets nothing of what waits to share a write', async () => {
		const fixture = await ServerFixture.start({ packetsPerWrite: 3, socketWay });
		const { id, receiver, sender } = await fixture.goLive();
		sender.webSocket.send(audioPacket(100, 1));
		await sender.roundTrip();
		await fixture.call(`/api/podcasts/${id}/silence`, { method: 'POST' });
		expect(await receiver.nextEvent()).toEqual({ type: 1000 });
		for (const number of [2, 3, 4]) {
			sender.webSocket.send(audioPacket(100, number));
		}
		expect(packetNumber(await receiver.next())).toBe(2);
		expect(fixture.server.stats().podcasts[0]?.packetsDropped).toBe(1);
	});

	test('that is behind is cut with what waits for it, may return, and hears what follows', async () => {
		const limits = { senderPacketsPerSecond: 100_000 };
		const fixture = await ServerFixture.start({ limits, socketWay });
		const { id, receivers, sender } = await fixture.goLive(2);
		const [slow, quick] = receivers as [(typeof receivers)[0], (typeof receivers)[0]];
		slow.webSocket.pause();
		let number = 0;
		while (!fixture.server.stats().podcasts[0]?.packetsDropped) {
			sender.webSocket.send(audioPacket(8000, ++number));
			expect(packetNumber(await quick.next())).toBe(number);
		}
		const lastBefore = number;
		await fixture.call(`/api/podcasts/${id}/silence`, { method: 'POST' });
		expect(await quick.nextEvent()).toEqual({ type: 1000 });
		slow.webSocket.resume();
		expect((await slow.closed).code).toBe(1006);
		// The newest had only been kept for it; what was on its way is lost with the connection.
		expect(slow.unread.map(packetNumber).at(-1) ?? 0).toBeLessThan(lastBefore - 10);
		expect(fixture.server.stats().podcasts[0]).toMatchObject({ receivers: 1, bufferedBytes: 0 });
		const back = fixture.receiver(id);
		await back.next();
		sender.webSocket.send(audioPacket(100, ++number));
		expect(packetNumber(await back.next())).toBe(number);
		expect(packetNumber(await quick.next())).toBe(number);
	});
});

test('only the podcast’s own client may ask for it', async () => {
	const fixture = await ServerFixture.start();
	const id = await fixture.create();
	const ask = async (podcastId: string, headers?: Record<string, string>) => {
		const init = { method: 'POST', ...(headers && { headers }) };
		return (await fixture.call(`/api/podcasts/${podcastId}/silence`, init)).status;
	};
	expect(await ask(id)).toBe(204);
	expect(await ask(id, LISTENER)).toBe(403);
	expect(await ask(id, {})).toBe(401);
	expect(await ask('nope1')).toBe(404);
});
