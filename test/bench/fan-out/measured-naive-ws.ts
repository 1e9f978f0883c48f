// Measured: the fan-out that anybody would write, `send` of the package ws for each receiver.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { serveBench } from '../measured.js';

serveBench(async () => {
	const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
	server.on('connection', (client, request) => {
		client.on('error', () => client.terminate());
		if ('issender' in request.headers) {
			client.on('message', (message) => {
				for (const receiver of server.clients) {
					if (receiver !== client && receiver.readyState === WebSocket.OPEN) {
						receiver.send(message);
					}
				}
			});
			client.send('hello');
		}
	});
	await once(server, 'listening');
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
