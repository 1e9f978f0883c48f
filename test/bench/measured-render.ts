// Measured: an hour of four speakers rendered, from a piece of it, or the same codecs alone.
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMp3Encoder } from 'wasm-media-encoders';
import { planGains } from '../../src/episodes/render/gain-plan.js';
import { Mp3File } from '../../src/episodes/render/mp3/mp3-file.js';
import { OpusFile } from '../../src/episodes/render/opus-file.js';
import { playProgramme, type Sink } from '../../src/episodes/render/programme-source.js';
import { surveyTracks } from '../../src/episodes/render/survey.js';
import { OpusDecoder, OpusEncoder } from '../../src/media/opus.js';
import { isSilence } from '../../src/media/opus-packet.js';
import { CHANNELS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../../src/media/pcm.js';
import { EpisodeFolder, newEpisodeId } from '../../src/store/episode-folder.js';
import { serveBench } from './measured.js';
import { writeTracks } from './recorded-conversation.js';

/** What is rendered: a packet a tick, by track. */
export interface RenderSetup {
	tracks: readonly Uint8Array[][];
}

/** Seconds of CPU time for an hour. */
export interface RenderResult {
	/** What the Opus file costs more, where the MP3 is made anyway. */
	opus: number;
	/** Measuring and the MP3 alone. */
	mp3: number;
	/** Both. */
	both: number;
	/** Decoding twice, LAME, and the encoder where two speak; nothing else. */
	bothFloor: number;
}

const TICKS_PER_HOUR = 3600 * 50;
const PACE = { breathe: async () => {}, report: () => {} };
const FACTS = {
	title: 'Bench',
	artist: '',
	album: '',
	startedAtEpochMs: 0,
	playedMs: 0,
	chapters: [],
};

serveBench(async ({ tracks }: RenderSetup): Promise<RenderResult> => {
	const dataDir = mkdtempSync(join(tmpdir(), 'render-bench-'));
	try {
		const ticks = tracks[0]?.length ?? 0;
		const folder = new EpisodeFolder(dataDir, newEpisodeId());
		await writeTracks(folder, tracks);
		const numbers = tracks.map((_, place) => place + 1);
		const begin = (name: string) => openSync(join(dataDir, name), 'w');
		const render = async (hasOpus: boolean) => {
			const survey = await surveyTracks(folder, { numbers, pace: PACE });
			const gains = planGains(survey.tracks, { ticks: survey.ticks, lufs: -16 });
			const jingle = { packets: [], gainDb: 0 };
			const sinks: Sink[] = [
				await Mp3File.begin(begin('a.mp3'), { ...FACTS, bitrateKbps: 128, ticks }),
			];
			if (hasOpus) {
				sinks.push(new OpusFile(begin('a.opus'), { ...FACTS, gainDb: gains.opusDb }));
			}
			const source = { survey, gains, intro: jingle, outro: jingle, fromTick: 0, untilTick: ticks };
			await playProgramme(source, { sinks, pace: PACE });
			for (const sink of sinks) {
				sink.end();
			}
		};
		const scale = TICKS_PER_HOUR / ticks;
		const measure = async (work: () => Promise<void>) => scale * (await cpuSeconds(work));
		// The compiler's threads must be done before anything is measured.
		await render(true);
		const mp3 = await measure(() => render(false));
		const both = await measure(() => render(true));
		return { opus: both - mp3, mp3, both, bothFloor: await measure(() => codecs(tracks)) };
	} finally {
		rmSync(dataDir, { recursive: true });
	}
});

async function cpuSeconds(work: () => Promise<void>): Promise<number> {
	const before = process.cpuUsage();
	await work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1e6;
}

/** The codecs alone, as often as they are needed. */
async function codecs(tracks: RenderSetup['tracks']): Promise<void> {
	const pcm = new Float32Array(6 * FRAME_SAMPLES * CHANNELS);
	const left = new Float32Array(FRAME_SAMPLES);
	const encoder = new OpusEncoder(96_000);
	const lame = await createMp3Encoder();
	lame.configure({ sampleRate: SAMPLE_RATE_HZ, channels: CHANNELS, bitrate: 128 });
	const decoders = tracks.map(() => new OpusDecoder());
	const ticks = tracks[0]?.length ?? 0;
	for (let tick = 0; tick < 2 * ticks; tick++) {
		let speaking = 0;
		for (const [place, packets] of tracks.entries()) {
			const packet = packets[tick % ticks] as Uint8Array;
			if (!isSilence(packet)) {
				speaking += 1;
				decoders[place]?.decode(packet, pcm, 0);
			}
		}
		if (tick >= ticks) {
			if (speaking > 1) {
				encoder.encode(pcm);
			}
			for (let index = 0; index < FRAME_SAMPLES; index++) {
				left[index] = pcm[CHANNELS * index] as number;
			}
			lame.encode([left, left]);
		}
	}
	for (const codec of [...decoders, encoder]) {
		codec.close();
	}
}
