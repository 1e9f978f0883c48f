// What `/podcast check` answers: a verdict, then a line for each thing, what needs a hand first.
import type { Language, Sentence } from '../../../languages.js';
import type {
	CheckEnd,
	CheckedChannel,
	CheckedNetwork,
	CheckFacts,
} from '../../../show/check/check-facts.js';
import { describeVoiceEnd } from '../failures/failures.js';
import type { CheckTexts } from '../languages/en/check.js';
import { textsIn } from '../languages/texts.js';
import { cutText, formatDuration } from '../markdown.js';
import { describeTrouble } from '../trouble-words.js';
import { type CheckLine, good, percent, problem } from './check-line.js';
import { describeMembers, describeOffAir } from './member-lines.js';
import { describeWay } from './way-lines.js';

/** Discord takes 2,000 characters in a message; a command becomes longer when it can be pressed. */
const MAX_ANSWER_CHARACTERS = 1950;

/** More lost packets are heard as gaps. */
const MUCH_LOST = 0.02;

/** In which language something is said, and its words. */
interface Spoken {
	language: Language;
	texts: CheckTexts;
}

/** It is over in some seconds, and another one waits for it. */
export function describeCheckRunning(channelId: string): Sentence {
	return (language) => textsIn(language).check.running(`<#${channelId}>`);
}

/** What a member who is in no channel is told. */
export const notInVoice: Sentence = (language) => textsIn(language).check.notInVoice;

/** What stands there while it is listened. */
export function describeListening(
	channelId: string,
	listeningMs: number,
	language: Language = 'en',
): string {
	return textsIn(language).check.listening(`<#${channelId}>`, listeningMs / 1000);
}

/** All that was found, in at most 2,000 characters. */
export function describeCheck({ channel, way }: CheckFacts, language: Language = 'en'): string {
	const spoken = { language, texts: textsIn(language).check };
	const { texts } = spoken;
	const before = describeEnd(channel, spoken);
	const after = [
		...describeCall(channel, spoken),
		...(way ? describeWay(way, language) : []),
		describePermissions(channel, spoken),
	];
	const write = (people: readonly CheckLine[]) =>
		writeAnswer(channel, [...before, ...people, ...after], texts);
	const isIn = channel.network !== undefined;
	const maxCharacters = MAX_ANSWER_CHARACTERS - write([]).length;
	const people = isIn
		? describeMembers(channel, { language, maxCharacters })
		: describeOffAir(channel.offAirCount, texts);
	return cutText(write(people), MAX_ANSWER_CHARACTERS);
}

function writeAnswer(
	{ channelId, listenedMs }: CheckedChannel,
	lines: readonly CheckLine[],
	texts: CheckTexts,
): string {
	const problems = lines.filter(({ isProblem }) => isProblem);
	const rest = lines.filter(({ isProblem }) => !isProblem);
	const isReady = problems.length === 0;
	const place = `<#${channelId}>`;
	const listened = listenedMs > 0 ? texts.listened(formatDuration(listenedMs)) : '';
	return [
		isReady ? texts.ready(place) : texts.toLookAt(place, problems.length),
		...problems.map(({ text }) => `⚠️ ${text}`),
		...rest.map(({ text }) => text),
		`-# ${listened}${texts.nothingKept}${isReady ? texts.next : texts.allTheSame}`,
	].join('\n');
}

function describeEnd({ channelId, end }: CheckedChannel, spoken: Spoken): CheckLine[] {
	const words = endWords(end, channelId, spoken);
	return words === undefined ? [] : [problem(words)];
}

function endWords(
	end: CheckEnd,
	channelId: string,
	{ language, texts: { ends } }: Spoken,
): string | undefined {
	const place = `<#${channelId}>`;
	switch (end.kind) {
		case 'done':
			return undefined;
		case 'needed':
		case 'stopping':
			return `${ends[end.kind]} ${ends.soFar}`;
		case 'moved':
			return `${ends.moved(`<#${end.channelId}>`)} ${ends.soFar}`;
		case 'voice':
			return `${describeVoiceEnd(end.reason, channelId, language)} ${ends.soFar}`;
		case 'not joined':
			return end.reason === 'silence'
				? ends.silence(place)
				: ends.notJoined(place, describeVoiceEnd(end.reason, channelId, language));
	}
}

function describeCall(
	{ hasUnannounced, isDeafened, network }: CheckedChannel,
	{ language, texts }: Spoken,
): CheckLine[] {
	return [
		...(isDeafened ? [problem(describeTrouble({ kind: 'deafened' }, language))] : []),
		...(hasUnannounced ? [problem(texts.unannounced)] : []),
		...(network ? describeNetwork(network, { language, texts }) : []),
	];
}

function describeNetwork(
	{ connection, endToEndVersion, lostShare, roundTripMs, waitMs }: CheckedNetwork,
	{ language, texts }: Spoken,
): CheckLine[] {
	return [
		...(connection === 'steady' ? [] : [problem(texts.connection[connection])]),
		good(endToEndVersion > 0 ? texts.endToEnd(endToEndVersion) : texts.notEndToEnd),
		describeLoss(lostShare, { language, texts }),
		good(describeDelay(roundTripMs, waitMs, texts)),
	];
}

function describeLoss(lostShare: number | undefined, { language, texts }: Spoken): CheckLine {
	if (lostShare === undefined) {
		return good(texts.lossUnknown);
	}
	const words = texts.loss(percent(lostShare, language));
	return lostShare >= MUCH_LOST ? problem(`${words}${texts.whoseLoss}`) : good(`📶 ${words}.`);
}

function describeDelay(
	roundTripMs: number | undefined,
	waitMs: number | undefined,
	texts: CheckTexts,
): string {
	return texts.delay([
		roundTripMs === undefined ? texts.noRoundTrip : texts.roundTrip(Math.round(roundTripMs)),
		...(waitMs === undefined ? [] : [texts.waiting(Math.round(waitMs))]),
	]);
}

function describePermissions({ missing }: CheckedChannel, { language, texts }: Spoken): CheckLine {
	if (missing.length === 0) {
		return good(texts.permissionsThere);
	}
	const { listed, permissions } = textsIn(language).failure;
	const names = missing.map((name) => `**${permissions[name]}** (${texts.neededFor[name]})`);
	return problem(texts.missing(listed(names)));
}
