// An attack: pipelined requests over a few connections of one address, again as soon as they are cut.
import { connect } from 'node:net';
import { serveBench } from './measured.js';

/** Whom to attack, and how hard. */
export interface AttackSetup {
	port: number;
	connections: number;
	/** What is asked for. */
	path: string;
}

const REQUESTS_AT_ONCE = 2000;

/** Not the address of those who listen. */
const ATTACKER = '127.66.0.1';

serveBench(async ({ port, connections, path }: AttackSetup) => {
	const requests = `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(REQUESTS_AT_ONCE);
	const attack = () => {
		const socket = connect({ port, host: '127.0.0.1', localAddress: ATTACKER });
		const send = () => {
			if (!socket.destroyed && socket.writableLength === 0) {
				socket.write(requests);
			}
		};
		socket.on('connect', send);
		socket.on('data', send);
		// However it ends, `close` follows.
		socket.on('error', () => {});
		socket.on('close', () => setTimeout(attack, 1));
	};
	for (let each = 0; each < connections; each++) {
		attack();
	}
});
