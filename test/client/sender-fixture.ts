// A podcast sender on a fake podcast service, with time that a test steps.
import { pino } from 'pino';
import { onTestFinished, vi } from 'vitest';
import { PodcastApi } from '../../src/client/podcast-api.js';
import { PodcastSender, type SendableFrame } from '../../src/client/podcast-sender.js';
import type { PodcastDialect } from '../support/fake-podcast-service/dialect.js';
import {
	FakePodcastService,
	type FakePodcastServiceOptions,
} from '../support/fake-podcast-service/fake-podcast-service.js';
import { SteppedClock } from '../support/stepped-clock.js';

export const CLIENT_ID = '1029384756';
export const CLIENT_TOKEN = 'a-client-token';

/** Longest first pause of the sender; its timeouts are longer. */
export const FIRST_PAUSE_MS = 500;

/** A handshake, its answer and a request with its own take fewer. */
const SETTLING_TURNS = 200;

/** A frame, by its transport nonce. */
export function frame(transportNonce: number, options: Partial<SendableFrame> = {}): SendableFrame {
	return {
		opus: Uint8Array.from([0x78, transportNonce & 0xff, 1, 2, 3]),
		transportNonce,
		voiceSession: 0,
		receivedAtMs: 0,
		...options,
	};
}

/** Starts a fake service; it is closed when the test is over. */
export async function startService(
	dialect: Partial<PodcastDialect> = {},
	options: Partial<FakePodcastServiceOptions> = {},
): Promise<FakePodcastService> {
	const service = await FakePodcastService.start({
		clients: new Map([[CLIENT_ID, CLIENT_TOKEN]]),
		dialect,
		...options,
	});
	onTestFinished(() => service.close());
	return service;
}

/** Options of a sender for a service, with everything that it calls back recorded. */
export function senderOptions(service: { url: string }, clientToken = CLIENT_TOKEN) {
	const clock = new SteppedClock();
	const listener = { onDisconnected: vi.fn(), onReconnected: vi.fn(), onFailed: vi.fn() };
	const api = new PodcastApi({
		apiUrl: new URL(service.url),
		clientId: CLIENT_ID,
		clientToken,
		clock,
	});
	return {
		api,
		clock,
		listener,
		logger: pino({ level: 'silent' }),
		random: () => 1,
		startTimeoutMs: 15_000,
		reconnectTimeoutMs: 60_000,
		helloTimeoutMs: 8_000,
		maxBufferedBytes: 65_536,
	};
}

/** Starts a sender on a service; it is stopped when the test is over. */
export async function startSender(service: FakePodcastService) {
	const options = senderOptions(service);
	const sender = await PodcastSender.start(options);
	onTestFinished(() => sender.stop());
	return { ...options, sender };
}

/** What leaves the event loop, so that turns of it alone do not bring it on. */
const UNDER_WAY = /^(?:FSReq|GetAddrInfo|TCPConnect)/;

/**
 * Lets real connections come as far as they do on loopback: that takes turns of the event loop,
 * however fast it is, and no time on a stepped clock.
 */
async function settle(isSo: () => boolean): Promise<void> {
	do {
		for (let turn = 0; turn < SETTLING_TURNS && !isSo(); turn++) {
			await new Promise((resolve) => setImmediate(resolve));
		}
	} while (!isSo() && process.getActiveResourcesInfo().some((kind) => UNDER_WAY.test(kind)));
}

/**
 * Steps the clock until it is so, and before each step lets real connections settle.
 *
 * @returns milliseconds that have passed on the clock
 */
export async function stepUntil(
	clock: SteppedClock,
	isSo: () => boolean,
	{ maxMs, stepMs = 50 }: { maxMs: number; stepMs?: number },
): Promise<number> {
	const beganMs = clock.nowMs();
	for (;;) {
		await settle(isSo);
		if (isSo() || clock.nowMs() - beganMs >= maxMs) {
			return clock.nowMs() - beganMs;
		}
		await clock.step(stepMs);
	}
}

/** Lets time pass in which nothing is to be found out. */
export async function pass(clock: SteppedClock, durationMs: number): Promise<void> {
	await stepUntil(clock, () => false, { maxMs: durationMs, stepMs: durationMs / 50 });
}

/**
 * Lets every pause pass until the promise is settled.
 *
 * @param withinMs - a timer that is due later is a time-out, and not waited for
 */
export async function stepThroughPauses(
	clock: {
		timerWithin(durationMs: number): Promise<void>;
		step(durationMs: number): Promise<void>;
	},
	promise: Promise<unknown>,
	withinMs = 7_000,
): Promise<void> {
	let isSettled = false;
	const settled = promise.then(
		() => {
			isSettled = true;
		},
		() => {
			isSettled = true;
		},
	);
	while (!isSettled) {
		await Promise.race([settled, clock.timerWithin(withinMs)]);
		if (!isSettled) {
			await clock.step(FIRST_PAUSE_MS);
		}
	}
}
