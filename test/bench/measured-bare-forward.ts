// Measured: the floor of sending. A datagram in, as many bytes out as its packet has, unencrypted.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { serveBench } from './measured.js';
import { SENDER_FRAME_BYTES } from './test-podcast.js';

/** How the bare loop is set up. */
export interface BareForwardSetup {
	podcasts: number;
	/** TCP port that the bytes go to. */
	sinkPort: number;
}

/** One podcast's two ends. */
export interface BareForwardPorts {
	udpPort: number;
	/** Port that its bytes come from. */
	tcpPort: number;
}

serveBench(({ podcasts, sinkPort }: BareForwardSetup) =>
	Promise.all(Array.from({ length: podcasts }, () => forward(sinkPort))),
);

async function forward(sinkPort: number): Promise<BareForwardPorts> {
	const frame = Buffer.alloc(SENDER_FRAME_BYTES, 0x5a);
	const sink = connect({ port: sinkPort, host: '127.0.0.1', noDelay: true });
	await once(sink, 'connect');
	const socket = createSocket('udp4', () => sink.write(frame));
	socket.bind(0, '127.0.0.1');
	await once(socket, 'listening');
	return { udpPort: socket.address().port, tcpPort: sink.localPort ?? 0 };
}
