// Episodes as the items of a feed.
import { type EpisodeManifest, withPart } from '../../../store/episode-manifest.js';
import type { FeedAddresses } from './feed-addresses.js';
import {
	describe,
	describeHost,
	firstLine,
	personName,
	playerTime,
	rfc2822,
} from './feed-texts.js';
import { element, textElement, type Xml } from './xml.js';

/** Who said less is not named as somebody of the episode. */
const MIN_SPEECH_MS = 30_000;

/** What items are made with. */
export interface FeedItemOptions {
	/** What the show is called. */
	showTitle: string;
	isExplicit: boolean;
	addresses: FeedAddresses;
	/** Whether a member's name may stand in what is published; undefined: nobody's but the host's. */
	mayBeNamed: ((userId: string) => boolean) | undefined;
}

/** An item, and all that it was made of beside its episode. */
interface MadeItem {
	madeOf: string;
	item: Xml | undefined;
}

/** Most changes of a feed are of one item: hundreds need not be written anew while sound goes out. */
const made = new WeakMap<EpisodeManifest, MadeItem>();

/** One episode; undefined for one that has no MP3, which is what all players take. */
export function episodeItem(episode: EpisodeManifest, options: FeedItemOptions): Xml | undefined {
	const { addresses, isExplicit, mayBeNamed, showTitle } = options;
	const guests = guestsOf(episode, mayBeNamed);
	const madeOf = JSON.stringify([addresses.episode(episode), showTitle, isExplicit, guests]);
	const known = made.get(episode);
	if (known?.madeOf === madeOf) {
		return known.item;
	}
	const item = writeItem(episode, { ...options, guests });
	made.set(episode, { madeOf, item });
	return item;
}

function writeItem(
	episode: EpisodeManifest,
	{ addresses, guests, isExplicit, showTitle }: FeedItemOptions & { guests: string[] },
): Xml | undefined {
	const { hostName, id, outputs, playedMs } = episode;
	const mp3 = outputs.find(({ name }) => name === 'episode.mp3');
	if (!mp3 || episode.revision === 0) {
		return undefined;
	}
	const has = (wanted: string) => outputs.some(({ name }) => name === wanted);
	return element('item', {}, [
		textElement('title', withPart(firstLine(episode.title, showTitle), episode.part)),
		element('guid', { isPermaLink: 'false' }, id),
		textElement('pubDate', rfc2822(publishedEpochMs(episode))),
		textElement('link', addresses.episode(episode)),
		textElement('description', describeEpisode(episode, showTitle)),
		element('enclosure', {
			url: addresses.output(episode, 'episode.mp3'),
			length: mp3.bytes,
			type: 'audio/mpeg',
		}),
		textElement('itunes:duration', Math.max(1, Math.round(playedMs / 1000))),
		textElement('itunes:explicit', String(isExplicit)),
		has('chapters.json')
			? element('podcast:chapters', {
					url: addresses.output(episode, 'chapters.json'),
					type: 'application/json+chapters',
				})
			: undefined,
		has('transcript.vtt')
			? element('podcast:transcript', {
					url: addresses.output(episode, 'transcript.vtt'),
					type: 'text/vtt',
				})
			: undefined,
		opusEnclosure(episode, addresses),
		...personElements(hostName, guests),
	]);
}

/** The first time, which no change of the episode changes. */
export function publishedEpochMs(episode: EpisodeManifest): number {
	return episode.publishedAtEpochMs ?? episode.startedAtEpochMs;
}

/** Who was there: the host, and others. */
export function personElements(hostName: string, guests: readonly string[] = []): Xml[] {
	const host = personName(hostName);
	const others = [...new Set(guests.map(personName))].filter(
		(name) => name !== undefined && name !== host,
	) as string[];
	return [
		...(host === undefined
			? []
			: [element('podcast:person', { role: 'host', group: 'cast' }, host)]),
		...others.map((name) => element('podcast:person', { role: 'guest', group: 'cast' }, name)),
	];
}

/** In words that are the same in each language: whose show it is, and its chapters. */
function describeEpisode({ chapters = [], hostName }: EpisodeManifest, showTitle: string): string {
	const lines = chapters.map(({ startMs, title }) => `${playerTime(startMs)} ${firstLine(title)}`);
	const head = describeHost(showTitle, hostName);
	return describe(lines.length > 0 ? [head, '', ...lines].join('\n') : head);
}

function opusEnclosure(episode: EpisodeManifest, addresses: FeedAddresses): Xml | undefined {
	const opus = episode.outputs.find(({ name }) => name === 'episode.opus');
	if (!opus) {
		return undefined;
	}
	const { bytes, sha256 } = opus;
	const attributes = {
		type: 'audio/ogg',
		codecs: 'opus',
		length: bytes,
		bitrate: episode.playedMs > 0 ? Math.round((bytes * 8000) / episode.playedMs) : undefined,
		title: 'Opus',
	};
	return element('podcast:alternateEnclosure', attributes, [
		element('podcast:source', { uri: addresses.output(episode, 'episode.opus') }),
		// Subresource Integrity, 3.5.
		element('podcast:integrity', {
			type: 'sri',
			value: `sha256-${Buffer.from(sha256, 'hex').toString('base64')}`,
		}),
	]);
}

function guestsOf(
	{ tracks }: EpisodeManifest,
	mayBeNamed: FeedItemOptions['mayBeNamed'],
): string[] {
	return tracks.flatMap(({ isErased, name, speechMs, userId }) =>
		!isErased &&
		name !== undefined &&
		userId !== undefined &&
		speechMs >= MIN_SPEECH_MS &&
		mayBeNamed?.(userId)
			? [name]
			: [],
	);
}
