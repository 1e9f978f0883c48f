// A client's websocket to a podcast server: from the handshake to Hello, and until it closes.
import type { Socket } from 'node:net';
import WebSocket, { type RawData } from 'ws';
import type { Clock, Timer } from '../clock.js';
import { ConnectionClosedError, ProtocolError, TimeoutError } from '../errors.js';
import { CloseCode, isCloseCode } from '../protocol/close-codes.js';
import { EventType } from '../protocol/events.js';
import { type AudioPacket, decodePacket } from '../protocol/packet.js';

/** What a podcast socket needs to know. */
export interface PodcastSocketOptions {
	url: URL;
	/** Headers of the handshake: credentials, where there are any, and the role. */
	headers: Record<string, string>;
	clock: Clock;
	/** How long connecting and waiting for Hello may take together, in milliseconds. */
	helloTimeoutMs: number;
	/** The secret key, in the same step in which Hello came: audio can be right behind it. */
	onHello?: ((secretKey: Uint8Array) => void) | undefined;
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

/** Largest message that a podcast server may send. */
const MAX_MESSAGE_BYTES = 64 * 1024;

/** A ping that often finds a dead server within `PONG_TIMEOUT_MS`. */
const PING_INTERVAL_MS = 10_000;
const PONG_TIMEOUT_MS = 25_000;

/** How long a closing handshake may take. */
const CLOSE_TIMEOUT_MS = 2000;

const NORMAL_CLOSURE = 1000;

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
	readonly #timers = new Set<Timer>();
	#lastHeardMs: number;
	/** Reason of a Disconnect event, which outlives a close frame that gets lost. */
	#disconnectReason: number | undefined;
	#socketError: Error | undefined;
	#refusedStatus: number | undefined;
	#resolveHello!: (secretKey: Uint8Array) => void;
	#rejectHello!: (error: unknown) => void;

	constructor(options: PodcastSocketOptions) {
		this.#clock = options.clock;
		this.#onHello = options.onHello;
		this.#onAudio = options.onAudio;
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
			followRedirects: false,
		});
		this.closed = new Promise((resolve) => {
			this.webSocket.once('close', (code, reason) => {
				const error = this.#closeError(code, reason.toString('utf8'));
				this.#cancelTimers();
				this.#rejectHello(error);
				resolve(error);
			});
		});
		this.webSocket.on('error', (error) => {
			this.#socketError = error;
		});
		this.webSocket.once('upgrade', (response) => {
			this.netSocket = response.socket;
		});
		this.webSocket.on('unexpected-response', (_request, response) => {
			this.#refusedStatus = response.statusCode;
			this.webSocket.terminate();
		});
		this.webSocket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
		this.webSocket.on('pong', () => {
			this.#lastHeardMs = this.#clock.nowMs();
		});
		this.webSocket.once('open', () => this.#pingLater());
		this.#limitHello(options);
	}

	close(): void {
		this.webSocket.close(NORMAL_CLOSURE);
		this.#at(CLOSE_TIMEOUT_MS, () => this.webSocket.terminate());
	}

	terminate(): void {
		this.#cancelTimers();
		this.webSocket.terminate();
	}

	#limitHello({ helloTimeoutMs, signal, url }: PodcastSocketOptions): void {
		const timer = this.#at(helloTimeoutMs, () => {
			this.#rejectHello(
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
			this.received.malformed += 1;
			if (error instanceof ProtocolError) {
				// Without Hello there is no podcast; afterwards a bad packet costs that packet.
				this.#rejectHello(error);
				return;
			}
			throw error;
		}
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
				} else {
					this.#onDisconnect(packet.event.reason);
				}
		}
	}

	/** The close frame with the same code follows; a server that forgets it is not waited for. */
	#onDisconnect(reason: number): void {
		this.#disconnectReason = isCloseCode(reason) ? reason : CloseCode.SENDER_DISCONNECTED;
		this.#at(CLOSE_TIMEOUT_MS, () => this.webSocket.terminate());
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
		const closeCode = isCloseCode(code) ? code : (this.#disconnectReason ?? code);
		const cause = this.#socketError;
		const refusedStatus = this.#refusedStatus;
		return new ConnectionClosedError(describeClose({ closeCode, reason, refusedStatus, cause }), {
			closeCode,
			reason,
			retryable: !isCredentialsRefused(closeCode, refusedStatus),
			...(cause && { cause }),
		});
	}
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
		return CLOSE_ADVICE[closeCode];
	}
	if (refusedStatus !== undefined) {
		return isCredentialsRefused(closeCode, refusedStatus)
			? `The podcast server refuses the websocket (status ${refusedStatus}): check PODCAST_CLIENT_ID and PODCAST_TOKEN`
			: `The podcast server refuses the websocket (status ${refusedStatus}): check PODCAST_API_URL, and what stands between`;
	}
	const detail = reason ? `: ${reason}` : cause ? ` (${cause.message})` : '';
	return `The connection to the podcast server closed with code ${closeCode}${detail}`;
}

const CLOSE_ADVICE: Readonly<Record<CloseCode, string>> = {
	[CloseCode.CREDENTIALS_MISSING]:
		'The podcast server got no credentials (4000): set PODCAST_CLIENT_ID and PODCAST_TOKEN',
	[CloseCode.CREDENTIALS_WRONG]:
		'The podcast server refuses the credentials (4001): check PODCAST_CLIENT_ID and PODCAST_TOKEN',
	[CloseCode.INVALID_PAYLOAD]:
		'The podcast server refused what was sent (4002): is it of a compatible version?',
	[CloseCode.SENDER_DISCONNECTED]: 'The podcast server ended the podcast (4003)',
	[CloseCode.SENDER_ALREADY_CONNECTED]:
		'Another sender is connected to this podcast (4004): does a second bot use the same credentials?',
	[CloseCode.SENDER_TIMEOUT]: 'The podcast server waited too long for the sender (4005)',
	[CloseCode.NO_SUCH_PODCAST]: 'The podcast server does not know the podcast any more (4006)',
};
