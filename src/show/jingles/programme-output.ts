// What a podcast's sender gets: the members' programme, or a jingle, each with nonces of its own.
import type { SendableFrame } from '../../client/podcast-sender.js';
import type { Clock } from '../../clock.js';
import type { ProgrammeFrame } from '../../media/frames.js';
import { isSilence } from '../../media/opus-packet.js';
import { JinglePlaying } from './jingle-playing.js';

/** What the output needs. */
export interface ProgrammeOutputOptions {
	clock: Clock;
	/** Takes each frame at once; the frame is valid until it returns. */
	send: (frame: SendableFrame) => void;
	/** Whether frames reach the podcast server. */
	isOnAir: () => boolean;
}

/**
 * The programme's frames bring Discord's nonces. A jingle has none, so it is a voice session of its
 * own: numbered after all that was sent, and what the members say afterwards is numbered after it,
 * also where Discord's session is still the same. So no number is ever used by both.
 */
export class ProgrammeOutput {
	readonly #options: ProgrammeOutputOptions;
	/** Handed on in place of frames whose voice session is numbered anew. */
	readonly #renumbered: SendableFrame = {
		opus: new Uint8Array(0),
		transportNonce: 0,
		voiceSession: 0,
		receivedAtMs: 0,
	};
	#playing: JinglePlaying | undefined;
	/** What is added to the numbers of Discord's voice sessions. */
	#added = 0;
	/** Discord's own number of the voice session that was heard last. */
	#voiceSession = 0;
	/** The first number that nothing was sent under. */
	#next = 0;

	constructor(options: ProgrammeOutputOptions) {
		this.#options = options;
	}

	/** Hands a frame of the programme on; a jingle gives way to whoever speaks. */
	push(frame: ProgrammeFrame): void {
		if (this.#playing) {
			// Whoever has just muted themself sends silence, and nobody is to hear that.
			if (isSilence(frame.opus)) {
				return;
			}
			this.#playing.close();
		}
		this.#voiceSession = frame.voiceSession;
		this.#next = frame.voiceSession + this.#added + 1;
		if (this.#added === 0) {
			this.#options.send(frame);
			return;
		}
		const { opus, receivedAtMs, transportNonce, voiceSession } = frame;
		this.#send(opus, { receivedAtMs, transportNonce, voiceSession: voiceSession + this.#added });
	}

	/**
	 * Plays a jingle; one that is being played gives way to it.
	 *
	 * @param frames - Opus, 20 ms each
	 * @returns resolves when it is over, however that came; never rejects
	 */
	play(frames: readonly Uint8Array[]): Promise<void> {
		this.stopPlaying();
		if (frames.length === 0) {
			return Promise.resolve();
		}
		const { clock, isOnAir } = this.#options;
		const voiceSession = this.#next;
		this.#next += 1;
		this.#added = this.#next - this.#voiceSession;
		let transportNonce = 0;
		return new Promise((resolve) => {
			this.#playing = new JinglePlaying({
				clock,
				frames,
				send: (opus) => {
					this.#send(opus, { receivedAtMs: clock.nowMs(), transportNonce, voiceSession });
					transportNonce += 1;
				},
				isLost: () => !isOnAir(),
				onEnd: () => {
					this.#playing = undefined;
					resolve();
				},
			});
		});
	}

	/** Fades out what is being played; harmless where nothing is. */
	stopPlaying(): void {
		this.#playing?.close();
	}

	#send(opus: Uint8Array, parts: Omit<SendableFrame, 'opus'>): void {
		const frame = this.#renumbered;
		frame.opus = opus;
		frame.receivedAtMs = parts.receivedAtMs;
		frame.transportNonce = parts.transportNonce;
		frame.voiceSession = parts.voiceSession;
		this.#options.send(frame);
	}
}
