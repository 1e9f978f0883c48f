// Measured: the bot's audio path, datagram to websocket, for several podcasts; with the built-in
// server in the same process where it is asked for, as the product runs by default.
import { once } from 'node:events';
import { VoiceUDPSocket } from '@discordjs/voice';
import { pino } from 'pino';
import { InProcessMixing } from '../../src/audio/mix/mixer.js';
import { Programme } from '../../src/audio/programme.js';
import { PodcastApi } from '../../src/client/podcast-api.js';
import { PodcastSender } from '../../src/client/podcast-sender.js';
import { systemClock } from '../../src/clock.js';
import { PodcastServer } from '../../src/server/podcast-server.js';
import {
	type EndToEndResult,
	tapDatagrams,
} from '../../src/voice/connection/voice-connection-tap.js';
import { VoiceReceiver } from '../../src/voice/receive/voice-receiver.js';
import { SPEAKER } from './datagrams.js';
import { serveBench } from './measured.js';
import { CLIENT, UNLIMITED } from './test-podcast.js';

/** How the measured senders are set up. */
export interface PodcastSendersSetup {
	podcasts: number;
	/** Transport encryption mode, as Discord names it. */
	mode: string;
	/** 32 bytes. */
	voiceKey: Uint8Array;
	/** UDP port of the voice server that the load plays. */
	voiceServerPort: number;
	/** Base URL of the podcast server; the built-in one in this process if it is left out. */
	serverUrl?: string;
}

/** What the load needs to know of the measured senders. */
export interface PodcastSendersResult {
	serverUrl: string;
	podcasts: { id: string; udpPort: number }[];
}

const UNTOUCHED: EndToEndResult = { kind: 'untouched' };
const mixing = new InProcessMixing();
const logger = pino({ level: 'silent' });

serveBench(async (setup: PodcastSendersSetup): Promise<PodcastSendersResult> => {
	const serverUrl = setup.serverUrl ?? (await startServer());
	const api = new PodcastApi({
		apiUrl: new URL(serverUrl),
		clientId: CLIENT.clientId,
		clientToken: CLIENT.token,
		clock: systemClock,
	});
	const podcasts = await Promise.all(
		Array.from({ length: setup.podcasts }, () => goOnAir(setup, api)),
	);
	return { serverUrl, podcasts };
});

async function startServer(): Promise<string> {
	const server = await PodcastServer.start({
		host: '127.0.0.1',
		port: 0,
		clients: new Map([[CLIENT.clientId, CLIENT.token]]),
		clock: systemClock,
		logger,
		limits: UNLIMITED,
	});
	return server.url;
}

/** One podcast with one speaker: voice, programme and sender put together as on air. */
async function goOnAir(setup: PodcastSendersSetup, api: PodcastApi) {
	const sender = await PodcastSender.start({
		api,
		clock: systemClock,
		logger,
		listener: { onDisconnected() {}, onReconnected() {}, onFailed() {} },
		random: Math.random,
		startTimeoutMs: 15_000,
		reconnectTimeoutMs: 60_000,
		helloTimeoutMs: 8_000,
		maxBufferedBytes: 65_536,
	});
	const programme = new Programme({
		clock: systemClock,
		settings: { bitrateBps: 96_000, hasAutomaticGain: true },
		mixing,
		onFrame: (frame) => sender.send(frame),
	});
	const receiver = new VoiceReceiver({
		clock: systemClock,
		onFrame: (frame) => programme.push(frame),
		decryptEndToEnd: () => UNTOUCHED,
	});
	receiver.beginVoiceSession(setup.mode, setup.voiceKey);
	receiver.announceSpeaker(SPEAKER.userId, SPEAKER.ssrc);
	const voiceSocket = new VoiceUDPSocket({ ip: '127.0.0.1', port: setup.voiceServerPort });
	const { socket } = voiceSocket as unknown as { socket: import('node:dgram').Socket };
	// The first keepalive binds it.
	await once(socket, 'listening');
	tapDatagrams(voiceSocket, { onDatagram: (datagram) => receiver.receive(datagram) });
	return { id: sender.podcast?.id ?? '', udpPort: socket.address().port };
}
