// One line of a sound check's answer, and the small words that its parts share.
import type { Language } from '../../../languages.js';

/** One thing that was looked at. */
export interface CheckLine {
	/** Whether somebody should look at it before a show. */
	isProblem: boolean;
	text: string;
}

/** It is as it should be, or as somebody wants it. */
export function good(text: string): CheckLine {
	return { isProblem: false, text };
}

/** Somebody should look at it. */
export function problem(text: string): CheckLine {
	return { isProblem: true, text };
}

/** A share in 0..1 as people read it. */
export function percent(share: number, language: Language): string {
	const digits = share === 0 || share >= 0.1 ? 0 : 1;
	return `${decimal(share * 100, digits, language)} %`;
}

/** A number with that many digits behind its point. */
export function decimal(value: number, digits: number, language: Language): string {
	return value.toLocaleString(language, {
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	});
}
