// One voice of a mix: its decoder, its gain, and what is left of packets longer than a frame.

import type { LibraryPcm } from '../../media/opus/library-pcm.js';
import { opusLibrary } from '../../media/opus/opus-library.js';
import { OpusDecoder } from '../../media/opus.js';
import { CHANNELS, FRAME_SAMPLES, MAX_PACKET_SAMPLES } from '../../media/pcm.js';
import { AutomaticGain } from './automatic-gain.js';
import type { VoicePart, VoiceStart } from './mix-job.js';

/**
 * Up to two frames that are taken in one tick, and what the packet that begins in the second of
 * them leaves over for the next ticks.
 */
const MAX_BUFFERED_SAMPLES = MAX_PACKET_SAMPLES + 2 * FRAME_SAMPLES;

const FRAME_VALUES = FRAME_SAMPLES * CHANNELS;

/** Below this, -80 dBFS on the mean, a voice may end without being faded out. */
const SILENT_ENERGY = FRAME_SAMPLES * 10 ** (-80 / 10);

/** A frame 20 dB below the loudest of late is a gap between two sounds. */
const QUIET_SHARE = 10 ** (-20 / 10);

/** The loudest frame counts half after a second. */
const LOUDEST_DECAY = 0.5 ** (1 / 50);

/** Decodes one voice, and adds it to a mix. */
export class MixerVoice {
	/** Packets that could not be decoded. */
	undecodable = 0;
	readonly #library = opusLibrary();
	readonly #decoder = new OpusDecoder(this.#library);
	readonly #pcm = this.#library.takePcm(MAX_BUFFERED_SAMPLES);
	readonly #gain: AutomaticGain | undefined;
	#bufferedSamples = 0;
	/** Whether the frame before left something that must not just break off. */
	#isSounding = false;
	#isQuiet = true;
	/** Energy of the loudest frame of late. */
	#loudest = 0;
	/** Whether the decoder begins in the middle of a voice that it has not heard. */
	#mustFadeIn: boolean;

	constructor(start: VoiceStart, hasAutomaticGain: boolean) {
		const isContinuedWarm = start.isContinued && start.warmUp.length > 0;
		this.#mustFadeIn = start.isContinued && !isContinuedWarm;
		this.#warmUp(start.warmUp);
		if (hasAutomaticGain) {
			const db = start.isContinued ? 0 : start.gainDb;
			this.#gain = new AutomaticGain({ wantedDb: start.gainDb, db });
		}
	}

	/** The gain that was found for the voice, in decibels. */
	get gainDb(): number {
		return this.#gain?.wantedDb ?? 0;
	}

	/** Whether the voice is heard as it came. */
	get isAtUnity(): boolean {
		return this.#gain === undefined || this.#gain.db === 0;
	}

	/**
	 * Whether receivers' decoders can take over here without being heard to. CELT needs next to
	 * nothing of what was before; the linear prediction of SILK does, except where it is quiet.
	 */
	get isEasyToTakeOver(): boolean {
		return this.#isQuiet || this.#decoder.isCelt;
	}

	/** Whether it left something that would just break off if it were over now. */
	get isSounding(): boolean {
		return this.#isSounding;
	}

	/** The last frame of the warm-up, interleaved. */
	get warmPcm(): Float32Array {
		return this.#pcm.values.subarray(0, FRAME_VALUES);
	}

	/** Decodes what is heard in one tick, and adds it to the mix unless there is nothing. */
	add(part: VoicePart, mix: LibraryPcm, isAlone: boolean): void {
		if (!this.#decodePart(part)) {
			return;
		}
		const pcm = this.#pcm;
		const isDualMono = this.#decoder.isDualMono;
		let gain = 1;
		let endGain = 1;
		if (this.#gain) {
			gain = toFactor(this.#gain.db);
			this.#gain.add(pcm, { isDualMono, isAlone });
			endGain = toFactor(this.#gain.db);
		}
		if (this.#mustFadeIn) {
			this.#mustFadeIn = false;
			gain = 0;
		}
		const energy = this.#library.add(mix, pcm, gain, endGain);
		this.#isSounding = part.kind !== 'paused' && (energy > SILENT_ENERGY || !isDualMono);
		this.#loudest = Math.max(energy, this.#loudest * LOUDEST_DECAY);
		this.#isQuiet = energy < this.#loudest * QUIET_SHARE;
		this.#bufferedSamples -= FRAME_SAMPLES;
		if (this.#bufferedSamples > 0) {
			pcm.values.copyWithin(0, FRAME_VALUES, FRAME_VALUES + this.#bufferedSamples * CHANNELS);
		}
	}

	/** Gives the decoder and its sound back; harmless when repeated. */
	close(): void {
		this.#decoder.close();
		this.#pcm.close();
	}

	/** @returns whether there is anything to hear; it then is at least one frame */
	#decodePart(part: VoicePart): boolean {
		if (part.kind === 'paused') {
			if (this.#isSounding) {
				this.#fillUp(FRAME_SAMPLES);
				this.#fadeOut();
			}
			this.#bufferedSamples = this.#isSounding ? FRAME_SAMPLES : 0;
			return this.#isSounding;
		}
		const wanted = part.kind === 'joined' ? 2 * FRAME_SAMPLES : FRAME_SAMPLES;
		for (const packet of part.packets) {
			this.#decode(packet, wanted);
		}
		this.#fillUp(wanted);
		if (part.kind === 'joined') {
			this.#join();
		}
		return true;
	}

	/** Decodes what was heard before, and keeps the last frame of it at the beginning. */
	#warmUp(packets: readonly Uint8Array[]): void {
		let kept = 0;
		for (const packet of packets) {
			const samples = kept + this.#decoder.decode(packet, this.#pcm, kept);
			kept = Math.min(samples, FRAME_SAMPLES);
			this.#pcm.values.copyWithin(0, (samples - kept) * CHANNELS, samples * CHANNELS);
		}
		const pcm = this.#pcm.values;
		pcm.copyWithin((FRAME_SAMPLES - kept) * CHANNELS, 0, kept * CHANNELS);
		pcm.fill(0, 0, (FRAME_SAMPLES - kept) * CHANNELS);
	}

	#decode(packet: Uint8Array, wantedSamples: number): void {
		if (this.#bufferedSamples > wantedSamples) {
			// A client that sends packets faster than they last.
			this.#bufferedSamples = wantedSamples;
		}
		const samples = this.#decoder.decode(packet, this.#pcm, this.#bufferedSamples);
		this.undecodable += samples === 0 ? 1 : 0;
		this.#bufferedSamples += samples;
	}

	/** Whatever is missing is concealed. */
	#fillUp(wantedSamples: number): void {
		const missing = wantedSamples - this.#bufferedSamples;
		if (missing <= 0) {
			return;
		}
		const samples = this.#decoder.conceal(this.#pcm, this.#bufferedSamples, missing);
		const end = this.#bufferedSamples + samples;
		this.#pcm.values.fill(0, end * CHANNELS, wantedSamples * CHANNELS);
		this.#bufferedSamples = wantedSamples;
	}

	/** Fades from the first frame to the second, so that two take the time of one. */
	#join(): void {
		const pcm = this.#pcm.values;
		for (let index = 0; index < FRAME_VALUES; index++) {
			const share = index / FRAME_VALUES;
			const next = pcm[FRAME_VALUES + index] as number;
			pcm[index] = (pcm[index] as number) * (1 - share) + next * share;
		}
		pcm.copyWithin(FRAME_VALUES, 2 * FRAME_VALUES, this.#bufferedSamples * CHANNELS);
		this.#bufferedSamples -= FRAME_SAMPLES;
	}

	#fadeOut(): void {
		const pcm = this.#pcm.values;
		for (let index = 0; index < FRAME_VALUES; index++) {
			pcm[index] = (pcm[index] as number) * (1 - index / FRAME_VALUES);
		}
	}
}

function toFactor(db: number): number {
	return db === 0 ? 1 : 10 ** (db / 20);
}
