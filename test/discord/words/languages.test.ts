// What all languages of the words in Discord have in common.
import { describe, expect, it } from 'vitest';
import { renderPanel } from '../../../src/discord/panels/panel.js';
import { EN, type Texts } from '../../../src/discord/words/languages/en/index.js';
import { textsIn } from '../../../src/discord/words/languages/texts.js';
import type { PanelState } from '../../../src/discord/words/panel-words.js';
import { describeNotice, describeUnmuted } from '../../../src/discord/words/voice-words.js';
import { LANGUAGES, type Language } from '../../../src/languages.js';
import { checkMessage } from '../../support/fake-discord/world/message-check.js';
import type { Payload } from '../../support/fake-discord/world/payload.js';

const OTHERS = LANGUAGES.filter((language) => language !== 'en');

/** All sentences by their path; those that take facts as their source. */
function sentencesOf(texts: unknown, path = ''): [string, string][] {
	return typeof texts === 'object' && texts !== null
		? Object.entries(texts).flatMap(([name, value]) => sentencesOf(value, `${path}/${name}`))
		: [[path, String(texts)]];
}

/** What stays as it is: commands, options to type, and settings. */
function fixedIn(text: string): string[] {
	const found = text.match(/\/podcast[a-z-]*( [a-z]+)*|`[a-z]+:|[A-Z]{2,}(_[A-Z]+)+/g) ?? [];
	return [...new Set(found)].sort();
}

/** The same in some languages, as it should be. */
const SAME =
	/^\/(panel\/colon|panel\/podcast|failure\/permissions\/\w+|voice\/forThese|\w+\/andMore|recording\/(states|andMore).*|help\/help\/4|listening\/(headings|place|unplayed).*|panel\/was|status\/(websocket|visibility\/private))$/;

describe.each(OTHERS)('the words in %s', (language: Language) => {
	const english = new Map(sentencesOf(EN));
	const sentences = sentencesOf(textsIn(language));

	it('name the same commands and settings as the English ones', () => {
		for (const [path, text] of sentences) {
			expect(fixedIn(text), path).toEqual(fixedIn(english.get(path) ?? ''));
		}
	});

	it('are other words than the English ones', () => {
		const same = sentences.filter(([path, text]) => text === english.get(path));
		expect(same.map(([path]) => path).filter((path) => !SAME.test(path))).toEqual([]);
	});

	it('fit into a notice and a panel, however much there is to say', () => {
		for (const consent of ['ask', 'notice'] as const) {
			const notice = describeNotice(
				{ userIds: Array.from({ length: 99 }, (_, index) => String(10n ** 18n + BigInt(index))) },
				{
					channelId: '1'.repeat(19),
					visibility: 'unlisted',
					consent,
					hostName: '*'.repeat(32),
					recording: {
						keepDays: { unpublished: 14, published: 365 },
						isAutoPublished: false,
						hasCatchUp: true,
						transcriber: 'transcribe.example.org',
					},
					sinceEpochMs: 1_700_000_000_000,
				},
				language,
			);
			expect(notice.length).toBeLessThanOrEqual(2000);
		}
		checkMessage(renderPanel({ ...FULL, language }) as unknown as Payload, 0);
	});
});

const FULL: PanelState = {
	phase: 'on air',
	title: '*'.repeat(500),
	voiceChannelId: '1'.repeat(19),
	sinceEpochMs: 1_700_000_000_000,
	podcastId: 'p'.repeat(200),
	listening: { visibility: 'unlisted', link: `https://example.org/p/${'x'.repeat(250)}` },
	receivers: 1_000_000,
	speakers: Array.from({ length: 20 }, () => '_'.repeat(32)),
	offAir: 1000,
	undecided: 1000,
	consent: 'ask',
	isRecorded: true,
	recording: {
		keepDays: { unpublished: 14, published: 365 },
		isAutoPublished: false,
		hasCatchUp: true,
	},
	needsPresses: true,
	warnings: Array.from({ length: 9 }, () => 'w'.repeat(400)),
	events: Array.from({ length: 9 }, () => ({ atEpochMs: 1, text: 'e'.repeat(400) })),
};

it('takes what is no language of ours for English', () => {
	expect(describeUnmuted('1', { reason: undefined, channelId: '2' }, 'xx' as Language)).toBe(
		'🎙️ <@1> is **on air** when speaking in <#2>.',
	);
	expect(textsIn('en')).toBe(EN satisfies Texts);
});
