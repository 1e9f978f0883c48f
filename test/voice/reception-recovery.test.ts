import { describe, expect, test } from 'vitest';
import { isFailing, ReceptionRecovery } from '../../src/voice/receive/reception-recovery.js';
import { SpeakerReception } from '../../src/voice/receive/speaker-reception.js';
import type { VoiceDropReason } from '../../src/voice/voice-reasons.js';

/** A speaker all of whose packets were lost, one each 20 ms. */
function failing(reason: VoiceDropReason, untilMs: number): SpeakerReception {
	const speaker = new SpeakerReception('ada');
	for (let nowMs = 0; nowMs <= untilMs; nowMs += 20) {
		speaker.lost(reason, nowMs);
	}
	return speaker;
}

describe('isFailing', () => {
	test('is so after a while without a frame, and not when one came between', () => {
		const speaker = failing('end-to-end decryption failed', 2000);
		expect(isFailing(speaker, 2000, 1500)).toBe(true);
		speaker.heard(2010);
		speaker.lost('end-to-end decryption failed', 2020);
		expect(isFailing(speaker, 2030, 1500)).toBe(false);
	});

	test('is not so for somebody who has fallen silent', () => {
		expect(isFailing(failing('end-to-end decryption failed', 2000), 2600, 1500)).toBe(false);
	});

	test('is not so for what is one packet’s own fault', () => {
		expect(isFailing(failing('malformed payload', 5000), 5000, 1500)).toBe(false);
	});
});

/** Everything that is decided on while a speaker fails for so long. */
function remediesFor(reason: VoiceDropReason, durationMs: number): [number, string][] {
	const recovery = new ReceptionRecovery();
	const speaker = new SpeakerReception('ada');
	const remedies: [number, string][] = [];
	for (let nowMs = 0; nowMs < durationMs; nowMs += 20) {
		speaker.lost(reason, nowMs);
		const remedy = nowMs % 500 === 0 ? recovery.decide([speaker], nowMs) : undefined;
		if (remedy) {
			remedies.push([nowMs, remedy]);
		}
	}
	return remedies;
}

describe('ReceptionRecovery', () => {
	test('renews the group, then rejoins, with pauses that grow, six times at most', () => {
		expect(remediesFor('end-to-end decryption failed', 300_000)).toEqual([
			[1500, 'reinitialise'],
			[4500, 'rejoin'],
			[7500, 'reinitialise'],
			[13_500, 'rejoin'],
			[19_500, 'reinitialise'],
			[31_500, 'rejoin'],
		]);
	});

	test.each(['transport decryption failed', 'speaker not announced'] as const)(
		'rejoins where a new group would not help: %s',
		(reason) => {
			expect(remediesFor(reason, 3000)).toEqual([[1500, 'rejoin']]);
		},
	);

	test('does nothing for the moment in which somebody joins', () => {
		expect(remediesFor('end-to-end encryption not ready', 1400)).toEqual([]);
	});

	test('rejoins for a voice of nobody after a second without a break, once in ten minutes', () => {
		const recovery = new ReceptionRecovery();
		const decideAfter = (durationMs: number, nowMs: number, reason?: VoiceDropReason) => {
			const voice = new SpeakerReception('');
			for (let atMs = nowMs - durationMs; atMs <= nowMs; atMs += 20) {
				voice.lost(reason ?? 'speaker not announced', atMs);
			}
			return recovery.decideUnannounced(voice, nowMs);
		};
		expect(recovery.decideUnannounced(undefined, 5000)).toBeUndefined();
		expect(decideAfter(980, 5000)).toBeUndefined();
		expect(decideAfter(2000, 5000, 'end-to-end decryption failed')).toBeUndefined();
		expect(decideAfter(1000, 5000)).toBe('rejoin');
		expect(recovery.hasRejoinedForUnannounced(604_999)).toBe(true);
		expect(decideAfter(60_000, 604_999)).toBeUndefined();
		expect(decideAfter(1000, 605_000)).toBe('rejoin');
	});

	test('begins anew when everybody was heard for half a minute', () => {
		const recovery = new ReceptionRecovery();
		const speaker = failing('end-to-end decryption failed', 2000);
		expect(recovery.decide([speaker], 2000)).toBe('reinitialise');
		speaker.heard(2010);
		expect(recovery.decide([speaker], 32_001)).toBeUndefined();
		for (let nowMs = 40_000; nowMs <= 42_000; nowMs += 20) {
			speaker.lost('end-to-end decryption failed', nowMs);
		}
		expect(recovery.decide([speaker], 42_000)).toBe('reinitialise');
	});
});
