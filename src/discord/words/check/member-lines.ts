// What a sound check says of the people in the channel: a line for each voice, one for those alike.
import type {
	CheckedChannel,
	CheckedMember,
	MemberSound,
	MutedBy,
} from '../../../show/check/check-facts.js';
import { cutText, escapeText } from '../markdown.js';
import { type CheckLine, good, percent, problem } from './check-line.js';

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
 * @param maxCharacters - of all lines together, line breaks and a sign before each included
 */
export function describeMembers(channel: CheckedChannel, maxCharacters: number): CheckLine[] {
	const all = DETAILS.map((detail) => describeAll(channel, detail));
	return all.find((lines) => lengthOf(lines) <= maxCharacters) ?? (all.at(-1) as CheckLine[]);
}

/** Nobody is named: members need not say why. */
export function describeOffAir(count: number): CheckLine[] {
	const who = count === 1 ? '1 member is' : `${count} members are`;
	return count === 0 ? [] : [good(`🚫 ${who} off air by choice, and not measured.`)];
}

/** A sign and a space come before some lines, a line break after each. */
const AROUND_LINE = 4;

function lengthOf(lines: readonly CheckLine[]): number {
	return lines.reduce((sum, { text }) => sum + text.length + AROUND_LINE, 0);
}

const HEARD: ReadonlySet<string> = new Set(['heard', 'unmeasured']);

function describeAll({ members, offAirCount }: CheckedChannel, detail: Detail): CheckLine[] {
	const isHeard = members.some(({ sound }) => HEARD.has(sound.kind));
	const isAnySilent = members.some(({ sound }) => sound.kind === 'silent');
	return [
		...(isHeard || isAnySilent ? [] : describeNobody(members, offAirCount)),
		...describeVoices(members, detail),
		...describeSilent(members, detail),
		...describeMuted(members, detail),
		...describeOffAir(offAirCount),
	];
}

function describeNobody(members: readonly CheckedMember[], offAirCount: number): CheckLine[] {
	if (members.length > 0) {
		return [problem('Nobody was heard.')];
	}
	return [
		problem(
			offAirCount === 0
				? 'Nobody is in the channel but me.'
				: 'Nobody is in the channel who would be heard in a show.',
		),
	];
}

function describeVoices(members: readonly CheckedMember[], detail: Detail): CheckLine[] {
	const voices = members.flatMap(({ sound, ...member }) =>
		sound.kind === 'silent' || sound.kind === 'muted' ? [] : [{ ...member, sound }],
	);
	const sorted = voices.toSorted((a, b) => rankOf(a.sound) - rankOf(b.sound));
	const more = sorted.slice(detail.lines);
	return [
		...sorted.slice(0, detail.lines).map((voice) => describeVoice(voice)),
		...(more.length === 0 ? [] : [countVoices(more.map(({ sound }) => sound))]),
	];
}

function rankOf(sound: OwnSound): number {
	return Object.keys(COUNTED).indexOf(wordOf(sound));
}

function wordOf(sound: OwnSound) {
	return sound.kind === 'heard' ? sound.level : sound.kind;
}

/** What needs a hand first. */
const COUNTED = {
	unreadable: 'talk and are not heard',
	clipping: 'clipping',
	faint: 'barely heard',
	'too loud': 'too loud',
	'too quiet': 'too quiet',
	fine: 'fine',
	unmeasured: 'heard and not measured',
} as const satisfies Record<ReturnType<typeof wordOf>, string>;

const UNSUSPICIOUS: ReadonlySet<string> = new Set(['fine', 'unmeasured']);

function countVoices(sounds: readonly OwnSound[]): CheckLine {
	const counts = new Map<string, number>();
	for (const sound of sounds) {
		const word = COUNTED[wordOf(sound)];
		counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	const words = [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
	const isProblem = sounds.some((sound) => !UNSUSPICIOUS.has(wordOf(sound)));
	return { isProblem, text: `${isProblem ? '' : '🎙️ '}More voices: ${words}.` };
}

function describeVoice({
	lostShare,
	name,
	sound,
}: Omit<CheckedMember, 'sound'> & { sound: OwnSound }): CheckLine {
	const lost = lostShare >= NOTED_LOSS ? `; ${percent(lostShare)} of it got lost on the way` : '';
	const who = bold(name);
	switch (sound.kind) {
		case 'unreadable':
			return problem(`${who} talks and is not heard: ${UNREADABLE[sound.reason] ?? DAMAGED}`);
		case 'faint':
			return problem(`${who}: barely a sound: is it the right microphone? ${ADVICE['too quiet']}`);
		case 'unmeasured':
			return good(`🎙️ ${who}: heard, and not measured, since too many talk${lost}.`);
		case 'heard': {
			const short =
				sound.heardMs < SHORT_MS ? `, of only ${(sound.heardMs / 1000).toFixed(1)} s` : '';
			const measured = `(${Math.round(sound.lufs)} LUFS${short})${lost}`;
			return sound.level === 'fine'
				? good(`🎙️ ${who}: fine ${measured}.`)
				: problem(`${who}: ${sound.level} ${measured}. ${ADVICE[sound.level]}`);
		}
	}
}

const ADVICE = {
	'too quiet': 'Come closer to the microphone, or raise its volume.',
	'too loud': 'Move away from the microphone, or lower its volume.',
	clipping: 'The sound is distorted: lower the volume of the microphone.',
} as const;

const DAMAGED = 'their voice arrives damaged. Leave the channel and join again.';
const NOT_OPENED =
	'their encrypted voice does not open. Leave the channel and join again, or update Discord.';

const UNREADABLE: Readonly<Record<string, string>> = {
	'end-to-end encryption not ready': NOT_OPENED,
	'end-to-end decryption failed': NOT_OPENED,
};

function describeSilent(members: readonly CheckedMember[], { names }: Detail): CheckLine[] {
	const silent = members.filter(({ sound }) => sound.kind === 'silent');
	if (silent.length === 0) {
		return [];
	}
	const advice = 'Nothing came: did they speak, and into the right microphone?';
	return [problem(`Silent: ${listNames(silent, names)}. ${advice}`)];
}

const MUTED_BY = {
	themselves: 'by themselves',
	'a moderator': 'by a moderator',
	'the stage': 'in the audience of the stage',
} as const satisfies Record<MutedBy, string>;

function describeMuted(members: readonly CheckedMember[], { names }: Detail): CheckLine[] {
	const groups = (Object.keys(MUTED_BY) as MutedBy[]).flatMap((by) => {
		const muted = members.filter(({ sound }) => sound.kind === 'muted' && sound.by === by);
		return muted.length === 0 ? [] : [`${listNames(muted, names)} (${MUTED_BY[by]})`];
	});
	return groups.length === 0 ? [] : [good(`🔇 Muted: ${groups.join('; ')}.`)];
}

function listNames(members: readonly CheckedMember[], most: number): string {
	if (most === 0) {
		return members.length === 1 ? '1 member' : `${members.length} members`;
	}
	const shown = members
		.slice(0, most)
		.map(({ name }) => bold(name))
		.join(', ');
	const more = members.length - most;
	return more > 0 ? `${shown} and ${more} more` : shown;
}

function bold(name: string): string {
	return `**${escapeText(cutText(name, MAX_NAME_LENGTH))}**`;
}
