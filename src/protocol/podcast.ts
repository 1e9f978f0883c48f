// The podcast object, as REST answers it.
import { ProtocolError } from '../errors.js';

/** A podcast as a server describes it. */
export interface Podcast {
	/** Opaque; later servers' unsigned integers are kept as their decimal string. */
	id: string;
	/** Host of the websocket, where the server names one. */
	ip: string | undefined;
	/** Port of the websocket, 1..65535, where the server names one. */
	port: number | undefined;
	/** Milliseconds since the epoch; null while no sender has connected. */
	activeSince: number | null;
	/** Client id of the sender, where the server names it. */
	host: string | undefined;
}

const MAX_ID_LENGTH = 128;

/**
 * Reads one podcast object.
 *
 * What it takes to connect has to be right; the rest is left out where it cannot be read.
 *
 * @param value - parsed JSON; unknown fields are ignored
 * @throws {ProtocolError} if `id`, `ip` or `port` is wrong; the message names it
 */
export function parsePodcast(value: unknown): Podcast {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new ProtocolError('Expected the podcast to be a JSON object');
	}
	const fields = value as Record<string, unknown>;
	return {
		id: parseId(fields.id),
		ip: parseIp(fields.ip),
		port: parsePort(fields.port),
		activeSince: parseActiveSince(fields.activeSince),
		host: parseHost(fields.host),
	};
}

/**
 * Reads the answer of `GET /list`, an array or, in later versions, `{ podcasts: [...] }`.
 *
 * @throws {ProtocolError} if it is neither, or one of its podcasts is malformed
 */
export function parsePodcastList(value: unknown): Podcast[] {
	const list =
		typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>).podcasts
			: value;
	if (!Array.isArray(list)) {
		throw new ProtocolError('Expected the list of podcasts to be an array or { podcasts: [...] }');
	}
	return list.map(parsePodcast);
}

function parseId(id: unknown): string {
	if (typeof id === 'string' && id.length > 0 && id.length <= MAX_ID_LENGTH) {
		return id;
	}
	if (typeof id === 'number' && Number.isInteger(id) && id >= 0 && id <= 0xffff_ffff) {
		return String(id);
	}
	throw new ProtocolError(
		`Expected id of the podcast to be a string or an unsigned 32-bit integer, got ${describe(id)}`,
	);
}

function parseIp(ip: unknown): string | undefined {
	if (ip === undefined || ip === null) {
		return undefined;
	}
	// A host and nothing else: what goes into a URL must not bring a path or credentials with it.
	if (typeof ip === 'string' && /^(?:[A-Za-z0-9._-]{1,253}|\[?[0-9A-Fa-f:.]{2,45}\]?)$/.test(ip)) {
		return ip;
	}
	throw new ProtocolError(`Expected ip of the podcast to be a host, got ${describe(ip)}`);
}

function parsePort(port: unknown): number | undefined {
	if (port === undefined || port === null) {
		return undefined;
	}
	const number = typeof port === 'string' && /^\d{1,5}$/.test(port) ? Number(port) : port;
	if (typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= 0xffff) {
		return number;
	}
	throw new ProtocolError(
		`Expected port of the podcast to be an integer from 1 to 65535, got ${describe(port)}`,
	);
}

/** Servers differ in how they write times, and no show is to end of it. */
function parseActiveSince(activeSince: unknown): number | null {
	const epochMs =
		typeof activeSince === 'string' && !/^\d+$/.test(activeSince)
			? Date.parse(activeSince)
			: Math.trunc(typeof activeSince === 'object' ? Number.NaN : Number(activeSince));
	return Number.isSafeInteger(epochMs) && epochMs >= 0 ? epochMs : null;
}

function parseHost(host: unknown): string | undefined {
	return typeof host === 'string' || (Number.isInteger(host) && (host as number) >= 0)
		? String(host)
		: undefined;
}

function describe(value: unknown): string {
	if (value === null || value === undefined || typeof value === 'number') {
		return String(value);
	}
	if (typeof value === 'string') {
		return `a string of ${value.length} characters`;
	}
	return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
