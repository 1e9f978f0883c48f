// A podcast of packets of every length in players: as long as it was spoken, and clean.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isSilence, packetSamples } from '../../../src/media/opus-packet.js';
import { audioOf, readOggPages } from '../../support/ogg-pages.js';
import {
	amplitudeAt,
	concatenate,
	decode,
	type EncodeOptions,
	encode,
	toDb,
	tone,
} from '../../support/signal.js';
import { decodeAudio, hasTools, runTool } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { ServerFixture } from '../server-fixture.js';
import { Show, type StreamClient } from './stream-fixture.js';

const TONE = { hz: 440, peak: 0.25, durationMs: 1800 };
const SAMPLE_RATE_HZ = 48_000;
const SILENCE = Array<Uint8Array>(5).fill(Uint8Array.of(0xf8, 0xff, 0xfe));
const CELT: EncodeOptions = { mode: 'celt', bitrateBps: 96_000 };
const hasPlayers = hasTools('ffmpeg', 'opusinfo');

const pagesOf = (client: StreamClient) => readOggPages(client.body);

/** Loudest and quietest tenth of a second of the tone, without its ends, in decibels. */
function toneLevels(samples: Float32Array): { loudest: number; quietest: number; seconds: number } {
	const tenth = SAMPLE_RATE_HZ / 10;
	const levels = Array.from({ length: Math.floor(samples.length / tenth) }, (_, index) =>
		toDb(amplitudeAt(TONE.hz, samples.subarray(index * tenth, (index + 1) * tenth)) / TONE.peak),
	);
	const heard = levels.slice(
		levels.findIndex((level) => level > -20) + 1,
		levels.findLastIndex((level) => level > -20),
	);
	return {
		loudest: Math.max(...heard),
		quietest: Math.min(...heard),
		seconds: heard.length / 10,
	};
}

describe.each<[string, EncodeOptions]>([
	['2.5 ms', { ...CELT, bitrateBps: 256_000, frameMs: 2.5 }],
	['5 ms', { ...CELT, frameMs: 5 }],
	['10 ms', { ...CELT, frameMs: 10 }],
	['20 ms', { ...CELT, frameMs: 20 }],
	['40 ms', { ...CELT, frameMs: 40 }],
	['60 ms', { ...CELT, frameMs: 60 }],
	['120 ms', { ...CELT, frameMs: 120 }],
	['60 ms of SILK', { frameMs: 60, mode: 'silk', channels: 1, bitrateBps: 24_000 }],
	['20, 60 and 10 ms in turn', { ...CELT, frameMs: [20, 60, 10] }],
])('packets of %s', (_name, options) => {
	const packets = encode(tone(TONE), options);

	test.runIf(hasPlayers)('last as long in both streams as they were spoken', async () => {
		const fixture = await ServerFixture.start();
		const show = await Show.start(fixture);
		const ogg = show.listen('live.ogg');
		const mp3 = show.listen('live.mp3', { query: '&burst=0' });
		await until(() => pagesOf(ogg).length).toBeGreaterThan(2);
		await until(() => fixture.server.stats().mp3Encoders).toBe(1);
		const spoken = packets.reduce((sum, packet) => sum + packetSamples(packet), 0);
		await show.play([...packets, ...SILENCE]);
		await fixture.clock.step(800);
		const elapsedMs = spoken / 48 + 100 + 800;
		const granule = () => pagesOf(ogg).at(-1)?.granule ?? 0;
		await until(() => granule() / 48).toBeGreaterThan(elapsedMs - 100);
		show.sender.webSocket.close(1000);
		await Promise.all([ogg.closed, mp3.closed]);

		const pages = pagesOf(ogg);
		const heard = audioOf(pages);
		const total = heard.reduce((sum, packet) => sum + packetSamples(packet), 0);
		expect(granule()).toBe(total);
		expect(Math.abs(total / 48 - elapsedMs)).toBeLessThan(250);
		expect(heard.filter((packet) => !isSilence(packet))).toEqual(packets);
		const file = join(makeFolder(), 'live.ogg');
		writeFileSync(file, ogg.body);
		const { stdout, stderr } = await runTool('opusinfo', [file]);
		expect(`${stdout}${stderr}`).not.toMatch(/warning|error|hole|invalid|corrupt/i);

		const original = toneLevels(concatenate(decode(packets)));
		for (const [format, body] of [
			['ogg', ogg.body],
			['mp3', mp3.body],
		] as const) {
			const { samples } = await decodeAudio(body, format);
			const { loudest, quietest, seconds } = toneLevels(samples);
			expect(Math.abs(seconds - TONE.durationMs / 1000 + 0.2), format).toBeLessThan(0.15);
			expect(loudest, format).toBeLessThan(original.loudest + 1);
			expect(quietest, format).toBeGreaterThan(original.quietest - 2);
			expect(Math.abs(samples.length / 48 - elapsedMs), format).toBeLessThan(300);
		}
	});
});

test.each([
	['two equal frames of an odd number of bytes', [0xf9, 1, 2, 3]],
	['more than 120 ms', [0xff, 0x3f, 1, 2, 3]],
	['no frames', [0xfb, 0]],
])('a malformed packet costs itself, and is counted: %s', async (_name, bytes) => {
	const fixture = await ServerFixture.start();
	const show = await Show.start(fixture);
	const client = show.listen('live.ogg');
	await until(() => pagesOf(client).length).toBeGreaterThan(2);
	const frames = encode(tone({ ...TONE, durationMs: 200 }));
	await show.play([...frames.slice(0, 5), Uint8Array.from(bytes), ...frames.slice(5), ...SILENCE]);
	await fixture.clock.step(700);
	await until(() => audioOf(pagesOf(client)).filter((packet) => !isSilence(packet))).toEqual(
		frames,
	);
	expect(fixture.server.stats().podcasts[0]?.unopenedPackets).toBe(1);
});

function makeFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'streams-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	return folder;
}
