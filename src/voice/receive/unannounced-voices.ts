// What comes from SSRCs that nobody was announced for: held for a while, and told from junk.

import type { VoiceDropReason } from '../voice-reasons.js';
import type { OpenedPacket } from './opened-packet.js';
import { SpeakerReception } from './speaker-reception.js';

/**
 * Speaking and the first packet travel over different sockets and race each other, so packets of
 * an SSRC that nobody has been announced for wait that long for their speaker.
 */
const HOLD_MS = 1000;

/** Packets held for one SSRC: those of `HOLD_MS`. */
const MAX_HELD_PACKETS = HOLD_MS / 20;

/** SSRCs at one time; a voice channel has at most 99 members. */
const MAX_VOICES = 100;

/** SSRCs that are remembered as nobody's. */
const MAX_DEPARTED = 200;

/** Frames of one talkspurt follow each other within that time, lost ones between them. */
const MAX_GAP_MS = 250;

/** Packets that may be lost between two of a row: those of `MAX_GAP_MS`. */
const MAX_SEQUENCE_STEP = 13;

/** The longest packet, 120 ms at 48 kHz (RFC 6716, 3.1). */
const MAX_PACKET_TICKS = 5760;

/** The shortest: 2.5 ms. */
const MIN_PACKET_TICKS = 120;

/** One SSRC that nobody was announced for. */
export class UnannouncedVoice {
	readonly ssrc: number;
	/** Oldest first. */
	readonly packets: OpenedPacket[] = [];
	/** When a frame of it is worth the next try at a key, and how many have failed. */
	nextTryMs = Number.NEGATIVE_INFINITY;
	failedTries = 0;
	/** Since when one member alone can be meant. */
	sole: { userId: string; sinceMs: number } | undefined;
	#row: { speaker: SpeakerReception; newest: OpenedPacket } | undefined;

	constructor(ssrc: number) {
		this.ssrc = ssrc;
	}

	/** The talkspurt that lasts; its failure says since when, and why it is not heard. */
	get speech(): SpeakerReception | undefined {
		return this.#row?.speaker;
	}

	/** Goes on with the talkspurt, or begins one. */
	talk(packet: OpenedPacket, reason: VoiceDropReason): void {
		const before = this.#row?.newest;
		const sequenceStep = before ? (packet.sequence - before.sequence) & 0xffff : 0;
		if (this.#row && before && isRecent(packet, before)) {
			if (sequenceStep === 0 || sequenceStep >= 0x8000) {
				// Doubled or late: it neither carries the row on nor breaks it.
				return;
			}
			if (isNext(packet, before, sequenceStep)) {
				this.#row.newest = packet;
				this.#row.speaker.lost(reason, packet.receivedAtMs);
				return;
			}
		}
		const speaker = new SpeakerReception('');
		speaker.lost(reason, packet.receivedAtMs);
		this.#row = { speaker, newest: packet };
	}

	/** What came last was no speech. */
	pause(): void {
		this.#row = undefined;
		this.sole = undefined;
	}
}

function isRecent(packet: OpenedPacket, before: OpenedPacket): boolean {
	return packet.receivedAtMs - before.receivedAtMs <= MAX_GAP_MS;
}

function isNext(packet: OpenedPacket, before: OpenedPacket, sequenceStep: number): boolean {
	const ticks = (packet.timestamp - before.timestamp) >>> 0;
	return (
		sequenceStep <= MAX_SEQUENCE_STEP &&
		ticks >= sequenceStep * MIN_PACKET_TICKS &&
		ticks <= MAX_SEQUENCE_STEP * MAX_PACKET_TICKS
	);
}

/** All of them in one voice session: as many as a channel can have, however many are sent. */
export class UnannouncedVoices {
	readonly #onDrop: () => void;
	/** By SSRC; what was heard last is last. */
	readonly #voices = new Map<number, UnannouncedVoice>();
	/** SSRCs of members who have left, with the time until which their packets are under way. */
	readonly #departed = new Map<number, number>();

	/** @param onDrop - called for each packet that nobody will hear */
	constructor(onDrop: () => void) {
		this.#onDrop = onDrop;
	}

	/** All that are held. */
	get all(): Iterable<UnannouncedVoice> {
		return this.#voices.values();
	}

	/**
	 * Holds a packet.
	 *
	 * @returns its voice, or undefined where it is a last one of somebody who has left
	 */
	hold(packet: OpenedPacket): UnannouncedVoice | undefined {
		const { ssrc } = packet;
		if (packet.receivedAtMs < (this.#departed.get(ssrc) ?? Number.NEGATIVE_INFINITY)) {
			this.#onDrop();
			return undefined;
		}
		const voice = this.#voices.get(ssrc) ?? new UnannouncedVoice(ssrc);
		this.#voices.delete(ssrc);
		this.#voices.set(ssrc, voice);
		if (this.#voices.size > MAX_VOICES) {
			const [oldest] = this.#voices.keys();
			this.#forget(oldest as number);
		}
		voice.packets.push(packet);
		if (voice.packets.length > MAX_HELD_PACKETS) {
			voice.packets.shift();
			this.#onDrop();
		}
		return voice;
	}

	/**
	 * The SSRC's speaker is known.
	 *
	 * @returns what was held for it, oldest first, without what is too old to be heard
	 */
	release(ssrc: number, nowMs: number): OpenedPacket[] {
		this.#departed.delete(ssrc);
		const held = this.#voices.get(ssrc)?.packets ?? [];
		this.#voices.delete(ssrc);
		return held.filter(({ receivedAtMs }) => {
			const isHeard = receivedAtMs >= nowMs - HOLD_MS;
			if (!isHeard) {
				this.#onDrop();
			}
			return isHeard;
		});
	}

	/** The SSRC is nobody's any more; what is under way of whoever had it must not be another's. */
	depart(ssrc: number, lastFrameAtMs: number | undefined): void {
		this.#departed.delete(ssrc);
		this.#departed.set(
			ssrc,
			lastFrameAtMs === undefined ? Number.NEGATIVE_INFINITY : lastFrameAtMs + HOLD_MS,
		);
		if (this.#departed.size > MAX_DEPARTED) {
			const [oldest] = this.#departed.keys();
			this.#departed.delete(oldest as number);
		}
	}

	/** Whether whoever had the SSRC has left, and nobody was announced for it since. */
	hasDeparted(ssrc: number): boolean {
		return this.#departed.has(ssrc);
	}

	/** Forgets everything. */
	clear(): void {
		for (const ssrc of [...this.#voices.keys()]) {
			this.#forget(ssrc);
		}
		this.#departed.clear();
	}

	#forget(ssrc: number): void {
		const voice = this.#voices.get(ssrc);
		this.#voices.delete(ssrc);
		for (const _packet of voice?.packets ?? []) {
			this.#onDrop();
		}
	}
}
