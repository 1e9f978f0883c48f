// Members who talk in tones, and how loud each of them is in what came out.
import { onTestFinished } from 'vitest';
import type { Member } from '../../support/fake-discord/world/member.js';
import type { PodcastReceiver } from '../../support/podcast-receiver.js';
import { amplitudeAt, concatenate, decode, encode, tone } from '../../support/signal.js';

/** Of the member whose voice must not be heard, and of the one who may be. */
export const SECRET_HZ = 1710;
export const OPEN_HZ = 410;

/** A stretch of talking that a test ends by itself. */
export function talk(member: Member, hz: number) {
	const frames = encode(tone({ hz, peak: 0.3, durationMs: 500 }));
	const endless = Array.from({ length: 10 }, () => frames).flat();
	const speech = member.startSpeaking(endless, { speaking: 'racing' });
	onTestFinished(() => speech.stop());
	return speech;
}

/** How loud a tone is in what came from a frame on, or undefined until so much has come. */
export function amplitudeAfter(receiver: PodcastReceiver, parts: { from: number; hz: number }) {
	const heard = receiver.heard.items.slice(parts.from);
	const samples = concatenate(decode(heard.map(({ opus }) => opus as Uint8Array)));
	return heard.length < 15 ? undefined : amplitudeAt(parts.hz, samples);
}
