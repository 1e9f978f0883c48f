// The forms that settings have: integers, flags, URLs, credentials, lists.
import { isIP } from 'node:net';
import { z } from 'zod';
import { asBase } from './host-name.js';
import { readTrustedProxies, TRUSTED_PROXIES_FORM } from './server/trusted-proxies.js';

/** What a client id and a client token may consist of, so that they fit a header and a list. */
const CREDENTIAL = /^[\x21-\x2b\x2d-\x7e]{1,200}$/;

/** An integer within a range, its ends included. */
export function integer(range: { min: number; max: number }) {
	const message = `expected an integer from ${range.min} to ${range.max}`;
	return z
		.string()
		.regex(/^\d+$/, message)
		.transform(Number)
		.refine((value) => value >= range.min && value <= range.max, message);
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

/** `true` or `false`. */
export function flag() {
	return z
		.enum(['true', 'false'], { message: 'expected true or false' })
		.transform((value) => value === 'true');
}

/** A URL with one of these protocols, such as `http:`. */
export function url(protocols: readonly string[]) {
	const message = `expected a URL that begins with ${protocols.map((name) => `${name}//`).join(' or ')}`;
	return z.string().transform((text, context) => {
		if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) {
			return new URL(text);
		}
		context.addIssue({ code: 'custom', message });
		return z.NEVER;
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

/** A client id or a token of any kind. */
export function credential(what: string) {
	return z
		.string()
		.regex(
			CREDENTIAL,
			`expected a ${what} of 1 to 200 printable characters without spaces or commas`,
		);
}

/** `clientId:token`, comma-separated. */
export const clientList = z.string().transform((text, context) => {
	const clients: [string, string][] = [];
	for (const entry of text.split(',').map((part) => part.trim())) {
		const [clientId = '', ...rest] = entry.split(':');
		const clientToken = rest.join(':');
		if (!CREDENTIAL.test(clientId) || !CREDENTIAL.test(clientToken)) {
			// The entry holds a token, so only its place is told.
			context.addIssue({
				code: 'custom',
				message: `expected clientId:token, comma-separated; entry ${clients.length + 1} is not`,
			});
			return z.NEVER;
		}
		clients.push([clientId, clientToken]);
	}
	return clients;
});

/** Bot tokens, comma-separated. */
export const botTokenList = z.string().transform((text, context) => {
	const tokens = text
		.split(',')
		.map((part) => part.trim())
		.filter(Boolean);
	const wrong = tokens.findIndex((token) => !CREDENTIAL.test(token));
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
	const origins: string[] = [];
	for (const entry of text.split(',').map((part) => part.trim())) {
		if (!URL.canParse(entry) || !/^https?:\/\/[^/]+\/?$/i.test(entry)) {
			context.addIssue({
				code: 'custom',
				message: `expected origins such as https://example.org, comma-separated; entry ${origins.length + 1} is none`,
			});
			return z.NEVER;
		}
		origins.push(new URL(entry).origin);
	}
	return origins;
});

/** Hosts such as `example.org` or `192.0.2.7`, comma-separated. */
export const hostList = z.string().transform((text, context) => {
	const hosts: string[] = [];
	for (const entry of text.split(',').map((part) => part.trim())) {
		const host = isIP(entry) === 6 ? `[${entry}]` : entry;
		const isHost = /^(?:\[[^\]]+\]|[^\s:/?#@[\]\\]+)$/.test(host) && URL.canParse(`ws://${host}`);
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
