import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VoiceFrame } from '../../src/media/frames.js';
import { isSilence, packetSamples, packFrames } from '../../src/media/opus-packet.js';
import { encode, seededRandom, tone } from '../support/signal.js';
import {
	arriving,
	markedFrame,
	ONE_WAY_MS,
	recordOnGrid,
	type SpokenFrame,
	talk,
} from './simulated-track.js';

const TWENTY_MINUTES_MS = 1_200_000;

/** Talkspurts of some seconds with pauses between, from a seed. */
function conversation(seed: number, durationMs: number, pauseMs = 4000) {
	const random = seededRandom(seed);
	const spurts: { startMs: number; frames: number }[] = [];
	for (let startMs = 20; startMs < durationMs; ) {
		const frames = 10 + Math.floor(random() * 150);
		spurts.push({ startMs, frames });
		startMs += frames * 20 + 300 + random() * pauseMs;
	}
	return spurts;
}

/** Share of the frames that came which are at the tick that is nearest to when they were spoken. */
function rightShare(frames: readonly SpokenFrame[], ticks: ReadonlyMap<number, number[]>): number {
	const spoken = frames.filter(({ isLost, opus }) => !isLost && !isSilence(opus));
	const right = spoken.filter((frame) => {
		const mark = new DataView(frame.opus.buffer).getUint32(1);
		const places = ticks.get(mark) ?? [];
		const offMs = (places[0] ?? Number.NaN) * 20 - frame.spokenMs - ONE_WAY_MS;
		return places.length === 1 && Math.abs(offMs) <= 20;
	});
	return right.length / spoken.length;
}

describe('TrackGrid', () => {
	test('has every frame once, as it came, at its tick, where nothing is lost', () => {
		fc.assert(
			fc.property(fc.integer(), fc.integer({ min: 0, max: 19 }), (seed, phaseMs) => {
				const spurts = conversation(seed, 60_000).map(({ startMs, frames }) => ({
					startMs: 20 * Math.round(startMs / 20) + phaseMs,
					frames,
				}));
				const spoken = talk({ seed, spurts });
				const { ticks } = recordOnGrid(arriving(spoken));
				const words = spoken.filter(({ opus }) => !isSilence(opus));
				for (const [mark, { receivedAtMs }] of words.entries()) {
					expect(ticks.get(mark)).toEqual([Math.round(receivedAtMs / 20)]);
				}
			}),
			{ seed: 14, numRuns: 10 },
		);
	});

	test('has 99.9 % at the right tick with 1 % loss and 60 ms of jitter', () => {
		const shares = Array.from({ length: 10 }, (_, index) => {
			const spurts = conversation(index, 300_000);
			const spoken = talk({ seed: index, spurts, lossShare: 0.01, jitterMs: 60 });
			return rightShare(spoken, recordOnGrid(arriving(spoken)).ticks);
		});
		expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.999);
	});

	test('keeps all voices together and to the clock for 8 h, whatever their clocks and networks', () => {
		const clicksMs = Array.from({ length: 8 * 6 }, (_, index) => index * 600_000 + 60_000);
		// They have talked for a while when it clicks.
		const spurts = clicksMs.flatMap((atMs) =>
			[-16_000, -11_000, -6000, -1000].map((beforeMs) => ({
				startMs: atMs + beforeMs,
				frames: 100,
			})),
		);
		const speakers = [-200, -120, 0, 90, 200].map((ppm, index) => {
			const options = { seed: 31 * (index + 1), spurts, lossShare: 0.01, jitterMs: 60, ppm };
			const spoken = talk(options);
			return { spoken, ticks: recordOnGrid(arriving(spoken)).ticks };
		});
		let apartMs = 0;
		let offMs = 0;
		for (const [click, atMs] of clicksMs.entries()) {
			const errors = speakers.flatMap(({ spoken, ticks }) => {
				const tick = ticks.get(click * 400 + 350)?.[0];
				const frame = spoken[click * 420 + 365] as SpokenFrame;
				return tick === undefined ? [] : [tick * 20 - ONE_WAY_MS - frame.spokenMs];
			});
			expect(errors.length, `at ${atMs}`).toBeGreaterThan(1);
			apartMs = Math.max(apartMs, Math.max(...errors) - Math.min(...errors));
			offMs = Math.max(offMs, ...errors.map(Math.abs));
		}
		expect(apartMs).toBeLessThanOrEqual(20);
		expect(offMs).toBeLessThanOrEqual(40);
	});

	test.each([200, -200])('keeps an endless talkspurt to the clock at %i ppm', (ppm) => {
		const frames = TWENTY_MINUTES_MS / 20;
		const spoken = talk({ seed: 5, spurts: [{ startMs: 20, frames }], ppm, jitterMs: 30 });
		const { ticks, counts } = recordOnGrid(arriving(spoken));
		const offMs = spoken.slice(0, frames).flatMap(({ spokenMs }, mark) => {
			const tick = ticks.get(mark)?.[0];
			return tick === undefined ? [] : [Math.abs(tick * 20 - ONE_WAY_MS - spokenMs)];
		});
		expect(offMs.reduce((most, ms) => Math.max(most, ms), 0)).toBeLessThanOrEqual(20);
		// 240 ms.
		expect(counts.shifted).toBeGreaterThanOrEqual(10);
		expect(counts.shifted).toBeLessThanOrEqual(13);
		expect(ticks.size).toBeGreaterThanOrEqual(frames - 13);
	});

	test('conceals a lost frame with one byte, and leaves a pause silent', () => {
		const spoken = talk({
			seed: 2,
			spurts: [20, 2020].map((startMs) => ({ startMs, frames: 20 })),
		});
		const came = spoken.filter((_, index) => index !== 7 && index !== 8);
		const { packets, counts } = recordOnGrid(came);
		const first = Math.round((spoken[0] as SpokenFrame).receivedAtMs / 20);
		expect([7, 8].map((index) => packets.get(first + index))).toEqual(
			[7, 8].map(() => Uint8Array.of(0xfc)),
		);
		expect(counts.lost).toBe(2);
		expect(isSilence(packets.get(first + 40) ?? Uint8Array.of(0xf8, 0xff, 0xfe))).toBe(true);
	});

	test('waits half a second for a frame that was overtaken', () => {
		const spoken = talk({ seed: 3, spurts: [{ startMs: 20, frames: 100 }] });
		for (const index of [0, 30, 60]) {
			(spoken[index] as SpokenFrame).receivedAtMs += 480;
		}
		const { ticks, counts } = recordOnGrid(arriving(spoken));
		expect(rightShare(spoken, ticks)).toBe(1);
		expect(counts.late).toBe(0);
	});

	test('takes a member who comes back with other numbers for the same', () => {
		const before = talk({ seed: 4, spurts: [{ startMs: 20, frames: 50 }] });
		const after = talk({ seed: 99, spurts: [{ startMs: 1500, frames: 50 }] });
		const session = after.map((frame): VoiceFrame => ({ ...frame, voiceSession: 1 }));
		const { packets } = recordOnGrid([...before, ...session]);
		const words = [...packets.values()].filter(({ length }) => length === 40);
		expect(words).toHaveLength(100);
	});

	test.each([-40, 0.3, -0.3, 3000])(
		'goes on by arrival when timestamps jump by %d s',
		(seconds) => {
			const spoken = talk({ seed: 6, spurts: [{ startMs: 20, frames: 3000 }] });
			for (const frame of spoken.slice(1000)) {
				frame.timestamp = (frame.timestamp + seconds * 48_000) >>> 0;
			}
			const { ticks } = recordOnGrid(spoken);
			const late = spoken.slice(2000, 3000).map(({ spokenMs }, index) => {
				const tick = ticks.get(2000 + index)?.[0] ?? Number.NaN;
				return Math.abs(tick * 20 - ONE_WAY_MS - spokenMs);
			});
			expect(Math.max(...late)).toBeLessThanOrEqual(20);
		},
	);

	test('splits packets of several frames of 20 ms, and loses nothing of them', () => {
		const inside = Array.from({ length: 60 }, (_, mark) => markedFrame(mark).subarray(1));
		const spoken = talk({ seed: 7, spurts: [{ startMs: 20, frames: 60 }], trailingSilence: 0 });
		const joined = spoken
			.filter((_, index) => index % 3 === 0)
			.map((frame, index) => ({
				...frame,
				sequence: index,
				opus: packFrames(0xfc, inside.slice(index * 3, index * 3 + 3)),
				receivedAtMs: frame.receivedAtMs + 40,
			}));
		const { ticks, counts } = recordOnGrid(joined);
		const start = Math.round((spoken[0] as SpokenFrame).receivedAtMs / 20);
		expect([...ticks]).toEqual(inside.map((_, mark) => [mark, [start + mark]]));
		expect(counts.recoded).toBe(0);
	});

	test.each([2.5, 10, 60])('brings packets of %d ms to 20 ms', (frameMs) => {
		const sound = tone({ hz: 440, peak: 0.3, durationMs: 1200 });
		const opus = encode(sound, { frameMs, mode: frameMs === 60 ? 'silk' : 'celt' });
		let timestamp = 4_294_900_000;
		const frames = opus.map((packet, sequence): VoiceFrame => {
			timestamp = (timestamp + packetSamples(packet)) >>> 0;
			return {
				opus: packet,
				userId: '1',
				ssrc: 1,
				voiceSession: 0,
				transportNonce: 0,
				sequence,
				timestamp,
				receivedAtMs: 100 + (sequence + 1) * frameMs,
			};
		});
		const { packets, counts } = recordOnGrid(frames);
		const heard = [...packets.values()].filter((packet) => !isSilence(packet));
		expect(heard.every((packet) => packetSamples(packet) === 960)).toBe(true);
		expect(heard.length).toBeGreaterThanOrEqual(59);
		expect(counts.recoded).toBe(opus.length);
	});

	test('takes any numbers and bytes without an exception, a packet a tick', () => {
		const frame = fc.record({
			opus: fc.uint8Array({ minLength: 0, maxLength: 20 }),
			userId: fc.constant('1'),
			transportNonce: fc.constant(0),
			voiceSession: fc.integer({ min: 0, max: 1 }),
			ssrc: fc.integer({ min: 0, max: 1 }),
			sequence: fc.integer({ min: 0, max: 65_535 }),
			timestamp: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
			receivedAtMs: fc.integer({ min: 0, max: 5000 }),
		});
		fc.assert(
			fc.property(fc.array(frame, { maxLength: 60 }), (frames) => {
				const sorted = frames.sort((one, other) => one.receivedAtMs - other.receivedAtMs);
				for (const packet of recordOnGrid(sorted).packets.values()) {
					expect(packetSamples(packet)).toBe(960);
				}
			}),
			{ seed: 14, numRuns: 200 },
		);
	});
});
