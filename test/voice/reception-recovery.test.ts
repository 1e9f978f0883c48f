import { describe, expect, test } from 'vitest';
import type { MissingSound } from '../../src/voice/receive/expected-sound.js';
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

/** A call whose members talk or fail, one packet each 20 ms, looked at twice a second. */
class Call {
	readonly recovery = new ReceptionRecovery();
	readonly remedies: [number, string][] = [];
	nowMs = 0;
	missing: MissingSound | undefined;
	readonly #speakers = new Map<string, SpeakerReception>();
	#transport = new SpeakerReception('');
	#unannounced: SpeakerReception | undefined;

	/**
	 * @param who - reasons to lose what they say, by user id; `heard` is heard, and an empty user id
	 * is somebody unknown
	 */
	go(durationMs: number, who: Record<string, VoiceDropReason | 'heard'>): void {
		const untilMs = this.nowMs + durationMs;
		for (; this.nowMs < untilMs; this.nowMs += 20) {
			for (const [userId, what] of Object.entries(who)) {
				const speaker = this.#find(userId, what);
				if (what === 'heard') {
					speaker.heard(this.nowMs);
				} else {
					speaker.lost(what, this.nowMs);
				}
			}
			if (this.nowMs % 500 === 0) {
				this.#look();
			}
		}
	}

	#find(userId: string, what: VoiceDropReason | 'heard'): SpeakerReception {
		if (what === 'transport decryption failed') {
			return this.#transport;
		}
		if (userId === '') {
			this.#unannounced ??= new SpeakerReception('');
			return this.#unannounced;
		}
		const speaker = this.#speakers.get(userId) ?? new SpeakerReception(userId);
		this.#speakers.set(userId, speaker);
		return speaker;
	}

	#look(): void {
		const remedy = this.recovery.decide(
			{
				speakers: [...this.#speakers.values()],
				transport: this.#transport,
				unannounced: this.#unannounced,
				missing: this.missing,
			},
			this.nowMs,
		);
		if (remedy) {
			this.remedies.push([this.nowMs, remedy]);
		}
		if (remedy === 'rejoin') {
			this.#speakers.clear();
			this.#transport = new SpeakerReception('');
			this.#unannounced = undefined;
			this.missing = undefined;
		}
	}
}

describe('ReceptionRecovery', () => {
	test('renews the group, then rejoins, with pauses that grow, six times at most', () => {
		const call = new Call();
		call.go(300_000, { ada: 'end-to-end decryption failed' });
		expect(call.remedies.map(([, remedy]) => remedy)).toEqual([
			'reinitialise',
			'rejoin',
			'reinitialise',
			'rejoin',
			'reinitialise',
			'rejoin',
		]);
		const pausesMs = call.remedies
			.slice(1)
			.map(([atMs], index) => atMs - (call.remedies[index]?.[0] ?? 0));
		expect(pausesMs.map((pauseMs) => Math.floor(pauseMs / 1000))).toEqual([3, 3, 6, 6, 12]);
		expect(call.recovery.isExhausted('ada', call.nowMs)).toBe(true);
	});

	test('rejoins where somebody is said to talk and nothing comes, once in ten minutes', () => {
		const call = new Call();
		for (let minute = 0; minute < 12; minute++) {
			call.missing ??= { userId: 'ada', sinceMs: call.nowMs };
			call.go(60_000, {});
		}
		expect(call.remedies).toEqual([
			[10_000, 'rejoin'],
			[610_000, 'rejoin'],
		]);
	});

	test('takes all who fail at once as one trouble', () => {
		const call = new Call();
		const reason = 'end-to-end encryption not ready';
		call.go(300_000, { ada: reason, ben: reason, cleo: reason });
		expect(call.remedies).toHaveLength(6);
	});

	test('rejoins where a new group would not help: no packet opens', () => {
		const call = new Call();
		call.go(3000, { ada: 'transport decryption failed' });
		expect(call.remedies).toEqual([[1500, 'rejoin']]);
	});

	test('does nothing for the moment in which somebody joins', () => {
		const call = new Call();
		call.go(1400, { ada: 'end-to-end encryption not ready' });
		expect(call.remedies).toEqual([]);
	});

	test.each([
		['frames that nobody can open', { eve: 'end-to-end decryption failed' }, 'reinitialise'],
		[
			'frames of a group that we are not in',
			{ eve: 'end-to-end encryption not ready' },
			'reinitialise',
		],
		['an SSRC that nobody announced', { '': 'speaker not announced' }, 'rejoin'],
	] as const)('costs those who are heard one remedy, whatever comes: %s', (_name, who, remedy) => {
		const call = new Call();
		for (let turn = 0; turn < 20; turn += 1) {
			call.go(60_000, { ada: 'heard', ben: 'heard', ...who });
			call.go(40_000, { ada: 'heard' });
		}
		expect(call.remedies.map(([, each]) => each)).toEqual([remedy]);
	});

	test('remembers what was not cured, however long it was quiet, also when others are silent', () => {
		const call = new Call();
		call.go(10_000, { ada: 'heard', eve: 'end-to-end decryption failed' });
		call.go(600_000, { ada: 'heard' });
		call.go(60_000, { eve: 'end-to-end decryption failed' });
		expect(call.remedies).toHaveLength(1);
		expect(call.recovery.isExhausted('eve', call.nowMs)).toBe(true);
		expect(call.recovery.isExhausted('ada', call.nowMs)).toBe(false);
	});

	test('is not led on by many who fail one after the other', () => {
		const call = new Call();
		for (const userId of ['eve', 'mallory', 'oscar', 'trudy']) {
			call.go(20_000, { ada: 'heard', [userId]: 'end-to-end decryption failed' });
		}
		expect(call.remedies).toHaveLength(1);
	});

	test('still helps all when all fail, after one who could not be helped', () => {
		const call = new Call();
		call.go(20_000, { ada: 'heard', eve: 'end-to-end decryption failed' });
		call.go(5000, { ada: 'end-to-end decryption failed', eve: 'end-to-end decryption failed' });
		expect(call.remedies.length).toBeGreaterThan(1);
	});

	test('rejoins for a voice of nobody after a second without a break', () => {
		const call = new Call();
		call.go(980, { '': 'speaker not announced' });
		expect(call.remedies).toEqual([]);
		call.go(3000, { '': 'speaker not announced' });
		expect(call.remedies).toEqual([[1000, 'rejoin']]);
		expect(call.recovery.hasRejoinedForUnannounced(600_999)).toBe(true);
		expect(call.recovery.hasRejoinedForUnannounced(601_000)).toBe(false);
	});

	test('rejoins for a voice of nobody again after ten minutes, where it helped', () => {
		const call = new Call();
		call.go(1020, { '': 'speaker not announced' });
		call.go(500_000, { ada: 'heard' });
		call.go(60_000, { ada: 'heard', '': 'speaker not announced' });
		expect(call.remedies).toHaveLength(1);
		call.go(100_000, { ada: 'heard' });
		call.go(5000, { ada: 'heard', '': 'speaker not announced' });
		expect(call.remedies).toHaveLength(2);
	});

	test('does nothing for what no key opens: it can be anything', () => {
		const call = new Call();
		call.go(60_000, { '': 'end-to-end decryption failed' });
		expect(call.remedies).toEqual([]);
	});

	test('begins anew for a member who was heard for half a minute', () => {
		const call = new Call();
		call.go(2000, { ada: 'end-to-end decryption failed' });
		call.go(32_000, { ada: 'heard' });
		call.go(2000, { ada: 'end-to-end decryption failed' });
		expect(call.remedies.map(([, remedy]) => remedy)).toEqual(['reinitialise', 'reinitialise']);
	});
});
