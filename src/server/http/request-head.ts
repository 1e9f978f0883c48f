// The head of a request, written anew for whoever is to read it from the beginning.
import type { IncomingMessage } from 'node:http';

/** What a head is made of, as it came. */
export type HeadParts = Pick<IncomingMessage, 'method' | 'url' | 'httpVersion' | 'rawHeaders'>;

/**
 * Writes a head as it came: each header in its place and its letters, as often as it stood there.
 *
 * @param toValue - what becomes of a header, by its name in small letters; undefined leaves it out
 */
export function writeHead(
	{ httpVersion, method, rawHeaders, url }: HeadParts,
	toValue: (name: string, value: string) => string | undefined,
): Buffer {
	const lines = [`${method} ${url} HTTP/${httpVersion}`];
	for (let index = 0; index < rawHeaders.length; index += 2) {
		const name = rawHeaders[index] as string;
		const value = toValue(name.toLowerCase(), rawHeaders[index + 1] as string);
		if (value !== undefined) {
			lines.push(`${name}: ${value}`);
		}
	}
	return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
