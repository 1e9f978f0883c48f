// Who is who at the fake service: ids of podcasts, and clients by their credentials.
import { createHash, randomInt } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const ID_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** @returns the id of the client that asks, or the close code that it is refused with */
export function clientOf(
	headers: IncomingHttpHeaders,
	clients: ReadonlyMap<string, string>,
): string | number {
	const clientId = (headers.clientid ?? headers.client_id)?.toString();
	const token = headers.token?.toString();
	if (!clientId || !token) {
		return 4000;
	}
	const expected = clients.get(clientId);
	return expected !== undefined && digest(expected) === digest(token) ? clientId : 4001;
}

/** A new id in the form that the dialect wants. */
export function randomId(form: 'string' | 'u32'): string | number {
	return form === 'u32'
		? randomInt(2 ** 32)
		: Array.from({ length: 5 }, () => ID_CHARACTERS[randomInt(ID_CHARACTERS.length)]).join('');
}

function digest(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}
