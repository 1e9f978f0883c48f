// Why a show did not begin, in words for people in Discord.
import {
	ConnectionClosedError,
	PodcastApiError,
	ProtocolError,
	TimeoutError,
	UserError,
} from '../../errors.js';
import { ShowRefusedError, ShowStartError, type StartObstacle } from '../../show/start-failures.js';
import { endedWhileStarting, explainVoiceFailure } from './failures/failures.js';
import { describeSeatHolder } from './failures/obstacle-words.js';
import { describeServerFailure } from './failures/server-advice.js';
import { describeParting } from './show-words.js';

/** @returns an error whose text may be shown, where there are words for what happened */
export function explainFailure(error: unknown): unknown {
	if (error instanceof ShowRefusedError) {
		return new UserError(describeObstacle(error.obstacle));
	}
	if (!(error instanceof ShowStartError)) {
		return error;
	}
	const { cause, failure } = error;
	switch (failure.at) {
		case 'ended':
			return endedWhileStarting(describeParting(failure.end, failure.channelId));
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
		? new UserError(`No podcast could be started. ${describeServerFailure(error)}.`, {
				cause: error,
			})
		: error;
}

function describeObstacle(obstacle: StartObstacle): string {
	switch (obstacle.kind) {
		case 'closing':
			return 'The bot is being shut down: try again when it is back.';
		case 'starting':
			return `A podcast is just being started in <#${obstacle.channelId}>.`;
		case 'on air':
			return describeSeatHolder({ use: 'show', channelId: obstacle.channelId });
		case 'seat taken':
			return describeSeatHolder(obstacle.holder);
	}
}
