// What the page concludes and says, without a browser.
import { describe, expect, test } from 'vitest';
import { Absence } from '../../../src/server/page/browser/absence.js';
import { ServerClock } from '../../../src/server/page/browser/server-clock.js';
import { signOf, statusInWords } from '../../../src/server/page/browser/status-words.js';
import { words } from '../../../src/server/page/browser/words/en.js';

describe('a podcast that its server does not know', () => {
	test('is gone after half a minute of answers, not after any time without', () => {
		const absence = new Absence();
		expect(absence.isFinal(1_000)).toBe(false);
		expect(absence.isFinal(30_000)).toBe(false);
		absence.end();
		expect(absence.isFinal(600_000)).toBe(false);
		expect(absence.isFinal(629_999)).toBe(false);
		expect(absence.isFinal(630_000)).toBe(true);
	});
});

describe("the server's clock", () => {
	test('goes on from what was told, and takes no notice of what came late', () => {
		let monotonicMs = 5;
		const clock = new ServerClock(() => monotonicMs);
		expect(clock.epochMs).toBeUndefined();
		clock.tell(Number.NaN);
		clock.tell('soon');
		expect(clock.epochMs).toBeUndefined();
		clock.tell(1_000_000);
		monotonicMs += 500;
		expect(clock.epochMs).toBe(1_000_500);
		clock.tell(1_000_100);
		expect(clock.epochMs).toBe(1_000_500);
		clock.tell(1_000_700);
		expect(clock.epochMs).toBe(1_000_700);
	});

	test('is another one after a restart', () => {
		const clock = new ServerClock(() => 0);
		clock.tell(2_000_000);
		clock.restart();
		clock.tell(1_000_000);
		expect(clock.epochMs).toBe(1_000_000);
	});
});

const SITUATION = { isLive: true, isOnline: true, watch: 'connected' } as const;

test.each([
	[{ kind: 'stopped' }, {}, 'Press play to listen.', 'live'],
	[{ kind: 'stopped' }, { isOnline: false }, 'You are offline.', 'live'],
	[{ kind: 'stopped' }, { watch: 'disconnected' }, 'No connection. Trying again…', 'reconnecting'],
	[
		{ kind: 'stopped' },
		{ watch: 'absent' },
		'The show is interrupted. It continues here by itself.',
		'interrupted',
	],
	[
		{ kind: 'reconnecting', attempts: 9, why: 'interrupted' },
		{ watch: 'disconnected' },
		'The show is interrupted. It continues here by itself.',
		'reconnecting',
	],
	[
		{ kind: 'reconnecting', attempts: 9, why: 'lost' },
		{},
		'Still no connection. Trying again…',
		'live',
	],
	[{ kind: 'over', reason: 'ended' }, { watch: 'absent' }, 'The show has ended.', 'off'],
] as const)('%j with %j is %j', (state, situation, status, sign) => {
	expect(statusInWords(state, { ...SITUATION, ...situation }, words)).toBe(status);
	expect(signOf(state, { ...SITUATION, ...situation })).toBe(sign);
});
