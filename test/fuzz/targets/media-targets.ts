// Sound: Opus packets against libopus, what is cut of them, and Ogg pages in both directions.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FrameCutter } from '../../../src/listening/frame-cutter.js';
import { OggPage, PageType, pagesOfPacket, segmentsOf } from '../../../src/media/ogg-page.js';
import { OpusDecoder } from '../../../src/media/opus.js';
import { opusHead, opusTags } from '../../../src/media/opus-headers.js';
import {
	framesOf,
	isWellFormed,
	joinPackets,
	packetSamples,
	packFrames,
} from '../../../src/media/opus-packet.js';
import { frameSamples } from '../../../src/media/opus-toc.js';
import { CHANNELS, FRAME_SAMPLES, MAX_PACKET_SAMPLES } from '../../../src/media/pcm.js';
import { StreamTimeline } from '../../../src/server/streams/stream-timeline.js';
import { readOggPages } from '../../support/ogg-pages.js';
import { encode, tone } from '../../support/signal.js';
import { readOggOpus } from '../../support/speech/ogg-opus.js';
import { Choices, type FuzzTarget, must, mustBe } from '../fuzz-target.js';

/** Longest packet that our decoder takes, and so can be compared. */
const MAX_DECODED_BYTES = 3 * 1276;

const OPUS_PACKETS: readonly Uint8Array[] = [
	...['f8fffe', 'fcfffe', 'f90101', 'fa010102', 'fb0301', 'fb83010101020203', 'fb4302010101'].map(
		(text) => new Uint8Array(Buffer.from(text, 'hex')),
	),
	...[2.5, 20, 60].flatMap((frameMs) =>
		encode(tone({ hz: 440, peak: 0.3, durationMs: 120 }), { frameMs }).slice(0, 1),
	),
];

/** What is a packet to us is one to libopus, and nothing else is; its frames make it up again. */
const opusPacket: FuzzTarget = {
	name: 'opus-packet',
	seeds: OPUS_PACKETS,
	testRuns: 200,
	open() {
		const decoder = new OpusDecoder();
		const pcm = new Float32Array(MAX_PACKET_SAMPLES * CHANNELS);
		return {
			check(input) {
				const samples = packetSamples(input);
				must(
					samples > 0 && samples <= MAX_PACKET_SAMPLES && samples % 120 === 0,
					`${samples} samples`,
				);
				const frames = framesOf(input);
				const isPacket = isWellFormed(input);
				if (isPacket) {
					must(frames !== undefined, 'A well-formed packet has no frames');
					assert.equal(frames.length * frameSamples(input[0] as number), samples);
				}
				if (frames) {
					checkFrames(input, frames);
				}
				if (input.length > 0 && input.length <= MAX_DECODED_BYTES) {
					const decoded = decoder.decode(input, pcm, 0);
					must(isPacket || decoded === 0, 'libopus takes what we refuse');
					must(decoded === 0 || decoded === samples, 'It lasts longer, or shorter');
				}
			},
			close: async () => decoder.close(),
		};
	},
};

function checkFrames(packet: Uint8Array, frames: readonly Uint8Array[]): void {
	const toc = packet[0] as number;
	const inside = frames.reduce((sum, { length }) => sum + length, 0);
	must(inside < packet.length, 'The frames are longer than the packet');
	for (const frame of frames) {
		assert.equal(frame.buffer, packet.buffer, 'A frame is no view');
	}
	if (isWellFormed(packet)) {
		const packed = packFrames(toc, frames);
		must(isWellFormed(packed), 'Packed again it is no packet');
		assertSame(framesOf(packed) ?? [], frames);
		const joined = joinPackets([packet, packet]);
		const isShort = 2 * packetSamples(packet) <= MAX_PACKET_SAMPLES;
		assert.equal(joined !== undefined, isShort);
		must(!joined || packetSamples(joined) === 2 * packetSamples(packet), 'Joined it is shorter');
	}
}

/** Cuts an input into packets: two bytes of length, then the packet. */
function packetsOf(input: Uint8Array): Uint8Array[] {
	const choices = new Choices(input);
	const packets: Uint8Array[] = [];
	while (!choices.isDone) {
		packets.push(choices.bytes(choices.u16() & 0xfff));
	}
	return packets;
}

function asInput(packets: readonly Uint8Array[]): Uint8Array {
	return new Uint8Array(
		Buffer.concat(
			packets.flatMap((packet) => [Uint8Array.of(packet.length >> 8, packet.length), packet]),
		),
	);
}

/** However others pack their sound, what is played is well-formed frames of 20 ms, as many as came. */
const frameCutter: FuzzTarget = {
	name: 'frame-cutter',
	seeds: [
		asInput(OPUS_PACKETS),
		...OPUS_PACKETS.map((packet) => asInput([packet, packet, packet])),
	],
	testRuns: 30,
	open: () => ({
		check(input) {
			const packets = packetsOf(input).filter(isWellFormed).slice(0, 100);
			let frames = 0;
			const cutter = new FrameCutter(({ missing, opus, packetFrames }) => {
				frames++;
				must(isWellFormed(opus), 'A frame is no packet');
				assert.equal(packetSamples(opus), FRAME_SAMPLES);
				must(missing >= 0 && packetFrames >= 1, `${missing} missing, ${packetFrames} frames`);
			});
			let samples = 0;
			for (const [index, opus] of packets.entries()) {
				samples += packetSamples(opus);
				cutter.put({ opus, transportNonce: index, voiceSession: 0, receivedAtMs: 20 * index });
			}
			cutter.flush();
			cutter.close();
			// Silence ends what was gathered, so there may be one frame more for each.
			const least = Math.floor(samples / FRAME_SAMPLES);
			must(frames >= least, `${samples} samples became ${frames} frames`);
			must(frames <= least + packets.length + 1, `${samples} samples became ${frames} frames`);
		},
	}),
};

/** However fast, slow or long packets come, the programme has no gap and no more than there is. */
const streamTimeline: FuzzTarget = {
	name: 'stream-timeline',
	seeds: [
		asInput(OPUS_PACKETS),
		...OPUS_PACKETS.map((packet) => asInput([packet, packet, packet])),
	],
	testRuns: 100,
	open: () => ({
		check(input) {
			const timeline = new StreamTimeline(0);
			let nowMs = 0;
			let taken = 0;
			const take = (packets: readonly { opus: Uint8Array; samples: number }[]) => {
				for (const { opus, samples } of packets) {
					must(isWellFormed(opus), 'The programme has what is no packet');
					assert.equal(packetSamples(opus), samples);
					taken += samples;
				}
			};
			for (const opus of packetsOf(input).filter(isWellFormed)) {
				timeline.push(opus, nowMs);
				nowMs += (opus.at(-1) ?? 0) & 63;
				take(timeline.take(nowMs));
				if (opus.at(-2) === 0x55) {
					timeline.silence();
				}
			}
			take(timeline.finish(nowMs));
			must(taken >= nowMs * 48 - 1, `${taken} samples in ${nowMs} ms`);
			// The packet that reaches the end, and one behind it that marks the end.
			must(taken <= nowMs * 48 + 2 * MAX_PACKET_SAMPLES, `${taken} samples in ${nowMs} ms`);
		},
	}),
};

/** Pages are read back as the packets that went into them, by a reader that is not ours. */
const oggWriter: FuzzTarget = {
	name: 'ogg-writer',
	// How many packets, and the length and the content of each.
	seeds: [
		'0100000001',
		'02010000f80003ff',
		'0300ff00013fc0023fff03',
		'01fe010001',
		'02ffff0001ffff02',
	].map((text) => new Uint8Array(Buffer.from(text, 'hex'))),
	testRuns: 50,
	open: () => ({
		check(input) {
			const choices = new Choices(input);
			const packets = Array.from({ length: choices.u8() & 63 }, (_, index) =>
				// Long ones take long to be read back, and the first alone is looked at on its own.
				new Uint8Array(choices.u16() >> (index === 0 ? choices.u8() & 7 : 6)).fill(choices.u8()),
			);
			const place = { sequence: choices.u16(), granule: choices.u16() * 2 ** 20 };
			const serial = choices.u16();
			const segments = packets.reduce((sum, packet) => sum + segmentsOf(packet), 0);
			if (segments > 255) {
				assert.throws(
					() => new OggPage({ packets, type: PageType.MIDDLE, serial }),
					/at most 255 segments in a page, got \d+/,
				);
			} else {
				const page = new OggPage({ packets, type: PageType.LAST, serial });
				const [read] = readOggPages(page.at(place));
				must(read !== undefined, 'No page');
				assertSame(read.packets, packets);
				assert.deepEqual(
					{ ...read, packets: [] },
					{ ...place, serial, packets: [], isFirst: false, isLast: true },
				);
				assert.equal(
					page.length,
					27 + segments + packets.reduce((sum, { length }) => sum + length, 0),
				);
			}
			const [packet = new Uint8Array(0)] = packets;
			const pages = pagesOfPacket({ packet, type: PageType.LAST, serial });
			const bytes = Buffer.concat(pages.map((page, sequence) => page.at({ ...place, sequence })));
			const read = readOggPages(bytes);
			assert.equal(pages.length, Math.floor(segmentsOf(packet) / 255.5) + 1);
			assertSame(
				read.flatMap((page) => page.packets),
				[packet],
			);
			assert.deepEqual(read.map(({ isLast }) => isLast).indexOf(true), read.length - 1);
		},
	}),
};

function assertSame(some: readonly Uint8Array[], others: readonly Uint8Array[]): void {
	assert.equal(some.length, others.length);
	must(
		some.every((bytes, index) => Buffer.from(bytes).equals(others[index] as Uint8Array)),
		'Not the same bytes',
	);
}

/** A stream as the server writes it. */
const OGG_STREAM = new Uint8Array(
	Buffer.concat(
		[[opusHead()], [opusTags({ TITLE: 'Morning' })], OPUS_PACKETS].map((packets, sequence) =>
			new OggPage({
				packets,
				type: sequence === 0 ? PageType.FIRST : PageType.MIDDLE,
				serial: 7,
			}).at({ sequence, granule: 960 * sequence }),
		),
	),
);

/** A file is read as the packets in it, or refused with a RangeError; none of them comes from nowhere. */
const oggInput: FuzzTarget = {
	name: 'ogg-input',
	seeds: [OGG_STREAM, OGG_STREAM.subarray(0, 60), new Uint8Array(0)],
	dictionary: ['OggS', 'OpusHead', 'OpusTags', '\u0000\u0000'],
	testRuns: 100,
	open() {
		const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
		const file = join(folder, 'input.opus');
		return {
			check(input) {
				writeFileSync(file, input);
				let packets: Uint8Array[] | undefined;
				let pages: Uint8Array[] | undefined;
				try {
					packets = readOggOpus(file);
				} catch (error) {
					mustBe(error, RangeError);
				}
				try {
					pages = readOggPages(input).flatMap((page) => page.packets);
				} catch (error) {
					mustBe(error, RangeError);
				}
				const bytes = packets?.reduce((sum, { length }) => sum + length, 0) ?? 0;
				must(bytes <= input.length, 'There is more in the file than it is long');
				if (packets && pages && pages.length >= packets.length + 2) {
					assertSame(packets, pages.slice(2, packets.length + 2));
				}
			},
			close: async () => rmSync(folder, { recursive: true }),
		};
	},
};

/** All of them. */
export const MEDIA_TARGETS: readonly FuzzTarget[] = [
	opusPacket,
	frameCutter,
	streamTimeline,
	oggWriter,
	oggInput,
];
