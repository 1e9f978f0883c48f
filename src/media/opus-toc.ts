// The first byte of an Opus packet (RFC 6716, 3.1): layer, bandwidth, frame length, channels.

/** 2.5 ms at 48 kHz, of which all lengths are multiples. */
const UNIT_SAMPLES = 120;

/**
 * The configurations of one layer and bandwidth stand together, one for each length of a frame
 * (table 2).
 */
const LAYERS = [
	{ end: 12, units: [4, 8, 16, 24] },
	{ end: 16, units: [4, 8] },
	{ end: 32, units: [1, 2, 4, 8] },
] as const;

/** Samples of a frame by configuration, the five highest bits: asked for several times a packet. */
const FRAME_SAMPLES_OF = Uint16Array.from({ length: 32 }, (_, configuration) => {
	const { index, units } = lengthOf(configuration << 3);
	return (units[index] as number) * UNIT_SAMPLES;
});

/** How the frames are laid out: the two lowest bits, which no two packets need share. */
export const LAYOUT_BITS = 0x03;

/** How long each frame lasts, in samples a channel at 48 kHz. */
export function frameSamples(toc: number): number {
	return FRAME_SAMPLES_OF[toc >> 3] as number;
}

/**
 * The same with frames of another length, and with one frame.
 *
 * @param samples - the time to fill with frames of one length
 * @returns with the longest length, up to 20 ms, that fits in a whole number of times; the
 * shortest where none does
 */
export function withFramesWithin(toc: number, samples: number): number {
	const { index, units } = lengthOf(toc);
	let best = 0;
	for (const [at, unit] of units.entries()) {
		if (unit <= 8 && samples % (unit * UNIT_SAMPLES) === 0) {
			best = at;
		}
	}
	return (toc & ~LAYOUT_BITS) + ((best - index) << 3);
}

/** Whether frames of two packets can be in one: same configuration, same number of channels. */
export function isCodedAlike(toc: number, otherToc: number): boolean {
	return ((toc ^ otherToc) & ~LAYOUT_BITS) === 0;
}

function lengthOf(toc: number): { index: number; units: readonly number[] } {
	const configuration = toc >> 3;
	const { end, units } = LAYERS.find((layer) => configuration < layer.end) ?? LAYERS[2];
	return { index: units.length - 1 - ((end - 1 - configuration) % units.length), units };
}
