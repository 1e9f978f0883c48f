// The streams in players as people have them: 5 s each, or 60 s with LONG=1. The server's time is
// stepped, so that there is always something to play, however busy the machine.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readOggPages } from '../../support/ogg-pages.js';
import { amplitudeAt, encode, toDb, tone } from '../../support/signal.js';
import { hasTools, leftOf, runTool, STEREO_FLOATS } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { ServerFixture } from '../server-fixture.js';
import { Show } from './stream-fixture.js';

const LISTEN_S = process.env.LONG ? 60 : 5;
const SECOND = 48_000;
const MP3_BYTES_PER_S = 16_000;
/** Samples that are not heard at the start (RFC 7845, 4.2). */
const PRE_SKIP = 1920;
const TONE_DB = toDb(0.25);
/** Node cannot run the source as it is, so the worker is the built one. */
const WORKER_URL = new URL('../../../dist/media/mp3-worker.js', import.meta.url);

const hasPlayers = hasTools('ffmpeg', 'mpv', 'opusinfo');

/** Two seconds from the middle of a tone, whose period fits: played again and again it goes on. */
const TONE = encode(tone({ hz: 440, peak: 0.25, durationMs: 4000 })).slice(50, 150);
const SILENCE = Uint8Array.of(0xf8, 0xff, 0xfe);
/** Half a second of tone, its five frames of silence, and nothing for as long. */
const HALF_PAUSED = [...TONE.slice(0, 25), ...Array(5).fill(SILENCE), ...Array(20).fill(undefined)];

async function startShow(): Promise<Show> {
	const fixture = await ServerFixture.start({
		mp3WorkerUrl: WORKER_URL,
		// Time goes on faster than some players begin to read.
		limits: { streamBacklogBytes: 64 * 1024 * 1024 },
	});
	return Show.start(fixture);
}

function makeFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'streams-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	return folder;
}

/** Levels of the tone in each tenth of a second. */
function toneLevelsDb(samples: Float32Array): number[] {
	const step = SECOND / 10;
	return Array.from({ length: Math.floor(samples.length / step) }, (_, index) =>
		toDb(amplitudeAt(440, samples.subarray(index * step, (index + 1) * step))),
	);
}

/** What ffmpeg makes of a stream. */
async function playWithFfmpeg(url: string) {
	const args = ['-nostdin', '-hide_banner', '-loglevel', 'warning', '-i', url];
	const { stdout, stderr } = await runTool('ffmpeg', [
		...args,
		'-t',
		String(LISTEN_S),
		...STEREO_FLOATS,
	]);
	return { player: 'ffmpeg', log: stderr, samples: leftOf(stdout) };
}

/** What mpv makes of a stream. */
async function playWithMpv(url: string, file: string) {
	const { stdout, stderr } = await runTool('mpv', [
		'--no-config',
		'--quiet',
		'--no-input-terminal',
		'--msg-level=all=warn',
		'--no-video',
		'--ao=pcm',
		'--ao-pcm-waveheader=no',
		`--ao-pcm-file=${file}`,
		'--audio-format=float',
		'--audio-channels=stereo',
		'--audio-samplerate=48000',
		`--length=${LISTEN_S}`,
		url,
	]);
	return { player: 'mpv', log: `${stdout}${stderr}`, samples: leftOf(readFileSync(file)) };
}

describe.runIf(hasPlayers)('in players', () => {
	test('ffmpeg and mpv play both streams without a warning, and the tone is there all the time', async () => {
		const show = await startShow();
		const folder = makeFolder();
		// Somebody has been listening: what a burst brings is the show, not the silence before it.
		show.listen('live.ogg');
		const mp3 = show.listen('live.mp3');
		// It is encoded beside the clock: until two seconds of silence and as much tone are.
		await until(async () => {
			await show.play(TONE);
			return mp3.body.length / MP3_BYTES_PER_S;
		}).toBeGreaterThan(5);
		const playing = Promise.all(
			['live.ogg', 'live.mp3'].flatMap((file) => [
				playWithFfmpeg(show.url(file)),
				playWithMpv(show.url(file), join(folder, file)),
			]),
		);
		let isOver = false;
		const over = () => {
			isOver = true;
		};
		void playing.then(over, over);
		while (!isOver) {
			await show.play(TONE);
		}
		const played = await playing;
		for (const { player, log, samples } of played) {
			expect(log, player).toBe('');
			expect(samples.length / SECOND, player).toBeGreaterThan(LISTEN_S - 0.2);
			const levels = toneLevelsDb(samples.subarray(SECOND / 5));
			const other = levels.filter((level) => Math.abs(level - TONE_DB) > 1);
			expect(other, `${player}, of ${levels.length} tenths of a second`).toEqual([]);
		}
	});

	test('opusinfo finds no fault in a saved stream, which is as long as it took', async () => {
		const show = await startShow();
		const { clock } = show.fixture;
		const client = show.listen('live.ogg');
		await until(() => client.body.length).toBeGreaterThan(0);
		const startMs = clock.nowMs();
		for (let place = 0; place < LISTEN_S * 50; place++) {
			const frame = HALF_PAUSED[place % HALF_PAUSED.length];
			await (frame ? show.play([frame]) : clock.step(20));
		}
		show.sender.webSocket.close(1000);
		await client.closed;
		const durationS = ((readOggPages(client.body).at(-1)?.granule ?? 0) - PRE_SKIP) / SECOND;
		expect(Math.abs(durationS - (clock.nowMs() - startMs) / 1000)).toBeLessThanOrEqual(0.1);
		expect(readOggPages(client.body).filter(({ isFirst }) => isFirst)).toHaveLength(1);

		const file = join(makeFolder(), 'live.ogg');
		writeFileSync(file, client.body);
		const { stdout, stderr } = await runTool('opusinfo', [file]);
		const report = `${stdout}${stderr}`;
		expect(report).not.toMatch(/warning|error|hole|invalid|corrupt/i);
		expect(report.match(/New logical stream/g)).toHaveLength(1);
		expect(report).toMatch(/Playback length: /);
	});
});
