// Opus packets read without decoding them, and packets made of others' frames.
import { frameSamples, isCodedAlike, LAYOUT_BITS, withFramesWithin } from './opus-toc.js';
import { FRAME_SAMPLES, MAX_PACKET_SAMPLES } from './pcm.js';

/** The longest frame of a packet (RFC 6716, 3.4, R2). */
const MAX_FRAME_BYTES = 1275;

/** Layouts (RFC 6716, 3.2). */
const LAYOUT = { ONE: 0, TWO_EQUAL: 1, TWO: 2, ANY: 3 } as const;

/** Bits of the byte that counts the frames of layout 3 (RFC 6716, 3.2.5). */
const COUNT = { VARIABLE: 0x80, PADDED: 0x40, FRAMES: 0x3f } as const;

/** A length of up to here takes one byte, a longer one two (RFC 6716, 3.2.1). */
const MAX_SHORT_LENGTH = 251;

/** Opus silence, which Discord's clients send five times when they stop talking. */
export const SILENCE_FRAME: Uint8Array = Uint8Array.of(0xf8, 0xff, 0xfe);

/**
 * How long a packet lasts, in samples a channel at 48 kHz.
 *
 * @returns 20 ms where the packet does not say anything sensible
 * @see RFC 6716, 3.1 and 3.2
 */
export function packetSamples(packet: Uint8Array): number {
	const toc = packet[0] ?? 0;
	const layout = toc & LAYOUT_BITS;
	const frames =
		layout === LAYOUT.ONE ? 1 : layout === LAYOUT.ANY ? (packet[1] ?? 0) & COUNT.FRAMES : 2;
	const samples = frameSamples(toc) * frames;
	return samples > 0 && samples <= MAX_PACKET_SAMPLES ? samples : FRAME_SAMPLES;
}

/**
 * The frames of a packet, as views of it. One without a byte stands for a frame that was lost or
 * not sent. That no frame is longer than 1,275 bytes is not looked at.
 *
 * @returns undefined where the packet is malformed
 * @see RFC 6716, 3.2 and 3.4
 */
export function framesOf(packet: Uint8Array): Uint8Array[] | undefined {
	const toc = packet[0];
	if (toc === undefined) {
		return undefined;
	}
	switch (toc & LAYOUT_BITS) {
		case LAYOUT.ONE:
			return [packet.subarray(1)];
		case LAYOUT.TWO_EQUAL:
			return cut(packet.subarray(1), { count: 2, isVariable: false });
		case LAYOUT.TWO:
			return cut(packet.subarray(1), { count: 2, isVariable: true });
		default:
			return manyFramesOf(packet);
	}
}

/**
 * Whether bytes are an Opus packet: they are laid out as one, last no longer than 120 ms, and no
 * frame is longer than frames may be (R1 to R7). Whether the frames make sense only a decoder
 * knows: of random bytes about half pass.
 *
 * @see RFC 6716, 3.4
 */
export function isWellFormed(bytes: Uint8Array): boolean {
	const toc = bytes[0];
	// Nearly all packets there are have one frame.
	return toc !== undefined && (toc & LAYOUT_BITS) === LAYOUT.ONE
		? bytes.length <= 1 + MAX_FRAME_BYTES
		: (framesOf(bytes)?.every(({ length }) => length <= MAX_FRAME_BYTES) ?? false);
}

/**
 * One packet of frames that were coded in the same way.
 *
 * @param toc - the first byte of a packet that one of the frames came in
 * @param frames - 1 to 48, together at most 120 ms, each of at most 1,275 bytes
 */
export function packFrames(toc: number, frames: readonly Uint8Array[]): Uint8Array {
	const { length } = frames;
	const isVariable = frames.some((frame) => frame.length !== frames[0]?.length);
	const head = [toc & ~LAYOUT_BITS];
	if (length === 2) {
		head[0] = (toc & ~LAYOUT_BITS) | (isVariable ? LAYOUT.TWO : LAYOUT.TWO_EQUAL);
	} else if (length > 2) {
		head[0] = toc | LAYOUT.ANY;
		head.push(length | (isVariable ? COUNT.VARIABLE : 0));
	}
	if (isVariable) {
		for (const frame of frames.slice(0, -1)) {
			pushLength(head, frame.length);
		}
	}
	const packet = new Uint8Array(frames.reduce((bytes, frame) => bytes + frame.length, head.length));
	packet.set(head);
	let offset = head.length;
	for (const frame of frames) {
		packet.set(frame, offset);
		offset += frame.length;
	}
	return packet;
}

/**
 * Several packets in one.
 *
 * @returns undefined where they are coded differently, malformed, or longer than 120 ms together
 */
export function joinPackets(packets: readonly Uint8Array[]): Uint8Array | undefined {
	const toc = packets[0]?.[0] ?? 0;
	const frames: Uint8Array[] = [];
	for (const packet of packets) {
		const inside = framesOf(packet);
		if (!inside || !isCodedAlike(packet[0] as number, toc)) {
			return undefined;
		}
		frames.push(...inside);
	}
	const samples = frames.length * frameSamples(toc);
	return samples > 0 && samples <= MAX_PACKET_SAMPLES ? packFrames(toc, frames) : undefined;
}

/**
 * A packet that stands for lost ones: its frames have no byte, so that decoders conceal them
 * (RFC 6716, 3.2.1).
 *
 * @param toc - the first byte of a packet beside them
 * @param samples - how long they last, up to 120 ms; samples a channel
 */
export function lostPacket(toc: number, samples: number): Uint8Array {
	const lostToc = withFramesWithin(toc, samples);
	const count = Math.max(1, Math.round(samples / frameSamples(lostToc)));
	return packFrames(lostToc, Array<Uint8Array>(count).fill(new Uint8Array(0)));
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

/** Layout 3 has as many frames as it says, and padding behind them. */
function manyFramesOf(packet: Uint8Array): Uint8Array[] | undefined {
	const layout = packet[1] ?? 0;
	const count = layout & COUNT.FRAMES;
	if (count === 0 || count * frameSamples(packet[0] as number) > MAX_PACKET_SAMPLES) {
		return undefined;
	}
	let start = 2;
	let end = packet.length;
	if (layout & COUNT.PADDED) {
		let byte = 255;
		// 255 stands for 254 bytes, and for more to come.
		while (byte === 255) {
			byte = packet[start] ?? 0;
			start += 1;
			end -= byte === 255 ? 254 : byte;
		}
	}
	return end < start
		? undefined
		: cut(packet.subarray(start, end), { count, isVariable: (layout & COUNT.VARIABLE) !== 0 });
}

/** Cuts frames of one length, or of the lengths that stand before them; the last has the rest. */
function cut(
	bytes: Uint8Array,
	{ count, isVariable }: { count: number; isVariable: boolean },
): Uint8Array[] | undefined {
	const lengths: number[] = [];
	let offset = 0;
	for (let index = 1; isVariable && index < count; index++) {
		const first = bytes[offset];
		const isLong = first !== undefined && first > MAX_SHORT_LENGTH;
		const second = isLong ? bytes[offset + 1] : 0;
		if (first === undefined || second === undefined) {
			return undefined;
		}
		lengths.push(first + 4 * second);
		offset += isLong ? 2 : 1;
	}
	if (!isVariable && bytes.length % count !== 0) {
		return undefined;
	}
	const frames = Array.from({ length: count - 1 }, (_, index) => {
		const start = offset;
		offset += lengths[index] ?? bytes.length / count;
		return bytes.subarray(start, offset);
	});
	return offset > bytes.length ? undefined : [...frames, bytes.subarray(offset)];
}

function pushLength(head: number[], length: number): void {
	if (length <= MAX_SHORT_LENGTH) {
		head.push(length);
	} else {
		const first = MAX_SHORT_LENGTH + 1 + (length & 3);
		head.push(first, (length - first) >> 2);
	}
}
