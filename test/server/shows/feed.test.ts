import { XmlDocument } from 'libxml2-wasm';
import RssParser from 'rss-parser';
import { describe, expect, test } from 'vitest';
import { guidOf, podcastGuid } from '../../../src/server/shows/feed/podcast-guid.js';
import type { ServedShow } from '../../../src/server/shows/served-shows.js';
import { shownShow } from '../../support/shown-shows.js';
import { APPLE_CATEGORIES } from './apple-categories.js';
import { faultsOf } from './feed-rules.js';
import { readFeed } from './partytime.js';
import { FIRST_EPOCH_MS, shownEpisode, shownEpisodes } from './shown-episodes.js';
import { BUSY, ENDED, feedOf, HOUR_MS } from './written-feed.js';

const HOSTILE = {
	'control characters': 'Tick\u0000\u0008\u000b\u001b\u007f\u0085 tock\u2028',
	'the end of CDATA': 'a ]]> b <![CDATA[ c',
	markup: '<script>alert("1")</script> & &amp; </title>',
	'directions from right to left': '\u202eabc\u202c \u2067שלום\u2069 \u200f',
	'halves of surrogate pairs': 'a\ud83d b\ude00 c\ud83d',
	'100 emoji': '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(50),
	'10,000 characters': 'é'.repeat(10_000),
	'what is no character': 'a\ufffe\uffff\u{1fffe} b',
	'nothing that is seen': '\u200b\u2060 ',
	nothing: '',
} as const;

/** Whatever members may write, wherever they may. */
function hostileShow(text: string): ServedShow {
	return shownShow({
		profile: {
			serverName: text,
			title: text,
			description: text,
			author: text,
			email: 'a@b.example',
		},
		live: { ...BUSY.live, title: text, hostName: text },
		planned: BUSY.planned.map((planned) => ({ ...planned, title: text, hostName: text })),
		episodes: [
			shownEpisode(1, {
				title: text,
				hostName: text,
				chapters: Array.from({ length: 255 }, (_, index) => ({
					startMs: index * 1e5,
					title: text,
				})),
				tracks: [{ number: 1, userId: '200000000000000001', name: text, speechMs: 60_000 }],
			}),
		],
	});
}

describe('a feed', () => {
	test.each([0, 1, 300])('of %i episodes breaks none of the rules', (count) => {
		const episodes = shownEpisodes(count);
		expect(faultsOf(feedOf(shownShow({ episodes })))).toEqual([]);
		expect(faultsOf(feedOf(shownShow({ ...BUSY, episodes })))).toEqual([]);
		expect(faultsOf(feedOf(shownShow({ ...BUSY, episodes }), { audience: 'key holders' }))).toEqual(
			[],
		);
		expect(faultsOf(feedOf(shownShow({ ended: ENDED, episodes })))).toEqual([]);
	});

	test.each(Object.entries(HOSTILE))('with %s breaks none of the rules', (_what, text) => {
		const bytes = feedOf(hostileShow(text), { mayBeNamed: () => true });
		expect(faultsOf(bytes)).toEqual([]);
		expect(readFeed(bytes).items).toHaveLength(1);
	});

	test('has the texts of members as they wrote them, but for what is no text', async () => {
		const title = 'Tom & Jerry <live> "it’s" ]]> \u0007🎙️ 日本';
		const episodes = [shownEpisode(1, { title })];
		const bytes = feedOf(shownShow({ profile: { title }, episodes }));
		const plain = title.replace('\u0007', '');
		const parsed = await new RssParser().parseString(bytes.toString());
		expect([parsed.title, parsed.items[0]?.title]).toEqual([plain, plain]);
		expect(readFeed(bytes).items[0]?.title).toBe(plain);
	});

	test('tells strangers all that it has of an episode', async () => {
		const episodes = shownEpisodes(2);
		const bytes = feedOf(shownShow({ episodes }), { mayBeNamed: (id) => id.endsWith('2') });
		const [episode] = readFeed(bytes).items;
		const id = episodes[0]?.id;
		const folder = `https://radio.example/radio/e/${id}/r1`;
		expect(episode).toMatchObject({
			title: 'Evening 2',
			guid: id,
			link: `https://radio.example/radio/e/${id}`,
			duration: 3661,
			explicit: false,
			pubDate: new Date(FIRST_EPOCH_MS + 26 * HOUR_MS),
			enclosure: { url: `${folder}/episode.mp3`, length: 58_576_000, type: 'audio/mpeg' },
			podcastChapters: { url: `${folder}/chapters.json`, type: 'application/json+chapters' },
			podcastTranscripts: [{ url: `${folder}/transcript.vtt`, type: 'text/vtt' }],
			podcastPeople: [
				{ name: 'Ada', role: 'Host' },
				{ name: 'Ben', role: 'Guest' },
			],
			alternativeEnclosures: [
				{
					type: 'audio/ogg',
					length: 29_288_000,
					bitrate: 64_000,
					source: [{ uri: `${folder}/episode.opus` }],
					integrity: {
						type: 'sri',
						value: `sha256-${Buffer.from('b2'.repeat(32), 'hex').toString('base64')}`,
					},
				},
			],
		});
		const parsed = await new RssParser().parseString(bytes.toString());
		expect(parsed.items).toHaveLength(2);
		expect(parsed.items[0]?.content).toBe('Harbour · Ada\n\n0:00 Start\n1:00:05 Questions');
		expect(parsed.items[0]?.itunes?.duration).toBe('3661');
	});

	test('names nobody but the host where nobody says that names may be told', () => {
		const [episode] = readFeed(feedOf(shownShow({ episodes: [shownEpisode(1)] }))).items;
		expect(episode?.podcastPeople).toMatchObject([{ name: 'Ada', role: 'Host' }]);
	});

	test('tells the parts of a long show apart', () => {
		const parts = [shownEpisode(2, { title: 'Marathon', part: 2 }), shownEpisode(1, { title: '' })];
		const titles = readFeed(feedOf(shownShow({ episodes: parts }))).items.map(({ title }) => title);
		expect(titles).toEqual(['Marathon (2)', 'Harbour']);
	});

	test('leaves out what cannot be played, and what is beyond the most', () => {
		const unplayable = shownEpisode(9, { outputs: [] });
		const show = shownShow({ episodes: [unplayable, ...shownEpisodes(4)] });
		const titles = readFeed(feedOf(show, { maxItems: 3 })).items.map(({ title }) => title);
		expect(titles).toEqual(['Evening 4', 'Evening 3']);
	});

	test('tells of the show what its members have set', () => {
		const profile = {
			title: 'Harbour Nights',
			description: 'Talk at the quay.',
			category: 'Leisure: Video Games',
			language: 'pt-BR',
			isExplicit: true,
			author: 'The harbour crew',
			email: 'ada@harbour.example',
			website: 'https://harbour.example/',
			cover: { type: 'jpg', sha256: 'e5'.repeat(32) },
		} as const;
		const hubUrl = new URL('https://hub.example/');
		const bytes = feedOf(shownShow({ profile }), { hubUrl, usesPodping: true });
		expect(faultsOf(bytes)).toEqual([]);
		expect(readFeed(bytes)).toMatchObject({
			title: 'Harbour Nights',
			description: 'Talk at the quay.',
			language: 'pt-BR',
			explicit: true,
			author: 'The harbour crew',
			owner: { email: 'ada@harbour.example', name: 'The harbour crew' },
			podcastOwner: 'ada@harbour.example',
			locked: true,
			link: 'https://harbour.example/',
			itunesImage: `https://radio.example/radio/s/harbour/cover.jpg?v=${'e5'.repeat(32)}`,
			itunesType: 'episodic',
			medium: 'podcast',
			pubsub: { hub: hubUrl.href, self: 'https://radio.example/radio/s/harbour/feed.xml' },
		});
		expect(bytes.toString()).toContain('<podcast:podping usesPodping="true"/>');
	});

	test('takes each of Apple’s categories, with and without its subcategories', () => {
		for (const [main, subs] of Object.entries(APPLE_CATEGORIES)) {
			for (const category of [main, ...subs.map((sub) => `${main}: ${sub}`)]) {
				const bytes = feedOf(shownShow({ profile: { category } }));
				expect(faultsOf(bytes)).toEqual([]);
				const document = XmlDocument.fromBuffer(bytes);
				const texts = document
					.find('//i:category/@text', { i: 'http://www.itunes.com/dtds/podcast-1.0.dtd' })
					.map(({ content }) => content);
				document.dispose();
				expect(texts.join(': ')).toBe(category);
			}
		}
	});

	test('says no e-mail address where none is set', () => {
		expect(feedOf(shownShow()).toString()).not.toMatch(/itunes:owner|owner=/);
	});
});

describe('podcast:guid', () => {
	test('is that of the podcast namespace', () => {
		expect(podcastGuid('https://podnews.net/rss')).toBe('9b024349-ccf0-5f69-a609-6b82873eab3c');
		expect(podcastGuid('https://mp3s.nashownotes.com/pc20rss.xml/')).toBe(
			'917393e3-1b1e-5cef-ace4-edaa54e1f810',
		);
	});

	test('is of the first address that others can open, and kept', () => {
		const { profile } = shownShow();
		const guid = podcastGuid('radio.example/s/harbour/feed.xml');
		const publicUrl = new URL('https://radio.example');
		expect(guidOf(profile, publicUrl)).toEqual({ guid, isNew: true });
		const later = { ...profile, slug: 'harbour-nights', guid };
		expect(guidOf(later, new URL('https://other.example'))).toEqual({ guid, isNew: false });
	});

	test('is one of each server, and not kept, while nobody else can open the address', () => {
		const { profile } = shownShow();
		const other = { ...profile, guildId: '100000000000000009' };
		const [one, another, renamed] = [profile, other, { ...profile, slug: 'quay' }].map((each) =>
			guidOf(each, new URL('http://127.0.0.1:5050')),
		);
		expect(one?.isNew).toBe(false);
		expect(another?.guid).not.toBe(one?.guid);
		expect(renamed).toEqual(one);
	});
});

describe('guids of episodes', () => {
	test('stay when an episode is renamed, rendered anew, or a voice is taken out', () => {
		const episode = shownEpisode(1);
		const renamed = { ...episode, title: 'Another title' };
		const rendered = { ...episode, revision: 2 };
		const erased = {
			...rendered,
			tracks: episode.tracks.map(({ number, speechMs }) => ({ number, speechMs, isErased: true })),
		} as typeof episode;
		const items = [episode, renamed, rendered, erased].map(
			(each) =>
				readFeed(feedOf(shownShow({ episodes: [each] }), { mayBeNamed: () => true })).items[0],
		);
		expect(new Set(items.map((item) => item?.guid))).toEqual(new Set([episode.id]));
		expect(new Set(items.map((item) => item?.pubDate?.getTime())).size).toBe(1);
		expect(items.map((item) => item?.enclosure.url.includes('/r2/'))).toEqual([
			...[false, false, true, true],
		]);
		expect(items.at(-1)?.podcastPeople).toMatchObject([{ name: 'Ada', role: 'Host' }]);
	});
});
