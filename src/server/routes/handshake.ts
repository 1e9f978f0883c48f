// From an HTTP upgrade to a sender or receiver of a podcast, or to the reason why not.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { CloseCode } from '../../protocol/close-codes.js';
import type { SocketWay } from '../../socket-write.js';
import type { Authenticator } from '../access/auth.js';
import {
	API_ERRORS,
	type ApiError,
	connectionRefused,
	endWithError,
	tooManyRequests,
} from '../http/api-error.js';
import type { CallRates } from '../limits/call-rates.js';
import type { Connections } from '../limits/connections.js';
import type { PodcastServerLimits } from '../limits/limits.js';
import type { PeerAddresses } from '../limits/peer-addresses.js';
import type { HeardPodcast } from '../podcast/heard-podcast.js';
import type { ListenAccess, ListenAdmission } from '../podcast/listen-access.js';
import type { LivePodcast } from '../podcast/live-podcast.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import type { Guest } from '../podcast/podcast-state.js';
import type { PodcastCluster } from '../podcast/remote/podcast-cluster.js';
import type { Spread } from '../spread/spread.js';
import {
	Connection,
	type ConnectionOwner,
	type ConnectionsShared,
	StandardCloseCode,
} from '../websocket/connection.js';
import { WebSocketUpgrade } from '../websocket/web-socket-upgrade.js';
import type { JoinedPackets } from '../websocket/write-joining.js';

/** What a handshake asks for, and may have. */
type Admission =
	| { type: 'sender'; podcast: LivePodcast }
	| { type: 'receiver'; podcast: HeardPodcast; guest?: Guest; join: JoinedPackets }
	| { type: 'refused'; code: CloseCode }
	/** Nobody knows now whether there is such a podcast. */
	| { type: 'unanswered' }
	/** Refused in HTTP: what the protocol has no close code for. */
	| { type: 'error'; error: ApiError };

/** What handshakes are decided with. */
export interface HandshakesOptions {
	clock: Clock;
	limits: PodcastServerLimits;
	logger: Logger;
	authenticator: Authenticator;
	access: ListenAccess;
	registry: PodcastRegistry;
	/** Where there are other servers. */
	cluster?: PodcastCluster | undefined;
	connections: Connections;
	/** Where other processes of this machine serve listeners. */
	spread?: Spread | undefined;
	peers: PeerAddresses;
	rates: CallRates;
	/** How senders' sockets are read. */
	socketWay: SocketWay;
	/** Whether the server is shutting down. */
	isClosing: () => boolean;
}

/** A handshake that has been read, and is not answered yet. */
interface HeldUpgrade {
	request: IncomingMessage;
	socket: Duplex;
	head: Buffer;
	address: string;
}

/** Nobody acts on a refused connection; ws ends it when its time is up. */
const REFUSED: ConnectionOwner = { received() {}, pinged() {}, failed() {}, closed() {} };

/** Takes websocket handshakes. */
export class Handshakes {
	readonly #options: HandshakesOptions;
	readonly #upgrade: WebSocketUpgrade;
	readonly #shared: ConnectionsShared;
	/** Handshakes that wait for another server's answer. */
	#held = 0;

	constructor(options: HandshakesOptions) {
		const { clock, connections, limits } = options;
		this.#options = options;
		this.#upgrade = new WebSocketUpgrade(limits, (socket) =>
			// RFC 6455, 4.4: whoever speaks another version is told which are spoken here.
			endWithError(socket, API_ERRORS.badHandshake, ['Sec-WebSocket-Version: 13, 8']),
		);
		this.#shared = {
			clock,
			maxMessageBytes: limits.maxMessageBytes,
			socketWay: options.socketWay,
			wake: (socket) => this.#upgrade.wake(socket),
			onGone: (connection) => connections.remove(connection),
		};
	}

	/**
	 * Answers one upgrade request.
	 *
	 * What the protocol has a close code for is refused with it after the upgrade; limits, a wrong
	 * path and a server that shuts down are refused before it, in HTTP.
	 */
	handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		socket.on('error', destroy);
		try {
			this.#handle(request, socket, head);
		} catch (error) {
			this.#options.logger.error({ err: error }, 'Handshake failed');
			endWithError(socket, API_ERRORS.internal);
		}
	}

	/** Refuses further upgrades that are under way. */
	close(): void {
		this.#upgrade.close();
	}

	#handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		const { peers, logger } = this.#options;
		const address = peers.of(request);
		const { path, query } = splitTarget(request.url ?? '/');
		const error = this.#refusalBefore(request, path);
		if (error !== undefined) {
			logger.debug({ address, code: error.code }, 'Handshake refused');
			endWithError(socket, error);
			return;
		}
		const admission = this.#admit(request, query);
		const upgrade = { request, socket, head, address };
		if (admission instanceof Promise) {
			this.#holdUntil(admission, upgrade);
		} else {
			this.#conclude(admission, upgrade);
		}
	}

	/** Nothing is read from the socket meanwhile, so whoever asks waits, and costs no more than that. */
	#holdUntil(admission: Promise<Admission>, upgrade: HeldUpgrade): void {
		const { limits, logger } = this.#options;
		if (this.#held >= limits.connections) {
			endWithError(upgrade.socket, API_ERRORS.serverFull);
			return;
		}
		this.#held++;
		admission
			.then((decided) => {
				if (this.#options.isClosing()) {
					endWithError(upgrade.socket, API_ERRORS.closing);
				} else if (!upgrade.socket.destroyed) {
					this.#conclude(decided, upgrade);
				}
			})
			.catch((error: unknown) => {
				logger.error({ err: error }, 'Handshake failed');
				endWithError(upgrade.socket, API_ERRORS.internal);
			})
			.finally(() => this.#held--);
	}

	#conclude(admission: Admission, { request, socket, head, address }: HeldUpgrade): void {
		const { connections, logger } = this.#options;
		// A sender has its place, whoever else is connected: there is one for each podcast.
		const refusal =
			admission.type === 'sender' ? undefined : connections.listenerRefusalOf(address);
		if (refusal !== undefined) {
			logger.debug({ address, refusal }, 'Handshake refused');
			endWithError(socket, connectionRefused(refusal));
			return;
		}
		if (admission.type === 'error') {
			const { error } = admission;
			logger.info({ address, code: error.code }, 'Handshake refused');
			endWithError(socket, error);
			return;
		}
		if (admission.type === 'receiver') {
			const podcastId = admission.podcast.id;
			if (this.#options.spread?.giveReceiver({ request, address, podcastId }, socket, head)) {
				return;
			}
		}
		this.#upgrade.accept(request, socket, head, () => {
			socket.removeListener('error', destroy);
			this.#connect(socket, address, admission);
		});
	}

	#refusalBefore(request: IncomingMessage, path: string): ApiError | undefined {
		if (this.#options.isClosing()) {
			return API_ERRORS.closing;
		}
		const waitMs = this.#options.rates.takeHandshake(request);
		if (waitMs > 0) {
			return tooManyRequests(waitMs);
		}
		return path === '/' ? undefined : API_ERRORS.routeNotFound;
	}

	#admit(request: IncomingMessage, query: URLSearchParams): Admission | Promise<Admission> {
		const isSender =
			String(request.headers.issender ?? '')
				.trim()
				.toLowerCase() === 'true';
		if (isSender && this.#options.cluster?.isEdgeOnly) {
			return { type: 'error', error: API_ERRORS.edgeOnly };
		}
		return isSender
			? this.#admitSender(request.headers, query.get('id') ?? '')
			: this.#admitReceiver(request.headers, query);
	}

	#admitSender(headers: IncomingHttpHeaders, id: string): Admission {
		const { authenticator, registry } = this.#options;
		const authentication = authenticator.authenticate(headers);
		if (authentication.type !== 'client') {
			const isMissing = authentication.type === 'missing';
			return refused(isMissing ? CloseCode.CREDENTIALS_MISSING : CloseCode.CREDENTIALS_WRONG);
		}
		const { clientId } = authentication;
		const podcast = id === '' ? registry.soleWaitingFor(clientId) : registry.get(id);
		if (podcast === undefined) {
			return refused(CloseCode.NO_SUCH_PODCAST);
		}
		if (podcast.clientId !== clientId) {
			return refused(CloseCode.CREDENTIALS_WRONG);
		}
		if (podcast.status === 'live') {
			return refused(CloseCode.SENDER_ALREADY_CONNECTED);
		}
		return { type: 'sender', podcast };
	}

	/** By credentials, or, since browsers cannot send headers with a websocket, by the query's key. */
	#admitReceiver(
		headers: IncomingHttpHeaders,
		query: URLSearchParams,
	): Admission | Promise<Admission> {
		const join = joinOf(query);
		if (join === undefined) {
			return { type: 'error', error: API_ERRORS.joinUnknown };
		}
		const listenKey = query.get('key') || undefined;
		const podcastId = query.get('id') ?? '';
		const admission = this.#options.access.admit({ podcastId, listenKey, headers });
		const wish = { join, listenKey };
		return admission instanceof Promise
			? admission.then((decided) => this.#toReceiver(decided, wish))
			: this.#toReceiver(admission, wish);
	}

	#toReceiver(
		admission: ListenAdmission,
		{ join, listenKey }: { join: JoinedPackets; listenKey: string | undefined },
	): Admission {
		switch (admission.type) {
			case 'credentials wrong':
				return refused(CloseCode.CREDENTIALS_WRONG);
			case 'unanswered':
				return admission;
			case 'none': {
				const isMissing = admission.clientId === undefined && listenKey === undefined;
				return refused(isMissing ? CloseCode.CREDENTIALS_MISSING : CloseCode.NO_SUCH_PODCAST);
			}
			case 'podcast': {
				const { podcast, clientId } = admission;
				// The sender's place is kept free.
				const { limits, spread } = this.#options;
				const others = podcast.audience.connectedCount + (spread?.countOf(podcast.id) ?? 0);
				if (others + 1 >= limits.connectionsPerPodcast) {
					return { type: 'error', error: API_ERRORS.podcastFull };
				}
				return clientId === undefined
					? { type: 'receiver', podcast, join, guest: { listenKey } }
					: { type: 'receiver', podcast, join };
			}
		}
	}

	#connect(
		socket: Duplex,
		address: string,
		admission: Exclude<Admission, { type: 'error' }>,
	): void {
		const { connections, logger } = this.#options;
		const owner = ownerOf(admission);
		const connection = new Connection({ socket, address, owner, shared: this.#shared });
		connections.add(connection);
		switch (admission.type) {
			case 'refused':
				logger.info({ address, closeCode: admission.code }, 'Connection refused');
				connection.refuse(admission.code);
				return;
			case 'unanswered':
				logger.info(
					{ address },
					'Connection refused, whoever may have the podcast does not answer',
				);
				connection.close(StandardCloseCode.TRY_AGAIN_LATER, 'Try again later');
				return;
			case 'sender':
				connection.expectMuch();
				admission.podcast.attachSender(connection);
				return;
			case 'receiver':
				admission.podcast.audience.attachReceiver(connection, admission);
		}
	}
}

function refused(code: CloseCode): Admission {
	return { type: 'refused', code };
}

function ownerOf(admission: Exclude<Admission, { type: 'error' }>): ConnectionOwner {
	switch (admission.type) {
		case 'refused':
		case 'unanswered':
			return REFUSED;
		case 'sender':
			return admission.podcast.senderOwner;
		case 'receiver':
			return admission.podcast.audience.receiverOwner;
	}
}

const JOINS: ReadonlyMap<string | null, JoinedPackets> = new Map([
	[null, 1],
	['1', 1],
	['2', 2],
	['3', 3],
]);

/** How many packets a receiver wants in one write; undefined where it says something else. */
function joinOf(query: URLSearchParams): JoinedPackets | undefined {
	return JOINS.get(query.get('join'));
}

function splitTarget(target: string): { path: string; query: URLSearchParams } {
	const mark = target.indexOf('?');
	return mark === -1
		? { path: target, query: new URLSearchParams() }
		: { path: target.slice(0, mark), query: new URLSearchParams(target.slice(mark + 1)) };
}

function destroy(this: Duplex): void {
	this.destroy();
}
