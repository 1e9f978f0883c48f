// A call under DAVE, as Discord encrypts all voice but stages.
import { describe, expect, test } from 'vitest';
import { isDaveFrame } from '../../../src/voice/receive/dave-frame.js';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { createDaveEncryption } from '../../support/fake-discord/voice/dave-encryption.js';
import { goOnAir, listen, startStudio, untilHeard } from '../../support/studio.js';
import { until } from '../../support/until.js';

const MODES = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'] as const;

describe.each(MODES)('a podcast from an end-to-end encrypted call over %s', (mode) => {
	test('brings every frame to a receiver once the group is ready, and no ciphertext ever', async () => {
		const studio = await startStudio({
			discord: { voiceModes: [mode], createEncryption: createDaveEncryption },
		});
		const ben = studio.guild.addMember({ name: 'Ben' });
		studio.host.join(studio.stage);
		ben.join(studio.stage);
		const early = studio.host.startSpeaking(countedFrames(200, 3));
		const { id } = await goOnAir(studio);
		const receiver = await listen(studio, id);
		early.stop();
		await studio.discord.voice.callIn(studio.stage).encryption?.settled();
		await untilHeard(studio, { member: studio.host, receiver });
		await untilHeard(studio, { member: ben, receiver });

		const speeches = [
			await studio.host.speak(countedFrames(150, 1), { speed: 5 }),
			await ben.speak(countedFrames(150, 2), { speed: 5 }),
		];
		const sent = speeches.flatMap((speech) => speech.sentTo(studio.account));
		expect(sent.some(({ opus, payload }) => payload.length > opus.length)).toBe(true);
		const nonces = new Set(sent.map(({ nonce }) => Buffer.from(nonce).toString('hex')));
		const heardOf = () =>
			receiver.heard.items.filter(({ nonce }) => nonces.has(nonce.toString('hex')));
		await until(() => heardOf().length).toBe(sent.length);
		const opusByNonce = new Map(
			sent.map(({ nonce, opus }) => [Buffer.from(nonce).toString('hex'), opus]),
		);
		for (const { nonce, opus } of heardOf()) {
			expect(opus).toEqual(opusByNonce.get(nonce.toString('hex')));
		}
		expect(receiver.heard.items.some(({ opus }) => opus && isDaveFrame(opus))).toBe(false);
	});
});

test('the status says that the call is end-to-end encrypted', async () => {
	const studio = await startStudio({ discord: { createEncryption: createDaveEncryption } });
	await goOnAir(studio);
	const status = studio.host.runCommand('podcast status', {}, { channel: studio.text });
	expect((await status.response()).content).toMatch(/End-to-end encryption: on \(DAVE version 1\)/);
});
