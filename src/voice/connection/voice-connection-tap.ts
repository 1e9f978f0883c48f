// The one file that knows the inside of @discordjs/voice 0.19.2.
import type { RemoteInfo } from 'node:dgram';
import { isIP } from 'node:net';
import {
	type DAVESession,
	type Networking,
	NetworkingStatusCode,
	type VoiceConnection,
	type VoiceUDPSocket,
	type VoiceWebSocket,
} from '@discordjs/voice';
import { VoiceOpcodes, type VoiceReceivePayload } from 'discord-api-types/voice/v8';
import { isDaveFrame } from '../receive/dave-frame.js';
import { ClearFrames } from './clear-frames.js';
import { keepReplayed } from './replayed-messages.js';
import { cutWhereSilent } from './silent-websocket.js';
import { preferXChaCha20 } from './transport-choice.js';
import { VIDEO_OPCODE, videoSsrcs } from './video-ssrcs.js';
import { VoiceCloseCode } from './voice-close-codes.js';

/*
 * The library's receive streams show neither nonce nor RTP header, drop what comes before its
 * speaker is announced, skip end-to-end decryption while the websocket resumes, and are destroyed
 * by the first packet that fails. So we take the datagrams before the library does. Its methods
 * are looked up on the instance each time a socket is bound or a message arrives, so an
 * instance's own property takes their place:
 *
 *   receiver.onUdpMessage   bound to every UDP socket: ours instead
 *   receiver.onWsPacket     bound to every voice websocket: ours instead
 *   connection.onNetworkingClose   bound to every networking: the library rejoins by itself after
 *     all codes but 4014, also where the bot was thrown out; ours decides instead
 *   voiceWebSocket's packets   read before the library does, for the transport mode
 *   voiceWebSocket.onMessage, udp.keepAlive   guarded, because what they throw ends the process
 *   voiceWebSocket.ws.close   cuts what answers no heartbeats: it would not answer a close either
 *   networking.onWsBinary, onWsPacket   held up while a websocket resumes (replayed-messages)
 *   dave.pendingTransitions   read (clear-frames)
 *   udp.socket.emit   taken, because the library takes datagrams from anybody, and for speed
 *
 * test/voice/voice-connection-tap.test.ts fails where a version of the library does it differently.
 */

/** What the tap hears. A listener's methods must not throw: nothing is caught here. */
export interface VoiceTapListener {
	/** A voice server is being connected to anew: SSRCs of the one before mean nothing any more. */
	onNewVoiceServer(): void;
	/**
	 * The voice server has agreed on keys: a new voice session, with nonces of its own, in which the
	 * bot has that SSRC.
	 */
	onVoiceSession(mode: string, voiceKey: Uint8Array, ownSsrc: number): void;
	/** Whatever the voice server sent to the UDP socket. */
	onDatagram(datagram: Buffer): void;
	/** Somebody else sent something there, which was dropped before all else. */
	onForeignDatagram?(): void;
	/** A member's SSRC has been announced, and whether they talk now. */
	onSpeaking(userId: string, ssrc: number, isTalking: boolean): void;
	/** A member has left the call. */
	onClientDisconnect(userId: string): void;
	/** SSRCs of a member's video, which are nobody's voice. */
	onVideo?(ssrcs: readonly number[]): void;
	/**
	 * The connection to the voice server is over and nothing is tried by itself. A code below 4000
	 * comes here only where there was nothing to resume.
	 */
	onVoiceClose(code: number): void;
	/** A message of the voice server was refused, by the library or its end-to-end encryption. */
	onRefusedMessage(error: unknown): void;
}

/** How far end-to-end encryption got for one frame. */
export type EndToEndResult =
	/** The frame is plain Opus now. */
	| { kind: 'decrypted'; opus: Uint8Array }
	/** There is no group that could decrypt: the frame is as it came. */
	| { kind: 'untouched' }
	/** It should have been decrypted and could not be. */
	| { kind: 'failed' };

/** Where a call stands with end-to-end encryption. */
export type EndToEndState =
	/** There is no voice server that could tell. */
	| 'unknown'
	/** Frames are plain Opus. */
	| 'off'
	/** Frames are encrypted, and there is no group yet that could decrypt them. */
	| 'pending'
	/** Frames are encrypted, and can be decrypted. */
	| 'ready';

/** `MediaType.AUDIO` of davey, which declares it as a const enum. */
const AUDIO = 0;

/** 20 ms at 48 kHz, as RTP counts for Opus (RFC 7587, 4.1). */
const FRAME_TICKS = 960;

const NOBODY: ReadonlySet<string> = new Set();
const UNTOUCHED: EndToEndResult = { kind: 'untouched' };
const FAILED: EndToEndResult = { kind: 'failed' };

/** A tap on one voice connection. Make it right after `joinVoiceChannel`, in the same tick. */
export class VoiceConnectionTap {
	readonly #connection: VoiceConnection;
	readonly #listener: VoiceTapListener;
	#networking: Networking | undefined;
	readonly #clearFrames = new ClearFrames();

	constructor(connection: VoiceConnection, listener: VoiceTapListener) {
		this.#connection = connection;
		this.#listener = listener;
		connection.receiver.onUdpMessage = (datagram) => listener.onDatagram(datagram);
		connection.receiver.onWsPacket = (packet) => this.#onVoicePacket(packet);
		this.#takeOverClose();
		connection.on('stateChange', () => this.#followNetworking());
		this.#followNetworking();
	}

	/**
	 * Takes the end-to-end encryption off a frame, where the call is encrypted so. The frame may be
	 * another member's.
	 *
	 * While a change between encrypted and clear waits for somebody who has not said yet that they are
	 * ready for it, members send as before, and some already as after it: either is taken.
	 *
	 * NOTE: davey is asked past the library, which counts failures of all speakers together and
	 * throws the group away after 36, so one member could make everybody unheard; and past its
	 * resuming state, where it hands on ciphertext. A frame opens once, and those before a member's
	 * first one do not open after it.
	 */
	decryptEndToEnd(frame: Buffer, userId: string): EndToEndResult {
		const dave = this.#daveSession();
		const session = dave?.session;
		if (dave && this.#clearFrames.mayCome(dave) && !isDaveFrame(frame)) {
			return UNTOUCHED;
		}
		if (!session?.ready || (dave?.protocolVersion === 0 && !session.canPassthrough(userId))) {
			return UNTOUCHED;
		}
		try {
			return compare(session.decrypt(userId, AUDIO, frame), frame);
		} catch {
			return FAILED;
		}
	}

	/**
	 * Throws the group away and asks for a new one, as after a commit that could not be used.
	 *
	 * @returns whether there is an encrypted call that could be asked
	 */
	reinitialiseEndToEnd(): boolean {
		const dave = this.#daveSession();
		if (!dave || dave.protocolVersion === 0) {
			return false;
		}
		// An earlier try that led nowhere would keep the library from trying again.
		dave.reinitializing = false;
		dave.recoverFromInvalidTransition(dave.lastTransitionId ?? 0);
		return true;
	}

	/**
	 * Sends one Opus frame of 20 ms at once: end-to-end encrypted where the call is, with the next
	 * RTP sequence number and timestamp. The first one after `stopSpeaking` announces us as speaking.
	 *
	 * While a call's group has no keys for us the library would send the frame in the clear, which
	 * nobody plays and everybody on the way could read.
	 *
	 * @param opus - copied
	 * @returns whether it was sent; where not, its time has to be skipped
	 */
	play(opus: Uint8Array): boolean {
		const dave = this.#daveSession();
		if (dave && dave.protocolVersion > 0 && dave.session?.ready !== true) {
			return false;
		}
		const packet = Buffer.from(opus.buffer, opus.byteOffset, opus.length);
		return this.#connection.playOpusPacket(packet) === true;
	}

	/**
	 * Lets 20 ms pass in which nothing is sent.
	 *
	 * NOTE: the library counts RTP numbers by packets sent, so a pause would be cut out of the time
	 * that listeners hear (RFC 3550, 5.1: timestamps go on where nothing is sent).
	 *
	 * @param options.isLoss - whether a frame is missing here, which listeners then conceal as they
	 * conceal one that the network lost
	 */
	leaveOut({ isLoss }: { isLoss: boolean }): void {
		const state = this.#liveState();
		if (state) {
			const { connectionData } = state;
			connectionData.timestamp = (connectionData.timestamp + FRAME_TICKS) % 2 ** 32;
			connectionData.sequence = (connectionData.sequence + Number(isLoss)) % 2 ** 16;
		}
	}

	/** Tells the call that we are not speaking any more. */
	stopSpeaking(): void {
		this.#connection.setSpeaking(false);
	}

	/** Version of the end-to-end encryption in force; 0 where there is none. */
	get endToEndVersion(): number {
		return this.#daveSession()?.protocolVersion ?? 0;
	}

	/** Where the call stands with end-to-end encryption. */
	get endToEndState(): EndToEndState {
		const state = this.#liveState();
		if (!state) {
			return 'unknown';
		}
		const { dave } = state;
		if (!dave || dave.protocolVersion === 0) {
			return 'off';
		}
		return dave.session?.ready === true ? 'ready' : 'pending';
	}

	/**
	 * Asks the voice gateway for a sign of life, beside those that the library asks for. With
	 * Discord's interval the first of them comes later than a short stay lasts.
	 */
	askRoundTrip(): void {
		const state = this.#liveState();
		if (state?.code === NetworkingStatusCode.Ready) {
			(state.ws as unknown as { sendHeartbeat(): void }).sendHeartbeat();
		}
	}

	/** To the voice gateway and back, in milliseconds; undefined before the first answer. */
	get roundTripMs(): number | undefined {
		return this.#liveState()?.ws.ping;
	}

	/** User ids that the voice server says are in the call; the bot's own may be among them. */
	get connectedUserIds(): ReadonlySet<string> {
		return this.#liveState()?.connectionData.connectedClients ?? NOBODY;
	}

	#daveSession(): DAVESession | undefined {
		return this.#liveState()?.dave;
	}

	#liveState() {
		const state = this.#networking?.state;
		return state?.code === NetworkingStatusCode.Ready ||
			state?.code === NetworkingStatusCode.Resuming
			? state
			: undefined;
	}

	#followNetworking(): void {
		const state = this.#connection.state;
		const networking = 'networking' in state ? state.networking : undefined;
		if (!networking || networking === this.#networking) {
			return;
		}
		this.#networking = networking;
		this.#listener.onNewVoiceServer();
		keepReplayed(networking, (error) => this.#listener.onRefusedMessage(error));
		this.#guardSockets(networking.state);
		networking.on('stateChange', (oldState, newState) => {
			this.#guardSockets(newState);
			if (
				newState.code === NetworkingStatusCode.Ready &&
				oldState.code === NetworkingStatusCode.SelectingProtocol
			) {
				const { encryptionMode, secretKey, ssrc } = newState.connectionData;
				this.#listener.onVoiceSession(encryptionMode, secretKey, ssrc);
			}
		});
	}

	#guardSockets(state: Networking['state']): void {
		if ('ws' in state && !guarded.has(state.ws)) {
			guarded.add(state.ws);
			guardMessages(state.ws, this.#listener);
			cutWhereSilent(state.ws);
			// Who is deaf only sends, which the library does faster with its own choice.
			if (!this.#connection.joinConfig.selfDeaf) {
				preferXChaCha20(state.ws);
			}
		}
		if ('udp' in state && !guarded.has(state.udp)) {
			guarded.add(state.udp);
			guardKeepAlive(state.udp);
			tapDatagrams(state.udp, this.#listener);
		}
	}

	/** Does after every code what the library does after 4014, and nothing else. */
	#takeOverClose(): void {
		const connection = this.#connection as unknown as {
			onNetworkingClose(code: number): void;
		};
		const onNetworkingClose = connection.onNetworkingClose;
		connection.onNetworkingClose = (code) => {
			onNetworkingClose(VoiceCloseCode.DISCONNECTED);
			this.#listener.onVoiceClose(code);
		};
	}

	#onVoicePacket(packet: VoiceReceivePayload): void {
		if (packet.op === VoiceOpcodes.Speaking) {
			const { speaking, ssrc, user_id: userId } = packet.d;
			this.#listener.onSpeaking(userId, ssrc, Number(speaking) > 0);
		} else if (packet.op === VoiceOpcodes.ClientDisconnect) {
			this.#listener.onClientDisconnect(packet.d.user_id);
		} else if ((packet.op as number) === VIDEO_OPCODE) {
			this.#listener.onVideo?.(videoSsrcs((packet as { d: unknown }).d));
		}
	}
}

/**
 * Library and davey hand back what they let pass, the latter as a copy. What was decrypted has
 * lost its trailer and is shorter.
 */
function compare(opus: Buffer, frame: Buffer): EndToEndResult {
	return opus.length === frame.length ? UNTOUCHED : { kind: 'decrypted', opus };
}

const guarded = new WeakSet<object>();

/**
 * NOTE: VoiceWebSocket.onMessage reads and emits without any error handling, so a message that it,
 * the library's state machine or davey refuses would become an uncaught exception.
 */
function guardMessages(voiceWebSocket: VoiceWebSocket, listener: VoiceTapListener): void {
	const onMessage = voiceWebSocket.onMessage.bind(voiceWebSocket);
	voiceWebSocket.onMessage = (event) => {
		try {
			onMessage(event);
		} catch (error) {
			listener.onRefusedMessage(error);
		}
	};
}

/**
 * NOTE: the constructor of VoiceUDPSocket schedules a keepalive that nothing takes back; on a
 * socket that has been closed meanwhile it throws.
 */
function guardKeepAlive(socket: VoiceUDPSocket): void {
	const withKeepAlive = socket as unknown as { keepAlive(): void };
	const keepAlive = withKeepAlive.keepAlive.bind(socket);
	withKeepAlive.keepAlive = () => {
		try {
			keepAlive();
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ERR_SOCKET_DGRAM_NOT_RUNNING') {
				throw error;
			}
		}
	};
}

/** Of the UDP socket of @discordjs/voice, what is used. */
interface Datagrams {
	remote: { ip: string; port: number };
	socket: {
		emit(name: string, first?: unknown, second?: unknown): boolean;
		listenerCount(name: 'message'): number;
	};
}

/**
 * Takes what comes to a UDP socket of the library before the library does: what is not from the
 * voice server is dropped, as the library does not look at who sent a datagram. The rest goes
 * straight to our listener, past two emitters, but where somebody else listens as well: the
 * library, for the reply that tells it our address.
 */
export function tapDatagrams(
	voiceSocket: VoiceUDPSocket,
	listener: Pick<VoiceTapListener, 'onDatagram' | 'onForeignDatagram'>,
): void {
	const { remote, socket } = voiceSocket as unknown as Datagrams;
	// Discord tells an address; a name that leads to it says nothing of what a datagram comes from.
	const ip = isIP(remote.ip) === 0 ? undefined : remote.ip;
	const emit = socket.emit.bind(socket);
	socket.emit = (name, first, second) => {
		if (name !== 'message') {
			return emit(name, first, second);
		}
		const source = second as RemoteInfo;
		if (source.port !== remote.port || (ip !== undefined && source.address !== ip)) {
			listener.onForeignDatagram?.();
			return false;
		}
		if (socket.listenerCount('message') > 1) {
			return emit(name, first, second);
		}
		listener.onDatagram(first as Buffer);
		return true;
	};
}
