// The forms that settings have: integers, flags, URLs, credentials, lists.
import { isIP } from 'node:net';
import { z } from 'zod';
import { asBase, parseUrl } from '../../host-name.js';
import { readTrustedProxies, TRUSTED_PROXIES_FORM } from '../../server/limits/trusted-proxies.js';
import { unquote } from '../environment.js';
import { describeBlockedPort } from './blocked-ports.js';
import { bareToken, isBotToken } from './discord-shapes.js';

/** What a client id and a client token may consist of, so that they fit a header and a list. */
const CREDENTIAL = /^[\x21-\x2b\x2d-\x7e]{1,200}$/;

/** An integer within a range, its ends included; `10_000` is one. */
export function integer(range: { min: number; max: number; unit?: string | undefined }) {
	const unit = range.unit === undefined ? '' : ` (${range.unit}, without the unit)`;
	const message = `expected an integer from ${range.min} to ${range.max}${unit}`;
	return z
		.string()
		.transform((text) => text.replaceAll(/(?<=\d)_(?=\d)/g, ''))
		.pipe(z.string().regex(/^\d+$/, message))
		.transform(Number)
		.refine((value) => value >= range.min && value <= range.max, message);
}

/** A number of what the end of a setting's name says, at least one where no range is given. */
export function amount(variable: string, range = { min: 1, max: 2 ** 31 - 1 }) {
	const unit = /_MS$/.test(variable)
		? 'milliseconds'
		: /_BYTES$/.test(variable)
			? 'bytes'
			: undefined;
	return integer({ ...range, unit });
}

/** One of a few numbers. */
export function oneOf<const Value extends number>(values: readonly Value[]) {
	const message = `expected one of ${values.join(', ')}`;
	return z.string().transform((text, context) => {
		const value = values.find((candidate) => String(candidate) === text);
		if (value === undefined) {
			context.addIssue({ code: 'custom', message });
			return z.NEVER;
		}
		return value;
	});
}

/** One of a few words, in capitals or not. */
export function choice<const Word extends string>(
	words: readonly Word[],
	message = `expected one of ${words.join(', ')}`,
) {
	return z.string().toLowerCase().pipe(z.enum(words, { message }));
}

const FLAGS: Readonly<Record<string, boolean>> = {
	true: true,
	yes: true,
	on: true,
	1: true,
	false: false,
	no: false,
	off: false,
	0: false,
};

/** `true` or `false`, or what else means the one or the other. */
export function flag() {
	return z.string().transform((text, context) => {
		const value = FLAGS[text.toLowerCase()];
		if (value === undefined) {
			context.addIssue({ code: 'custom', message: 'expected true or false' });
			return z.NEVER;
		}
		return value;
	});
}

/**
 * A URL with one of these protocols, such as `http:`.
 *
 * @param isForBrowsers - whether a port that browsers block is refused; default true
 */
export function url(protocols: readonly string[], { isForBrowsers = true } = {}) {
	const message = `expected a URL that begins with ${protocols.map((name) => `${name}//`).join(' or ')}`;
	return z.string().transform((text, context) => {
		const parsed = parseUrl(text);
		const found = parsed && protocols.includes(parsed.protocol) ? parsed : undefined;
		const blocked = found && isForBrowsers ? describeBlockedPort(Number(found.port)) : undefined;
		if (!found || blocked !== undefined) {
			context.addIssue({ code: 'custom', message: blocked ?? message });
			return z.NEVER;
		}
		return found;
	});
}

/**
 * The address of a server for everybody: with a path before its own or none, and nothing that the
 * addresses below it could not keep.
 */
export const publicBase = url(['http:', 'https:']).transform((base, context) => {
	const surplus = Object.entries({
		'a user name or password': base.username || base.password,
		'a query': base.search,
		'a fragment': base.hash,
		'port 0': base.port === '0',
	}).flatMap(([what, isThere]) => (isThere ? [what] : []));
	if (surplus.length > 0) {
		const message = `expected a URL such as https://example.org or https://example.org/radio, without ${surplus.join(', ')}`;
		context.addIssue({ code: 'custom', message });
		return z.NEVER;
	}
	return asBase(new URL(`${base.origin}${base.pathname}`));
});

/** A client id or a token of any kind; `Bearer` before it belongs to requests. */
export function credential(what: string) {
	return z
		.string()
		.transform((text) => text.replace(/^Bearer\s+/i, ''))
		.pipe(
			z
				.string()
				.regex(
					CREDENTIAL,
					`expected a ${what} of 1 to 200 printable characters without spaces or commas`,
				),
		);
}

/** The entries of a list that commas, semicolons or lines separate, each without its quotes. */
export function splitList(text: string): string[] {
	return text
		.split(/[,;\r\n]+/)
		.map(unquote)
		.filter(Boolean);
}

/** `clientId:token`, comma-separated. */
export const clientList = z.string().transform((text, context) => {
	const clients = new Map<string, string>();
	for (const [index, entry] of splitClients(text).entries()) {
		const [clientId = '', ...rest] = entry.split(':').map((part) => part.trim());
		const clientToken = rest.join(':');
		const isClient = CREDENTIAL.test(clientId) && CREDENTIAL.test(clientToken);
		if (!isClient || (clients.get(clientId) ?? clientToken) !== clientToken) {
			// The entry holds a token, so only its place is told.
			const message = isClient
				? `expected different client ids; entry ${index + 1} repeats one with another token`
				: `expected clientId:token, comma-separated; entry ${index + 1} is not`;
			context.addIssue({ code: 'custom', message });
			return z.NEVER;
		}
		clients.set(clientId, clientToken);
	}
	return [...clients];
});

/** A semicolon may belong to a token, unless a number and a colon follow it. */
function splitClients(text: string): string[] {
	return text
		.split(/[,\r\n]+|;\s*(?=\d+\s*:|["']|$)/)
		.map(unquote)
		.filter(Boolean);
}

/** Bot tokens, comma-separated. */
export const botTokenList = z.string().transform((text, context) => {
	const tokens = splitList(text).map(bareToken);
	const wrong = tokens.findIndex((token) => !isBotToken(token));
	const repeated = tokens.findIndex((token, place) => tokens.indexOf(token) !== place);
	if (wrong >= 0 || repeated >= 0) {
		// A token stands in no message, so only its place is told.
		context.addIssue({
			code: 'custom',
			message:
				wrong >= 0
					? `expected bot tokens, comma-separated; entry ${wrong + 1} is none`
					: `expected different bot tokens; entry ${repeated + 1} repeats another`,
		});
		return z.NEVER;
	}
	return tokens;
});

/** Origins such as `https://example.org`, comma-separated. */
export const originList = z.string().transform((text, context) => {
	const origins = new Set<string>();
	for (const [index, entry] of splitList(text).entries()) {
		const isOrigin = parseUrl(entry) !== undefined && /^https?:\/\/[^/?#@]+\/?$/i.test(entry);
		const blocked = isOrigin ? describeBlockedPort(Number(new URL(entry).port)) : undefined;
		if (!isOrigin || blocked !== undefined) {
			context.addIssue({
				code: 'custom',
				message:
					blocked ??
					`expected origins such as https://example.org, comma-separated; entry ${index + 1} is none`,
			});
			return z.NEVER;
		}
		origins.add(new URL(entry).origin);
	}
	return [...origins];
});

/** Hosts such as `example.org` or `192.0.2.7`, comma-separated. */
export const hostList = z.string().transform((text, context) => {
	const hosts: string[] = [];
	for (const entry of splitList(text)) {
		const host = isIP(entry) === 6 ? `[${entry}]` : entry;
		const isHost =
			/^(?:\[[^\]]+\]|[^\s:/?#@[\]\\]+)$/.test(host) && parseUrl(`ws://${host}`) !== undefined;
		if (!isHost) {
			context.addIssue({
				code: 'custom',
				message: `expected hosts such as example.org or 192.0.2.7, without scheme, port or path, comma-separated; entry ${hosts.length + 1} is none`,
			});
			return z.NEVER;
		}
		hosts.push(new URL(`ws://${host}`).hostname);
	}
	return hosts;
});

/** Reverse proxies whose headers are believed. */
export const trustedProxies = z.string().transform((text, context) => {
	const proxies = readTrustedProxies(text);
	if (proxies === undefined) {
		context.addIssue({ code: 'custom', message: TRUSTED_PROXIES_FORM });
		return z.NEVER;
	}
	return proxies;
});
