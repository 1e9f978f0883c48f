// A stretch of a show that is rendered without a break: its tracks mixed, limited, encoded and cut.
import { Limiter } from '../../audio/mix/limiter.js';
import { type CutSegment, SegmentCutter } from '../../media/hls/segment-cutter.js';
import { Lame } from '../../media/lame.js';
import { CHANNELS, FRAME_SAMPLES } from '../../media/pcm.js';
import type { HeardTrack, RenderedSegment, SegmentRequest, VoiceGain } from './catch-up-message.js';
import { CatchUpVoice } from './catch-up-voice.js';
import { CATCH_UP_KBPS, type SegmentGrid, segmentGrid } from './segment-grid.js';

/** Ticks after which others of the thread have their turn. */
const TICKS_PER_BREATH = 50;

/**
 * So far from a border what is said may be in the segment on its other side: the encoder gives it
 * later, and bits of a frame may stand in the space that those before it have left.
 */
const BORDER_TICKS = 4;

/** One run of the encoder. */
export class CatchUpRun {
	/** Of the segment that follows. */
	index: number;
	readonly #grid: SegmentGrid;
	readonly #lame: Lame;
	readonly #cutter: SegmentCutter;
	readonly #limiter = new Limiter();
	readonly #voices = new Map<number, CatchUpVoice>();
	readonly #mix = new Float32Array(FRAME_SAMPLES * CHANNELS);
	readonly #left = new Float32Array(FRAME_SAMPLES);
	readonly #right = new Float32Array(FRAME_SAMPLES);
	/** The first tick whose gains move: those before it are there to warm up. */
	readonly #warmUntil: number;
	#tick: number;
	/** Segments that come out and are not wanted: they are there already. */
	#surplus: number;
	readonly #ready: CutSegment[] = [];
	/** By segment: of which tracks something is in it. */
	readonly #heard = new Map<number, Set<number>>();
	/** By segment: gains where it begins. */
	readonly #gains = new Map<number, readonly VoiceGain[]>();
	#isEnded = false;

	/**
	 * Begins one segment early, where there is one: decoders and encoder have then heard what comes
	 * before, and nobody hears where another run goes on.
	 */
	static async begin({ index, segmentMs }: SegmentRequest): Promise<CatchUpRun> {
		return new CatchUpRun(await Lame.create(CATCH_UP_KBPS), segmentGrid(segmentMs), index);
	}

	private constructor(lame: Lame, grid: SegmentGrid, index: number) {
		this.#lame = lame;
		this.#grid = grid;
		this.#cutter = new SegmentCutter({ bitrateKbps: CATCH_UP_KBPS, frames: grid.frames });
		this.index = index;
		this.#surplus = index > 0 ? 1 : 0;
		this.#warmUntil = index * grid.ticks;
		this.#tick = (index - this.#surplus) * grid.ticks;
	}

	/**
	 * Renders the next segment, as far as there are ticks for it.
	 *
	 * @throws the system's error where a track cannot be read
	 * @throws {RangeError} where a segment is not as long as all others, which is ours to see to
	 */
	async next(request: SegmentRequest): Promise<RenderedSegment> {
		await this.#openNew(request);
		while (this.#ready.length === 0 && this.#tick < request.untilTick) {
			await this.#step();
			if (this.#tick % TICKS_PER_BREATH === 0) {
				await new Promise((resolve) => setImmediate(resolve));
			}
		}
		if (request.isOver && this.#tick >= request.untilTick) {
			this.#end();
		}
		const cut = this.#ready.shift();
		const isEnd = this.#isEnded && this.#ready.length === 0;
		if (!cut) {
			return { audio: undefined, frames: 0, voices: [], gains: [], isEnd };
		}
		if (cut.frames !== this.#grid.frames && !isEnd) {
			throw new RangeError(`Expected ${this.#grid.frames} frames, got ${cut.frames}`);
		}
		const { index } = this;
		this.index += 1;
		const voices = [...(this.#heard.get(index) ?? [])];
		const gains = this.#gains.get(index + 1) ?? this.#gainsNow;
		this.#heard.delete(index);
		this.#gains.delete(index + 1);
		return { audio: cut.audio, frames: cut.frames, voices, gains, isEnd };
	}

	/** Gives back what it holds; harmless when repeated. */
	async close(): Promise<void> {
		await Promise.all([...this.#voices.values()].map((voice) => voice.close()));
		this.#voices.clear();
	}

	/** Who has begun to speak since. */
	async #openNew({ gains, hasAutomaticGain, tracks }: SegmentRequest): Promise<void> {
		const isNew = ({ number }: HeardTrack) => !this.#voices.has(number);
		for (const track of tracks.filter(isNew)) {
			const gain = gains.find(({ number }) => number === track.number);
			const voice = await CatchUpVoice.open({ track, gain, hasAutomaticGain }, this.#tick);
			this.#voices.set(track.number, voice);
		}
	}

	get #gainsNow(): VoiceGain[] {
		return [...this.#voices.values()].map(({ gain }) => gain);
	}

	async #step(): Promise<void> {
		const tick = this.#tick;
		const mix = this.#mix.fill(0);
		if (tick % this.#grid.ticks === 0) {
			this.#gains.set(tick / this.#grid.ticks, this.#gainsNow);
		}
		for (const voice of this.#voices.values()) {
			await voice.next(tick);
			if (voice.isSounding) {
				voice.isGainHeld = tick < this.#warmUntil;
				voice.addTo(mix);
				this.#note(voice.number, tick);
			}
		}
		this.#limiter.process(mix);
		for (let index = 0; index < FRAME_SAMPLES; index++) {
			this.#left[index] = mix[CHANNELS * index] as number;
			this.#right[index] = mix[CHANNELS * index + 1] as number;
		}
		this.#tick += 1;
		this.#cut(this.#lame.encode(this.#left, this.#right));
	}

	#note(number: number, tick: number): void {
		const { ticks } = this.#grid;
		const last = Math.floor((tick + BORDER_TICKS) / ticks);
		for (let index = Math.floor((tick - BORDER_TICKS) / ticks); index <= last; index++) {
			const heard = this.#heard.get(index) ?? new Set();
			this.#heard.set(index, heard.add(number));
		}
	}

	#end(): void {
		if (this.#isEnded) {
			return;
		}
		this.#isEnded = true;
		this.#cut(this.#lame.end());
		const rest = this.#cutter.take();
		if (rest) {
			this.#add([rest]);
		}
	}

	#cut(frames: Uint8Array): void {
		this.#add(this.#cutter.push(Buffer.from(frames.buffer, frames.byteOffset, frames.byteLength)));
	}

	#add(segments: readonly CutSegment[]): void {
		const unwanted = Math.min(this.#surplus, segments.length);
		this.#surplus -= unwanted;
		this.#ready.push(...segments.slice(unwanted));
	}
}
