// A jingle on air: paced, giving way to voices, and never under a nonce that another frame has.
import { expect, test } from 'vitest';
import { PodcastNonces } from '../../../src/client/podcast-nonces.js';
import type { SendableFrame } from '../../../src/client/podcast-sender.js';
import { SILENCE_FRAME } from '../../../src/media/opus-packet.js';
import { ProgrammeOutput } from '../../../src/show/jingles/programme-output.js';
import { amplitudeAt, concatenate, decode, encode, tone } from '../../support/signal.js';
import { SteppedClock } from '../../support/stepped-clock.js';

const JINGLE = encode(tone({ hz: 500, peak: 0.3, durationMs: 400 }));
const VOICE = encode(tone({ hz: 1300, peak: 0.3, durationMs: 40 }));

function setUp() {
	const clock = new SteppedClock();
	const nonces = new PodcastNonces();
	const sent: { opus: Uint8Array; nonce: string; atMs: number }[] = [];
	const lost: string[] = [];
	let isOnAir = true;
	const output = new ProgrammeOutput({
		clock,
		isOnAir: () => isOnAir,
		send(frame: SendableFrame) {
			const nonce = nonces.take(frame);
			if (nonce) {
				const { transportNonce, voiceSession } = nonce;
				sent.push({
					opus: frame.opus,
					nonce: `${voiceSession}:${transportNonce}`,
					atMs: clock.nowMs(),
				});
			} else {
				lost.push(`${frame.voiceSession}:${frame.transportNonce}`);
			}
		},
	});
	const speak = (transportNonce: number, voiceSession = 0, opus = VOICE[0] as Uint8Array) =>
		output.push({ opus, transportNonce, voiceSession, receivedAtMs: clock.nowMs() });
	return {
		clock,
		disconnect: () => {
			isOnAir = false;
		},
		lost,
		output,
		sent,
		speak,
	};
}

const noncesOf = (sent: readonly { nonce: string }[]) => sent.map(({ nonce }) => nonce);

test('plays a frame each 20 ms, then falls silent as Discord’s clients do', async () => {
	const { clock, output, sent } = setUp();
	let isOver = false;
	void output.play(JINGLE).then(() => {
		isOver = true;
	});
	await clock.step(380);
	expect(sent.map(({ opus }) => opus)).toEqual(JINGLE);
	expect(sent.map(({ atMs }) => atMs)).toEqual(JINGLE.map((_, frame) => frame * 20));
	expect(isOver).toBe(false);
	await clock.step(120);
	expect(sent.slice(20).map(({ opus }) => opus)).toEqual(Array(5).fill(SILENCE_FRAME));
	expect(isOver).toBe(true);
	expect(clock.pendingTimers).toBe(0);
});

test('gives way to a voice at once, falling silent within a frame', async () => {
	const { clock, output, sent, speak } = setUp();
	const over = output.play(JINGLE);
	await clock.step(200);
	// A member’s client that falls silent is nobody who speaks.
	speak(7, 0, SILENCE_FRAME);
	expect(sent).toHaveLength(11);
	speak(8);
	await over;
	expect(clock.pendingTimers).toBe(0);
	expect(sent.slice(12).map(({ opus }) => opus)).toEqual([VOICE[0]]);
	const sound = concatenate(decode(sent.slice(0, 12).map(({ opus }) => opus)));
	expect(amplitudeAt(500, sound.slice(960, 10_560))).toBeCloseTo(0.3, 1);
	const end = sound.slice(-240);
	expect(end.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)).toBeLessThan(0.15);
});

test('never lets two frames share a nonce, wherever voices and jingles meet', async () => {
	const { clock, lost, output, sent, speak } = setUp();
	speak(0);
	speak(1);
	void output.play(JINGLE);
	await clock.step(20);
	// The same Discord session goes on behind the jingle, and so does its counter.
	speak(2);
	speak(3);
	speak(0, 1);
	void output.play(JINGLE);
	await clock.step(20);
	void output.play(JINGLE);
	await clock.step(500);
	speak(1, 1);
	speak(2, 3);
	expect(lost).toEqual([]);
	const nonces = noncesOf(sent);
	expect(new Set(nonces).size).toBe(nonces.length);
	expect(nonces.slice(0, 2)).toEqual(['0:0', '0:1']);
	expect(nonces.slice(2, 5)).toEqual(['1:0', '1:1', '1:2']);
	expect(nonces.slice(5, 8)).toEqual(['2:2', '2:3', '3:0']);
	expect(nonces.at(-2)).toBe('6:1');
	expect(nonces.at(-1)).toBe('8:2');
});

test('leaves Discord’s nonces as they are where no jingle is played', () => {
	const { output, sent, speak } = setUp();
	speak(5);
	void output.play([]);
	speak(6);
	speak(1, 1);
	expect(noncesOf(sent)).toEqual(['0:5', '0:6', '1:1']);
});

test('ends with the podcast’s connection, for nobody hears it then', async () => {
	const { clock, disconnect, output, sent } = setUp();
	const over = output.play(JINGLE);
	await clock.step(40);
	disconnect();
	await clock.step(20);
	await over;
	expect(sent).toHaveLength(3);
	expect(clock.pendingTimers).toBe(0);
});
