import { describe, expect, test } from 'vitest';
import type { VoiceFrame } from '../../src/media/frames.js';
import type { EndToEndResult } from '../../src/voice/connection/voice-connection-tap.js';
import { VoiceReceiver } from '../../src/voice/receive/voice-receiver.js';
import { type RtpPacketOptions, rtpPacket } from '../support/rtp-packets.js';
import { SteppedClock } from '../support/stepped-clock.js';

const MODES = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'];
const MODE = MODES[0] as string;
const voiceKey = Uint8Array.from({ length: 32 }, (_, index) => 255 - index);
/** One frame of 20 ms, by its first byte. */
const opus = Uint8Array.from({ length: 60 }, (_, index) => (index === 0 ? 0x78 : index + 1));

/** Ciphertext of three bytes, tag, nonce 1, size, marker. */
const DAVE_FRAME = Uint8Array.of(1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 1, 12, 0xfa, 0xfa);

function setUp(decryptEndToEnd: (frame: Buffer) => EndToEndResult = () => ({ kind: 'untouched' })) {
	const clock = new SteppedClock();
	const frames: VoiceFrame[] = [];
	const receiver = new VoiceReceiver({
		clock,
		decryptEndToEnd,
		onFrame: (frame) => frames.push(frame),
	});
	return { clock, frames, receiver };
}

function packet(options: Partial<RtpPacketOptions> = {}): Buffer {
	return rtpPacket({ mode: MODE, voiceKey, opus, transportNonce: 1, ssrc: 7, ...options });
}

function begun(decryptEndToEnd?: (frame: Buffer) => EndToEndResult) {
	const parts = setUp(decryptEndToEnd);
	parts.receiver.beginVoiceSession(MODE, voiceKey);
	parts.receiver.announceSpeaker('alice', 7);
	return parts;
}

function dropped(receiver: VoiceReceiver): Record<string, number> {
	return Object.fromEntries(receiver.stats.dropped);
}

describe('VoiceReceiver', () => {
	test.each(MODES)('gives the frame with all that came with it (%s)', (mode) => {
		const { clock, frames, receiver } = setUp();
		receiver.beginVoiceSession(mode, voiceKey);
		receiver.announceSpeaker('alice', 0xfedc_ba98);
		receiver.receive(
			packet({
				mode,
				transportNonce: 0xffff_fffe,
				sequence: 0xffff,
				timestamp: 0xffff_fff0,
				ssrc: 0xfedc_ba98,
			}),
		);
		expect(frames).toHaveLength(1);
		expect({ ...frames[0], opus: Uint8Array.from(frames[0]?.opus ?? []) }).toEqual({
			opus,
			transportNonce: 0xffff_fffe,
			voiceSession: 0,
			userId: 'alice',
			isGuessed: false,
			ssrc: 0xfedc_ba98,
			sequence: 0xffff,
			timestamp: 0xffff_fff0,
			receivedAtMs: clock.nowMs(),
		});
	});

	test.each([
		['a header extension of one word', { extension: Buffer.from('10300000', 'hex') }],
		['a header extension of 20 words', { extension: Buffer.alloc(80, 1) }],
		['an empty header extension', { extension: Buffer.alloc(0) }],
		['padding', { paddingBytes: 3 }],
		['the longest padding', { paddingBytes: 255 }],
		['CSRCs', { csrcs: [1, 2, 3] }],
		[
			'15 CSRCs, an extension and padding',
			{
				csrcs: Array(15).fill(9),
				extension: Buffer.alloc(8),
				paddingBytes: 1,
			},
		],
		['a marker bit', { payloadType: 0xf8 }],
	])('finds the frame behind %s', (_what, options) => {
		const { frames, receiver } = begun();
		receiver.receive(packet(options));
		expect(frames.map((frame) => Uint8Array.from(frame.opus))).toEqual([opus]);
	});

	test.each([
		['nothing', Buffer.alloc(0), 'not RTP'],
		['11 bytes', Buffer.alloc(11, 0x80), 'not RTP'],
		['another version of RTP', Buffer.concat([Buffer.of(0x40, 0x78), Buffer.alloc(60)]), 'not RTP'],
		[
			'a header cut in its extension',
			packet({ extension: Buffer.alloc(4) }).subarray(0, 14),
			'not RTP',
		],
		['a header and nothing else', packet().subarray(0, 12), 'transport decryption failed'],
		['a cut packet', packet().subarray(0, 50), 'transport decryption failed'],
		['video', packet({ payloadType: 101 }), 'foreign payload type'],
		['another key', packet({ voiceKey: new Uint8Array(32) }), 'transport decryption failed'],
		[
			'padding that claims more than there is',
			packet({ paddingBytes: 2, claimedPaddingBytes: 63 }),
			'malformed payload',
		],
		[
			'padding that claims to be none',
			packet({ paddingBytes: 2, claimedPaddingBytes: 0 }),
			'malformed payload',
		],
		['an empty payload', packet({ opus: new Uint8Array(0) }), 'malformed payload'],
		['padding alone', packet({ opus: new Uint8Array(0), paddingBytes: 4 }), 'malformed payload'],
	])('drops and counts %s', (_what, datagram, reason) => {
		const { frames, receiver } = begun();
		receiver.receive(datagram);
		expect(dropped(receiver)).toEqual({ [reason]: 1 });
		receiver.receive(packet({ transportNonce: 2 }));
		expect(frames.at(-1)?.transportNonce).toBe(2);
	});

	test('ignores RTCP, keepalives and discovery answers without counting a loss', () => {
		const { frames, receiver } = begun();
		receiver.receive(Buffer.concat([Buffer.of(0x80, 200, 0, 6), Buffer.alloc(40)]));
		receiver.receive(Buffer.alloc(8));
		receiver.receive(Buffer.concat([Buffer.of(0, 2, 0, 70), Buffer.alloc(70)]));
		expect(frames).toHaveLength(0);
		expect(dropped(receiver)).toEqual({});
	});

	test('holds what comes before its speaker, and hands it on in order', () => {
		const { frames, receiver } = setUp();
		receiver.beginVoiceSession(MODE, voiceKey);
		receiver.receive(packet({ transportNonce: 1 }));
		receiver.receive(packet({ transportNonce: 2 }));
		expect(frames).toHaveLength(0);
		receiver.announceSpeaker('alice', 7);
		receiver.receive(packet({ transportNonce: 3 }));
		expect(frames.map((frame) => frame.transportNonce)).toEqual([1, 2, 3]);
		expect(frames.every((frame) => frame.userId === 'alice')).toBe(true);
	});

	test('holds for a second, and 50 packets a speaker, at the most', async () => {
		const { clock, frames, receiver } = setUp();
		receiver.beginVoiceSession(MODE, voiceKey);
		receiver.receive(packet({ transportNonce: 1 }));
		await clock.step(1001);
		for (let nonce = 2; nonce <= 61; nonce++) {
			receiver.receive(packet({ transportNonce: nonce }));
		}
		receiver.announceSpeaker('alice', 7);
		expect(frames.map((frame) => frame.transportNonce)).toEqual(
			Array.from({ length: 50 }, (_, index) => index + 12),
		);
		expect(dropped(receiver)).toEqual({ 'speaker not announced': 11 });
	});

	test('forgets the SSRCs of a member that left, and of the voice session before', () => {
		const { frames, receiver } = begun();
		receiver.forgetSpeaker('alice');
		receiver.receive(packet({ transportNonce: 1 }));
		receiver.announceSpeaker('bob', 7);
		expect(frames.map((frame) => frame.userId)).toEqual(['bob']);

		receiver.forgetVoiceServer();
		receiver.beginVoiceSession(MODE, voiceKey);
		receiver.receive(packet({ transportNonce: 1 }));
		expect(frames).toHaveLength(1);
		receiver.announceSpeaker('carol', 7);
		expect(frames.at(-1)).toMatchObject({ userId: 'carol', voiceSession: 1 });
	});

	test('knows those who were announced before the keys were agreed on', () => {
		const { frames, receiver } = setUp();
		receiver.forgetVoiceServer();
		receiver.announceSpeaker('alice', 7);
		receiver.beginVoiceSession(MODE, voiceKey);
		receiver.receive(packet());
		expect(frames.map((frame) => frame.userId)).toEqual(['alice']);
	});

	test('drops packets that come before the voice session', () => {
		const { receiver } = setUp();
		receiver.receive(packet());
		expect(dropped(receiver)).toEqual({ 'no voice key yet': 1 });
	});

	test('never hands on ciphertext of the end-to-end encryption', () => {
		const { frames, receiver } = begun();
		receiver.receive(packet({ opus: DAVE_FRAME }));
		expect(frames).toHaveLength(0);
		expect(dropped(receiver)).toEqual({ 'end-to-end encryption not ready': 1 });
	});

	test('hands on what was decrypted, whatever it ends in, and counts what was not', () => {
		const results: EndToEndResult[] = [
			{ kind: 'decrypted', opus: Uint8Array.of(5, 0xfa, 0xfa) },
			{ kind: 'failed' },
		];
		const { frames, receiver } = begun(() => results.shift() as EndToEndResult);
		receiver.receive(packet({ transportNonce: 1 }));
		receiver.receive(packet({ transportNonce: 2 }));
		expect(frames.map((frame) => [...frame.opus])).toEqual([[5, 0xfa, 0xfa]]);
		expect(dropped(receiver)).toEqual({ 'end-to-end decryption failed': 1 });
	});

	test('hands on silence without asking the end-to-end encryption', () => {
		const { frames, receiver } = begun(() => ({ kind: 'failed' }));
		receiver.receive(packet({ opus: Uint8Array.of(0xf8, 0xff, 0xfe) }));
		expect(frames.map((frame) => [...frame.opus])).toEqual([[0xf8, 0xff, 0xfe]]);
	});

	test('survives random datagrams, and hears what follows', () => {
		const { frames, receiver } = begun();
		let state = 7;
		const random = () => {
			state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
			return state >>> 8;
		};
		for (let round = 0; round < 20_000; round++) {
			const datagram = Buffer.alloc(random() % 100);
			for (let index = 0; index < datagram.length; index++) {
				datagram[index] = random();
			}
			if (round % 2 === 0 && datagram.length > 1) {
				datagram[0] = 0x80 | (random() & 0x3f);
				datagram[1] = 0x78;
			}
			receiver.receive(datagram);
		}
		receiver.receive(packet({ transportNonce: 5 }));
		expect(frames.map((frame) => frame.transportNonce)).toEqual([5]);
	});
});
