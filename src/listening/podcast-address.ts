// The addresses of podcasts, in whatever form members paste them; pure.
import { parseUrl } from '../host-name.js';
import { isSlug } from '../store/show-slug.js';

/** A podcast on some server, as an address of it says. */
export interface PastedAddress {
	/**
	 * Base of its server, whose path ends in a slash: `http:` or `https:`, the likeliest where the
	 * text has none.
	 */
	server: URL;
	/** The podcast's; empty where the address is a show's, which has one podcast after the other. */
	id: string;
	/** The show's part of its own address. */
	slug?: string;
	/** What opens the podcast, or the show. */
	listenKey: string | undefined;
}

/** What a text turned out to be. */
export type PastedText =
	| { kind: 'address'; address: PastedAddress }
	/** An address of something else. */
	| { kind: 'other address' }
	/** An id, or anything else that has the form of no address. */
	| { kind: 'id'; id: string };

/** Longest text that is looked into; a panel with everything in it is no longer. */
const MAX_TEXT_LENGTH = 4000;

/** Zero-width characters, marks of direction, and controls; a line break only separates. */
const UNSEEN = /[\p{Cf}\p{Cc}]/gu;
const LINE_BREAKS = /[\t\n\r]+/g;

/** HTML's spellings of what addresses are made of or stand between, however often escaped. */
const HTML_ENTITIES = /&(?:amp;)*(amp|lt|gt|quot|#0*38|#x0*26|#0*39|#x0*27);/gi;
const ENTITY_CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"' };

/** A backslash before what is no letter: markdown's escape, or JSON's before a slash. */
const ESCAPES = /\\+(?=[^\p{L}\p{N}\s\\])/gu;

/** What may surround an id. */
const WRAPPING = /^[\s<>"'`|*()[\]“”„‘’«»]+|[\s<>"'`|*()[\]“”„‘’«».,;:!?…]+$/gu;

const USER_INFO = String.raw`(?:[^\s/?#@<>"'|()[\]\x60]+@)?`;
const HOST = String.raw`\[[\da-f:.]+\]|[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}._-]*[\p{L}\p{M}\p{N}])?\.?`;
const PORT = String.raw`(?::\d{1,5})?`;
const PATH = String.raw`(?:/[\p{L}\p{M}\p{N}\-._~!$&+=:@%/]*)?`;
const QUERY = String.raw`(?:\?[\w\-.~!$&+=:@%/?]*)?`;

/** All underscores in a row, or none; begun in their midst too, a long row takes half a second. */
const EMPHASIS = '((?<!_)_*|)';

const WITH_SCHEME = new RegExp(
	`${EMPHASIS}(https?|wss?):[/]*${USER_INFO}(${HOST})(${PORT})(${PATH}${QUERY})`,
	'giu',
);
const WITHOUT_SCHEME = new RegExp(
	String.raw`(?<![\p{L}\p{M}\p{N}@:./-])${EMPHASIS}(/*)(${HOST})(${PORT})(${PATH}${QUERY})`,
	'giu',
);

/** Punctuation behind an address that is none of it. */
const TRAILING = /[.:!?&~]+$/;

/** A key, without what was escaped behind it. */
const KEY = /^[\w.~+/=-]+/;

/** Names of a podcast's streams, below its page. */
const STREAM = /^live\.(?:mp3|ogg|m3u|pls)$/i;
/** What the extended REST has below a podcast. */
const BELOW_API = new Set(['events', 'listen-key']);

/**
 * Reads what somebody pasted: an id, or a text with an address of a podcast in it. Such are its
 * page, its streams and playlists, its websocket, and its addresses in the REST API.
 *
 * @param text - as Discord hands it over: with markup, escapes or words around the address
 */
export function readPastedText(text: string): PastedText {
	const clean = tidy(text.slice(0, MAX_TEXT_LENGTH));
	let isAddress = false;
	for (const spelling of [clean, decode(clean), decode(decode(clean))]) {
		const found = findAddresses(spelling);
		const [address] = found.flatMap((each) => each ?? []);
		if (address) {
			return { kind: 'address', address };
		}
		isAddress ||= found.length > 0;
	}
	const id = clean.replace(WRAPPING, '');
	return isAddress || /^[^\s/]+\.[^\s/.]{2,}$/.test(id)
		? { kind: 'other address' }
		: { kind: 'id', id };
}

function tidy(text: string): string {
	return text
		.replace(LINE_BREAKS, ' ')
		.replace(UNSEEN, '')
		.replace(HTML_ENTITIES, (_entity, name: string) => {
			return ENTITY_CHARACTERS[name.toLowerCase()] ?? (/(?:39|27)$/.test(name) ? "'" : '&');
		})
		.replace(ESCAPES, '')
		.trim();
}

/** A stray percent sign, or what is no UTF-8, stays as it is. */
function decode(text: string): string {
	return text.replace(/(?:%[\da-f]{2})+/gi, (encoded) => {
		try {
			return decodeURIComponent(encoded);
		} catch {
			return encoded;
		}
	});
}

/** @returns each address in the text, undefined where it is none of a podcast */
function findAddresses(text: string): (PastedAddress | undefined)[] {
	const full = [...text.matchAll(WITH_SCHEME)].map(
		([, emphasis = '', scheme = '', host = '', port = '', rest = '']) =>
			readAddress({ emphasis, scheme: scheme.toLowerCase(), host, port, rest }),
	);
	if (full.length > 0) {
		return full;
	}
	return [...text.matchAll(WITHOUT_SCHEME)].flatMap(
		([, emphasis = '', slashes = '', host = '', port = '', rest = '']) => {
			const address = readAddress({ emphasis, scheme: '', host, port, rest });
			// Words with a stroke between them are no address, unless it is a podcast's.
			const isAddress = address !== undefined || slashes.length > 1 || /\.\p{L}/u.test(host);
			return isAddress && rest !== '' ? [address] : [];
		},
	);
}

/** An address in its parts, as the text has them. */
interface AddressParts {
	/** Underscores before it, which belong to it no more than as many behind it. */
	emphasis: string;
	/** In lower case; empty where there is none. */
	scheme: string;
	host: string;
	/** With its colon, or empty. */
	port: string;
	/** Path and query. */
	rest: string;
}

function readAddress(parts: AddressParts): PastedAddress | undefined {
	const { emphasis, scheme, host, port } = parts;
	const rest = withoutTrail(parts.rest, emphasis);
	const [path = ''] = rest.split('?', 1);
	const query = new URLSearchParams(rest.slice(path.length + 1).replaceAll('?', '&'));
	const place = placeOf(path, query);
	const isPlain = scheme === 'http' || scheme === 'ws' || (scheme === '' && port === ':80');
	const server = `${isPlain ? 'http' : 'https'}://${host}${port}/${place?.before ?? ''}`;
	return place && parseUrl(server)
		? {
				server: new URL(server),
				id: place.id,
				...(place.slug !== undefined && { slug: place.slug }),
				listenKey: KEY.exec(query.get('key') ?? '')?.[0],
			}
		: undefined;
}

/** Markup and punctuation behind an address; an id and a key may end in an underscore. */
function withoutTrail(rest: string, emphasis: string): string {
	const trimmed = rest.replace(TRAILING, '');
	return emphasis !== '' && trimmed.endsWith(emphasis)
		? trimmed.slice(0, -emphasis.length).replace(TRAILING, '')
		: trimmed;
}

/** What a path leads to. */
interface Place {
	id: string;
	slug?: string;
	before: string;
}

/** @returns the podcast's id, or the show's slug, and the path before the server's own, without its first slash */
function placeOf(path: string, query: URLSearchParams): Place | undefined {
	const segments = path.split('/').filter(Boolean).map(decode);
	const last = segments.at(-1) ?? '';
	const isBelowPage = STREAM.test(last) && /^[ps]$/.test(segments.at(-3) ?? '');
	const isBelowApi = BELOW_API.has(last) && segments.at(-3) === 'podcasts';
	const own = isBelowPage || isBelowApi ? segments.slice(0, -1) : segments;
	if (own.at(-2) === 'p') {
		return at(own.at(-1), own.slice(0, -2));
	}
	if (own.at(-2) === 's' && isSlug(own.at(-1) ?? '')) {
		const place = at(own.at(-1), own.slice(0, -2));
		return place && { id: '', slug: place.id, before: place.before };
	}
	if (own.at(-2) === 'podcasts' && own.at(-3) === 'api') {
		return at(own.at(-1), own.slice(0, -3));
	}
	// With a slash behind it, it is the path before a websocket.
	const isRest = path.endsWith('/podcast');
	return at(query.get('id'), isRest ? segments.slice(0, -1) : segments);
}

function at(
	id: string | null | undefined,
	before: readonly string[],
): { id: string; before: string } | undefined {
	// What was escaped on the way here is read again when it has been unescaped.
	return id && !/[/?&=\s]/.test(id)
		? { id, before: before.map((segment) => `${encodeURIComponent(segment)}/`).join('') }
		: undefined;
}
