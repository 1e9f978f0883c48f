// What counts as somebody speaking: not the silence that ends it, but what cannot be opened.
import { expect, test } from 'vitest';
import { SpeakerReception } from '../../src/voice/receive/speaker-reception.js';

test('silence is heard and is no speech; a packet that cannot be opened is', () => {
	const ada = new SpeakerReception('1');
	expect(ada.lastSpeechAtMs).toBe(undefined);
	ada.heard(100);
	ada.heard(200, false);
	expect(ada).toMatchObject({ lastFrameAtMs: 200, lastSpeechAtMs: 100 });
	ada.lost('end-to-end decryption failed', 300);
	expect(ada.lastSpeechAtMs).toBe(300);
	ada.heard(400);
	expect(ada.lastSpeechAtMs).toBe(400);
});
