// What hosts read of episodes: in the list, in a card, below a show's panel, and in answers.
import type { EpisodeManifest } from '../../../store/episode-manifest.js';
import { cutText, escapeText, formatDuration, formatMoment, plainLine } from '../markdown.js';
import { showLink } from '../shown-link.js';

/** What buttons and the menu say. */
export const EPISODE_LABELS = {
	publish: 'Publish',
	hide: 'Hide',
	listen: '🎧 Listen',
	rename: 'Rename',
	files: 'Download',
	delete: 'Delete',
	gone: 'Delete it',
	keep: 'Keep it',
	retry: 'Try again',
	pick: 'Pick an episode',
	newTitle: 'Title of the episode',
} as const;

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
const MAX_NAMES = 6;
const MAX_NAME_LENGTH = 32;
const MAX_SUGGESTION_LENGTH = 100;

/** A line of the list. */
function describeEpisodeLine(episode: ShownEpisode): string {
	const { manifest } = episode;
	return `**${titleOf(manifest)}** · <#${manifest.channelId}> · ${formatMoment(manifest.startedAtEpochMs, 'f')} · ${[lengthOf(manifest), describeState(episode), sizeOf(manifest)].filter(Boolean).join(' · ')}`;
}

/** One episode with all that there is to say of it. */
export function describeEpisode(episode: ShownEpisode): string {
	const { keptUntilEpochMs, link, manifest } = episode;
	const { endedFor } = manifest;
	const facts = [lengthOf(manifest), describeVoices(manifest), sizeOf(manifest)].filter(Boolean);
	const kept =
		keptUntilEpochMs === undefined
			? 'Kept until somebody deletes it.'
			: `Kept until ${formatMoment(keptUntilEpochMs, 'f')}${manifest.isPublished ? '' : ', unless it is published before'}.`;
	const shown = manifest.isPublished && link ? showLink(link, manifest.visibility) : undefined;
	return [
		`🎙️ **${titleOf(manifest)}** · <#${manifest.channelId}> · ${formatMoment(manifest.startedAtEpochMs, 'f')}`,
		facts.join(' · '),
		`${upperFirst(describeState(episode))}.${shown ? ` ${shown.text}` : ''}`,
		...(shown?.advice ? [shown.advice] : []),
		...(endedFor ? [ENDED_FOR[endedFor]] : []),
		...(manifest.state === 'recording' ? [] : [`-# ${kept}`]),
	].join('\n');
}

/** What the panel of a show that is over says of its episode. */
export function describeEpisodeInPanel(episode: ShownEpisode): string {
	const { manifest } = episode;
	return manifest.state === 'rendering'
		? `🎙️ **${titleOf(manifest)}** becomes an episode: ${describeProgress(episode)}.`
		: describeEpisode(episode);
}

/** That an episode which a panel showed is not there any more. */
export const EPISODE_DELETED = '🗑️ The episode was deleted.';

const ENDED_FOR = {
	'disk full': 'It ends early: the disk was full.',
	'disk slow': 'It ends early: the disk did not keep up.',
	'disk failed': 'It ends early: the disk failed.',
	'too long': 'It goes on in the next part.',
} as const satisfies Record<NonNullable<EpisodeManifest['endedFor']>, string>;

function describeState(episode: ShownEpisode): string {
	const { isPublished, state } = episode.manifest;
	switch (state) {
		case 'recording':
			return 'being recorded';
		case 'rendering':
			return describeProgress(episode);
		case 'ready':
			return isPublished ? 'published' : 'not published';
		case 'failed':
			return 'could not be made: whoever runs me finds the reason in the log';
	}
}

function describeProgress({ progress }: ShownEpisode): string {
	return progress === undefined ? 'waiting to be made' : `${Math.floor(progress * 100)} % made`;
}

function titleOf({ part, title }: EpisodeManifest): string {
	return `${escapeText(cutText(title, MAX_TITLE_LENGTH))}${part === undefined ? '' : `, part ${part}`}`;
}

function lengthOf({ durationMs, playedMs }: EpisodeManifest): string {
	return formatDuration(playedMs || durationMs);
}

/** Of what listeners get. */
function sizeOf({ outputs }: EpisodeManifest): string {
	const bytes = outputs.find(({ name }) => name === 'episode.mp3')?.bytes ?? 0;
	return bytes === 0 ? '' : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function describeVoices({ tracks }: EpisodeManifest): string {
	const names = tracks.flatMap(({ isErased, name }) =>
		isErased ? [] : [escapeText(cutText(name ?? 'somebody', MAX_NAME_LENGTH))],
	);
	const erased = tracks.length - names.length;
	const more = names.length - MAX_NAMES;
	const listed = names.slice(0, MAX_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
	return [listed, erased > 0 ? `${erased} taken out` : ''].filter(Boolean).join(', ');
}

/** As Discord suggests it while a member types; no markup is seen there. */
export function suggestionName({ part, serverName, startedAtEpochMs, title }: EpisodeManifest) {
	const day = new Date(startedAtEpochMs).toISOString().slice(0, 10);
	const end = `${part === undefined ? '' : `, part ${part}`} (${cutText(plainLine(serverName), 30)}, ${day})`;
	return `${cutText(plainLine(title), MAX_SUGGESTION_LENGTH - end.length)}${end}`;
}

/** Above the list. @param count - of all; the last ten are shown */
export function describeEpisodeList(episodes: readonly ShownEpisode[], count: number): string {
	if (episodes.length === 0) {
		return '🎙️ This server has no episodes: `/podcast start record:tracks` begins a show that is recorded.';
	}
	const more = count > episodes.length ? `the last ${episodes.length} of ${count}` : `${count}`;
	return [
		`🎙️ **Episodes**, ${more}, newest first:`,
		...episodes.map((episode) => `- ${describeEpisodeLine(episode)}`),
	].join('\n');
}

/** Answers that need no facts. */
export const EPISODE_ANSWERS = {
	gone: 'That episode is not there any more.',
	notReady: 'That episode is not ready yet: try again when it is.',
	deleted: '🗑️ The episode is deleted, with everything that was recorded for it.',
	kept: '🎙️ The episode stays.',
	retried: '🎙️ It is made anew: the panel shows how far it is.',
	notRecorded:
		'This show is not recorded, so there is nothing to set a mark in: `/podcast start record:tracks` begins one that is.',
	noTitle: 'A title needs at least one character that can be seen.',
} as const;

/** Asked of who is about to delete one. */
export function askToDelete(manifest: EpisodeManifest): string {
	const published = manifest.isPublished ? ' Its address opens nothing any more.' : '';
	return `🗑️ **Delete ${titleOf(manifest)}**, with all its tracks?${published} It cannot be undone.`;
}

/** That it is published, and where. */
export function describePublished({ link, manifest }: ShownEpisode): string {
	const hearers = {
		public: 'Everybody can hear it',
		unlisted: 'Whoever has the link can hear it',
		private: 'It is for this server: hosts get links by **Download**',
	}[manifest.visibility];
	const shown = link && showLink(link, manifest.visibility);
	const said = `🎙️ **${titleOf(manifest)}** is published. ${hearers}${shown ? `: ${shown.text}` : '.'}`;
	return shown?.advice ? `${said}\n${shown.advice}` : said;
}

/** That it is not published any more. */
export function describeHidden(manifest: EpisodeManifest): string {
	return `🎙️ **${titleOf(manifest)}** is not published any more; nobody can open it.`;
}

/** That it has another title now. */
export function describeRenamed(manifest: EpisodeManifest): string {
	return `🎙️ It is called **${titleOf(manifest)}** now.`;
}

/** That a mark is set. @param atMs - in the recording */
export function describeNoted(text: string, atMs: number): string {
	return `📍 **${formatClock(atMs)}** ${escapeText(text)}: a chapter of the episode begins here.`;
}

/** Links to files of an episode. */
export function describeFiles(
	manifest: EpisodeManifest,
	files: readonly { label: string; url: URL }[],
	untilEpochMs: number,
): string {
	return [
		`⬇️ **${titleOf(manifest)}**, for you alone until ${formatMoment(untilEpochMs, 'f')}:`,
		...files.map(({ label, url }) => `- [${label}](<${url.href}>)`),
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
