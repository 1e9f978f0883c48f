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

/** What can be wrong with a picture's bytes: a clause on the file, without a full stop. */
export type PictureFlaw =
	| 'it is compressed in a way that few programs can read'
	| 'its header does not say how large it is'
	| 'it breaks off before its end'
	| 'its header is garbled'
	| 'its header says what no usual JPEG is'
	| 'it does not begin with a header'
	| 'its header says what no PNG is'
	| 'a check sum in it is wrong';

/** The bytes end early, or are no picture after all. */
export class BrokenPictureError extends Error {
	readonly flaw: PictureFlaw;

	constructor(flaw: PictureFlaw) {
		super(flaw);
		this.flaw = flaw;
	}
}
