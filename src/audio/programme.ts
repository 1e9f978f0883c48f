// Many speakers to one stream of Opus frames: one is passed through, several are mixed.
import type { Clock } from '../clock.js';
import type { ProgrammeFrame, VoiceFrame } from '../media/frames.js';
import { ActiveSpeakers, type OnSpeaking } from './active-speakers.js';
import type { ProgrammeDropReason } from './drop-reasons.js';
import type { Mixing, MixSettings } from './mix/mix-job.js';
import { Overlap, type OverlapStats } from './overlap.js';
import { Speaker } from './speaker.js';

/** Counts over a programme's life. */
export interface ProgrammeStats {
	/** What happens to frames that come now. */
	mode: 'pass-through' | 'mixing';
	/** Discord frames handed on untouched. */
	passed: number;
	/** Mixed frames handed on. */
	mixed: number;
	/** Ticks of mixing without a frame to lend its nonce, which sent nothing. */
	unsent: number;
	/** Ticks that were lost with a worker. */
	failed: number;
	/** Lost or late frames that were concealed. */
	concealed: number;
	/** Frames that were not heard, by reason; `late` is one of them. */
	dropped: ReadonlyMap<ProgrammeDropReason, number>;
	/** How long the slowest voice is held back now, in milliseconds; 0 in pass-through. */
	delayMs: number;
}

/** Everything that a programme needs. */
export interface ProgrammeOptions {
	clock: Clock;
	settings: MixSettings;
	/** Where overlaps are mixed. */
	mixing: Mixing;
	/** Called for each frame of the programme: in pass-through within `push`, mixed each 20 ms. */
	onFrame: (frame: ProgrammeFrame) => void;
	/** Called when a member begins or stops talking. */
	onSpeaking?: OnSpeaking;
}

/** The one stream of a podcast, made of all members on air. */
export class Programme {
	readonly #options: ProgrammeOptions;
	readonly #speakers = new Map<string, Speaker>();
	readonly #active: ActiveSpeakers;
	readonly #dropped = new Map<ProgrammeDropReason, number>();
	/** Counts of overlaps that are over. */
	readonly #past: OverlapStats = { concealed: 0, undecodable: 0, unsent: 0, failed: 0 };
	#overlap: Overlap | undefined;
	/** Whose frame was passed through last. */
	#passedSpeaker: Speaker | undefined;
	#voices = 0;
	#voiceSession = 0;
	#passed = 0;
	#mixed = 0;
	#isClosed = false;

	constructor(options: ProgrammeOptions) {
		this.#options = options;
		this.#active = new ActiveSpeakers(options.clock, (userId, isSpeaking) =>
			options.onSpeaking?.(userId, isSpeaking),
		);
	}

	/** User ids of those who are talking now. */
	get speakers(): readonly string[] {
		return this.#active.userIds;
	}

	get stats(): ProgrammeStats {
		const overlap = this.#overlap?.stats;
		const dropped = new Map(this.#dropped);
		const undecodable = this.#past.undecodable + (overlap?.undecodable ?? 0);
		if (undecodable > 0) {
			dropped.set('undecodable', undecodable);
		}
		return {
			mode: this.#overlap ? 'mixing' : 'pass-through',
			passed: this.#passed,
			mixed: this.#mixed,
			unsent: this.#past.unsent + (overlap?.unsent ?? 0),
			failed: this.#past.failed + (overlap?.failed ?? 0),
			concealed: this.#past.concealed + (overlap?.concealed ?? 0),
			dropped,
			delayMs: this.#overlap?.delayMs ?? 0,
		};
	}

	/** Takes a frame of any member, as it comes from Discord. */
	push(frame: VoiceFrame): void {
		if (this.#isClosed) {
			this.#drop('closed');
			return;
		}
		if (frame.voiceSession < this.#voiceSession) {
			this.#drop('old voice session');
			return;
		}
		this.#voiceSession = frame.voiceSession;
		const nowMs = this.#options.clock.nowMs();
		const speaker = this.#speakerOf(frame.userId);
		if (!speaker.take(frame, nowMs)) {
			this.#drop('repeated');
			return;
		}
		this.#active.update(speaker, nowMs);
		if (this.#overlap) {
			this.#mix(this.#overlap, speaker, frame);
			return;
		}
		const other = this.#active.otherThan(speaker, nowMs);
		if (!other && !(speaker.isSilent && this.#isAfterglow(speaker, nowMs))) {
			this.#passedSpeaker = speaker;
			speaker.remember(frame.opus, speaker.stream);
			this.#passed += 1;
			this.#options.onFrame(frame);
		} else if (other && !speaker.isSilent) {
			this.#overlap = this.#beginOverlap(other, speaker);
			this.#mix(this.#overlap, speaker, frame);
		} else {
			this.#drop('silence');
		}
	}

	/**
	 * Forgets a member who has left or gone off air: nothing of them is heard from the next
	 * frame on, nor of what waits to be mixed. Frames of theirs that are pushed later are heard.
	 */
	removeSpeaker(userId: string): void {
		const speaker = this.#speakers.get(userId);
		if (!speaker) {
			return;
		}
		this.#speakers.delete(userId);
		this.#active.delete(speaker);
		this.#overlap?.remove(speaker);
		if (this.#passedSpeaker === speaker) {
			this.#passedSpeaker = undefined;
		}
	}

	/** Ends it: no timer, worker or decoder is left; harmless when repeated. */
	close(): void {
		this.#isClosed = true;
		this.#endOverlap();
		this.#active.close();
		this.#speakers.clear();
		this.#passedSpeaker = undefined;
	}

	#speakerOf(userId: string): Speaker {
		let speaker = this.#speakers.get(userId);
		if (!speaker) {
			speaker = new Speaker(userId, this.#voices);
			this.#voices += 1;
			this.#speakers.set(userId, speaker);
		}
		return speaker;
	}

	/** Whether somebody else's talkspurt has just ended, whose own silence is the one to hand on. */
	#isAfterglow(speaker: Speaker, nowMs: number): boolean {
		const passed = this.#passedSpeaker;
		return passed !== undefined && passed !== speaker && passed.isHeardFrom(nowMs);
	}

	#beginOverlap(passed: Speaker, joining: Speaker): Overlap {
		const { clock, mixing, settings, onFrame } = this.#options;
		return new Overlap({
			clock,
			mixing,
			settings,
			passed,
			joining,
			listener: {
				onMixed: (mixed) => {
					this.#mixed += 1;
					onFrame(mixed);
				},
				onEnd: (rest) => {
					this.#endOverlap();
					this.#passRest(rest);
				},
			},
		});
	}

	#mix(overlap: Overlap, speaker: Speaker, frame: VoiceFrame): void {
		if (speaker.isSilent && !overlap.has(speaker)) {
			this.#drop('silence');
			return;
		}
		const placement = overlap.put(speaker, frame);
		if (placement !== 'waiting') {
			this.#drop(placement);
		}
	}

	#endOverlap(): void {
		const overlap = this.#overlap;
		if (!overlap) {
			return;
		}
		this.#overlap = undefined;
		overlap.close();
		for (const key of Object.keys(this.#past) as (keyof OverlapStats)[]) {
			this.#past[key] += overlap.stats[key];
		}
	}

	#passRest(rest: { speaker: Speaker; frames: VoiceFrame[] } | undefined): void {
		this.#passedSpeaker = rest?.speaker;
		for (const frame of rest?.frames ?? []) {
			if (this.#isClosed) {
				return;
			}
			if (frame.voiceSession < this.#voiceSession) {
				this.#drop('old voice session');
			} else {
				this.#passed += 1;
				this.#options.onFrame(frame);
			}
		}
	}

	#drop(reason: ProgrammeDropReason): void {
		this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + 1);
	}
}
