// What mixing costs: `npm run build && npx tsx test/bench/mixing.ts [rounds [load seconds [workers]]]`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import OpusScript from 'opusscript';
import type { MixJob, MixSettings } from '../../src/audio/mix-job.js';
import { InProcessMixing, Mixer } from '../../src/audio/mixer.js';
import { MixingPool } from '../../src/audio/mixing-pool.js';
import { CHANNELS, FRAME_SAMPLES, OpusDecoder, OpusEncoder } from '../../src/audio/opus.js';
import { Pacer } from '../../src/audio/pacer.js';
import { Programme } from '../../src/audio/programme.js';
import { systemClock } from '../../src/clock.js';
import { readOggOpus } from '../support/speech/ogg-opus.js';

const SETTINGS: MixSettings = { bitrateBps: 96_000, hasAutomaticGain: true };
const SPEECH = join(import.meta.dirname, '../support/speech');
const VOICES = ['voice-a', 'voice-b', 'voice-c'].map((name) => join(SPEECH, `${name}.opus`));
const FRAMES = VOICES.map(readOggOpus);
/** How much is mixed a round. */
const MIXED_SECONDS = 8;
const TICKS = MIXED_SECONDS * 50;
const FRAME_DURATION_MS = 20;
/** What the load test does not count. */
const WARM_UP_MS = 4000;

const rounds = Number(process.argv[2] ?? 5);
const loadSeconds = Number(process.argv[3] ?? 20);
const workers = process.argv[4] === undefined ? undefined : Number(process.argv[4]);

/** Speaker n talks a stretch of one of the three voices, from another place each. */
function stretch(speaker: number): { file: string; startSeconds: number; frames: Uint8Array[] } {
	const voice = speaker % VOICES.length;
	const startSeconds = Math.floor(speaker / VOICES.length) * 2;
	const frames = (FRAMES[voice] as Uint8Array[]).slice(
		startSeconds * 50,
		startSeconds * 50 + TICKS,
	);
	return { file: VOICES[voice] as string, startSeconds, frames };
}

/** Milliseconds of processor time a mixed second. */
function cpuPerSecond(run: () => void): number {
	const before = process.cpuUsage();
	run();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000 / MIXED_SECONDS;
}

function mix(speakers: number): number {
	const streams = Array.from({ length: speakers }, (_, speaker) => stretch(speaker).frames);
	const mixer = new Mixer(SETTINGS);
	const start = { warmUp: [], gainDb: 0, isContinued: false };
	const cpuMs = cpuPerSecond(() => {
		for (let tick = 0; tick < TICKS; tick++) {
			const job: MixJob = {
				isAlone: false,
				isSent: true,
				voices: streams.map((frames, voice) => ({
					voice,
					start: tick === 0 ? start : undefined,
					kind: 'frames',
					packets: [frames[tick] as Uint8Array],
				})),
			};
			mixer.mix(job);
		}
	});
	mixer.close();
	return cpuMs;
}

/** The same libopus calls and nothing else, on buffers that are right. */
function bareCalls(speakers: number): number {
	const streams = Array.from({ length: speakers }, (_, speaker) => stretch(speaker).frames);
	const decoders = streams.map(() => new OpusDecoder());
	const encoder = new OpusEncoder(SETTINGS.bitrateBps);
	const pcm = new Float32Array(6 * FRAME_SAMPLES * CHANNELS);
	const cpuMs = cpuPerSecond(() => {
		for (let tick = 0; tick < TICKS; tick++) {
			decoders.forEach((decoder, speaker) => {
				decoder.decode(streams[speaker]?.[tick] as Uint8Array, pcm, 0);
			});
			encoder.encode(pcm);
		}
	});
	for (const codec of [...decoders, encoder]) {
		codec.close();
	}
	return cpuMs;
}

/** The library's own wrapper; one decoder for all, because it fails from some 20 on. */
function wrapperCalls(speakers: number): number {
	const streams = Array.from({ length: speakers }, (_, speaker) =>
		stretch(speaker).frames.map((frame) => Buffer.from(frame)),
	);
	const decoder = new OpusScript(48_000, CHANNELS);
	const encoder = new OpusScript(48_000, CHANNELS, OpusScript.Application.RESTRICTED_LOWDELAY);
	encoder.encoderCTL(4002, SETTINGS.bitrateBps);
	encoder.encoderCTL(4010, 5);
	const cpuMs = cpuPerSecond(() => {
		for (let tick = 0; tick < TICKS; tick++) {
			let pcm: Buffer = Buffer.alloc(0);
			for (const frames of streams) {
				pcm = decoder.decode(frames[tick] as Buffer);
			}
			encoder.encode(pcm, FRAME_SAMPLES);
		}
	});
	decoder.delete();
	encoder.delete();
	return cpuMs;
}

const FFMPEG = ['/usr/bin/ffmpeg', '/usr/local/bin/ffmpeg'].find((path) => existsSync(path));

/** The same stretches through ffmpeg's amix into libopus, by its own count of processor time. */
function ffmpegMix(speakers: number): number {
	const inputs = Array.from({ length: speakers }, (_, speaker) => stretch(speaker)).flatMap(
		({ file, startSeconds }) => ['-ss', `${startSeconds}`, '-t', `${MIXED_SECONDS}`, '-i', file],
	);
	const { stderr } = spawnSync(
		FFMPEG as string,
		[
			...['-hide_banner', '-benchmark', '-threads', '1', '-filter_complex_threads', '1'],
			...inputs,
			...['-filter_complex', `amix=inputs=${speakers}:normalize=0,alimiter=limit=0.79`],
			...['-ac', '2', '-c:a', 'libopus', '-b:a', '96k', '-application', 'lowdelay'],
			...['-compression_level', '5', '-f', 'null', '-'],
		],
		{ encoding: 'utf8' },
	);
	const [, user = 'NaN', system = 'NaN'] = /utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr) ?? [];
	return ((Number(user) + Number(system)) * 1000) / MIXED_SECONDS;
}

/** Microseconds of processor time a frame of one speaker. */
function passThrough(): number {
	const frames = 300_000;
	const opus = (FRAMES[0] as Uint8Array[])[0] as Uint8Array;
	let heard = 0;
	const programme = new Programme({
		clock: systemClock,
		settings: SETTINGS,
		mixing: new InProcessMixing(),
		onFrame: () => {
			heard += 1;
		},
	});
	const before = process.cpuUsage();
	for (let index = 0; index < frames; index++) {
		programme.push({
			opus,
			userId: 'ada',
			ssrc: 1,
			voiceSession: 0,
			transportNonce: index,
			sequence: index & 0xffff,
			timestamp: (index * FRAME_SAMPLES) >>> 0,
			receivedAtMs: index * FRAME_DURATION_MS,
		});
	}
	const { user, system } = process.cpuUsage(before);
	programme.close();
	if (heard !== frames) {
		throw new Error(`Expected ${frames} frames to be passed through, got ${heard}`);
	}
	return (user + system) / frames;
}

/** Podcasts that mix at the same time, each with two speakers, in real time. */
async function load(podcasts: number): Promise<void> {
	const pool = new MixingPool({
		...(workers !== undefined && { workers }),
		workerUrl: new URL('../../dist/audio/mixing-worker.js', import.meta.url),
		onWorkerError: (error) => console.error(error),
	});
	const times: number[][] = Array.from({ length: podcasts }, () => []);
	const programmes = times.map(
		(heardMs) =>
			new Programme({
				clock: systemClock,
				settings: SETTINGS,
				mixing: pool,
				onFrame: () => heardMs.push(performance.now()),
			}),
	);
	const startMs = performance.now();
	const bareMs: number[] = [];
	const bareTimer = new Pacer({
		clock: systemClock,
		startMs,
		onTick: () => bareMs.push(performance.now()),
	});
	const speakers = programmes.flatMap((programme, podcast) =>
		[0, 1].map((member) => ({
			programme,
			member,
			// Spread over the 20 ms, as members of different channels are.
			firstMs: startMs + (((podcast * 2 + member) * 7919) % 200) / 10,
			frames: FRAMES[(podcast + member) % FRAMES.length] as Uint8Array[],
			sent: 0,
		})),
	);
	const before = process.cpuUsage();
	const eventLoop = performance.eventLoopUtilization();
	while (performance.now() < startMs + loadSeconds * 1000) {
		for (const speaker of speakers) {
			const nowMs = performance.now();
			while (speaker.firstMs + speaker.sent * FRAME_DURATION_MS <= nowMs) {
				const { sent, frames, member } = speaker;
				speaker.sent += 1;
				speaker.programme.push({
					opus: frames[sent % frames.length] as Uint8Array,
					userId: `${member}`,
					ssrc: member,
					voiceSession: 0,
					transportNonce: sent * 2 + member,
					sequence: sent & 0xffff,
					timestamp: (sent * FRAME_SAMPLES) >>> 0,
					receivedAtMs: nowMs,
				});
			}
		}
		await new Promise((resolve) => setTimeout(resolve, 1));
	}
	const { user, system } = process.cpuUsage(before);
	const { utilization } = performance.eventLoopUtilization(eventLoop);
	const { stats } = pool;
	const totals = programmes.map((programme) => programme.stats);
	for (const programme of programmes) {
		programme.close();
	}
	bareTimer.close();
	await pool.close();
	// At first there are the change-overs and the compiling.
	const spans = times.map((heardMs) => heardMs.filter((atMs) => atMs > startMs + WARM_UP_MS));
	const gaps = spans.flatMap(gapsOf);
	const bareGaps = gapsOf(bareMs.filter((atMs) => atMs > startMs + WARM_UP_MS));
	const rates = spans.map(
		(heardMs) => ((heardMs.length - 1) * 1000) / ((heardMs.at(-1) ?? 0) - (heardMs[0] ?? 0)),
	);
	const sum = (pick: (one: (typeof totals)[number]) => number) =>
		totals.reduce((total, one) => total + pick(one), 0);
	console.log(
		`${podcasts} podcasts mixing two speakers each for ${loadSeconds} s: ` +
			`${Math.min(...rates).toFixed(2)}..${Math.max(...rates).toFixed(2)} frames/s, ` +
			`spacing p1 ${quantile(gaps, 0.01).toFixed(1)} ms, p99 ${quantile(gaps, 0.99).toFixed(1)} ms, ` +
			`longest ${Math.max(...gaps).toFixed(1)} ms ` +
			`(a timer that does nothing beside it: p99 ${quantile(bareGaps, 0.99).toFixed(1)} ms, ` +
			`longest ${Math.max(...bareGaps).toFixed(1)} ms); ` +
			`${stats.sessionsHere} here, ${stats.sessionsInWorkers} in ${stats.workers} worker(s); ` +
			`event loop ${(utilization * 100).toFixed(0)} %, processor ${((user + system) / loadSeconds / 10_000).toFixed(0)} % of one core; ` +
			`mixed ${sum((one) => one.mixed)}, unsent ${sum((one) => one.unsent)}, concealed ${sum((one) => one.concealed)}, ` +
			`late ${sum((one) => one.dropped.get('late') ?? 0)}, failed ${sum((one) => one.failed)}`,
	);
}

/** Milliseconds from each to the next. */
function gapsOf(timesMs: readonly number[]): number[] {
	return timesMs.slice(1).map((atMs, index) => atMs - (timesMs[index] as number));
}

function quantile(values: readonly number[], fraction: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? Number.NaN;
}

/** Median, lowest and highest. */
function summary(values: readonly number[]): string {
	const text = [0.5, 0, 1].map((fraction) => quantile(values, fraction).toFixed(2));
	return `${text[0]} (${text[1]}..${text[2]})`;
}

console.log(
	`Processor milliseconds a mixed second, medians of ${rounds} rounds, all variants in each`,
);
for (const speakers of rounds > 0 ? [2, 4, 8, 16] : []) {
	const variants = { mix, bareCalls, wrapperCalls, ...(FFMPEG && { ffmpegMix }) };
	const figures = new Map<string, number[]>();
	for (let round = 0; round <= rounds; round++) {
		for (const [name, measure] of Object.entries(variants)) {
			const cpuMs = measure(speakers);
			if (round > 0) {
				figures.set(name, [...(figures.get(name) ?? []), cpuMs]);
			}
		}
	}
	const mixed = figures.get('mix') ?? [];
	const cells = [...figures].map(([name, values]) => {
		const ratios = mixed.map((cpuMs, round) => cpuMs / (values[round] as number));
		return name === 'mix'
			? summary(values)
			: `${name} ${summary(values)}, ratio ${summary(ratios)}`;
	});
	console.log(`${speakers} speakers: ${cells.join('; ')}`);
}
passThrough();
console.log(
	`pass-through: ${summary(Array.from({ length: rounds }, passThrough))} microseconds a frame`,
);
await load(20);
