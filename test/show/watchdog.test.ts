import { describe, expect, test } from 'vitest';
import { describeTrouble, describeTroubleOver } from '../../src/discord/words/trouble-words.js';
import { type Trouble, troubleKey } from '../../src/show/troubles.js';
import { type Observation, Watchdog } from '../../src/show/watchdog.js';
import { SpeakerReception } from '../../src/voice/receive/speaker-reception.js';
import type { VoiceDropReason } from '../../src/voice/voice-reasons.js';

const SETTINGS = { silenceMs: 300_000, idleMs: 300_000 };

function observation(nowMs: number, changes: Partial<Observation> = {}): Observation {
	return {
		nowMs,
		isVoiceConnected: true,
		isPodcastConnected: true,
		isDeafened: false,
		listeners: 2,
		speakers: [],
		unannounced: undefined,
		transport: new SpeakerReception(''),
		isRecoveryExhausted: () => false,
		lastVoiceAtMs: nowMs,
		delayMs: 3,
		...changes,
	};
}

function failing(reason: VoiceDropReason, userId = '42'): SpeakerReception {
	const speaker = new SpeakerReception(userId);
	for (let nowMs = 0; nowMs <= 5000; nowMs += 20) {
		speaker.lost(reason, nowMs);
	}
	return speaker;
}

function textOf(trouble: Trouble | undefined): string {
	return trouble ? describeTrouble(trouble) : '';
}

/** Keys of what is told at these times, with the same state at each. */
function told(changes: Partial<Observation>, ...timesMs: number[]): string[][] {
	const watchdog = new Watchdog(SETTINGS);
	return timesMs.map((nowMs) => watchdog.look(observation(nowMs, changes)).map(troubleKey));
}

describe('Watchdog', () => {
	test('has nothing to say where all is well', () => {
		expect(told({}, 0, 10_000)).toEqual([[], []]);
	});

	test('tells a connection that stays away, within 6 s, and no hiccup', () => {
		expect(told({ isVoiceConnected: false }, 0, 1000, 5000)).toEqual([[], [], ['voice away']]);
		expect(told({ isPodcastConnected: false }, 0, 5000)[1]).toEqual(['podcast server away']);
	});

	test('tells that somebody is said to talk and nothing comes', () => {
		const missing = { userId: '42', sinceMs: 1000 };
		expect(told({ missing }, 12_999, 13_000)).toEqual([[], ['nothing comes']]);
	});

	test('says what keeps the bot out of its channel', () => {
		const watchdog = new Watchdog(SETTINGS);
		const shut = { channelId: '7', obstacle: { kind: 'timed out' } } as const;
		const away = { isVoiceConnected: false, shut };
		watchdog.look(observation(0, away));
		const [trouble] = watchdog.look(observation(5000, away));
		expect(textOf(trouble)).toContain('I am timed out in this server and cannot enter <#7>.');
		expect(textOf(trouble)).not.toContain('there is nothing that you need to do');
	});

	test('forgets a connection that came back', () => {
		const watchdog = new Watchdog(SETTINGS);
		watchdog.look(observation(0, { isVoiceConnected: false }));
		watchdog.look(observation(1000));
		expect(watchdog.look(observation(5000, { isVoiceConnected: false }))).toEqual([]);
	});

	test('tells at once that it was deafened, and how to undo it', () => {
		const [trouble] = new Watchdog(SETTINGS).look(observation(0, { isDeafened: true }));
		expect(textOf(trouble)).toMatch(/untick \*\*Server Deafen\*\*/);
	});

	test.each([
		['end-to-end encryption not ready', /end-to-end encryption has not let me in/],
		['end-to-end decryption failed', /does not open with the call's keys/],
	] as const)('names who is not heard, why, and what to do: %s', (reason, words) => {
		const look = (isExhausted: boolean) =>
			new Watchdog(SETTINGS).look(
				observation(5000, {
					speakers: [failing(reason)],
					isRecoveryExhausted: () => isExhausted,
				}),
			)[0];
		const say = (isExhausted: boolean) => textOf(look(isExhausted));
		expect(say(false)).toMatch(/^<@42> is talking but not heard: /);
		expect(say(false)).toMatch(words);
		expect(say(false)).toMatch(/I am repairing it; if this lasts: leave/);
		expect(say(true)).toMatch(/I have tried what I can\. Leave/);
		expect(describeTroubleOver(look(true) as Trouble)).toBe('<@42> is heard again.');
	});

	test('remembers who is not heard while rejoining begins everything anew', () => {
		const watchdog = new Watchdog(SETTINGS);
		const keysAt = (nowMs: number, speaker: SpeakerReception | undefined) =>
			watchdog.look(observation(nowMs, { speakers: speaker ? [speaker] : [] })).map(troubleKey);
		const failingFrom = (fromMs: number, untilMs: number) => {
			const speaker = new SpeakerReception('42');
			for (let nowMs = fromMs; nowMs <= untilMs; nowMs += 20) {
				speaker.lost('end-to-end decryption failed', nowMs);
			}
			return speaker;
		};
		expect(keysAt(1000, failingFrom(0, 1000))).toEqual([]);
		expect(keysAt(2000, undefined)).toEqual([]);
		expect(keysAt(5000, failingFrom(3000, 5000))).toEqual(['unheard 42']);
		const healed = new SpeakerReception('42');
		healed.heard(5500);
		expect(keysAt(6000, healed)).toEqual([]);
	});

	test('forgets somebody who has stopped talking', () => {
		const watchdog = new Watchdog(SETTINGS);
		const speaker = failing('end-to-end decryption failed');
		expect(watchdog.look(observation(5000, { speakers: [speaker] }))).toHaveLength(1);
		expect(watchdog.look(observation(11_001, { speakers: [speaker] }))).toEqual([]);
	});

	test('blames nobody for packets that do not open: who sent them is not known', () => {
		const watchdog = new Watchdog(SETTINGS);
		const transport = failing('transport decryption failed', '');
		const [trouble, ...others] = watchdog.look(observation(5000, { transport }));
		expect(others).toEqual([]);
		expect(textOf(trouble)).toMatch(/does not open with its keys: nobody is heard/);
		expect(describeTroubleOver(trouble as Trouble)).toBe('Everybody is heard again.');
		transport.heard(5100);
		expect(watchdog.look(observation(6000, { transport }))).toEqual([]);
	});

	test('tells of somebody whom Discord has not announced', () => {
		const [trouble] = new Watchdog(SETTINGS).look(
			observation(5000, { unannounced: failing('speaker not announced', '') }),
		);
		expect(textOf(trouble)).toMatch(/mute and unmute yourself/);
		expect(textOf(trouble)).not.toMatch(/reconnect/);
	});

	test.each([
		['speaker not announced', /I have reconnected, to no avail\. If you are not heard, mute/],
		['end-to-end decryption failed', /opens with nobody's key that I have.*it stays off air/],
		['end-to-end encryption not ready', /has not let me in yet.*I am repairing it/],
	] as const)('says what was done for a voice of nobody: %s', (reason, words) => {
		const [trouble] = new Watchdog(SETTINGS).look(
			observation(5000, { unannounced: failing(reason, ''), hasRejoinedForUnannounced: true }),
		);
		expect(textOf(trouble)).toMatch(words);
		// A panel cuts what is longer.
		expect(textOf(trouble).length).toBeLessThanOrEqual(250);
	});

	test('tells silence after five minutes, and not before', () => {
		const watchdog = new Watchdog(SETTINGS);
		const at = (nowMs: number) =>
			watchdog
				.look(observation(nowMs, { lastVoiceAtMs: 0 }))
				.map((trouble) => describeTrouble(trouble));
		expect(at(299_999)).toEqual([]);
		expect(at(300_000)[0]).toMatch(/^Nobody has been heard for 5 minutes\./);
	});

	test('tells a long delay', () => {
		const [trouble] = new Watchdog(SETTINGS).look(observation(0, { delayMs: 730 }));
		expect(textOf(trouble)).toMatch(/^The sound is 0\.7 s late\./);
	});

	test('does not take itself for alone while somebody is heard', () => {
		expect(told({ listeners: 0, lastVoiceAtMs: 0 }, 0, 9000, 10_000)).toEqual([[], [], ['alone']]);
	});

	test('ends the podcast when nobody joined in time', () => {
		const watchdog = new Watchdog(SETTINGS);
		const alone = (nowMs: number) =>
			watchdog.look(observation(nowMs, { listeners: 0, lastVoiceAtMs: -60_000 }));
		expect(alone(0).map((trouble) => describeTrouble(trouble))[0]).toMatch(
			/ends when nobody has joined within 5 min/,
		);
		alone(299_999);
		expect(watchdog.isIdle).toBe(false);
		alone(300_000);
		expect(watchdog.isIdle).toBe(true);
		watchdog.look(observation(300_001));
		expect(watchdog.isIdle).toBe(false);
	});
});
