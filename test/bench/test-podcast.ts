// A podcast on a measured server: how the load creates it, sends to it and asks to hear it.
import { once } from 'node:events';
import WebSocket from 'ws';

/** The one client that measured servers know. */
export const CLIENT = { clientId: '4711', token: 'bench-token' } as const;

/** Opus payload of a 20 ms frame at 48 kbit/s. */
export const OPUS_BYTES = 120;

/** Prefix, nonce and tag around it (protocol.md, section 2, "Audio"). */
export const PACKET_BYTES = 1 + 24 + 16 + OPUS_BYTES;

/** A packet as a receiver gets it: 4 bytes of websocket header (RFC 6455, 5.2). */
export const RECEIVER_FRAME_BYTES = 4 + PACKET_BYTES;

/** A packet as a sender sends it: a mask of 4 bytes more. */
export const SENDER_FRAME_BYTES = 8 + PACKET_BYTES;

/** Limits far above what the load needs: no measurement is to run into one. */
export const UNLIMITED = {
	connections: 10_000,
	connectionsPerPodcast: 10_000,
	connectionsPerAddress: 10_000,
	httpConnections: 10_000,
	httpConnectionsPerAddress: 10_000,
	handshakesPerMinute: 1_000_000,
	requestsPerMinute: 1_000_000,
	podcasts: 10_000,
	podcastsPerClient: 10_000,
	// The crowd answers no pings; no measurement is that long.
	pingIntervalMs: 1_200_000,
	peerTimeoutMs: 2_400_000,
} as const;

/** The transport nonce's counter is the first thing in a packet after the prefix. */
const NONCE_OFFSET = 1;
const AUDIO_PREFIX = 1;

/** What a server's answer to a receiver begins with. */
export const SWITCHING_PROTOCOLS = 'HTTP/1.1 101 ';

/** A packet with its number in the nonce, as large as one on air. */
export function packetOf(frame: number): Buffer {
	const packet = Buffer.alloc(PACKET_BYTES, 0x5a);
	packet[0] = AUDIO_PREFIX;
	packet.writeUInt32BE(frame, NONCE_OFFSET);
	return packet;
}

/** Creates a podcast; resolves with its id. */
export async function createPodcast(serverUrl: string): Promise<string> {
	const response = await fetch(`${serverUrl}/podcast`, { method: 'POST', headers: CLIENT });
	const { id } = (await response.json()) as { id: string };
	return id;
}

/** Connects a podcast's sender; resolves when the server has sent its Hello. */
export async function connectSender(serverUrl: string, id: string): Promise<WebSocket> {
	return (await connectHost(serverUrl, id)).sender;
}

/** The same, with that first message. */
export async function connectHost(
	serverUrl: string,
	id: string,
): Promise<{ sender: WebSocket; hello: Buffer }> {
	const sender = new WebSocket(`${serverUrl.replace('http', 'ws')}/?id=${id}`, {
		headers: { ...CLIENT, isSender: 'true' },
		perMessageDeflate: false,
	});
	const [hello] = (await once(sender, 'message')) as [Buffer];
	return { sender, hello };
}

/** The handshake of a receiver, as one text to write on a socket. */
export function receiverGreeting(id: string): string {
	return [
		`GET /?id=${id} HTTP/1.1`,
		'Host: 127.0.0.1',
		'Upgrade: websocket',
		'Connection: Upgrade',
		'Sec-WebSocket-Version: 13',
		'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
		`clientId: ${CLIENT.clientId}`,
		`token: ${CLIENT.token}`,
		'\r\n',
	].join('\r\n');
}

/** Connects a receiver; resolves after Hello. Of each frame it tells the transport nonce's counter. */
export function hearPodcast(
	serverUrl: string,
	id: string,
	onFrame: (counter: number) => void,
): Promise<WebSocket> {
	return new Promise((resolve, reject) => {
		const receiver = new WebSocket(`${serverUrl.replace('http', 'ws')}/?id=${id}`, {
			headers: CLIENT,
			perMessageDeflate: false,
		});
		receiver.on('error', reject);
		receiver.on('message', (packet: Buffer) => {
			if (packet[0] === AUDIO_PREFIX) {
				onFrame(packet.readUInt32BE(NONCE_OFFSET));
			} else {
				resolve(receiver);
			}
		});
	});
}
