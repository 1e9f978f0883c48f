// Measured: how bots usually send on what they hear, with the same libraries and the same packets.
// @discordjs/voice gives the frames of one speaker, tweetnacl seals them, ws sends them.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
	EndBehaviorType,
	NetworkingStatusCode,
	type VoiceConnection,
	VoiceConnectionStatus,
	VoiceReceiver,
	VoiceUDPSocket,
} from '@discordjs/voice';
import nacl from 'tweetnacl';
import { SPEAKER } from './datagrams.js';
import { serveBench } from './measured.js';
import type { PodcastSendersResult, PodcastSendersSetup } from './measured-podcast-senders.js';
import { connectSender, createPodcast } from './test-podcast.js';

const NONCE_BYTES = 24;
const GCM_NONCE_BYTES = 12;
const XCHACHA20_NONCE_BYTES = 24;
const AUDIO_PREFIX = Uint8Array.of(1);

/** How usual bots are set up: they have no server of their own. */
export type UsualBotSetup = PodcastSendersSetup & { serverUrl: string };

serveBench(async (setup: UsualBotSetup): Promise<PodcastSendersResult> => {
	const podcasts = await Promise.all(Array.from({ length: setup.podcasts }, () => goOnAir(setup)));
	return { serverUrl: setup.serverUrl, podcasts };
});

async function goOnAir(setup: UsualBotSetup) {
	const id = await createPodcast(setup.serverUrl);
	const sender = await connectSender(setup.serverUrl, id);
	// The server takes a box under any key: it does not open what nobody plays.
	const secretKey = Uint8Array.from(randomBytes(nacl.secretbox.keyLength));
	const receiver = new VoiceReceiver(connectionInside());
	receiver.connectionData = {
		encryptionMode: setup.mode,
		secretKey: Uint8Array.from(setup.voiceKey),
		nonceBuffer: Buffer.alloc(setup.mode.includes('gcm') ? GCM_NONCE_BYTES : XCHACHA20_NONCE_BYTES),
	};
	receiver.ssrcMap.update({ userId: SPEAKER.userId, audioSSRC: SPEAKER.ssrc });
	receiver
		.subscribe(SPEAKER.userId, { end: { behavior: EndBehaviorType.Manual } })
		.on('data', (opus: Buffer) => {
			const nonce = randomBytes(NONCE_BYTES);
			const box = nacl.secretbox(opus, nonce, secretKey);
			sender.send(Buffer.concat([AUDIO_PREFIX, nonce, box]));
		});
	const voiceSocket = new VoiceUDPSocket({ ip: '127.0.0.1', port: setup.voiceServerPort });
	const { socket } = voiceSocket as unknown as { socket: import('node:dgram').Socket };
	// The first keepalive binds it.
	await once(socket, 'listening');
	voiceSocket.on('message', receiver.onUdpMessage);
	return { id, udpPort: socket.address().port };
}

/** As much of a connection as its receiver looks at, in a call without end-to-end encryption. */
function connectionInside(): VoiceConnection {
	return {
		state: {
			status: VoiceConnectionStatus.Ready,
			networking: { state: { code: NetworkingStatusCode.Ready } },
		},
	} as unknown as VoiceConnection;
}
