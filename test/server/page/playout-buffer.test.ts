import { describe, expect, it } from 'vitest';
import { PlayoutBuffer, START_DELAY_MS } from '../../../src/server/page/browser/playout-buffer.js';

const FRAME_MS = 20;
/** What the audio thread asks for at once. */
const QUANTUM_SAMPLES = 128;
const SAMPLES_PER_MS = 48;

/** A buffer, and the time that passes at the loudspeaker. */
class Listener {
	readonly buffer = new PlayoutBuffer();
	/** Everything that was played, left channel, quantum by quantum. */
	readonly #played: Float32Array[] = [];
	readonly #right = new Float32Array(QUANTUM_SAMPLES);
	#owedSamples = 0;

	/** Everything that was played, left channel. */
	get played(): Float32Array {
		const played = new Float32Array(this.#played.length * QUANTUM_SAMPLES);
		this.#played.forEach((quantum, index) => {
			played.set(quantum, index * QUANTUM_SAMPLES);
		});
		return played;
	}

	/** A frame of one value, or of silence. */
	receive(value = 0.5, durationMs = FRAME_MS): void {
		const frame = new Float32Array(durationMs * SAMPLES_PER_MS).fill(value);
		this.buffer.push(frame, frame.slice());
	}

	/** Plays for that long. */
	play(durationMs: number): void {
		this.#owedSamples += durationMs * SAMPLES_PER_MS;
		for (; this.#owedSamples >= QUANTUM_SAMPLES; this.#owedSamples -= QUANTUM_SAMPLES) {
			const left = new Float32Array(QUANTUM_SAMPLES);
			this.buffer.pull(left, this.#right);
			this.#played.push(left);
		}
	}

	/** Talk for that long: a frame each 20 ms. */
	hear(durationMs: number, value?: number): void {
		for (let passedMs = 0; passedMs < durationMs; passedMs += FRAME_MS) {
			this.receive(value);
			this.play(FRAME_MS);
		}
	}

	/** The end of a talkspurt as Discord's clients make it: five frames of silence, then nothing. */
	pause(durationMs: number): void {
		this.hear(100, 0);
		this.play(durationMs - 100);
	}

	/** When sound was played for the first time. */
	get firstSoundMs(): number {
		return this.played.findIndex((sample) => sample !== 0) / SAMPLES_PER_MS;
	}
}

describe('the playout buffer', () => {
	it('holds the first sound back by 150 ms and then plays all of it', () => {
		const listener = new Listener();
		listener.hear(2_000);
		expect(listener.firstSoundMs).toBeGreaterThan(START_DELAY_MS - FRAME_MS);
		expect(listener.firstSoundMs).toBeLessThan(START_DELAY_MS + FRAME_MS);
		const heard = listener.played.slice((listener.firstSoundMs + 10) * SAMPLES_PER_MS);
		expect(new Set(heard)).toEqual(new Set([0.5]));
		expect(listener.buffer.stats).toMatchObject({ phase: 'playing', underruns: 0, skippedMs: 0 });
	});

	it('bridges a network that stalls for less than the delay', () => {
		const listener = new Listener();
		listener.hear(1_000);
		listener.play(100);
		for (let frame = 0; frame < 5; frame++) {
			listener.receive();
		}
		listener.hear(1_000);
		expect(listener.buffer.stats).toMatchObject({ underruns: 0, skippedMs: 0 });
	});

	it('makes silence of what waits, as long as it is, and plays what comes next', () => {
		const listener = new Listener();
		listener.hear(1_000);
		const { bufferedMs } = listener.buffer.stats;
		const before = listener.played.length;
		listener.buffer.silence();
		expect(listener.buffer.stats.bufferedMs).toBe(bufferedMs);
		listener.hear(100, 0.25);
		const after = listener.played.slice(before, before + bufferedMs * SAMPLES_PER_MS);
		// What was played last dies away in 5 ms, and does not go on.
		expect(new Set(after.slice(5 * SAMPLES_PER_MS, 80 * SAMPLES_PER_MS))).toEqual(new Set([0]));
		listener.hear(500, 0.25);
		expect(new Set(listener.played.slice(-200 * SAMPLES_PER_MS))).toEqual(new Set([0.25]));
		expect(listener.buffer.stats).toMatchObject({ underruns: 0, skippedMs: 0 });
	});

	it('takes no underrun for one where nothing follows what was silenced', () => {
		const listener = new Listener();
		listener.hear(1_000);
		listener.buffer.silence();
		listener.play(1_000);
		expect(listener.buffer.stats).toMatchObject({ phase: 'silent', underruns: 0, delayMs: 150 });
	});

	it('counts an underrun in the middle of talk and holds longer from then on', () => {
		const listener = new Listener();
		listener.hear(1_000);
		listener.play(400);
		expect(listener.buffer.stats).toMatchObject({ phase: 'silent', underruns: 1, delayMs: 225 });
		listener.hear(1_000);
		expect(listener.buffer.stats).toMatchObject({ phase: 'playing', underruns: 1 });
		expect(listener.buffer.stats.bufferedMs).toBeGreaterThan(225 - 2 * FRAME_MS);
	});

	it('never holds longer than a second', () => {
		const listener = new Listener();
		for (let round = 0; round < 20; round++) {
			listener.hear(3_000);
			listener.play(2_000);
		}
		expect(listener.buffer.stats).toMatchObject({ underruns: 20, delayMs: 1_000 });
	});

	it('takes a pause for a pause, and holds each talkspurt back anew', () => {
		const listener = new Listener();
		listener.hear(1_000);
		listener.pause(3_000);
		expect(listener.buffer.stats).toMatchObject({ phase: 'silent', underruns: 0, bufferedMs: 0 });
		listener.hear(1_000);
		expect(listener.buffer.stats).toMatchObject({ phase: 'playing', underruns: 0, delayMs: 150 });
		expect(listener.buffer.stats.bufferedMs).toBeGreaterThan(START_DELAY_MS - 2 * FRAME_MS);
	});

	it('keeps its delay over a pause that is shorter than it', () => {
		const listener = new Listener();
		listener.hear(1_000);
		for (let round = 0; round < 10; round++) {
			listener.pause(180);
			listener.hear(400);
		}
		expect(listener.buffer.stats.underruns).toBe(0);
		expect(listener.buffer.stats.bufferedMs).toBeGreaterThan(START_DELAY_MS - 3 * FRAME_MS);
		expect(listener.buffer.stats.bufferedMs).toBeLessThan(START_DELAY_MS + 2 * FRAME_MS);
	});

	it('comes back to 150 ms in pauses, once nothing has been missing for a while', () => {
		const listener = new Listener();
		listener.hear(1_000);
		listener.play(400);
		expect(listener.buffer.stats.delayMs).toBe(225);
		for (let round = 0; round < 20; round++) {
			listener.hear(2_000);
			listener.pause(1_000);
		}
		expect(listener.buffer.stats).toMatchObject({ underruns: 1, delayMs: START_DELAY_MS });
	});

	it('skips what a stall has piled up, so that live stays live', () => {
		const listener = new Listener();
		listener.hear(1_000);
		for (let frame = 0; frame < 100; frame++) {
			listener.receive();
		}
		expect(listener.buffer.stats.bufferedMs).toBeLessThanOrEqual(START_DELAY_MS + 300);
		expect(listener.buffer.stats.skippedMs).toBeGreaterThan(1_500);
	});

	it('is back at its delay within seconds after a stall', () => {
		const listener = new Listener();
		listener.hear(1_000);
		listener.play(400);
		for (let frame = 0; frame < 20; frame++) {
			listener.receive();
		}
		expect(listener.buffer.stats.bufferedMs).toBeGreaterThan(350);
		listener.hear(3_000);
		const { bufferedMs, delayMs } = listener.buffer.stats;
		expect(bufferedMs).toBeLessThan(delayMs + 2 * FRAME_MS);
	});

	it('follows a sender whose clock runs fast, in talk without a pause', () => {
		const listener = new Listener();
		for (let frame = 0; frame < 60 * 50; frame++) {
			listener.receive();
			// 2,000 parts in a million; crystals differ by a fortieth of that.
			listener.play(FRAME_MS * (1 - 0.002));
		}
		expect(listener.buffer.stats.underruns).toBe(0);
		expect(listener.buffer.stats.bufferedMs).toBeLessThan(START_DELAY_MS + 3 * FRAME_MS);
		expect(listener.buffer.stats.skippedMs).toBeGreaterThan(50);
	});

	it('follows a sender whose clock runs slow, in the silence between words', () => {
		const listener = new Listener();
		for (let frame = 0; frame < 60 * 50; frame++) {
			listener.receive(frame % 100 < 90 ? 0.5 : 0);
			listener.play(FRAME_MS * (1 + 0.002));
		}
		expect(listener.buffer.stats.underruns).toBe(0);
		expect(listener.buffer.stats.bufferedMs).toBeGreaterThan(START_DELAY_MS - 3 * FRAME_MS);
	});

	it.each([2.5, 5, 10, 40, 60, 80, 100, 120])(
		'plays all of packets of %d ms, in their time',
		(packetMs) => {
			const listener = new Listener();
			for (let passedMs = 0; passedMs < 3_000; passedMs += packetMs) {
				listener.receive(0.5, packetMs);
				listener.play(packetMs);
			}
			listener.pause(1_000);
			expect(listener.buffer.stats).toMatchObject({ underruns: 0, skippedMs: 0, delayMs: 150 });
			const heard = listener.played.filter((sample) => sample === 0.5).length / SAMPLES_PER_MS;
			expect(heard).toBeGreaterThan(Math.ceil(3_000 / packetMs) * packetMs - 10);
			expect(heard).toBeLessThanOrEqual(Math.ceil(3_000 / packetMs) * packetMs);
		},
	);

	it.each([2, 3])('hides that packets come %d at a time, late by up to 120 ms', (packets) => {
		const listener = new Listener();
		const groupMs = packets * FRAME_MS;
		let lateMs = 0;
		for (let group = 0; group < 200; group++) {
			const nextLateMs = [0, 40, 120, 10, 80][group % 5] as number;
			// So long after the one before it comes.
			listener.play(groupMs - lateMs + nextLateMs);
			lateMs = nextLateMs;
			for (let packet = 0; packet < packets; packet++) {
				listener.receive(group % 25 > 22 ? 0 : 0.5);
			}
		}
		expect(listener.buffer.stats).toMatchObject({ underruns: 0, skippedMs: 0, delayMs: 150 });
	});

	it.each([2.5, 5, 10])('takes %d ms of silence in the middle of talk for talk', (packetMs) => {
		const listener = new Listener();
		for (let passedMs = 0; passedMs < 3_000; passedMs += packetMs) {
			listener.receive(passedMs % 100 === 0 ? 0 : 0.5, packetMs);
			// The sender's clock runs slow: what is missing must not be filled up within a word.
			listener.play(packetMs * 1.02);
		}
		const silences = listener.played
			.slice(listener.firstSoundMs * SAMPLES_PER_MS)
			.filter((sample) => sample === 0).length;
		expect(silences / SAMPLES_PER_MS).toBeLessThanOrEqual(30 * packetMs);
	});

	it('knows silence at the end of a long packet', () => {
		const listener = new Listener();
		listener.hear(1_000);
		const packet = new Float32Array(120 * SAMPLES_PER_MS).fill(0.5, 0, 90 * SAMPLES_PER_MS);
		listener.buffer.push(packet, packet.slice());
		listener.play(1_000);
		expect(listener.buffer.stats).toMatchObject({ phase: 'silent', underruns: 0 });
	});

	it('never jumps: not where sound begins, breaks off, or is cut', () => {
		const listener = new Listener();
		listener.hear(1_000);
		listener.play(400);
		listener.hear(1_000);
		for (let frame = 0; frame < 60; frame++) {
			listener.receive(0.48);
		}
		listener.hear(1_000, 0.48);
		const jumps = listener.played.filter(
			(sample, index, played) => Math.abs(sample - (played[index - 1] ?? 0)) > 0.05,
		);
		expect([...jumps]).toEqual([]);
	});
});
