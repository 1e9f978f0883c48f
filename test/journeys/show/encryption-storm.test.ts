// Members come and go while somebody talks, and the call's encryption follows.
import { expect, onTestFinished, test } from 'vitest';
import { isDaveFrame } from '../../../src/voice/receive/dave-frame.js';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { joinVoice, leaveVoice, logIn } from '../../support/fake-discord/real-client.js';
import { createDaveEncryption } from '../../support/fake-discord/voice/dave-encryption.js';
import { goOnAir, listen, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';

/** More than the storm lasts. */
const SPEECH_FRAMES = 100_000;
const SPEED = 10;
const ROUNDS = 4;
/** For how many frames a calm group is listened to. */
const CALM_FRAMES = 125;

const hex = (nonce: Uint8Array) => Buffer.from(nonce).toString('hex');

test('every frame of a settled group is heard byte for byte, and no ciphertext ever', async () => {
	const studio = await startStudio({ discord: { createEncryption: createDaveEncryption } });
	const { account, discord, guild, host, stage } = studio;
	const guests = ['Ben', 'Cleo', 'Dan'].map((name) => guild.addMember({ name }));
	const { id } = await goOnAir(studio);
	const receiver = await listen(studio, id);
	// An older client without end-to-end encryption: while it is there, the call has none.
	const oldAccount = discord.addBot({ name: 'Old timer' });
	guild.addBot(oldAccount, ['Connect', 'ViewChannel']);
	const oldClient = await logIn(discord, oldAccount);
	onTestFinished(() => oldClient.destroy());

	const speech = host.startSpeaking(countedFrames(SPEECH_FRAMES), { speed: SPEED });
	onTestFinished(() => speech.stop());
	/** By places in what was sent. */
	const calms: { name: string; from: number; to: number; version: number }[] = [];
	const calm = async (name: string) => {
		const { encryption } = discord.voice.callIn(stage);
		await encryption?.settled();
		// The last message of a settled group is there when what was said after it is heard.
		const settledAt = speech.sentTo(account).length;
		const heardBefore = receiver.heard.items.length;
		await until(() => {
			const said = new Set(
				speech
					.sentTo(account)
					.slice(settledAt)
					.map(({ nonce }) => hex(nonce)),
			);
			return receiver.heard.items.slice(heardBefore).some(({ nonce }) => said.has(hex(nonce)));
		}).toBe(true);
		const from = speech.sentTo(account).length;
		await until(() => speech.sentTo(account).length).toBeGreaterThan(from + CALM_FRAMES);
		const entry = studio.registry.get(guild.id);
		const version = entry?.kind === 'on air' ? entry.onAir.stats.endToEndVersion : -1;
		calms.push({ name, from, to: from + CALM_FRAMES, version });
	};
	for (let round = 0; round < ROUNDS; round++) {
		for (const guest of guests) {
			guest.join(stage);
			await calm(`${round}: ${guest.user.globalName} joined`);
		}
		guests[1]?.leave();
		await calm(`${round}: one left`);
		guests[1]?.join(stage);
		await calm(`${round}: one came back`);
		const connection = await joinVoice(oldClient, stage, { daveEncryption: false });
		await calm(`${round}: downgraded`);
		leaveVoice(connection);
		const old = guild.memberOf(oldAccount);
		await discord.until('it has left', () => old.voice.channel === null || undefined);
		await calm(`${round}: upgraded`);
		for (const guest of guests) {
			guest.leave();
		}
	}
	speech.stop();
	const sent = speech.sentTo(account);
	await until(() => receiver.heard.items.at(-1)?.nonce.toString('hex')).toBe(
		hex(sent.at(-1)?.nonce ?? Uint8Array.of()),
	);

	const heard = new Map(receiver.heard.items.map(({ nonce, opus }) => [hex(nonce), opus]));
	const lost = calms.flatMap(({ name, from, to }) =>
		sent
			.slice(from, to)
			.filter(({ nonce }) => !heard.has(hex(nonce)))
			.map(() => name),
	);
	expect(lost).toEqual([]);
	const wrong = sent.filter(({ nonce, opus }) => {
		const received = heard.get(hex(nonce));
		return received && Buffer.compare(Buffer.from(received), Buffer.from(opus)) !== 0;
	});
	expect(wrong).toEqual([]);
	expect(receiver.heard.items.some(({ opus }) => opus && isDaveFrame(opus))).toBe(false);
	expect(calms.some(({ version }) => version === 0)).toBe(true);
	expect(calms.some(({ version }) => version === 1)).toBe(true);
	expect(calms).toHaveLength(ROUNDS * (guests.length + 4));
});
