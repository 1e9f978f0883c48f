// Short answers to commands and buttons that more than one of them gives.
import { referenceOf } from '../../error-reference.js';
import type { Language, Sentence } from '../../languages.js';
import type { AnswerTexts } from './languages/en/answers.js';
import { textsIn } from './languages/texts.js';

/** Answers that need no facts. */
type PlainAnswer = {
	[Name in keyof AnswerTexts]: AnswerTexts[Name] extends string ? Name : never;
}[keyof AnswerTexts];

/** An answer that needs no facts, in whatever language it is asked for. */
export function answer(name: PlainAnswer): Sentence {
	return (language) => textsIn(language).answers[name];
}

/** Nobody has foreseen what went wrong; the log has the same code. */
export function describeFailed(error: unknown, language: Language = 'en'): string {
	const code = error instanceof Error ? `\`${referenceOf(error)}\`` : undefined;
	return textsIn(language).answers.failed(code);
}

/** What can be done only on air is asked for too early. */
export function describeTooEarly(channelId: string, language: Language = 'en'): string {
	return textsIn(language).answers.tooEarly(`<#${channelId}>`);
}

/** @param command - such as `/podcast start` */
export function describeNoChannel(command: string, language: Language = 'en'): string {
	return textsIn(language).answers.noChannel(command);
}

/** Something else than a voice channel was named. */
export function describeWrongChannel(channelId: string, language: Language = 'en'): string {
	return textsIn(language).answers.wrongChannel(`<#${channelId}>`);
}
