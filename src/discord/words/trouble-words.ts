// What keeps sound from getting through, in words: what is wrong, what is done, what helps.
import type { NoRecording, Trouble } from '../../show/troubles.js';
import type { VoiceDropReason } from '../../voice/voice-reasons.js';

/** What is wrong, what is done about it, and what the reader can do; in Discord's markdown. */
export function describeTrouble(trouble: Trouble): string {
	switch (trouble.kind) {
		case 'voice away':
			return 'The voice connection to Discord is down: nobody is heard. I am reconnecting; there is nothing that you need to do.';
		case 'podcast server away':
			return 'The connection to the podcast server is down: listeners hear nothing. I am reconnecting; if this lasts, whoever runs the podcast server should look at it.';
		case 'deafened':
			return 'A moderator has deafened me, so Discord sends me no sound. Right-click my name in the voice channel and untick **Server Deafen**.';
		case 'unreadable':
			return "What Discord's voice server sends does not open with its keys: nobody is heard. I am reconnecting; if this lasts, stop the podcast and start it again.";
		case 'unheard':
			return describeUnheard(trouble);
		case 'unannounced':
			return describeUnannounced(trouble);
		case 'alone':
			return `I am alone in the channel. The podcast ends when nobody has joined within ${minutes(trouble.endsInMs)}.`;
		case 'silence':
			return `Nobody has been heard for ${minutes(trouble.durationMs)}. If somebody is talking, they may be muted in Discord, or not picked up by their microphone.`;
		case 'late':
			return `The sound is ${(trouble.delayMs / 1000).toFixed(1)} s late. The machine that I run on is overloaded.`;
		case 'rival':
			return 'Another process answers with my bot token, so commands may go wrong: whoever runs me has to stop one of the two.';
		case 'not recorded':
			return NOT_RECORDED[trouble.why];
	}
}

/** What to say when it is over; undefined where that is not worth a word. */
export function describeTroubleOver(trouble: Trouble): string | undefined {
	switch (trouble.kind) {
		case 'voice away':
			return 'The voice connection is back.';
		case 'podcast server away':
			return 'The podcast server is back.';
		case 'deafened':
			return 'I am no longer deafened.';
		case 'unreadable':
			return 'Everybody is heard again.';
		case 'unheard':
			return `<@${trouble.userId}> is heard again.`;
		case 'unannounced':
			return 'Everybody who talks is known again.';
		case 'alone':
			return 'Somebody is in the channel again.';
		case 'silence':
			return 'Somebody is heard again.';
		case 'late':
			return 'The sound is on time again.';
		case 'rival':
		case 'not recorded':
			return undefined;
	}
}

function describeUnheard({
	userId,
	reason,
	isExhausted,
}: Extract<Trouble, { kind: 'unheard' }>): string {
	const { cause, advice } = SPEAKER_WORDS[reason] ?? UNKNOWN_FAILURE;
	const repair = isExhausted
		? `I have tried what I can. ${advice}`
		: `I am repairing it; if this lasts: ${lowerFirst(advice)}`;
	return `<@${userId}> is talking but not heard: ${cause}. ${repair}`;
}

function describeUnannounced({
	reason,
	hasRejoined,
}: Extract<Trouble, { kind: 'unannounced' }>): string {
	if (reason === 'end-to-end encryption not ready') {
		return "Somebody is talking, and Discord's end-to-end encryption has not let me in yet, so I do not hear them. I am repairing it; if this lasts, leave the voice channel and join again.";
	}
	if (reason !== 'speaker not announced') {
		return "An end-to-end encrypted voice opens with nobody's key that I have, so I cannot tell whose it is, and it stays off air. If you are not heard, leave the voice channel and join again, or update Discord.";
	}
	const repair = hasRejoined ? ' I have reconnected, to no avail.' : '';
	return `Somebody is talking whom Discord has not told me of, so I cannot tell whose voice it is, and it stays off air.${repair} If you are not heard, mute and unmute yourself, or leave the channel and join again.`;
}

const NOT_RECORDED = {
	'disk full':
		'The recording has stopped: my disk is almost full. The show goes on; what was recorded until now is kept.',
	'disk slow':
		'The recording has stopped: my disk does not keep up. The show goes on; what was recorded until now is kept.',
	'disk failed':
		'The recording has stopped: my disk failed. The show goes on; what was recorded until now is kept. Whoever runs me finds the reason in the log.',
	'not begun':
		'The show is not recorded: I cannot write to my disk. It goes on without; whoever runs me finds the reason in the log.',
} as const satisfies Record<NoRecording, string>;

const UNKNOWN_FAILURE = {
	cause: 'their voice arrives damaged',
	advice: 'Leave the voice channel and join again.',
};

const SPEAKER_WORDS: Partial<Record<VoiceDropReason, { cause: string; advice: string }>> = {
	'end-to-end encryption not ready': {
		cause: "Discord's end-to-end encryption has not let me in yet",
		advice: 'Leave the voice channel and join again.',
	},
	'end-to-end decryption failed': {
		cause: "their end-to-end encrypted voice does not open with the call's keys",
		advice: 'Leave the voice channel and join again, or update Discord.',
	},
};

function lowerFirst(text: string): string {
	return text.charAt(0).toLowerCase() + text.slice(1);
}

function minutes(durationMs: number): string {
	const count = Math.round(durationMs / 60_000);
	return count >= 1 ? `${count} minute${count === 1 ? '' : 's'}` : `${durationMs / 1000} s`;
}
