// One connection to a podcast's websocket, from opening to its end.
import { openBox, readPacket } from './packets.js';

/** Why a podcast ended: its sender broke the protocol, left, or never came (protocol's codes). */
const ENDED_CODES: ReadonlySet<number> = new Set([4002, 4003, 4005]);

/** A key that is missing, or opens nothing; credentials that a browser cannot have. */
const NOT_OPEN_CODES: ReadonlySet<number> = new Set([4000, 4001, 4006]);

/** The server goes away, or restarts (RFC 6455, 7.4.1, and the registry that it opened). */
const RESTART_CODES: ReadonlySet<number> = new Set([1001, 1012]);

/** What became of a connection. */
export interface SocketEnd {
	kind: 'ended' | 'not open' | 'restarting' | 'lost';
	/** Whether the server had let us in. */
	wasGreeted: boolean;
}

/** What a connection calls back. */
export interface PodcastSocketListener {
	/** The server has let us in; sound comes when somebody speaks. */
	onGreeted(): void;
	onFrame(opus: Uint8Array): void;
	/** Frames that came and have not been heard must not be heard. */
	onSilence(): void;
	/** A packet that the key did not open. */
	onUnreadable(): void;
}

/** Connects and listens until the connection ends; aborting closes it. */
export function listenTo(
	url: URL,
	listener: PodcastSocketListener,
	signal: AbortSignal,
): Promise<SocketEnd> {
	return new Promise((resolve) => {
		const webSocket = new WebSocket(url);
		webSocket.binaryType = 'arraybuffer';
		let secretKey: Uint8Array | undefined;
		let reason: number | undefined;
		const close = () => {
			// A dead connection would take its time to close.
			resolve({ kind: 'lost', wasGreeted: secretKey !== undefined });
			webSocket.close();
		};
		signal.addEventListener('abort', close, { once: true });
		webSocket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
			if (typeof data === 'string' || signal.aborted) {
				return;
			}
			const packet = readPacket(new Uint8Array(data));
			if (packet.kind === 'hello') {
				secretKey = packet.secretKey;
				listener.onGreeted();
			} else if (packet.kind === 'disconnect') {
				reason = packet.reason;
			} else if (packet.kind === 'silence') {
				listener.onSilence();
			} else if (packet.kind === 'audio' && secretKey) {
				const opus = openBox(packet, secretKey);
				if (opus && opus.length > 0) {
					listener.onFrame(opus);
				} else {
					listener.onUnreadable();
				}
			}
		};
		webSocket.onclose = ({ code }) => {
			signal.removeEventListener('abort', close);
			resolve({ kind: endOf(reason ?? code), wasGreeted: secretKey !== undefined });
		};
	});
}

function endOf(code: number): SocketEnd['kind'] {
	if (ENDED_CODES.has(code)) {
		return 'ended';
	}
	if (NOT_OPEN_CODES.has(code)) {
		return 'not open';
	}
	return RESTART_CODES.has(code) ? 'restarting' : 'lost';
}
