// One websocket of the main gateway: hello, heartbeats, identify or resume, close codes.
import type { RawData, WebSocket } from 'ws';
import type { World } from '../world/world.js';
import { GATEWAY_CLOSE } from './close-codes.js';
import type { DispatchSink, GatewaySession, NumberedDispatch } from './gateway-session.js';

// Opcodes, API documentation, "Opcodes and Status Codes".
const OP = {
	HEARTBEAT: 1,
	IDENTIFY: 2,
	PRESENCE_UPDATE: 3,
	VOICE_STATE_UPDATE: 4,
	RESUME: 6,
	RECONNECT: 7,
	REQUEST_GUILD_MEMBERS: 8,
	INVALID_SESSION: 9,
	HELLO: 10,
	HEARTBEAT_ACK: 11,
	REQUEST_SOUNDBOARD_SOUNDS: 31,
	REQUEST_CHANNEL_INFO: 43,
} as const;

const MAX_PAYLOAD_BYTES = 4096;
const RATE_LIMIT = { payloads: 120, windowMs: 60_000 } as const;
/** A client that misses this many intervals is a zombie. */
const MISSED_HEARTBEATS = 2;

/** What a client sent, once checked to be an object with an opcode. */
export interface ClientPayload {
	op: number;
	d: unknown;
}

/** What the connection asks of the gateway it belongs to. */
export interface GatewayHandler {
	identify(connection: GatewayConnection, data: Record<string, unknown>): void;
	resume(connection: GatewayConnection, data: Record<string, unknown>): void;
	command(session: GatewaySession, payload: ClientPayload): void;
	closed(connection: GatewayConnection, code: number): void;
}

/** Speaks the gateway protocol on one websocket. */
export class GatewayConnection implements DispatchSink {
	session: GatewaySession | undefined;
	/** Heartbeats are answered; false lets the client find a dead connection. */
	answersHeartbeats = true;
	readonly #socket: WebSocket;
	readonly #world: World;
	readonly #handler: GatewayHandler;
	readonly #sentAtMs: number[] = [];
	#cancelTimeout: () => void = () => {};

	constructor(socket: WebSocket, world: World, handler: GatewayHandler) {
		this.#socket = socket;
		this.#world = world;
		this.#handler = handler;
		socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
		socket.on('close', (code) => {
			this.#cancelTimeout();
			handler.closed(this, code);
		});
		socket.on('error', () => socket.terminate());
		this.#expectHeartbeat();
		this.#send(OP.HELLO, { heartbeat_interval: world.options.heartbeatIntervalMs });
	}

	sendDispatch(dispatch: NumberedDispatch): void {
		this.#socket.send(JSON.stringify(dispatch));
	}

	/** Asks for a heartbeat at once (op 1). */
	requestHeartbeat(): void {
		this.#send(OP.HEARTBEAT, null);
	}

	/** Asks the client to reconnect and resume (op 7). */
	requestReconnect(): void {
		this.#send(OP.RECONNECT, null);
	}

	/** Op 9: the session is invalid, or may be resumed. */
	invalidateSession(isResumable: boolean): void {
		this.#send(OP.INVALID_SESSION, isResumable);
	}

	close(code: number, reason = ''): void {
		this.#socket.close(code, reason);
	}

	/** Ends the TCP connection without a close frame. */
	cut(): void {
		this.#socket.terminate();
	}

	#send(op: number, d: unknown): void {
		this.#socket.send(JSON.stringify({ op, d, s: null, t: null }));
	}

	#expectHeartbeat(): void {
		this.#cancelTimeout();
		const limitMs = this.#world.options.heartbeatIntervalMs * MISSED_HEARTBEATS;
		this.#cancelTimeout = this.#world.timers.after(limitMs, () =>
			this.close(GATEWAY_CLOSE.SESSION_TIMED_OUT, 'Session timed out.'),
		);
	}

	#onMessage(data: RawData, isBinary: boolean): void {
		const bytes = Buffer.isBuffer(data) ? data : Buffer.concat([data].flat().map(toBuffer));
		const payload = bytes.length > MAX_PAYLOAD_BYTES ? undefined : parse(bytes);
		if (isBinary || !payload) {
			this.close(GATEWAY_CLOSE.DECODE_ERROR, 'Error while decoding payload.');
			return;
		}
		if (this.#isOverLimit()) {
			this.close(GATEWAY_CLOSE.RATE_LIMITED, 'You are being rate limited.');
			return;
		}
		if (payload.op === OP.HEARTBEAT) {
			this.#expectHeartbeat();
			if (this.answersHeartbeats) {
				this.#send(OP.HEARTBEAT_ACK, null);
			}
			return;
		}
		this.#onCommand(payload);
	}

	#onCommand(payload: ClientPayload): void {
		const data = isRecord(payload.d) ? payload.d : {};
		const isKnown = Object.values<number>(OP).includes(payload.op);
		if (payload.op === OP.IDENTIFY || payload.op === OP.RESUME) {
			if (this.session) {
				this.close(GATEWAY_CLOSE.ALREADY_AUTHENTICATED, 'Already authenticated.');
			} else if (payload.op === OP.IDENTIFY) {
				this.#handler.identify(this, data);
			} else {
				this.#handler.resume(this, data);
			}
		} else if (!isKnown) {
			this.close(GATEWAY_CLOSE.UNKNOWN_OPCODE, 'Unknown opcode.');
		} else if (!this.session) {
			this.close(GATEWAY_CLOSE.NOT_AUTHENTICATED, 'Not authenticated.');
		} else {
			this.#handler.command(this.session, payload);
		}
	}

	#isOverLimit(): boolean {
		const nowMs = performance.now();
		this.#sentAtMs.push(nowMs);
		while ((this.#sentAtMs[0] ?? nowMs) < nowMs - RATE_LIMIT.windowMs) {
			this.#sentAtMs.shift();
		}
		return this.#sentAtMs.length > RATE_LIMIT.payloads;
	}
}

function toBuffer(data: Buffer | ArrayBuffer): Buffer {
	return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(bytes: Buffer): ClientPayload | undefined {
	try {
		const value: unknown = JSON.parse(bytes.toString('utf8'));
		if (isRecord(value) && typeof value.op === 'number') {
			return { op: value.op, d: value.d };
		}
	} catch {
		// Not JSON: the caller closes with 4002.
	}
	return undefined;
}
