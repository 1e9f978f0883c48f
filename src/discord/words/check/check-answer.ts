// What `/podcast check` answers: a verdict, then a line for each thing, what needs a hand first.
import type {
	CheckEnd,
	CheckedChannel,
	CheckedNetwork,
	CheckFacts,
} from '../../../show/check/check-facts.js';
import type { ShowPermission } from '../../../voice/show-permissions.js';
import { describeVoiceEnd } from '../failures/failures.js';
import { cutText, formatDuration } from '../markdown.js';
import { describeTrouble } from '../trouble-words.js';
import { type CheckLine, good, percent, problem } from './check-line.js';
import { describeMembers, describeOffAir } from './member-lines.js';
import { describeWay } from './way-lines.js';

/** Discord takes 2,000 characters in a message; a command becomes longer when it can be pressed. */
const MAX_ANSWER_CHARACTERS = 1950;

/** More lost packets are heard as gaps. */
const MUCH_LOST = 0.02;

/** It is over in some seconds, and another one waits for it. */
export function describeCheckRunning(channelId: string): string {
	return `A sound check is running in <#${channelId}>: it is over in a few seconds.`;
}

/** What a member who is in no channel is told. */
export const NOT_IN_VOICE = 'Join a voice channel first: I check the one that you are in.';

/** What stands there while it is listened. */
export function describeListening(channelId: string, listeningMs: number): string {
	return `👂 Listening for ${listeningMs / 1000} seconds in <#${channelId}>: everybody say a few words, as loud as in the show. Nothing goes on air, and nothing is kept.`;
}

/** All that was found, in at most 2,000 characters. */
export function describeCheck({ channel, way }: CheckFacts): string {
	const before = describeEnd(channel);
	const after = [
		...describeCall(channel),
		...(way ? describeWay(way) : []),
		...describeMissing(channel),
	];
	const write = (people: readonly CheckLine[]) =>
		writeAnswer(channel, [...before, ...people, ...after]);
	const isIn = channel.network !== undefined;
	const people = isIn
		? describeMembers(channel, MAX_ANSWER_CHARACTERS - write([]).length)
		: describeOffAir(channel.offAirCount);
	return cutText(write(people), MAX_ANSWER_CHARACTERS);
}

function writeAnswer(
	{ channelId, listenedMs }: CheckedChannel,
	lines: readonly CheckLine[],
): string {
	const problems = lines.filter(({ isProblem }) => isProblem);
	const rest = lines.filter(({ isProblem }) => !isProblem);
	const isReady = problems.length === 0;
	return [
		describeVerdict(problems.length, channelId),
		...problems.map(({ text }) => `⚠️ ${text}`),
		...rest.map(({ text }) => text),
		describeRemainder(listenedMs, isReady),
	].join('\n');
}

function describeVerdict(problems: number, channelId: string): string {
	if (problems === 0) {
		return `✅ **Ready** for a show in <#${channelId}>.`;
	}
	const things = problems === 1 ? '1 thing' : `${problems} things`;
	return `⚠️ **${things} to look at** before a show in <#${channelId}>:`;
}

function describeRemainder(listenedMs: number, isReady: boolean): string {
	const listened = listenedMs > 0 ? `Listened for ${formatDuration(listenedMs)}. ` : '';
	const next = isReady
		? 'Next: `/podcast start`'
		: 'You can go on air all the same: `/podcast start`';
	return `-# ${listened}Nothing went on air, and nothing is kept. ${next}`;
}

function describeEnd({ channelId, end }: CheckedChannel): CheckLine[] {
	const words = endWords(end, channelId);
	return words === undefined ? [] : [problem(words)];
}

function endWords(end: CheckEnd, channelId: string): string | undefined {
	const soFar = 'What was heard until then:';
	switch (end.kind) {
		case 'done':
			return undefined;
		case 'needed':
			return `The check was cut short, since I was needed in voice for something else. ${soFar}`;
		case 'stopping':
			return `The check was cut short, since I am being shut down. ${soFar}`;
		case 'moved':
			return `Somebody moved me to <#${end.channelId}>, and I left. ${soFar}`;
		case 'voice':
			return `${describeVoiceEnd(end.reason, channelId)} ${soFar}`;
		case 'not joined':
			return end.reason === 'silence'
				? `I could not get into <#${channelId}>, so nobody was heard. Is it full, or do its permissions keep me out?`
				: `I did not get into <#${channelId}>, so nobody was heard. ${describeVoiceEnd(end.reason, channelId)}`;
	}
}

function describeCall({ hasUnannounced, isDeafened, network }: CheckedChannel): CheckLine[] {
	return [
		...(isDeafened ? [problem(describeTrouble({ kind: 'deafened' }))] : []),
		...(hasUnannounced ? [problem(UNANNOUNCED)] : []),
		...(network ? describeConnection(network) : []),
		...(network ? [describeEncryption(network), ...describeNetwork(network)] : []),
	];
}

const UNANNOUNCED =
	'Somebody talks, and Discord does not tell me who, so they would stay off air. If you are not in this list, leave the channel and join again.';

function describeConnection({ connection }: CheckedNetwork): CheckLine[] {
	const isAway = connection === 'away';
	const since = isAway ? 'was not back at the end' : 'came back';
	return connection === 'steady'
		? []
		: [
				problem(
					`My voice connection to Discord broke off meanwhile, and ${since}. What was said ${isAway ? 'since' : 'in between'} is not in this list.`,
				),
			];
}

function describeEncryption({ endToEndVersion }: CheckedNetwork): CheckLine {
	return good(
		endToEndVersion > 0
			? `🔒 Encryption: end-to-end as far as me (DAVE version ${endToEndVersion}); a show goes on from me to its listeners.`
			: '🔓 Encryption: to Discord and from there, not end-to-end in this call.',
	);
}

function describeNetwork({ lostShare, roundTripMs, waitMs }: CheckedNetwork): CheckLine[] {
	return [describeLoss(lostShare), describeDelay(roundTripMs, waitMs)];
}

function describeLoss(lostShare: number | undefined): CheckLine {
	if (lostShare === undefined) {
		return good('📶 Loss: unknown, since no sound came.');
	}
	const words = `Loss: ${percent(lostShare)} of the sound did not reach me`;
	return lostShare >= MUCH_LOST
		? problem(`${words}. Lost for one member alone, it is their network; for all, mine.`)
		: good(`📶 ${words}.`);
}

function describeDelay(roundTripMs: number | undefined, waitMs: number | undefined): CheckLine {
	const words = [
		roundTripMs === undefined
			? "Discord's voice server did not answer that"
			: `${Math.round(roundTripMs)} ms to Discord's voice server and back`,
		...(waitMs === undefined
			? []
			: [`and voices need ${Math.round(waitMs)} ms of waiting to be heard evenly`]),
	].join(', ');
	return good(`⏱️ Delay: ${words}.`);
}

const NEEDED_FOR = {
	'View Channel': 'to enter',
	Connect: 'to enter',
	'Send Messages': 'to tell members that they are on air',
	'Set Voice Channel Status': 'to show in the channel list that it is on air',
} as const satisfies Record<ShowPermission, string>;

function describeMissing({ missing }: CheckedChannel): CheckLine[] {
	if (missing.length === 0) {
		return [good('🔑 Permissions: I have all that a show needs here.')];
	}
	const names = missing.map((name) => `**${name}** (${NEEDED_FOR[name]})`).join(' and ');
	return [
		problem(`Missing here: ${names}. Give it to me in the channel's settings under Permissions.`),
	];
}
