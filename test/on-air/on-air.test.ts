import { describe, expect, test } from 'vitest';
import { countedFrames } from '../support/fake-discord/counted-frames.js';
import { goOnAir, listen, startStudio } from '../support/studio.js';

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

	test('brings every frame of a member to a receiver, with its own nonce', async () => {
		const studio = await startStudio({ discord: { voiceModes: [mode] } });
		const { id } = await goOnAir(studio);
		const receiver = await listen(studio, id);
		const speech = await studio.host.speak(countedFrames(100), { speed: 10, reportEvery: 9 });
		const sent = speech.sentTo(studio.account);
		const heard = await receiver.heard.atLeast(sent.length);
		expect(sent).toHaveLength(105);
		expect(heard.map(({ opus }) => opus)).toEqual(sent.map(({ opus }) => opus));
	});
});
