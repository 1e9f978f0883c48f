// Whom a request counts against and is logged as: the peer, or whoever a trusted proxy names.
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { isLoopback, isPrivate, plainAddress } from './address.js';
import { type ForwardedWay, readForwarded } from './forwarded.js';
import { isWithin, type TrustedProxies } from './trusted-proxies.js';

/** What is worth a line in the log, once. */
type Complaint = 'unreadable' | 'missing' | 'not named' | 'not trusted';

/** What of a header is quoted; it may be anybody's. */
const MAX_QUOTED_CHARACTERS = 60;

/** What is asked on this machine itself, past any proxy. */
const OWN_PATHS = /^\/(?:health|metrics)(?:[/?]|$)/;

/** Finds out where requests come from. */
export class PeerAddresses {
	readonly #proxies: TrustedProxies;
	readonly #logger: Logger;
	readonly #complained = new Set<Complaint>();

	constructor(proxies: TrustedProxies, logger: Logger) {
		this.#proxies = proxies;
		this.#logger = logger;
	}

	/**
	 * The address that limits and logs use: never another one than the socket's where a proxy that
	 * is trusted does not name it.
	 */
	of(request: IncomingMessage): string {
		const peer = plainAddress(request.socket.remoteAddress ?? 'unknown');
		const way = readForwarded(request.headers);
		const proxies = this.#proxies;
		if (proxies.kind === 'none') {
			this.#complainOfUntrusted(peer, way);
			return peer;
		}
		if (proxies.kind === 'networks' && !isWithin(proxies.networks, peer)) {
			if (way && (isLoopback(peer) || isPrivate(peer))) {
				this.#complain('not named', { address: peer, header: way.header }, NOT_NAMED);
			}
			return peer;
		}
		if (!way) {
			this.#complainOfMissing(peer, request);
			return peer;
		}
		const entry = entryOf(way, proxies);
		if (entry.address === undefined) {
			const details = { address: peer, header: way.header, entry: quote(entry.text) };
			this.#complain('unreadable', details, UNREADABLE);
		}
		return entry.address ?? peer;
	}

	/**
	 * Whether a peer, by the address of its socket, is a proxy that is believed. Where only their
	 * number is known, nobody comes past them.
	 */
	isProxy(peer: string): boolean {
		const proxies = this.#proxies;
		return proxies.kind === 'networks' ? isWithin(proxies.networks, peer) : proxies.kind === 'hops';
	}

	/** A proxy of one's own has a private address; from elsewhere anybody may send the header. */
	#complainOfUntrusted(peer: string, way: ForwardedWay | undefined): void {
		if (way && (isLoopback(peer) || isPrivate(peer))) {
			this.#complain('not trusted', { address: peer, header: way.header }, NOT_TRUSTED);
		}
	}

	/** Our own sender and other clients with credentials may well come past the proxy. */
	#complainOfMissing(peer: string, { headers, url = '' }: IncomingMessage): void {
		const hasCredentials = headers.clientid !== undefined || headers.client_id !== undefined;
		if (!hasCredentials && !OWN_PATHS.test(url)) {
			this.#complain('missing', { address: peer }, MISSING);
		}
	}

	#complain(complaint: Complaint, details: object, message: string): void {
		if (!this.#complained.has(complaint)) {
			this.#complained.add(complaint);
			this.#logger.warn(details, message);
		}
	}
}

const UNREADABLE =
	"A proxy's header names no address that can be read: such requests count as the proxy's own, " +
	'all in one. Let the proxy send the client’s address';
const MISSING =
	'A request came without X-Forwarded-For or Forwarded, though TRUST_PROXY is set: such requests ' +
	"count as the proxy's own, all in one. Let the proxy send the header";
const NOT_NAMED =
	'A proxy that TRUST_PROXY does not name tells where requests come from: it is not believed, ' +
	'all of them count as one address. If it is yours, add its address to TRUST_PROXY';
const NOT_TRUSTED =
	'A proxy tells where requests come from, but TRUST_PROXY is not set: all of them count as one ' +
	'address. If it is yours, set TRUST_PROXY';

/** Whose address it is: the first one from the end that no trusted proxy has. */
function entryOf(
	{ entries }: ForwardedWay,
	proxies: Exclude<TrustedProxies, { kind: 'none' }>,
): ForwardedWay['entries'][number] {
	const [first] = entries as [ForwardedWay['entries'][number]];
	if (proxies.kind === 'hops') {
		// A request that came past the outer proxies has fewer entries.
		return entries.at(-proxies.hops) ?? first;
	}
	const { networks } = proxies;
	return (
		entries.findLast(({ address }) => address === undefined || !isWithin(networks, address)) ??
		first
	);
}

function quote(text: string): string {
	return text.slice(0, MAX_QUOTED_CHARACTERS).replace(/[^\x20-\x7e]/g, '?');
}
