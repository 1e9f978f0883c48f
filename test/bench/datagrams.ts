// Speech as a voice server sends it: datagrams made beforehand, then sent at the pace of people.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { rtpPacket } from '../support/rtp-packets.js';
import { OPUS_BYTES } from './test-podcast.js';

/** Whoever speaks in a measured podcast. */
export const SPEAKER = { userId: '158049329150427136', ssrc: 4711 } as const;

/** Key of the measured voice sessions. */
export const VOICE_KEY = new Uint8Array(32).fill(7);

const SAMPLES_PER_FRAME = 960;
/** One byte of audio level (RFC 6464), padded to a word, as Discord's clients send. */
const EXTENSION = Uint8Array.of(0x10, 0x30, 0, 0);
/** TOC byte of a 20 ms frame (RFC 6716, 3.1). */
const MONO_20_MS_TOC = 0x78;

/** One speaker's datagrams, their transport nonces counted from 1. */
export function makeDatagrams(mode: string, count: number): Buffer[] {
	const opus = new Uint8Array(OPUS_BYTES).fill(0x5a);
	opus[0] = MONO_20_MS_TOC;
	return Array.from({ length: count }, (_, index) =>
		rtpPacket({
			mode,
			voiceKey: VOICE_KEY,
			opus,
			transportNonce: index + 1,
			sequence: index & 0xffff,
			timestamp: index * SAMPLES_PER_FRAME,
			ssrc: SPEAKER.ssrc,
			extension: EXTENSION,
		}),
	);
}

/** A voice server's UDP socket that takes keepalives and answers nothing. */
export async function openVoiceServer(): Promise<Socket> {
	const socket = createSocket({ type: 'udp4', reuseAddr: true });
	socket.bind(0, '127.0.0.1');
	await once(socket, 'listening');
	return socket;
}

/**
 * Sockets that send to one UDP port each, without looking up an address for each datagram.
 *
 * @param sourcePort - port of the voice server that they speak for; default any
 */
export async function openOutlets(
	udpPorts: readonly number[],
	sourcePort?: number,
): Promise<Socket[]> {
	return Promise.all(
		udpPorts.map(async (port) => {
			const socket = createSocket({ type: 'udp4', reuseAddr: true });
			socket.bind(sourcePort ?? 0, '127.0.0.1');
			await once(socket, 'listening');
			socket.connect(port, '127.0.0.1');
			await once(socket, 'connect');
			return socket;
		}),
	);
}
