import { ComponentType } from 'discord.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderForgottenPanel, renderPanel } from '../../../src/discord/panels/panel.js';
import type { PanelState } from '../../../src/discord/words/panel-words.js';
import { checkMessage, flatten } from '../../support/fake-discord/world/message-check.js';
import type { Payload } from '../../support/fake-discord/world/payload.js';

const ON_AIR: PanelState = {
	phase: 'on air',
	title: 'Tides',
	voiceChannelId: '1425768081044537344',
	sinceEpochMs: 1_767_225_600_000,
	podcastId: 'k3j9',
	receivers: 3,
	speakers: ['Ada', 'Ben'],
	listening: undefined,
	offAir: 0,
	undecided: 0,
	consent: 'notice',
	isRecorded: false,
	recording: undefined,
	needsPresses: false,
	warnings: [],
	events: [
		{ atEpochMs: 1_767_225_600_000, text: 'Ada put it on air.' },
		{ atEpochMs: 1_767_225_660_000, text: 'Moved to <#9>: the podcast goes on from there.' },
	],
};

function parts(state: PanelState): Payload[] {
	return flatten(renderPanel(state).components as unknown as Payload[]);
}

/** What a reader sees, line by line, buttons last. */
function lines(state: PanelState): string[] {
	return parts(state)
		.flatMap((part) => [part.content, part.label])
		.filter((text) => typeof text === 'string')
		.flatMap((text) => text.split('\n'));
}

function colour(state: PanelState): unknown {
	return parts(state).find(({ type }) => type === ComponentType.Container)?.accent_color;
}

describe('renderPanel', () => {
	test('says what a moderator wants to know, most important first', () => {
		expect(lines(ON_AIR)).toEqual([
			'## 🔴 On air: Tides',
			'From <#1425768081044537344> · started <t:1767225600:R>',
			'-# Podcast `k3j9`',
			'Heard now: **Ada**, **Ben**',
			'3 listeners',
			'-# <t:1767225660:T> Moved to <#9>: the podcast goes on from there.',
			'-# <t:1767225600:T> Ada put it on air.',
			'Put my voice on air',
			'Keep my voice off air',
			'Stop',
		]);
	});

	test('puts warnings before what is fine', () => {
		const state = { ...ON_AIR, warnings: ['I hear nothing.'] };
		expect(lines(state)[3]).toBe('⚠️ I hear nothing.');
	});

	test('says that nobody speaks, and leaves out receivers that are not known', () => {
		const text = lines({ ...ON_AIR, speakers: [], receivers: undefined });
		expect(text).toContain('Quiet right now');
		expect(text.join()).not.toMatch(/listener/);
		expect(lines({ ...ON_AIR, receivers: 1 })).toContain('1 listener');
	});

	test.each([
		['public', 'https://radio.example/p/k3j9', /^-# Public: everybody can listen/],
		['unlisted', 'https://radio.example/p/k3j9?key=abc', /^-# Unlisted: anyone with the link/],
		['private', undefined, /^-# Private: only clients with credentials can listen/],
	] as const)('says of a %s podcast where to listen and who can', (visibility, link, who) => {
		const text = lines({ ...ON_AIR, listening: { visibility, link } }).slice(2);
		if (link !== undefined) {
			expect(text.shift()).toBe(`-# 🎧 ${link}`);
			expect(text).toContain('🎧 Listen');
		}
		expect(text[0]).toMatch(who);
		expect(text[1]).toBe('-# Podcast `k3j9`');
		expect(text[2]).toBe('Heard now: **Ada**, **Ben**');
	});

	test.each([
		['http://127.0.0.1:5050/p/k3j9?key=abc', 'http://127.0.0.1:5050/p/k3j9?key=abc'],
		['http://127.8.0.1:5050/p/k3j9', 'http://127.8.0.1:5050/p/k3j9'],
		['http://0.0.0.0:5050/p/k3j9', 'http://127.0.0.1:5050/p/k3j9'],
		['http://[::]:5050/p/k3j9', 'http://127.0.0.1:5050/p/k3j9'],
		['http://[::1]:5050/p/k3j9', 'http://[::1]:5050/p/k3j9'],
		['http://[::ffff:127.0.0.1]/p/k3j9', 'http://[::ffff:7f00:1]/p/k3j9'],
		['https://localhost/p/k3j9', 'https://localhost/p/k3j9'],
		['https://Radio.LOCALHOST./p/k3j9', 'https://radio.localhost./p/k3j9'],
	])('shows %s, which nobody else can open, as no link, and says what to set', (link, address) => {
		const text = lines({ ...ON_AIR, listening: { visibility: 'public', link } }).slice(2);
		expect(text.slice(0, 3)).toEqual([
			`🎧 \`${address}\``,
			'⚠️ Only the computer that I run on can open this show: whoever runs me sets `PUBLIC_URL`.',
			expect.stringMatching(/^-# Public/),
		]);
	});

	test.each([
		'http://192.168.1.5:5050/p/k3j9',
		'http://10.0.0.9/p/k3j9',
		'http://nas.local/p/k3j9',
	])('shows %s as a link where others in the house may listen, not where everybody may', (link) => {
		const text = lines({ ...ON_AIR, listening: { visibility: 'unlisted', link } });
		expect(text[2]).toBe(`-# 🎧 ${link}`);
		expect(text).toContain('🎧 Listen');
		expect(text.join()).not.toContain('PUBLIC_URL');
		const forAll = lines({ ...ON_AIR, listening: { visibility: 'public', link } });
		expect(forAll[2]).toBe(`🎧 \`${link}\``);
		expect(forAll[3]).toContain('`PUBLIC_URL`');
		expect(forAll).not.toContain('🎧 Listen');
	});

	test('shows no part of a link that is too long', () => {
		const link = `https://radio.example/${'x'.repeat(400)}`;
		const text = lines({ ...ON_AIR, listening: { visibility: 'public', link } });
		expect(text.join()).not.toContain('🎧');
	});

	test('shows no link of a podcast that is over, or away', () => {
		const listening = { visibility: 'public', link: 'https://radio.example/p/k3j9' } as const;
		for (const state of [
			{ ...ON_AIR, listening, phase: 'off air' },
			{ ...ON_AIR, listening, podcastId: undefined },
		] as const) {
			expect(lines(state).join()).not.toContain('radio.example');
		}
	});

	test('says that the podcast has no id at the moment', () => {
		const text = lines({ ...ON_AIR, phase: 'interrupted', podcastId: undefined });
		expect(text[0]).toBe('## 🟡 Interrupted: Tides');
		expect(text[2]).toBe('The podcast gets a new id as soon as its server is back.');
	});

	test('says after the end how long it was, for how many, and why it ended', () => {
		const end = {
			durationMs: 4_800_000,
			reason: 'Ada stopped it.',
			figures: { peak: 14, speakers: 5, isPartly: false },
		};
		expect(lines({ ...ON_AIR, phase: 'off air', end, again: 'public' })).toEqual([
			'## ⚫ Off air: Tides',
			'From <#1425768081044537344> · <t:1767225600:f> · on air for 1 h 20 min',
			'up to 14 listeners · 5 members spoke',
			'Ada stopped it.',
			'-# <t:1767225660:T> Moved to <#9>: the podcast goes on from there.',
			'-# <t:1767225600:T> Ada put it on air.',
			'Start again',
		]);
	});

	test('shows the state by colour', () => {
		expect(colour(ON_AIR)).toBe(0xe5484d);
		expect(colour({ ...ON_AIR, warnings: ['Oh.'] })).toBe(0xf5a524);
		expect(colour({ ...ON_AIR, phase: 'interrupted' })).toBe(0xf5a524);
		expect(colour({ ...ON_AIR, phase: 'off air', warnings: ['Oh.'] })).toBe(0x80848e);
	});

	test.each([
		['*bold* _it_ ~~no~~ ||s|| `c`', '\\*bold\\* \\_it\\_ \\~\\~no\\~\\~ \\|\\|s\\|\\| \\`c\\`'],
		['@everyone <@1> <#2> <:a:3>', '\\@everyone \\<\\@1> \\<#2> \\<:a:3>'],
		['[click](https://evil.example)', '\\[click\\](https://evil.example)'],
		['one\n# two\r\n- three', 'one # two - three'],
		['left \u202Eright', 'left right'],
		['a\\', 'a\\\\'],
	])('keeps %j from being more than text', (written, shown) => {
		const text = lines({ ...ON_AIR, title: written, speakers: [written.slice(0, 32)] });
		expect(text[0]).toBe(`## 🔴 On air: ${shown}`);
		expect(renderPanel(ON_AIR).allowed_mentions).toEqual({ parse: [] });
	});

	test("keeps a foreign server's id inside its backticks", () => {
		const podcastId = 'a`b **c**';
		expect(lines({ ...ON_AIR, podcastId })[2]).toBe('-# Podcast `a b **c**`');
	});

	test('shows the newest five events, six speakers and four warnings', () => {
		const many = Array.from({ length: 12 }, (_, index) => `n${index}`);
		const text = lines({
			...ON_AIR,
			speakers: many,
			offAir: 2,
			warnings: many,
			events: many.map((name, index) => ({ atEpochMs: index * 1000, text: name })),
		});
		expect(text.filter((line) => line.startsWith('-# <'))).toEqual([
			'-# <t:11:T> n11',
			'-# <t:10:T> n10',
			'-# <t:9:T> n9',
			'-# <t:8:T> n8',
			'-# <t:7:T> n7',
		]);
		expect(text).toContain(
			`Heard now: ${many
				.slice(0, 6)
				.map((name) => `**${name}**`)
				.join(', ')} and 6 more`,
		);
		expect(text).toContain('2 members are off air');
		expect(text).toContain('⚠️ And 8 more.');
	});

	test('cuts long texts between words', () => {
		const warnings = [`${'word '.repeat(100)}`];
		const warning = lines({ ...ON_AIR, warnings })[3] ?? '';
		expect(warning).toMatch(/ word…$/);
		expect(warning.length).toBeLessThanOrEqual(253);
	});

	test('stays within what Discord takes, whatever comes', () => {
		const text = fc.oneof(
			fc.string({ unit: 'binary', maxLength: 3000 }),
			fc.constantFrom(
				'*'.repeat(5000),
				'😀'.repeat(2000),
				`${'\\'.repeat(3000)}x`,
				'`'.repeat(4000),
			),
		);
		const state = fc.record({
			phase: fc.constantFrom('on air', 'interrupted', 'off air'),
			title: text,
			voiceChannelId: fc.constant('18446744073709551615'),
			sinceEpochMs: fc.integer({ min: 0, max: 8.64e15 }),
			podcastId: fc.option(text, { nil: undefined }),
			listening: fc.option(
				fc.record({
					visibility: fc.constantFrom('public', 'unlisted', 'private'),
					link: fc.option(text, { nil: undefined }),
				}),
				{ nil: undefined },
			),
			receivers: fc.option(fc.nat(), { nil: undefined }),
			speakers: fc.array(text, { maxLength: 99 }),
			offAir: fc.nat(),
			undecided: fc.nat(),
			consent: fc.constantFrom('notice', 'ask'),
			isRecorded: fc.boolean(),
			recording: fc.option(
				fc.constant({
					keepDays: { unpublished: 7, published: 36_500 },
					isAutoPublished: false,
					hasCatchUp: true,
				}),
				{ nil: undefined },
			),
			needsPresses: fc.boolean(),
			again: fc.constantFrom('public', 'unlisted', 'private', undefined),
			warnings: fc.array(text, { maxLength: 99 }),
			events: fc.array(fc.record({ atEpochMs: fc.integer({ min: 0, max: 8.64e15 }), text }), {
				maxLength: 30,
			}),
			end: fc.record({
				durationMs: fc.nat(),
				reason: text,
				figures: fc.option(
					fc.record({
						peak: fc.option(fc.nat(), { nil: undefined }),
						speakers: fc.nat(),
						isPartly: fc.boolean(),
					}),
					{ nil: undefined },
				),
			}),
		});
		fc.assert(
			fc.property(state, (each) => {
				checkMessage(renderPanel(each) as unknown as Payload, 0);
			}),
			{ numRuns: 200, seed: 1 },
		);
	});

	test('stays within it with everything at its longest', () => {
		const long = '*'.repeat(5000);
		const longest: PanelState = {
			...ON_AIR,
			title: long,
			podcastId: long,
			consent: 'ask',
			undecided: Number.MAX_SAFE_INTEGER,
			isRecorded: false,
			recording: undefined,
			needsPresses: true,
			listening: { visibility: 'unlisted', link: `https://127.0.0.1/${'x'.repeat(282)}` },
			receivers: Number.MAX_SAFE_INTEGER,
			speakers: Array.from({ length: 99 }, () => long),
			offAir: Number.MAX_SAFE_INTEGER,
			warnings: Array.from({ length: 99 }, () => long),
			events: Array.from({ length: 99 }, () => ({ atEpochMs: 8.64e15, text: long })),
		};
		checkMessage(renderPanel(longest) as unknown as Payload, 0);
		expect(lines(longest).join('').length).toBeGreaterThan(3000);
		const end = { durationMs: 1e12, reason: long };
		checkMessage(renderPanel({ ...longest, phase: 'off air', end }) as unknown as Payload, 0);
	});

	test('gives equal bodies for equal states', () => {
		expect(renderPanel(structuredClone(ON_AIR))).toEqual(renderPanel(ON_AIR));
	});
});

test('a forgotten panel says that it is over, without buttons', () => {
	const texts = flatten(renderForgottenPanel().components as unknown as Payload[]);
	expect(texts.map(({ content }) => content).filter(Boolean)).toEqual([
		'## ⚫ Off air\nThat show is over.',
	]);
});
