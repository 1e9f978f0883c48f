// A plain cover for a show that has none: a calm colour, soft rings, and one large sign.
import { encodeIndexedPng } from './indexed-png.js';
import { SIGN_HEIGHT, type SignPoint, type Stroke, strokesOf } from './signs.js';

/** Width and height in pixels: the least that directories take. */
export const COVER_SIZE = 1400;

/** Dark enough for white to stand out on each; what is made for one is made for all its shows. */
const COLOURS = [
	[31, 111, 120],
	[42, 93, 159],
	[61, 79, 168],
	[92, 69, 158],
	[125, 63, 152],
	[150, 56, 111],
	[166, 60, 82],
	[168, 72, 47],
	[138, 84, 38],
	[63, 107, 58],
	[31, 107, 82],
	[65, 86, 107],
] as const;

/** How many colours there are to choose from. */
export const COVER_COLOURS = COLOURS.length;

/** Shades of the background, and how far the sign covers it: together what a palette has. */
const TONES = 16;
const LEVELS = 16;

const SIGN_COLOUR = [255, 252, 246] as const;

/** Of the sign, in pixels. */
const SIGN_PIXELS = 560;
const PEN_RADIUS = 52;

/** Rings around the lower right corner, like sound that spreads: each fainter than the one before. */
const RING_STEP = 270;
const RING_WIDTH = 120;
const RING_FADE = 0.17;
/** How much of white the brightest has. */
const RING_SHARE = 0.16;

/** So many pixels are looked at before whatever else waits has its turn: some milliseconds. */
const PIXELS_A_TURN = 100_000;

/**
 * Draws a cover.
 *
 * @param cover.colour - its number, below {@link COVER_COLOURS}
 * @param cover.sign - as `signOf` gives it
 * @returns a PNG of 1,400 × 1,400 pixels
 */
export async function makeCover(cover: { colour: number; sign: string }): Promise<Buffer> {
	const lines = new Uint8Array((COVER_SIZE + 1) * COVER_SIZE);
	let pixels = 0;
	for (const looked of drawing(cover.sign, lines)) {
		pixels += looked;
		if (pixels > PIXELS_A_TURN) {
			pixels = 0;
			await new Promise((resolve) => setImmediate(resolve));
		}
	}
	return encodeIndexedPng({
		width: COVER_SIZE,
		height: COVER_SIZE,
		palette: paletteOf(COLOURS[cover.colour % COLOURS.length] ?? COLOURS[0]),
		lines,
	});
}

/** Fills the lines step by step; tells at each how many pixels were looked at. */
function* drawing(sign: string, lines: Uint8Array): Generator<number> {
	const levels = new Uint8Array(COVER_SIZE * COVER_SIZE);
	for (const stroke of placed(strokesOf(sign))) {
		for (const [index, end] of stroke.entries()) {
			yield drawLine(stroke[index - 1] ?? end, end, levels);
		}
	}
	for (let y = 0; y < COVER_SIZE; y++) {
		fillLine(y, levels, lines);
		yield COVER_SIZE;
	}
}

/** In the middle of the picture, and as high as every other sign. */
function placed(strokes: readonly Stroke[]): Stroke[] {
	const points = strokes.flat();
	const [left, right] = [Math.min, Math.max].map((most) => most(...points.map(({ x }) => x)));
	const scale = SIGN_PIXELS / SIGN_HEIGHT;
	const middle = ((left ?? 0) + (right ?? 0)) / 2;
	const place = ({ x, y }: SignPoint): SignPoint => ({
		x: COVER_SIZE / 2 + (x - middle) * scale,
		y: COVER_SIZE / 2 + (y - SIGN_HEIGHT / 2) * scale,
	});
	return strokes.map((stroke) => stroke.map(place));
}

/**
 * Each pixel as far as the pen covers it, with an edge of one pixel.
 *
 * @returns how many were looked at
 */
function drawLine(start: SignPoint, end: SignPoint, levels: Uint8Array): number {
	const reach = PEN_RADIUS + 1;
	const fromX = Math.max(0, Math.floor(Math.min(start.x, end.x) - reach));
	const toX = Math.min(COVER_SIZE - 1, Math.ceil(Math.max(start.x, end.x) + reach));
	const fromY = Math.max(0, Math.floor(Math.min(start.y, end.y) - reach));
	const toY = Math.min(COVER_SIZE - 1, Math.ceil(Math.max(start.y, end.y) + reach));
	const dx = end.x - start.x;
	const dy = end.y - start.y;
	const squaredLength = dx * dx + dy * dy || 1;
	for (let y = fromY; y <= toY; y++) {
		for (let x = fromX; x <= toX; x++) {
			const along = ((x - start.x) * dx + (y - start.y) * dy) / squaredLength;
			const nearest = along < 0 ? 0 : Math.min(along, 1);
			const offX = x - start.x - nearest * dx;
			const offY = y - start.y - nearest * dy;
			const squared = offX * offX + offY * offY;
			if (squared < reach * reach) {
				const covered = PEN_RADIUS + 0.5 - Math.sqrt(squared);
				const level = covered >= 1 ? LEVELS - 1 : Math.round(Math.max(0, covered) * (LEVELS - 1));
				const place = y * COVER_SIZE + x;
				if (level > (levels[place] ?? 0)) {
					levels[place] = level;
				}
			}
		}
	}
	return (toX - fromX + 1) * (toY - fromY + 1);
}

/** The background, and what the sign covers of it. */
function fillLine(y: number, levels: Uint8Array, lines: Uint8Array): void {
	const offset = y * (COVER_SIZE + 1) + 1;
	for (let x = 0; x < COVER_SIZE; x++) {
		lines[offset + x] = toneAt(x, y) * LEVELS + (levels[y * COVER_SIZE + x] ?? 0);
	}
}

/** 0 on the plain colour, more on a ring, whose edges are soft by a pixel. */
function toneAt(x: number, y: number): number {
	const away = Math.sqrt((COVER_SIZE - x) ** 2 + (COVER_SIZE - y) ** 2);
	const ring = Math.floor(away / RING_STEP);
	const inside = RING_WIDTH / 2 - Math.abs(away - (ring + 0.5) * RING_STEP) + 0.5;
	const strength = 1 - ring * RING_FADE;
	return inside <= 0 || strength <= 0
		? 0
		: Math.round((TONES - 1) * strength * Math.min(1, inside));
}

function paletteOf(colour: readonly number[]): Uint8Array {
	const palette = new Uint8Array(TONES * LEVELS * 3);
	for (let tone = 0; tone < TONES; tone++) {
		const background = mix(colour, [255, 255, 255], (RING_SHARE * tone) / (TONES - 1));
		for (let level = 0; level < LEVELS; level++) {
			const mixed = mix(background, SIGN_COLOUR, level / (LEVELS - 1));
			palette.set(mixed.map(Math.round), (tone * LEVELS + level) * 3);
		}
	}
	return palette;
}

function mix(from: readonly number[], to: readonly number[], share: number): number[] {
	return from.map((part, channel) => part + ((to[channel] ?? part) - part) * share);
}
