// What stands in the way of the bot in voice, in words for members.
import type { Language } from '../../../languages.js';
import type { PlayerObstacle } from '../../../listening/player-choice.js';
import type { PlayingObstacle } from '../../../voice/channel-access.js';
import type { SpeakingObstacle } from '../../../voice/speaking-right.js';
import type { SeatHolder } from '../../../voice/voice-seats.js';
import { textsIn } from '../languages/texts.js';
import { listPermissions } from '../permission-words.js';

const SPEAKING_WORDS: Readonly<Record<SpeakingObstacle, string>> = {
	'asked to speak':
		'I am in the audience of the stage and have asked to speak: a moderator has to let me. With **Mute Members** there I do it myself.',
	declined:
		'A moderator declined my request to speak, and I do not ask again: right-click my name in the stage and pick **Invite to Speak**.',
	'sent back':
		'A moderator sent me back to the audience, and I stay there: right-click my name in the stage and pick **Invite to Speak** to hear me again.',
	'stage over':
		'The stage has ended, and I am in its audience. I ask to speak when the next one begins; until then right-click my name and pick **Invite to Speak**.',
	'could not ask':
		'I am in the audience of the stage, and Discord failed when I asked to speak: right-click my name in the stage and pick **Invite to Speak**.',
	'in the audience':
		'I am in the audience of the stage and may not ask to speak: invite me to speak, or give me **Request to Speak** there.',
	'not allowed': 'I may not speak there: give me **Speak** in the channel’s settings.',
	muted:
		'A moderator has muted me. Right-click my name in the voice channel and untick **Server Mute**.',
};

/** A sentence on what keeps members from hearing the bot where it is. */
export function describeSpeakingObstacle(obstacle: SpeakingObstacle): string {
	return SPEAKING_WORDS[obstacle];
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
export function describePlayerObstacle(obstacle: PlayerObstacle, channelId: string): string {
	if (obstacle.kind === 'not allowed') {
		const words = describeVoiceObstacle(obstacle.obstacle, channelId);
		return obstacle.accountId === undefined ? words : `<@${obstacle.accountId}> says: ${words}`;
	}
	const busy = 'Each of my accounts can be in one voice channel of a server at a time, and';
	const invites = obstacle.others.map(({ name, inviteUrl }) => `[${name}](${inviteUrl})`);
	return invites.length > 0
		? `${busy} all that are in this server are in use. Invite another one: ${invites.join(', ')}.`
		: `${busy} all of them are in use. \`/podcast leave\` frees one; whoever runs this bot can add more with \`DISCORD_LISTENER_TOKENS\`.`;
}

/** Sentences on what an account is in voice for, where it should begin something else. */
export function describeSeatHolder(
	{ channelId, use }: SeatHolder,
	language: Language = 'en',
): string {
	return textsIn(language).failure.seat[use](`<#${channelId}>`);
}
