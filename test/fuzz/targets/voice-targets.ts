// What comes from Discord's voice servers: RTP, what is sealed in it, and trailers of DAVE.
import assert from 'node:assert/strict';
import { isWellFormed } from '../../../src/media/opus-packet.js';
import { isDaveFrame } from '../../../src/voice/receive/dave-frame.js';
import { cutPadding, isRtcp, parseRtpHeader } from '../../../src/voice/receive/rtp.js';
import { VoiceReceiver } from '../../../src/voice/receive/voice-receiver.js';
import { rtpPacket } from '../../support/rtp-packets.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { Choices, type FuzzTarget, must } from '../fuzz-target.js';

const MODES = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'] as const;
const voiceKey = new Uint8Array(32).fill(7);
const SSRC = 7;

function hex(text: string): Uint8Array {
	return new Uint8Array(Buffer.from(text.replace(/\s/g, ''), 'hex'));
}

/** A header is read as RFC 3550 draws it, or not at all; what is cut lies within what there is. */
const rtpHeader: FuzzTarget = {
	name: 'rtp-header',
	seeds: [
		hex('80780001 000003c0 00000007 f8fffe'),
		hex('90780001 000003c0 00000007 bede0001 10ff0000 f8fffe'),
		hex('b2f8ffff ffffffff ffffffff 00000001 00000002 bede0000 f8fffe000003'),
		hex('81c90007 00000001 00000002 00000000'),
	],
	testRuns: 1000,
	open: () => ({
		check(input) {
			const view = new DataView(input.buffer, input.byteOffset, input.length);
			const first = input[0] ?? 0;
			const csrcEnd = 12 + 4 * (first & 15);
			const hasExtension = (first & 16) !== 0;
			const isRtp =
				input.length >= 12 && first >> 6 === 2 && (!hasExtension || input.length >= csrcEnd + 4);
			const header = parseRtpHeader(input);
			assert.equal(header !== null, isRtp, 'A packet was taken, or refused, against RFC 3550, 5.1');
			const isControl = input.length >= 8 && first >> 6 === 2;
			const type = input[1] ?? 0;
			assert.equal(isRtcp(input), isControl && type >= 192 && type <= 223);
			if (!header) {
				return;
			}
			assert.deepEqual(header, {
				payloadType: type & 127,
				sequence: view.getUint16(2),
				timestamp: view.getUint32(4),
				ssrc: view.getUint32(8),
				headerBytes: hasExtension ? csrcEnd + 4 : csrcEnd,
				extensionBytes: hasExtension ? 4 * view.getUint16(csrcEnd + 2) : 0,
				hasPadding: (first & 32) !== 0,
			});
			const body = Buffer.from(input.subarray(header.headerBytes));
			const rest = body.subarray(header.extensionBytes);
			const cut = header.hasPadding ? cutPadding(rest) : rest;
			const payload = cut && cut.length > 0 ? cut : null;
			const padding = header.hasPadding ? (body.at(-1) ?? 0) : 0;
			const length = body.length - header.extensionBytes - padding;
			const isWhole = length > 0 && (!header.hasPadding || padding > 0);
			assert.equal(payload?.length, isWhole ? length : undefined);
			assert.equal(
				payload?.equals(body.subarray(header.extensionBytes).subarray(0, length)),
				payload ? true : undefined,
			);
		},
	}),
};

/**
 * A sealed packet is a frame, byte for byte, or one drop with its reason; one that was touched on
 * its way is the latter, and says nothing of whose it was.
 */
const voicePacket: FuzzTarget = {
	name: 'voice-packet',
	// Mode and call, CSRCs, words of extension, padding, what the padding says, payload type, damage.
	seeds: [
		hex('00 00 00 00 00 78 0000 00 f8fffe'),
		hex('01 02 01 04 04 78 0000 00 f801020304'),
		hex('02 00 00 00 00 78 0000 00 f801020304 0102030405060708 01 0c fafa'),
		hex('00 0f ff ff ff 78 0000 00 fb0301010101'),
		hex('01 00 00 00 00 78 0005 10 7801'),
	],
	testRuns: 100,
	open: () => ({
		check(input) {
			const choices = new Choices(input);
			const flags = choices.u8();
			const mode = MODES[flags & 1] as string;
			const csrcs = Array.from({ length: choices.u8() & 15 }, (_, index) => index);
			const words = choices.u8() & 31;
			const paddingBytes = choices.u8();
			const claimedPaddingBytes = choices.u8();
			const payloadType = choices.u8();
			const damageAt = choices.u16();
			const damage = choices.u8();
			const opus = choices.rest();
			const datagram = rtpPacket({
				mode,
				voiceKey,
				opus,
				transportNonce: 5,
				ssrc: SSRC,
				payloadType,
				csrcs,
				...(words > 0 && { extension: new Uint8Array(4 * words) }),
				paddingBytes,
				claimedPaddingBytes,
			});
			if (damage > 0) {
				datagram[damageAt % datagram.length] =
					(datagram[damageAt % datagram.length] as number) ^ damage;
			}
			const frames: Uint8Array[] = [];
			const asked: Uint8Array[] = [];
			const receiver = new VoiceReceiver({
				clock: new SteppedClock(),
				decryptEndToEnd: (frame) => {
					asked.push(frame);
					return { kind: 'untouched' };
				},
				onFrame: (frame) => frames.push(frame.opus),
			});
			receiver.beginVoiceSession(mode, voiceKey);
			receiver.announceSpeaker('alice', SSRC);
			const before = Buffer.from(datagram);
			receiver.receive(datagram);
			must(before.equals(datagram), 'The datagram was modified');
			const dropped = [...receiver.stats.dropped.values()].reduce((sum, count) => sum + count, 0);
			const isNoVoice = isRtcp(before);
			assert.equal(
				frames.length + dropped,
				isNoVoice ? 0 : 1,
				'A datagram is one frame or one drop',
			);
			assert.equal(receiver.stats.heard, frames.length);
			const isLost = [...receiver.speakers].some(({ failure }) => failure !== undefined);
			if (damage > 0) {
				assert.equal(frames.length, 0, 'A damaged packet was heard');
				must(!isLost, 'A packet that failed its tag says something of its owner');
				return;
			}
			const [frame] = frames;
			const isPadded = paddingBytes === 0 || claimedPaddingBytes === paddingBytes;
			const isVoice = payloadType === 120 && opus.length > 0 && isPadded;
			if (frame) {
				must(isWellFormed(frame) && !isDaveFrame(frame), 'Ciphertext, or no Opus, was heard');
			}
			if (isVoice) {
				assert.equal(frame !== undefined, isWellFormed(opus) && !isDaveFrame(opus));
				must(frame === undefined || Buffer.from(opus).equals(frame), 'Not the same bytes');
			}
		},
	}),
};

/** A trailer is one exactly where DAVE's "Payload Format" can be read from it. */
const daveTrailer: FuzzTarget = {
	name: 'dave-trailer',
	seeds: [
		hex('0909 0102030405060708 01 0c fafa'),
		hex('0909 0102030405060708 ffffffff0f 10 fafa'),
		hex('0909 0102030405060708 01 0002 0e fafa'),
		hex('f8fffe'),
	],
	dictionary: ['\u00fa\u00fa'],
	testRuns: 1000,
	open: () => ({
		check(input) {
			assert.equal(isDaveFrame(input), hasTrailer(input));
		},
	}),
};

/** The same as the protocol puts it, read from the front of the supplement with numbers. */
function hasTrailer(frame: Uint8Array): boolean {
	const size = frame.at(-3);
	if (size === undefined || frame.at(-1) !== 0xfa || frame.at(-2) !== 0xfa) {
		return false;
	}
	if (size < 12 || size > frame.length) {
		return false;
	}
	const values = [...frame.subarray(frame.length - size + 8, frame.length - 3)];
	let count = 0;
	while (values.length > 0) {
		const end = values.findIndex((byte) => (byte & 0x80) === 0);
		if (end < 0 || end > 4) {
			return false;
		}
		values.splice(0, end + 1);
		count++;
	}
	return count % 2 === 1;
}

/** All of them. */
export const VOICE_TARGETS: readonly FuzzTarget[] = [rtpHeader, voicePacket, daveTrailer];
