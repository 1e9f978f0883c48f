// A client's websocket to a podcast server: from the handshake to Hello, and until it closes.
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import WebSocket, { type RawData } from 'ws';
import type { Clock, Timer } from '../clock.js';
import { ConnectionClosedError, HelloError, ProtocolError, TimeoutError } from '../errors.js';
import { CloseCode, isCloseCode } from '../protocol/close-codes.js';
import { type DisconnectEvent, EventType } from '../protocol/events.js';
import { type AudioPacket, decodePacket } from '../protocol/packet.js';
import { resetSocket } from '../socket-reset.js';
import { quoteForeign } from './foreign-words.js';
import { parseRetryAfter } from './retry-after.js';

/** Everything that a podcast socket needs. */
export interface PodcastSocketOptions {
	url: URL;
	/** Headers of the handshake: credentials, where there are any, and the role. */
	headers: Record<string, string>;
	clock: Clock;
	/** How long connecting and waiting for Hello may take together, in milliseconds. */
	helloTimeoutMs: number;
	/**
	 * The secret key, in the same step in which Hello came: audio can be right behind it. A server
	 * may say Hello again, and what follows is under the key of the last one.
	 */
	onHello?: ((secretKey: Uint8Array) => void) | undefined;
	/** Whatever came and has not been heard must not be heard. */
	onSilence?: (() => void) | undefined;
	/** Each audio packet, at once; its arrays are views that nobody writes to. */
	onAudio?: ((packet: AudioPacket) => void) | undefined;
	signal?: AbortSignal | undefined;
}

/** Packets that came in on the client's own socket. */
export interface ReceivedPacketCounts {
	events: number;
	audio: number;
	/** Text messages, empty ones, unknown prefixes and unknown events. */
	ignored: number;
	malformed: number;
}

/**
 * Largest message that a podcast server may send. No message of the protocol is near it; a longer
 * one than that costs itself, as every bad one, and only beyond this bound, which limits what a
 * server can make us hold, the connection.
 */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024 + 64 * 1024;

/** A ping that often finds a dead server within `PONG_TIMEOUT_MS`. */
const PING_INTERVAL_MS = 10_000;
const PONG_TIMEOUT_MS = 25_000;

/** How long a closing handshake may take. */
const CLOSE_TIMEOUT_MS = 2000;

/** How long the close frame may take that a Disconnect event announces: there is no sound. */
const DISCONNECT_TIMEOUT_MS = 500;

/** Close codes of the websocket itself (RFC 6455, 7.4.1, and IANA's registry of close codes). */
const NORMAL_CLOSURE = 1000;
const GOING_AWAY = 1001;
const SERVICE_RESTART = 1012;
const TRY_AGAIN_LATER = 1013;

/** The socket before and after Hello; nothing of it leaves as an exception. */
export class PodcastSocket {
	readonly webSocket: WebSocket;
	readonly hello: Promise<Uint8Array>;
	readonly closed: Promise<ConnectionClosedError>;
	readonly received: ReceivedPacketCounts = { events: 0, audio: 0, ignored: 0, malformed: 0 };
	/** What `webSocket` was upgraded on, from the upgrade on. */
	netSocket: Socket | undefined;
	readonly #clock: Clock;
	readonly #onHello: PodcastSocketOptions['onHello'];
	readonly #onAudio: PodcastSocketOptions['onAudio'];
	readonly #onSilence: PodcastSocketOptions['onSilence'];
	readonly #timers = new Set<Timer>();
	#lastHeardMs: number;
	/** The reason of a Disconnect event, which outlives a close frame that gets lost. */
	#disconnect: { isClear: boolean; closeCode: number } | undefined;
	#socketError: Error | undefined;
	/** The last ping that is still to be answered, while the answer to one before it is written. */
	#waitingPing: Buffer | undefined;
	#isAnswering = false;
	#refusal: { status: number | undefined; retryAfterMs: number | undefined } | undefined;
	/** Why the last Hello was no use. */
	#helloError: ProtocolError | undefined;
	#resolveHello!: (secretKey: Uint8Array) => void;
	#rejectHello!: (error: unknown) => void;

	constructor(options: PodcastSocketOptions) {
		this.#clock = options.clock;
		this.#onHello = options.onHello;
		this.#onAudio = options.onAudio;
		this.#onSilence = options.onSilence;
		this.#lastHeardMs = this.#clock.nowMs();
		this.hello = new Promise((resolve, reject) => {
			this.#resolveHello = resolve;
			this.#rejectHello = reject;
		});
		// Whoever waits for Hello handles its rejection; after Hello there is none.
		this.hello.catch(() => {});
		this.webSocket = new WebSocket(options.url, {
			headers: options.headers,
			perMessageDeflate: false,
			maxPayload: MAX_MESSAGE_BYTES,
			// Text is not looked at, so that bad UTF-8 in it need not cost the connection.
			skipUTF8Validation: true,
			followRedirects: false,
			// NOTE: ws cuts who pings more often than it can answer; `#answerPing` does not.
			autoPong: false,
		});
		this.closed = new Promise((resolve) => {
			this.webSocket.once('close', (code, reason) => {
				const error = this.#closeError(code, quoteForeign(reason.toString('utf8'), options));
				this.#cancelTimers();
				this.#rejectHello(error);
				resolve(error);
			});
		});
		this.webSocket.on('error', (error) => {
			this.#socketError = error;
			// Whoever breaks the websocket's own rules may not answer its close frame either.
			this.#at(CLOSE_TIMEOUT_MS, () => this.webSocket.terminate());
		});
		this.webSocket.once('upgrade', (response) => {
			this.netSocket = response.socket;
		});
		this.webSocket.on('unexpected-response', (_request, response) => {
			const retryAfter = response.headers['retry-after'];
			this.#refusal = {
				status: response.statusCode,
				retryAfterMs: parseRetryAfter(retryAfter, this.#clock.epochMs()),
			};
			this.webSocket.terminate();
		});
		this.webSocket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
		this.webSocket.on('ping', (data) => this.#answerPing(data));
		this.webSocket.on('pong', () => {
			this.#lastHeardMs = this.#clock.nowMs();
		});
		this.webSocket.once('open', () => this.#pingLater());
		this.#limitHello(options);
	}

	close(code = NORMAL_CLOSURE): void {
		this.webSocket.close(code);
		this.#at(CLOSE_TIMEOUT_MS, () => this.webSocket.terminate());
	}

	/** Cuts the connection so that not even what waits in the system's buffers arrives. */
	reset(): void {
		// Under TLS there is no such thing: what this process holds is dropped.
		if (this.netSocket && !(this.netSocket instanceof TLSSocket)) {
			resetSocket(this.netSocket);
		}
		this.webSocket.terminate();
	}

	terminate(): void {
		this.#cancelTimers();
		this.webSocket.terminate();
	}

	#limitHello({ helloTimeoutMs, signal, url }: PodcastSocketOptions): void {
		const timer = this.#at(helloTimeoutMs, () => {
			this.#rejectHello(
				this.#helloError ??
					new TimeoutError(
						`The podcast server at ${url.host} sent no Hello within ${helloTimeoutMs} ms`,
						helloTimeoutMs,
					),
			);
		});
		const onAbort = () => this.#rejectHello(signal?.reason);
		signal?.addEventListener('abort', onAbort, { once: true });
		const done = () => {
			timer.cancel();
			signal?.removeEventListener('abort', onAbort);
		};
		this.hello.then(done, done);
	}

	#onMessage(data: RawData, isBinary: boolean): void {
		this.#lastHeardMs = this.#clock.nowMs();
		if (!isBinary) {
			this.received.ignored += 1;
			return;
		}
		try {
			this.#onPacket(data as Buffer);
		} catch (error) {
			if (!(error instanceof ProtocolError)) {
				throw error;
			}
			// A bad packet costs that packet, before Hello as after it: a good one may be behind it.
			this.received.malformed += 1;
			if (error instanceof HelloError) {
				this.#helloError = error;
			}
		}
	}

	/** Of pings that come faster than answers leave, the last is answered (RFC 6455, 5.5.3). */
	#answerPing(data: Buffer): void {
		if (this.#isAnswering) {
			this.#waitingPing = data;
			return;
		}
		this.#isAnswering = true;
		this.webSocket.pong(data, true, () => {
			this.#isAnswering = false;
			const next = this.#waitingPing;
			this.#waitingPing = undefined;
			if (next && this.webSocket.readyState === WebSocket.OPEN) {
				this.#answerPing(next);
			}
		});
	}

	#onPacket(data: Buffer): void {
		const packet = decodePacket(data);
		switch (packet.type) {
			case 'audio':
				this.received.audio += 1;
				this.#onAudio?.(packet);
				break;
			case 'ignored':
				this.received.ignored += 1;
				break;
			case 'event':
				if (packet.event.type === 'unknown') {
					this.received.ignored += 1;
					break;
				}
				this.received.events += 1;
				if (packet.event.type === EventType.HELLO) {
					this.#onHello?.(packet.event.secretKey);
					this.#resolveHello(packet.event.secretKey);
				} else if (packet.event.type === EventType.SILENCE) {
					this.#onSilence?.();
				} else {
					this.#onDisconnect(packet.event);
				}
		}
	}

	/**
	 * The close frame with the same code follows; a server that forgets it is not waited for. What
	 * names no code that can be read may mean nothing, so only what follows soon is taken with it.
	 */
	#onDisconnect({ reason, isVague }: DisconnectEvent): void {
		const isClear = isCloseCode(reason) || isTransientCode(reason);
		this.#disconnect = isClear
			? { isClear, closeCode: reason }
			: { isClear, closeCode: CloseCode.SENDER_DISCONNECTED };
		this.#at(DISCONNECT_TIMEOUT_MS, () => {
			if (isVague) {
				this.#disconnect = undefined;
			} else {
				this.webSocket.terminate();
			}
		});
	}

	#pingLater(): void {
		this.#at(PING_INTERVAL_MS, () => {
			if (this.#clock.nowMs() - this.#lastHeardMs > PONG_TIMEOUT_MS) {
				this.webSocket.terminate();
				return;
			}
			if (this.webSocket.readyState === WebSocket.OPEN) {
				this.webSocket.ping();
				this.#pingLater();
			}
		});
	}

	#at(delayMs: number, callback: () => void): Timer {
		const timer = this.#clock.at(this.#clock.nowMs() + delayMs, () => {
			this.#timers.delete(timer);
			callback();
		});
		this.#timers.add(timer);
		return timer;
	}

	#cancelTimers(): void {
		for (const timer of this.#timers) {
			timer.cancel();
		}
		this.#timers.clear();
	}

	#closeError(code: number, reason: string): ConnectionClosedError {
		const disconnect = this.#disconnect;
		const isFrameClearer = isTransientCode(code) && !disconnect?.isClear;
		const closeCode = isCloseCode(code) || isFrameClearer ? code : (disconnect?.closeCode ?? code);
		const cause = this.#socketError;
		const { status, retryAfterMs } = this.#refusal ?? {};
		return new ConnectionClosedError(
			describeClose({ closeCode, reason, refusedStatus: status, cause }),
			{
				closeCode,
				reason,
				status,
				retryAfterMs,
				retryable: !isCredentialsRefused(closeCode, status),
				...(cause && { cause }),
			},
		);
	}
}

/** Whether a server that closes with this code says that it will be back (RFC 6455, 7.4.1). */
function isTransientCode(code: number): boolean {
	return code === GOING_AWAY || code === SERVICE_RESTART || code === TRY_AGAIN_LATER;
}

function isCredentialsRefused(closeCode: number, refusedStatus: number | undefined): boolean {
	return (
		closeCode === CloseCode.CREDENTIALS_MISSING ||
		closeCode === CloseCode.CREDENTIALS_WRONG ||
		refusedStatus === 401 ||
		refusedStatus === 403
	);
}

function describeClose(close: {
	closeCode: number;
	reason: string;
	refusedStatus: number | undefined;
	cause: Error | undefined;
}): string {
	const { closeCode, reason, refusedStatus, cause } = close;
	if (isCloseCode(closeCode)) {
		return CLOSE_FACTS[closeCode];
	}
	if (refusedStatus !== undefined) {
		return `The podcast server refuses the websocket (status ${refusedStatus})`;
	}
	const detail = reason ? `: ${reason}` : cause ? ` (${cause.message})` : '';
	return `The connection to the podcast server closed with code ${closeCode}${detail}`;
}

const CLOSE_FACTS: Readonly<Record<CloseCode, string>> = {
	[CloseCode.CREDENTIALS_MISSING]: 'The podcast server got no credentials (4000)',
	[CloseCode.CREDENTIALS_WRONG]: 'The podcast server refuses the credentials (4001)',
	[CloseCode.INVALID_PAYLOAD]: 'The podcast server refused what was sent (4002)',
	[CloseCode.SENDER_DISCONNECTED]: 'The podcast server ended the podcast (4003)',
	[CloseCode.SENDER_ALREADY_CONNECTED]: 'Another sender is connected to this podcast (4004)',
	[CloseCode.SENDER_TIMEOUT]: 'The podcast server waited too long for the sender (4005)',
	[CloseCode.NO_SUCH_PODCAST]: 'The podcast server does not know the podcast any more (4006)',
};
