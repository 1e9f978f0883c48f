// Why a podcast is not played, or no longer, in words for members.
import { ConnectionClosedError, ProtocolError, TimeoutError, UserError } from '../../../errors.js';
import {
	type ListeningEnd,
	type ListeningRefusal,
	ListeningRefusedError,
	type ListeningWarning,
} from '../../../listening/listening-facts.js';
import { textsIn } from '../languages/texts.js';
import { escapeMessage, escapeText, formatDuration, formatMoment } from '../markdown.js';
import { describeVoiceEnd, explainVoiceFailure } from './failures.js';
import { describeGatewayEnd } from './gateway-words.js';
import { describePlayerObstacle, describeSpeakingObstacle } from './obstacle-words.js';

/** What is said where there is no such podcast, or none that is open to whoever asks. */
const NOT_TO_BE_HEARD =
	'That show is not on air, or the link is an old one. Ask for a new one, or pick from the list.';

/** What is said where there is nothing to leave. */
export const NOTHING_PLAYED = 'Nothing is playing there: `/podcast listen` plays a show.';

/** What is said where a server without a podcast of its own names none. */
export const NOTHING_OWN =
	'This server is not on air: name a podcast, `/podcast relay podcast:`, or begin one with `/podcast start`.';

/** What is said where a category has nothing to play into. */
export const NO_CHANNELS =
	'That category has no voice channel that the podcast could be played into.';

/** @returns an error whose text may be shown, where nothing was played */
export function explainRefusal(error: unknown): unknown {
	return error instanceof ListeningRefusedError
		? new UserError(describeRefusal(error.refusal), { cause: error.cause ?? error })
		: error;
}

/** Sentences on why nothing is played, and what to do. */
export function describeRefusal(refusal: ListeningRefusal): string {
	switch (refusal.kind) {
		case 'stopping':
			return 'The bot is being shut down: try again when it is back.';
		case 'no such podcast':
			return `${NOT_TO_BE_HEARD} An id alone opens public shows and this server’s own; for others paste the link.`;
		case 'no podcast address':
			return 'That is no link of a podcast: those look like `https://…/p/AbC12?key=…`.';
		case 'server not allowed':
			return `I do not open links to \`${refusal.host}\`: whoever runs this bot can allow it with \`PODCAST_LINK_ORIGINS\`.`;
		case 'own channel':
			return `<#${refusal.channelId}> is where the podcast comes from: it would hear itself. Pick another channel.`;
		case 'already played':
			return `A podcast is played into <#${refusal.channelId}> already: \`/podcast leave\` ends that.`;
		case 'no player':
			return describePlayerObstacle(refusal.obstacle, refusal.channelId);
		case 'podcast':
			return refusal.loss === 'unreachable' ? describeUnreachable(refusal.error) : NOT_TO_BE_HEARD;
		case 'not let in':
			return (explainVoiceFailure(refusal.error, refusal.channelId) as UserError).message;
		case 'ended':
			return `It ended before it had begun. ${describeListeningEnd(refusal.end, refusal.channelId)}`;
	}
}

/**
 * A sentence on why a podcast is not played any more.
 *
 * @param channelId - where it was played
 */
export function describeListeningEnd(end: ListeningEnd, channelId: string): string {
	switch (end.cause) {
		case 'stopped':
			return end.byName === undefined ? 'It was stopped.' : `${escapeText(end.byName)} ended it.`;
		case 'shut down':
			return textsIn('en').show.shutDown;
		case 'restarting':
			return textsIn('en').show.restarting;
		case 'account':
			return describeGatewayEnd(end.gateway);
		case 'idle':
			return `Nobody has been in <#${channelId}> for ${formatDuration(end.idleMs)}.`;
		case 'moved to the source':
			return `I was moved into <#${channelId}>, where the podcast comes from.`;
		case 'voice':
			return describeVoiceEnd(end.reason, channelId);
		case 'podcast':
			return describePodcastEnd(end);
	}
}

/** Sentences for the channel of the panel. */
export function describeListeningOver(over: {
	/** As a member wrote it. */
	title: string;
	channelId: string;
	end: ListeningEnd;
}): string {
	const { title, channelId, end } = over;
	return `⚫ **${escapeText(title)}** is no longer played into <#${channelId}>. ${describeListeningEnd(end, channelId)}`;
}

/** A sentence on what keeps members from hearing what is played. */
function describeListeningWarning(warning: ListeningWarning): string {
	return warning.kind === 'not heard'
		? describeSpeakingObstacle(warning.obstacle)
		: 'The connection to the podcast server is down. I am reconnecting; there is nothing that you need to do.';
}

/** A channel that a podcast is not played into, and why. */
export interface UnplayedChannel {
	channelId: string;
	/** A sentence. */
	reason: string;
}

/** A line for each reason; channels with the same one stand together. */
export function describeUnplayed(unplayed: readonly UnplayedChannel[]): string[] {
	const byReason = new Map<string, string[]>();
	for (const { channelId, reason } of unplayed) {
		byReason.set(reason, [...(byReason.get(reason) ?? []), `<#${channelId}>`]);
	}
	return [...byReason].map(([reason, places]) => `⚠️ Not into ${places.join(', ')}: ${reason}`);
}

function describeUnreachable(error: Error): string {
	return error instanceof TimeoutError || error instanceof ProtocolError
		? `I cannot hear the podcast. ${escapeMessage(error)}.`
		: 'The podcast server cannot be reached: try again in a moment; if this lasts, whoever runs it should look at it.';
}

function describePodcastEnd({ error, loss }: ListeningEnd & { cause: 'podcast' }): string {
	switch (loss) {
		case 'over':
			return 'The podcast has ended.';
		case 'closed to us':
			return 'The link that it was opened with is not valid any more: ask for the new one.';
		case 'unreachable':
			return `The podcast could not be reached any more. ${describeLoss(error)}`;
	}
}

/** The connection's own words are for whoever runs a sender. */
function describeLoss(error: Error): string {
	if (!(error instanceof ConnectionClosedError)) {
		return `${escapeMessage(error)}.`;
	}
	return error.status === undefined
		? `Its server closed the connection (code ${error.closeCode}).`
		: `Its server, or a proxy before it, refuses the connection (status ${error.status}).`;
}

/** That channels were left on a member's wish. */
export function describeLeft(channelIds: readonly string[]): string {
	return `⚫ Left ${channelIds.map((channelId) => `<#${channelId}>`).join(', ')}.`;
}

/** Lines of a panel on one channel: where, by whom and since when, or why it is over. */
export function describePlace(place: {
	channelId: string;
	accountId: string;
	sinceEpochMs: number;
	end: ListeningEnd | undefined;
	warnings: readonly ListeningWarning[];
}): string[] {
	const { accountId, channelId, end, sinceEpochMs, warnings } = place;
	return end === undefined
		? [
				`<#${channelId}> · by <@${accountId}> · since ${formatMoment(sinceEpochMs, 'R')}`,
				...warnings.map((warning) => `⚠️ ${describeListeningWarning(warning)}`),
			]
		: [`<#${channelId}> · ${describeListeningEnd(end, channelId)}`];
}
