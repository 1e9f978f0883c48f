// Whose an SSRC is that nobody was announced for, packet by packet.
import { describe, expect, test } from 'vitest';
import type { VoiceFrame } from '../../src/media/frames.js';
import type { EndToEndState } from '../../src/voice/connection/voice-connection-tap.js';
import type { RemainingMembers } from '../../src/voice/receive/speaker-search.js';
import { VoiceReceiver } from '../../src/voice/receive/voice-receiver.js';
import { type RtpPacketOptions, rtpPacket } from '../support/rtp-packets.js';
import { SteppedClock } from '../support/stepped-clock.js';

const MODE = 'aead_aes256_gcm_rtpsize';
const voiceKey = Uint8Array.from({ length: 32 }, (_, index) => 255 - index);
const OWN_SSRC = 99;

/** One frame of hybrid Opus, 20 ms. */
const OPUS = Uint8Array.of(0x78, ...Array.from({ length: 40 }, (_, index) => index));

/** What a member's key alone opens: their name, then DAVE's trailer with nonce 1. */
function sealed(userId: string): Uint8Array {
	const name = Buffer.from(userId.padEnd(10));
	return Uint8Array.of(...name, 1, 2, 3, 4, 5, 6, 7, 8, 1, 12, 0xfa, 0xfa);
}

function setUp(options: { state: EndToEndState; members?: string[] }) {
	const clock = new SteppedClock();
	const call = {
		state: options.state,
		members: options.members ?? ['ada', 'ben'],
		isCertain: true,
		hasRefusal: false,
		tries: 0,
	};
	const frames: VoiceFrame[] = [];
	const receiver = new VoiceReceiver({
		clock,
		onFrame: (frame) => frames.push(frame),
		decryptEndToEnd: (frame, userId) => open(frame, userId),
		search: {
			roster: {
				note: () => {},
				clear: () => {},
				present: () => call.members,
				hasRefusal: () => call.hasRefusal,
				remaining: (known): RemainingMembers => ({
					userIds: call.members.filter((userId) => !known.has(userId)),
					isCertain: call.isCertain,
				}),
			},
			endToEndState: () => call.state,
			tryEndToEnd: (frame, userId) => {
				call.tries += 1;
				return open(frame, userId);
			},
		},
	});
	const open = (frame: Buffer, userId: string) => {
		if (call.state !== 'ready') {
			return { kind: 'untouched' as const };
		}
		return frame.subarray(0, 10).toString().trim() === userId
			? { kind: 'decrypted' as const, opus: OPUS }
			: { kind: 'failed' as const };
	};
	receiver.beginVoiceSession(MODE, voiceKey, OWN_SSRC);
	let transportNonce = 0;
	const send = (parts: Partial<RtpPacketOptions> = {}) => {
		transportNonce += 1;
		receiver.receive(
			rtpPacket({
				mode: MODE,
				voiceKey,
				transportNonce,
				ssrc: 7,
				opus: OPUS,
				sequence: transportNonce & 0xffff,
				timestamp: (transportNonce * 960) >>> 0,
				...parts,
			}),
		);
	};
	/** Sends a frame each 20 ms; the numbers start where they did before. */
	const talk = async (durationMs: number, parts: (index: number) => Partial<RtpPacketOptions>) => {
		for (let index = 0; index < durationMs / 20; index++) {
			send(parts(index));
			await clock.step(20);
		}
	};
	const talkingMs = () => {
		const { failure } = receiver.unannounced ?? {};
		return failure ? failure.lastAtMs - failure.sinceMs : 0;
	};
	return { call, clock, frames, receiver, send, talk, talkingMs };
}

describe('a voice that nobody was announced for, in an encrypted call', () => {
	test('is heard from its first frame on, as the member whose key opens it', () => {
		const { call, frames, receiver, send } = setUp({ state: 'ready' });
		receiver.announceSpeaker('ada', 1);
		send({ opus: sealed('ben') });
		send({ opus: sealed('ben') });
		expect(frames.map(({ userId, ssrc }) => [userId, ssrc])).toEqual([
			['ben', 7],
			['ben', 7],
		]);
		expect(frames.map(({ opus }) => opus)).toEqual([OPUS, OPUS]);
		expect(call.tries).toBe(1);
		expect(receiver.unknownUserIds).toEqual([]);
	});

	test('is another’s at once where it is announced so', () => {
		const { frames, receiver, send } = setUp({ state: 'ready' });
		send({ opus: sealed('ben') });
		receiver.announceSpeaker('ada', 7);
		send({ opus: sealed('ada') });
		send({ opus: sealed('ben') });
		expect(frames.map(({ userId }) => userId)).toEqual(['ben', 'ada']);
	});

	test('is nobody’s where it opens with no key, and few are tried', async () => {
		const { call, frames, talk, talkingMs } = setUp({ state: 'ready' });
		await talk(10_000, () => ({ opus: sealed('cleo') }));
		expect(frames).toEqual([]);
		expect(call.tries).toBeLessThan(50);
		expect(talkingMs()).toBeGreaterThan(9000);
	});

	test('is tried with few keys a second, however many speak', async () => {
		const members = Array.from({ length: 90 }, (_, index) => `user ${index}`);
		const { call, talk } = setUp({ state: 'ready', members });
		await talk(2000, (index) => ({ ssrc: 1000 + index, opus: sealed('cleo') }));
		expect(call.tries).toBeLessThanOrEqual(1500);
	});

	test('is nobody’s in the clear, where only keys prove', async () => {
		const { call, frames, receiver, talk } = setUp({ state: 'ready', members: ['ben'] });
		await talk(3000, () => ({}));
		expect(call.tries).toBe(0);
		expect(frames).toEqual([]);
		expect(receiver.unannounced).toBeUndefined();
	});

	test('is heard as soon as there is a group', () => {
		const { call, frames, send } = setUp({ state: 'pending' });
		send({ opus: sealed('ben') });
		expect(frames).toEqual([]);
		call.state = 'ready';
		send({ opus: sealed('ben') });
		expect(frames.at(-1)?.userId).toBe('ben');
	});

	test('may be of a member who had another SSRC before, and is not heard by that', async () => {
		const { clock, frames, receiver, send } = setUp({ state: 'ready' });
		receiver.announceSpeaker('ada', 1);
		receiver.announceSpeaker('ben', 2);
		send({ ssrc: 2, opus: sealed('ben') });
		await clock.step(2000);
		send({ opus: sealed('ben') });
		expect(frames.map(({ ssrc, userId }) => [ssrc, userId])).toEqual([
			[2, 'ben'],
			[7, 'ben'],
		]);
	});
});

describe('a voice that nobody was announced for, in the clear', () => {
	test('is the only one’s who is left, after half a second, from its beginning on', async () => {
		const { frames, receiver, talk } = setUp({ state: 'off' });
		receiver.announceSpeaker('ada', 1);
		await talk(500, () => ({}));
		expect(frames).toEqual([]);
		await talk(100, () => ({}));
		expect(frames.map(({ sequence }) => sequence)).toEqual(
			Array.from({ length: 30 }, (_, index) => index + 1),
		);
		expect(new Set(frames.map(({ userId }) => userId))).toEqual(new Set(['ben']));
	});

	test.each([
		['two are left', { announced: [], isCertain: true }],
		['nobody is left', { announced: ['ada', 'ben'], isCertain: true }],
		['the others may not be all', { announced: ['ada'], isCertain: false }],
	])('is nobody’s where %s', async (_why, { announced, isCertain }) => {
		const { call, frames, receiver, talk } = setUp({ state: 'off' });
		call.isCertain = isCertain;
		for (const [index, userId] of announced.entries()) {
			receiver.announceSpeaker(userId, 100 + index);
		}
		await talk(3000, () => ({}));
		expect(frames).toEqual([]);
	});

	test('is nobody’s while somebody is there who has said no', async () => {
		const { call, frames, receiver, talk, talkingMs } = setUp({ state: 'off' });
		call.hasRefusal = true;
		receiver.announceSpeaker('ada', 1);
		await talk(3000, () => ({}));
		expect(frames).toEqual([]);
		expect(talkingMs()).toBeGreaterThan(2000);
	});

	test('is nobody’s any more from the frame on before which somebody says no', async () => {
		const { call, frames, receiver, send, talk, talkingMs } = setUp({ state: 'off' });
		receiver.announceSpeaker('ada', 1);
		await talk(700, () => ({}));
		expect(frames.at(-1)).toMatchObject({ userId: 'ben', isGuessed: true });
		const heard = frames.length;
		call.hasRefusal = true;
		await talk(2000, () => ({}));
		expect(frames).toHaveLength(heard);
		expect(talkingMs()).toBeGreaterThan(1000);
		send({ ssrc: 1 });
		expect(frames.at(-1)).toMatchObject({ userId: 'ada', isGuessed: false });
		receiver.announceSpeaker('ben', 7);
		send();
		expect(frames.at(-1)).toMatchObject({ userId: 'ben', isGuessed: false });
	});

	test('is nobody’s while another such voice speaks, too', async () => {
		const { frames, receiver, talk } = setUp({ state: 'off' });
		receiver.announceSpeaker('ada', 1);
		await talk(3000, (index) => ({
			ssrc: 7 + (index % 2),
			sequence: index,
			timestamp: index * 960,
		}));
		expect(frames).toEqual([]);
	});

	test('is nobody’s where somebody came in that half second', async () => {
		const { call, frames, receiver, talk } = setUp({ state: 'off' });
		receiver.announceSpeaker('ada', 1);
		await talk(300, () => ({}));
		call.members.push('cleo');
		await talk(1000, () => ({}));
		expect(frames).toEqual([]);
	});

	test('is given up where the one who was left is announced with another SSRC', async () => {
		const { frames, receiver, send, talk } = setUp({ state: 'off' });
		receiver.announceSpeaker('ada', 1);
		await talk(700, () => ({}));
		expect(frames.at(-1)?.userId).toBe('ben');
		receiver.announceSpeaker('ben', 8);
		const heard = frames.length;
		send();
		expect(frames).toHaveLength(heard);
		send({ ssrc: 8 });
		expect(frames.at(-1)).toMatchObject({ userId: 'ben', ssrc: 8 });
	});

	test('is not another’s when its member has left', async () => {
		const { call, frames, receiver, talk, talkingMs } = setUp({ state: 'off' });
		receiver.announceSpeaker('ada', 7);
		await talk(200, () => ({}));
		call.members.splice(0, 1);
		receiver.forgetSpeaker('ada');
		const heard = frames.length;
		await talk(5000, () => ({}));
		expect(frames).toHaveLength(heard);
		expect(talkingMs()).toBe(0);
		receiver.announceSpeaker('ben', 7);
		await talk(40, () => ({}));
		expect(frames.at(-1)?.userId).toBe('ben');
	});

	test('has talked for a second where no frame is missing, and anew after a pause', async () => {
		const { clock, send, talk, talkingMs } = setUp({ state: 'off' });
		await talk(1200, () => ({}));
		expect(talkingMs()).toBe(1180);
		await clock.step(300);
		send();
		expect(talkingMs()).toBe(0);
	});
});

describe('junk of a minute makes nobody talk', () => {
	test.each([
		['silence frames', () => ({ opus: Uint8Array.of(0xf8, 0xff, 0xfe) })],
		['video', () => ({ payloadType: 101 })],
		['another key', () => ({ voiceKey: new Uint8Array(32) })],
		['no Opus', () => ({ opus: Uint8Array.of(0x79, 1, 2, 3) })],
		['ciphertext', () => ({ opus: sealed('cleo') })],
		['the bot’s own SSRC', () => ({ ssrc: OWN_SSRC })],
		['an SSRC of video', () => ({ ssrc: 4444 })],
		['an SSRC a packet', (index: number) => ({ ssrc: 10_000 + index })],
		['numbers at random', (index: number) => ({ sequence: (index * 7919) & 0xffff })],
		['times that stand still', () => ({ timestamp: 960 })],
	])('%s', async (_what, parts) => {
		const { frames, receiver, talk, talkingMs } = setUp({ state: 'off' });
		receiver.ignore([4444]);
		let longestMs = 0;
		await talk(60_000, (index) => {
			longestMs = Math.max(longestMs, talkingMs());
			return parts(index);
		});
		expect(longestMs).toBeLessThan(1000);
		expect(frames).toEqual([]);
		const counted = [...receiver.stats.dropped.values()].reduce((sum, count) => sum + count, 0);
		expect(counted).toBeGreaterThanOrEqual(3000 - 100 * 50);
	});

	test('nor does it displace who really talks', async () => {
		const { receiver, send, talk, talkingMs } = setUp({ state: 'off' });
		await talk(2000, (index) => {
			for (let ssrc = 0; ssrc < 50; ssrc++) {
				send({ ssrc: 10_000 + index * 50 + ssrc });
			}
			return { sequence: index, timestamp: index * 960 };
		});
		expect(talkingMs()).toBeGreaterThan(1500);
		receiver.announceSpeaker('ada', 7);
		expect(receiver.stats.heard).toBe(50);
	});
});
