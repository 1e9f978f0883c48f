// Several members at once: a receiver hears one programme of all of them.
import { expect, test } from 'vitest';
import type { Member } from '../../support/fake-discord/world/member.js';
import type { HeardPacket, PodcastReceiver } from '../../support/podcast-receiver.js';
import {
	concatenate,
	decode,
	encode,
	loudestAt,
	toDb,
	tone,
	truePeak,
} from '../../support/signal.js';
import { goOnAir, listen, type Studio, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';

const WITHOUT_GAIN = { MIX_AUTOMATIC_GAIN: 'false' };
const SPEECH_MS = 1500;

/** What fades in and out, with the jitter buffer's delay, is left out at both ends. */
const EDGE_FRAMES = 15;

/** One stream has no more frames: what one member says, and the jitter buffer's delay. */
const MAX_FRAMES = SPEECH_MS / 20 + 40;

async function startShow(names: readonly string[], environment: Record<string, string>) {
	const studio = await startStudio({ environment });
	const { id } = await goOnAir(studio);
	const receiver = await listen(studio, id);
	const guests = names.map((name) => studio.guild.addMember({ name }));
	for (const guest of guests) {
		guest.join(studio.stage);
	}
	return { studio, receiver, guests };
}

/** Who says what. */
type Parts = readonly [Member, Uint8Array[]][];

/** Resolves with what was sent to the bot when all have spoken, and the programme is over. */
async function speakAtOnce(studio: Studio, parts: Parts) {
	const speeches = await Promise.all(
		parts.map(([member, frames]) => member.speak(frames, { speaking: 'racing' })),
	);
	await until(() => programmeOf(studio).mode).toBe('pass-through');
	return speeches.flatMap((speech) => speech.sentTo(studio.account));
}

function programmeOf(studio: Studio) {
	const entry = studio.registry.get(studio.guild.id);
	if (entry?.kind !== 'on air') {
		throw new Error('Expected to be on air');
	}
	return entry.onAir.stats.programme;
}

/** Ticks and frames without which the programme had to do. */
function missedBy(studio: Studio): number {
	const { concealed, dropped, unsent } = programmeOf(studio);
	return concealed + unsent + (dropped.get('late') ?? 0) + (dropped.get('too many') ?? 0);
}

/**
 * Lets all speak at once, until the machine has had time for all of it: resolves with what was heard
 * then, and with all that was sent to the bot.
 */
async function hearAtOnce(studio: Studio, receiver: PodcastReceiver, parts: Parts) {
	const sent: Awaited<ReturnType<typeof speakAtOnce>> = [];
	let heard: readonly HeardPacket[] = [];
	await until(async () => {
		const from = receiver.heard.items.length;
		const before = missedBy(studio);
		sent.push(...(await speakAtOnce(studio, parts)));
		heard = receiver.heard.items.slice(from);
		return missedBy(studio) - before;
	}).toBe(0);
	return { heard, sent };
}

function samplesOf(heard: readonly HeardPacket[]): Float32Array {
	return concatenate(decode(heard.map(({ opus }) => opus as Uint8Array)));
}

test('two tones of two members are both there, at their level', async () => {
	const { guests, receiver, studio } = await startShow(['Ben'], WITHOUT_GAIN);
	const tones = [
		{ hz: 440, peak: 0.25 },
		{ hz: 1250, peak: 0.1 },
	];
	const members = [studio.host, ...guests];
	const { heard, sent } = await hearAtOnce(
		studio,
		receiver,
		tones.map((each, index) => [
			members[index] as Member,
			encode(tone({ ...each, durationMs: SPEECH_MS })),
		]),
	);
	const samples = samplesOf(heard.slice(EDGE_FRAMES, -EDGE_FRAMES));
	for (const { hz, peak } of tones) {
		expect(Math.abs(toDb(loudestAt(hz, samples) / peak))).toBeLessThan(1);
	}
	// One stream, not two: each frame has a nonce of its own.
	expect(heard.length).toBeLessThan(MAX_FRAMES);
	const nonces = heard.map(({ nonce }) => nonce.toString('hex'));
	expect(new Set(nonces).size).toBe(nonces.length);
	const ofDiscord = new Set(sent.map(({ nonce }) => Buffer.from(nonce).toString('hex')));
	expect(nonces.every((nonce) => ofDiscord.has(nonce))).toBe(true);
});

test('eight members at full level do not clip', async () => {
	const names = ['Ben', 'Cleo', 'Dan', 'Eva', 'Finn', 'Gil', 'Hana'];
	const { guests, receiver, studio } = await startShow(names, WITHOUT_GAIN);
	const { heard } = await hearAtOnce(
		studio,
		receiver,
		[studio.host, ...guests].map((member, index) => [
			member,
			encode(tone({ hz: 300 + index * 170, peak: 0.99, durationMs: SPEECH_MS })),
		]),
	);
	const samples = samplesOf(heard.slice(EDGE_FRAMES, SPEECH_MS / 20 - EDGE_FRAMES));
	expect(toDb(truePeak(samples))).toBeLessThanOrEqual(-1);
	expect(toDb(truePeak(samples))).toBeGreaterThan(-8);
});

test('the status tells how many frames were mixed', async () => {
	const { guests, studio } = await startShow(['Ben'], {});
	const frames = encode(tone({ hz: 500, peak: 0.2, durationMs: 600 }));
	await speakAtOnce(studio, [
		[studio.host, frames],
		[guests[0] as Member, frames],
	]);
	const status = studio.host.runCommand('podcast status', {}, { channel: studio.text });
	expect((await status.response()).content).toMatch(
		/Frames: \d+ heard, \d+ passed through, [1-9]\d* mixed, \d+ sent/,
	);
});
