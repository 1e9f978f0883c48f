// CPU per frame of the bot's audio path, datagram to websocket, beside a loop without cryptography.
import type { Socket } from 'node:dgram';
import { type AddressInfo, createServer } from 'node:net';
import { pino } from 'pino';
import { systemClock } from '../../src/clock.js';
import { PodcastServer } from '../../src/server/podcast-server.js';
import { makeDatagrams, openOutlets, openVoiceServer, VOICE_KEY } from './datagrams.js';
import type { BareForwardPorts, BareForwardSetup } from './measured-bare-forward.js';
import type { PodcastSendersResult } from './measured-podcast-senders.js';
import { MeasuredProcess } from './measured-process.js';
import type { UsualBotSetup } from './measured-usual-bot.js';
import { pace, waitFor } from './pace.js';
import type { Rounds } from './rounds.js';
import type { Row } from './table.js';
import { CLIENT, SENDER_FRAME_BYTES, UNLIMITED } from './test-podcast.js';

/** How sending is measured. */
export interface SenderBenchOptions {
	/** Podcasts on air at once, one speaker each. */
	podcasts: number;
	/** Frames of each speaker in the measured window. */
	framesEach: number;
}

const FRAME_INTERVAL_MS = 20;
/** Warm-up goes faster than speech, so that the hot path is compiled. */
const WARM_UP_FRAMES_EACH = 300;
const WARM_UP_INTERVAL_MS = 6;
const DRAIN_MS = 5000;
/** Turns of each variant in a round. */
const TURNS = 8;

const FLOOR = 'bare forward';
const ANCHOR = 'usual bot';
/** Of what the usual bot takes. */
const ANCHOR_AIM = 0.6;
const MODES = [
	{ mode: 'aead_aes256_gcm_rtpsize', name: 'AES-256-GCM', aim: 1.4 },
	{ mode: 'aead_xchacha20_poly1305_rtpsize', name: 'XChaCha20-Poly1305', aim: 1.35 },
] as const;

interface Forwarding {
	process: MeasuredProcess<unknown>;
	udpPorts: readonly number[];
	/** Where datagrams come from; anywhere if left out. */
	voicePort?: number;
	/** Frames that have arrived at the sink. */
	arrived: () => number;
	close: () => Promise<void>;
}

interface Variant {
	name: string;
	mode: string;
	start: (podcasts: number) => Promise<Forwarding>;
}

/** Adds the sender's variants to the rounds; the rows are there when those are over. */
export function planSender(rounds: Rounds, options: SenderBenchOptions): () => Row[] {
	const variants: Variant[] = [
		{ name: FLOOR, mode: MODES[0].mode, start: startBare },
		{
			name: ANCHOR,
			mode: MODES[0].mode,
			start: (podcasts) => startSenders('measured-usual-bot', podcasts, MODES[0].mode),
		},
		...MODES.map(({ mode, name }) => ({
			name: `sender ${name}`,
			mode,
			start: (podcasts: number) => startSenders('measured-podcast-senders', podcasts, mode),
		})),
	];
	const names = variants.map(({ name }) => name);
	rounds.add([...names, ...names.map(wakeUpsOf)], () => measureTogether(variants, options));
	return () => [
		...MODES.map(({ aim, name }) => ({
			what: `sender, ${options.podcasts} podcasts x 1 speaker, ${name}`,
			unit: 'µs CPU a frame',
			measured: rounds.summary(`sender ${name}`),
			floor: rounds.summary(FLOOR),
			ratio: rounds.ratio(`sender ${name}`, FLOOR),
			aim,
		})),
		// Each as it is on Discord: the library asks for the first mode, we ask for the second.
		...MODES.map(({ name }) => ({
			what: `sender, ${name}, beside the usual bot: @discordjs/voice (${MODES[0].name}), tweetnacl, ws`,
			unit: 'µs CPU a frame',
			measured: rounds.summary(`sender ${name}`),
			floor: rounds.summary(ANCHOR),
			ratio: rounds.ratio(`sender ${name}`, ANCHOR),
			aim: ANCHOR_AIM,
		})),
		{
			what: `sender, how often it wakes up for a frame, ${MODES[0].name}`,
			unit: 'wake-ups a frame',
			measured: rounds.summary(wakeUpsOf(`sender ${MODES[0].name}`)),
			floor: rounds.summary(wakeUpsOf(FLOOR)),
		},
	];
}

function wakeUpsOf(name: string): string {
	return `wake-ups, ${name}`;
}

/**
 * CPU microseconds per frame of a fresh process for each variant, then wake-ups per frame.
 *
 * All of them run, and take turns: one is spoken to while the others sleep. A frame costs so
 * little CPU that whatever else the machine does shows; in turns of half a second it shows in all.
 */
async function measureTogether(
	variants: readonly Variant[],
	{ podcasts, framesEach }: SenderBenchOptions,
): Promise<number[]> {
	const perTurn = Math.ceil(framesEach / TURNS);
	const running = await Promise.all(
		variants.map(async ({ mode, start }) => {
			const forwarding = await start(podcasts);
			const outlets = await openOutlets(forwarding.udpPorts, forwarding.voicePort);
			const datagrams = makeDatagrams(mode, WARM_UP_FRAMES_EACH + TURNS * perTurn);
			return { ...forwarding, outlets, datagrams, cpuUs: 0, wakeUps: 0 };
		}),
	);
	try {
		for (const variant of running) {
			await speakAll(
				variant,
				variant.datagrams.splice(0, WARM_UP_FRAMES_EACH),
				WARM_UP_INTERVAL_MS,
			);
		}
		for (let turn = 0; turn < TURNS; turn++) {
			for (const variant of running) {
				const datagrams = variant.datagrams.splice(0, perTurn);
				const used = await variant.process.usedBy(async () => {
					const missing = await speakAll(variant, datagrams, FRAME_INTERVAL_MS);
					if (missing > 0) {
						throw new Error(`Expected every frame to arrive, missing ${missing}`);
					}
				});
				variant.cpuUs += used.cpuUs;
				variant.wakeUps += used.wakeUps;
			}
		}
		const frames = podcasts * TURNS * perTurn;
		return [
			...running.map(({ cpuUs }) => cpuUs / frames),
			...running.map(({ wakeUps }) => wakeUps / frames),
		];
	} finally {
		for (const { outlets, close } of running) {
			for (const outlet of outlets) {
				outlet.close();
			}
			await close();
		}
	}
}

/**
 * All speakers at their pace, each at a time of its own, so that datagrams come one by one.
 *
 * @returns how many frames have not arrived: none, but where a warm-up is more than it can take
 */
async function speakAll(
	{ outlets, arrived }: { outlets: readonly Socket[]; arrived: () => number },
	datagrams: readonly Buffer[],
	intervalMs: number,
): Promise<number> {
	const turns = datagrams.length * outlets.length;
	const expected = arrived() + turns;
	await pace({ turns, intervalMs: intervalMs / outlets.length, isExact: true }, (turn) => {
		const outlet = outlets[turn % outlets.length] as Socket;
		outlet.send(datagrams[Math.floor(turn / outlets.length)] as Buffer);
	});
	await waitFor(() => arrived() >= expected, DRAIN_MS);
	return expected - arrived();
}

async function startSenders(
	program: 'measured-podcast-senders' | 'measured-usual-bot',
	podcasts: number,
	mode: string,
): Promise<Forwarding> {
	const server = await PodcastServer.start({
		host: '127.0.0.1',
		port: 0,
		clients: new Map([[CLIENT.clientId, CLIENT.token]]),
		clock: systemClock,
		logger: pino({ level: 'silent' }),
		limits: UNLIMITED,
	});
	const voiceServer = await openVoiceServer();
	const setup: UsualBotSetup = {
		podcasts,
		mode,
		voiceKey: VOICE_KEY,
		voiceServerPort: voiceServer.address().port,
		serverUrl: server.url,
	};
	const process = await MeasuredProcess.start<PodcastSendersResult>(program, setup);
	return {
		process,
		udpPorts: process.result.podcasts.map(({ udpPort }) => udpPort),
		voicePort: setup.voiceServerPort,
		arrived: () => server.stats().podcasts.reduce((sum, { packetsIn }) => sum + packetsIn, 0),
		close: async () => {
			await process.stop();
			voiceServer.close();
			await server.close();
		},
	};
}

async function startBare(podcasts: number): Promise<Forwarding> {
	let receivedBytes = 0;
	const sink = createServer((socket) => {
		socket.on('error', () => socket.destroy());
		socket.on('data', (data) => {
			receivedBytes += data.length;
		});
	});
	await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
	const setup: BareForwardSetup = { podcasts, sinkPort: (sink.address() as AddressInfo).port };
	const process = await MeasuredProcess.start<BareForwardPorts[]>('measured-bare-forward', setup);
	return {
		process,
		udpPorts: process.result.map(({ udpPort }) => udpPort),
		arrived: () => receivedBytes / SENDER_FRAME_BYTES,
		close: async () => {
			await process.stop();
			sink.close();
		},
	};
}
