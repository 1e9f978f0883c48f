// Who a request comes from: client id and token out of its headers, compared in constant time.
import type { IncomingHttpHeaders } from 'node:http';
import { proofOf } from '../../cluster/podcast-words.js';
import { isSameDigest, isSameSecret, sha256 } from './constant-time.js';

/** What a request's credentials turned out to be. */
export type Authentication =
	| { type: 'missing' }
	| { type: 'wrong' }
	| { type: 'client'; clientId: string };

const UNKNOWN_CLIENT = { type: 'wrong' } as const;
const NO_TOKEN = '';

/** What is known of a token, for as long as it is the client's. */
interface KnownToken {
	readonly token: string;
	readonly digest: Uint8Array;
}

const UNKNOWN_TOKEN: KnownToken = { token: NO_TOKEN, digest: sha256(NO_TOKEN) };

/** The credentials in a request's headers, whoever knows them; undefined where they are not whole. */
export function credentialsIn(
	headers: IncomingHttpHeaders,
): { clientId: string; token: string } | undefined {
	const clientId = headers.clientid ?? headers.client_id;
	const { token } = headers;
	const isWhole =
		typeof clientId === 'string' && clientId !== '' && typeof token === 'string' && token !== '';
	return isWhole ? { clientId, token } : undefined;
}

/** Checks credentials against the clients that the server knows. */
export class Authenticator {
	readonly #clients: ReadonlyMap<string, string>;
	/** By client id. */
	readonly #known = new Map<string, KnownToken>();

	/** @param clients - tokens by client id; looked at anew on each request */
	constructor(clients: ReadonlyMap<string, string>) {
		this.#clients = clients;
	}

	/**
	 * Reads `clientId` (or `client_id`) and `token`. An unknown client takes the same time as a
	 * wrong token.
	 */
	authenticate(headers: IncomingHttpHeaders): Authentication {
		const given = credentialsIn(headers);
		if (!given) {
			return { type: 'missing' };
		}
		const { clientId, token } = given;
		const expected = this.#tokenOf(clientId);
		const isEqual = isSameDigest(sha256(token), expected.digest);
		return isEqual && expected !== UNKNOWN_TOKEN ? { type: 'client', clientId } : UNKNOWN_CLIENT;
	}

	/** Whether a client has proved, at another server of ours, that it could hear this podcast. */
	isProof(podcastId: string, { id, proof }: { id: string; proof: string }): boolean {
		const token = this.#clients.get(id);
		const isEqual = isSameSecret(proof, proofOf(podcastId, id, token ?? NO_TOKEN));
		return isEqual && token !== undefined;
	}

	/** The client whose credentials these are; undefined where they are missing or wrong. */
	clientOf(headers: IncomingHttpHeaders): string | undefined {
		const authentication = this.authenticate(headers);
		return authentication.type === 'client' ? authentication.clientId : undefined;
	}

	#tokenOf(clientId: string): KnownToken {
		const token = this.#clients.get(clientId);
		if (token === undefined) {
			return UNKNOWN_TOKEN;
		}
		let known = this.#known.get(clientId);
		if (known?.token !== token) {
			known = { token, digest: sha256(token) };
			this.#known.set(clientId, known);
		}
		return known;
	}
}
