// What is announced of a show: whatever its title is, one message that Discord takes.
import { expect, test } from 'vitest';
import {
	describeAnnouncementObstacle,
	describeLive,
	describeOver,
} from '../../../src/discord/words/announcement-words.js';

const SHOW = {
	title: 'Tides',
	hostName: 'Ada',
	voiceChannelId: '10',
	sinceEpochMs: 1_000_000,
	isPaused: false,
};

test('says what is live, since when, by whom and where, and whom it is for', () => {
	expect(describeLive(SHOW, '7').split('\n')).toEqual([
		'🔴 **Tides** is live',
		'Started by **Ada** in <#10>, <t:1000:R>',
		'<@&7>',
	]);
	expect(describeLive({ ...SHOW, hostName: '' }, undefined)).toBe(
		'🔴 **Tides** is live\nStarted in <#10>, <t:1000:R>',
	);
});

test('says how long it was, as far as that is known', () => {
	const hourAndTwelve = 72 * 60_000;
	expect(describeOver('Tides', { durationMs: hourAndTwelve, isLost: false })).toBe(
		'⚫ **Tides** was live for 1 h 12 min.',
	);
	expect(describeOver('Tides', { isLost: false })).toBe('⚫ **Tides** is over.');
	expect(describeOver('Tides', { isLost: true })).toContain('it did not come back');
});

test.each(['*', '@', '<', '\\', '🎧', '\n'])(
	'is far shorter than Discord takes, with a title of %j alone',
	(character) => {
		const text = character.repeat(5000);
		expect(describeLive({ ...SHOW, title: text, hostName: text }, '7').length).toBeLessThan(1000);
		expect(describeOver(text, { isLost: true }).length).toBeLessThan(1000);
	},
);

test.each([
	{ kind: 'not announced', channelId: '1'.repeat(20), why: 'channel gone' },
	{ kind: 'not announced', channelId: '1'.repeat(20), why: 'not allowed' },
	{ kind: 'not announced', channelId: '1'.repeat(20), why: 'failed' },
	{
		kind: 'announced without ping',
		channelId: '1'.repeat(20),
		roleId: '2'.repeat(20),
		why: 'role gone',
	},
	{
		kind: 'announced without ping',
		channelId: '1'.repeat(20),
		roleId: '2'.repeat(20),
		why: 'role not mentionable',
	},
] as const)('fits into a line of the panel: $kind, $why', (obstacle) => {
	// Of a longer one the panel shows the beginning.
	expect(describeAnnouncementObstacle(obstacle).length).toBeLessThanOrEqual(160);
});
