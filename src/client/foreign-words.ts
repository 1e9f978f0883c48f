// What a podcast server says in its own words, made fit to be quoted.
import { cutToFit, inUtf16Units, oneLine } from '../protocol/member-text.js';

/** Longest part of a server's words that goes into an error of ours. */
const MAX_QUOTED_CHARACTERS = 200;

/** What stands in place of a secret; the same as in the log. */
const HIDDEN = '[hidden]';

/** What the server was asked with, which it may repeat. */
export interface Asked {
	url: URL;
	headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * The words in one line of at most 200 characters, without what may do harm and without the client
 * token and the listen key that they were the answer to. They are no markup, and have to be escaped
 * where that means something.
 */
export function quoteForeign(words: string, asked: Asked): string {
	const line = oneLine(hideSecrets(words, asked)).replace(/\s+/g, ' ');
	return cutToFit(line, MAX_QUOTED_CHARACTERS, inUtf16Units).trimEnd();
}

function hideSecrets(words: string, { url, headers = {} }: Asked): string {
	const secrets = [headers.token, ...url.searchParams.getAll('key')];
	return secrets
		.flatMap((secret) => (secret ? [secret, encodeURIComponent(secret)] : []))
		.reduce((text, secret) => text.replaceAll(secret, HIDDEN), words);
}
