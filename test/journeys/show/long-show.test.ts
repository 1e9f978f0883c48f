// Eight hours of one podcast in stepped time.
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { PodcastApi } from '../../../src/client/podcast-api.js';
import { PodcastSender } from '../../../src/client/podcast-sender.js';
import { PodcastServer } from '../../../src/server/podcast-server.js';
import { VoiceReceiver } from '../../../src/voice/receive/voice-receiver.js';
import { PodcastReceiver } from '../../support/podcast-receiver.js';
import { rtpPacket } from '../../support/rtp-packets.js';
import { SteppedClock } from '../../support/stepped-clock.js';

const HOURS = 8;
const MINUTES = HOURS * 60;
/** Two seconds of each minute, by turns of three members. */
const TALKSPURT_FRAMES = 100;
const FRAME_MS = 20;
const SSRCS = [11, 22, 33];
const MODE = 'aead_aes256_gcm_rtpsize';
const voiceKey = new Uint8Array(32).fill(5);
/** A frame of 20 ms, mono (hybrid, fullband; RFC 6716, 3.1). */
const MONO_20_MS_TOC = 0x78;

const CREDENTIALS = { clientId: '1', clientToken: 'long-show' };

test('stays on time, and nothing of it grows', async () => {
	const clock = new SteppedClock();
	const logger = pino({ level: 'silent' });
	const server = await PodcastServer.start({
		host: '127.0.0.1',
		port: 0,
		clients: new Map([[CREDENTIALS.clientId, CREDENTIALS.clientToken]]),
		clock,
		logger,
	});
	onTestFinished(() => server.close());
	const unexpected = (error: Error) => {
		throw error;
	};
	const sender = await PodcastSender.start({
		api: new PodcastApi({ apiUrl: new URL(server.url), ...CREDENTIALS, clock }),
		clock,
		logger,
		random: () => 0.5,
		startTimeoutMs: 5000,
		reconnectTimeoutMs: 5000,
		helloTimeoutMs: 5000,
		maxBufferedBytes: 65_536,
		listener: { onDisconnected: unexpected, onReconnected: () => {}, onFailed: unexpected },
	});
	onTestFinished(() => sender.stop());
	const receiver = await PodcastReceiver.connect({
		serverUrl: server.url,
		podcastId: sender.podcast?.id ?? '',
		...CREDENTIALS,
	});
	onTestFinished(() => receiver.close());
	const delaysMs: number[] = [];
	const voice = new VoiceReceiver({
		clock,
		decryptEndToEnd: () => ({ kind: 'untouched' }),
		onFrame: (frame) => sender.send(frame),
	});
	voice.beginVoiceSession(MODE, voiceKey);
	for (const ssrc of SSRCS) {
		voice.announceSpeaker(`member ${ssrc}`, ssrc);
	}

	let transportNonce = 0xffff_ff00;
	const sequences = new Map(SSRCS.map((ssrc) => [ssrc, 0xfff0]));
	const sentAtMs: number[] = [];
	let heardCount = 0;
	let onHeard = () => {};
	receiver.onPacket = () => {
		delaysMs.push(clock.nowMs() - (sentAtMs[heardCount] ?? Number.NaN));
		heardCount += 1;
		receiver.heard.items.length = 0;
		onHeard();
	};
	const measure = () => {
		globalThis.gc?.();
		return {
			heapBytes: process.memoryUsage().heapUsed,
			timers: clock.pendingTimers,
			connections: server.stats().connections,
			speakers: [...voice.speakers].length,
		};
	};
	const talk = async (minute: number) => {
		const ssrc = SSRCS[minute % SSRCS.length] as number;
		for (let index = 0; index < TALKSPURT_FRAMES; index++) {
			transportNonce = (transportNonce + 1) >>> 0;
			const sequence = ((sequences.get(ssrc) ?? 0) + 1) & 0xffff;
			sequences.set(ssrc, sequence);
			sentAtMs.push(clock.nowMs());
			const timestamp = (clock.nowMs() * 48) >>> 0;
			const opus = Buffer.alloc(80, index).fill(MONO_20_MS_TOC, 0, 1);
			const heard = new Promise<void>((resolve) => {
				onHeard = resolve;
			});
			voice.receive(
				rtpPacket({ mode: MODE, voiceKey, opus, transportNonce, ssrc, sequence, timestamp }),
			);
			// Time goes on when the frame has arrived, or this would measure the stepping.
			await heard;
			await clock.step(FRAME_MS);
		}
		// Pings have to be answered before the next minute passes.
		for (let elapsedMs = 0; elapsedMs < 58_000; elapsedMs += 2000) {
			await clock.step(2000);
			await new Promise((resolve) => setImmediate(resolve));
		}
	};

	for (let minute = 0; minute < 60; minute++) {
		await talk(minute);
	}
	const early = measure();
	for (let minute = 60; minute < MINUTES; minute++) {
		await talk(minute);
	}
	const late = measure();
	expect(heardCount).toBe(MINUTES * TALKSPURT_FRAMES);
	expect(Math.abs((delaysMs.at(-1) ?? 0) - (delaysMs[0] ?? 0))).toBeLessThanOrEqual(FRAME_MS);
	expect(late).toMatchObject({
		timers: early.timers,
		connections: early.connections,
		speakers: early.speakers,
	});
	// What grew is what the test itself has kept: two numbers a frame.
	expect(late.heapBytes).toBeLessThan(early.heapBytes * 1.1 + 16 * 2 * heardCount);
});
