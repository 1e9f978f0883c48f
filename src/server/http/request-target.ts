// What a request asks for, in the form that all who read it know.
import type { IncomingMessage } from 'node:http';

const ABSOLUTE_FORM = /^https?:\/\/[^/?]*(.*)$/is;

/**
 * Leaves path and query of a target that names a host as well, as some clients and proxies write
 * it: it asks for the same (RFC 9112, 3.2.2).
 */
export function useOriginForm(request: IncomingMessage): void {
	const { url = '/' } = request;
	const rest = url.startsWith('/') ? undefined : ABSOLUTE_FORM.exec(url)?.[1];
	if (rest !== undefined) {
		request.url = rest.startsWith('/') ? rest : `/${rest}`;
	}
}
