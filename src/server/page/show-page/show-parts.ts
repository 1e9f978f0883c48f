// Pieces of a show's page, of which home has some too: what is planned, what can be heard again.
import type { EpisodeManifest } from '../../../store/episode-manifest.js';
import type { PlannedShow, ServedShow } from '../../shows/served-shows.js';
import type { PageWords } from '../browser/words/en.js';
import { lengthInWords } from '../browser/words/en.js';
import { cover } from '../covers.js';
import { type Html, html } from '../html.js';
import { ICONS } from '../icons.js';

/** What a show is called. */
export function showTitle({ profile }: ServedShow, words: PageWords): string {
	const title = profile.title?.trim() ? profile.title : profile.serverName;
	return title.trim() === '' ? words.untitled : title;
}

/** Characters of the picture's hash that its address carries, so that another picture is fetched. */
const COVER_VERSION_CHARACTERS = 12;

/**
 * Where a show's page is.
 *
 * @param key - of the show, where one is needed
 * @param root - from the page on to the server's base
 */
export function showAddress(
	{ profile }: ServedShow,
	key: string | undefined,
	root = '../',
): string {
	return withQuery(`${root}s/${profile.slug}`, { key });
}

/** Where a file below its page is, from the page on. */
export function showFileAddress(
	{ profile }: ServedShow,
	file: string,
	key: string | undefined,
): string {
	return withQuery(`../s/${profile.slug}/${file}`, { key });
}

/** Where its picture is. */
export function coverAddressOf(
	{ profile }: ServedShow,
	key: string | undefined,
	root = '../',
): string {
	const { slug, cover: own } = profile;
	return withQuery(`${root}s/${slug}/cover.${own?.type ?? 'png'}`, {
		v: own?.sha256.slice(0, COVER_VERSION_CHARACTERS),
		key,
	});
}

/** Where an episode's page is. */
export function episodeAddress(
	{ id }: EpisodeManifest,
	key: string | undefined,
	root = '../',
): string {
	return withQuery(`${root}e/${id}`, { key });
}

function withQuery(path: string, query: Record<string, string | undefined>): string {
	const pairs = Object.entries(query).flatMap(([name, value]) =>
		value === undefined ? [] : `${name}=${encodeURIComponent(value)}`,
	);
	return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

/** What an episode is called. */
function episodeTitle({ title, part }: EpisodeManifest, words: PageWords): string {
	const name = title.trim() === '' ? words.untitledEpisode : title;
	return part === undefined ? name : words.withPart(name, part);
}

/** A time, which the script shows as the listener's own clock does. */
export function time(epochMs: number, { language }: PageWords, style: 'date' | 'time'): Html {
	const date = new Date(epochMs);
	const text = date.toLocaleString(language, {
		dateStyle: 'medium',
		...(style === 'time' && { timeStyle: 'short' }),
		timeZone: 'UTC',
	});
	return html`<time datetime="${date.toISOString()}" data-as="${style}">${text}${style === 'time' ? ' UTC' : ''}</time>`;
}

/** What is planned, soonest first; nothing where nothing is. */
export function plannedRows(planned: readonly PlannedShow[], words: PageWords): Html {
	return html`<ul class="rows">${planned.map(
		({ title, startsAtEpochMs, hostName }) =>
			html`<li class="row"><div><strong dir="auto">${title.trim() === '' ? words.untitled : title}</strong><p class="meta">${time(startsAtEpochMs, words, 'time')}${hostName.trim() === '' ? undefined : html` · <span dir="auto">${hostName}</span>`}</p></div></li>`,
	)}</ul>`;
}

/** An episode, and how it is asked for. */
export interface ListedEpisode {
	episode: EpisodeManifest;
	address: string;
	/** Whose show it is, where that is not clear from the page. */
	show?: { title: string; cover: string | undefined } | undefined;
}

/** Episodes, newest first. */
export function episodeRows(episodes: readonly ListedEpisode[], words: PageWords): Html {
	return html`<ul class="rows">${episodes.map(({ episode, address, show }) => {
		const title = episodeTitle(episode, words);
		const picture = show && cover(show.title, show.cover);
		const from = show && html`<span dir="auto">${show.title}</span> · `;
		return html`<li class="row"><a class="round quiet" href="${address}#play" aria-label="${words.playEpisode(title)}">${ICONS.play}</a>${picture}<div><strong dir="auto"><a href="${address}">${title}</a></strong><p class="meta">${from}${time(episode.startedAtEpochMs, words, 'date')} · ${lengthInWords(episode.playedMs)}</p></div></li>`;
	})}</ul>`;
}
