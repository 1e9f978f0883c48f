// Short answers to commands and buttons that more than one of them gives.
import { referenceOf } from '../../error-reference.js';

/** Answers that need no facts. */
export const ANSWERS = {
	notInvited: 'This works in servers that I have been invited to as a bot.',
	starting: 'The bot is just being started: try again in a moment.',
	closing: 'The bot is being shut down: try again when it is back.',
	returning: 'One moment: the bot was restarted and is just coming back.',
	unknownCommand: 'I do not know this command any more; it will disappear soon.',
	unknownButton: 'I do not know this button any more.',
	notOnAir: 'This server is not on air: `/podcast start` begins a show.',
	over: 'That show is over.',
	mayNot:
		'That is for members who may use `/podcast` here: those with **Manage Server**, and whoever is given it under Server Settings → Integrations.',
	ended: '⚫ The show has ended.',
	givenUp: '⚫ The podcast that was being started has been given up.',
	channelGone: 'The voice channel of that show is gone: `/podcast start` begins a new one.',
	notInRecording: 'Your voice is not in that recording, or it is not there any more.',
	noMember: 'That user is not a member of this server.',
} as const;

/** Nobody has foreseen what went wrong; the log has the same code. */
export function describeFailed(error: unknown): string {
	const code = error instanceof Error ? ` by the code \`${referenceOf(error)}\`` : '';
	return `Something went wrong on my side. Try again; if that does not help, whoever runs this bot finds it in its log${code}.`;
}

/** What can be done only on air is asked for too early. */
export function describeTooEarly(channelId: string): string {
	return `A podcast is just being started in <#${channelId}>: try again when it is on air.`;
}

/** @param command - such as `/podcast start` */
export function describeNoChannel(command: string): string {
	return `Join a voice channel first, or name one: \`${command} channel:\` and pick it.`;
}

/** Something else than a voice channel was named. */
export function describeWrongChannel(channelId: string): string {
	return `<#${channelId}> is no voice channel: pick one that is.`;
}
