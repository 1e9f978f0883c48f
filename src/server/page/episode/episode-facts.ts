// What episodes' pages and small players are made of, and what both say of an episode.
import type { Language } from '../../../languages.js';
import { previewText } from '../../../protocol/member-text.js';
import type { EpisodeManifest, OutputName } from '../../../store/episode-manifest.js';
import type { CoverType } from '../../../store/show-profiles.js';
import type { EpisodeTexts } from '../../episodes/episode-texts.js';
import { fill } from '../browser/episode/fill.js';
import { type Html, html } from '../html.js';
import type { PageFrame } from '../layout.js';
import { wordsOf } from '../words.js';
import { episodeWords } from './episode-words.js';

/** The show that an episode belongs to, for who may see its address. */
export interface EpisodeShow {
	slug: string;
	title: string;
	/** Undefined where none is needed. */
	key: string | undefined;
	cover: { type: CoverType; version: string } | undefined;
	/** To its Discord server; undefined where nobody has set one. */
	invite?: string | undefined;
	/** Whether it has a feed that anybody may follow. */
	isPublic: boolean;
}

/** What an episode's page is made of. */
export interface EpisodePageOptions extends PageFrame {
	manifest: EpisodeManifest;
	texts: EpisodeTexts;
	/** Undefined where there is none, or whoever asks may not see its address. */
	show: EpisodeShow | undefined;
	/** What follows a file's address, by its path from `/e/` on; empty for what is published. */
	queryOf: (path: string) => string;
	/** Base of absolute addresses. */
	publicUrl: URL;
}

/** Path of one of its files, from `/e/` on. */
export function outputPath({ id, revision }: EpisodeManifest, name: OutputName): string {
	return `/e/${id}/r${revision}/${name}`;
}

/** What the episode is called: its title, or when it was. */
export function titleOf(manifest: EpisodeManifest, language: Language): string {
	const { part } = manifest;
	const title =
		previewText(manifest.title) ||
		fill(episodeWords(language).page.untitled, { date: dateOf(manifest, language) });
	return part === undefined ? title : wordsOf(language).withPart(title, part);
}

/** Whose it is, as its manifest says it. */
export function showTitleOf({ manifest, show }: Pick<EpisodePageOptions, 'manifest' | 'show'>) {
	return previewText(show?.title ?? manifest.serverName);
}

/** The day on which it was recorded, such as `27 November 2026`. */
export function dateOf({ startedAtEpochMs }: EpisodeManifest, language: Language): string {
	return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
		dateStyle: 'long',
		timeZone: 'UTC',
	}).format(startedAtEpochMs);
}

/** How long it plays, such as `1 h 12 min`. */
export function lengthOf({ playedMs }: EpisodeManifest, language: Language): string {
	const { page } = episodeWords(language);
	const minutes = Math.round(playedMs / 60_000);
	if (minutes === 0) {
		return fill(page.seconds, { seconds: Math.max(1, Math.round(playedMs / 1000)) });
	}
	return minutes < 60
		? fill(page.minutes, { minutes })
		: fill(page.hours, { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** How large a file is, such as `12 MB`. */
export function sizeOf(bytes: number, language: Language): string {
	const [unit, count] =
		bytes < 1_000_000 ? ['kilobyte', bytes / 1000] : ['megabyte', bytes / 1_000_000];
	return new Intl.NumberFormat(language, {
		style: 'unit',
		unit: unit as string,
		maximumFractionDigits: (count as number) < 10 ? 1 : 0,
	}).format(count as number);
}

/**
 * Address of a show's page or of what is below it, with the key that it needs.
 *
 * @param base - what is before `s/`
 */
export function showAddress({ key, slug }: EpisodeShow, base: string, below = ''): string {
	return `${base}s/${slug}${below}${key === undefined ? '' : `?key=${encodeURIComponent(key)}`}`;
}

/** Address of the show's picture, if there is one for whoever asks. */
export function coverAddress(show: EpisodeShow | undefined, base: string): string | undefined {
	if (show?.cover === undefined) {
		return undefined;
	}
	const address = showAddress(show, base, `/cover.${show.cover.type}`);
	return `${address}${show.key === undefined ? '?' : '&'}v=${encodeURIComponent(show.cover.version)}`;
}

const TONES = 6;

/** The show's picture, or else its first letters. */
export function coverOf(show: EpisodeShow | undefined, name: string, base: string): Html {
	const address = coverAddress(show, base);
	if (address !== undefined) {
		return html`<img class="cover" src="${address}" alt="" width="160" height="160">`;
	}
	const letters = (name.match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, 2).map((word) => [...word][0]);
	const tone = [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % TONES;
	return html`<span class="cover tile" data-tone="${tone}" aria-hidden="true">${letters.join('').toUpperCase()}</span>`;
}

/** Base of absolute addresses, with a slash at its end. */
export function baseOf(publicUrl: URL): string {
	return `${publicUrl.href.replace(/\/*$/, '')}/`;
}
