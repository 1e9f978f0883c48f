// Opus packets to MP3 frames: libopus, then LAME, both as WebAssembly.
import { Lame } from './lame.js';
import type { Mp3Bitrate } from './mp3-bitrate.js';
import { OpusDecoder } from './opus.js';
import { packetSamples } from './opus-packet.js';
import { CHANNELS, MAX_PACKET_SAMPLES } from './pcm.js';

export { MP3_FRAME_SAMPLES, mp3FrameBytes } from './lame.js';

/** Encodes one programme. */
export class Mp3Encoder {
	readonly #lame: Lame;
	readonly #decoder = new OpusDecoder();
	readonly #decoded = new Float32Array(MAX_PACKET_SAMPLES * CHANNELS);

	/** Loads LAME, which takes some 50 ms the first time. */
	static async create(bitrateKbps: Mp3Bitrate): Promise<Mp3Encoder> {
		return new Mp3Encoder(await Lame.create(bitrateKbps));
	}

	private constructor(lame: Lame) {
		this.#lame = lame;
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
		return this.#lame.encode(left, right);
	}

	/** Gives the decoder back. */
	close(): void {
		this.#decoder.close();
	}
}
