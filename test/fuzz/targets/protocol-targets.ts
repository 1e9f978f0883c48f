// The podcast's wire: packets, the events in them, websocket frames, and podcast objects.
import assert from 'node:assert/strict';
import { namedWebsocket, websocketBeside } from '../../../src/client/websocket-route.js';
import { ProtocolError } from '../../../src/errors.js';
import { encodeDisconnect, encodeHello, encodeSilence } from '../../../src/protocol/events.js';
import { decodePacket, encodeEventPacket } from '../../../src/protocol/packet.js';
import { parsePodcast, parsePodcastList } from '../../../src/protocol/podcast.js';
import { openBox } from '../../../src/protocol/secretbox.js';
import { frameBinary, frameMaskedBinary } from '../../../src/protocol/websocket-frame.js';
import { DEFAULT_LIMITS } from '../../../src/server/limits/limits.js';
import { SenderIntake } from '../../../src/server/podcast/sender-intake.js';
import { PacketSealer } from '../../support/packet-sealer.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { bytesOf, Choices, type FuzzTarget, must, mustBe } from '../fuzz-target.js';

const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index * 8);

const PACKETS: readonly Uint8Array[] = [
	encodeEventPacket(encodeHello(secretKey)),
	encodeEventPacket(encodeDisconnect(4003)),
	encodeEventPacket(encodeSilence()),
	bytesOf('{"type":1,"content":{"reason":4006}}'),
	bytesOf(`\0{"type":0,"content":{"secretKey":"${Buffer.from(secretKey).toString('base64')}"}}`),
	bytesOf(`\0{"type":0,"secretKey":"${Buffer.from(secretKey).toString('hex')}"}`),
	new PacketSealer(secretKey).seal(new Uint8Array(60).fill(7), {
		transportNonce: 9,
		voiceSession: 2,
	}),
];

/** Runs what may refuse its input with an error that says what was expected, and in no other way. */
function refusable<Value>(run: () => Value): Value | undefined {
	try {
		return run();
	} catch (error) {
		mustBe(error, ProtocolError);
		assert.match(error.message, /Expected [\w [\]]+/, 'The error does not say what was expected');
		must(error.message.length < 400, 'The error is long');
		return undefined;
	}
}

/** A packet is a value, or a refusal in words that repeat nothing of it; audio stays as it is. */
const protocolPacket: FuzzTarget = {
	name: 'protocol-packet',
	seeds: PACKETS,
	dictionary: [
		'{',
		'"type":',
		'"content":',
		'"secretKey":',
		'"reason":',
		'1e999',
		'\\u0000',
		'\ufeff',
	],
	testRuns: 500,
	open: () => ({
		check(input) {
			const decoded = refusable(() => decodePacket(input));
			if (decoded?.type === 'audio') {
				const { box, podcastNonce } = decoded;
				must(Buffer.concat([input.subarray(0, 1), podcastNonce, box]).equals(input), 'Other bytes');
				must(box.length > 0, 'No box');
				const opus = openBox(box, podcastNonce, secretKey);
				must(opus === null || opus.length === box.length - 16, 'Another length');
			} else if (decoded?.type === 'event' && decoded.event.type === 0) {
				assert.equal(decoded.event.secretKey.length, 32);
				const again = decodePacket(encodeEventPacket(encodeHello(decoded.event.secretKey)));
				assert.deepEqual(again, decoded);
			} else if (decoded?.type === 'event' && decoded.event.type === 1) {
				must(Number.isInteger(decoded.event.reason), 'The reason is no integer');
			}
		},
	}),
};

/** What a sender sends is passed on byte for byte, or counted once. */
const senderMessage: FuzzTarget = {
	name: 'sender-message',
	seeds: PACKETS,
	testRuns: 500,
	open: () => ({
		check(input) {
			const passedOn: Uint8Array[] = [];
			let invalid = 0;
			const intake = new SenderIntake({
				clock: new SteppedClock(),
				limits: DEFAULT_LIMITS,
				onAudio: (packet) => passedOn.push(packet),
				onInvalid: () => invalid++,
			});
			intake.begin();
			intake.receive(input, true);
			const { ignored, packetsIn } = intake.totals;
			const counted = Object.values(ignored).reduce((sum, count) => sum + count, 0);
			assert.equal(passedOn.length + invalid + counted, 1, 'Not counted once');
			assert.equal(packetsIn, passedOn.length);
			assert.equal(passedOn.length === 1, input[0] === 1 && input.length > 25);
			must(
				passedOn.every((packet) => Buffer.from(packet).equals(input)),
				'Not the same bytes',
			);
		},
	}),
};

/** A frame is read back as the packet that went into it, has the shortest header, and is a copy. */
const websocketFrame: FuzzTarget = {
	name: 'websocket-frame',
	// The length, then what is repeated.
	seeds: ['0000', '007d01', '007e0102', 'ffff01', 'fffe0102', '00a1f8fffe'].map(
		(text) => new Uint8Array(Buffer.from(text, 'hex')),
	),
	testRuns: 100,
	open: () => ({
		check(input) {
			const choices = new Choices(input);
			const length = choices.u16() + (input.length > 64 ? 1 : 0);
			const packet = new Uint8Array(
				Buffer.alloc(length, Buffer.concat([choices.rest(), Buffer.of(0)])),
			);
			const before = Buffer.from(packet);
			const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
			const bare = frameBinary(packet);
			assert.equal(bare.length, header + length);
			const frames = [bare];
			if (length < 65_536) {
				const masked = frameMaskedBinary(packet);
				assert.equal(masked.length, header + 4 + length);
				frames.push(masked);
			}
			for (const frame of frames) {
				must(before.equals(readFrame(frame)), 'Not the same bytes');
			}
			packet.fill(0xaa);
			must(before.equals(readFrame(bare)), 'The frame is no copy');
		},
	}),
};

/** RFC 6455, 5.2. */
function readFrame(frame: Buffer): Uint8Array {
	assert.equal(frame[0], 0x82);
	const second = frame.readUInt8(1);
	let length = second & 127;
	let offset = 2;
	if (length === 126) {
		length = frame.readUInt16BE(2);
		offset = 4;
	} else if (length === 127) {
		length = Number(frame.readBigUInt64BE(2));
		offset = 10;
	}
	if (second < 128) {
		assert.equal(frame.length, offset + length);
		return Uint8Array.from(frame.subarray(offset));
	}
	assert.equal(frame.length, offset + 4 + length);
	const packet = new Uint8Array(length);
	for (let index = 0; index < length; index++) {
		packet[index] = (frame[offset + 4 + index] as number) ^ (frame[offset + (index % 4)] as number);
	}
	return packet;
}

const API_URL = new URL('https://api.example:8443/base/');

/** What a podcast object says leads to its own host or to none, and its id cannot leave the query. */
const podcastObject: FuzzTarget = {
	name: 'podcast-object',
	isJson: true,
	seeds: [
		'{"id":"ab-_9","ip":"127.0.0.1","port":4000,"activeSince":1700000000000,"host":"1"}',
		'{"id":4294967295,"ip":"::1","port":"443","activeSince":null}',
		'{"podcasts":[{"id":"AAAAA","ip":"radio.example","port":1,"activeSince":"2026-01-01"}]}',
		'[{"id":"AAAAA","ip":"0.0.0.0"},{"id":"BBBBB"}]',
	].map(bytesOf),
	dictionary: ['@', '/', '?', '#', '%', '\\\\', '0x7f.1', '[::]', '\\u3002', 'x:y@'],
	testRuns: 200,
	open: () => ({
		check(input) {
			let value: unknown;
			try {
				value = JSON.parse(Buffer.from(input).toString());
			} catch {
				return;
			}
			const one = refusable(() => parsePodcast(value));
			const list = refusable(() => parsePodcastList(value)) ?? [];
			for (const podcast of one ? [one, ...list] : list) {
				const { activeSince, id, ip, port } = podcast;
				must(id.length > 0 && id.length <= 128, 'A wrong id');
				must(activeSince === null || Number.isSafeInteger(activeSince), 'A wrong time');
				must(port === undefined || (port >= 1 && port <= 65_535), 'A wrong port');
				const named = refusable(() => namedWebsocket(API_URL, podcast));
				for (const url of named ? [named, websocketBeside(API_URL, id)] : []) {
					assert.equal(url.protocol, 'wss:');
					assert.equal(url.username + url.password + url.hash, '');
					assert.deepEqual([...url.searchParams.keys()], ['id']);
					assert.equal(url.searchParams.get('id'), Buffer.from(id).toString());
				}
				must(!named || named.pathname === '/', 'The host has brought a path');
				must(!named || ip !== undefined || named.hostname === API_URL.hostname, 'Another host');
			}
		},
	}),
};

/** All of them. */
export const PROTOCOL_TARGETS: readonly FuzzTarget[] = [
	protocolPacket,
	senderMessage,
	websocketFrame,
	podcastObject,
];
