import { describe, expect, test } from 'vitest';
import { audioOf, readOggPages } from '../../support/ogg-pages.js';
import { until } from '../../support/until.js';
import { ServerFixture } from '../server-fixture.js';
import { Show, type StreamClient } from './stream-fixture.js';

const SILENCE = Uint8Array.of(0xf8, 0xff, 0xfe);
/** CELT, stereo, 20 ms, with a number in it. */
const frame = (number: number, lengthBytes = 60) =>
	Uint8Array.from({ length: lengthBytes }, (_, index) => [0xfc, number >> 8, number][index] ?? 1);
const frames = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, index) => frame(from + index));
/** What speech ends with. */
const TAIL = Array<Uint8Array>(5).fill(SILENCE);
const isSpeech = (packet: Uint8Array) => packet.length !== SILENCE.length;
const numberOf = (packet: Uint8Array) => ((packet[1] as number) << 8) | (packet[2] as number);

const pagesOf = (client: StreamClient) => readOggPages(client.body);
const secondsOf = (client: StreamClient) =>
	((pagesOf(client).at(-1)?.granule ?? 0) - 1920) / 48_000;

/** Resolves when as much audio has come, in milliseconds, and the page that is ahead of the clock. */
async function untilDuration(client: StreamClient, durationMs: number): Promise<void> {
	await until(() => pagesOf(client).at(-1)?.granule).toBe((durationMs + 100) * 48);
}

async function startShow() {
	const fixture = await ServerFixture.start();
	return { fixture, show: await Show.start(fixture) };
}

const BURST = { query: '&burst=1' };

/** One frame and 3,000 bytes of padding (RFC 6716, 3.2.5), 3,832 bytes in all. */
function padded(toc: number): Uint8Array {
	const packet = new Uint8Array(3832).fill(7);
	packet.set([toc | 3, 0x41, ...Array<number>(11).fill(255), 206]);
	return packet;
}

describe('live.ogg', () => {
	test('is one stream of the very frames that were sent, silence before and after', async () => {
		const { fixture, show } = await startShow();
		const client = show.listen('live.ogg', BURST);
		await untilDuration(client, 2000);
		await show.play([...frames(0, 100), ...TAIL]);
		await fixture.clock.step(900);
		await untilDuration(client, 5000);
		const pages = pagesOf(client);
		expect(pages.filter(({ isFirst }) => isFirst)).toHaveLength(1);
		expect(pages.map(({ sequence }) => sequence)).toEqual(pages.map((_, index) => index));
		expect(new Set(pages.map(({ serial }) => serial)).size).toBe(1);
		expect(pages.some(({ isLast }) => isLast)).toBe(false);
		const audio = audioOf(pages);
		expect(audio.filter(isSpeech)).toEqual(frames(0, 100));
		expect(audio.filter((packet) => !isSpeech(packet))).toEqual(Array(155).fill(SILENCE));
		expect(audio.map(isSpeech).lastIndexOf(true) - audio.map(isSpeech).indexOf(true)).toBe(99);
		// Five packets a page.
		expect(pages.slice(2).every(({ packets }) => packets.length === 5)).toBe(true);
	});

	test('comes in pages of ten frames where many listen, numbered for each of them', async () => {
		const { fixture, show } = await startShow();
		const clients = Array.from({ length: 50 }, (_, index) =>
			show.listen('live.ogg', index % 2 === 0 ? BURST : {}),
		);
		await until(() => fixture.server.stats().podcasts[0]?.streamListeners.ogg).toBe(50);
		await show.play(frames(0, 60));
		for (const client of clients) {
			await until(() => audioOf(pagesOf(client)).filter(isSpeech).length).toBeGreaterThan(30);
			const pages = pagesOf(client);
			expect(pages.slice(-4).map(({ packets }) => packets.length)).toEqual([10, 10, 10, 10]);
			expect(pages.map(({ sequence }) => sequence)).toEqual(pages.map((_, index) => index));
			expect(audioOf(pages).length * 960).toBe(pages.at(-1)?.granule);
		}
	});

	test('begins for a late joiner with the last two seconds, and at its own zero', async () => {
		const { show } = await startShow();
		const early = show.listen('live.ogg', BURST);
		await untilDuration(early, 2000);
		await show.play(frames(0, 250));
		const late = show.listen('live.ogg', BURST);
		await untilDuration(late, 2000);
		const numbers = audioOf(pagesOf(late)).map(numberOf);
		expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] as number) + index));
		await show.play(frames(250, 300));
		await untilDuration(late, 3000);
		await untilDuration(early, 8000);
		expect(pagesOf(late).map(({ sequence }) => sequence)).toEqual(
			pagesOf(late).map((_, index) => index),
		);
		expect(audioOf(pagesOf(late))).toEqual(audioOf(pagesOf(early)).slice(-155));
	});

	test('begins at the connect unless a burst is wanted', async () => {
		const { fixture, show } = await startShow();
		const client = show.listen('live.ogg');
		await untilDuration(client, 0);
		await fixture.clock.step(1000);
		await untilDuration(client, 1000);
	});

	test.each([0, 1, 49, 51, 99])('is as long as it took, %i ms after a page', async (phaseMs) => {
		const { fixture, show } = await startShow();
		const other = show.listen('live.ogg', BURST);
		await untilDuration(other, 2000);
		await fixture.clock.step(500 + phaseMs);
		const client = show.listen('live.ogg', BURST);
		const bare = show.listen('live.ogg');
		await until(() => pagesOf(client).length * pagesOf(bare).length).toBeGreaterThan(0);
		await fixture.clock.step(1733);
		const pages = Math.floor((500 + phaseMs + 1733) / 100);
		await untilDuration(other, 2000 + pages * 100);
		await until(() => Math.abs(secondsOf(bare) - 1.733)).toBeLessThan(0.08);
		await until(() => Math.abs(secondsOf(client) - 3.733)).toBeLessThan(0.08);
	});

	test('lasts as long as the clock, though the sender pauses half of the time', async () => {
		const { fixture, show } = await startShow();
		const client = show.listen('live.ogg');
		await untilDuration(client, 0);
		for (let turn = 0; turn < 5; turn++) {
			await show.play([...frames(0, 32), ...TAIL]);
			await fixture.clock.step(37 * 20);
		}
		const elapsedS = (5 * 2 * 37 * 20) / 1000;
		await until(() => Math.abs(secondsOf(client) - elapsedS)).toBeLessThan(0.1);
		expect(audioOf(pagesOf(client)).filter(isSpeech)).toHaveLength(5 * 32);
	});

	test.each([0, 50, 53])(
		'ends with a last page when the podcast ends, %i frames on',
		async (count) => {
			const { show } = await startShow();
			const client = show.listen('live.ogg', BURST);
			await untilDuration(client, 2000);
			await show.play(frames(0, count));
			show.sender.webSocket.close(1000);
			await client.closed;
			const pages = pagesOf(client);
			expect(pages.map(({ isLast }) => isLast)).toEqual(
				pages.map((_, index) => index === pages.length - 1),
			);
			expect(pages.at(-1)?.packets.length).toBeGreaterThan(0);
			expect(Math.abs(secondsOf(client) - 2 - count * 0.02)).toBeLessThan(0.1);
			await until(() => show.fixture.server.stats().connections).toBe(0);
		},
	);

	test('splits what does not fit in one page', async () => {
		const { fixture, show } = await startShow();
		const client = show.listen('live.ogg');
		await untilDuration(client, 0);
		// 2.5 ms each and many bytes: 40 frames make 100 ms, and need 640 lacing values.
		const short = padded(0xe4);
		for (let count = 0; count < 80; count++) {
			show.send(short);
		}
		show.send(SILENCE);
		await show.sender.roundTrip();
		await fixture.clock.step(1000);
		await untilDuration(client, 1000);
		expect(audioOf(pagesOf(client)).filter(isSpeech)).toEqual(Array(80).fill(short));
	});

	test('passes over packets that do not open, and counts them', async () => {
		const { fixture, show } = await startShow();
		const client = show.listen('live.ogg', BURST);
		await untilDuration(client, 2000);
		const forged = Buffer.alloc(100, 1);
		show.sender.webSocket.send(forged);
		show.sender.webSocket.send(forged.subarray(0, 26));
		await show.play([...frames(0, 10), ...TAIL]);
		await fixture.clock.step(700);
		await untilDuration(client, 3000);
		expect(audioOf(pagesOf(client)).filter(isSpeech)).toEqual(frames(0, 10));
		expect(fixture.server.stats().podcasts[0]?.unopenedPackets).toBe(2);
	});

	test('opens nothing while nobody listens', async () => {
		const { fixture, show } = await startShow();
		show.sender.webSocket.send(Buffer.alloc(100, 1));
		await show.sender.roundTrip();
		const client = show.listen('live.ogg', BURST);
		await untilDuration(client, 2000);
		client.socket.destroy();
		await until(() => fixture.server.stats().podcasts[0]?.streamListeners.ogg).toBe(0);
		show.sender.webSocket.send(Buffer.alloc(100, 1));
		await show.sender.roundTrip();
		expect(fixture.server.stats().podcasts[0]?.unopenedPackets).toBe(0);
		expect(fixture.server.stats().connections).toBe(1);
	});

	test('cuts a listener that does not read, and no other', async () => {
		const fixture = await ServerFixture.start({ limits: { streamBacklogBytes: 100_000 } });
		const show = await Show.start(fixture);
		const slow = show.listen('live.ogg', BURST);
		const quick = show.listen('live.ogg', BURST);
		await untilDuration(quick, 2000);
		await untilDuration(slow, 2000);
		slow.socket.pause();
		// More than the kernel's buffers of a loopback connection hold.
		const large = padded(0xf8);
		let sent = 0;
		while (fixture.server.stats().podcasts[0]?.streamListeners.ogg === 2 && sent < 10_000) {
			for (let count = 0; count < 5; count++) {
				show.send(large);
			}
			sent += 5;
			await show.sender.roundTrip();
			await fixture.clock.step(100);
		}
		expect(sent).toBeLessThan(10_000);
		await untilDuration(quick, 2000 + sent * 20);
		expect(fixture.logLines.some((line) => line.includes('"isSlow":true'))).toBe(true);
		slow.socket.resume();
		await slow.closed;
		await show.play(frames(0, 10));
		await untilDuration(quick, 2200 + sent * 20);
	});

	test('ends for those who came by an old key, or without credentials to a private podcast', async () => {
		const { fixture, show } = await startShow();
		const guest = show.listen('live.ogg', BURST);
		const client = show.listen('live.ogg', {
			...BURST,
			headers: ['clientId: 1002', 'token: listener-token-77aa'],
		});
		await untilDuration(guest, 2000);
		await untilDuration(client, 2000);
		await fixture.call(`/api/podcasts/${show.id}/listen-key`, { method: 'POST' });
		await guest.closed;
		const second = show.listen('live.ogg', BURST);
		await until(() => second.head).toMatch(/ 404 /);
		await fixture.clock.step(100);
		await untilDuration(client, 2100);
	});
});
