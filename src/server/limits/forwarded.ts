// What reverse proxies write about where a request came from: `X-Forwarded-For`, `Forwarded`.
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { plainAddress } from './address.js';

/** One proxy's word on who it was asked by. */
export interface ForwardedEntry {
	/** As it came. */
	text: string;
	/** Undefined where it tells no address: `unknown`, a name of the proxy's own, or nonsense. */
	address: string | undefined;
}

/** What the header says, the nearest proxy's word last. */
export interface ForwardedWay {
	header: 'X-Forwarded-For' | 'Forwarded';
	entries: readonly ForwardedEntry[];
}

/**
 * Reads the headers. `X-Forwarded-For` comes first: most proxies write that one alone, and hand a
 * `Forwarded` of the client's through untouched.
 */
export function readForwarded(headers: IncomingHttpHeaders): ForwardedWay | undefined {
	const forwardedFor = entriesOf(headers['x-forwarded-for'], ',');
	if (forwardedFor.length > 0) {
		return {
			header: 'X-Forwarded-For',
			entries: forwardedFor.map((text) => ({ text, address: readNode(text) })),
		};
	}
	const forwarded = entriesOf(headers.forwarded, ',');
	return forwarded.length === 0
		? undefined
		: {
				header: 'Forwarded',
				entries: forwarded.map((text) => ({ text, address: readElement(text) })),
			};
}

function entriesOf(value: string | string[] | undefined, separator: ',' | ';'): string[] {
	if (value === undefined) {
		return [];
	}
	// Node joins the lines of both headers already; whoever hands lists in gets the same.
	return splitUnquoted(String(value), separator)
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
}

/**
 * Splits where the separator stands outside of quotes, from the end on: what a client wrote to
 * the left, such as a quote that nothing closes, must not swallow what a proxy put behind it.
 */
function splitUnquoted(text: string, separator: ',' | ';'): string[] {
	const parts: string[] = [];
	let end = text.length;
	let isQuoted = false;
	for (let index = text.length - 1; index >= 0; index--) {
		const character = text[index];
		if (character === '"' && !isEscaped(text, index)) {
			isQuoted = !isQuoted;
		} else if (character === separator && !isQuoted) {
			parts.push(text.slice(index + 1, end));
			end = index;
		}
	}
	parts.push(text.slice(0, end));
	return parts.reverse();
}

function isEscaped(text: string, index: number): boolean {
	let backslashes = 0;
	while (text[index - 1 - backslashes] === '\\') {
		backslashes++;
	}
	return backslashes % 2 === 1;
}

/** `for` of one element (RFC 7239, 4); one that stands there twice says nothing. */
function readElement(element: string): string | undefined {
	const values = entriesOf(element, ';').flatMap((pair) => {
		const [, value] = /^for\s*=\s*(.*)$/is.exec(pair) ?? [];
		return value === undefined ? [] : [value];
	});
	return values.length === 1 ? readNode(values[0] as string) : undefined;
}

/** No address with all that proxies put around it is longer. */
const MAX_NODE_CHARACTERS = 100;

/** An address as proxies write it: in quotes, in brackets, with a port or a zone behind it. */
function readNode(text: string): string | undefined {
	if (text.length > MAX_NODE_CHARACTERS) {
		return undefined;
	}
	const bare = text.replace(/^["']+|["']+$/g, '').trim();
	const bracketed = /^\[([^\]]*)\](?::\S*)?$/.exec(bare);
	if (bracketed) {
		return readAddress(bracketed[1] as string);
	}
	return readAddress(bare) ?? readAddress(bare.replace(/:[\w.-]*$/, ''));
}

function readAddress(text: string): string | undefined {
	const address = text.trim();
	return isIP(address) === 0 ? undefined : plainAddress(address);
}
