// Whose nonce each mixed frame gets: one of Discord's frames lends its own, and each only once.

import type { VoiceFrame } from '../media/frames.js';
import { packetSamples } from '../media/opus-packet.js';
import { FRAME_SAMPLES } from '../media/pcm.js';

/** A frame longer than a tick, whose nonce may be lent until the frame ends. */
interface LongFrame {
	frame: VoiceFrame;
	endTick: number;
}

/**
 * Frames that can lend a nonce in the present tick.
 *
 * A frame of 20 ms or less is for its own tick alone. One of 60 ms is heard during three, and there
 * is no other nonce for these where nobody sends shorter ones; so the last one there is is kept for
 * the last tick before the next frame, and the mixed frames until then share it in one packet.
 */
export class NonceSources {
	#short: VoiceFrame | undefined;
	#long: LongFrame[] = [];
	#voiceSession = 0;

	/** Adds a frame that is heard from this tick on. */
	add(frame: VoiceFrame, tick: number): void {
		const samples = packetSamples(frame.opus);
		if (samples > FRAME_SAMPLES) {
			this.#long.push({ frame, endTick: tick + Math.ceil(samples / FRAME_SAMPLES) });
		} else if (!this.#short || !isBetter(this.#short, frame)) {
			this.#short = frame;
		}
	}

	/**
	 * Takes the frame whose nonce is used in this tick; called once each tick.
	 *
	 * @param nextFrameTick - when the next frame is due of those who are heard now
	 * @returns undefined where there is none, or where it is needed later
	 */
	take(tick: number, nextFrameTick: number): VoiceFrame | undefined {
		const source = this.#short ?? this.#takeLong(tick, nextFrameTick);
		this.#short = undefined;
		if (this.#long.length > 0) {
			this.#long = this.#long.filter(({ endTick }) => endTick > tick + 1);
		}
		if (source && source.voiceSession < this.#voiceSession) {
			return undefined;
		}
		this.#voiceSession = source?.voiceSession ?? this.#voiceSession;
		return source;
	}

	/** Stops lending nonces of a member. */
	remove(userId: string): void {
		this.#long = this.#long.filter(({ frame }) => frame.userId !== userId);
	}

	#takeLong(tick: number, nextFrameTick: number): VoiceFrame | undefined {
		let first: LongFrame | undefined;
		let usable = 0;
		for (const long of this.#long) {
			if (long.frame.voiceSession >= this.#voiceSession) {
				usable += 1;
				first = first && first.endTick <= long.endTick ? first : long;
			}
		}
		if (!first || (usable === 1 && Math.min(first.endTick, nextFrameTick) > tick + 1)) {
			return undefined;
		}
		this.#long = this.#long.filter((long) => long !== first);
		return first.frame;
	}
}

/** Whether to keep the one found first: newest voice session, then longest on its way. */
function isBetter(found: VoiceFrame, other: VoiceFrame): boolean {
	return found.voiceSession === other.voiceSession
		? found.receivedAtMs <= other.receivedAtMs
		: found.voiceSession > other.voiceSession;
}
