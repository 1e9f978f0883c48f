// One chime in a voice channel: unmutes the bot for it alone, and always mutes it again.
import { Pacer } from '../audio/pacer.js';
import type { Clock } from '../clock.js';
import { SILENCE_FRAME } from '../media/opus-packet.js';
import type { OwnVoice } from '../voice/own-voice.js';

/** What came of a chime. */
export type ChimeOutcome =
	/** It was heard to its end. */
	| 'played'
	/** It was heard in part. */
	| 'broken off'
	/** Not a frame of it went out. */
	| 'not begun';

/** A bot's voice, as far as a chime needs it. */
export type ChimeVoice = Pick<
	OwnVoice,
	'channelId' | 'isReady' | 'isSelfMuted' | 'leaveOut' | 'play' | 'setSelfMute' | 'stopSpeaking'
>;

/** What is played where, and whom to tell. */
export interface ChimePlayingOptions {
	clock: Clock;
	voice: ChimeVoice;
	/** Opus, 20 ms each. */
	frames: readonly Uint8Array[];
	/** Asked before each frame: whether the chime has to give way. */
	mustStop: () => boolean;
	/** Called once, when the bot is muted again. */
	onEnd: (outcome: ChimeOutcome) => void;
}

/** Ticks of 20 ms until Discord has unmuted the bot: 2 s. */
const MAX_UNMUTING_TICKS = 100;

/** The voice server may hear of it a little later than the gateway: 100 ms. */
const LEAD_TICKS = 5;

/** What Discord's clients send when they stop talking (API documentation, "Voice Connections"). */
const SILENCE_FRAMES = 5;

/** Until the last of them has passed, for nothing of it is let through once the bot is muted. */
const TRAIL_TICKS = 10;

type State =
	| { kind: 'unmuting'; ticks: number }
	| { kind: 'leading in'; ticks: number }
	| { kind: 'playing' }
	| { kind: 'falling silent'; ticks: number }
	| { kind: 'ended' };

/** Ticks from its construction until it has ended. */
export class ChimePlaying {
	readonly #options: ChimePlayingOptions;
	readonly #channelId: string;
	readonly #pacer: Pacer;
	#played = 0;
	#isSpeaking = false;
	#state: State = { kind: 'unmuting', ticks: 0 };

	constructor(options: ChimePlayingOptions) {
		const { clock, voice } = options;
		this.#options = options;
		this.#channelId = voice.channelId;
		voice.setSelfMute(false);
		this.#pacer = new Pacer({
			clock,
			startMs: clock.nowMs(),
			onTick: () => this.#tick(),
			onStandstill: (ticks) => this.#miss(ticks),
		});
	}

	/** Falls silent and mutes the bot at once; harmless when repeated. */
	close(): void {
		if (this.#state.kind === 'ended') {
			return;
		}
		const { frames, onEnd, voice } = this.#options;
		if (this.#state.kind === 'playing' && this.#isSpeaking && this.#isThere) {
			for (let frame = 0; frame < SILENCE_FRAMES; frame++) {
				voice.play(SILENCE_FRAME);
			}
		}
		this.#state = { kind: 'ended' };
		this.#pacer.close();
		if (this.#isSpeaking) {
			voice.stopSpeaking();
		}
		voice.setSelfMute(true);
		onEnd(
			this.#played === 0 ? 'not begun' : this.#played < frames.length ? 'broken off' : 'played',
		);
	}

	/** Whether it can be heard, in the channel that it began in. */
	get #isThere(): boolean {
		const { voice } = this.#options;
		return voice.isReady && voice.channelId === this.#channelId;
	}

	#tick(): void {
		const { frames, mustStop, voice } = this.#options;
		const state = this.#state;
		if (!this.#isThere || (this.#played === 0 && mustStop())) {
			this.close();
			return;
		}
		switch (state.kind) {
			case 'unmuting':
				this.#awaitUnmuted(state.ticks);
				break;
			case 'leading in':
				this.#state =
					state.ticks < LEAD_TICKS ? { ...state, ticks: state.ticks + 1 } : { kind: 'playing' };
				break;
			case 'playing':
				if (this.#played === frames.length || mustStop()) {
					this.#fallSilent(0);
				} else {
					voice.play(frames[this.#played] as Uint8Array);
					this.#played += 1;
					this.#isSpeaking = true;
				}
				break;
			case 'falling silent':
				this.#fallSilent(state.ticks);
				break;
			case 'ended':
		}
	}

	#awaitUnmuted(ticks: number): void {
		if (this.#options.voice.isSelfMuted === false) {
			this.#state = { kind: 'leading in', ticks: 0 };
		} else if (ticks < MAX_UNMUTING_TICKS) {
			this.#state = { kind: 'unmuting', ticks: ticks + 1 };
		} else {
			this.close();
		}
	}

	#fallSilent(ticks: number): void {
		const { voice } = this.#options;
		this.#state = { kind: 'falling silent', ticks: ticks + 1 };
		if (ticks < SILENCE_FRAMES) {
			voice.play(SILENCE_FRAME);
		} else if (ticks === SILENCE_FRAMES) {
			this.#isSpeaking = false;
			voice.stopSpeaking();
		} else if (ticks === SILENCE_FRAMES + TRAIL_TICKS) {
			this.close();
		}
	}

	/** The process stood still; time has gone on for those who hear it. */
	#miss(ticks: number): void {
		for (let tick = 0; tick < ticks && this.#isSpeaking; tick++) {
			this.#options.voice.leaveOut({ isLoss: false });
		}
	}
}
