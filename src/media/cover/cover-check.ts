// Whether bytes are a cover that podcast directories take; judged by the bytes, not by a name.
import { isJpeg, readJpeg } from './jpeg-facts.js';
import { BrokenPictureError, type ColourSpace, type PictureFlaw } from './picture-facts.js';
import { isPng, readPng } from './png-facts.js';

/** What Apple asks for: square, in pixels. */
export const MIN_COVER_PIXELS = 1400;
export const MAX_COVER_PIXELS = 3000;

/** Largest file, in bytes. */
export const MAX_COVER_BYTES = 5 * 2 ** 20;

/** What a cover may be, by the ends of files' names. */
type CoverKind = 'jpg' | 'png';

/** Why bytes are no cover, with what came in place of what was expected. */
export type CoverFault =
	| { kind: 'too large'; bytes: number }
	/** Neither JPEG nor PNG; `found` names what it is, where that is known. */
	| { kind: 'no picture'; found: OtherFile | undefined }
	| { kind: 'broken'; type: CoverKind; why: PictureFlaw }
	| { kind: 'not square'; width: number; height: number }
	| { kind: 'wrong size'; pixels: number }
	| { kind: 'wrong colours'; colours: Exclude<ColourSpace, 'RGB'> };

/** What came of a check. */
export type CheckedCover =
	/** Directories prefer those without transparent parts. */
	| { kind: 'cover'; type: CoverKind; pixels: number; hasAlpha: boolean }
	| { kind: 'refused'; fault: CoverFault };

/** First bytes of what is taken for a picture by mistake. */
const OTHERS = [
	['a GIF', /^GIF8/],
	['a WebP', /^RIFF[\s\S]{4}WEBP/],
	['an AVIF or HEIC', /^[\s\S]{4}ftyp/],
	['a BMP', /^BM/],
	['a TIFF', /^(?:II\*\0|MM\0\*)/],
	['a PDF', /^%PDF/],
	['an SVG', /^\s*(?:<\?xml[\s\S]*)?<svg/],
	['a web page', /^\s*<(?:!doctype|html)/i],
] as const;

/** One of them. */
export type OtherFile = (typeof OTHERS)[number][0];

/** Longer starts are not looked at. */
const START_BYTES = 200;

/** Checks a file. */
export function checkCover(bytes: Buffer): CheckedCover {
	if (bytes.length > MAX_COVER_BYTES) {
		return { kind: 'refused', fault: { kind: 'too large', bytes: bytes.length } };
	}
	const type = isPng(bytes) ? 'png' : isJpeg(bytes) ? 'jpg' : undefined;
	if (!type) {
		return { kind: 'refused', fault: { kind: 'no picture', found: nameOf(bytes) } };
	}
	try {
		return judge(type, bytes);
	} catch (error) {
		if (error instanceof BrokenPictureError) {
			return { kind: 'refused', fault: { kind: 'broken', type, why: error.flaw } };
		}
		throw error;
	}
}

function judge(type: CoverKind, bytes: Buffer): CheckedCover {
	const { colours, hasAlpha, height, width } = type === 'png' ? readPng(bytes) : readJpeg(bytes);
	const fault = findFault({ colours, height, width });
	return fault ? { kind: 'refused', fault } : { kind: 'cover', type, pixels: width, hasAlpha };
}

function findFault(facts: {
	colours: ColourSpace;
	height: number;
	width: number;
}): CoverFault | undefined {
	const { colours, height, width } = facts;
	if (width !== height) {
		return { kind: 'not square', width, height };
	}
	if (width < MIN_COVER_PIXELS || width > MAX_COVER_PIXELS) {
		return { kind: 'wrong size', pixels: width };
	}
	return colours === 'RGB' ? undefined : { kind: 'wrong colours', colours };
}

function nameOf(bytes: Buffer): OtherFile | undefined {
	const start = bytes.toString('latin1', 0, START_BYTES);
	return OTHERS.find(([, pattern]) => pattern.test(start))?.[0];
}
