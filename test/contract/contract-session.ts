// One server at a time for the tests of the contract, and what they do with it.
import { afterEach, beforeEach, expect } from 'vitest';
import { RawClient } from './raw-client.js';

/** A client's id and token. */
export interface Credentials {
	clientId: string;
	clientToken: string;
}

/** A server, and what the suite needs to know of it. */
export interface PodcastServerUnderTest {
	/** Base URL of the REST side. */
	url: string;
	/** Two clients that the server knows. */
	clients: readonly [Credentials, Credentials];
	/** Lets the server's time pass. */
	passTime(durationMs: number): Promise<void>;
	close(): Promise<void>;
}

/** What REST answers for a podcast. */
export interface PodcastObject {
	id: string;
	ip: string;
	port: number;
	activeSince: number | null;
	host: string;
}

/** The handshake and REST headers of a client. */
export function headersOf({ clientId, clientToken }: Credentials): Record<string, string> {
	return { clientId, token: clientToken };
}

/** An audio packet of this many bytes in all. */
export function audio(lengthBytes: number, fill = 0x5a): Buffer {
	return Buffer.concat([Buffer.of(1), Buffer.alloc(lengthBytes - 1, fill)]);
}

/** What a test of the contract has at hand. */
export type ContractSession = ReturnType<typeof useServer>;

/** Starts a server before each test and closes it afterwards. */
export function useServer(start: () => Promise<PodcastServerUnderTest>) {
	let server: PodcastServerUnderTest;
	let owner: Credentials;
	let other: Credentials;

	beforeEach(async () => {
		server = await start();
		[owner, other] = server.clients;
	});
	afterEach(() => server.close());

	function call(
		target: string,
		{
			headers = headersOf(owner),
			...init
		}: RequestInit & { headers?: Record<string, string> } = {},
	): Promise<Response> {
		return fetch(`${server.url}${target}`, { headers, ...init });
	}

	async function create(credentials = owner): Promise<PodcastObject> {
		const response = await call('/podcast', {
			method: 'POST',
			headers: headersOf(credentials),
		});
		expect(response.status).toBe(200);
		return (await response.json()) as PodcastObject;
	}

	async function list(): Promise<string[]> {
		const podcasts = (await (await call('/list')).json()) as PodcastObject[];
		return podcasts.map(({ id }) => id);
	}

	function connect(query: string, headers: Record<string, string>): RawClient {
		return new RawClient(`${server.url.replace('http', 'ws')}/${query}`, headers);
	}

	function connectSender(id: string, credentials = owner): RawClient {
		return connect(`?id=${id}`, { ...headersOf(credentials), isSender: 'true' });
	}

	function connectReceiver(id: string, credentials = other): RawClient {
		return connect(`?id=${id}`, headersOf(credentials));
	}

	/** A live podcast with receivers, all of them greeted. */
	async function goLive(receiverCount = 1) {
		const podcast = await create();
		const sender = connectSender(podcast.id);
		await sender.next();
		const receivers = Array.from({ length: receiverCount }, () => connectReceiver(podcast.id));
		await Promise.all(receivers.map((receiver) => receiver.next()));
		return { id: podcast.id, sender, receivers, receiver: receivers[0] as RawClient };
	}

	async function expectError(response: Response, status: number): Promise<void> {
		expect(response.status).toBe(status);
		expect(await response.json()).toEqual({
			error: { code: expect.any(String), message: expect.any(String) },
		});
	}

	async function expectEnd(client: RawClient, code: number): Promise<void> {
		expect(await client.nextEvent()).toEqual({ type: 1, reason: code });
		expect((await client.closed).code).toBe(code);
		expect(client.unread).toEqual([]);
	}

	async function expectClosed(client: RawClient, code: number): Promise<void> {
		expect((await client.closed).code).toBe(code);
	}

	return {
		/** The server of this test. */
		get server() {
			return server;
		},
		/** The client that creates podcasts. */
		get owner() {
			return owner;
		},
		/** Another client. */
		get other() {
			return other;
		},
		call,
		create,
		list,
		connect,
		connectSender,
		connectReceiver,
		goLive,
		expectError,
		expectEnd,
		expectClosed,
	};
}
