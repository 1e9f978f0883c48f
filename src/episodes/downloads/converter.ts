// Ogg Opus as other formats, made while it is downloaded by the machine's own ffmpeg, if it has one.
import { setPriority } from 'node:os';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import type { Clock, Timer } from '../../clock.js';
import { firstSentence } from '../../error-text.js';
import { findFfmpeg, startFfmpeg } from '../../media/chime/ffmpeg.js';
import { CHANNELS, SAMPLE_RATE_HZ } from '../../media/pcm.js';
import { WavFile } from './wav.js';

/** What can be made. */
export const CONVERTED_FORMATS = ['flac', 'wav', 'm4a'] as const;

/** One of them. */
export type ConvertedFormat = (typeof CONVERTED_FORMATS)[number];

/** A core each; who is on air needs one, too. */
const MAX_CONVERSIONS = 2;

/** Whoever reads nothing for so long gets no more: others wait for the place. */
const IDLE_MS = 60_000;

/** Below everything that is on air. */
const PRIORITY = 10;

/** What ffmpeg says of an input is told up to there. */
const MAX_WORDS = 200;

/** The file comes by the standard input, and no format in it may lead to another file or address. */
const INPUT = [
	...['-hide_banner', '-loglevel', 'error', '-protocol_whitelist', 'pipe'],
	...['-f', 'ogg', '-i', 'pipe:0', '-vn', '-sn', '-dn', '-map_metadata', '-1'],
] as const;

const OUTPUTS: Readonly<Record<ConvertedFormat, readonly string[]>> = {
	flac: ['-sample_fmt', 's16', '-f', 'flac'],
	// Its header is ours, which knows the length.
	wav: ['-ac', String(CHANNELS), '-ar', String(SAMPLE_RATE_HZ), '-f', 's16le'],
	// In pieces of a second: what cannot be sought in has no table of all of them at its beginning.
	m4a: [
		...['-c:a', 'aac', '-b:a', '128k', '-frag_duration', '1000000'],
		...['-movflags', '+empty_moov+default_base_moof', '-f', 'mp4'],
	],
};

/** What is converted. */
export interface Conversion {
	/** Ogg Opus; destroyed with what is made of it. */
	source: Readable;
	/** Samples a channel, for WAV. */
	samples: number;
	format: ConvertedFormat;
}

/** Converts, as often at once as the machine bears. */
export class Converter {
	readonly #clock: Clock;
	#isThere: Promise<boolean> | undefined;
	#taken = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Whether ffmpeg can be run; found out once, when it is first asked for. */
	isThere(): Promise<boolean> {
		this.#isThere ??= findFfmpeg(AbortSignal.timeout(IDLE_MS)).then(
			(version) => version !== undefined,
			() => false,
		);
		return this.#isThere;
	}

	/** Takes a place. @returns gives it back, once; undefined where all are taken */
	take(): (() => void) | undefined {
		if (this.#taken >= MAX_CONVERSIONS) {
			return undefined;
		}
		this.#taken++;
		let isTaken = true;
		return () => {
			this.#taken -= isTaken ? 1 : 0;
			isTaken = false;
		};
	}

	/**
	 * Begins a conversion, for which a place must have been taken. It ends with what it gives: when
	 * that is destroyed, or not read any more.
	 */
	convert({ format, samples, source }: Conversion): Readable {
		const child = startFfmpeg([...INPUT, ...OUTPUTS[format]]);
		const output = format === 'wav' ? new WavFile(samples) : new PassThrough();
		let words = '';
		child.stderr.on('data', (chunk: Buffer) => {
			words = `${words}${chunk.toString('utf8')}`.slice(0, MAX_WORDS);
		});
		child.once('error', (error) => output.destroy(error));
		child.once('close', (code) => {
			if (code === 0) {
				output.end();
			} else {
				output.destroy(new Error(`ffmpeg: ${firstSentence(words) || `exit code ${code}`}`));
			}
		});
		if (child.pid !== undefined) {
			lowerPriority(child.pid);
		}
		// Who has broken it, ffmpeg or the file, shows in the exit code.
		pipeline(source, child.stdin, () => {});
		let passedBytes = 0;
		child.stdout.on('data', (chunk: Buffer) => {
			passedBytes += chunk.length;
		});
		child.stdout.pipe(output, { end: false });
		const stopWatching = this.#whileIdle(
			() => passedBytes,
			() => output.destroy(new Error('Nobody has read for a minute')),
		);
		output.once('close', () => {
			stopWatching();
			source.destroy();
			child.kill('SIGKILL');
		});
		return output;
	}

	/** Calls once nothing has passed for a while. @returns ends it */
	#whileIdle(passedBytes: () => number, onIdle: () => void): () => void {
		let seenBytes = -1;
		let timer: Timer | undefined;
		const look = () => {
			if (passedBytes() === seenBytes) {
				onIdle();
				return;
			}
			seenBytes = passedBytes();
			timer = this.#clock.at(this.#clock.nowMs() + IDLE_MS, look);
		};
		look();
		return () => timer?.cancel();
	}
}

function lowerPriority(pid: number): void {
	try {
		setPriority(pid, PRIORITY);
	} catch {
		// It has ended already, or this system has no priorities.
	}
}
