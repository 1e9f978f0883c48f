// Environment variables as hosts write them: from the process and `.env`, without what only wraps them.
import { readFileSync } from 'node:fs';
import dotenv from 'dotenv';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const ENV_FILE = '.env';

/** What Node itself reads when it starts, which is before this program can read a file. */
const READ_BEFORE = ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS'];

/**
 * The process's environment, completed from the file `.env` of the working directory.
 *
 * @param warn - told in a sentence where there is such a file that cannot be read, or comes too late
 */
export function loadEnvironment(warn: (problem: string) => void = () => {}): Environment {
	for (const [name, value] of Object.entries(readEnvFile(warn))) {
		if (READ_BEFORE.includes(name) && process.env[name] === undefined) {
			warn(
				`${ENV_FILE}: ${name} does not count there, since Node reads it earlier: set it outside`,
			);
		}
		process.env[name] ??= value;
	}
	return process.env;
}

function readEnvFile(warn: (problem: string) => void): Record<string, string> {
	try {
		return dotenv.parse(decode(readFileSync(ENV_FILE)));
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code !== 'ENOENT') {
			warn(`${ENV_FILE}: cannot be read (${code ?? String(error)}), so nothing of it counts`);
		}
		return {};
	}
}

/** Windows editors and shells write UTF-16; a byte order mark says so (Unicode, 23.8). */
function decode(bytes: Uint8Array): string {
	const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
	const encoding = { 65534: 'utf-16le', 65279: 'utf-16be' }[mark] ?? 'utf-8';
	return new TextDecoder(encoding).decode(bytes);
}

/**
 * Takes off what shells and `.env` readers take off, and `docker --env-file` and web forms leave on:
 * quotes, a comment, `export`, the name itself, spaces of all kinds, a carriage return. A value of
 * which nothing is left is not set: a line such as `PORT=` leaves a setting at its default.
 */
export function cleanEnvironment(environment: Environment): Environment {
	const cleaned: Record<string, string> = {};
	for (const [written, value] of Object.entries(environment)) {
		const name = trim(written).replace(/^export\s+/, '');
		const text = value === undefined ? '' : cleanValue(name, value);
		if (text !== '' && (name === written || cleaned[name] === undefined)) {
			cleaned[name] = text;
		}
	}
	return cleaned;
}

/** Settings that are paths. */
const PATHS: ReadonlySet<string> = new Set(['DATA_DIR', 'CHIME_FILE', 'SITE_LOGO']);

function cleanValue(name: string, value: string): string {
	let text = trim(value);
	if (text.startsWith(`${name}=`)) {
		text = trim(text.slice(name.length + 1));
	}
	// A path may hold such a sign; its own shape sees to it.
	return unquote(PATHS.has(name) ? text : withoutComments(text));
}

function withoutComments(text: string): string {
	const quoted = /^(["']).*?\1(?=\s+#)/.exec(text)?.[0];
	return quoted ?? text.replaceAll(/\s#.*$|^#(?:\s.*)?$/gm, '');
}

/** Space, and what cannot be seen at all: zero-width characters and byte order marks. */
const BLANK = '[\\s\\u200b-\\u200f\\u2060\\ufeff]+';
const BLANK_ENDS = new RegExp(`^${BLANK}|${BLANK}$`, 'g');

function trim(text: string): string {
	return text.replaceAll(BLANK_ENDS, '');
}

const QUOTED = /^(["'`])([\s\S]*)\1$|^[“„]([\s\S]*)[”“]$|^[‘‚]([\s\S]*)[’‘]$/;

/** Takes off a pair of quotes around the whole, and the space within. */
export function unquote(text: string): string {
	const bare = trim(text);
	const [, quote, ...insides] = QUOTED.exec(bare) ?? [];
	const inside = insides.find((part) => part !== undefined);
	// "one","two" is two of them.
	return inside === undefined || (quote !== undefined && inside.includes(quote))
		? bare
		: trim(inside);
}
