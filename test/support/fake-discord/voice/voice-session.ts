// A bot's place in a call: from VOICE_SERVER_UPDATE until it leaves, across websockets.
import type { SeededRandom } from '../seeded-random.js';
import type { Timers } from '../timers.js';
import type { Bot } from '../world/bot.js';
import type { EncryptedPeer } from './call-encryption.js';
import { VOICE_CLOSE } from './close-codes.js';
import type { ReceivedFrame, SentPacket } from './media-record.js';
import { NetworkModel, type NetworkOptions } from './network-model.js';
import { VOICE_OP } from './opcodes.js';
import { type RtpPacket, sealRtp, sealSenderReport } from './rtp.js';
import {
	createTransportCipher,
	padNonce,
	TRANSPORT_NONCE_BYTES,
	type TransportCipher,
	type TransportMode,
} from './transport-cipher.js';
import type { CallMember, CallSession, VoiceCall } from './voice-call.js';
import { type VoiceMessage, VoiceOutbox } from './voice-outbox.js';

const SECRET_KEY_BYTES = 32;

/** A websocket of the voice gateway, as the session it belongs to knows it. */
export interface SessionConnection {
	answersHeartbeats: boolean;
	readonly lastSeqAck: number;
	sendNumbered(message: VoiceMessage): void;
	close(code: number): void;
	cut(): void;
}

/** A voice server, as its sessions know it. */
export interface SessionServer {
	readonly sessions: Set<VoiceSession>;
	sendDatagram(datagram: Uint8Array, to: { address: string; port: number }): void;
}

/** What a test may do to a packet: nothing, drop it, or send these datagrams instead. */
export type PacketHook = (datagram: Uint8Array, packet: SentPacket) => undefined | Uint8Array[];

/** A bot in a call, from the voice server's side. */
export class VoiceSession implements CallSession {
	readonly bot: Bot;
	readonly member: CallMember;
	readonly call: VoiceCall;
	readonly server: SessionServer;
	/** The main gateway session that joined. */
	readonly gatewaySessionId: string;
	readonly token: string;
	readonly ssrc: number;
	readonly secretKey: Uint8Array;
	/** Every packet sent to the bot, oldest first; records can be cleared by the test. */
	readonly sent: SentPacket[] = [];
	/** Every frame that came from the bot, oldest first. */
	readonly received: ReceivedFrame[] = [];
	/** How many those were, also where no record is kept. */
	receivedFrames = 0;
	/** Datagrams from the bot that could not be decrypted. */
	rejectedDatagrams = 0;
	/** The bot's media that vanished while blackholed. */
	swallowedDatagrams = 0;
	/** Whether datagrams vanish, both ways. */
	isBlackholed = false;
	/** Counter of the next packet's transport nonce. */
	nextNonce = 1;
	/** Looks at each packet before it leaves. */
	packetHook: PacketHook | undefined;
	/** Where the bot's datagrams come from, once it has told. */
	remote: { address: string; port: number } | undefined;
	isEnded = false;
	/** What the client offered in op 0. */
	maxDaveVersion = 0;
	/** Flags of the bot's last op 5. */
	speaking = 0;
	/** Whether a resume repeats before op 9; in which order Discord does is documented nowhere. */
	repeatsFirst = false;
	/** How often a websocket took the session over (op 7). */
	resumes = 0;
	readonly outbox = new VoiceOutbox();
	#heldAnnouncements: unknown[] | undefined;
	#hasIdentified = false;
	#connection: SessionConnection | undefined;
	#peer: EncryptedPeer | undefined;
	readonly #random: SeededRandom;
	readonly #timers: Timers;
	#mode: TransportMode | undefined;
	#cipher: TransportCipher | undefined;
	#network: NetworkModel | undefined;

	constructor(options: {
		bot: Bot;
		member: CallMember;
		call: VoiceCall;
		server: SessionServer;
		gatewaySessionId: string;
		ssrc: number;
	}) {
		const { world } = options.member.guild;
		this.bot = options.bot;
		this.member = options.member;
		this.call = options.call;
		this.server = options.server;
		this.gatewaySessionId = options.gatewaySessionId;
		this.ssrc = options.ssrc;
		this.token = world.random.hex(8);
		this.secretKey = world.random.bytes(SECRET_KEY_BYTES);
		this.#random = world.random;
		this.#timers = world.timers;
	}

	/** Whether the handshake is done, so that media can flow. */
	get isReady(): boolean {
		return this.#cipher !== undefined && !this.isEnded;
	}

	/** Whether the client has ever identified; before that nothing can be told to it. */
	get hasIdentified(): boolean {
		return this.#hasIdentified;
	}

	/** The websocket, while there is one. */
	get connection(): SessionConnection | undefined {
		return this.#connection;
	}

	/** A websocket identified or resumed; an older one is closed. */
	attach(connection: SessionConnection): void {
		if (this.#connection !== connection) {
			this.#connection?.close(VOICE_CLOSE.SESSION_INVALID);
		}
		this.#connection = connection;
		this.#hasIdentified = true;
	}

	/** The websocket is gone; a later one's end must not detach its successor. */
	detach(connection: SessionConnection): void {
		if (this.#connection === connection) {
			this.#connection = undefined;
		}
	}

	/** Whether a websocket is attached. */
	get isLive(): boolean {
		return this.#connection !== undefined && !this.isEnded;
	}

	/** The transport mode the client chose. */
	get mode(): TransportMode | undefined {
		return this.#mode;
	}

	/** Used for the bot's own packets. */
	get cipher(): TransportCipher | undefined {
		return this.#cipher;
	}

	selectMode(mode: TransportMode): void {
		this.#mode = mode;
		this.#cipher = createTransportCipher(mode, this.secretKey);
	}

	/** The client as the call's encryption knows it, from op 4 on. */
	get peer(): EncryptedPeer | undefined {
		return this.#peer;
	}

	/**
	 * Keeps every op 5 from the bot, whose SSRCs it then does not know, while their packets come.
	 *
	 * @returns sends what was kept back, late, and lets later ones pass; uncalled they are lost
	 */
	holdAnnouncements(): () => void {
		const held: unknown[] = [];
		this.#heldAnnouncements = held;
		return () => {
			this.#heldAnnouncements = undefined;
			for (const announcement of held.splice(0)) {
				this.send(VOICE_OP.SPEAKING, announcement);
			}
		};
	}

	/** Sends a numbered JSON message; without a websocket it waits for the resume. */
	send(op: number, d: unknown): void {
		if (op === VOICE_OP.SPEAKING && this.#heldAnnouncements) {
			this.#heldAnnouncements.push(d);
			return;
		}
		this.#sendNumbered((seq) => JSON.stringify({ op, d, seq }));
	}

	/** Sends a numbered binary message; number and opcode are put in front. */
	sendBinary(op: number, payload: Uint8Array): void {
		this.#sendNumbered((seq) => Buffer.concat([Buffer.from([seq >> 8, seq & 0xff, op]), payload]));
	}

	/** Announces the bot to the call's encryption, once its op 4 is on the way. */
	joinEncryption(): void {
		const { encryption } = this.call;
		if (encryption) {
			this.#peer = {
				userId: this.member.id,
				maxVersion: this.maxDaveVersion,
				sendJson: (op, data) => this.send(op, data),
				sendBinary: (op, payload) => this.sendBinary(op, payload),
			};
			encryption.join(this.#peer);
		}
	}

	/** Ends it for good: nothing is sent any more and the websocket closes. */
	end(closeCode: number): void {
		if (this.isEnded) {
			return;
		}
		this.isEnded = true;
		this.call.leave(this.member, this);
		if (this.#peer) {
			this.call.encryption?.leave(this.#peer);
		}
		this.#connection?.close(closeCode);
		this.#connection = undefined;
	}

	/** Puts a bad network in front of the bot; undefined takes it away. */
	setNetwork(options: NetworkOptions | undefined): void {
		this.#network = options && new NetworkModel(this.#random, options);
	}

	/** Encrypts, records and sends one packet, through hook and network. */
	sendRtp(
		packet: RtpPacket,
		about: { userId: string; opus: Uint8Array; isTrailingSilence: boolean },
	): SentPacket | undefined {
		if (!this.#cipher || this.isEnded) {
			return undefined;
		}
		const transportNonce = this.#takeNonce();
		const datagram = sealRtp(packet, this.#cipher, transportNonce);
		const record: SentPacket = {
			...about,
			ssrc: packet.ssrc,
			sequence: packet.sequence,
			timestamp: packet.timestamp,
			payload: packet.payload,
			transportNonce,
			nonce: padNonce(transportNonce),
			sentAtMs: performance.now(),
			copies: 0,
		};
		if (this.member.guild.world.options.recordsMedia) {
			this.sent.push(record);
		}
		for (const each of this.packetHook?.(datagram, record) ?? [datagram]) {
			for (const delayMs of this.#network?.plan() ?? [0]) {
				record.copies += 1;
				this.#sendAfter(each, delayMs);
			}
		}
		return record;
	}

	/** Takes note of a frame that came from the bot. */
	recordReceived(frame: ReceivedFrame): void {
		this.receivedFrames += 1;
		if (this.member.guild.world.options.recordsMedia) {
			this.received.push(frame);
		}
	}

	/** Sends an RTCP sender report about somebody's packets. */
	sendSenderReport(report: { ssrc: number; timestamp: number; packetCount: number }): void {
		if (this.#cipher && !this.isEnded) {
			this.sendRaw(sealSenderReport(report, this.#cipher, this.#takeNonce()));
		}
	}

	/** Sends any bytes from the voice server's UDP port to the bot. */
	sendRaw(datagram: Uint8Array): void {
		if (this.remote && !this.isBlackholed) {
			this.server.sendDatagram(datagram, this.remote);
		}
	}

	/** Cuts the websocket, without a close frame or with a code; the session stays resumable. */
	dropConnection(closeCode?: number): void {
		if (closeCode === undefined) {
			this.connection?.cut();
		} else {
			this.connection?.close(closeCode);
		}
	}

	#sendNumbered(build: (seq: number) => VoiceMessage): void {
		if (this.hasIdentified && !this.isEnded) {
			const message = this.outbox.add(build);
			this.connection?.sendNumbered(message);
		}
	}

	#takeNonce(): Uint8Array {
		const nonce = new Uint8Array(TRANSPORT_NONCE_BYTES);
		new DataView(nonce.buffer).setUint32(0, this.nextNonce);
		this.nextNonce = (this.nextNonce + 1) >>> 0;
		return nonce;
	}

	#sendAfter(datagram: Uint8Array, delayMs: number): void {
		if (delayMs <= 0) {
			this.sendRaw(datagram);
			return;
		}
		this.#timers.after(delayMs, () => {
			if (!this.isEnded) {
				this.sendRaw(datagram);
			}
		});
	}
}
