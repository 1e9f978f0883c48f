// A second, independent podcast server for tests: small, and wrong wherever a test wants it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Clock, systemClock } from '../../../src/clock.js';
import { BUILT_IN_DIALECT, type PodcastDialect, writeDisconnect } from './dialect.js';
import { FakePodcast } from './fake-podcast.js';
import type { ConnectionFault, RestFault } from './faults.js';
import { clientOf, randomId } from './identity.js';
import { Recorder } from './recorder.js';

/** How a fake service is set up. */
export interface FakePodcastServiceOptions {
	/** Client tokens by client id. */
	clients: ReadonlyMap<string, string>;
	/** For the sender's deadline and for delays; default the machine's own. */
	clock?: Clock;
	/** What differs from the built-in server's way. */
	dialect?: Partial<PodcastDialect>;
	/** One key for all podcasts; default one of its own for each. */
	secretKey?: Buffer;
}

/** A request as it came. */
export interface RecordedRequest {
	method: string;
	/** Path and query. */
	url: string;
	headers: IncomingMessage['headers'];
}

const SENDER_DEADLINE_MS = 10_000;
const MAX_MESSAGE_BYTES = 8_192;

/** A podcast service that does what its script says, and remembers what it was asked. */
export class FakePodcastService {
	/** REST calls, in order. */
	readonly requests = new Recorder<RecordedRequest>();
	/** Websocket handshakes, in order. */
	readonly handshakes = new Recorder<RecordedRequest>();
	/** Podcasts, ended ones included, in the order of their creation. */
	readonly podcasts = new Recorder<FakePodcast>();
	readonly #clients: ReadonlyMap<string, string>;
	readonly #clock: Clock;
	readonly #secretKey: Buffer | undefined;
	readonly #dialect: PodcastDialect;
	readonly #restFaults: RestFault[] = [];
	readonly #connectionFaults: ConnectionFault[] = [];
	readonly #webSocketServer = new WebSocketServer({
		noServer: true,
		maxPayload: MAX_MESSAGE_BYTES,
	});
	readonly #sockets = new Set<Socket>();
	readonly #ports = new WeakMap<FakePodcast, number>();
	/** The REST side's server, then those of podcasts. */
	#servers: Server[] = [];
	#port = 0;

	private constructor({ clients, clock, dialect, secretKey }: FakePodcastServiceOptions) {
		this.#clients = clients;
		this.#secretKey = secretKey;
		this.#clock = clock ?? systemClock;
		this.#dialect = { ...BUILT_IN_DIALECT, ...dialect };
	}

	/** Starts a service on a free port of 127.0.0.1. */
	static async start(options: FakePodcastServiceOptions): Promise<FakePodcastService> {
		const service = new FakePodcastService(options);
		await service.comeBack();
		return service;
	}

	/** Base URL of the REST side. */
	get url(): string {
		return `http://127.0.0.1:${this.#port}`;
	}

	/** Lets the next REST calls, of any kind, go wrong, one fault each. */
	failRest(...faults: RestFault[]): void {
		this.#restFaults.push(...faults);
	}

	/** Lets the next websocket connections go wrong, one fault each. */
	failConnection(...faults: ConnectionFault[]): void {
		this.#connectionFaults.push(...faults);
	}

	/** Ends every podcast, cuts every connection and stops listening. */
	async close(): Promise<void> {
		for (const podcast of this.#livePodcasts()) {
			podcast.end(4003);
		}
		await this.goAway();
	}

	/** Crashes: every podcast is forgotten without a word, every port refuses connections. */
	async goAway(): Promise<void> {
		for (const podcast of this.#livePodcasts()) {
			podcast.forget();
		}
		const closed = this.#servers.map((server) => {
			return new Promise((resolve) => server.close(resolve));
		});
		this.#servers = [];
		for (const socket of this.#sockets) {
			socket.destroySoon();
		}
		await Promise.all(closed);
	}

	/** Listens again, on the same port as before. */
	async comeBack(): Promise<void> {
		this.#port = portOf(await this.#listen(undefined, this.#port));
	}

	/** Makes a server for all podcasts, or for one podcast that is made afterwards. */
	async #listen(
		ownPodcast: (() => FakePodcast | undefined) | undefined,
		port = 0,
	): Promise<Server> {
		const server = createServer((request, response) => this.#handle(request, response));
		// Clients give idle connections up first, so that none sends on one that is just closed.
		server.keepAliveTimeout = 0;
		server.on('connection', (socket) => {
			this.#sockets.add(socket);
			socket.on('close', () => this.#sockets.delete(socket));
		});
		server.on('upgrade', (request, socket, head) => {
			this.#upgrade({ request, socket, head, ownPodcast: ownPodcast?.() });
		});
		await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
		this.#servers.push(server);
		return server;
	}

	#handle(request: IncomingMessage, response: ServerResponse): void {
		const { method = '', url = '', headers } = request;
		request.resume();
		this.requests.push({ method, url, headers });
		const fault = this.#restFaults.shift();
		switch (fault?.type) {
			case 'drop':
				request.socket.destroy();
				return;
			case 'silence':
				return;
			case 'delay':
				this.#clock.at(this.#clock.nowMs() + fault.delayMs, () => {
					void this.#answer(request, response);
				});
				return;
			default:
				void this.#answer(request, response, fault);
		}
	}

	async #answer(
		request: IncomingMessage,
		response: ServerResponse,
		fault?: RestFault & { type: 'answer' },
	): Promise<void> {
		const isError = fault?.status !== undefined && fault.status >= 400;
		const [status, body] = isError
			? [fault.status, { error: { code: 'fault', message: 'The script says so' } }]
			: await this.#route(request);
		response.writeHead(fault?.status ?? status ?? 500, {
			'content-type': 'application/json',
			...fault?.headers,
		});
		response.end(fault?.body ?? JSON.stringify(body));
	}

	async #route(request: IncomingMessage): Promise<[number, unknown]> {
		const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
		const clientId = clientOf(request.headers, this.#clients);
		if (typeof clientId === 'number') {
			return [401, error(clientId === 4000 ? 'credentials_missing' : 'credentials_wrong')];
		}
		switch (`${request.method} ${pathname}`) {
			case 'POST /podcast':
				return [200, this.#toObject(await this.#create(clientId))];
			case 'GET /podcast': {
				const id = searchParams.get('id');
				const podcast = id === null ? undefined : this.#find(id);
				if (podcast === undefined) {
					return id === null
						? [400, error('parameter_missing')]
						: [404, error('podcast_not_found')];
				}
				return [200, this.#toObject(podcast)];
			}
			case 'GET /list': {
				const list = this.#livePodcasts().map((podcast) => this.#toObject(podcast));
				return [200, this.#dialect.list === 'wrapped' ? { podcasts: list } : list];
			}
			default:
				return [404, error('route_not_found')];
		}
	}

	async #create(clientId: string): Promise<FakePodcast> {
		const server =
			this.#dialect.ports === 'per podcast' ? await this.#listen(() => podcast) : undefined;
		const podcast: FakePodcast = new FakePodcast({
			id: randomId(this.#dialect.id),
			clock: this.#clock,
			secretKey: this.#secretKey,
			clientId,
			dialect: this.#dialect,
			...(server === undefined ? {} : { server }),
		});
		this.#ports.set(podcast, server ? portOf(server) : this.#port);
		podcast.deadline = this.#clock.at(this.#clock.nowMs() + SENDER_DEADLINE_MS, () =>
			podcast.end(4005),
		);
		this.podcasts.push(podcast);
		return podcast;
	}

	#toObject(podcast: FakePodcast): Record<string, unknown> {
		const { address, host } = this.#dialect;
		return {
			id: podcast.id,
			...(address === 'absent'
				? {}
				: {
						ip: address === 'unspecified' ? '0.0.0.0' : '127.0.0.1',
						port: this.#ports.get(podcast),
					}),
			activeSince: podcast.activeSince,
			...(host === 'absent' ? {} : { host: podcast.clientId }),
		};
	}

	#upgrade(upgrade: {
		request: IncomingMessage;
		socket: Duplex;
		head: Buffer;
		ownPodcast: FakePodcast | undefined;
	}): void {
		const { request, socket, head, ownPodcast } = upgrade;
		const { method = '', url = '', headers } = request;
		this.handshakes.push({ method, url, headers });
		const fault = this.#connectionFaults.shift();
		if (fault?.type === 'no upgrade') {
			return;
		}
		if (fault?.type === 'status') {
			const lines = Object.entries(fault.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
			socket.end(
				[`HTTP/1.1 ${fault.status} Fault`, ...lines, 'Content-Length: 0', '', ''].join('\r\n'),
			);
			return;
		}
		this.#webSocketServer.handleUpgrade(request, socket, head, (webSocket) => {
			this.#connect({ request, webSocket, ownPodcast, fault });
		});
	}

	#connect(connection: {
		request: IncomingMessage;
		webSocket: WebSocket;
		ownPodcast: FakePodcast | undefined;
		fault: ConnectionFault | undefined;
	}): void {
		const { request, webSocket, ownPodcast, fault } = connection;
		const isSender = request.headers.issender?.toString().toLowerCase() === 'true';
		if (fault?.type === 'close') {
			if (fault.event) {
				webSocket.send(
					writeDisconnect(fault.code, isSender ? 'sender' : 'receiver', this.#dialect),
				);
			}
			webSocket.close(fault.code);
			return;
		}
		const podcast = this.#admit(request, isSender, ownPodcast);
		if (typeof podcast === 'number') {
			webSocket.close(podcast);
			return;
		}
		if (isSender) {
			podcast.attachSender(webSocket, this.#clock.epochMs());
		} else {
			podcast.attachReceiver(webSocket);
		}
		this.#greet(podcast, webSocket, fault);
	}

	#greet(podcast: FakePodcast, webSocket: WebSocket, fault: ConnectionFault | undefined): void {
		switch (fault?.type) {
			case 'silence':
				return;
			case 'delay':
				this.#clock.at(this.#clock.nowMs() + fault.delayMs, () => podcast.greet(webSocket));
				return;
			case 'packet':
				webSocket.send(fault.packet);
				return;
			case 'messages':
				fault.beforeHello?.forEach((message) => {
					webSocket.send(message);
				});
				podcast.greet(webSocket);
				fault.afterHello?.forEach((message) => {
					webSocket.send(message);
				});
				return;
			case 'drop':
				if (fault.after === 'Hello') {
					podcast.greet(webSocket);
					// Terminating at once could lose what the kernel has not taken yet.
					webSocket.send(Buffer.alloc(0), () => webSocket.terminate());
				} else {
					webSocket.terminate();
				}
				return;
			default:
				podcast.greet(webSocket);
		}
	}

	/** The podcast that a handshake gets, or the close code that it is refused with. */
	#admit(
		request: IncomingMessage,
		isSender: boolean,
		ownPodcast: FakePodcast | undefined,
	): FakePodcast | number {
		const clientId = clientOf(request.headers, this.#clients);
		if (typeof clientId === 'number') {
			return clientId;
		}
		const id = new URL(request.url ?? '/', this.url).searchParams.get('id');
		const podcast =
			ownPodcast ?? (id === null ? this.#waiting(clientId, isSender) : this.#find(id));
		if (podcast === undefined || podcast.endedWith !== undefined) {
			return 4006;
		}
		if (isSender && podcast.clientId !== clientId) {
			return 4001;
		}
		return isSender && podcast.sender !== undefined ? 4004 : podcast;
	}

	#livePodcasts(): FakePodcast[] {
		return this.podcasts.items.filter(({ endedWith }) => endedWith === undefined);
	}

	#find(id: string): FakePodcast | undefined {
		return this.#livePodcasts().find((podcast) => String(podcast.id) === id);
	}

	#waiting(clientId: string, isSender: boolean): FakePodcast | undefined {
		const waiting = this.#livePodcasts().filter((podcast) => {
			return podcast.clientId === clientId && podcast.sender === undefined;
		});
		return isSender && waiting.length === 1 ? waiting[0] : undefined;
	}
}

function error(code: string): unknown {
	return { error: { code, message: code } };
}

function portOf(server: Server): number {
	return (server.address() as AddressInfo).port;
}
