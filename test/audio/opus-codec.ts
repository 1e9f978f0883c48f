// libopus for tests, with packets of every length: the library's own wrapper ends at 60 ms.
import { createHash } from 'node:crypto';
import createOpusscript from 'opusscript/build/opusscript_native_wasm.js';

const CHANNELS = 2;
const SAMPLE_RATE_HZ = 48_000;
const MAX_PACKET_SAMPLES = 5760;
const MAX_PACKET_BYTES = 8000;

/** `opus_defines.h`: what kind of sound an encoder expects. */
const APPLICATION_AUDIO = 2049;

/** Requests of libopus (opus_defines.h, and opus_private.h for the last). */
const REQUEST = {
	SET_BITRATE: 4002,
	SET_BANDWIDTH: 4008,
	SET_FORCE_CHANNELS: 4022,
	SET_FORCE_MODE: 11_002,
} as const;

const BANDWIDTH_WIDE = 1103;
const BANDWIDTH_FULL = 1105;

/** How a client encodes. */
export interface CodecOptions {
	/** Default 64,000. */
	bitrateBps?: number;
	/** Layer of the codec and one bandwidth; default what libopus chooses. SILK alone has long frames. */
	mode?: keyof typeof MODE;
	/** Default 2. */
	channels?: 1 | 2;
}

/** opus_private.h. */
const MODE = { silk: 1000, hybrid: 1001, celt: 1002 } as const;

const native = createOpusscript();
const pcmAddress = native._malloc(MAX_PACKET_SAMPLES * CHANNELS * 2);
const packetAddress = native._malloc(MAX_PACKET_BYTES);
const decodedAddress = native._malloc(MAX_PACKET_SAMPLES * CHANNELS * 4);

/** What was encoded before in this process: most tests speak the same few tones. */
const encoded = new Map<string, readonly Uint8Array[]>();

/** Encodes mono samples, full scale 1, in packets of these lengths in turn; the rest is left out. */
export function encodePackets(
	mono: Float32Array,
	turns: readonly number[],
	options: CodecOptions = {},
): Uint8Array[] {
	const key = createHash('sha1')
		.update(JSON.stringify([turns, options]))
		.update(mono)
		.digest('hex');
	const packets = encoded.get(key) ?? encodeAnew(mono, turns, options);
	encoded.set(key, packets);
	return packets.map((packet) => packet.slice());
}

function encodeAnew(
	mono: Float32Array,
	turns: readonly number[],
	options: CodecOptions,
): readonly Uint8Array[] {
	const { bitrateBps = 64_000, mode, channels = CHANNELS } = options;
	const codec = new native.OpusScriptHandler(SAMPLE_RATE_HZ, CHANNELS, APPLICATION_AUDIO);
	codec._encoder_ctl(REQUEST.SET_BITRATE, bitrateBps);
	codec._encoder_ctl(REQUEST.SET_FORCE_CHANNELS, channels);
	if (mode) {
		const bandwidth = mode === 'silk' ? BANDWIDTH_WIDE : BANDWIDTH_FULL;
		codec._encoder_ctl(REQUEST.SET_BANDWIDTH, bandwidth);
		codec._encoder_ctl(REQUEST.SET_FORCE_MODE, MODE[mode]);
	}
	const packets: Uint8Array[] = [];
	for (let start = 0; ; ) {
		const samples = turns[packets.length % turns.length] as number;
		if (start + samples > mono.length) {
			break;
		}
		const pcm = new Int16Array(native.HEAPU8.buffer, pcmAddress, samples * CHANNELS);
		for (let index = 0; index < pcm.length; index++) {
			pcm[index] = Math.round((mono[start + (index >> 1)] as number) * 32_767);
		}
		const bytes = codec._encode(pcmAddress, 0, packetAddress, samples);
		if (bytes <= 0) {
			throw new Error(`libopus does not encode ${samples} samples: ${bytes}`);
		}
		packets.push(native.HEAPU8.slice(packetAddress, packetAddress + bytes));
		start += samples;
	}
	native.OpusScriptHandler.destroy_handler(codec);
	return packets;
}

/** Decodes packets with one decoder, as a receiver does; left channel, one array a packet. */
export function decodePackets(packets: readonly Uint8Array[]): Float32Array[] {
	const codec = new native.OpusScriptHandler(SAMPLE_RATE_HZ, CHANNELS, APPLICATION_AUDIO);
	const decoded = packets.map((packet) => {
		native.HEAPU8.set(packet, packetAddress);
		const samples = codec._decode(packetAddress, packet.length, decodedAddress);
		if (samples < 0) {
			throw new Error(`libopus does not decode ${Buffer.from(packet).toString('hex')}`);
		}
		const words = new Int32Array(native.HEAPU8.buffer, decodedAddress, samples * CHANNELS);
		const left = new Float32Array(samples);
		for (let index = 0; index < samples; index++) {
			// A word a sample: its low byte in bits 0..7, its high byte in 16..23.
			const word = words[index * CHANNELS] as number;
			left[index] = ((((word & 0xff) | (word >> 8)) << 16) >> 16) / 32_768;
		}
		return left;
	});
	native.OpusScriptHandler.destroy_handler(codec);
	return decoded;
}
