// What an Opus packet says of itself without being decoded.
import { FRAME_SAMPLES, MAX_PACKET_SAMPLES, SAMPLE_RATE_HZ } from './opus.js';

/** Frame durations by configuration group, in 1/400 s (RFC 6716, 3.1, table 2). */
const SILK_UNITS = [4, 8, 16, 24] as const;
const HYBRID_UNITS = [4, 8] as const;
const CELT_UNITS = [1, 2, 4, 8] as const;

const SAMPLES_PER_UNIT = SAMPLE_RATE_HZ / 400;

/**
 * How long a packet lasts, in samples a channel at 48 kHz.
 *
 * @returns 20 ms where the packet does not say anything sensible
 * @see RFC 6716, 3.1 and 3.2
 */
export function packetSamples(packet: Uint8Array): number {
	const toc = packet[0] ?? 0;
	const configuration = toc >> 3;
	const units =
		configuration < 12
			? SILK_UNITS[configuration & 3]
			: configuration < 16
				? HYBRID_UNITS[configuration & 1]
				: CELT_UNITS[configuration & 3];
	const code = toc & 3;
	const frames = code === 0 ? 1 : code === 3 ? (packet[1] ?? 0) & 0x3f : 2;
	const samples = (units ?? 0) * SAMPLES_PER_UNIT * frames;
	return samples > 0 && samples <= MAX_PACKET_SAMPLES ? samples : FRAME_SAMPLES;
}

/**
 * Whether a packet is silence: `F8 FF FE`, which Discord's clients send when they stop talking,
 * or the same in stereo, `FC FF FE`.
 */
export function isSilence(packet: Uint8Array): boolean {
	return (
		packet.length === 3 &&
		((packet[0] as number) | 0x04) === 0xfc &&
		packet[1] === 0xff &&
		packet[2] === 0xfe
	);
}
