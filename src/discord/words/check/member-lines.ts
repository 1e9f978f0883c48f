// What a sound check says of the people in the channel: a line for each voice, one for those alike.
import type { Language } from '../../../languages.js';
import type {
	CheckedChannel,
	CheckedMember,
	MemberSound,
	MutedBy,
} from '../../../show/check/check-facts.js';
import type { CheckTexts } from '../languages/en/check.js';
import { textsIn } from '../languages/texts.js';
import { cutText, escapeText } from '../markdown.js';
import { type CheckLine, decimal, good, percent, problem } from './check-line.js';

/** In which language something is said, and its words. */
interface Spoken {
	language: Language;
	texts: CheckTexts;
}

/** How many lines and names there are: as many as fit, or else only counts. */
const DETAILS = [
	{ lines: 12, names: 8 },
	{ lines: 8, names: 5 },
	{ lines: 5, names: 3 },
	{ lines: 2, names: 1 },
	{ lines: 0, names: 0 },
] as const;

type Detail = (typeof DETAILS)[number];

const MAX_NAME_LENGTH = 32;

/** More lost packets of one member are said. */
const NOTED_LOSS = 0.01;

/** Less of a voice says little of its loudness. */
const SHORT_MS = 1000;

/** Sounds that are said of one member at a time, what needs a hand first. */
type OwnSound = Exclude<MemberSound, { kind: 'silent' | 'muted' }>;

/**
 * Describes everybody in the channel.
 *
 * @param options.maxCharacters - of all lines together, line breaks and a sign before each included
 */
export function describeMembers(
	channel: CheckedChannel,
	{ language, maxCharacters }: { language: Language; maxCharacters: number },
): CheckLine[] {
	const spoken = { language, texts: textsIn(language).check };
	const all = DETAILS.map((detail) => describeAll(channel, detail, spoken));
	return all.find((lines) => lengthOf(lines) <= maxCharacters) ?? (all.at(-1) as CheckLine[]);
}

/** Nobody is named: members need not say why. */
export function describeOffAir(count: number, texts: CheckTexts): CheckLine[] {
	return count === 0 ? [] : [good(texts.offAir(count))];
}

/** A sign and a space come before some lines, a line break after each. */
const AROUND_LINE = 4;

function lengthOf(lines: readonly CheckLine[]): number {
	return lines.reduce((sum, { text }) => sum + text.length + AROUND_LINE, 0);
}

const HEARD: ReadonlySet<string> = new Set(['heard', 'unmeasured']);

function describeAll(
	{ members, offAirCount }: CheckedChannel,
	detail: Detail,
	spoken: Spoken,
): CheckLine[] {
	const { texts } = spoken;
	const isHeard = members.some(({ sound }) => HEARD.has(sound.kind));
	const isAnySilent = members.some(({ sound }) => sound.kind === 'silent');
	return [
		...(isHeard || isAnySilent ? [] : [problem(describeNobody(members, offAirCount, texts))]),
		...describeVoices(members, detail, spoken),
		...describeSilent(members, detail, texts),
		...describeMuted(members, detail, texts),
		...describeOffAir(offAirCount, texts),
	];
}

function describeNobody(
	members: readonly CheckedMember[],
	offAirCount: number,
	{ nobodyHeard, nobodyOnAir, nobodyThere }: CheckTexts,
): string {
	if (members.length > 0) {
		return nobodyHeard;
	}
	return offAirCount === 0 ? nobodyThere : nobodyOnAir;
}

function describeVoices(
	members: readonly CheckedMember[],
	detail: Detail,
	spoken: Spoken,
): CheckLine[] {
	const voices = members.flatMap(({ sound, ...member }) =>
		sound.kind === 'silent' || sound.kind === 'muted' ? [] : [{ ...member, sound }],
	);
	const order = Object.keys(spoken.texts.levels);
	const rankOf = (sound: OwnSound) => order.indexOf(levelOf(sound));
	const sorted = voices.toSorted((a, b) => rankOf(a.sound) - rankOf(b.sound));
	const more = sorted.slice(detail.lines).map(({ sound }) => sound);
	return [
		...sorted.slice(0, detail.lines).map((voice) => describeVoice(voice, spoken)),
		...(more.length === 0 ? [] : [countVoices(more, spoken.texts)]),
	];
}

function levelOf(sound: OwnSound): keyof CheckTexts['levels'] {
	return sound.kind === 'heard' ? sound.level : sound.kind;
}

const UNSUSPICIOUS: ReadonlySet<string> = new Set(['fine', 'unmeasured']);

function countVoices(sounds: readonly OwnSound[], texts: CheckTexts): CheckLine {
	const counts = new Map<string, number>();
	for (const sound of sounds) {
		const word = texts.levels[levelOf(sound)];
		counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	const words = texts.moreVoices([...counts].map(([word, count]) => `${count} ${word}`).join(', '));
	const isProblem = sounds.some((sound) => !UNSUSPICIOUS.has(levelOf(sound)));
	return isProblem ? problem(words) : good(`🎙️ ${words}`);
}

function describeVoice(
	{ lostShare, name, sound }: Omit<CheckedMember, 'sound'> & { sound: OwnSound },
	{ language, texts }: Spoken,
): CheckLine {
	const lost = lostShare >= NOTED_LOSS ? texts.lost(percent(lostShare, language)) : '';
	const who = bold(name);
	const { colon } = textsIn(language).panel;
	switch (sound.kind) {
		case 'unreadable': {
			const isUnopened = UNOPENED.has(sound.reason);
			return problem(texts.unreadable(who, isUnopened ? texts.notOpened : texts.damaged));
		}
		case 'faint':
			return problem(texts.faint(who, texts.advice['too quiet']));
		case 'unmeasured':
			return good(`🎙️ ${texts.unmeasured(who, lost)}`);
		case 'heard': {
			const { heardMs, level, lufs } = sound;
			const short = heardMs < SHORT_MS ? texts.short(decimal(heardMs / 1000, 1, language)) : '';
			const measured = `(${Math.round(lufs)} LUFS${short})${lost}`;
			return level === 'fine'
				? good(`🎙️ ${texts.fine(who, measured)}`)
				: problem(`${who}${colon}${texts.levels[level]} ${measured}. ${texts.advice[level]}`);
		}
	}
}

const UNOPENED: ReadonlySet<string> = new Set([
	'end-to-end encryption not ready',
	'end-to-end decryption failed',
]);

function describeSilent(
	members: readonly CheckedMember[],
	{ names }: Detail,
	texts: CheckTexts,
): CheckLine[] {
	const silent = members.filter(({ sound }) => sound.kind === 'silent');
	return silent.length === 0 ? [] : [problem(texts.silent(listNames(silent, names, texts)))];
}

function describeMuted(
	members: readonly CheckedMember[],
	{ names }: Detail,
	texts: CheckTexts,
): CheckLine[] {
	const groups = (Object.keys(texts.mutedBy) as MutedBy[]).flatMap((by) => {
		const muted = members.filter(({ sound }) => sound.kind === 'muted' && sound.by === by);
		return muted.length === 0 ? [] : [`${listNames(muted, names, texts)} (${texts.mutedBy[by]})`];
	});
	return groups.length === 0 ? [] : [good(texts.muted(groups.join('; ')))];
}

function listNames(members: readonly CheckedMember[], most: number, texts: CheckTexts): string {
	if (most === 0) {
		return texts.members(members.length);
	}
	const shown = members
		.slice(0, most)
		.map(({ name }) => bold(name))
		.join(', ');
	const more = members.length - most;
	return more > 0 ? texts.andMore(shown, more) : shown;
}

function bold(name: string): string {
	return `**${escapeText(cutText(name, MAX_NAME_LENGTH))}**`;
}
