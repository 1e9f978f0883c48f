// What stands on a cover: letters, digits and a sound wave, as strokes of a round pen.

/** A sign's lines lie in a box of that size, its origin at the upper left. */
export const SIGN_HEIGHT = 140;

/** The end of a stroke, or a bend in it. */
export interface SignPoint {
	x: number;
	y: number;
}

/** One that bends; a single point is a dot. */
export type Stroke = readonly SignPoint[];

/** What stands for whatever has neither letter nor digit. */
export const WAVE = '~';

/** Degrees between two points of a bow. */
const BOW_STEP_DEGREES = 6;

/**
 * Strokes lie between `|`. Each has points `x,y` and bows `(x,y,rx,ry,from,to)` around a centre, in
 * degrees from the right, clockwise as the picture is seen.
 */
const SIGNS: Readonly<Record<string, string>> = {
	A: '0,140 54,0 108,140 | 20,92 88,92',
	B: '0,140 0,0 46,0 (46,34,38,34,-90,90) 0,68 | 46,68 (50,104,44,36,-90,90) 0,140',
	C: '(62,70,62,70,-48,-312)',
	D: '0,0 0,140 36,140 (36,70,66,70,90,-90) 0,0',
	E: '86,0 0,0 0,140 86,140 | 0,68 74,68',
	F: '84,0 0,0 0,140 | 0,70 72,70',
	G: '(62,70,62,70,-50,-360) 124,76 74,76',
	H: '0,0 0,140 | 100,0 100,140 | 0,69 100,69',
	I: '0,0 0,140',
	J: '72,0 72,102 (34,102,38,38,0,166)',
	K: '0,0 0,140 | 92,0 0,82 | 34,54 96,140',
	L: '0,0 0,140 82,140',
	M: '0,140 0,0 62,94 124,0 124,140',
	N: '0,140 0,0 102,140 102,0',
	O: '(64,70,64,70,0,360)',
	P: '0,140 0,0 48,0 (48,40,42,40,-90,90) 0,80',
	Q: '(64,70,64,70,0,360) | 84,104 124,146',
	R: '0,140 0,0 48,0 (48,39,40,39,-90,90) 0,78 | 46,78 92,140',
	S: '(46,36,41,36,-24,-180) (46,36,41,34,180,90) 46,70 (46,105,46,35,-90,0) (46,104,46,36,0,158)',
	T: '0,0 104,0 | 52,0 52,140',
	U: '0,0 0,92 (49,91,49,49,180,0) 98,0',
	V: '0,0 54,140 108,0',
	W: '0,0 38,140 80,20 122,140 160,0',
	X: '0,0 98,140 | 98,0 0,140',
	Y: '0,0 52,72 104,0 | 52,72 52,140',
	Z: '0,0 94,0 0,140 96,140',
	'0': '(50,70,50,70,0,360)',
	'1': '0,32 42,0 42,140',
	'2': '(45,44,44,44,-166,22) 0,140 92,140',
	'3': '(42,36,40,36,-156,90) | 40,72 (42,105,46,35,-90,156)',
	'4': '76,140 76,0 0,100 104,100',
	'5': '84,0 12,0 6,64 (42,93,48,47,-132,150)',
	'6': '74,0 (48,94,46,46,-152,-512)',
	'7': '0,0 92,0 32,140',
	'8': '(48,36,40,36,0,360) | (48,106,47,34,0,360)',
	'9': '22,140 (46,46,46,46,28,-332)',
	[WAVE]: '0,52 0,88 | 36,22 36,118 | 72,0 72,140 | 108,34 108,106 | 144,56 144,84',
};

/** The sign that a text begins with: its first letter or digit, where the pen has that. */
export function signOf(text: string): string {
	const first = /[\p{L}\p{N}]/u.exec(text)?.[0] ?? '';
	const plain = first.normalize('NFKD').charAt(0).toUpperCase();
	return /^[A-Z0-9]$/.test(plain) ? plain : WAVE;
}

/** The strokes of a sign; the wave where it is none. */
export function strokesOf(sign: string): Stroke[] {
	const written = (Object.hasOwn(SIGNS, sign) && SIGNS[sign]) || SIGNS[WAVE];
	return (written ?? '').split('|').map((stroke) => stroke.trim().split(' ').flatMap(pointsOf));
}

function pointsOf(part: string): SignPoint[] {
	const numbers = part.replace(/[()]/g, '').split(',').map(Number);
	const [x = 0, y = 0, rx = 0, ry = 0, from = 0, to = 0] = numbers;
	if (!part.startsWith('(')) {
		return [{ x, y }];
	}
	const steps = Math.max(1, Math.ceil(Math.abs(to - from) / BOW_STEP_DEGREES));
	return Array.from({ length: steps + 1 }, (_, step) => {
		const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180;
		return { x: x + rx * Math.cos(angle), y: y + ry * Math.sin(angle) };
	});
}
