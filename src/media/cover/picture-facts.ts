// What a picture's header says of it, whichever kind of picture it is.

/** How its colours are written; directories take red, green and blue alone. */
export type ColourSpace = 'RGB' | 'grey' | 'CMYK';

/** A picture that can be read up to its end. */
export interface PictureFacts {
	width: number;
	height: number;
	colours: ColourSpace;
	/** Whether parts of it may be transparent. */
	hasAlpha: boolean;
}

/** The bytes end early, or are no picture after all; the message says where. */
export class BrokenPictureError extends Error {}
