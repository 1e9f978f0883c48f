// The forms of where something is: a host to listen on, a port, an API's base, a folder, a file.

import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { parseUrl } from '../../host-name.js';
import { describeBlockedPort } from './blocked-ports.js';
import { integer, url } from './setting-shapes.js';

/** All of a machine's own addresses, as people write it elsewhere. */
const ALL_ADDRESSES: ReadonlySet<string> = new Set(['*', '0', '+']);

/** Letters, digits, hyphens, dots, and underscores, which names within Docker have. */
const HOST_NAME = /^[a-z\d_](?:[a-z\d_.-]{0,251}[a-z\d_.])?$/i;

/** An address or a name to listen on, without brackets. */
export const host = z.string().transform((text, context) => {
	const bare = text.replace(/^\[([^\]]+)\]$/, '$1');
	if (ALL_ADDRESSES.has(bare)) {
		return '0.0.0.0';
	}
	const isName = HOST_NAME.test(bare) && !/^[\d.]+$/.test(bare);
	if (isIP(bare) !== 0 || isName) {
		return bare;
	}
	context.addIssue({
		code: 'custom',
		message: `expected an address or a name alone, such as 0.0.0.0 or localhost${suggestHost(text)}`,
	});
	return z.NEVER;
});

/** What a URL or a host with a port was meant to say. */
function suggestHost(text: string): string {
	const address = text.includes('://') ? text : `http://${text}`;
	if (!parseUrl(address) || /[\s,;@]/.test(text)) {
		return '';
	}
	const { hostname } = new URL(address);
	const [, port] = /:(\d+)\/?$/.exec(text) ?? [];
	const bare = hostname.replace(/^\[(.+)\]$/, '$1');
	return port === undefined && bare === text
		? ''
		: `: write HOST=${bare}${port === undefined ? '' : ` and PORT=${port}`}`;
}

const MAX_PORT = 65_535;

/** A port to listen on, alone or as `:5050` or `5050/tcp`; 0 for any free one. */
export const port = z
	.string()
	.transform((text) => text.replace(/^:(?=\d)|(?<=\d)\/tcp$/gi, ''))
	.pipe(integer({ min: 0, max: MAX_PORT }))
	.transform((value, context) => {
		const message = describeBlockedPort(value);
		if (message === undefined) {
			return value;
		}
		context.addIssue({ code: 'custom', message });
		return z.NEVER;
	});

/**
 * Base URL of an API.
 *
 * @param ending - what may have been pasted behind it and is left out, such as `/podcast`
 */
export function apiBase(ending: RegExp, options?: { isForBrowsers: boolean }) {
	return url(['http:', 'https:'], options).transform((base, context) => {
		const { username, password, search, hash } = base;
		if (username || password || search || hash) {
			context.addIssue({
				code: 'custom',
				message: 'expected a URL without user name, password, ? and #',
			});
			return z.NEVER;
		}
		const trimmed = new URL(base);
		trimmed.pathname = base.pathname.replace(ending, '');
		return trimmed;
	});
}

const FOLDER = 'expected a folder such as ./data or /var/lib/podcasts';

const FILE = 'expected a file such as ./chime.opus or /var/lib/podcasts/chime.opus';

/** A folder; `~` and `$HOME` at its beginning are the home of the process's user. */
export const folder = path(FOLDER);

/** A file, as a folder is written. */
export const file = path(FILE);

function path(expected: string) {
	return z.string().transform((text, context) => {
		const refuse = (message: string) => {
			context.addIssue({ code: 'custom', message });
			return z.NEVER;
		};
		if (/^[a-z]+:\/\//i.test(text)) {
			return refuse(`${expected}, not a URL`);
		}
		// `docker --env-file` leaves comments on, and a folder of that name would be made.
		if (/\s#/.test(text)) {
			return refuse(`${expected}, without a comment behind it`);
		}
		const home = /^(?:~|\$HOME|\$\{HOME\})(?=[/\\]|$)/.exec(text)?.[0];
		if (home !== undefined) {
			return join(homedir(), text.slice(home.length));
		}
		return /^~|^\$/.test(text) ? refuse(`${expected}, with ~ alone for your home`) : text;
	});
}
