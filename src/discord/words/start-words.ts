// Why a show did not begin, in words for people in Discord.
import {
	ConnectionClosedError,
	PodcastApiError,
	ProtocolError,
	TimeoutError,
	UserError,
} from '../../errors.js';
import type { Language } from '../../languages.js';
import { ShowRefusedError, ShowStartError, type StartObstacle } from '../../show/start-failures.js';
import { endedWhileStarting, explainVoiceFailure } from './failures/failures.js';
import { describeSeatHolder } from './failures/obstacle-words.js';
import { describeServerFailure } from './failures/server-advice.js';
import { textsIn } from './languages/texts.js';
import { describeParting } from './show-words.js';

/** @returns an error whose text may be shown, where there are words for what happened */
export function explainFailure(error: unknown): unknown {
	if (error instanceof ShowRefusedError) {
		return new UserError((language) => describeObstacle(error.obstacle, language));
	}
	if (!(error instanceof ShowStartError)) {
		return error;
	}
	const { cause, failure } = error;
	switch (failure.at) {
		case 'ended':
			return endedWhileStarting((language) =>
				describeParting(failure.end, failure.channelId, language),
			);
		case 'voice':
			return explainVoiceFailure(cause, failure.channelId);
		case 'podcast server':
			return explainPodcastFailure(cause);
	}
}

function explainPodcastFailure(error: unknown): unknown {
	return error instanceof PodcastApiError ||
		error instanceof ConnectionClosedError ||
		error instanceof ProtocolError ||
		error instanceof TimeoutError
		? new UserError(
				(language) =>
					textsIn(language).failure.start.failed(describeServerFailure(error, language)),
				{ cause: error },
			)
		: error;
}

function describeObstacle(obstacle: StartObstacle, language: Language): string {
	const { answers, failure } = textsIn(language);
	switch (obstacle.kind) {
		case 'closing':
			return answers.closing;
		case 'starting':
			return failure.start.starting(`<#${obstacle.channelId}>`);
		case 'on air':
			return describeSeatHolder({ use: 'show', channelId: obstacle.channelId }, language);
		case 'choices unheard':
			return failure.start.choicesUnheard;
		case 'seat taken':
			return describeSeatHolder(obstacle.holder, language);
	}
}
