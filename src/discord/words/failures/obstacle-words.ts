// What stands in the way of the bot in voice, in words for members.
import type { Language } from '../../../languages.js';
import type { PlayerObstacle } from '../../../listening/player-choice.js';
import type { PlayingObstacle } from '../../../voice/channel-access.js';
import type { SpeakingObstacle } from '../../../voice/speaking-right.js';
import type { SeatHolder } from '../../../voice/voice-seats.js';
import { textsIn } from '../languages/texts.js';
import { listPermissions } from '../permission-words.js';

/** A sentence on what keeps members from hearing the bot where it is. */
export function describeSpeakingObstacle(
	obstacle: SpeakingObstacle,
	language: Language = 'en',
): string {
	return textsIn(language).listening.speaking[obstacle];
}

/** A sentence on what keeps the bot out of a voice channel, or from playing there. */
export function describeVoiceObstacle(
	obstacle: PlayingObstacle,
	channelId: string,
	language: Language = 'en',
): string {
	const { entry } = textsIn(language).failure;
	const place = `<#${channelId}>`;
	switch (obstacle.kind) {
		case 'permissions missing':
			return entry.permissionsMissing(place, listPermissions(obstacle.names, language));
		case 'timed out':
			return entry.timedOut(place);
		case 'full':
			return entry.full(place, obstacle.userLimit);
		case 'not seen':
			return entry.notSeen(place);
		case 'may not speak':
			return entry.mayNotSpeak(place);
	}
}

/** Sentences on what keeps every account from playing into a channel. */
export function describePlayerObstacle(
	obstacle: PlayerObstacle,
	channelId: string,
	language: Language = 'en',
): string {
	const { listening } = textsIn(language);
	if (obstacle.kind === 'not allowed') {
		const words = describeVoiceObstacle(obstacle.obstacle, channelId, language);
		return obstacle.accountId === undefined
			? words
			: listening.accountSays(`<@${obstacle.accountId}>`, words);
	}
	const invites = obstacle.others.map(({ name, inviteUrl }) => `[${name}](${inviteUrl})`);
	return invites.length > 0 ? listening.inviteAnother(invites.join(', ')) : listening.allInUse;
}

/** Sentences on what an account is in voice for, where it should begin something else. */
export function describeSeatHolder(
	{ channelId, use }: SeatHolder,
	language: Language = 'en',
): string {
	return textsIn(language).failure.seat[use](`<#${channelId}>`);
}
