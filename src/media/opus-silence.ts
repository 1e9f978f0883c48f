// Opus packets in which nothing is heard, as long as it takes.
import { SILENCE_FRAME } from './opus-packet.js';
import { FRAME_SAMPLES } from './pcm.js';

/** A packet, and what it lasts in samples a channel. */
interface SilentPacket {
	opus: Uint8Array;
	samples: number;
}

/** First bytes of CELT, full band, mono, one frame of 20, 10, 5 and 2.5 ms (RFC 6716, 3.1, table 2). */
const SHORTER_TOCS = [0xf8, 0xf0, 0xe8, 0xe0] as const;

/** The same silence in frames of each length, the longest first. */
const SILENT_PACKETS: readonly SilentPacket[] = SHORTER_TOCS.map((toc, halvings) => ({
	opus: Uint8Array.of(toc, ...SILENCE_FRAME.subarray(1)),
	samples: FRAME_SAMPLES >> halvings,
}));

/**
 * Packets of silence that together last as long as a packet of any length.
 *
 * @param samples - samples a channel, a multiple of 2.5 ms; what is beyond one is left out
 */
export function silenceOf(samples: number): SilentPacket[] {
	const packets: SilentPacket[] = [];
	let missing = samples;
	for (const packet of SILENT_PACKETS) {
		for (; missing >= packet.samples; missing -= packet.samples) {
			packets.push(packet);
		}
	}
	return packets;
}
