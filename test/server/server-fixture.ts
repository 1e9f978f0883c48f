// A server on a clock that the test steps, and clients for it; all closed when the test ends.
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { OwnedPodcastView } from '../../src/server/podcast/podcast-view.js';
import { PodcastServer, type PodcastServerOptions } from '../../src/server/podcast-server.js';
import { RawClient } from '../contract/raw-client.js';
import { EventStreamClient } from '../support/event-stream-client.js';
import { SteppedClock } from '../support/stepped-clock.js';

/** The client that creates podcasts. */
export const OWNER = { clientId: '1001', token: 'owner-token-5e8d' };
/** The client that hears them. */
export const LISTENER = { clientId: '1002', token: 'listener-token-77aa' };

/**
 * Node has these times by the machine's clock: a slow machine must not be cut by it, nor send on a
 * connection that is just closed for being idle.
 */
const UNTIMED = {
	headersTimeoutMs: 600_000,
	requestTimeoutMs: 600_000,
	keepAliveTimeoutMs: 600_000,
};

/** A running server and ways to use it. */
export class ServerFixture {
	readonly clock: SteppedClock;
	/** Everything that was logged, a line each. */
	readonly logLines: string[] = [];
	server!: PodcastServer;

	private constructor(clock: SteppedClock) {
		this.clock = clock;
	}

	/** Starts a server; everything that is not given is as for a small test. */
	static async start(options: Partial<PodcastServerOptions> = {}): Promise<ServerFixture> {
		const { clock } = options;
		const fixture = new ServerFixture(clock instanceof SteppedClock ? clock : new SteppedClock());
		fixture.server = await PodcastServer.start({
			host: '127.0.0.1',
			port: 0,
			clients: new Map([
				[OWNER.clientId, OWNER.token],
				[LISTENER.clientId, LISTENER.token],
			]),
			clock: fixture.clock,
			logger: pino({ level: 'debug' }, { write: (line: string) => fixture.logLines.push(line) }),
			...options,
			limits: { ...UNTIMED, ...options.limits },
		});
		onTestFinished(() => fixture.server.close());
		return fixture;
	}

	/** A REST call as the owner, unless other headers are given. */
	call(target: string, { headers = OWNER, ...init }: RequestInit = {}): Promise<Response> {
		return fetch(`${this.server.url}${target}`, { headers, ...init });
	}

	/** Creates a podcast and gives its id. */
	async create(): Promise<string> {
		const response = await this.call('/podcast', { method: 'POST' });
		return ((await response.json()) as { id: string }).id;
	}

	/** Connects as the podcast's sender. */
	sender(id: string): RawClient {
		return this.connect(id, { ...OWNER, isSender: 'true' });
	}

	/** Connects as a receiver. */
	receiver(id: string): RawClient {
		return this.connect(id, LISTENER);
	}

	/** Connects as somebody without credentials. */
	guest(id: string, listenKey?: string): RawClient {
		return this.connect(listenKey === undefined ? id : `${id}&key=${listenKey}`, {});
	}

	/** What the owner is told of the podcast. */
	async ownView(id: string): Promise<OwnedPodcastView> {
		return (await (await this.call(`/api/podcasts/${id}`)).json()) as OwnedPodcastView;
	}

	/** Changes what listeners are told of the podcast, as its owner. */
	async change(id: string, changes: object): Promise<OwnedPodcastView> {
		const response = await this.call(`/api/podcasts/${id}`, {
			method: 'PATCH',
			body: JSON.stringify(changes),
		});
		return (await response.json()) as OwnedPodcastView;
	}

	/** Opens the podcast's event stream, as the listener unless other headers are given. */
	events(id: string, headers: Record<string, string> = LISTENER): Promise<EventStreamClient> {
		return EventStreamClient.open(`${this.server.url}/api/podcasts/${id}/events`, headers);
	}

	/** Connects with any headers. */
	connect(id: string, headers: Record<string, string>): RawClient {
		const client = new RawClient(`${this.server.url.replace('http', 'ws')}/?id=${id}`, headers);
		onTestFinished(() => client.webSocket.terminate());
		return client;
	}

	/** A live podcast with receivers, all of them greeted. */
	async goLive(receiverCount = 1) {
		const id = await this.create();
		const sender = this.sender(id);
		await sender.next();
		const receivers = Array.from({ length: receiverCount }, () => this.receiver(id));
		await Promise.all(receivers.map((receiver) => receiver.next()));
		return { id, sender, receivers, receiver: receivers[0] as RawClient };
	}
}

/** An audio packet of this many bytes in all, with its number in the nonce. */
export function audioPacket(lengthBytes: number, number = 0): Buffer {
	const packet = Buffer.alloc(lengthBytes, 0x5a);
	packet[0] = 1;
	packet.writeUInt32BE(number, 1);
	return packet;
}

/** The number that `audioPacket` was given. */
export function packetNumber(packet: Buffer): number {
	return packet.readUInt32BE(1);
}
