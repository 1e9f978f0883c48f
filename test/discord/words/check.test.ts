// What a sound check says: read in a hurry, and never longer than Discord takes.
import { describe, expect, test } from 'vitest';
import { describeCheck } from '../../../src/discord/words/check/check-answer.js';
import { PodcastApiError } from '../../../src/errors.js';
import { LANGUAGES } from '../../../src/languages.js';
import type {
	CheckEnd,
	CheckedMember,
	CheckFacts,
	MemberSound,
} from '../../../src/show/check/check-facts.js';

const START = '`/podcast start`';

const FINE: MemberSound = { kind: 'heard', level: 'fine', lufs: -21.4, heardMs: 3000 };

function member(sound: MemberSound, name = 'Ada', lostShare = 0): CheckedMember {
	return { name, sound, lostShare };
}

const NETWORK = {
	connection: 'steady',
	lostShare: 0,
	roundTripMs: 23,
	waitMs: 40,
	endToEndVersion: 1,
} as const;

function facts(
	channel: Partial<CheckFacts['channel']> = {},
	way: Partial<NonNullable<CheckFacts['way']>> = {},
): CheckFacts {
	return {
		channel: {
			channelId: '10',
			listenedMs: 10_000,
			end: { kind: 'done' },
			members: [member(FINE)],
			offAirCount: 0,
			network: NETWORK,
			hasUnannounced: false,
			isDeafened: false,
			missing: [],
			...channel,
		},
		way: {
			serverProblem: undefined,
			link: {
				kind: 'tried',
				told: 'radio.example',
				page: { kind: 'ours' },
				websocket: { kind: 'ours' },
			},
			...way,
		},
	};
}

const linesOf = (all: CheckFacts) => describeCheck(all).split('\n');

test('says in the first line that all is well, and then what that is', () => {
	expect(linesOf(facts())).toEqual([
		'✅ **Ready** for a show in <#10>.',
		'🎙️ **Ada**: fine (-21 LUFS).',
		'🔒 Encryption: end-to-end as far as me (DAVE version 1); a show goes on from me to its listeners.',
		'📶 Loss: 0 % of the sound did not reach me.',
		"⏱️ Delay: 23 ms to Discord's voice server and back, and voices need 40 ms of waiting to be heard evenly.",
		'📡 Podcast server: it answers, and takes me.',
		'🌐 Link: it opens at `radio.example`, tried from the computer that I run on.',
		'🔑 Permissions: I have all that a show needs here.',
		'-# Listened for 10 s. Nothing went on air, and nothing is kept. Next: `/podcast start`',
	]);
});

test('puts what needs a hand first, and counts it', () => {
	const members = [
		member(FINE),
		member({ kind: 'heard', level: 'too quiet', lufs: -41, heardMs: 600 }, 'B*n', 0.05),
		member({ kind: 'silent' }, 'Cleo'),
		member({ kind: 'silent' }, 'Dan'),
		member({ kind: 'muted', by: 'themselves' }, 'Eve'),
		member({ kind: 'muted', by: 'a moderator' }, 'Finn'),
	];
	const lines = linesOf(facts({ members, offAirCount: 2, missing: ['Send Messages'] }));
	expect(lines.slice(0, 7)).toEqual([
		'⚠️ **3 things to look at** before a show in <#10>:',
		'⚠️ **B\\*n**: too quiet (-41 LUFS, of only 0.6 s); 5.0 % of it got lost on the way. Come closer to the microphone, or raise its volume.',
		'⚠️ Silent: **Cleo**, **Dan**. Nothing came: did they speak, and into the right microphone?',
		"⚠️ Missing here: **Send Messages** (to tell members that they are on air). Give it to me in the channel's settings under Permissions.",
		'🎙️ **Ada**: fine (-21 LUFS).',
		'🔇 Muted: **Eve** (by themselves); **Finn** (by a moderator).',
		'🚫 2 members are off air by choice, and not measured.',
	]);
	expect(lines.at(-1)).toMatch(/You can go on air all the same: `\/podcast start`$/);
});

describe('the link', () => {
	test.each([
		[
			{ kind: 'only here', told: '127.0.0.1:5050' },
			/only the computer.*`127.0.0.1:5050`.*`PUBLIC_URL`/,
		],
		[{ kind: 'only near', told: '192.168.1.5' }, /`192.168.1.5` is an address within one network/],
		[
			{ kind: 'tried', told: 'a', page: { kind: 'foreign' }, websocket: { kind: 'ours' } },
			/another page answers at `a`/,
		],
		[
			{
				kind: 'tried',
				told: 'a',
				page: { kind: 'unreachable', problem: 'ECONNREFUSED' },
				websocket: { kind: 'ours' },
			},
			/`a` does not answer me \(ECONNREFUSED\)\. Try it on a phone/,
		],
		[
			{
				kind: 'tried',
				told: 'a',
				page: { kind: 'ours' },
				websocket: { kind: 'status', status: 400 },
			},
			/the page opens at `a`, but live sound/,
		],
	] as const)('%o', (link, words) => {
		expect(linesOf(facts({}, { link }))[1]).toMatch(words);
	});
});

test('the podcast server’s refusal is said in plain words', () => {
	const serverProblem = new PodcastApiError('The podcast server refuses the credentials (401)', {
		problem: 'answered',
		status: 401,
	});
	expect(linesOf(facts({}, { serverProblem }))[1]).toMatch(/does not let me in\. .+`[A-Z\d]{5}`/);
});

const ENDS: CheckEnd[] = [
	{ kind: 'needed' },
	{ kind: 'stopping' },
	{ kind: 'moved', channelId: '11' },
	{ kind: 'voice', reason: 'disconnected' },
	{ kind: 'not joined', reason: 'silence' },
];

describe('with 99 members whose names are long and full of markup', () => {
	const SOUNDS: MemberSound[] = [
		FINE,
		{ kind: 'silent' },
		{ kind: 'faint' },
		{ kind: 'heard', level: 'clipping', lufs: -3, heardMs: 500 },
		{ kind: 'muted', by: 'themselves' },
		{ kind: 'muted', by: 'a moderator' },
		{ kind: 'unreadable', reason: 'end-to-end decryption failed' },
	];
	const members = Array.from({ length: 99 }, (_, index) =>
		member(SOUNDS[index % SOUNDS.length] as MemberSound, '*'.repeat(32), 0.5),
	);

	test.each(ENDS)('is at most 2,000 characters, ended by %o, and complete', (end) => {
		const text = describeCheck(
			facts(
				{
					members,
					end,
					isDeafened: true,
					hasUnannounced: true,
					missing: ['Send Messages', 'Set Voice Channel Status'],
					offAirCount: 3,
				},
				{ link: { kind: 'only near', told: 'x'.repeat(300) } },
			),
		);
		expect(text.length).toBeLessThanOrEqual(2000);
		expect(text.endsWith(START)).toBe(true);
		expect(text).toMatch(/\d+ clipping/);
	});

	test('names as many as there is room for', () => {
		const text = describeCheck(
			facts({ members: members.map(({ sound }) => member(sound, 'Ada')) }),
		);
		expect(text.match(/\*\*Ada\*\*/g)?.length).toBeGreaterThan(10);
	});
});

test('a connection that broke off is said', () => {
	const network = { ...facts().channel.network, connection: 'came back' } as const;
	expect(linesOf(facts({ network: network as CheckFacts['channel']['network'] }))[1]).toBe(
		'⚠️ My voice connection to Discord broke off meanwhile, and came back. What was said in between is not in this list.',
	);
});

test('what was heard until it was cut short is said', () => {
	expect(linesOf(facts({ end: { kind: 'needed' }, listenedMs: 2000 })).slice(1, 3)).toEqual([
		'⚠️ The check was cut short, since I was needed in voice for something else. What was heard until then:',
		expect.stringContaining('**Ada**: fine'),
	]);
});

/** Each of them has something that the others have not. */
const ALL: CheckFacts[] = [
	facts({
		network: { ...NETWORK, lostShare: undefined, roundTripMs: undefined, waitMs: undefined },
	}),
	facts({ members: [], network: { ...NETWORK, connection: 'away', endToEndVersion: 0 } }),
	facts({ members: [], offAirCount: 2 }, { link: undefined }),
	facts({ hasUnannounced: true, isDeafened: true, missing: ['View Channel', 'Send Messages'] }),
	...ENDS.map((end) => facts({ end, network: undefined, missing: ['Connect'] })),
	facts({
		network: { ...NETWORK, connection: 'came back', lostShare: 0.4 },
		members: [
			member({ kind: 'silent' }),
			member({ kind: 'faint' }),
			member({ kind: 'unmeasured' }),
			member({ kind: 'muted', by: 'the stage' }),
			member({ kind: 'muted', by: 'a moderator' }),
			member({ kind: 'unreadable', reason: 'end-to-end decryption failed' }),
			...(['clipping', 'too loud', 'too quiet'] as const).map((level) =>
				member({ kind: 'heard', level, lufs: -3, heardMs: 500 }, 'Ben', 0.2),
			),
		],
	}),
	facts({
		members: Array.from({ length: 99 }, () => member({ kind: 'faint' }, '*'.repeat(32), 0.5)),
	}),
];

describe.each(LANGUAGES.filter((language) => language !== 'en'))('in %s', (language) => {
	const inIt = (all: CheckFacts) => describeCheck(all, language);

	test('everything is said in it, whatever was found', () => {
		const english = new Set(ALL.flatMap((all) => describeCheck(all).split('\n')));
		for (const all of ALL) {
			expect(
				inIt(all)
					.split('\n')
					.filter((line) => english.has(line)),
			).toEqual([]);
		}
	});

	test('it fits into a message, and nothing stands in it that is no text', () => {
		for (const all of ALL) {
			expect(inIt(all).length).toBeLessThanOrEqual(1950);
			expect(inIt(all)).not.toMatch(/undefined|NaN|\[object|=>/);
		}
	});
});

test('a share has a comma where people write one', () => {
	const network = { ...NETWORK, lostShare: 0.045 };
	expect(describeCheck(facts({ network }), 'de')).toContain('4,5 % des Tons');
});
