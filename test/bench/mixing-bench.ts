// What mixing costs beside its decoding and encoding alone and beside ffmpeg; how it keeps its pace.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readOggOpus } from '../support/speech/ogg-opus.js';
import type { MixingResult, MixingSetup } from './measured-mixing.js';
import type { MixingLoadResult, MixingLoadSetup } from './measured-mixing-load.js';
import { MeasuredProcess } from './measured-process.js';
import { makeConversation } from './recorded-conversation.js';
import type { Rounds } from './rounds.js';
import type { Row } from './table.js';

/** How mixing is measured. */
export interface MixingBenchOptions {
	/** How many speak at once, variant by variant. */
	speakerCounts: readonly number[];
	/** Podcasts that mix at the same time, in real time. */
	podcasts: number;
	seconds: number;
}

const SPEECH = join(import.meta.dirname, '../support/speech');
const VOICES = ['voice-a', 'voice-b', 'voice-c'].map((name) => join(SPEECH, `${name}.opus`));
const FRAMES_PER_SECOND = 50;

/** How much of each voice is mixed. */
const MIXED_SECONDS = 8;

/** Speakers of the same voice talk other stretches of it. */
const STRETCH_SECONDS = 2;

const RATIO_AIM = 1.3;
const FFMPEG_RATIO_AIM = 1;
const SPACING_AIM_MS = 25;
const RATE_AIM = 0.1;

const HAS_FFMPEG = spawnSync('ffmpeg', ['-version']).status === 0;

const PASS_THROUGH = 'pass-through';
const LOAD = ['mixing load, spacing', 'mixing load, bare spacing', 'mixing load, rate'] as const;
const BESIDE_RENDERING = ['mixing, spacing', 'mixing beside rendering, spacing'] as const;

/** Members of that many podcasts are mixed while an episode is rendered. */
const PODCASTS_BESIDE_RENDERING = 2;

/** Of sound are in that episode. */
const RENDERED_SECONDS = 60;

/** Adds mixing to the rounds; the rows are there when those are over. */
export function planMixing(rounds: Rounds, options: MixingBenchOptions): () => Row[] {
	const voices = VOICES.map(readOggOpus);
	const stretches = (speakers: number) =>
		placesOf(speakers).map(({ voice, startSeconds }) =>
			(voices[voice] as Uint8Array[]).slice(
				startSeconds * FRAMES_PER_SECOND,
				(startSeconds + MIXED_SECONDS) * FRAMES_PER_SECOND,
			),
		);
	for (const speakers of options.speakerCounts) {
		const variants = ['mixer', 'bare calls'] as const;
		rounds.add(
			variants.map((variant) => `${variant} ${speakers}`),
			async () => {
				const figures = await measure({ variants, speakers: stretches(speakers) });
				return figures.map((us) => (us * FRAMES_PER_SECOND) / 1000);
			},
		);
		if (HAS_FFMPEG) {
			rounds.add([`ffmpeg ${speakers}`], async () => [mixWithFfmpeg(speakers)]);
		}
	}
	rounds.add([PASS_THROUGH], () => measure({ variants: [PASS_THROUGH], speakers: stretches(1) }));
	const { podcasts, seconds } = options;
	rounds.add(LOAD, async () => {
		const result = await measureLoad({ podcasts, seconds, voices });
		return [result.spacingP99Ms, result.bareSpacingP99Ms, result.rateError];
	});
	rounds.add(BESIDE_RENDERING, async () => {
		const setup = { podcasts: PODCASTS_BESIDE_RENDERING, seconds, voices };
		const rendered = makeConversation(RENDERED_SECONDS);
		const alone = await measureLoad(setup);
		const beside = await measureLoad({ ...setup, rendered });
		if (beside.renderings === 0) {
			throw new Error('Expected some of an episode to be rendered while it was measured');
		}
		return [alone.spacingP99Ms, beside.spacingP99Ms];
	});
	return () => rowsOf(rounds, options);
}

function rowsOf(rounds: Rounds, { speakerCounts, podcasts, seconds }: MixingBenchOptions): Row[] {
	const beside = (floor: string, name: string, aim?: number) =>
		speakerCounts.map((speakers) => ({
			what: `mixing ${speakers} speakers, beside ${name}`,
			unit: 'ms CPU a second',
			measured: rounds.summary(`mixer ${speakers}`),
			floor: rounds.summary(`${floor} ${speakers}`),
			ratio: rounds.ratio(`mixer ${speakers}`, `${floor} ${speakers}`),
			...(aim !== undefined && { aim }),
		}));
	const load = `${podcasts} podcasts mixing for ${seconds} s`;
	const [spacing, bareSpacing, rate] = LOAD;
	const [aloneSpacing, besideRendering] = BESIDE_RENDERING;
	return [
		...beside('bare calls', 'bare decode + encode', RATIO_AIM),
		...(HAS_FFMPEG ? beside('ffmpeg', 'ffmpeg amix', FFMPEG_RATIO_AIM) : []),
		{
			what: 'one speaker passed through the programme',
			unit: 'µs CPU a frame',
			measured: rounds.summary(PASS_THROUGH),
		},
		{
			what: `${load}: frame to frame, p99`,
			unit: 'ms',
			measured: rounds.summary(spacing),
			floor: rounds.summary(bareSpacing),
			aim: SPACING_AIM_MS,
		},
		{
			what: `${load}: furthest off 50 a second`,
			unit: 'frames/s',
			measured: rounds.summary(rate),
			aim: RATE_AIM,
		},
		{
			what: `${PODCASTS_BESIDE_RENDERING} podcasts mixing while an episode is rendered: frame to frame, p99`,
			unit: 'ms',
			measured: rounds.summary(besideRendering),
			floor: rounds.summary(aloneSpacing),
			aim: SPACING_AIM_MS,
		},
	];
}

/** Which voice each speaker has, and from where on. */
function placesOf(speakers: number): { voice: number; startSeconds: number }[] {
	return Array.from({ length: speakers }, (_, speaker) => ({
		voice: speaker % VOICES.length,
		startSeconds: Math.floor(speaker / VOICES.length) * STRETCH_SECONDS,
	}));
}

async function measureLoad(setup: MixingLoadSetup): Promise<MixingLoadResult> {
	const name = 'measured-mixing-load';
	const load = await MeasuredProcess.start<MixingLoadResult>(name, setup, 'all cores');
	await load.stop();
	return load.result;
}

async function measure(setup: MixingSetup): Promise<MixingResult> {
	const measured = await MeasuredProcess.start<MixingResult>('measured-mixing', setup);
	await measured.stop();
	return measured.result;
}

/** The same stretches to the same codec settings; CPU milliseconds a second, by its own count. */
function mixWithFfmpeg(speakers: number): number {
	const inputs = placesOf(speakers).flatMap(({ voice, startSeconds }) => [
		...['-ss', `${startSeconds}`, '-t', `${MIXED_SECONDS}`, '-i', VOICES[voice] as string],
	]);
	const { stderr } = spawnSync(
		'ffmpeg',
		[
			...['-hide_banner', '-benchmark', '-threads', '1', '-filter_complex_threads', '1'],
			...inputs,
			...['-filter_complex', `amix=inputs=${speakers}:normalize=0,alimiter=limit=0.79`],
			...['-ac', '2', '-c:a', 'libopus', '-b:a', '96k', '-application', 'lowdelay'],
			...['-compression_level', '5', '-f', 'null', '-'],
		],
		{ encoding: 'utf8' },
	);
	const [, user, system] = /utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr) ?? [];
	if (user === undefined || system === undefined) {
		throw new Error(`Expected ffmpeg to tell its time, got: ${stderr}`);
	}
	return ((Number(user) + Number(system)) * 1000) / MIXED_SECONDS;
}
