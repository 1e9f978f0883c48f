// Why a show, or what was played, does not come back after a restart, in words for members.
import { UserError } from '../../errors.js';
import type { Language } from '../../languages.js';
import type { NoReturn } from '../../show/recovery.js';
import { describeVoiceObstacle } from './failures/obstacle-words.js';
import { textsIn } from './languages/texts.js';
import { formatDuration } from './markdown.js';
import { describeParting } from './show-words.js';
import { explainFailure } from './start-words.js';

/** Whole sentences for the panel of a show that was left on air. */
export function describeNoReturn(why: NoReturn, language: Language = 'en'): string {
	const { noReturn } = textsIn(language).show;
	switch (why.kind) {
		case 'stopped':
			return describeParting(why.parting, why.channelId, language);
		case 'not started':
			return noReturn.notStarted(describeStartError(why.error, language));
		case 'not wanted':
			return noReturn.notWanted;
		case 'away too long':
			return noReturn.awayTooLong(formatDuration(why.awayMs));
		case 'guild not shown':
			return noReturn.serverNotShown;
		case 'channel gone':
			return noReturn.channelGone;
		case 'nobody there':
			return noReturn.nobodyThere(`<#${why.channelId}>`);
		case 'no entry':
			return noReturn.noEntry(describeVoiceObstacle(why.obstacle, why.channelId, language));
	}
}

function describeStartError(error: unknown, language: Language): string {
	const explained = explainFailure(error);
	return explained instanceof UserError
		? explained.messageIn(language)
		: textsIn(language).show.noReturn.unforeseen;
}

/** What keeps it from being played again in one of its channels. */
export type PlaceObstacle = 'channel gone' | 'nobody there' | 'disconnected';

/** What keeps it from being played again anywhere. */
export type ReturnObstacle =
	/** Nothing is played again by itself, or it is not known what. */
	| { kind: 'by command' }
	/** The program was not there for that long. */
	| { kind: 'away too long'; awayMs: number }
	| { kind: 'podcast over' }
	/** Discord has not shown the server since. */
	| { kind: 'server not seen' }
	/** With a line for each reason. */
	| { kind: 'no channel'; lines: readonly string[] };

/** Why it is not played again in one channel, as the end of a sentence. */
export function describePlaceObstacle(obstacle: PlaceObstacle, language: Language = 'en'): string {
	return textsIn(language).listening.noReturn[obstacle];
}

/** Sentences on why it is not played again. */
export function describeReturnObstacle(
	obstacle: ReturnObstacle,
	language: Language = 'en',
): string {
	const { noReturn } = textsIn(language).listening;
	switch (obstacle.kind) {
		case 'by command':
			return noReturn.byCommand;
		case 'away too long':
			return noReturn.awayTooLong(formatDuration(obstacle.awayMs));
		case 'podcast over':
			return noReturn.podcastOver;
		case 'server not seen':
			return noReturn.serverNotSeen;
		case 'no channel':
			return [noReturn.noChannel, ...obstacle.lines].join('\n');
	}
}
