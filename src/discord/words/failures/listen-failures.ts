// Why a podcast is not played, or no longer, in words for members.
import { ConnectionClosedError, ProtocolError, TimeoutError, UserError } from '../../../errors.js';
import type { Language, Sentence } from '../../../languages.js';
import {
	type ListeningEnd,
	type ListeningRefusal,
	ListeningRefusedError,
	type ListeningWarning,
} from '../../../listening/listening-facts.js';
import type { ListeningTexts } from '../languages/en/listening.js';
import { textsIn } from '../languages/texts.js';
import { escapeMessage, escapeText, formatDuration, formatMoment } from '../markdown.js';
import { describeVoiceEnd, explainVoiceFailure } from './failures.js';
import { describeGatewayEnd } from './gateway-words.js';
import { describePlayerObstacle, describeSpeakingObstacle } from './obstacle-words.js';

/** Why there was nothing to do, in whatever language it is asked for. */
export function explainNothing(why: 'nothingPlayed' | 'nothingOwn' | 'noChannels'): Sentence {
	return (language) => textsIn(language).listening[why];
}

/** @returns an error whose text may be shown, where nothing was played */
export function explainRefusal(error: unknown): unknown {
	return error instanceof ListeningRefusedError
		? new UserError((language) => describeRefusal(error.refusal, language), {
				cause: error.cause ?? error,
			})
		: error;
}

/** Sentences on why nothing is played, and what to do. */
export function describeRefusal(refusal: ListeningRefusal, language: Language = 'en'): string {
	const { answers, listening } = textsIn(language);
	switch (refusal.kind) {
		case 'stopping':
			return answers.closing;
		case 'no such podcast':
			return listening.noSuchPodcast;
		case 'no podcast address':
			return listening.noAddress;
		case 'server not allowed':
			return listening.serverNotAllowed(refusal.host);
		case 'own channel':
			return listening.ownChannel(`<#${refusal.channelId}>`);
		case 'already played':
			return listening.alreadyPlayed(`<#${refusal.channelId}>`);
		case 'no player':
			return describePlayerObstacle(refusal.obstacle, refusal.channelId, language);
		case 'podcast':
			return refusal.loss === 'unreachable'
				? describeUnreachable(refusal.error, listening)
				: listening.notToBeHeard;
		case 'not let in': {
			const explained = explainVoiceFailure(refusal.error, refusal.channelId) as UserError;
			return explained.messageIn(language);
		}
		case 'ended': {
			const end = describeListeningEnd(refusal.end, refusal.channelId, language);
			return listening.endedBefore(end);
		}
	}
}

/**
 * A sentence on why a podcast is not played any more.
 *
 * @param channelId - where it was played
 */
export function describeListeningEnd(
	end: ListeningEnd,
	channelId: string,
	language: Language = 'en',
): string {
	const { listening, show } = textsIn(language);
	switch (end.cause) {
		case 'stopped':
			return end.byName === undefined
				? listening.stopped
				: listening.stoppedBy(escapeText(end.byName));
		case 'shut down':
			return show.shutDown;
		case 'restarting':
			return show.restarting;
		case 'account':
			return describeGatewayEnd(end.gateway, language);
		case 'idle':
			return listening.idle(`<#${channelId}>`, formatDuration(end.idleMs));
		case 'moved to the source':
			return listening.movedToSource(`<#${channelId}>`);
		case 'voice':
			return describeVoiceEnd(end.reason, channelId, language);
		case 'podcast':
			return describePodcastEnd(end, listening);
	}
}

/** Sentences for the channel of the panel. */
export function describeListeningOver(
	over: {
		/** As a member wrote it. */
		title: string;
		channelId: string;
		end: ListeningEnd;
	},
	language: Language = 'en',
): string {
	const { title, channelId, end } = over;
	const why = describeListeningEnd(end, channelId, language);
	return textsIn(language).listening.over(escapeText(title), `<#${channelId}>`, why);
}

/** A sentence on what keeps members from hearing what is played. */
function describeListeningWarning(warning: ListeningWarning, language: Language): string {
	return warning.kind === 'not heard'
		? describeSpeakingObstacle(warning.obstacle, language)
		: textsIn(language).listening.serverAway;
}

/** A channel that a podcast is not played into, and why. */
export interface UnplayedChannel {
	channelId: string;
	/** A sentence. */
	reason: string;
}

/** A line for each reason; channels with the same one stand together. */
export function describeUnplayed(
	unplayed: readonly UnplayedChannel[],
	language: Language = 'en',
): string[] {
	const byReason = new Map<string, string[]>();
	for (const { channelId, reason } of unplayed) {
		byReason.set(reason, [...(byReason.get(reason) ?? []), `<#${channelId}>`]);
	}
	const { listening } = textsIn(language);
	return [...byReason].map(([reason, places]) => listening.unplayed(places.join(', '), reason));
}

function describeUnreachable(error: Error, listening: ListeningTexts): string {
	return error instanceof TimeoutError || error instanceof ProtocolError
		? listening.cannotHear(escapeMessage(error))
		: listening.unreachable;
}

function describePodcastEnd(
	{ error, loss }: ListeningEnd & { cause: 'podcast' },
	listening: ListeningTexts,
): string {
	switch (loss) {
		case 'over':
			return listening.podcastOver;
		case 'closed to us':
			return listening.closedToUs;
		case 'unreachable':
			return listening.lost(describeLoss(error, listening));
	}
}

/** The connection's own words are for whoever runs a sender. */
function describeLoss(error: Error, listening: ListeningTexts): string {
	if (!(error instanceof ConnectionClosedError)) {
		return `${escapeMessage(error)}.`;
	}
	return error.status === undefined
		? listening.closed(error.closeCode)
		: listening.refused(error.status);
}

/** That channels were left on a member's wish. */
export function describeLeft(channelIds: readonly string[], language: Language = 'en'): string {
	const channels = channelIds.map((channelId) => `<#${channelId}>`).join(', ');
	return textsIn(language).listening.left(channels);
}

/** Lines of a panel on one channel: where, by whom and since when, or why it is over. */
export function describePlace(
	place: {
		channelId: string;
		accountId: string;
		sinceEpochMs: number;
		end: ListeningEnd | undefined;
		warnings: readonly ListeningWarning[];
	},
	language: Language = 'en',
): string[] {
	const { accountId, channelId, end, sinceEpochMs, warnings } = place;
	const channel = `<#${channelId}>`;
	return end === undefined
		? [
				textsIn(language).listening.place(channel, {
					account: `<@${accountId}>`,
					ago: formatMoment(sinceEpochMs, 'R'),
				}),
				...warnings.map((warning) => `⚠️ ${describeListeningWarning(warning, language)}`),
			]
		: [`${channel} · ${describeListeningEnd(end, channelId, language)}`];
}
