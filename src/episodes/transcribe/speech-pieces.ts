// The speech of one track as pieces of 16 kHz mono, and where each moment of them was recorded.
import { setImmediate } from 'node:timers/promises';
import { OpusPacketReader } from '../../media/opus-packet-reader.js';
import { CHANNELS, FRAME_DURATION_MS, FRAME_SAMPLES } from '../../media/pcm.js';
import { TrackVoice } from '../render/track-voice.js';

/** What services of this kind work with. */
const PIECE_RATE_HZ = 16_000;

/** 48 kHz to 16 kHz. */
const DECIMATION = 3;

const TICK_SAMPLES = FRAME_SAMPLES / DECIMATION;

/** A piece ends at the first pause behind so many ticks; without one where it is full. */
const PIECE_TICKS = {
	least: (8 * 60_000) / FRAME_DURATION_MS,
	most: (10 * 60_000) / FRAME_DURATION_MS,
};

/** Pauses are kept up to this length, so that sentences stay apart: half a second. */
const KEPT_PAUSE_TICKS = 500 / FRAME_DURATION_MS;

/** So much is decoded before others have their turn: some 1 ms of work. */
const TICKS_PER_BREATH = 10;

/** A stretch of a piece without a gap in its time. */
export interface PiecePlace {
	/** Of the piece's time. */
	pieceMs: number;
	/** Of the recording's. */
	recordingMs: number;
	durationMs: number;
}

/** Some minutes of one voice, long pauses left out. */
export interface SpeechPiece {
	/** Mono, 16 kHz. */
	samples: Int16Array;
	places: PiecePlace[];
}

/**
 * Reads a track and gives its speech piece by piece.
 *
 * @param options.pieceTicks - how long pieces are; default 8 to 10 minutes
 * @throws the system's error, or an error where the file is no Ogg Opus; the signal's reason
 */
export async function* speechPieces(
	file: string,
	{ pieceTicks = PIECE_TICKS, signal }: { pieceTicks?: typeof PIECE_TICKS; signal: AbortSignal },
): AsyncGenerator<SpeechPiece, void, undefined> {
	const reader = new OpusPacketReader(file);
	const voice = new TrackVoice();
	let piece = new PieceBuilder();
	/** Ticks of silence since the last word. */
	let pause = 0;
	let tick = 0;
	try {
		while (await reader.fill()) {
			for (let packet = reader.take(); packet; packet = reader.take()) {
				voice.next(packet);
				if (voice.isSounding) {
					const isFull = piece.ticks >= (pause > 0 ? pieceTicks.least : pieceTicks.most);
					if (isFull) {
						yield piece.end();
						piece = new PieceBuilder();
					}
					if (piece.ticks > 0) {
						piece.addSilence(Math.min(pause, KEPT_PAUSE_TICKS));
					}
					piece.add(voice.pcm, tick);
					pause = 0;
					if (piece.ticks % TICKS_PER_BREATH === 0) {
						await setImmediate();
						signal.throwIfAborted();
					}
				} else {
					pause += 1;
				}
				tick += 1;
			}
		}
		if (piece.ticks > 0) {
			yield piece.end();
		}
	} finally {
		reader.close();
		voice.close();
	}
}

/** A low pass at 7.2 kHz: a sinc under a Blackman window, which sums to 1. */
const LOW_PASS = makeLowPass({ taps: 63, cutOff: 7200 / 48_000 });

class PieceBuilder {
	/** What it lasts. */
	ticks = 0;
	readonly #places: PiecePlace[] = [];
	#samples = new Int16Array(TICK_SAMPLES * 1024);
	/** The samples before the tick, which the filter needs, and the tick. */
	readonly #line = new Float32Array(LOW_PASS.length - 1 + FRAME_SAMPLES);

	add(pcm: Float32Array, tick: number): void {
		const pieceMs = this.ticks * FRAME_DURATION_MS;
		const recordingMs = tick * FRAME_DURATION_MS;
		const last = this.#places.at(-1);
		// A pause that was kept whole is a part of its stretch.
		if (last && recordingMs - last.recordingMs === pieceMs - last.pieceMs) {
			last.durationMs = pieceMs - last.pieceMs + FRAME_DURATION_MS;
		} else {
			this.#places.push({ pieceMs, recordingMs, durationMs: FRAME_DURATION_MS });
		}
		const line = this.#line;
		line.copyWithin(0, FRAME_SAMPLES);
		for (let index = 0, place = LOW_PASS.length - 1; index < pcm.length; index += CHANNELS) {
			line[place++] = ((pcm[index] as number) + (pcm[index + 1] as number)) / 2;
		}
		const samples = this.#room();
		for (let sample = 0; sample < TICK_SAMPLES; sample++) {
			let sum = 0;
			for (let tap = 0; tap < LOW_PASS.length; tap++) {
				sum += (LOW_PASS[tap] as number) * (line[sample * DECIMATION + tap] as number);
			}
			samples[sample] = Math.max(-32_768, Math.min(32_767, Math.round(sum * 32_767)));
		}
		this.ticks += 1;
	}

	addSilence(ticks: number): void {
		for (let tick = 0; tick < ticks; tick++) {
			this.#room().fill(0);
			this.ticks += 1;
		}
		if (ticks > 0) {
			this.#line.fill(0);
		}
	}

	end(): SpeechPiece {
		const samples = this.#samples.subarray(0, this.ticks * TICK_SAMPLES);
		return { samples, places: this.#places };
	}

	/** Where the next tick's samples go. */
	#room(): Int16Array {
		const start = this.ticks * TICK_SAMPLES;
		if (start === this.#samples.length) {
			const samples = new Int16Array(2 * start);
			samples.set(this.#samples);
			this.#samples = samples;
		}
		return this.#samples.subarray(start, start + TICK_SAMPLES);
	}
}

function makeLowPass({ taps, cutOff }: { taps: number; cutOff: number }): Float64Array {
	const weights = Float64Array.from({ length: taps }, (_, tap) => {
		const place = tap - (taps - 1) / 2;
		const sinc =
			place === 0 ? 1 : Math.sin(2 * Math.PI * cutOff * place) / (2 * Math.PI * cutOff * place);
		const phase = (2 * Math.PI * tap) / (taps - 1);
		return sinc * (0.42 - 0.5 * Math.cos(phase) + 0.08 * Math.cos(2 * phase));
	});
	const sum = weights.reduce((total, weight) => total + weight, 0);
	return weights.map((weight) => weight / sum);
}

/** A file of samples: RIFF WAVE, 16 bits, mono, 16 kHz. */
export function toWav(samples: Int16Array): Buffer {
	const wav = Buffer.alloc(WAV_HEADER_BYTES + 2 * samples.length);
	wav.write('RIFF', 'latin1');
	wav.writeUInt32LE(wav.length - 8, 4);
	wav.write('WAVEfmt ', 8, 'latin1');
	wav.writeUInt32LE(16, 16);
	wav.writeUInt16LE(1, 20);
	wav.writeUInt16LE(1, 22);
	wav.writeUInt32LE(PIECE_RATE_HZ, 24);
	wav.writeUInt32LE(2 * PIECE_RATE_HZ, 28);
	wav.writeUInt16LE(2, 32);
	wav.writeUInt16LE(16, 34);
	wav.write('data', 36, 'latin1');
	wav.writeUInt32LE(2 * samples.length, 40);
	for (const [place, sample] of samples.entries()) {
		wav.writeInt16LE(sample, WAV_HEADER_BYTES + 2 * place);
	}
	return wav;
}

const WAV_HEADER_BYTES = 44;
