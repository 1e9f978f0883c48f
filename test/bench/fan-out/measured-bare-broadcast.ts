// Measured: the floor of fan-out. Bytes in on one socket, a ready-made Buffer out on each other.
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { serveBench } from '../measured.js';
import { RECEIVER_FRAME_BYTES, SENDER_FRAME_BYTES, SWITCHING_PROTOCOLS } from '../test-podcast.js';

/** Ports of the bare broadcast. */
export interface BareBroadcastPorts {
	source: number;
	receivers: number;
}

serveBench(async (): Promise<BareBroadcastPorts> => {
	const frame = Buffer.alloc(RECEIVER_FRAME_BYTES, 0x5a);
	const sockets: Socket[] = [];
	const receivers = createServer({ noDelay: true }, (socket) => {
		socket.on('error', () => socket.destroy());
		sockets.push(socket);
		// Tells the receiver that it is in the loop.
		socket.write(SWITCHING_PROTOCOLS);
	});
	const source = createServer((socket) => {
		let pendingBytes = 0;
		socket.on('error', () => socket.destroy());
		socket.on('data', (data) => {
			pendingBytes += data.length;
			while (pendingBytes >= SENDER_FRAME_BYTES) {
				pendingBytes -= SENDER_FRAME_BYTES;
				for (let index = 0; index < sockets.length; index++) {
					(sockets[index] as Socket).write(frame);
				}
			}
		});
	});
	return { source: await listen(source), receivers: await listen(receivers) };
});

function listen(server: Server): Promise<number> {
	return new Promise((resolve) => {
		server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
	});
}
