// What hosts read of episodes: in the list, in a card, below a show's panel, and in answers.
import type { Language, Sentence } from '../../../languages.js';
import type { EpisodeManifest, EpisodeTrack } from '../../../store/episode-manifest.js';
import type { EpisodeTexts } from '../languages/en/episode.js';
import { textsIn } from '../languages/texts.js';
import {
	cutText,
	escapeText,
	formatDuration,
	formatMoment,
	MAX_MESSAGE_LENGTH,
	plainLine,
} from '../markdown.js';
import { showLink } from '../shown-link.js';

/** What a button does, or the menu. */
export type EpisodeLabel = keyof EpisodeTexts['labels'];

/** An episode with what is known of it beside its manifest. */
export interface ShownEpisode {
	manifest: EpisodeManifest;
	/** Of its rendering, 0..1; undefined while it is not its turn. */
	progress: number | undefined;
	/** Undefined: until somebody deletes it. */
	keptUntilEpochMs: number | undefined;
	/** Where everybody who may can hear it; undefined where it is not published. */
	link: URL | undefined;
}

const MAX_TITLE_LENGTH = 100;
/** In the list: the longest with which all of it has room. */
const LISTED_TITLE_LENGTHS = [MAX_TITLE_LENGTH, 60, 40, 20] as const;
const MAX_NAMES = 6;
const MAX_NAME_LENGTH = 32;
const MAX_SUGGESTION_LENGTH = 100;

/** A line of the list. */
function describeEpisodeLine(
	episode: ShownEpisode,
	{ maxTitleLength, texts }: { maxTitleLength: number; texts: EpisodeTexts },
): string {
	const { manifest } = episode;
	return `${boldTitle(manifest, texts, maxTitleLength)} · <#${manifest.channelId}> · ${formatMoment(manifest.startedAtEpochMs, 'f')} · ${[lengthOf(manifest), describeState(episode, texts), sizeOf(manifest)].filter(Boolean).join(' · ')}`;
}

/** One episode with all that there is to say of it. */
export function describeEpisode(shownEpisode: ShownEpisode, language: Language = 'en'): string {
	const { keptUntilEpochMs, link, manifest } = shownEpisode;
	const { episode: texts } = textsIn(language);
	const { endedFor } = manifest;
	const facts = [lengthOf(manifest), describeVoices(manifest, texts), sizeOf(manifest)];
	const shown =
		manifest.isPublished && link ? showLink(link, manifest.visibility, language) : undefined;
	return [
		`🎙️ ${boldTitle(manifest, texts)} · <#${manifest.channelId}> · ${formatMoment(manifest.startedAtEpochMs, 'f')}`,
		facts.filter(Boolean).join(' · '),
		`${upperFirst(describeState(shownEpisode, texts))}.${shown ? ` ${shown.text}` : ''}`,
		...(shown?.advice ? [shown.advice] : []),
		...(endedFor ? [texts.endedFor[endedFor]] : []),
		...(manifest.state === 'recording'
			? []
			: [`-# ${describeKept(manifest, keptUntilEpochMs, texts)}`]),
	].join('\n');
}

function describeKept(
	{ isPublished }: EpisodeManifest,
	untilEpochMs: number | undefined,
	{ kept, keptUntil, keptUntilUnlessPublished }: EpisodeTexts,
): string {
	if (untilEpochMs === undefined) {
		return kept;
	}
	const moment = formatMoment(untilEpochMs, 'f');
	return isPublished ? keptUntil(moment) : keptUntilUnlessPublished(moment);
}

/** What the panel of a show that is over says of its episode. */
export function describeEpisodeInPanel(episode: ShownEpisode, language: Language = 'en'): string {
	const { manifest } = episode;
	const { episode: texts } = textsIn(language);
	return manifest.state === 'rendering'
		? texts.becomes(boldTitle(manifest, texts), describeProgress(episode, texts))
		: describeEpisode(episode, language);
}

function describeState(episode: ShownEpisode, texts: EpisodeTexts): string {
	const { isPublished, state } = episode.manifest;
	switch (state) {
		case 'recording':
			return texts.states.recording;
		case 'rendering':
			return describeProgress(episode, texts);
		case 'ready':
			return isPublished ? texts.states.published : texts.states.notPublished;
		case 'failed':
			return texts.states.failed;
	}
}

function describeProgress({ progress }: ShownEpisode, { made, states }: EpisodeTexts): string {
	return progress === undefined ? states.waiting : made(Math.floor(progress * 100));
}

function titleOf(
	{ part, title }: EpisodeManifest,
	texts: EpisodeTexts,
	maxLength = MAX_TITLE_LENGTH,
): string {
	const end = part === undefined ? '' : texts.part(part);
	return `${escapeText(cutText(title, maxLength))}${end}`;
}

function boldTitle(manifest: EpisodeManifest, texts: EpisodeTexts, maxLength?: number): string {
	return `**${titleOf(manifest, texts, maxLength)}**`;
}

function lengthOf({ durationMs, playedMs }: EpisodeManifest): string {
	return formatDuration(playedMs || durationMs);
}

/** Of what listeners get. */
function sizeOf({ outputs }: EpisodeManifest): string {
	const bytes = outputs.find(({ name }) => name === 'episode.mp3')?.bytes ?? 0;
	return bytes === 0 ? '' : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function describeVoices({ tracks }: EpisodeManifest, texts: EpisodeTexts): string {
	const names = tracks.flatMap((track) => (track.isErased ? [] : nameOf(track, texts)));
	const erased = tracks.length - names.length;
	const more = names.length - MAX_NAMES;
	const shown = names.slice(0, MAX_NAMES).join(', ');
	const listed = more > 0 ? texts.andMore(shown, more) : shown;
	return [listed, erased > 0 ? texts.takenOut(erased) : ''].filter(Boolean).join(', ');
}

function nameOf({ name }: EpisodeTrack, texts: EpisodeTexts): string {
	return escapeText(cutText(name ?? texts.somebody, MAX_NAME_LENGTH));
}

/** As Discord suggests it while a member types; no markup is seen there. */
export function suggestionName(
	{ part, serverName, startedAtEpochMs, title }: EpisodeManifest,
	language: Language = 'en',
): string {
	const day = new Date(startedAtEpochMs).toISOString().slice(0, 10);
	const which = part === undefined ? '' : textsIn(language).episode.part(part);
	const end = `${which} (${cutText(plainLine(serverName), 30)}, ${day})`;
	return `${cutText(plainLine(title), MAX_SUGGESTION_LENGTH - end.length)}${end}`;
}

/** Above the list. @param count - of all; the last ten are shown */
export function describeEpisodeList(
	episodes: readonly ShownEpisode[],
	count: number,
	language: Language = 'en',
): string {
	const { episode: texts } = textsIn(language);
	if (episodes.length === 0) {
		return texts.none;
	}
	const write = (maxTitleLength: number) =>
		[
			count > episodes.length ? texts.listOfLast(episodes.length, count) : texts.list(count),
			...episodes.map((episode) => `- ${describeEpisodeLine(episode, { maxTitleLength, texts })}`),
		].join('\n');
	const lists = LISTED_TITLE_LENGTHS.map(write);
	const [shortest = ''] = lists.slice(-1);
	return lists.find(({ length }) => length <= MAX_MESSAGE_LENGTH) ?? shortest;
}

/** An answer that needs no facts, in whatever language it is asked for. */
export function answerOnEpisode(
	name:
		| 'gone'
		| 'notReady'
		| 'deleted'
		| 'stays'
		| 'retried'
		| 'notRecorded'
		| 'noTitle'
		| 'voiceGone',
): Sentence {
	return (language) => textsIn(language).episode[name];
}

/** Asked of who is about to delete one. */
export function askToDelete(manifest: EpisodeManifest, language: Language = 'en'): string {
	const { episode: texts } = textsIn(language);
	const ask = manifest.isPublished ? texts.askToDeletePublished : texts.askToDelete;
	return ask(titleOf(manifest, texts));
}

/** A voice as a menu has it; no markup is seen there. */
export function describeVoice(
	{ name, speechMs }: EpisodeTrack,
	language: Language = 'en',
): { label: string; description: string } {
	const { episode: texts } = textsIn(language);
	return {
		label: cutText(plainLine(name ?? '') || texts.somebody, MAX_SUGGESTION_LENGTH),
		description: texts.spoke(formatDuration(speechMs)),
	};
}

/**
 * Asked of who is about to take a voice out.
 *
 * @param becomes - what is left
 */
export function askToTakeOut(
	manifest: EpisodeManifest,
	{ track, becomes }: { track: EpisodeTrack; becomes: 'madeAnew' | 'deleted' },
	language: Language = 'en',
): string {
	const { episode: texts } = textsIn(language);
	return [
		texts.askToTakeOut(nameOf(track, texts), titleOf(manifest, texts)),
		texts.takingOut[becomes],
	].join('\n');
}

/** That a voice is out of it. */
export function describeTakenOut(
	manifest: EpisodeManifest,
	track: EpisodeTrack,
	language: Language = 'en',
): string {
	const { episode: texts } = textsIn(language);
	return texts.tookOut(nameOf(track, texts), boldTitle(manifest, texts));
}

/** That it is published, and where. */
export function describePublished(
	{ link, manifest }: ShownEpisode,
	language: Language = 'en',
): string {
	const { episode: texts, panel } = textsIn(language);
	const shown = link && showLink(link, manifest.visibility, language);
	const hearers = `${texts.hearers[manifest.visibility]}${shown ? `${panel.colon}${shown.text}` : '.'}`;
	const said = `${texts.published(boldTitle(manifest, texts))} ${hearers}`;
	return shown?.advice ? `${said}\n${shown.advice}` : said;
}

/** That it is not published any more. */
export function describeHidden(manifest: EpisodeManifest, language: Language = 'en'): string {
	const { episode: texts } = textsIn(language);
	return texts.hidden(boldTitle(manifest, texts));
}

/** That it has another title now. */
export function describeRenamed(manifest: EpisodeManifest, language: Language = 'en'): string {
	const { episode: texts } = textsIn(language);
	return texts.renamed(boldTitle(manifest, texts));
}

/** That a mark is set. @param atMs - in the recording */
export function describeNoted(text: string, atMs: number, language: Language = 'en'): string {
	return textsIn(language).episode.noted(formatClock(atMs), escapeText(text));
}

/** A file of an episode that can be downloaded. */
export interface EpisodeFile {
	/** Such as `MP3`. */
	format: string;
	holds: 'episode' | 'tracks';
	url: URL;
}

/** Links to an episode's page and files, which open for whoever has them. */
export function describeFiles(
	manifest: EpisodeManifest,
	{ files, page, untilEpochMs }: { files: readonly EpisodeFile[]; page: URL; untilEpochMs: number },
	language: Language = 'en',
): string {
	const { episode: texts } = textsIn(language);
	const line = (label: string, url: URL) => `- [${label}](<${url.href}>)`;
	return [
		texts.files(boldTitle(manifest, texts), formatMoment(untilEpochMs, 'f')),
		line(texts.page, page),
		...files.map(({ format, holds, url }) =>
			line(holds === 'tracks' ? texts.allTracks(format) : format, url),
		),
	].join('\n');
}

/** Of a recording, as players show it. */
function formatClock(ms: number): string {
	const seconds = Math.floor(ms / 1000);
	const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) =>
		String(part).padStart(2, '0'),
	);
	const hours = Math.floor(seconds / 3600);
	return [...(hours > 0 ? [String(hours)] : []), ...parts].join(':');
}

function upperFirst(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
