import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { readOggOpus } from '../../support/speech/ogg-opus.js';
import { goOnAir, listen, startStudio } from '../../support/studio.js';

const SPEECH_FOLDER = join(import.meta.dirname, '../../support/speech');
const MODES = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'] as const;

describe.each(MODES)('a podcast over %s', (mode) => {
	test('hears a member who was speaking before the bot joined', async () => {
		const studio = await startStudio({ discord: { voiceModes: [mode] } });
		studio.host.join(studio.stage);
		const speech = studio.host.startSpeaking(countedFrames(500));
		const { id } = await goOnAir(studio);
		const receiver = await listen(studio, id);
		await receiver.heard.atLeast(20);
		speech.stop();
	});

	test('brings 60 s of speech to a receiver: every frame, in order, with its own nonce', async () => {
		const studio = await startStudio({ discord: { voiceModes: [mode] } });
		const { id } = await goOnAir(studio);
		const receiver = await listen(studio, id);
		const frames = readOggOpus(join(SPEECH_FOLDER, 'voice-a.opus'));
		expect(frames.length * 20).toBeGreaterThan(60_000);
		const speech = await studio.host.speak(frames, { speed: 8, reportEvery: 100 });
		const sent = speech.sentTo(studio.account);
		const heard = await receiver.heard.atLeast(sent.length);
		expect(sent).toHaveLength(frames.length + 5);
		expect(heard.map(({ opus }) => opus)).toEqual(sent.map(({ opus }) => opus));
		expect(heard.map(({ nonce }) => nonce)).toEqual(sent.map(({ nonce }) => Buffer.from(nonce)));
	});

	test('loses one packet where one is corrupt, cut or repeated', async () => {
		const studio = await startStudio({ discord: { voiceModes: [mode] } });
		const { id } = await goOnAir(studio);
		const receiver = await listen(studio, id);
		const session = await studio.discord.voice.ready(studio.account, studio.guild);
		let count = 0;
		session.packetHook = (datagram) => {
			count += 1;
			switch (count % 10) {
				case 3:
					return [datagram.map((byte, index) => (index === 20 ? byte ^ 1 : byte))];
				case 5:
					return [datagram.subarray(0, 30)];
				case 7:
					return [datagram, datagram];
				default:
					return undefined;
			}
		};
		const speech = await studio.host.speak(countedFrames(95), { speed: 10 });
		const sent = speech.sentTo(studio.account);
		const expected = sent.filter((_packet, index) => ![3, 5].includes((index + 1) % 10));
		const heard = await receiver.heard.atLeast(expected.length);
		expect(heard.map(({ opus }) => opus)).toEqual(expected.map(({ opus }) => opus));
		const status = await studio.host
			.runCommand('podcast status', {}, { channel: studio.text })
			.response();
		expect(status.content).toMatch(/Dropped: 20 transport decryption failed, 10 repeated/);
	});
});
