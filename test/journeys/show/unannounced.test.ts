// Discord tells once whose an SSRC is, and that may be lost or late: nobody is misnamed for it, and
// the others lose nothing.
import { describe, expect, onTestFinished, test } from 'vitest';
import { describeTrouble } from '../../../src/discord/words/trouble-words.js';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import {
	createDaveEncryption,
	type DaveEncryption,
} from '../../support/fake-discord/voice/dave-encryption.js';
import type { SentPacket } from '../../support/fake-discord/voice/media-record.js';
import type { VoiceSession } from '../../support/fake-discord/voice/voice-session.js';
import type { Member } from '../../support/fake-discord/world/member.js';
import type { PodcastReceiver } from '../../support/podcast-receiver.js';
import { amplitudeAt, concatenate, decode, encode, tone } from '../../support/signal.js';
import { goOnAir, listen, type Studio, startStudio, untilHeard } from '../../support/studio.js';
import { until } from '../../support/until.js';

const SECRET_HZ = 1710;
const OPEN_HZ = 410;
const FRAME_MS = 20;

/** A show with two members who are known, and guests of whom nobody is told. */
async function startShow(options: { isEncrypted: boolean; guests: number }) {
	const studio = await startStudio(
		options.isEncrypted ? { discord: { createEncryption: createDaveEncryption } } : {},
	);
	const guests = Array.from({ length: options.guests }, (_, index) => {
		const guest = studio.guild.addMember({ name: `Guest ${index + 1}` });
		guest.join(studio.stage);
		return guest;
	}) as [Member, ...Member[]];
	const { id } = await goOnAir(studio);
	const receiver = await listen(studio, id);
	const { encryption } = studio.discord.voice.callIn(studio.stage);
	await (encryption as DaveEncryption | undefined)?.settled();
	await untilHeard(studio, { member: studio.host, receiver });
	const session = await studio.discord.voice.ready(studio.account, studio.guild);
	const announce = session.holdAnnouncements();
	receiver.heard.items.splice(0);
	return { announce, guests, receiver, session, studio };
}

function onAirOf({ guild, registry }: Studio) {
	const entry = registry.get(guild.id);
	if (entry?.kind !== 'on air') {
		throw new Error('Expected the guild to be on air');
	}
	return entry.onAir;
}

/** Whether the bot is still in the call that it joined at first. */
function hasStayed(studio: Studio, session: VoiceSession): boolean {
	return studio.discord.voice.sessionOf(studio.account, studio.guild) === session;
}

function lost(sent: readonly SentPacket[], receiver: PodcastReceiver): SentPacket[] {
	const heard = new Set(
		receiver.heard.items.map(({ opus }) => Buffer.from(opus ?? []).toString('hex')),
	);
	return sent.filter(({ opus }) => !heard.has(Buffer.from(opus).toString('hex')));
}

/** Loudness of a tone in all that came. */
function loudness(receiver: PodcastReceiver, hz: number): number {
	const frames = receiver.heard.items.map(({ opus }) => opus as Uint8Array);
	return amplitudeAt(hz, concatenate(decode(frames)));
}

describe('in an encrypted call', () => {
	test('a member of whom nobody was told is heard, and nobody loses a frame', async () => {
		const { guests, receiver, session, studio } = await startShow({ isEncrypted: true, guests: 2 });
		const [ben, cleo] = guests as [Member, Member];
		const speeches = [
			await ben.speak(countedFrames(100, 1)),
			await studio.host.speak(countedFrames(50, 2)),
			await cleo.speak(countedFrames(50, 3)),
		];
		const sent = speeches.flatMap((speech) => speech.sentTo(studio.account));
		await until(() => lost(sent, receiver).length).toBe(0);
		expect(hasStayed(studio, session)).toBe(true);
		expect(onAirOf(studio).stats.voice.dropped.get('end-to-end decryption failed') ?? 0).toBe(0);
		expect(onAirOf(studio).troubles).toEqual([]);
	});

	test('one who has opted out stays unheard', async () => {
		const { guests, receiver, session, studio } = await startShow({ isEncrypted: true, guests: 2 });
		const [ben, cleo] = guests as [Member, Member];
		await ben.runCommand('podcast-privacy optout', {}, { channel: studio.text }).response();
		await ben.speak(encode(tone({ hz: SECRET_HZ, peak: 0.3, durationMs: 2000 })));
		await cleo.speak(encode(tone({ hz: OPEN_HZ, peak: 0.3, durationMs: 500 })));
		await until(() => receiver.heard.items.length).toBeGreaterThanOrEqual(500 / FRAME_MS);
		expect(loudness(receiver, OPEN_HZ)).toBeGreaterThan(0.2);
		expect(loudness(receiver, SECRET_HZ)).toBeLessThan(0.001);
		expect(hasStayed(studio, session)).toBe(true);
	});

	test('frames that no key opens cost nobody a frame', async () => {
		const { receiver, session, studio } = await startShow({ isEncrypted: true, guests: 1 });
		const junk = (index: number) => {
			const payload = new Uint8Array(72).fill(index);
			payload.set([12, 0xfa, 0xfa], payload.length - 3);
			payload[payload.length - 4] = 1;
			return payload;
		};
		let sequence = 0;
		const sending = setInterval(() => {
			sequence += 1;
			session.sendRtp(
				{ ssrc: 77_777, sequence, timestamp: sequence * 960, payload: junk(sequence & 0x7f) },
				{ userId: 'nobody', opus: Uint8Array.of(1), isTrailingSilence: false },
			);
		}, FRAME_MS);
		onTestFinished(() => clearInterval(sending));
		await until(() => sequence).toBeGreaterThan(10);
		const speech = await studio.host.speak(countedFrames(150, 2), { trailingSilence: 0 });
		await until(() => sequence).toBeGreaterThan(50);
		await until(() => lost(speech.sentTo(studio.account), receiver).length).toBe(0);
		expect(hasStayed(studio, session)).toBe(true);
	});
});

describe('in a call without encryption', () => {
	test('the only member who is left is heard within half a second, in order', async () => {
		const { guests, receiver, session, studio } = await startShow({
			isEncrypted: false,
			guests: 1,
		});
		const speech = await guests[0].speak(countedFrames(75, 1), { trailingSilence: 0 });
		const sent = speech.sentTo(studio.account);
		await until(() => lost(sent, receiver).length).toBe(0);
		expect(receiver.heard.items.map(({ opus }) => Buffer.from(opus ?? []))).toEqual(
			sent.map(({ opus }) => Buffer.from(opus)),
		);
		expect([...onAirOf(studio).voices.heardNow]).toContain(guests[0].id);
		expect(hasStayed(studio, session)).toBe(true);
	});

	test('of two who are left none is guessed at: the call is joined anew, once', async () => {
		const { guests, receiver, session, studio } = await startShow({
			isEncrypted: false,
			guests: 2,
		});
		const [ben, cleo] = guests as [Member, Member];
		const speech = ben.startSpeaking(countedFrames(400, 1), { trailingSilence: 0 });
		onTestFinished(() => speech.stop());
		await until(() => hasStayed(studio, session), { interval: 10 }).toBe(false);
		expect(receiver.heard.items).toEqual([]);
		// The new voice server tells of all who have spoken.
		await until(() => receiver.heard.items.length).toBeGreaterThan(20);
		speech.stop();

		const second = await studio.discord.voice.ready(studio.account, studio.guild);
		second.holdAnnouncements();
		const dora = studio.guild.addMember({ name: 'Dora' });
		dora.join(studio.stage);
		const unheard = cleo.startSpeaking(countedFrames(400, 3), { trailingSilence: 0 });
		onTestFinished(() => unheard.stop());
		await until(() =>
			onAirOf(studio)
				.troubles.map((trouble) => describeTrouble(trouble))
				.join(),
		).toMatch(/cannot tell whose voice it is, and it stays off air\. I have reconnected/);
		const sent = unheard.sentTo(studio.account);
		expect(lost(sent, receiver)).toHaveLength(sent.length);
		expect(hasStayed(studio, second)).toBe(true);
	});

	test('a member who has opted out is not heard under the name of another', async () => {
		const { guests, receiver, session, studio } = await startShow({
			isEncrypted: false,
			guests: 1,
		});
		const [ben] = guests;
		await ben.runCommand('podcast-privacy optout', {}, { channel: studio.text }).response();
		await ben.speak(encode(tone({ hz: SECRET_HZ, peak: 0.3, durationMs: 2500 })));
		await studio.host.speak(encode(tone({ hz: OPEN_HZ, peak: 0.3, durationMs: 500 })));
		await until(() => receiver.heard.items.length).toBeGreaterThanOrEqual(500 / FRAME_MS);
		expect(loudness(receiver, OPEN_HZ)).toBeGreaterThan(0.2);
		expect(loudness(receiver, SECRET_HZ)).toBeLessThan(0.001);
		expect(hasStayed(studio, session)).toBe(true);
	});

	test.each([false, true])(
		'nor is one whose SSRC has changed without a word, when another is silent; had agreed before: %s',
		async (hadAgreed) => {
			const { announce, guests, receiver, session, studio } = await startShow({
				isEncrypted: false,
				guests: 2,
			});
			const [ben] = guests;
			const optOut = () =>
				ben.runCommand('podcast-privacy optout', {}, { channel: studio.text }).response();
			announce();
			await ben.speak(countedFrames(10, 1));
			await until(() => receiver.heard.items.length).toBeGreaterThan(5);
			session.holdAnnouncements();
			if (!hadAgreed) {
				await optOut();
			}
			const participant = studio.discord.voice.callIn(studio.stage).participants.get(ben.id);
			Object.assign(participant ?? {}, { ssrc: 777_009 });
			const secret = encode(tone({ hz: SECRET_HZ, peak: 0.3, durationMs: 2500 }));
			if (hadAgreed) {
				// They are taken for the silent one until they say no.
				const before = receiver.heard.items.length;
				const speech = ben.startSpeaking([...secret, ...secret, ...secret]);
				onTestFinished(() => speech.stop());
				await until(() => receiver.heard.items.length).toBeGreaterThan(before + 30);
				await optOut();
				receiver.heard.items.splice(0);
				const said = speech.sentTo(studio.account).length;
				await until(() => speech.sentTo(studio.account).length).toBeGreaterThan(said + 100);
				speech.stop();
			} else {
				receiver.heard.items.splice(0);
				await ben.speak(secret);
			}
			await studio.host.speak(encode(tone({ hz: OPEN_HZ, peak: 0.3, durationMs: 500 })));
			await until(() => receiver.heard.items.length).toBeGreaterThanOrEqual(500 / FRAME_MS);
			expect(loudness(receiver, SECRET_HZ)).toBeLessThan(0.001);
			expect(loudness(receiver, OPEN_HZ)).toBeGreaterThan(0.2);
		},
	);

	test('what is announced late wins', async () => {
		const { announce, guests, receiver, session, studio } = await startShow({
			isEncrypted: false,
			guests: 2,
		});
		const [ben] = guests;
		const speech = ben.startSpeaking(countedFrames(50, 1), { trailingSilence: 0 });
		await until(() => speech.sentTo(studio.account).length).toBeGreaterThan(20);
		expect(receiver.heard.items).toEqual([]);
		announce();
		await speech.finished;
		await until(() => lost(speech.sentTo(studio.account), receiver).length).toBe(0);
		expect(hasStayed(studio, session)).toBe(true);
	});
});
