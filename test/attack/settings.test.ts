// Settings at the ends of their ranges, and what comes of packets that a high one lets in.
import { describe, expect, test } from 'vitest';
import { sleepUntil, systemClock } from '../../src/clock.js';
import { readConfig } from '../../src/config/config.js';
import type { ConfigError } from '../../src/errors.js';
import {
	completeLimits,
	DEFAULT_LIMITS,
	type PodcastServerLimits,
	rangeOf,
} from '../../src/server/limits/limits.js';
import { ServerFixture } from '../server/server-fixture.js';
import { Show } from '../server/streams/stream-fixture.js';
import { audioOf, readOggPages } from '../support/ogg-pages.js';
import { decodeAudio, hasTools } from '../support/tools.js';
import { until } from '../support/until.js';
import { RawShow } from './raw-show.js';

const NAMES = Object.keys(DEFAULT_LIMITS) as (keyof PodcastServerLimits)[];

/** An Opus packet of one silent frame, padded to so many bytes (RFC 6716, 3.2.5). */
function paddedPacket(lengthBytes: number): Uint8Array {
	const packet = new Uint8Array(lengthBytes);
	// 255 stands for 254 bytes of padding and more to come, beside its own.
	const paddingBytes = lengthBytes - 2 - 2;
	const chunks = Math.floor(paddingBytes / 255);
	const rest = paddingBytes - chunks * 255 - 1;
	packet.set([0xfb, 0x41, ...Array<number>(chunks).fill(255), rest, 0xff, 0xfe]);
	return packet;
}

describe('a packet that no page of Ogg has room for', () => {
	test.each([65_024, 65_025, 65_026, 70_000, 99_000])(
		'of %i bytes is heard whole, and what follows it',
		async (lengthBytes) => {
			const fixture = await ServerFixture.start({ limits: { maxMessageBytes: 100_000 } });
			const raw = await RawShow.start(fixture);
			const { show } = raw;
			const listener = show.listen('live.ogg');
			const late = () => show.listen('live.ogg', { query: '&burst=1' });
			await until(() => listener.body.length, { interval: 10 }).toBeGreaterThan(0);
			const long = paddedPacket(lengthBytes);
			const short = Uint8Array.of(0xf8, 1, 2, 3);
			await raw.play([short, long, short, long, long, short]);
			await fixture.clock.step(600);
			const joined = late();
			await until(() => joined.body.length, { interval: 10 }).toBeGreaterThan(3 * lengthBytes);
			for (const { body } of [listener, joined]) {
				const packets = audioOf(readOggPages(body)).map(({ length }) => length);
				expect(packets.filter((length) => length !== 3)).toEqual([
					4,
					lengthBytes,
					4,
					lengthBytes,
					lengthBytes,
					4,
				]);
			}
		},
	);

	test.runIf(hasTools('ffmpeg'))('is decoded by ffmpeg', async () => {
		const fixture = await ServerFixture.start({ limits: { maxMessageBytes: 100_000 } });
		const raw = await RawShow.start(fixture);
		const { show } = raw;
		const listener = show.listen('live.ogg');
		await until(() => listener.body.length, { interval: 10 }).toBeGreaterThan(0);
		await raw.play([paddedPacket(70_000), Uint8Array.of(0xf8, 1, 2, 3)]);
		await fixture.clock.step(600);
		await fixture.call(`/api/podcasts/${show.id}`, { method: 'DELETE' });
		await listener.closed;
		const { samples } = await decodeAudio(listener.body, 'ogg');
		expect(samples.length).toBeGreaterThan(0);
	});
});

describe.each(['min', 'max'] as const)('every limit at its %s', (end) => {
	test.each(NAMES)('%s serves, and stops', async (name) => {
		const fixture = await ServerFixture.start({ limits: { [name]: rangeOf(name)[end] } });
		const response = await fixture.call('/health', { headers: {} }).catch(() => undefined);
		// The least head or rate may well be too small for this call.
		expect(response?.status ?? 200).toBeLessThan(500);
		await fixture.clock.step(1_000);
		await fixture.server.close();
		expect(fixture.clock.pendingTimers).toBe(0);
	});

	test.each(NAMES)('%s beyond it is refused by its name', (name) => {
		const beyond = rangeOf(name)[end] + (end === 'min' ? -1 : 1);
		expect(() => completeLimits({ [name]: beyond })).toThrow(`limits.${name} to be an integer`);
	});
});

test('a show is heard with every limit at its most', async () => {
	const limits = Object.fromEntries(NAMES.map((name) => [name, rangeOf(name).max]));
	const fixture = await ServerFixture.start({ limits });
	const show = await Show.start(fixture);
	const listener = show.listen('live.ogg');
	const receiver = fixture.receiver(show.id);
	await receiver.next();
	await until(() => listener.body.length, { interval: 10 }).toBeGreaterThan(0);
	await show.play([Uint8Array.of(0xf8, 1, 2, 3)]);
	await fixture.clock.step(600);
	expect((await receiver.next())[0]).toBe(1);
	await until(() => audioOf(readOggPages(listener.body)).map(({ length }) => length)).toContain(4);
});

test('settings name their range', () => {
	const problemsOf = (environment: Record<string, string>) => {
		try {
			readConfig({ DISCORD_TOKEN: 'x', ...environment }, 'server');
			return [];
		} catch (error) {
			return (error as AggregateError).errors.map(
				({ variable, message }: ConfigError) => `${variable}: ${message}`,
			);
		}
	};
	expect(problemsOf({ MAX_MESSAGE_BYTES: '100000', PING_INTERVAL_MS: '100' })).toEqual([
		expect.stringContaining('PODCAST_CLIENTS'),
	]);
	const problems = problemsOf({
		MAX_MESSAGE_BYTES: '2000000',
		PING_INTERVAL_MS: '1',
		SENDER_BUFFER_BYTES: '2147483647',
	});
	expect(problems.filter((problem) => !problem.startsWith('PODCAST_CLIENTS')).sort()).toEqual([
		expect.stringMatching(/MAX_MESSAGE_BYTES.*from 42 to 1048576/),
		expect.stringMatching(/PING_INTERVAL_MS.*from 100 to/),
		expect.stringMatching(/SENDER_BUFFER_BYTES.*from 1 to 67108864/),
	]);
});

test('a peer that answers pings is never gone, however far apart they are', async () => {
	const fixture = await ServerFixture.start({
		limits: { pingIntervalMs: 60_000, peerTimeoutMs: 10_000 },
	});
	const { receiver, sender } = await fixture.goLive(1);
	for (let second = 0; second < 30; second++) {
		await fixture.clock.step(1_000);
		await Promise.all([receiver.roundTrip(), sender.roundTrip()]);
	}
	expect(receiver.webSocket.readyState).toBe(receiver.webSocket.OPEN);
});

test('a time that is longer than timers are is not over at once', async () => {
	let isOver = false;
	const timer = systemClock.at(systemClock.nowMs() + 2 ** 32, () => {
		isOver = true;
	});
	// What is too long for Node's timers is over after 1 ms, and so before this.
	await sleepUntil(systemClock, systemClock.nowMs() + 1);
	timer.cancel();
	expect(isOver).toBe(false);
});
