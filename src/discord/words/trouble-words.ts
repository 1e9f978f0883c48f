// What keeps sound from getting through, in words: what is wrong, what is done, what helps.
import type { Language } from '../../languages.js';
import type { Trouble } from '../../show/troubles.js';
import type { VoiceDropReason } from '../../voice/voice-reasons.js';
import { describeVoiceObstacle } from './failures/obstacle-words.js';
import type { TroubleTexts } from './languages/en/trouble.js';
import { textsIn } from './languages/texts.js';

/** What is wrong, what is done about it, and what the reader can do; in Discord's markdown. */
export function describeTrouble(problem: Trouble, language: Language = 'en'): string {
	const { trouble } = textsIn(language);
	switch (problem.kind) {
		case 'voice away':
			return problem.shut
				? trouble.voiceShut(
						describeVoiceObstacle(problem.shut.obstacle, problem.shut.channelId, language),
					)
				: trouble.voiceAway;
		case 'podcast server away':
			return trouble.serverAway;
		case 'deafened':
			return trouble.deafened;
		case 'unreadable':
			return trouble.unreadable;
		case 'nothing comes':
			return trouble.nothingComes;
		case 'unheard':
			return describeUnheard(problem, trouble);
		case 'unannounced':
			return describeUnannounced(problem, trouble);
		case 'alone':
			return trouble.alone(minutes(problem.endsInMs, trouble));
		case 'silence':
			return trouble.silence(minutes(problem.durationMs, trouble));
		case 'late':
			return trouble.late(formatSeconds(problem.delayMs, language));
		case 'rival':
			return trouble.rival;
		case 'choices unseen':
			return trouble.choicesUnseen;
		case 'not recorded':
			return trouble.notRecorded[problem.why];
	}
}

/** What to say when it is over; undefined where that is not worth a word. */
export function describeTroubleOver(
	problem: Trouble,
	language: Language = 'en',
): string | undefined {
	const { over } = textsIn(language).trouble;
	switch (problem.kind) {
		case 'voice away':
			return over.voiceAway;
		case 'podcast server away':
			return over.serverAway;
		case 'deafened':
			return over.deafened;
		case 'unreadable':
			return over.unreadable;
		case 'nothing comes':
			return over.nothingComes;
		case 'unheard':
			return over.unheard(`<@${problem.userId}>`);
		case 'unannounced':
			return over.unannounced;
		case 'alone':
			return over.alone;
		case 'silence':
			return over.silence;
		case 'late':
			return over.late;
		case 'choices unseen':
			return over.choicesUnseen;
		case 'rival':
		case 'not recorded':
			return undefined;
	}
}

function describeUnheard(
	{ userId, reason, isExhausted }: Extract<Trouble, { kind: 'unheard' }>,
	{ unheard, unheardExhausted, unheardYet }: TroubleTexts,
): string {
	const words = unheard[UNHEARD[reason] ?? 'damaged'];
	const member = `<@${userId}>`;
	return isExhausted ? unheardExhausted(member, words) : unheardYet(member, words);
}

const UNHEARD: Partial<Record<VoiceDropReason, keyof TroubleTexts['unheard']>> = {
	'end-to-end encryption not ready': 'notReady',
	'end-to-end decryption failed': 'notDecrypted',
};

function describeUnannounced(
	{ reason, hasRejoined }: Extract<Trouble, { kind: 'unannounced' }>,
	{ unannounced }: TroubleTexts,
): string {
	if (reason === 'end-to-end encryption not ready') {
		return unannounced.notReady;
	}
	return reason === 'speaker not announced'
		? unannounced.unknown({ hasRejoined })
		: unannounced.noKey;
}

function minutes(durationMs: number, texts: TroubleTexts): string {
	const count = Math.round(durationMs / 60_000);
	return count >= 1 ? texts.minutes(count) : `${durationMs / 1000} s`;
}

function formatSeconds(durationMs: number, language: Language): string {
	const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false };
	return (durationMs / 1000).toLocaleString(language, digits);
}
