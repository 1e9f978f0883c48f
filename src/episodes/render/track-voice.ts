// One track while it is decoded, a packet a tick.
import { OpusDecoder } from '../../media/opus.js';
import { isSilence, isWellFormed, packetSamples, SILENCE_FRAME } from '../../media/opus-packet.js';
import { CHANNELS, FRAME_SAMPLES, MAX_PACKET_SAMPLES } from '../../media/pcm.js';

/** Silence that is decoded behind speech, in which its end fades away. */
const TAIL_TICKS = 2;

const FRAME_VALUES = FRAME_SAMPLES * CHANNELS;

/** Decodes a track where there is something in it; silence costs nothing. */
export class TrackVoice {
	readonly #decoder = new OpusDecoder();
	readonly #decoded = new Float32Array(MAX_PACKET_SAMPLES * CHANNELS);
	readonly #pcm = this.#decoded.subarray(0, FRAME_VALUES);
	#packet: Uint8Array = SILENCE_FRAME;
	#isSpeech = false;
	#tail = 0;
	#isSounding = false;

	constructor() {
		// Who hears the track has silence before its first word, from which that is told apart: a decoder
		// that has heard nothing yet would make it louder.
		this.#decoder.decode(SILENCE_FRAME, this.#decoded, 0);
	}

	/** The tick's packet, always one of 20 ms. */
	get packet(): Uint8Array {
		return this.#packet;
	}

	/** Whether the packet is no silence. */
	get isSpeech(): boolean {
		return this.#isSpeech;
	}

	/** Whether there is anything in `pcm`. */
	get isSounding(): boolean {
		return this.#isSounding;
	}

	/** The tick: 960 samples a channel, interleaved; valid where it sounds, until the next packet. */
	get pcm(): Float32Array {
		return this.#pcm;
	}

	/** Whether both channels are the same. */
	get isDualMono(): boolean {
		return this.#decoder.isDualMono;
	}

	/** Whether the last packet was of the CELT layer alone. */
	get isCelt(): boolean {
		return this.#decoder.isCelt;
	}

	/** Goes on by one tick; where the track is over, nothing is heard. */
	next(packet: Uint8Array | undefined): void {
		this.#packet = this.#asTick(packet);
		this.#isSpeech = !isSilence(this.#packet);
		this.#isSounding = this.#isSpeech || this.#tail > 0;
		if (!this.#isSounding) {
			return;
		}
		this.#tail = this.#isSpeech ? TAIL_TICKS : this.#tail - 1;
		if (this.#decoder.decode(this.#packet, this.#decoded, 0) !== FRAME_SAMPLES) {
			const samples = this.#decoder.conceal(this.#decoded, 0);
			this.#decoded.fill(0, samples * CHANNELS, FRAME_VALUES);
		}
	}

	/** Gives the decoder back; harmless when repeated. */
	close(): void {
		this.#decoder.close();
	}

	/** What is no packet of 20 ms costs its tick alone; one byte asks to go on from what was before. */
	#asTick(packet: Uint8Array | undefined): Uint8Array {
		if (!packet || !isWellFormed(packet) || packetSamples(packet) !== FRAME_SAMPLES) {
			return SILENCE_FRAME;
		}
		return packet.length === 1 && !this.#isSpeech ? SILENCE_FRAME : packet;
	}
}

/** Largest sample of a tick. */
export function peakOf(pcm: Float32Array): number {
	let peak = 0;
	for (let index = 0; index < FRAME_VALUES; index++) {
		const size = Math.abs(pcm[index] as number);
		if (size > peak) {
			peak = size;
		}
	}
	return peak;
}
