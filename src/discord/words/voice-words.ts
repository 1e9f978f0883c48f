// Whose voice goes on air and whose does not: answers to the host and to the member, and the notice.
import type { OffAirReason } from '../../consent/cast.js';

/** That the host has taken a member off air. */
export function describeMuted(userId: string): string {
	return `🔇 <@${userId}> is **off air** until this podcast ends; \`/podcast unmute\` takes that back.`;
}

/** @param reason - why the member still stays off air; undefined where they do not */
export function describeUnmuted(
	userId: string,
	{ reason, channelId }: { reason: OffAirReason | undefined; channelId: string },
): string {
	switch (reason) {
		case 'opted out':
			return `🔇 <@${userId}> has opted out of all podcasts, and nobody else can take that back: only \`/podcast-privacy optin\` by the member does.`;
		case 'a bot':
			return `🔇 <@${userId}> is a bot, and bots are kept off air here (the setting \`BOTS_ON_AIR\` of whoever runs me).`;
		default:
			return `🎙️ <@${userId}> is **on air** when speaking in <#${channelId}>.`;
	}
}

/** The member's own decision, as it holds from now on. */
export const OPTED_OUT =
	'🔇 Your voice is **off air**: in every podcast of this bot, in all servers, until you take it back with `/podcast-privacy optin`.';

/** @param isMuted - whether the host keeps the member off air */
export function describeOptedIn(isMuted: boolean): string {
	return `🎙️ Your voice goes **on air** again when you speak in a channel that is on air.${isMuted ? MUTED : ''}`;
}

/** What a member has decided, and what is kept of them. */
export function describePrivacy(member: {
	hasOptedOut: boolean;
	/** By the host of the podcast that is on air in the server. */
	isMuted: boolean;
	/** Whether they were told, in this server, that channels go on air. */
	wasTold: boolean;
}): string {
	const { hasOptedOut, isMuted, wasTold } = member;
	const choice = hasOptedOut
		? '🔇 You have **opted out**: your voice is in no podcast of this bot, in any server. `/podcast-privacy optin` takes that back.'
		: `🎙️ Your voice goes **on air** when you speak in a channel that is on air. \`/podcast-privacy optout\` keeps it out of every podcast of this bot.${isMuted ? MUTED : ''}`;
	const told = wasTold ? ', and that I have told you so in this server' : '';
	return `${choice}\n-# What I keep: your choice with your user id${told}. I record nothing.`;
}

/** The choice still holds, until the next restart. */
export function describeUnsavedChoice(isOptedOut: boolean): string {
	const what = isOptedOut ? 'You are off air' : 'You may go on air';
	return `${what} from now on, but I could not save that: it holds until I am restarted. Whoever runs this bot finds the reason in its log.`;
}

/** What the button under a notice says. */
export const OPT_OUT_LABEL = 'Keep my voice off air';

/**
 * What newcomers are told.
 *
 * @param optOut - the command as something to click on, where Discord has given it an id
 */
export function describeNotice(
	userIds: readonly string[],
	{ channelId, optOut }: { channelId: string; optOut: string | undefined },
): string {
	const who = userIds.map((userId) => `<@${userId}>`).join(' ');
	const command = optOut ?? '`/podcast-privacy optout`';
	return `${who} <#${channelId}> is **on air**: what you say there is heard outside of it. If you do not want that, press the button or use ${command}.`;
}

const MUTED = ' For this podcast, its host has taken you off air.';
