// A show's stream in players as people have them, over the end of one show and the start of the next.
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { amplitudeAt, toDb } from '../../support/signal.js';
import { hasTools, leftOf, runTool } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { GUILD_ID, SECOND, Station, spoken } from './station.js';

const hasMpv = hasTools('mpv');
const hasFfplay = hasTools('ffplay');
const FIRST = spoken(440);
const NEXT = spoken(880);
/** Of both shows and what is between and behind them, so that a player that reads on has enough. */
const PLAYED_S = 5.4;

/** Two shows, one after the other, and some silence around them. */
async function playTwoShows(station: Station): Promise<void> {
	const { clock, server } = station.fixture;
	await until(() => server.stats().connections).toBe(1);
	await clock.step(500);
	for (const frames of [FIRST, NEXT]) {
		const { show, tell } = await station.goOnAir();
		tell();
		await until(() => server.stats().podcasts[0]?.listeners).toBe(1);
		await show.play(frames);
		await clock.step(500);
		await station.goOffAir(show);
		await clock.step(500);
	}
}

/** Seconds in which a tone is heard, to a tenth. */
function secondsOf(hz: number, samples: Float32Array): number {
	const step = SECOND / 10;
	const pieces = Array.from({ length: Math.floor(samples.length / step) }, (_, index) =>
		samples.subarray(index * step, (index + 1) * step),
	);
	return pieces.filter((piece) => toDb(amplitudeAt(hz, piece)) > -20).length / 10;
}

test.runIf(hasMpv).each(['mp3', 'ogg'] as const)(
	'mpv plays both shows by live.%s, without a warning',
	async (format) => {
		const folder = mkdtempSync(join(tmpdir(), 'show-'));
		onTestFinished(() => rmSync(folder, { recursive: true }));
		const file = join(folder, 'heard');
		const station = await Station.start({}, { streamBacklogBytes: 64 * 1024 * 1024 });
		const player = runTool('mpv', [
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
			`--length=${PLAYED_S}`,
			`${station.fixture.server.url}/s/harbour/live.${format}?burst=0`,
		]);
		let isOver = false;
		void player.finally(() => {
			isOver = true;
		});
		await playTwoShows(station);
		await until(async () => {
			await station.fixture.clock.step(1000);
			return isOver;
		}).toBe(true);
		const { stdout, stderr } = await player;
		expect(`${stdout}${stderr}`).toBe('');
		const samples = leftOf(await readFile(file));
		for (const hz of [440, 880]) {
			expect(secondsOf(hz, samples), `${hz} Hz`).toBeGreaterThan(1.2);
		}
		expect(samples.reduce((peak, each) => Math.max(peak, Math.abs(each)), 0)).toBeLessThan(0.32);
	},
);

test.runIf(hasFfplay)(
	'ffplay plays on from one show to the next, and finds no fault in a frame',
	async () => {
		const station = await Station.start({}, { streamBacklogBytes: 64 * 1024 * 1024 });
		process.env.SDL_AUDIODRIVER = 'dummy';
		onTestFinished(() => {
			delete process.env.SDL_AUDIODRIVER;
		});
		const player = runTool('ffplay', [
			...['-nodisp', '-autoexit', '-hide_banner', '-stats', '-loglevel', 'warning'],
			`${station.fixture.server.url}/s/harbour/live.mp3?burst=0`,
		]);
		await playTwoShows(station);
		// It plays what it has to its end.
		station.shown.change(GUILD_ID, { visibility: 'private' });
		const { stderr } = await player;
		const [, last] = [...stderr.matchAll(/([\d.]+) M-A: /g)].at(-1) ?? [];
		expect(Number(last)).toBeGreaterThan(PLAYED_S - 1);
		// What decoders say of frames that they cannot make sense of; that no length was told is none.
		expect(stderr).not.toMatch(/error|invalid|missing|corrupt|overread|backstep|resync/i);
	},
);
