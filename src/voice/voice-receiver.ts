// Datagrams of a voice server to Opus frames of members.
import type { Clock } from '../clock.js';
import { isDaveFrame } from './dave-frame.js';
import { cutPayload, isRtcp, OPUS_PAYLOAD_TYPE, parseRtpHeader } from './rtp.js';
import { Speaker } from './speaker.js';
import {
	createTransportDecryptor,
	readTransportNonce,
	type TransportDecryptor,
} from './transport-decryptor.js';
import type { EndToEndResult } from './voice-connection-tap.js';
import { SILENCE_FRAME, type VoiceDropReason, type VoiceFrame } from './voice-frame.js';

/**
 * Speaking and the first packet travel over different sockets and race each other, so packets of
 * an SSRC that nobody has been announced for wait that long for their speaker.
 */
const HOLD_MS = 1000;

/** Packets held for one SSRC: those of `HOLD_MS`. */
const MAX_HELD_PACKETS = HOLD_MS / 20;

/** SSRCs that packets are held for at one time; a voice channel has at most 99 members. */
const MAX_HELD_SSRCS = 100;

/** A packet without its transport encryption. */
interface OpenedPacket {
	payload: Buffer;
	transportNonce: number;
	voiceSession: number;
	ssrc: number;
	sequence: number;
	timestamp: number;
	receivedAtMs: number;
}

/** What a voice receiver works with. */
export interface VoiceReceiverOptions {
	clock: Clock;
	/** Called for each frame, at once, in the order of arrival. */
	onFrame: (frame: VoiceFrame) => void;
	/** Takes the end-to-end encryption off a frame. */
	decryptEndToEnd: (frame: Buffer, userId: string) => EndToEndResult;
}

/** Counts of a voice receiver. */
export interface VoiceReceiverStats {
	/** Frames handed on. */
	heard: number;
	/** Datagrams that did not become frames. */
	dropped: ReadonlyMap<VoiceDropReason, number>;
}

/** Receives one bot's side of a voice channel, over any number of voice sessions. */
export class VoiceReceiver {
	readonly #clock: Clock;
	readonly #onFrame: (frame: VoiceFrame) => void;
	readonly #decryptEndToEnd: (frame: Buffer, userId: string) => EndToEndResult;
	/** By SSRC. */
	readonly #speakers = new Map<number, Speaker>();
	readonly #held = new Map<number, OpenedPacket[]>();
	#unannounced: Speaker | undefined;
	readonly #dropped = new Map<VoiceDropReason, number>();
	#heard = 0;
	#decryptor: TransportDecryptor | undefined;
	#voiceSession = -1;

	constructor(options: VoiceReceiverOptions) {
		this.#clock = options.clock;
		this.#onFrame = options.onFrame;
		this.#decryptEndToEnd = options.decryptEndToEnd;
	}

	get stats(): VoiceReceiverStats {
		return { heard: this.#heard, dropped: this.#dropped };
	}

	/** Everybody who has been announced. */
	get speakers(): Iterable<Speaker> {
		return this.#speakers.values();
	}

	/** Somebody who talks without having been announced, if there is anybody; `userId` is empty. */
	get unannounced(): Speaker | undefined {
		return this.#unannounced;
	}

	/**
	 * Forgets SSRCs, held packets and the key of the voice server before.
	 *
	 * This is not the same moment as `beginVoiceSession`: a voice server announces those who are
	 * speaking already before it agrees on keys.
	 */
	forgetVoiceServer(): void {
		this.#decryptor = undefined;
		this.#speakers.clear();
		this.#dropHeld();
	}

	/**
	 * Begins a voice session, whose transport nonces count from the start again.
	 *
	 * @throws {RangeError} if the mode is unknown or the key has not 32 bytes
	 */
	beginVoiceSession(mode: string, voiceKey: Uint8Array): void {
		this.#decryptor = createTransportDecryptor(mode, voiceKey);
		this.#voiceSession += 1;
	}

	/** Learns whose packets have this SSRC, and hands on those that waited for it. */
	announceSpeaker(userId: string, ssrc: number): void {
		let speaker = this.#speakers.get(ssrc);
		if (speaker?.userId !== userId) {
			speaker = new Speaker(userId);
			this.#speakers.set(ssrc, speaker);
		}
		const held = this.#held.get(ssrc);
		if (!held) {
			return;
		}
		this.#held.delete(ssrc);
		this.#unannounced = undefined;
		const oldestMs = this.#clock.nowMs() - HOLD_MS;
		for (const packet of held) {
			if (packet.receivedAtMs >= oldestMs) {
				this.#handOn(packet, speaker);
			} else {
				this.#drop('speaker not announced');
			}
		}
	}

	/** Forgets all SSRCs of a member that has left. */
	forgetSpeaker(userId: string): void {
		for (const [ssrc, speaker] of this.#speakers) {
			if (speaker.userId === userId) {
				this.#speakers.delete(ssrc);
			}
		}
	}

	/** Takes whatever came in on the UDP socket; what is no voice is counted and dropped. */
	receive(datagram: Buffer): void {
		const packet = this.#open(datagram);
		if (!packet) {
			return;
		}
		const speaker = this.#speakers.get(packet.ssrc);
		if (speaker === undefined) {
			this.#hold(packet);
		} else {
			this.#handOn(packet, speaker);
		}
	}

	#open(datagram: Buffer): OpenedPacket | null {
		if (isRtcp(datagram) || isDiscoveryOrKeepAlive(datagram)) {
			return null;
		}
		const header = parseRtpHeader(datagram);
		if (!header) {
			return this.#drop('not RTP');
		}
		if (header.payloadType !== OPUS_PAYLOAD_TYPE) {
			return this.#drop('foreign payload type');
		}
		if (!this.#decryptor) {
			return this.#drop('no voice key yet');
		}
		const decrypted = this.#decryptor.decrypt(datagram, header.headerBytes);
		const payload = decrypted && cutPayload(decrypted, header);
		if (!payload) {
			const reason = decrypted ? 'malformed payload' : 'transport decryption failed';
			return this.#drop(reason, this.#speakers.get(header.ssrc));
		}
		return {
			payload,
			transportNonce: readTransportNonce(datagram),
			voiceSession: this.#voiceSession,
			ssrc: header.ssrc,
			sequence: header.sequence,
			timestamp: header.timestamp,
			receivedAtMs: this.#clock.nowMs(),
		};
	}

	#hold(packet: OpenedPacket): void {
		this.#unannounced ??= new Speaker('');
		this.#unannounced.lost('speaker not announced', packet.receivedAtMs);
		let held = this.#held.get(packet.ssrc);
		if (!held) {
			if (this.#held.size >= MAX_HELD_SSRCS) {
				this.#drop('speaker not announced');
				return;
			}
			held = [];
			this.#held.set(packet.ssrc, held);
		}
		held.push(packet);
		if (held.length > MAX_HELD_PACKETS) {
			held.shift();
			this.#drop('speaker not announced');
		}
	}

	#handOn(packet: OpenedPacket, speaker: Speaker): void {
		const opus = this.#takeEndToEndOff(packet.payload, speaker);
		if (!opus) {
			return;
		}
		this.#heard += 1;
		speaker.heard(packet.receivedAtMs);
		this.#onFrame({
			opus,
			transportNonce: packet.transportNonce,
			voiceSession: packet.voiceSession,
			userId: speaker.userId,
			ssrc: packet.ssrc,
			sequence: packet.sequence,
			timestamp: packet.timestamp,
			receivedAtMs: packet.receivedAtMs,
		});
	}

	#takeEndToEndOff(payload: Buffer, speaker: Speaker): Uint8Array | null {
		if (payload.equals(SILENCE_FRAME)) {
			return payload;
		}
		const result = this.#decryptEndToEnd(payload, speaker.userId);
		switch (result.kind) {
			case 'decrypted':
				return result.opus;
			case 'failed':
				return this.#drop('end-to-end decryption failed', speaker);
			case 'untouched':
				// Ciphertext must never go on air, whatever version the call says it has.
				return isDaveFrame(payload)
					? this.#drop('end-to-end encryption not ready', speaker)
					: payload;
		}
	}

	#dropHeld(): void {
		for (const held of this.#held.values()) {
			for (const _packet of held) {
				this.#drop('speaker not announced');
			}
		}
		this.#held.clear();
		this.#unannounced = undefined;
	}

	#drop(reason: VoiceDropReason, speaker?: Speaker): null {
		speaker?.lost(reason, this.#clock.nowMs());
		this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + 1);
		return null;
	}
}

const KEEP_ALIVE_BYTES = 8;
const DISCOVERY_BYTES = 74;
const DISCOVERY_REPLY = 2;

/** Answers to what the library itself sends over the socket: nothing was lost with them. */
function isDiscoveryOrKeepAlive(datagram: Uint8Array): boolean {
	return (
		datagram.length === KEEP_ALIVE_BYTES ||
		(datagram.length === DISCOVERY_BYTES && datagram[0] === 0 && datagram[1] === DISCOVERY_REPLY)
	);
}
