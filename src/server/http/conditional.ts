// Which answer a request for a file gets, by its conditions and its range (RFC 9110, 13 and 14).
import type { IncomingHttpHeaders } from 'node:http';

/** What there is. */
export interface Representation {
	/** Strong, with its quotes. */
	etag: string;
	bytes: number;
	/** Where it is not known, conditions by date are not looked at (13.1.3, 13.1.4). */
	lastModifiedMs?: number | undefined;
}

/** What is answered; `end` is the last byte that is sent. */
export type Selection =
	| { status: 200 | 304 | 412 | 416 }
	| { status: 206; start: number; end: number };

/**
 * Decides in the order of RFC 9110, 13.2.2. More than one range at once, and what is no range of
 * bytes, is answered as if it had not been asked for (14.2).
 */
export function select(
	method: string,
	headers: IncomingHttpHeaders,
	{ bytes, etag, lastModifiedMs = Number.NaN }: Representation,
): Selection {
	// Nothing is earlier, later or the same as what is not a number.
	const modifiedS = Math.floor(lastModifiedMs / 1000);
	const ifMatch = headers['if-match'];
	const unmodifiedSinceS = readDate(headers['if-unmodified-since']);
	if (ifMatch !== undefined) {
		if (!isNamed(ifMatch, etag, 'strong')) {
			return { status: 412 };
		}
	} else if (unmodifiedSinceS !== undefined && modifiedS > unmodifiedSinceS) {
		return { status: 412 };
	}
	const ifNoneMatch = headers['if-none-match'];
	const modifiedSinceS = readDate(headers['if-modified-since']);
	if (ifNoneMatch !== undefined) {
		if (isNamed(ifNoneMatch, etag, 'weak')) {
			return { status: 304 };
		}
	} else if (modifiedSinceS !== undefined && modifiedS <= modifiedSinceS) {
		return { status: 304 };
	}
	const { range } = headers;
	const isRanged = method === 'GET' && range !== undefined;
	return isRanged && isSame(headers['if-range'], etag, modifiedS)
		? selectRange(range, bytes)
		: { status: 200 };
}

/** Whether a list of entity tags has one (8.8.3.2). */
function isNamed(list: string, etag: string, comparison: 'strong' | 'weak'): boolean {
	if (list.trim() === '*') {
		return true;
	}
	const tags = list.match(/(?:W\/)?"[^"]*"/g) ?? [];
	return tags.some((tag) => tag === etag || (comparison === 'weak' && tag === `W/${etag}`));
}

/** Whether what somebody has a part of is still the same (13.1.5). */
function isSame(ifRange: string | string[] | undefined, etag: string, modifiedS: number): boolean {
	return typeof ifRange !== 'string' || ifRange === etag || readDate(ifRange) === modifiedS;
}

/**
 * All three forms begin with the name of a day, and one of them, asctime's, does not say that it is in
 * GMT (5.6.7).
 *
 * @returns undefined for what is no date
 */
function readDate(text = ''): number | undefined {
	const zoned = text.endsWith('GMT') ? text : `${text} GMT`;
	const ms = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(zoned) : NaN;
	return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000);
}

function selectRange(range: string, bytes: number): Selection {
	const [, first = '', last = ''] = /^ *bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(range) ?? [];
	if (first === '' && last === '') {
		return { status: 200 };
	}
	if (first === '') {
		const start = Math.max(0, bytes - Number(last));
		return start < bytes ? { status: 206, start, end: bytes - 1 } : { status: 416 };
	}
	const start = Number(first);
	if (last !== '' && Number(last) < start) {
		return { status: 200 };
	}
	const end = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
	return start < bytes ? { status: 206, start, end } : { status: 416 };
}
