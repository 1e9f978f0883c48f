// One websocket of the voice gateway, version 8.
import type { AddressInfo } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import type { World } from '../world/world.js';
import { VOICE_CLOSE } from './close-codes.js';
import type { HandshakeGate } from './handshake-gate.js';
import { VOICE_OP } from './opcodes.js';
import type { TransportMode } from './transport-cipher.js';
import type { VoiceMessage } from './voice-outbox.js';
import type { SessionConnection, VoiceSession } from './voice-session.js';

const MISSED_HEARTBEATS = 3;
/** What real servers send in op 2 and clients must not use. */
const LEGACY_HEARTBEAT_INTERVAL_MS = 1;

/** A voice server, as the websockets it takes know it. */
interface ConnectionServer {
	readonly gate: HandshakeGate;
	readonly requiresE2ee: boolean;
	readonly udpAddress: AddressInfo;
	find(guildId: string, userId: string): VoiceSession | undefined;
	findByToken(token: string): VoiceSession | undefined;
	closed(connection: VoiceConnection, code: number): void;
}

/** Speaks the voice gateway protocol with one client. */
export class VoiceConnection implements SessionConnection {
	session: VoiceSession | undefined;
	/** Heartbeats are answered; false lets the client find a dead connection. */
	answersHeartbeats = true;
	/** Last `seq_ack` of a heartbeat. */
	lastSeqAck = -1;
	readonly #socket: WebSocket;
	readonly #server: ConnectionServer;
	readonly #world: World;
	#cancelTimeout: () => void = () => {};

	constructor(socket: WebSocket, server: ConnectionServer, world: World) {
		this.#socket = socket;
		this.#server = server;
		this.#world = world;
		socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
		socket.on('close', (code) => this.#onClose(code));
		socket.on('error', () => socket.terminate());
		const interval = world.options.voiceHeartbeatIntervalMs;
		server.gate.pass('hello', () => {
			this.#send(VOICE_OP.HELLO, { v: 8, heartbeat_interval: interval });
			this.#expectHeartbeat();
		});
	}

	/** Sends a message that the session has numbered. */
	sendNumbered(message: VoiceMessage): void {
		this.#socket.send(message);
	}

	close(code: number, reason = ''): void {
		this.#socket.close(code, reason);
	}

	/** Ends the TCP connection without a close frame. */
	cut(): void {
		this.#socket.terminate();
	}

	/** Ops 2, 6, 8 and 9 need not be repeated after a resume and carry no number. */
	#send(op: number, d: unknown): void {
		this.#socket.send(JSON.stringify({ op, d }));
	}

	#expectHeartbeat(): void {
		this.#cancelTimeout();
		const limitMs = this.#world.options.voiceHeartbeatIntervalMs * MISSED_HEARTBEATS;
		this.#cancelTimeout = this.#world.timers.after(limitMs, () =>
			this.close(VOICE_CLOSE.SESSION_TIMEOUT, 'Session timed out.'),
		);
	}

	#onClose(code: number): void {
		this.#cancelTimeout();
		this.#server.closed(this, code);
		this.#world.watch.changed();
	}

	#onMessage(data: RawData, isBinary: boolean): void {
		const bytes = Buffer.isBuffer(data) ? data : Buffer.from(data as ArrayBuffer);
		if (isBinary) {
			this.#onBinary(bytes);
			return;
		}
		const message = parse(bytes);
		if (!message) {
			this.close(VOICE_CLOSE.DECODE_ERROR, 'Failed to decode payload.');
		} else if (message.op === VOICE_OP.HEARTBEAT) {
			this.#onHeartbeat(message.d);
		} else if (message.op === VOICE_OP.IDENTIFY) {
			this.#onIdentify(message.d);
		} else if (message.op === VOICE_OP.RESUME) {
			this.#onResume(message.d);
		} else if (!this.session) {
			this.close(VOICE_CLOSE.NOT_AUTHENTICATED, 'Not authenticated.');
		} else {
			this.#onSessionMessage(this.session, message.op, message.d);
		}
	}

	#onBinary(bytes: Uint8Array): void {
		const peer = this.session?.peer;
		const [op] = bytes;
		if (peer && op !== undefined) {
			this.session?.call.encryption?.handleBinary(peer, op, Uint8Array.from(bytes.subarray(1)));
			this.#world.watch.changed();
		}
	}

	#onSessionMessage(session: VoiceSession, op: number, d: Record<string, unknown>): void {
		switch (op) {
			case VOICE_OP.SELECT_PROTOCOL:
				this.#onSelectProtocol(session, d);
				break;
			case VOICE_OP.SPEAKING:
				this.#onSpeaking(session, d);
				break;
			case VOICE_OP.DAVE_TRANSITION_READY:
			case VOICE_OP.DAVE_INVALID_COMMIT_WELCOME:
				if (session.peer) {
					session.call.encryption?.handleJson(session.peer, op, d);
				}
				break;
			default:
				this.close(VOICE_CLOSE.UNKNOWN_OPCODE, 'Unknown opcode.');
		}
	}

	#onHeartbeat(d: Record<string, unknown>): void {
		this.#expectHeartbeat();
		this.lastSeqAck = typeof d.seq_ack === 'number' ? d.seq_ack : -1;
		if (this.answersHeartbeats) {
			this.#send(VOICE_OP.HEARTBEAT_ACK, { t: d.t });
		}
	}

	#onIdentify(d: Record<string, unknown>): void {
		const found = this.#server.find(String(d.server_id), String(d.user_id));
		if (this.session) {
			this.close(VOICE_CLOSE.ALREADY_AUTHENTICATED, 'Already authenticated.');
		} else if (!found && !this.#world.guilds.has(String(d.server_id))) {
			this.close(VOICE_CLOSE.SERVER_NOT_FOUND, 'Server not found.');
		} else if (!found) {
			this.close(VOICE_CLOSE.SESSION_INVALID, 'Session is no longer valid.');
		} else if (found.token !== d.token) {
			this.close(VOICE_CLOSE.AUTHENTICATION_FAILED, 'Authentication failed.');
		} else if (found.gatewaySessionId !== d.session_id) {
			this.close(VOICE_CLOSE.SESSION_INVALID, 'Session is no longer valid.');
		} else if (this.#server.requiresE2ee && !d.max_dave_protocol_version) {
			this.close(VOICE_CLOSE.E2EE_REQUIRED, 'E2EE/DAVE protocol required.');
		} else {
			found.maxDaveVersion = Number(d.max_dave_protocol_version ?? 0);
			this.#attach(found);
			this.#server.gate.pass('ready', () => this.#sendReady(found));
		}
	}

	#attach(session: VoiceSession): void {
		this.session = session;
		session.attach(this);
		this.#world.watch.changed();
	}

	#sendReady(session: VoiceSession): void {
		if (session.isEnded) {
			return;
		}
		this.#send(VOICE_OP.READY, {
			ssrc: session.ssrc,
			ip: this.#server.udpAddress.address,
			port: this.#server.udpAddress.port,
			modes: this.#world.options.voiceModes,
			heartbeat_interval: LEGACY_HEARTBEAT_INTERVAL_MS,
			experiments: [],
		});
		const others = [...session.call.participants.values()].filter(
			(participant) => participant.member !== session.member,
		);
		if (others.length > 0) {
			const userIds = others.map((participant) => participant.member.id);
			session.send(VOICE_OP.CLIENTS_CONNECT, { user_ids: userIds });
		}
		session.call.announceMember(session.member.id);
		for (const other of others.filter((participant) => participant.isAnnounced)) {
			session.send(VOICE_OP.SPEAKING, {
				user_id: other.member.id,
				ssrc: other.ssrc,
				speaking: 1,
			});
		}
	}

	#onSelectProtocol(session: VoiceSession, d: Record<string, unknown>): void {
		const data = (d.data ?? {}) as Record<string, unknown>;
		if (d.protocol !== 'udp') {
			this.close(VOICE_CLOSE.UNKNOWN_PROTOCOL, 'Unknown protocol.');
		} else if (!this.#world.options.voiceModes.includes(String(data.mode))) {
			this.close(VOICE_CLOSE.UNKNOWN_MODE, 'Unknown encryption mode.');
		} else {
			session.remote = { address: String(data.address), port: Number(data.port) };
			this.#server.gate.pass('description', () => {
				if (!session.isEnded) {
					this.#describeSession(session, String(data.mode) as TransportMode);
				}
			});
		}
	}

	#describeSession(session: VoiceSession, mode: TransportMode): void {
		const { encryption } = session.call;
		session.selectMode(mode);
		session.send(VOICE_OP.SESSION_DESCRIPTION, {
			mode,
			secret_key: [...session.secretKey],
			audio_codec: 'opus',
			video_codec: 'H264',
			media_session_id: this.#world.random.hex(16),
			dave_protocol_version: encryption?.versionFor(session.maxDaveVersion) ?? 0,
		});
		session.joinEncryption();
		this.#world.watch.changed();
	}

	#onSpeaking(session: VoiceSession, d: Record<string, unknown>): void {
		const participant = session.call.participants.get(session.member.id);
		session.speaking = Number(d.speaking ?? 0);
		if (participant?.session === session && session.speaking > 0 && !participant.isAnnounced) {
			session.call.announceSpeaking(participant, session.speaking);
		}
		this.#world.watch.changed();
	}

	#onResume(d: Record<string, unknown>): void {
		const session = this.#server.findByToken(String(d.token));
		if (
			!session ||
			session.gatewaySessionId !== d.session_id ||
			session.call.channel.guild.id !== d.server_id
		) {
			this.close(VOICE_CLOSE.SESSION_INVALID, 'Session is no longer valid.');
			return;
		}
		this.#server.gate.pass('resumed', () => {
			if (session.isEnded) {
				this.close(VOICE_CLOSE.SESSION_INVALID, 'Session is no longer valid.');
				return;
			}
			this.#attach(session);
			session.resumes += 1;
			const repeat = () => {
				for (const data of session.outbox.after(Number(d.seq_ack ?? -1))) {
					this.#socket.send(data);
				}
			};
			if (session.repeatsFirst) {
				repeat();
			}
			this.#send(VOICE_OP.RESUMED, null);
			if (!session.repeatsFirst) {
				repeat();
			}
			this.#world.watch.changed();
		});
	}
}

function parse(bytes: Buffer): { op: number; d: Record<string, unknown> } | undefined {
	try {
		const value: unknown = JSON.parse(bytes.toString('utf8'));
		if (typeof value === 'object' && value !== null && 'op' in value) {
			const { op, d } = value as { op: unknown; d?: unknown };
			if (typeof op === 'number') {
				return { op, d: typeof d === 'object' && d !== null ? { ...d } : {} };
			}
		}
	} catch {
		// Not JSON: the caller closes with 4002.
	}
	return undefined;
}
