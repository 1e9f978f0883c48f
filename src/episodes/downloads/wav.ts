// WAV whose length is known before its first sample.
import { Transform, type TransformCallback } from 'node:stream';
import { CHANNELS, SAMPLE_RATE_HZ } from '../../media/pcm.js';

/** Two bytes a sample and channel. */
const SAMPLE_BYTES = 2 * CHANNELS;
const HEADER_BYTES = 44;
/** What the header says of a file that is longer than it can say; players read to its end. */
const MAX_SAID = 0xffff_ffff;

/** @param samples - a channel */
export function wavBytes(samples: number): number {
	return HEADER_BYTES + samples * SAMPLE_BYTES;
}

/** Puts the header before samples, and cuts or fills up with silence what is not as long as it says. */
export class WavFile extends Transform {
	#leftBytes: number;

	/** @param samples - a channel */
	constructor(samples: number) {
		super();
		this.#leftBytes = samples * SAMPLE_BYTES;
		this.push(headerOf(this.#leftBytes));
	}

	override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
		const taken = chunk.subarray(0, this.#leftBytes);
		this.#leftBytes -= taken.length;
		done(null, taken);
	}

	override _flush(done: TransformCallback): void {
		// A decoder that gives less than the file says has lost no more than a frame at its end.
		for (const chunkBytes = 65_536; this.#leftBytes > 0; this.#leftBytes -= chunkBytes) {
			this.push(Buffer.alloc(Math.min(chunkBytes, this.#leftBytes)));
		}
		done();
	}
}

/** Of 16 bits, linear. */
function headerOf(dataBytes: number): Buffer {
	const header = Buffer.alloc(HEADER_BYTES);
	header.write('RIFF', 0, 'latin1');
	header.writeUInt32LE(Math.min(MAX_SAID, HEADER_BYTES - 8 + dataBytes), 4);
	header.write('WAVEfmt ', 8, 'latin1');
	header.writeUInt32LE(16, 16);
	header.writeUInt16LE(1, 20);
	header.writeUInt16LE(CHANNELS, 22);
	header.writeUInt32LE(SAMPLE_RATE_HZ, 24);
	header.writeUInt32LE(SAMPLE_RATE_HZ * SAMPLE_BYTES, 28);
	header.writeUInt16LE(SAMPLE_BYTES, 32);
	header.writeUInt16LE(16, 34);
	header.write('data', 36, 'latin1');
	header.writeUInt32LE(Math.min(MAX_SAID, dataBytes), 40);
	return header;
}
