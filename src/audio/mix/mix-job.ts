// A mixer's work for one tick, and its result.

/** How a programme is mixed. */
export interface MixSettings {
	/** Bits a second of mixed frames. */
	bitrateBps: number;
	/** Whether voices are brought to one loudness. */
	hasAutomaticGain: boolean;
}

/** Facts of a voice that a mixer does not know yet. */
export interface VoiceStart {
	/** Frames that were heard last, to warm the decoder with. */
	warmUp: readonly Uint8Array[];
	/** The gain that was found for the voice before, in decibels. */
	gainDb: number;
	/** Whether the voice is being heard already, passed through. */
	isContinued: boolean;
}

/** One voice during one tick. */
export interface VoicePart {
	/** The same number for the same member in all jobs; an unsigned 32-bit integer. */
	voice: number;
	/** Where the voice is new to the mixer. */
	start: VoiceStart | undefined;
	/**
	 * `frames`: these packets, one after another; none where the frame before lasts on. `joined`: the
	 * same, but two ticks faded into one. `concealed`: what is lost. `paused`: nothing.
	 */
	kind: 'frames' | 'joined' | 'concealed' | 'paused';
	packets: readonly Uint8Array[];
}

/** One tick. Voices that are not in it are over. */
export interface MixJob {
	voices: readonly VoicePart[];
	/** Whether one voice is left, to be passed through again. */
	isAlone: boolean;
	/** Whether the tick is heard; decoders go on where it is not. */
	isSent: boolean;
}

/** What came of a tick. */
export interface MixResult {
	/** One Opus frame, or null where the tick is not heard. */
	opus: Uint8Array | null;
	/**
	 * Whether gains and limiter leave the voices as they are, and receivers' decoders can take over
	 * what is passed through next.
	 */
	isSettled: boolean;
	/** Packets that could not be decoded, and were concealed. */
	undecodable: number;
	/** The gain found so far for each voice of the job, in its order, in decibels. */
	gainsDb: readonly number[];
}

/** A mixer at work for one overlap, here or in another thread. */
export interface MixSession {
	/** Mixes one tick; what comes of it comes in the order of the calls, maybe before this returns. */
	mix(job: MixJob): void;
	/** Gives decoders and encoder back; nothing is called any more. */
	close(): void;
}

/** Who hears what comes of an overlap's ticks. */
export interface MixListener {
	onMixed(result: MixResult): void;
	/** The session is gone, with all ticks that nothing has come of yet. */
	onFailed(): void;
}

/** Where programmes are mixed. */
export interface Mixing {
	open(settings: MixSettings, listener: MixListener): MixSession;
}
