// What a server's host has added to every episode: jingles and a cover, read into memory.
import { open } from 'node:fs/promises';
import { KWeighting } from '../../audio/mix/k-weighting.js';
import { readOggOpus } from '../../media/chime/ogg-opus.js';
import { integratedLufs } from './loudness-gate.js';
import type { RenderedEpisode, RenderJob } from './render-job.js';
import { TrackVoice } from './track-voice.js';

/** Some minutes of Opus; a whole song is not meant. */
const MAX_JINGLE_BYTES = 8 * 2 ** 20;

const MAX_COVER_BYTES = 8 * 2 ** 20;

/** First bytes of JPEG and PNG. */
const PICTURES = [Uint8Array.of(0xff, 0xd8, 0xff), Uint8Array.of(0x89, 0x50, 0x4e, 0x47)];

/** No jingle is made louder or quieter than by this. */
const MAX_JINGLE_GAIN_DB = 30;

/** A jingle, and what brings it to the wanted loudness. */
export interface Jingle {
	/** Opus, 20 ms each; none where there is no jingle. */
	packets: readonly Uint8Array[];
	gainDb: number;
}

/** All of it. */
export interface Attachments {
	intro: Jingle;
	outro: Jingle;
	cover: Uint8Array | undefined;
	omitted: RenderedEpisode['omitted'];
}

const NO_JINGLE: Jingle = { packets: [], gainDb: 0 };

/** Reads what is there; what cannot be used is left out, for a voice may have to go out of the rest. */
export async function readAttachments(job: RenderJob): Promise<Attachments> {
	const omitted: RenderedEpisode['omitted'] = [];
	async function tryTo<Value>(
		what: (typeof omitted)[number]['what'],
		file: string | undefined,
		read: (file: string) => Promise<Value>,
	): Promise<Value | undefined> {
		try {
			return file === undefined ? undefined : await read(file);
		} catch (error) {
			const { code, message } = error as NodeJS.ErrnoException;
			omitted.push({ what, reason: code ?? message });
			return undefined;
		}
	}
	const readIt = (file: string) => readJingle(file, job.lufs);
	return {
		intro: (await tryTo('intro', job.introFile, readIt)) ?? NO_JINGLE,
		outro: (await tryTo('outro', job.outroFile, readIt)) ?? NO_JINGLE,
		cover: await tryTo('cover', job.coverFile, readCover),
		omitted,
	};
}

async function readJingle(file: string, lufs: number): Promise<Jingle> {
	const packets = await readOggOpus(await readBounded(file, MAX_JINGLE_BYTES));
	const voice = new TrackVoice();
	const weighting = new KWeighting();
	try {
		const energies = Float32Array.from(packets, (packet) => {
			voice.next(packet);
			return voice.isSounding ? 2 * weighting.energy(voice.pcm, voice.isDualMono) : 0;
		});
		const gainDb = lufs - integratedLufs(energies);
		return { packets, gainDb: Number.isFinite(gainDb) ? withinJingleGain(gainDb) : 0 };
	} finally {
		voice.close();
	}
}

function withinJingleGain(db: number): number {
	return Math.min(MAX_JINGLE_GAIN_DB, Math.max(-MAX_JINGLE_GAIN_DB, db));
}

async function readCover(file: string): Promise<Uint8Array> {
	const bytes = await readBounded(file, MAX_COVER_BYTES);
	if (!PICTURES.some((start) => start.every((byte, place) => bytes[place] === byte))) {
		throw new Error('expected JPEG or PNG');
	}
	return bytes;
}

async function readBounded(file: string, maxBytes: number): Promise<Buffer> {
	const handle = await open(file, 'r');
	try {
		const { size } = await handle.stat();
		if (size > maxBytes) {
			throw new Error(`expected at most ${maxBytes} bytes, got ${size}`);
		}
		return await handle.readFile();
	} finally {
		await handle.close();
	}
}
