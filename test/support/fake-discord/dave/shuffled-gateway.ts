// The smallest gateway around a delivery service, with a network that mixes up who is heard first.
import { SteppedClock } from '../../stepped-clock.js';
import { MemberOp } from './dave-member.js';
import type { DaveMessage } from './dave-message.js';
import { DaveDeliveryService } from './delivery-service.js';

const STEP_MS = 100;
/** Time after which a group that has not settled is taken for stuck. */
const SETTLE_LIMIT_MS = 60_000;

/** A client at the end of a simulated connection. */
export interface GatewayClient {
	receive(message: DaveMessage): void;
}

/** Who joins a shuffled gateway. */
export interface JoinOptions<Client extends GatewayClient> {
	userId: string;
	/** Default 1. */
	maxVersion?: number;
	/** Makes the client; `send` takes what it has to say. */
	connect: (send: (message: DaveMessage) => void) => Client;
}

interface Connection {
	userId: string;
	client: GatewayClient;
	toClient: DaveMessage[];
	toService: DaveMessage[];
}

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/**
 * Keeps the messages of each connection and direction in order, as a websocket does, and
 * otherwise delivers them in an order that only the seed decides.
 */
export class ShuffledGateway {
	readonly clock = new SteppedClock();
	readonly service: DaveDeliveryService;
	/** Every message that reached a client, for looking at. */
	readonly delivered: { connectionId: string; message: DaveMessage }[] = [];
	readonly #random: () => number;
	readonly #connections = new Map<string, Connection>();
	#lastConnection = 0;

	constructor(options: { channelId: string; seed: number; maxVersion?: number }) {
		const { channelId, seed, ...rest } = options;
		this.#random = seededRandom(seed);
		this.service = new DaveDeliveryService({
			...rest,
			channelId,
			clock: this.clock,
			send: (connectionId, message) => {
				this.#connections.get(connectionId)?.toClient.push(message);
			},
		});
	}

	/** Lets a client in, with the messages and in the order that the service relies on. */
	join<Client extends GatewayClient>(
		options: JoinOptions<Client>,
	): { connectionId: string; client: Client } {
		const { userId, maxVersion = 1, connect } = options;
		this.#lastConnection += 1;
		const connectionId = `c${this.#lastConnection}`;
		for (const [otherId, other] of this.#connections) {
			if (other.userId === userId) {
				this.#connections.delete(otherId);
			}
			other.toClient.push({ op: MemberOp.CLIENTS_CONNECT, d: { user_ids: [userId] } });
		}
		const toService: DaveMessage[] = [];
		const client = connect((message) => toService.push(message));
		const others = [...this.#connections.values()].map((other) => other.userId);
		const version = this.service.protocolVersionFor(maxVersion);
		const toClient: DaveMessage[] = [
			{ op: MemberOp.CLIENTS_CONNECT, d: { user_ids: [userId, ...others] } },
			{ op: MemberOp.SESSION_DESCRIPTION, d: { dave_protocol_version: version } },
		];
		this.#connections.set(connectionId, { userId, client, toClient, toService });
		this.service.addConnection({ connectionId, userId, maxVersion });
		return { connectionId, client };
	}

	/** Cuts a connection; what is under way on it is lost. */
	leave(connectionId: string): void {
		const connection = this.#connections.get(connectionId);
		this.#connections.delete(connectionId);
		for (const other of this.#connections.values()) {
			const d = { user_id: connection?.userId };
			other.toClient.push({ op: MemberOp.CLIENT_DISCONNECT, d });
		}
		this.service.removeConnection(connectionId);
	}

	/** Delivers up to so many messages. */
	async deliver(limit = Number.POSITIVE_INFINITY): Promise<void> {
		for (let count = 0; count < limit; count += 1) {
			const ways = [...this.#connections].flatMap(([connectionId, connection]) => [
				...(connection.toClient.length > 0 ? [() => this.#toClient(connectionId, connection)] : []),
				...(connection.toService.length > 0
					? [() => this.#toService(connectionId, connection)]
					: []),
			]);
			const deliverOne = ways[Math.floor(this.#random() * ways.length)];
			if (!deliverOne) {
				return;
			}
			deliverOne();
			// Members answer in a microtask.
			await Promise.resolve();
		}
	}

	/**
	 * Delivers, and lets time pass where nothing is left to deliver, until the group has settled.
	 *
	 * @throws {Error} if it has not settled after a minute
	 */
	async settle(): Promise<void> {
		for (let waitedMs = 0; waitedMs < SETTLE_LIMIT_MS; waitedMs += STEP_MS) {
			await this.deliver();
			const isSettled = await Promise.race([
				this.service.settled().then(() => true),
				new Promise((resolve) => setImmediate(() => resolve(false))),
			]);
			if (isSettled) {
				return;
			}
			await this.clock.step(STEP_MS);
		}
		const late = this.service.refusals.slice(-5).map((refusal) => refusal.message);
		throw new Error(`The group does not settle at epoch ${this.service.epoch}: ${late.join('; ')}`);
	}

	/** Ends the service and forgets the clients. */
	close(): void {
		this.service.close();
		this.#connections.clear();
	}

	#toClient(connectionId: string, connection: Connection): void {
		const message = connection.toClient.shift();
		if (message) {
			this.delivered.push({ connectionId, message });
			connection.client.receive(message);
		}
	}

	#toService(connectionId: string, connection: Connection): void {
		const message = connection.toService.shift();
		if (message) {
			this.service.receive(connectionId, message);
		}
	}
}
