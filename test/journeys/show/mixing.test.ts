// Several members at once: a receiver hears one programme of all of them.
import { expect, test } from 'vitest';
import type { Member } from '../../support/fake-discord/world/member.js';
import type { HeardPacket } from '../../support/podcast-receiver.js';
import {
	amplitudeAt,
	concatenate,
	decode,
	encode,
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

/** Resolves with what was sent to the bot when all have spoken, and the programme is over. */
async function speakAtOnce(studio: Studio, parts: readonly [Member, Uint8Array[]][]) {
	const speeches = await Promise.all(
		parts.map(([member, frames]) => member.speak(frames, { speaking: 'racing' })),
	);
	await until(() => {
		const entry = studio.registry.get(studio.guild.id);
		return entry?.kind === 'on air' && entry.onAir.stats.programme.mode;
	}).toBe('pass-through');
	return speeches.flatMap((speech) => speech.sentTo(studio.account));
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
	const sent = await speakAtOnce(
		studio,
		tones.map((each, index) => [
			members[index] as Member,
			encode(tone({ ...each, durationMs: SPEECH_MS })),
		]),
	);
	const heard = receiver.heard.items;
	const samples = samplesOf(heard.slice(EDGE_FRAMES, SPEECH_MS / 20 - EDGE_FRAMES));
	for (const { hz, peak } of tones) {
		expect(Math.abs(toDb(amplitudeAt(hz, samples) / peak))).toBeLessThan(1);
	}
	// One stream, not two: as many frames as one of them has, each with a nonce of its own.
	expect(heard.length).toBeLessThan(SPEECH_MS / 20 + 40);
	const nonces = heard.map(({ nonce }) => nonce.toString('hex'));
	expect(new Set(nonces).size).toBe(nonces.length);
	const ofDiscord = new Set(sent.map(({ nonce }) => Buffer.from(nonce).toString('hex')));
	expect(nonces.every((nonce) => ofDiscord.has(nonce))).toBe(true);
});

test('eight members at full level do not clip', async () => {
	const names = ['Ben', 'Cleo', 'Dan', 'Eva', 'Finn', 'Gil', 'Hana'];
	const { guests, receiver, studio } = await startShow(names, WITHOUT_GAIN);
	await speakAtOnce(
		studio,
		[studio.host, ...guests].map((member, index) => [
			member,
			encode(tone({ hz: 300 + index * 170, peak: 0.99, durationMs: SPEECH_MS })),
		]),
	);
	const samples = samplesOf(receiver.heard.items.slice(EDGE_FRAMES, SPEECH_MS / 20 - EDGE_FRAMES));
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
