// The ticks of `episode.opus`: a voice that is alone is copied, several are mixed and encoded anew.
import { Limiter } from '../../audio/mix/limiter.js';
import { OpusEncoder } from '../../media/opus.js';
import { SILENCE_FRAME } from '../../media/opus-packet.js';
import { CHANNELS, FRAME_SAMPLES, SAMPLES_PER_MS } from '../../media/pcm.js';
import { toFactor } from './gain-plan.js';
import type { ProgrammeVoice } from './programme-voice.js';

/** As what is mixed on air: nobody hears a difference. */
const BITRATE_BPS = 96_000;

/**
 * What goes into our encoder comes out of a decoder so much later. It is fed so much earlier, so
 * what is mixed lies exactly where what is copied beside it would: the windows in which each frame
 * fades into the next one then fit together.
 */
const ENCODER_DELAY_VALUES = 2.5 * SAMPLES_PER_MS * CHANNELS;

const FRAME_VALUES = FRAME_SAMPLES * CHANNELS;

/** A decoder goes over to a voice unheard where all others were 6 dB quieter in the tick before. */
const MASKED_SHARE = 1 / 4;

/** The linear prediction of SILK needs what was before, so it is waited for a gap: half a second. */
const MAX_WAIT_TICKS = 25;

/** What one tick is made of. */
type Decision =
	| { kind: 'silence' }
	| { kind: 'copied'; voice: ProgrammeVoice; packet: Uint8Array }
	/** `voice`: who was heard above all others, if somebody was. */
	| { kind: 'mixed'; voice: ProgrammeVoice | undefined };

const SILENT: Decision = { kind: 'silence' };

/** Turns the voices of each tick into one packet, a tick later. */
export class OpusProgramme {
	/** Ticks that were copied, and those that might have been: one voice alone spoke. */
	copied = 0;
	alone = 0;
	readonly #write: (packet: Uint8Array) => void;
	readonly #encoder = new OpusEncoder(BITRATE_BPS);
	readonly #gain: number;
	#limiter = new Limiter();
	/** The tick before, and this one: all voices together. */
	#last = new Float32Array(FRAME_VALUES);
	#now = new Float32Array(FRAME_VALUES);
	readonly #input = new Float32Array(FRAME_VALUES);
	#lastDecision: Decision | undefined;
	/** Whether the encoder's last frame was not heard, so that decoders do not know it. */
	#isFirst = true;
	#mixedAlone = 0;

	/**
	 * @param options.gainDb - what listeners' decoders add, which the limiter has to know
	 * @param options.write - takes each packet
	 */
	constructor({ gainDb, write }: { gainDb: number; write: (packet: Uint8Array) => void }) {
		this.#gain = toFactor(gainDb);
		this.#write = write;
	}

	/** Takes one tick; all voices have gone on to it. */
	add(voices: readonly ProgrammeVoice[]): void {
		const last = this.#lastDecision ?? SILENT;
		const decision = this.#decide(voices, last);
		this.#sum(voices);
		if (decision.kind === 'mixed') {
			this.#limit(last.kind === 'mixed');
		}
		this.#writeLast(decision.kind === 'mixed');
		this.#lastDecision = decision;
		[this.#last, this.#now] = [this.#now, this.#last];
	}

	/** Writes the last tick, and gives the encoder back. */
	end(): void {
		this.#now.fill(0);
		this.#writeLast(false);
		this.#lastDecision = undefined;
		this.close();
	}

	/** Gives the encoder back; harmless when repeated. */
	close(): void {
		this.#encoder.close();
	}

	#decide(voices: readonly ProgrammeVoice[], last: Decision): Decision {
		let only: ProgrammeVoice | undefined;
		let loudest: ProgrammeVoice | undefined;
		let speaking = 0;
		let energy = 0;
		for (const voice of voices) {
			if (voice.isSpeech) {
				speaking += 1;
				only = voice;
			}
			if (voice.isSounding) {
				energy += voice.energy;
				loudest = loudest && loudest.energy >= voice.energy ? loudest : voice;
			}
		}
		if (!only) {
			return SILENT;
		}
		if (speaking === 1 && only.isCopied) {
			this.alone += 1;
			if (this.#canTakeOver(only, last)) {
				this.copied += 1;
				this.#mixedAlone = 0;
				return { kind: 'copied', voice: only, packet: only.packet };
			}
			this.#mixedAlone += 1;
		} else {
			this.#mixedAlone = 0;
		}
		const isMasking = loudest && energy - loudest.energy <= MASKED_SHARE * loudest.energy;
		return { kind: 'mixed', voice: isMasking ? loudest : undefined };
	}

	/**
	 * Whether a decoder that has heard the tick before makes of a voice's frame what the voice's own
	 * would. A frame says how it differs from the one before: behind a louder voice it would burst.
	 */
	#canTakeOver(voice: ProgrammeVoice, last: Decision): boolean {
		switch (last.kind) {
			case 'silence':
				return true;
			case 'copied':
				return last.voice === voice;
			case 'mixed':
				return (
					voice.packet.length > 1 &&
					last.voice === voice &&
					(voice.isCelt || voice.isQuiet || this.#mixedAlone >= MAX_WAIT_TICKS)
				);
		}
	}

	#sum(voices: readonly ProgrammeVoice[]): void {
		const now = this.#now;
		now.fill(0);
		for (const voice of voices) {
			if (voice.isSounding) {
				voice.addTo(now, voice.opusGain);
			}
		}
	}

	/** Peaks are those that listeners get, with the file's gain. */
	#limit(isContinued: boolean): void {
		if (!isContinued) {
			this.#limiter = new Limiter();
		}
		scale(this.#now, this.#gain);
		this.#limiter.process(this.#now);
		scale(this.#now, 1 / this.#gain);
	}

	/** @param isMixedNext - the tick after it is encoded, so the encoder has to hear this one */
	#writeLast(isMixedNext: boolean): void {
		const last = this.#lastDecision;
		const isMixed = last?.kind === 'mixed';
		if (isMixed || isMixedNext) {
			this.#input.set(this.#last.subarray(ENCODER_DELAY_VALUES));
			this.#input.set(
				this.#now.subarray(0, ENCODER_DELAY_VALUES),
				FRAME_VALUES - ENCODER_DELAY_VALUES,
			);
			const packet = this.#encoder.encode(this.#input, this.#isFirst);
			this.#isFirst = !isMixed;
			if (isMixed) {
				this.#write(packet);
			}
		}
		if (last && !isMixed) {
			this.#isFirst = true;
			this.#write(last.kind === 'copied' ? last.packet : SILENCE_FRAME);
		}
	}
}

function scale(pcm: Float32Array, factor: number): void {
	for (let index = 0; index < FRAME_VALUES; index++) {
		pcm[index] = (pcm[index] as number) * factor;
	}
}
