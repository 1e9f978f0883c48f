// What members are told of a show that is recorded, before and while it is.
import type { Language } from '../../languages.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import { textsIn } from './languages/texts.js';
import { escapeText } from './markdown.js';

/** What becomes of a recording. */
export interface RecordingFacts {
	/** In days; 0: until somebody deletes it. */
	keepDays: { unpublished: number; published: number };
	/** Whether it is published without anybody listening first. */
	isAutoPublished: boolean;
	/** Whether listeners can hear it from its beginning on while it is on air. */
	hasCatchUp: boolean;
	/** Host of a service that hears the voices, to write down what is said; undefined: nobody else does. */
	transcriber?: string | undefined;
}

/** One sentence on what is made of the voices, and for whom. */
export function describeRecording(
	{ hasCatchUp, isAutoPublished, keepDays, transcriber }: RecordingFacts,
	visibility: Visibility | undefined,
	language: Language = 'en',
): string {
	const { recording } = textsIn(language);
	const heardWhen = hasCatchUp ? ` ${recording.fromTheStart}` : '';
	const heardBy =
		transcriber === undefined ? '' : ` ${recording.alsoSentTo(escapeText(transcriber))}`;
	const episode = recording.episodeFor[visibility ?? 'public'];
	return isAutoPublished
		? `${recording.becomes(episode, keepDays.published)}${heardWhen}${heardBy}`
		: `${recording.mayBecome(episode, keepDays)}${heardWhen}${heardBy}`;
}

/** The line of a panel while its show is recorded. */
export function describeRecordingBriefly(
	{ isAutoPublished, keepDays }: RecordingFacts,
	language: Language = 'en',
): string {
	const { briefly } = textsIn(language).recording;
	return isAutoPublished ? briefly.toBePublished(keepDays.published) : briefly.kept(keepDays);
}
