// The podcast server with receivers of one kind.
import { EventType } from '../../../src/protocol/events.js';
import { decodePacket } from '../../../src/protocol/packet.js';
import { PacketSealer } from '../../support/packet-sealer.js';
import type { PodcastServerSetup } from '../measured-podcast-server.js';
import { MeasuredProcess } from '../measured-process.js';
import {
	CLIENT,
	connectHost,
	createPodcast,
	OPUS_BYTES,
	PACKET_BYTES,
	RECEIVER_FRAME_BYTES,
	receiverGreeting,
} from '../test-podcast.js';
import type { Broadcast } from './broadcast.js';
import { type CrowdOptions, ReceiverCrowd } from './receiver-crowd.js';

/** TOC byte of an Opus packet of 20 ms, CELT, stereo (RFC 6716, 3.1). */
const TOC = 0xfc;

/** Websocket receivers. */
export async function startServer(
	receivers: number,
	setup: PodcastServerSetup,
): Promise<Broadcast> {
	const broadcast = await start(setup, receivers, (id) => ({ greeting: receiverGreeting(id) }));
	return { ...broadcast, frameBytes: RECEIVER_FRAME_BYTES };
}

/** Players of a stream, such as `live.ogg`. */
export function startStream(receivers: number, name: 'live.ogg' | 'live.mp3'): Promise<Broadcast> {
	return start({ packetsPerWrite: 'auto' }, receivers, (id) => ({
		greeting: [
			`GET /p/${id}/${name} HTTP/1.1`,
			'Host: 127.0.0.1',
			`clientId: ${CLIENT.clientId}`,
			`token: ${CLIENT.token}`,
			'\r\n',
		].join('\r\n'),
		welcome: 'HTTP/1.1 200 ',
	}));
}

async function start(
	setup: PodcastServerSetup,
	receivers: number,
	crowdOf: (id: string) => Pick<CrowdOptions, 'greeting' | 'welcome'>,
): Promise<Broadcast> {
	const server = await MeasuredProcess.start<string>('measured-podcast-server', setup);
	const url = server.result;
	const id = await createPodcast(url);
	const { sender, hello } = await connectHost(url, id);
	const port = Number(new URL(url).port);
	const crowd = await ReceiverCrowd.connect({ port, count: receivers, ...crowdOf(id) });
	const sealer = new PacketSealer(secretKeyOf(hello));
	const opus = Buffer.alloc(OPUS_BYTES, 1);
	opus[0] = TOC;
	let transportNonce = 0;
	return {
		server,
		crowd,
		frameBytes: undefined,
		send: () => {
			transportNonce += 1;
			const packet = sealer.seal(opus, { transportNonce, voiceSession: 0 });
			if (packet.length !== PACKET_BYTES) {
				throw new Error(`Expected a packet of ${PACKET_BYTES} bytes, got ${packet.length}`);
			}
			sender.send(packet);
		},
		close: async () => {
			sender.terminate();
			crowd.close();
			await server.stop();
		},
	};
}

function secretKeyOf(hello: Buffer): Uint8Array {
	const packet = decodePacket(hello);
	if (packet.type !== 'event' || packet.event.type !== EventType.HELLO) {
		throw new Error('Expected Hello to come first');
	}
	return packet.event.secretKey;
}
