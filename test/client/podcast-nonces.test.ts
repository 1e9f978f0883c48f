import { describe, expect, test } from 'vitest';
import { PodcastNonces, RESERVED_VOICE_SESSIONS } from '../../src/client/podcast-nonces.js';

/** Nonces whose numbers are written down when the test lets them. */
function setUp(firstVoiceSession = 0) {
	const asked: { next: number; answer: (isWritten: boolean) => void }[] = [];
	const nonces = new PodcastNonces({
		firstVoiceSession,
		reserve: (next) => new Promise((answer) => asked.push({ next, answer })),
	});
	const take = (voiceSession: number, transportNonce = 1) =>
		nonces.take({ voiceSession, transportNonce })?.voiceSession;
	/** Answers the last question, and lets the answer arrive. */
	const answer = async (isWritten: boolean) => {
		asked.at(-1)?.answer(isWritten);
		await Promise.resolve();
		await Promise.resolve();
	};
	return { answer, asked, nonces, take };
}

describe('PodcastNonces', () => {
	test('counts voice sessions from where an earlier process has left them', () => {
		const { take } = setUp(16);
		expect([take(5), take(5, 2), take(6)]).toEqual([16, 16, 17]);
		expect(take(5, 3)).toBeUndefined();
		expect(take(6)).toBeUndefined();
	});

	test('uses no number that is not written down, and goes on when it is', async () => {
		const { answer, asked, take } = setUp();
		for (let session = 0; session < RESERVED_VOICE_SESSIONS; session++) {
			expect(take(session)).toBe(session);
		}
		expect(asked.map(({ next }) => next)).toEqual([24]);
		expect(take(16)).toBeUndefined();
		await answer(true);
		expect(take(16)).toBe(16);
		expect(take(23)).toBe(23);
	});

	test('asks long before the last number, so that sound never waits for a disk', async () => {
		const { answer, asked, nonces, take } = setUp();
		take(0);
		for (let session = 1; session < 100; session++) {
			expect(take(session)).toBe(session);
			await answer(true);
		}
		expect(nonces.isExhausted).toBe(false);
		expect(asked.length).toBeLessThan(15);
		expect(asked.every(({ next }, index) => next > (asked[index - 1]?.next ?? 0))).toBe(true);
	});

	test('is exhausted where nothing can be written, after all that was written', async () => {
		const { answer, nonces, take } = setUp();
		take(0);
		for (let session = 1; session < RESERVED_VOICE_SESSIONS; session++) {
			expect(take(session)).toBe(session);
			await answer(false);
		}
		expect(nonces.isExhausted).toBe(false);
		expect(take(16)).toBeUndefined();
		expect(nonces.isExhausted).toBe(false);
		await answer(false);
		expect(nonces.isExhausted).toBe(true);
	});

	test('takes any number of sessions where nobody returns to the podcast', () => {
		const nonces = new PodcastNonces();
		nonces.take({ voiceSession: 7, transportNonce: 1 });
		expect(nonces.take({ voiceSession: 1007, transportNonce: 1 })).toMatchObject({
			voiceSession: 1000,
		});
	});
});
