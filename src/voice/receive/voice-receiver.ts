// Datagrams of a voice server to Opus frames of members.
import type { Clock } from '../../clock.js';
import type { VoiceFrame } from '../../media/frames.js';
import { isSilence, isWellFormed, SILENCE_FRAME } from '../../media/opus-packet.js';
import type { EndToEndResult } from '../connection/voice-connection-tap.js';
import type { VoiceDropReason } from '../voice-reasons.js';
import { isDaveFrame } from './dave-frame.js';
import { ExpectedSound, type MissingSound } from './expected-sound.js';
import type { OpenedPacket } from './opened-packet.js';
import { cutPadding, isRtcp, OPUS_PAYLOAD_TYPE, parseRtpHeader } from './rtp.js';
import { SpeakerReception } from './speaker-reception.js';
import { type SpeakerRoster, SpeakerSearch, type SpeakerSearchOptions } from './speaker-search.js';
import {
	createTransportDecryptor,
	readTransportNonce,
	type TransportDecryptor,
} from './transport-decryptor.js';
import { UnannouncedVoices } from './unannounced-voices.js';

/** A speaker whose last frame is older is not being heard now. */
const HEARD_MS = 1000;

/** SSRCs that are remembered as nobody's voice. */
const MAX_FOREIGN = 1000;

/** A voice that was heard within this time goes on. */
const CURRENT_MS = 500;

type Decrypt = (frame: Buffer, userId: string) => EndToEndResult;

/** Everything that a voice receiver needs. */
export interface VoiceReceiverOptions {
	clock: Clock;
	/** Called for each frame, at once, in the order of arrival. */
	onFrame: (frame: VoiceFrame) => void;
	/** Takes the end-to-end encryption off a frame. */
	decryptEndToEnd: Decrypt;
	/** How speakers are found that nobody was announced for; default not at all. */
	search?: SpeakerSearchOptions | undefined;
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
	readonly #decryptEndToEnd: Decrypt;
	/** By SSRC. */
	readonly #speakers = new Map<number, SpeakerReception>();
	/** SSRCs whose speakers were found, and not announced; and whether that is proven. */
	readonly #found = new Map<number, { isProven: boolean }>();
	/** The bot's own SSRC, and those of video. */
	readonly #foreign = new Set<number>();
	readonly #unannounced = new UnannouncedVoices(() => this.#drop('speaker not announced'));
	readonly #expected = new ExpectedSound();
	readonly #roster: SpeakerRoster | undefined;
	readonly #search: SpeakerSearch | undefined;
	readonly #dropped = new Map<VoiceDropReason, number>();
	#transport = new SpeakerReception('');
	#heard = 0;
	#decryptor: TransportDecryptor | undefined;
	#voiceSession = -1;

	constructor(options: VoiceReceiverOptions) {
		this.#clock = options.clock;
		this.#onFrame = options.onFrame;
		this.#decryptEndToEnd = options.decryptEndToEnd;
		this.#roster = options.search?.roster;
		this.#search = options.search && new SpeakerSearch(options.search);
	}

	get stats(): VoiceReceiverStats {
		return { heard: this.#heard, dropped: this.#dropped };
	}

	/** Everybody whose SSRC is known. */
	get speakers(): Iterable<SpeakerReception> {
		return this.#speakers.values();
	}

	/** All packets together: lost where the key does not open them, which tells nothing of their SSRC. */
	get transport(): SpeakerReception {
		return this.#transport;
	}

	/**
	 * Whoever talks without a break and cannot be told, longest first; `userId` is empty. Of frames
	 * that come late, twice, or are no speech nobody is made.
	 */
	get unannounced(): SpeakerReception | undefined {
		const nowMs = this.#clock.nowMs();
		let longest: SpeakerReception | undefined;
		for (const { speech } of this.#unannounced.all) {
			const isCurrent = nowMs - (speech?.failure?.lastAtMs ?? -Infinity) < CURRENT_MS;
			if (isCurrent && durationMs(speech) > durationMs(longest)) {
				longest = speech;
			}
		}
		return longest;
	}

	/** Whoever was said to talk when nobody's sound has come since. */
	get missing(): MissingSound | undefined {
		return this.#expected.missing;
	}

	/** User ids of those in the call whose SSRC is not known. */
	get unknownUserIds(): readonly string[] {
		return this.#roster?.remaining(this.#knownUserIds()).userIds ?? [];
	}

	/**
	 * Forgets SSRCs, held packets and the key of the voice server before.
	 *
	 * This is not the same moment as `beginVoiceSession`: a voice server announces those who are
	 * speaking already before it agrees on keys.
	 */
	forgetVoiceServer(): void {
		this.#decryptor = undefined;
		this.#transport = new SpeakerReception('');
		this.#speakers.clear();
		this.#found.clear();
		this.#foreign.clear();
		this.#unannounced.clear();
		this.#expected.end();
		this.#roster?.clear();
	}

	/**
	 * Begins a voice session, whose transport nonces count from the start again.
	 *
	 * @param ownSsrc - from which nothing can come
	 * @throws {RangeError} if the mode is unknown or the key has not 32 bytes
	 */
	beginVoiceSession(mode: string, voiceKey: Uint8Array, ownSsrc?: number): void {
		this.#decryptor = createTransportDecryptor(mode, voiceKey);
		this.#voiceSession += 1;
		this.#expected.begin(this.#clock.nowMs());
		if (ownSsrc !== undefined) {
			this.#foreign.add(ownSsrc);
		}
	}

	/**
	 * Learns whose packets have this SSRC, and hands on those that waited for it. What is announced
	 * wins over what was found, and over what was announced before.
	 *
	 * @param isTalking - whether they begin to talk, so that packets must follow; default no
	 */
	announceSpeaker(userId: string, ssrc: number, isTalking = false): void {
		if (isTalking) {
			this.#expected.expect(userId, this.#clock.nowMs());
		} else {
			this.#expected.depart(userId);
		}
		for (const found of this.#found.keys()) {
			// A member with another SSRC was not the one left over.
			if (found !== ssrc && this.#speakers.get(found)?.userId === userId) {
				this.#speakers.delete(found);
				this.#found.delete(found);
			}
		}
		this.#found.delete(ssrc);
		this.#foreign.delete(ssrc);
		this.#know(userId, ssrc);
		this.#handOnHeld(ssrc);
	}

	/** Forgets all SSRCs of a member that has left. */
	forgetSpeaker(userId: string): void {
		this.#expected.depart(userId);
		for (const [ssrc, speaker] of this.#speakers) {
			if (speaker.userId === userId) {
				this.#speakers.delete(ssrc);
				this.#found.delete(ssrc);
				this.#unannounced.depart(ssrc, speaker.lastFrameAtMs);
			}
		}
	}

	/** Learns of SSRCs that are nobody's voice. */
	ignore(ssrcs: readonly number[]): void {
		for (const ssrc of ssrcs) {
			if (!this.#speakers.has(ssrc) && this.#foreign.size < MAX_FOREIGN) {
				this.#foreign.add(ssrc);
			}
		}
	}

	/** Counts a datagram of somebody else than the voice server. */
	dropForeign(): void {
		this.#drop('not from the voice server');
	}

	/** Takes whatever the voice server sent; what is no voice is counted and dropped. */
	receive(datagram: Buffer): void {
		const packet = this.#open(datagram);
		if (!packet) {
			return;
		}
		const speaker = this.#speakers.get(packet.ssrc);
		if (speaker === undefined || this.#isDoubtful(packet.ssrc)) {
			this.#receiveUnannounced(packet);
		} else {
			this.#handOn(packet, speaker);
		}
	}

	/** Who says no after a guess may be the one who was guessed to be another: it is taken back. */
	#isDoubtful(ssrc: number): boolean {
		if (!this.#isGuessed(ssrc) || this.#roster?.hasRefusal() !== true) {
			return false;
		}
		this.#speakers.delete(ssrc);
		this.#found.delete(ssrc);
		return true;
	}

	#isGuessed(ssrc: number): boolean {
		return this.#found.size > 0 && this.#found.get(ssrc)?.isProven === false;
	}

	#open(datagram: Buffer): OpenedPacket | null {
		if (isRtcp(datagram) || isDiscoveryOrKeepAlive(datagram)) {
			return null;
		}
		const header = parseRtpHeader(datagram);
		if (!header) {
			return this.#drop('not RTP');
		}
		this.#expected.arrived();
		if (header.payloadType !== OPUS_PAYLOAD_TYPE) {
			return this.#drop('foreign payload type');
		}
		if (!this.#decryptor) {
			return this.#drop('no voice key yet');
		}
		const { extensionBytes, hasPadding, headerBytes } = header;
		const decrypted = this.#decryptor.decrypt(datagram, headerBytes, extensionBytes);
		if (!decrypted) {
			return this.#drop('transport decryption failed', this.#transport);
		}
		const receivedAtMs = this.#clock.nowMs();
		this.#transport.heard(receivedAtMs);
		const payload = hasPadding ? cutPadding(decrypted) : decrypted;
		if (!payload?.length) {
			return this.#drop('malformed payload', this.#speakers.get(header.ssrc));
		}
		return {
			payload,
			transportNonce: readTransportNonce(datagram),
			voiceSession: this.#voiceSession,
			ssrc: header.ssrc,
			sequence: header.sequence,
			timestamp: header.timestamp,
			receivedAtMs,
			opus: undefined,
		};
	}

	#receiveUnannounced(packet: OpenedPacket): void {
		if (this.#foreign.has(packet.ssrc)) {
			this.#drop('speaker not announced');
			return;
		}
		const voices = this.#unannounced;
		const voice = voices.hold(packet);
		if (!voice) {
			return;
		}
		if (!this.#search) {
			voice.talk(packet, 'speaker not announced');
			return;
		}
		const known = {
			userIds: this.#knownUserIds(),
			isHeard: (userId: string) => this.#isHeard(userId, packet.receivedAtMs),
		};
		const found = this.#search.look(packet, { voice, voices, known });
		if (found) {
			packet.opus = found.opus;
			this.#found.set(packet.ssrc, { isProven: found.isProven });
			this.#know(found.userId, packet.ssrc);
			this.#handOnHeld(packet.ssrc);
		}
	}

	#know(userId: string, ssrc: number): void {
		this.#roster?.note(userId);
		if (this.#speakers.get(ssrc)?.userId !== userId) {
			this.#speakers.set(ssrc, new SpeakerReception(userId));
		}
	}

	#knownUserIds(): Set<string> {
		return new Set([...this.#speakers.values()].map(({ userId }) => userId));
	}

	#isHeard(userId: string, nowMs: number): boolean {
		return [...this.#speakers.values()].some(
			(speaker) =>
				speaker.userId === userId && nowMs - (speaker.lastFrameAtMs ?? -Infinity) < HEARD_MS,
		);
	}

	#handOnHeld(ssrc: number): void {
		const speaker = this.#speakers.get(ssrc) as SpeakerReception;
		for (const packet of this.#unannounced.release(ssrc, this.#clock.nowMs())) {
			packet.opus ??= this.#openFrame(packet.payload, speaker) ?? undefined;
			if (packet.opus) {
				this.#handOn(packet, speaker);
			}
		}
	}

	#handOn(packet: OpenedPacket, speaker: SpeakerReception): void {
		const opus = packet.opus ?? this.#openFrame(packet.payload, speaker);
		if (!opus) {
			return;
		}
		if (!isWellFormed(opus)) {
			// Nothing is wrong with the reception, so nothing is to be cured.
			this.#drop('no Opus packet');
			return;
		}
		this.#heard += 1;
		speaker.heard(packet.receivedAtMs, !isSilence(opus));
		this.#onFrame({
			opus,
			transportNonce: packet.transportNonce,
			voiceSession: packet.voiceSession,
			userId: speaker.userId,
			isGuessed: this.#isGuessed(packet.ssrc),
			ssrc: packet.ssrc,
			sequence: packet.sequence,
			timestamp: packet.timestamp,
			receivedAtMs: packet.receivedAtMs,
		});
	}

	#openFrame(payload: Buffer, speaker: SpeakerReception): Uint8Array | null {
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

	#drop(reason: VoiceDropReason, speaker?: SpeakerReception): null {
		speaker?.lost(reason, this.#clock.nowMs());
		this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + 1);
		return null;
	}
}

function durationMs(speech: SpeakerReception | undefined): number {
	return speech?.failure ? speech.failure.lastAtMs - speech.failure.sinceMs : -1;
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
