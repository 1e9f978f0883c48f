// Opus packets to MP3 frames: libopus, then LAME, both as WebAssembly.
import type { createMp3Encoder } from 'wasm-media-encoders';
import type { Mp3Bitrate } from './mp3-bitrate.js';
import { OpusDecoder } from './opus.js';
import { packetSamples } from './opus-packet.js';
import { CHANNELS, MAX_PACKET_SAMPLES, SAMPLE_RATE_HZ } from './pcm.js';

/** Samples a channel of one frame. */
export const MP3_FRAME_SAMPLES = 1152;

/** Bytes of a frame: at 48 kHz always a whole number, so no frame is padded. */
export function mp3FrameBytes(bitrateKbps: Mp3Bitrate): number {
	return (MP3_FRAME_SAMPLES * bitrateKbps * 1000) / 8 / SAMPLE_RATE_HZ;
}

/** Encodes one programme. */
export class Mp3Encoder {
	readonly #encoder: Awaited<ReturnType<typeof createMp3Encoder>>;
	readonly #decoder = new OpusDecoder();
	readonly #decoded = new Float32Array(MAX_PACKET_SAMPLES * CHANNELS);
	readonly #frameBytes: number;
	/** The beginning of a frame whose end has not come out yet. */
	#rest = new Uint8Array(0);

	/** Loads LAME, which takes some 50 ms the first time. */
	static async create(bitrateKbps: Mp3Bitrate): Promise<Mp3Encoder> {
		// Not before it is needed: the package is large, and the server's own thread seldom needs it.
		const lame = await import('wasm-media-encoders');
		const encoder = await lame.createMp3Encoder();
		encoder.configure({
			sampleRate: SAMPLE_RATE_HZ,
			// Left to itself, LAME chooses a lower one up to 96 kbit/s.
			outputSampleRate: SAMPLE_RATE_HZ,
			channels: CHANNELS,
			bitrate: bitrateKbps,
		});
		return new Mp3Encoder(encoder, mp3FrameBytes(bitrateKbps));
	}

	private constructor(encoder: Awaited<ReturnType<typeof createMp3Encoder>>, frameBytes: number) {
		this.#encoder = encoder;
		this.#frameBytes = frameBytes;
	}

	/**
	 * Encodes some packets; one that cannot be decoded becomes silence.
	 *
	 * @returns whole MP3 frames, as many as have come out
	 */
	encode(packets: readonly Uint8Array[]): Uint8Array {
		const samples = packets.reduce((sum, packet) => sum + packetSamples(packet), 0);
		const left = new Float32Array(samples);
		const right = new Float32Array(samples);
		let offset = 0;
		for (const packet of packets) {
			const decoded = this.#decoder.decode(packet, this.#decoded, 0);
			const end = Math.min(offset + decoded, samples);
			for (let index = offset, from = 0; index < end; index++, from += CHANNELS) {
				left[index] = this.#decoded[from] as number;
				right[index] = this.#decoded[from + 1] as number;
			}
			offset += packetSamples(packet);
		}
		// What LAME gives is a view of its memory, and ends in the middle of a frame.
		const encoded = this.#encoder.encode([left, right]);
		const bytes = new Uint8Array(this.#rest.length + encoded.length);
		bytes.set(this.#rest);
		bytes.set(encoded, this.#rest.length);
		const wholeBytes = bytes.length - (bytes.length % this.#frameBytes);
		this.#rest = bytes.slice(wholeBytes);
		return bytes.slice(0, wholeBytes);
	}

	/** Gives the decoder back. */
	close(): void {
		this.#decoder.close();
	}
}
