// Opus frames that can be told apart byte by byte.

/** TOC byte of a 20 ms mono frame (hybrid, fullband; RFC 6716, 3.1), as desktop clients send. */
const MONO_20_MS_TOC = 0x78;
const FRAME_BYTES = 60;

/** Frames behind a valid TOC byte, made unique by a counter. */
export function countedFrames(count: number, seed = 0): Uint8Array[] {
	return Array.from({ length: count }, (_, index) => {
		const frame = new Uint8Array(FRAME_BYTES).fill((index * 31 + seed * 17) & 0xff);
		frame[0] = MONO_20_MS_TOC;
		new DataView(frame.buffer).setUint32(1, index);
		frame[5] = seed;
		return frame;
	});
}
