// One voice server: a TLS websocket port and a UDP port, with the sessions it serves.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Certificate } from '../certificates.js';
import type { World } from '../world/world.js';
import type { HandshakeGate } from './handshake-gate.js';
import { openRtp } from './rtp.js';
import { VoiceConnection } from './voice-connection.js';
import type { SessionServer, VoiceSession } from './voice-session.js';

// IP discovery, API documentation, "Voice Connections".
const DISCOVERY = {
	BYTES: 74,
	REQUEST: 1,
	RESPONSE: 2,
	LENGTH: 70,
	SSRC_OFFSET: 4,
	ADDRESS_OFFSET: 8,
	PORT_OFFSET: 72,
} as const;
const KEEPALIVE_BYTES = 8;

/** Takes voice websockets and datagrams on loopback. */
export class VoiceServer implements SessionServer {
	readonly gate: HandshakeGate;
	readonly sessions = new Set<VoiceSession>();
	/** Close codes of all websockets, oldest first. */
	readonly closes: number[] = [];
	/** Requests for an address that were not answered, as they or their answers were lost. */
	lostDiscoveries = 0;
	/** Clients without DAVE are refused with 4017. */
	requiresE2ee = false;
	readonly #world: World;
	readonly #https: Server;
	readonly #sockets = new WebSocketServer({ noServer: true });
	readonly #udp: Socket = createSocket('udp4');
	readonly #connections = new Set<VoiceConnection>();
	#isClosed = false;

	constructor(world: World, certificate: Certificate, gate: HandshakeGate) {
		this.#world = world;
		this.gate = gate;
		this.#https = createServer({
			cert: certificate.certificatePem,
			key: certificate.privateKeyPem,
		});
		this.#https.on('upgrade', (request, socket, head) => {
			// A client that gave up while its upgrade was held back resets the connection.
			socket.on('error', () => socket.destroy());
			gate.pass('upgrade', () => {
				if (socket.destroyed || this.#isClosed) {
					return;
				}
				this.#sockets.handleUpgrade(request, socket, head, (websocket) => {
					this.#connections.add(new VoiceConnection(websocket, this, world));
				});
			});
		});
		this.#udp.on('message', (datagram, from) => this.#onDatagram(datagram, from));
	}

	async listen(): Promise<void> {
		await new Promise<void>((resolve) => this.#https.listen(0, '127.0.0.1', resolve));
		await new Promise<void>((resolve) => this.#udp.bind(0, '127.0.0.1', resolve));
	}

	/** What VOICE_SERVER_UPDATE names. */
	get endpoint(): string {
		return `localhost:${(this.#https.address() as AddressInfo).port}`;
	}

	get udpAddress(): AddressInfo {
		return this.#udp.address();
	}

	/** The session of a user in a guild. */
	find(guildId: string, userId: string): VoiceSession | undefined {
		return [...this.sessions].findLast(
			(session) => session.call.channel.guild.id === guildId && session.member.id === userId,
		);
	}

	findByToken(token: string): VoiceSession | undefined {
		return [...this.sessions].find((session) => session.token === token);
	}

	/** A websocket closed; its session stays for a resume. */
	closed(connection: VoiceConnection, code: number): void {
		this.#connections.delete(connection);
		this.closes.push(code);
		connection.session?.detach(connection);
	}

	sendDatagram(datagram: Uint8Array, to: { address: string; port: number }): void {
		if (!this.#isClosed) {
			// A client that has closed its port makes this fail, as it may.
			this.#udp.send(datagram, to.port, to.address, () => {});
		}
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		for (const connection of this.#connections) {
			connection.cut();
		}
		this.#sockets.close();
		this.#https.closeAllConnections();
		await new Promise<void>((resolve) => this.#https.close(() => resolve()));
		await new Promise<void>((resolve) => this.#udp.close(() => resolve()));
	}

	#onDatagram(datagram: Buffer, from: RemoteInfo): void {
		if (datagram.length === DISCOVERY.BYTES && datagram.readUInt16BE(0) === DISCOVERY.REQUEST) {
			this.#onDiscovery(datagram, from);
			return;
		}
		const session = [...this.sessions].find(
			({ remote }) => remote?.port === from.port && remote.address === from.address,
		);
		if (datagram.length === KEEPALIVE_BYTES) {
			if (session?.isBlackholed !== true) {
				this.sendDatagram(datagram, from);
			}
			return;
		}
		if (session?.isBlackholed) {
			session.swallowedDatagrams += 1;
			this.#world.watch.changed();
		} else if (session) {
			this.#onMedia(session, datagram);
		}
	}

	#onDiscovery(request: Buffer, from: RemoteInfo): void {
		const ssrc = request.readUInt32BE(DISCOVERY.SSRC_OFFSET);
		const session = [...this.sessions].find((each) => each.ssrc === ssrc);
		if (!session || session.isBlackholed || this.gate.isHeld('discovery')) {
			this.lostDiscoveries += 1;
			this.#world.watch.changed();
			return;
		}
		session.remote = { address: from.address, port: from.port };
		const response = Buffer.alloc(DISCOVERY.BYTES);
		response.writeUInt16BE(DISCOVERY.RESPONSE, 0);
		response.writeUInt16BE(DISCOVERY.LENGTH, 2);
		response.writeUInt32BE(ssrc, DISCOVERY.SSRC_OFFSET);
		response.write(from.address, DISCOVERY.ADDRESS_OFFSET, 'latin1');
		response.writeUInt16BE(from.port, DISCOVERY.PORT_OFFSET);
		this.sendDatagram(response, from);
	}

	#onMedia(session: VoiceSession, datagram: Buffer): void {
		const packet = session.cipher && openRtp(datagram, session.cipher);
		if (!packet) {
			session.rejectedDatagrams += 1;
			return;
		}
		const { encryption } = session.call;
		const opus = encryption
			? encryption.decrypt(session.member.id, packet.payload)
			: packet.payload;
		if (!opus) {
			session.rejectedDatagrams += 1;
			return;
		}
		session.recordReceived({
			opus,
			payload: packet.payload,
			sequence: packet.sequence,
			timestamp: packet.timestamp,
			transportNonce: packet.nonce,
			receivedAtMs: performance.now(),
		});
		session.call.forward(session, packet, opus);
		this.#world.watch.changed();
	}
}
