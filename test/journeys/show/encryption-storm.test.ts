// Members come and go while somebody talks, and the call's encryption follows.
import { expect, onTestFinished, test } from 'vitest';
import { isDaveFrame } from '../../../src/voice/receive/dave-frame.js';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { joinVoice, leaveVoice, logIn } from '../../support/fake-discord/real-client.js';
import { createDaveEncryption } from '../../support/fake-discord/voice/dave-encryption.js';
import { goOnAir, listen, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';

const STORM_FRAMES = 10_000;
const SPEED = 10;
const ROUNDS = 4;
/** The last message of a settled group may still be on its way to the bot. */
const DELIVERY_MS = 400;
/** How long a calm group is listened to. */
const CALM_MS = 250;

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

	const speech = host.startSpeaking(countedFrames(STORM_FRAMES), { speed: SPEED });
	const calms: { name: string; fromMs: number; toMs: number; version: number }[] = [];
	const calm = async (name: string) => {
		const { encryption } = discord.voice.callIn(stage);
		await encryption?.settled();
		await new Promise((resolve) => setTimeout(resolve, DELIVERY_MS));
		const fromMs = performance.now();
		await new Promise((resolve) => setTimeout(resolve, CALM_MS));
		const entry = studio.registry.get(guild.id);
		const version = entry?.kind === 'on air' ? entry.onAir.stats.endToEndVersion : -1;
		calms.push({ name, fromMs, toMs: performance.now(), version });
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
	await speech.finished;
	const sent = speech.sentTo(account);
	await until(() => receiver.heard.items.at(-1)?.nonce.toString('hex')).toBe(
		Buffer.from(sent.at(-1)?.nonce ?? []).toString('hex'),
	);

	const heard = new Map(
		receiver.heard.items.map(({ nonce, opus }) => [nonce.toString('hex'), opus]),
	);
	const lost = calms.flatMap(({ name, fromMs, toMs }) =>
		sent
			.filter(({ sentAtMs }) => sentAtMs >= fromMs && sentAtMs <= toMs)
			.filter(({ nonce }) => !heard.has(Buffer.from(nonce).toString('hex')))
			.map(() => name),
	);
	expect(lost).toEqual([]);
	const wrong = sent.filter(({ nonce, opus }) => {
		const received = heard.get(Buffer.from(nonce).toString('hex'));
		return received && Buffer.compare(Buffer.from(received), Buffer.from(opus)) !== 0;
	});
	expect(wrong).toEqual([]);
	expect(receiver.heard.items.some(({ opus }) => opus && isDaveFrame(opus))).toBe(false);
	expect(calms.some(({ version }) => version === 0)).toBe(true);
	expect(calms.some(({ version }) => version === 1)).toBe(true);
	expect(sent.length).toBeGreaterThan(STORM_FRAMES * 0.95);
}, 90_000);
