// What is no Opus packet (RFC 6716, 3.4), wherever one is expected.
import { once } from 'node:events';
import { createServer } from 'node:http';
import nacl from 'tweetnacl';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { type PodcastFrame, ReceiverConnection } from '../../src/client/receiver-connection.js';
import { systemClock } from '../../src/clock.js';
import type { VoiceFrame } from '../../src/media/frames.js';
import { VoiceReceiver } from '../../src/voice/receive/voice-receiver.js';
import { ServerFixture } from '../server/server-fixture.js';
import { audioOf, readOggPages } from '../support/ogg-pages.js';
import { rtpPacket } from '../support/rtp-packets.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { decodeAudio, hasTools } from '../support/tools.js';
import { until } from '../support/until.js';
import { RawShow } from './raw-show.js';

/** By the requirement that each breaks. */
const NO_PACKETS: readonly [string, Uint8Array][] = [
	['R2: a frame of 1,276 bytes', bytes(1276, 0xf8)],
	['R2: two frames of 1,276 bytes', bytes(2 * 1276, 0xf9)],
	['R2: a second frame of 1,276 bytes', bytes(1276 + 1, 0xfa, 1)],
	['R2: three frames of 1,276 bytes', bytes(3 * 1276, 0xfb, 3)],
	['R3: two equal frames of an odd length in all', bytes(3, 0xf9)],
	['R4: no length of the first frame', bytes(0, 0xfa)],
	['R4: half a length', bytes(0, 0xfa, 252)],
	['R4: a first frame that is longer than all', bytes(3, 0xfa, 9)],
	['R5: no count', bytes(0, 0xfb)],
	['R5: no frames', bytes(9, 0xfb, 0)],
	['R5: 140 ms', bytes(7, 0xfb, 7)],
	['R6: three frames that do not come out even', bytes(4, 0xfb, 3)],
	['R6: padding without an end', bytes(0, 0xfb, 0x41, 255, 255)],
	['R7: lengths that are longer than all', bytes(3, 0xfb, 0x83, 9, 9)],
];

/** Sound on both sides, so that it shows that what follows is heard. */
const SOUND = bytes(3, 0xf8);

function bytes(bodyBytes: number, ...head: number[]): Uint8Array {
	return Uint8Array.of(...head, ...new Uint8Array(bodyBytes).fill(1));
}

test('is in no stream of the server, which counts it', async () => {
	const fixture = await ServerFixture.start({ limits: { maxMessageBytes: 16_384 } });
	const raw = await RawShow.start(fixture);
	const listener = raw.show.listen('live.ogg');
	await until(() => listener.body.length, { interval: 10 }).toBeGreaterThan(0);
	await raw.play(NO_PACKETS.flatMap(([, packet]) => [packet, SOUND]));
	// None at all is none, too.
	await raw.play([new Uint8Array(0)]);
	await fixture.clock.step(1_000);
	const sounds = () => audioOf(readOggPages(listener.body)).filter(({ length }) => length !== 3);
	await until(() => sounds().length).toBe(NO_PACKETS.length);
	expect(sounds().every((packet) => Buffer.from(SOUND).equals(packet))).toBe(true);
	expect(fixture.server.stats().podcasts).toMatchObject([
		{ unopenedPackets: NO_PACKETS.length + 1 },
	]);
	if (hasTools('ffmpeg')) {
		await fixture.call(`/api/podcasts/${raw.show.id}`, { method: 'DELETE' });
		await listener.closed;
		const { samples } = await decodeAudio(listener.body, 'ogg');
		expect(samples.length).toBeGreaterThan(0);
	}
});

describe('from Discord', () => {
	const mode = 'aead_aes256_gcm_rtpsize';
	const voiceKey = new Uint8Array(32).fill(7);

	test.each([false, true])(
		'is dropped and counted, and cures nothing (encrypted: %s)',
		(isDave) => {
			const frames: VoiceFrame[] = [];
			const receiver = new VoiceReceiver({
				clock: new SteppedClock(),
				decryptEndToEnd: (frame) =>
					isDave ? { kind: 'decrypted', opus: frame } : { kind: 'untouched' },
				onFrame: (frame) => frames.push(frame),
			});
			receiver.beginVoiceSession(mode, voiceKey);
			receiver.announceSpeaker('alice', 7);
			for (const [index, opus] of NO_PACKETS.flatMap(([, packet]) => [packet, SOUND]).entries()) {
				receiver.receive(
					rtpPacket({ mode, voiceKey, opus, transportNonce: index, ssrc: 7, sequence: index }),
				);
			}
			expect(frames).toHaveLength(NO_PACKETS.length);
			expect(Object.fromEntries(receiver.stats.dropped)).toEqual({
				'no Opus packet': NO_PACKETS.length,
			});
			expect([...receiver.speakers].map(({ failure }) => failure)).toEqual([undefined]);
		},
	);
});

test('from another server is not played, and counted', async () => {
	const secretKey = nacl.randomBytes(32);
	const server = createServer();
	const webSockets = new WebSocketServer({ server });
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	onTestFinished(() => {
		webSockets.close();
		server.close();
		server.closeAllConnections();
	});
	webSockets.on('connection', (webSocket) => {
		const hello = JSON.stringify({ type: 0, secretKey: [...secretKey] });
		webSocket.send(Buffer.from(`\0${hello}`));
		for (const [index, packet] of NO_PACKETS.flatMap(([, packet]) => [packet, SOUND]).entries()) {
			const nonce = new Uint8Array(24);
			nonce[0] = index;
			webSocket.send(
				Buffer.concat([Uint8Array.of(1), nonce, nacl.secretbox(packet, nonce, secretKey)]),
			);
		}
	});
	const { port } = server.address() as { port: number };
	const frames: PodcastFrame[] = [];
	const connection = await ReceiverConnection.open({
		url: new URL(`ws://127.0.0.1:${port}/?id=AAAAA`),
		headers: {},
		clock: systemClock,
		helloTimeoutMs: 60_000,
		onFrame: (frame) => frames.push(frame),
	});
	await until(() => frames.length).toBe(NO_PACKETS.length);
	expect(connection.counts).toEqual({ opened: NO_PACKETS.length, unusable: NO_PACKETS.length });
	await connection.close();
});
