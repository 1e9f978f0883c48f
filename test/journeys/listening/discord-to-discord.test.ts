// From one guild's voice channel into another's: what is heard there is the original, all of it, in
// order and at its own pace.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OpusDecoder } from '../../../src/media/opus.js';
import { createDaveEncryption } from '../../support/fake-discord/voice/dave-encryption.js';
import type { ReceivedFrame } from '../../support/fake-discord/voice/media-record.js';
import { concatenate, correlation, decode, seededRandom } from '../../support/signal.js';
import { readOggOpus } from '../../support/speech/ogg-opus.js';
import { until } from '../../support/until.js';
import { isSilence, speechOf } from './listening-studio.js';
import { FRAME_MS, FRAME_TICKS, type HeardFrame, startSteppedRelay } from './stepped-relay.js';

const SPEECH = readOggOpus(join(import.meta.dirname, '../../support/speech/voice-a.opus'));
const MODES = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'] as const;

/** From a frame's way through the podcast until it is played. */
const DELAY_MS = 60;

const hex = (opus: Uint8Array) => Buffer.from(opus).toString('hex');

/**
 * What a member hears, each frame at the place at which it was spoken: RTP's order, with what its
 * sequence numbers miss concealed. What is heard nothing of is silent.
 */
function hear(
	frames: readonly Pick<ReceivedFrame, 'opus' | 'sequence'>[],
	original: readonly Uint8Array[],
): Float32Array {
	const decoder = new OpusDecoder();
	const pcm = new Float32Array(2 * FRAME_TICKS);
	const heard = new Float32Array(original.length * FRAME_TICKS);
	const keep = (place: number) => {
		for (let tick = 0; tick < FRAME_TICKS; tick++) {
			heard[place * FRAME_TICKS + tick] = pcm[2 * tick] as number;
		}
	};
	const places = original.map(hex);
	let place = -1;
	let sequence = frames[0]?.sequence ?? 0;
	for (const frame of frames) {
		const next = places.indexOf(hex(frame.opus), place + 1);
		for (; sequence !== frame.sequence; sequence = (sequence + 1) & 0xffff) {
			decoder.conceal(pcm, 0);
			if (place + 1 < next) {
				place += 1;
				keep(place);
			}
		}
		decoder.decode(frame.opus, pcm, 0);
		keep(next);
		place = next;
		sequence = (sequence + 1) & 0xffff;
	}
	decoder.close();
	return heard;
}

/** Fifty frames a second by the clock and by RTP, and room for those that are missing. */
function expectPace(heard: readonly HeardFrame[], places: readonly number[], startMs: number) {
	const [first] = heard as [HeardFrame];
	expect(heard.map(({ atMs }) => atMs - startMs)).toEqual(
		places.map((place) => DELAY_MS + place * FRAME_MS),
	);
	expect(heard.map(({ sequence }) => (sequence - first.sequence) & 0xffff)).toEqual(places);
	expect(heard.map(({ timestamp }) => (timestamp - first.timestamp) >>> 0)).toEqual(
		places.map((place) => place * FRAME_TICKS),
	);
}

describe.each(MODES)('two encrypted calls over %s', (mode) => {
	test('speech comes out with not a byte changed, at its own pace', async () => {
		const { clock, play, say } = await startSteppedRelay({
			voiceModes: [mode],
			createEncryption: createDaveEncryption,
		});
		const startMs = clock.nowMs();
		const frames = SPEECH.slice(0, 200);
		const spoken = speechOf(await play(await say(frames), 4200));
		expect(spoken.map(({ opus }) => hex(opus))).toEqual(frames.map(hex));
		expect(spoken.every(({ payload, opus }) => payload.length > opus.length)).toBe(true);
		expectPace(spoken, [...frames.keys()], startMs);
	});
});

test.each([
	['without loss', { seconds: 60, lossRate: 0 }],
	['with 2 % loss', { seconds: 30, lossRate: 0.02 }],
])('speech is heard as it was spoken, %s', async (_name, { seconds, lossRate }) => {
	const { clock, play, say } = await startSteppedRelay();
	const original = SPEECH.slice(0, (seconds * 1000) / FRAME_MS);
	const random = seededRandom(5);
	const startMs = clock.nowMs();
	const sent = (await say(original)).map((packet, place) =>
		// Places are counted from the first, so it stays.
		place > 0 && random() < lossRate ? undefined : packet,
	);
	const heard = speechOf(await play(sent, seconds * 1000 + 200));

	const arrived = sent.filter((packet) => packet !== undefined);
	expect(heard.map(({ opus }) => hex(opus))).toEqual(arrived.map(({ opus }) => hex(opus)));
	const places = sent.flatMap((packet, place) => (packet ? [place] : []));
	expectPace(heard, places, startMs);
	// No concealment brings back what is lost: then it is what somebody beside the speaker hears.
	const beside = lossRate === 0 ? concatenate(decode(original)) : hear(arrived, original);
	expect(correlation(beside, hear(heard, original))).toBeGreaterThan(0.99);
});

test('a pause is silence: five silence frames, nothing, and RTP’s time goes on', async () => {
	const { lounge, play, say } = await startSteppedRelay();
	const frames = SPEECH.slice(0, 20);
	const before = await play(await say(frames, 5), 1500);
	expect(before.map(({ opus }) => isSilence(opus))).toEqual([
		...Array(20).fill(false),
		...Array(5).fill(true),
	]);
	await until(() => lounge.speaking).toBe(0);
	const after = await play(await say(frames, 5), 1500);
	expect(after).toHaveLength(25);
	const [last, next] = [before.at(-1), after[0]] as [HeardFrame, HeardFrame];
	expect(next.sequence).toBe((last.sequence + 1) & 0xffff);
	expect((next.timestamp - last.timestamp) >>> 0).toBe((next.atMs - last.atMs) * 48);
});
