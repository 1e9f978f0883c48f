// A call changes between encrypted and clear while somebody talks, and one client is slow to be ready.
import { expect, onTestFinished, test, vi } from 'vitest';
import { isDaveFrame } from '../../../src/voice/receive/dave-frame.js';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { joinVoice, leaveVoice, logIn } from '../../support/fake-discord/real-client.js';
import {
	createDaveEncryption,
	type DaveEncryption,
} from '../../support/fake-discord/voice/dave-encryption.js';
import { goOnAir, listen, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';

/** More than any of this lasts. */
const SPEECH_FRAMES = 100_000;
const TRANSITION_READY = 23;

const hex = (nonce: Uint8Array) => Buffer.from(nonce).toString('hex');

/** A show that Ada talks in, and a client without encryption that joins and leaves. */
async function startTalk() {
	const studio = await startStudio({ discord: { createEncryption: createDaveEncryption } });
	const { account, discord, guild, host, stage } = studio;
	const oldAccount = discord.addBot({ name: 'Old timer' });
	guild.addBot(oldAccount, ['Connect', 'ViewChannel']);
	const oldClient = await logIn(discord, oldAccount);
	onTestFinished(() => oldClient.destroy());
	const encryption = () => discord.voice.callIn(stage).encryption as DaveEncryption;
	const onAir = async () => {
		const { id } = await goOnAir(studio);
		const receiver = await listen(studio, id);
		const speech = host.startSpeaking(countedFrames(SPEECH_FRAMES));
		onTestFinished(() => speech.stop());
		await until(() => receiver.heard.items.length).toBeGreaterThan(5);
		await encryption().settled();
		/** Of what Ada has said from now on until the next call. */
		const lostWhile = async (change: () => Promise<void>) => {
			const from = speech.sentTo(account).length;
			await change();
			const said = speech.sentTo(account).length;
			await until(() => speech.sentTo(account).length).toBeGreaterThan(said + 5);
			const last = hex(speech.sentTo(account)[said]?.nonce ?? Uint8Array.of());
			const heard = () => new Set(receiver.heard.items.map(({ nonce }) => hex(nonce)));
			await until(() => heard().has(last)).toBe(true);
			const all = heard();
			const sent = speech.sentTo(account).slice(from, said);
			expect(receiver.heard.items.some(({ opus }) => opus && isDaveFrame(opus))).toBe(false);
			expect(sent.length).toBeGreaterThan(20);
			return sent.filter(({ nonce }) => !all.has(hex(nonce))).length;
		};
		/** Resolves when Ada has said so many frames more. */
		const said = async (frames: number) => {
			const target = speech.sentTo(account).length + frames;
			await until(() => speech.sentTo(account).length).toBeGreaterThan(target);
		};
		return { lostWhile, said };
	};
	const join = () => joinVoice(oldClient, stage, { daveEncryption: false });
	/** Resolves when a change is executed that waits for a client who never says that it is ready. */
	const changeSlowly = async (change: () => void | Promise<void>) => {
		const { service } = encryption();
		const receive = service.receive.bind(service);
		let isDropped = false;
		const slow = vi.spyOn(service, 'receive').mockImplementation((connectionId, message) => {
			if (message.op === TRANSITION_READY && !isDropped) {
				isDropped = true;
				return;
			}
			receive(connectionId, message);
		});
		await change();
		await until(() => isDropped).toBe(true);
		await encryption().settled();
		slow.mockRestore();
	};
	return { changeSlowly, encryption, join, onAir, studio };
}

test('nobody loses a frame where it becomes encrypted again', async () => {
	const { changeSlowly, encryption, join, onAir } = await startTalk();
	const { lostWhile } = await onAir();
	const connection = await join();
	await encryption().settled();
	expect(encryption().service.protocolVersion).toBe(0);
	expect(await lostWhile(() => changeSlowly(() => leaveVoice(connection)))).toBe(0);
	expect(encryption().service.protocolVersion).toBe(1);
});

test('nobody loses a frame where it was clear when the bot came', async () => {
	const { changeSlowly, encryption, join, onAir } = await startTalk();
	const connection = await join();
	const { lostWhile } = await onAir();
	expect(await lostWhile(() => changeSlowly(() => leaveVoice(connection)))).toBe(0);
	expect(encryption().service.protocolVersion).toBe(1);
});

test('nobody loses a frame where it becomes clear', async () => {
	const { changeSlowly, encryption, join, onAir } = await startTalk();
	const { lostWhile } = await onAir();
	expect(await lostWhile(() => changeSlowly(async () => void (await join())))).toBe(0);
	expect(encryption().service.protocolVersion).toBe(0);
});

test.each([false, true])(
	'who comes while the websocket is away costs nobody a frame; repeated before Resumed: %s',
	async (repeatsFirst) => {
		const { encryption, onAir, studio } = await startTalk();
		const { account, discord, guild, stage } = studio;
		const cleo = guild.addMember({ name: 'Cleo' });
		const { lostWhile, said } = await onAir();
		const session = await discord.voice.ready(account, guild);
		session.repeatsFirst = repeatsFirst;
		const lost = await lostWhile(async () => {
			const release = discord.voice.hold('upgrade');
			session.dropConnection();
			await until(() => session.isLive).toBe(false);
			cleo.join(stage);
			release();
			await until(() => session.resumes).toBe(1);
			await encryption().settled();
			await said(100);
		});
		expect(lost).toBe(0);
		expect(encryption().service.memberUserIds).toContain(account.id);
	},
);
