// One member's voice in a show that is heard from its beginning on, at a gain that follows it.
import { AutomaticGain } from '../../audio/mix/automatic-gain.js';
import { CHANNELS, FRAME_SAMPLES } from '../../media/pcm.js';
import { toFactor } from '../render/gain-plan.js';
import { TrackVoice } from '../render/track-voice.js';
import type { HeardTrack, VoiceGain } from './catch-up-message.js';
import { GrowingTrack } from './growing-track.js';

/** How a voice begins. */
export interface CatchUpVoiceOptions {
	track: HeardTrack;
	/** What was found for it before; undefined for a voice that nobody has heard yet. */
	gain: VoiceGain | undefined;
	hasAutomaticGain: boolean;
}

/** A voice, tick by tick. */
export class CatchUpVoice {
	readonly number: number;
	/** Whether the gain stays as it is. */
	isGainHeld = false;
	readonly #fromTick: number;
	readonly #packets: GrowingTrack;
	readonly #voice = new TrackVoice();
	readonly #gain: AutomaticGain;
	readonly #hasAutomaticGain: boolean;

	/**
	 * Opens a track.
	 *
	 * @param tick - the first one that is wanted
	 * @throws the system's error
	 */
	static async open(options: CatchUpVoiceOptions, tick: number): Promise<CatchUpVoice> {
		const voice = new CatchUpVoice(options);
		try {
			await voice.#packets.pass(tick);
		} catch (error) {
			await voice.close();
			throw error;
		}
		return voice;
	}

	private constructor({ gain, hasAutomaticGain, track }: CatchUpVoiceOptions) {
		this.number = track.number;
		this.#fromTick = track.fromTick;
		this.#packets = new GrowingTrack(track.file);
		this.#gain = new AutomaticGain({ wantedDb: gain?.wantedDb ?? 0, db: gain?.db ?? 0 });
		this.#hasAutomaticGain = hasAutomaticGain;
	}

	/** The gain that it has reached. */
	get gain(): VoiceGain {
		return { number: this.number, wantedDb: this.#gain.wantedDb, db: this.#gain.db };
	}

	/** Whether anything is heard of it in this tick. */
	get isSounding(): boolean {
		return this.#voice.isSounding;
	}

	/**
	 * Goes on by one tick; where the track has none it is silent.
	 *
	 * @throws the system's error
	 */
	async next(tick: number): Promise<void> {
		let packet = this.#packets.take();
		if (!packet && (await this.#packets.fill())) {
			packet = this.#packets.take();
		}
		this.#voice.next(tick < this.#fromTick ? undefined : packet);
	}

	/** Adds the tick to others; the gain is a line from the end of the last one on. */
	addTo(mix: Float32Array): void {
		const { isDualMono, pcm } = this.#voice;
		let factor = toFactor(this.#gain.db);
		if (this.#hasAutomaticGain && !this.isGainHeld) {
			this.#gain.add(pcm, { isDualMono, isAlone: false });
		}
		const step = (toFactor(this.#gain.db) - factor) / FRAME_SAMPLES;
		for (let index = 0; index < FRAME_SAMPLES * CHANNELS; index += CHANNELS) {
			factor += step;
			mix[index] = (mix[index] as number) + (pcm[index] as number) * factor;
			mix[index + 1] = (mix[index + 1] as number) + (pcm[index + 1] as number) * factor;
		}
	}

	/** Gives decoder and file back; harmless when repeated. */
	async close(): Promise<void> {
		this.#voice.close();
		await this.#packets.close();
	}
}
