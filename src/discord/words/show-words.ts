// What happens in a show and how it ends, in words for people in Discord.
import type { ShowFact, ShowParting } from '../../show/show-events.js';
import { describeAnnouncementObstacle } from './announcement-words.js';
import { describeVoiceEnd } from './failures/failures.js';
import { describeGatewayEnd } from './failures/gateway-words.js';
import { describeServerFailure } from './failures/server-advice.js';
import { cutText, escapeText, formatDuration, plainLine } from './markdown.js';
import { RESTARTING, SHUT_DOWN } from './shutdown-words.js';
import { describeTroubleOver } from './trouble-words.js';

/** A few words on what happened, in Discord's markdown; undefined where it is not worth any. */
export function describeFact(fact: ShowFact): string | undefined {
	switch (fact.kind) {
		case 'begun':
			return `${escapeText(fact.by)} put it on air.`;
		case 'resumed':
			return 'Back after a restart.';
		case 'moved':
			return `Moved to <#${fact.channelId}>: the podcast goes on from there.`;
		case 'podcast server back': {
			const away = `The podcast server was away for ${formatDuration(fact.awayMs)}`;
			return fact.isNewPodcast
				? `${away}: the podcast has a new id, receivers have to connect anew.`
				: `${away}.`;
		}
		case 'trouble over':
			return describeTroubleOver(fact.trouble);
		case 'muted':
			return `${escapeText(fact.by)} took ${escapeText(fact.member)} off air.`;
		case 'unmuted':
			return `${escapeText(fact.by)} let ${escapeText(fact.member)} back on air.`;
		case 'link renewed':
			return `${escapeText(fact.by)} made a new link; the old one no longer works.`;
		case 'newcomers not told':
			return `I may not write in <#${fact.channelId}>, so newcomers are ${fact.isToldElsewhere ? 'told here' : 'not told'} that they are on air: give me **Send Messages** there.`;
		case 'channel status not allowed':
			return `The channel list does not say that we are on air: give me **Set Voice Channel Status** in <#${fact.channelId}>.`;
		case 'not announced':
		case 'announced without ping':
			return describeAnnouncementObstacle(fact);
		case 'next part':
			return `The recording goes on as part ${fact.part}: one part may not be longer.`;
		case 'noted':
			return `${escapeText(fact.by)} set a mark: ${escapeText(fact.text)}`;
	}
}

/** The most that a voice channel's status may have. */
const MAX_STATUS_LENGTH = 500;

/** What stands below the voice channel's name in Discord's list while it is on air. */
export function describeVoiceStatus(title: string): string {
	return cutText(plainLine(`🔴 On air: ${title}`), MAX_STATUS_LENGTH);
}

/** A sentence on why a show has left the air, in Discord's markdown. */
export function describeParting(parting: ShowParting, channelId: string): string {
	switch (parting.cause) {
		case 'stopped':
			return parting.by === undefined ? 'It was stopped.' : `${escapeText(parting.by)} stopped it.`;
		case 'shut down':
			return SHUT_DOWN;
		case 'restart':
			return RESTARTING;
		case 'idle':
			return 'Nobody else was in the channel for too long.';
		case 'podcast server':
			return `${describeServerFailure(parting.error)}.`;
		case 'voice':
			return describeVoiceEnd(parting.reason, channelId);
		case 'gateway':
			return describeGatewayEnd(parting.code);
	}
}

/** Asked of who has pressed Stop. @param listeners - undefined where the server does not tell */
export function describeEndQuestion(title: string, listeners: number | undefined): string {
	const whose =
		listeners === undefined
			? ''
			: ` for ${listeners === 1 ? '1 listener' : `${listeners.toLocaleString('en')} listeners`}`;
	return `End the show **${escapeText(title)}**${whose}?`;
}

/** Who was asked has thought better of it. */
export const KEPT_GOING = '🔴 The show goes on.';

/** That a member has ended it, for the channel. */
export function describeStopped(title: string, durationMs: number): string {
	return `⚫ **Off air**: ${escapeText(title)}, after ${formatDuration(durationMs)}.`;
}

/** That it has ended without having been asked to, for the channel. */
export function describeUnaskedEnd(reason: string, durationMs: number): string {
	return `⚫ **Off air** after ${formatDuration(durationMs)}. ${reason}`;
}
