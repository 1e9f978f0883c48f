// What happens in a show and how it ends, in words for people in Discord.
import { LANGUAGES, type Language } from '../../languages.js';
import type { ShowFact, ShowParting } from '../../show/show-events.js';
import { describeAnnouncementObstacle } from './announcement-words.js';
import { describeVoiceEnd } from './failures/failures.js';
import { describeGatewayEnd } from './failures/gateway-words.js';
import { describeServerFailure } from './failures/server-advice.js';
import { textsIn } from './languages/texts.js';
import { cutText, escapeText, formatDuration, plainLine } from './markdown.js';
import { describeTroubleOver } from './trouble-words.js';

/** A few words on what happened, in Discord's markdown; undefined where it is not worth any. */
export function describeFact(fact: ShowFact, language: Language = 'en'): string | undefined {
	const { show } = textsIn(language);
	switch (fact.kind) {
		case 'begun':
			return show.begun(escapeText(fact.by));
		case 'resumed':
			return show.resumed;
		case 'moved':
			return show.moved(`<#${fact.channelId}>`);
		case 'podcast server back': {
			const away = formatDuration(fact.awayMs);
			return fact.isNewPodcast ? show.serverBackAnew(away) : show.serverBack(away);
		}
		case 'trouble over':
			return describeTroubleOver(fact.trouble, language);
		case 'muted':
			return show.muted(escapeText(fact.by));
		case 'unmuted':
			return show.unmuted(escapeText(fact.by));
		case 'link renewed':
			return show.linkRenewed(escapeText(fact.by));
		case 'newcomers not told': {
			const channel = `<#${fact.channelId}>`;
			return fact.isToldElsewhere
				? show.newcomersToldHere(channel)
				: show.newcomersNotTold(channel);
		}
		case 'channel status not allowed':
			return show.channelStatusNotAllowed(`<#${fact.channelId}>`);
		case 'not announced':
		case 'announced without ping':
			return describeAnnouncementObstacle(fact, language);
		case 'next part':
			return show.nextPart(fact.part);
		case 'noted':
			return show.noted(escapeText(fact.by), escapeText(fact.text));
	}
}

/** The most that a voice channel's status may have. */
const MAX_STATUS_LENGTH = 500;

/** What stands below the voice channel's name in Discord's list while it is on air. */
export function describeVoiceStatus(title: string, language: Language = 'en'): string {
	return cutText(plainLine(textsIn(language).show.voiceStatus(title)), MAX_STATUS_LENGTH);
}

/** Whether a line is such a one, of that show, in whatever language. */
export function isVoiceStatus(line: string, title: string): boolean {
	return LANGUAGES.some((language) => line === describeVoiceStatus(title, language));
}

/** A sentence on why a show has left the air, in Discord's markdown. */
export function describeParting(
	parting: ShowParting,
	channelId: string,
	language: Language = 'en',
): string {
	const { show } = textsIn(language);
	switch (parting.cause) {
		case 'stopped':
			return parting.by === undefined ? show.stopped : show.stoppedBy(escapeText(parting.by));
		case 'shut down':
			return show.shutDown;
		case 'restart':
			return show.restarting;
		case 'idle':
			return show.idle;
		case 'podcast server':
			return `${describeServerFailure(parting.error, language)}.`;
		case 'voice':
			return describeVoiceEnd(parting.reason, channelId, language);
		case 'gateway':
			return describeGatewayEnd(parting.code, language);
	}
}

/** Asked of who has pressed Stop. @param listeners - undefined where the server does not tell */
export function describeEndQuestion(
	title: string,
	listeners: number | undefined,
	language: Language = 'en',
): string {
	return textsIn(language).show.endQuestion(escapeText(title), listeners);
}

/** That a member has ended it, for the channel. */
export function describeStopped(
	title: string,
	durationMs: number,
	language: Language = 'en',
): string {
	return textsIn(language).show.ended(escapeText(title), formatDuration(durationMs));
}

/** That it has ended without having been asked to, for the channel. */
export function describeUnaskedEnd(
	reason: string,
	durationMs: number,
	language: Language = 'en',
): string {
	return textsIn(language).show.endedUnasked(formatDuration(durationMs), reason);
}
