// Measured: many podcasts that mix at the same time, in real time, in one process and its workers.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { MixSettings } from '../../src/audio/mix/mix-job.js';
import { MixingPool } from '../../src/audio/mix/mixing-pool.js';
import { Pacer } from '../../src/audio/pacer.js';
import { Programme } from '../../src/audio/programme.js';
import { systemClock } from '../../src/clock.js';
import { EpisodeRenderer } from '../../src/episodes/render/renderer.js';
import { FRAME_DURATION_MS, FRAME_SAMPLES } from '../../src/media/pcm.js';
import { EpisodeFolder, newEpisodeId } from '../../src/store/episode-folder.js';
import { MANIFEST_VERSION, manifestShape } from '../../src/store/episode-manifest.js';
import { serveBench } from './measured.js';
import { writeTracks } from './recorded-conversation.js';
import { percentile } from './statistics.js';

/** What is mixed. */
export interface MixingLoadSetup {
	podcasts: number;
	seconds: number;
	/** Opus frames of voices, which the members of the podcasts take turns to have. */
	voices: readonly Uint8Array[][];
	/** Tracks of an episode that is rendered meanwhile, again and again; default none. */
	rendered?: readonly Uint8Array[][];
}

/** What came of it, after a warm-up. */
export interface MixingLoadResult {
	/** 99 % of mixed frames followed on the one before within this, in milliseconds. */
	spacingP99Ms: number;
	/** The same of a pacer beside it that does nothing. */
	bareSpacingP99Ms: number;
	/** How far the podcast that is furthest off is from 50 frames a second. */
	rateError: number;
	/** How often the episode was rendered. */
	renderings: number;
}

const SETTINGS: MixSettings = { bitrateBps: 96_000, hasAutomaticGain: true };
const SPEAKERS_EACH = 2;
const ID = '100000000000000001';
const FRAMES_PER_SECOND = 1000 / FRAME_DURATION_MS;

/** At first there are the change-overs, and what is not compiled yet. */
const WARM_UP_MS = 4000;

/** Prime to what it is taken modulo: spreads members over the 20 ms, as those of channels are. */
const SPREAD = 7919;

serveBench(async (setup: MixingLoadSetup): Promise<MixingLoadResult> => {
	const pool = new MixingPool();
	const heardMs: number[][] = Array.from({ length: setup.podcasts }, () => []);
	const programmes = heardMs.map(
		(times) =>
			new Programme({
				clock: systemClock,
				settings: SETTINGS,
				mixing: pool,
				onFrame: () => times.push(performance.now()),
			}),
	);
	const startMs = performance.now();
	const bareMs: number[] = [];
	const bare = new Pacer({
		clock: systemClock,
		startMs,
		onTick: () => bareMs.push(performance.now()),
	});
	const rendering = setup.rendered && (await beginRendering(setup.rendered));
	await speak(programmes, startMs, setup);
	const renderings = (await rendering?.end()) ?? 0;
	bare.close();
	for (const programme of programmes) {
		programme.close();
	}
	await pool.close();
	const measured = heardMs.map((times) => times.filter((atMs) => atMs > startMs + WARM_UP_MS));
	const rates = measured.map(
		(times) => ((times.length - 1) * 1000) / ((times.at(-1) ?? 0) - (times[0] ?? 0)),
	);
	return {
		spacingP99Ms: percentile(measured.flatMap(gapsOf), 0.99),
		bareSpacingP99Ms: percentile(gapsOf(bareMs.filter((at) => at > startMs + WARM_UP_MS)), 0.99),
		renderings,
		rateError: Math.max(...rates.map((rate) => Math.abs(rate - FRAMES_PER_SECOND))),
	};
});

/** All members of all podcasts talk without a pause. */
async function speak(
	programmes: readonly Programme[],
	startMs: number,
	{ seconds, voices }: MixingLoadSetup,
): Promise<void> {
	const members = programmes.flatMap((programme, podcast) =>
		Array.from({ length: SPEAKERS_EACH }, (_, member) => ({
			programme,
			member,
			firstMs: startMs + (((podcast * SPEAKERS_EACH + member) * SPREAD) % 200) / 10,
			frames: voices[(podcast + member) % voices.length] as Uint8Array[],
			sent: 0,
		})),
	);
	while (performance.now() < startMs + WARM_UP_MS + seconds * 1000) {
		for (const speaker of members) {
			const nowMs = performance.now();
			while (speaker.firstMs + speaker.sent * FRAME_DURATION_MS <= nowMs) {
				const { frames, member, programme, sent } = speaker;
				speaker.sent += 1;
				programme.push({
					opus: frames[sent % frames.length] as Uint8Array,
					userId: `${member}`,
					ssrc: member,
					voiceSession: 0,
					transportNonce: sent * SPEAKERS_EACH + member,
					sequence: sent & 0xffff,
					timestamp: (sent * FRAME_SAMPLES) >>> 0,
					receivedAtMs: nowMs,
				});
			}
		}
		await new Promise((resolve) => setTimeout(resolve, 1));
	}
}

/** Milliseconds from each to the next. */
function gapsOf(timesMs: readonly number[]): number[] {
	return timesMs.slice(1).map((atMs, index) => atMs - (timesMs[index] as number));
}

/** Renders an episode over and over, in its own thread, as the program does. */
async function beginRendering(tracks: readonly Uint8Array[][]) {
	const dataDir = mkdtempSync(join(tmpdir(), 'mixing-bench-'));
	const folder = new EpisodeFolder(dataDir, newEpisodeId());
	await writeTracks(folder, tracks);
	const manifest = manifestShape.parse({
		...{ version: MANIFEST_VERSION, id: folder.id, title: 'Bench', state: 'rendering' },
		...{ guildId: ID, channelId: ID, visibility: 'public', consent: 'notice' },
		startedAtEpochMs: 0,
		durationMs: (tracks[0]?.length ?? 0) * FRAME_DURATION_MS,
		keepDays: { unpublished: 7, published: 0, tracks: 0 },
		tracks: tracks.map((_, index) => ({ number: index + 1, userId: ID, name: 'Ann' })),
	});
	const renderer = new EpisodeRenderer({ logger: pino({ level: 'silent' }) });
	const ending = new AbortController();
	let progress = 0;
	const work = async () => {
		for (let revision = 1; !ending.signal.aborted; revision++) {
			const job = { folderPath: folder.path, dataDir, id: folder.id, revision, manifest };
			await renderer.render(
				{ ...job, lufs: -16, mp3Kbps: 128 },
				(fraction) => (progress = revision - 1 + fraction),
				ending.signal,
			);
		}
	};
	const done = work().catch((error: unknown) => {
		if (!ending.signal.aborted) throw error;
	});
	return {
		async end() {
			ending.abort();
			await done;
			await renderer.close();
			rmSync(dataDir, { recursive: true });
			return progress;
		},
	};
}
