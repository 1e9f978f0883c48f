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

const PLACE_WORDS: Readonly<Record<PlaceObstacle, string>> = {
	'channel gone': 'the voice channel is gone.',
	'nobody there': 'nobody was there any more.',
	disconnected: 'somebody has disconnected me there.',
};

/** Why it is not played again in one channel, as the end of a sentence. */
export function describePlaceObstacle(obstacle: PlaceObstacle): string {
	return PLACE_WORDS[obstacle];
}

/** Sentences on why it is not played again. */
export function describeReturnObstacle(obstacle: ReturnObstacle): string {
	switch (obstacle.kind) {
		case 'by command':
			return 'The bot was restarted: `/podcast listen` plays it again.';
		case 'away too long':
			return `The bot was restarted, after it had been away for ${formatDuration(obstacle.awayMs)}.`;
		case 'podcast over':
			return 'The bot was restarted, and the podcast is over.';
		case 'server not seen':
			return 'The bot was restarted, and Discord has not shown me this server.';
		case 'no channel':
			return ['The bot was restarted.', ...obstacle.lines].join('\n');
	}
}
