// One recorded show from its beginning on: segments of what may be heard of it, made when they are
// wanted, and made anew without whoever says no.
import { randomBytes } from 'node:crypto';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import type { Timer } from '../../clock.js';
import { MP3_FRAME_MS } from '../../media/hls/segment-cutter.js';
import { TICKS_PER_MS, timestampTag } from '../../media/hls/timestamp-tag.js';
import { FRAME_DURATION_MS } from '../../media/pcm.js';
import type { EpisodeManifest } from '../../store/episode-manifest.js';
import { FILE_MODE, FOLDER_MODE } from '../../store/json-file.js';
import type { SegmentRequest, VoiceGain } from './catch-up-message.js';
import type { CatchUpOptions } from './catch-up-options.js';
import { KeptAfterEnd } from './kept-after-end.js';
import { type SegmentGrid, segmentGrid } from './segment-grid.js';
import type { CatchUpSegment } from './served-catch-ups.js';

/** So long after somebody has asked it is rendered. */
const WANTED_MS = 60_000;

/** What the encoder and the first frame of the next segment need beyond a segment's own ticks. */
const LAG_TICKS = 15;

/** The recording comes first: it is not ended for want of room that this has taken. */
const ROOM_BYTES = 64 * 2 ** 20;

/** What fails again and again is given up. */
const MAX_FAILURES = 3;
const RETRY_MS = 5000;

/** So many times as fast as it was said it is rendered while what is on air is late. */
const HELD_BACK_PACE = 2;

/** Bytes of the names' part that makes them one rendering's own. */
const RUN_BYTES = 4;

interface MadeSegment extends CatchUpSegment {
	/** Numbers of tracks. */
	voices: readonly number[];
	/** Where it ends. */
	gains: readonly VoiceGain[];
}

/** A show's catch-up, until it is closed. */
export class CatchUp {
	readonly #options: CatchUpOptions;
	readonly #grid: SegmentGrid;
	/** The first tick that is heard of a track; infinite while its member says no. */
	readonly #heardFrom: Map<number, number>;
	/** User ids of whom something is left out, and who have not spoken since. */
	readonly #out = new Set<string>();
	readonly #podcastIds: string[] = [];
	readonly #segments: MadeSegment[] = [];
	/** The recording as it was at its end. */
	#last: EpisodeManifest | undefined;
	#run = newRun();
	#untilTick = 0;
	#wantedUntilMs = Number.NEGATIVE_INFINITY;
	#isOver = false;
	#isBusy = false;
	/** Whether a pause has been made that something else asked for. */
	#hasWaited = false;
	#failures = 0;
	/** The segment that is being made; never rejects. */
	#working: Promise<void> = Promise.resolve();
	#takingBack: Promise<void> = Promise.resolve();
	#timer: Timer | undefined;
	#retry: Timer | undefined;
	readonly #unwatch: () => void;
	#kept: KeptAfterEnd | undefined;
	#closed: Promise<void> | undefined;

	constructor(options: CatchUpOptions) {
		this.#options = options;
		this.#grid = segmentGrid(options.segmentMs);
		this.#heardFrom = new Map(options.heardFrom);
		for (const { number, userId } of options.manifest().tracks) {
			if (userId !== undefined && !options.mayBeHeard(userId)) {
				this.#heardFrom.set(number, Number.POSITIVE_INFINITY);
			}
			if (userId !== undefined && this.#isOut(number)) {
				this.#out.add(userId);
			}
		}
		this.#unwatch = options.watchWishes((userId) =>
			options.mayBeHeard(userId) ? undefined : this.leaveOut(userId),
		);
		void this.#tell(0, []);
	}

	/** The show's podcast, which it may have got anew. */
	setPodcast(podcastId: string): void {
		if (!this.#podcastIds.includes(podcastId)) {
			this.#podcastIds.push(podcastId);
			void this.#tell(this.#segments.length, []);
		}
	}

	/** Ticks before this one are in the files of all tracks. */
	follow(untilTick: number): void {
		this.#untilTick = Math.max(this.#untilTick, untilTick);
		this.#goOn();
	}

	/** The recording has ended: what there is of it can be heard to its end for a while. */
	end(manifest: EpisodeManifest): void {
		if (this.#last || this.#closed) {
			return;
		}
		this.#last = manifest;
		this.#untilTick = Math.floor(manifest.durationMs / FRAME_DURATION_MS);
		const { clock } = this.#options;
		this.#kept = new KeptAfterEnd({
			clock,
			durationMs: manifest.durationMs,
			isWanted: () => this.#isWanted,
			onOver: () => void this.close(),
		});
		void this.#tell(this.#segments.length, []);
		this.#goOn();
	}

	/** Somebody listens. */
	want(): void {
		const { clock, folder, renderer } = this.#options;
		this.#wantedUntilMs = clock.nowMs() + WANTED_MS;
		this.#timer?.cancel();
		this.#timer = clock.at(this.#wantedUntilMs, () => renderer.drop(folder.id));
		this.#goOn();
	}

	/** What somebody says from now on is heard again; asked for each frame of those who may be. */
	letBackIn(userId: string, atMs: number): void {
		if (!this.#out.delete(userId)) {
			return;
		}
		for (const number of this.#tracksOf(userId)) {
			if (this.#isOut(number)) {
				this.#heardFrom.set(number, Math.ceil(atMs / FRAME_DURATION_MS));
			}
		}
	}

	/**
	 * Takes out what somebody has said until now. When it resolves, nothing of it leaves any more, and
	 * no segment with it is on the disk; never rejects.
	 */
	leaveOut(userId: string): Promise<void> {
		const numbers = this.#tracksOf(userId).filter((number) => !this.#isOut(number));
		for (const number of numbers) {
			this.#heardFrom.set(number, Number.POSITIVE_INFINITY);
			this.#out.add(userId);
		}
		if (numbers.length > 0 && !this.#closed) {
			const takingBack = this.#takeBack(numbers);
			this.#takingBack = Promise.all([this.#takingBack, takingBack]).then(() => {});
		}
		return this.#closed ?? this.#takingBack;
	}

	/** Nothing of it is served or on the disk any more when this resolves; never rejects. */
	close(): Promise<void> {
		this.#closed ??= this.#close();
		return this.#closed;
	}

	get #isWanted(): boolean {
		return this.#options.clock.nowMs() < this.#wantedUntilMs;
	}

	get #manifest(): EpisodeManifest {
		return this.#last ?? this.#options.manifest();
	}

	#isOut(number: number): boolean {
		return this.#heardFrom.get(number) === Number.POSITIVE_INFINITY;
	}

	#tracksOf(userId: string): number[] {
		return this.#manifest.tracks.flatMap((track) =>
			track.userId === userId ? [track.number] : [],
		);
	}

	#tell(from: number, segments: readonly CatchUpSegment[]): Promise<void> {
		if (this.#closed !== undefined) {
			return this.#closed;
		}
		const { guildId, startedAtEpochMs, visibility } = this.#manifest;
		return this.#options.tell({
			id: this.#options.folder.id,
			facts: {
				guildId,
				podcastIds: [...this.#podcastIds],
				visibility,
				startedAtEpochMs,
				segmentMs: this.#grid.durationMs,
				isEnded: this.#last !== undefined,
				isOver: this.#isOver,
			},
			from,
			segments,
		});
	}

	/** Makes the next segment where it is wanted, and all of it has been said. */
	#goOn(): void {
		const isDone = this.#isOver || this.#closed !== undefined;
		const isIdle = isDone || this.#isBusy || this.#retry !== undefined || !this.#isWanted;
		const endTick = (this.#segments.length + 1) * this.#grid.ticks + LAG_TICKS;
		const isThere = this.#last !== undefined || this.#untilTick >= endTick;
		if (isIdle || !isThere) {
			return;
		}
		if (this.#options.isHeldBack() && !this.#hasWaited) {
			this.#goOnLater(this.#grid.durationMs / HELD_BACK_PACE);
			return;
		}
		this.#hasWaited = false;
		this.#isBusy = true;
		this.#working = this.#makeNext().finally(() => {
			this.#isBusy = false;
			this.#goOn();
		});
	}

	#goOnLater(afterMs: number): void {
		const { clock } = this.#options;
		this.#retry = clock.at(clock.nowMs() + afterMs, () => {
			this.#retry = undefined;
			this.#hasWaited = true;
			this.#goOn();
		});
	}

	/** Never rejects. */
	async #makeNext(): Promise<void> {
		const run = this.#run;
		try {
			if (await this.#isDiskFull()) {
				void this.close();
				return;
			}
			const isLeft = () => run !== this.#run || this.#closed !== undefined;
			const made = await this.#options.renderer.render(this.#request(run));
			if (isLeft()) {
				return;
			}
			const segment = made.audio && (await this.#write(made.audio, { ...made, run }));
			if (isLeft()) {
				await this.#remove(segment ? [segment] : []);
				return;
			}
			const from = this.#segments.length;
			this.#segments.push(...(segment ? [segment] : []));
			this.#isOver = made.isEnd;
			this.#failures = 0;
			void this.#tell(from, segment ? [asTold(segment)] : []);
		} catch (error) {
			this.#fail(error);
		}
	}

	#request(run: string): SegmentRequest {
		const { folder, hasAutomaticGain, mayBeHeard, segmentMs } = this.#options;
		const tracks = this.#manifest.tracks.filter(
			({ number, userId }) => userId !== undefined && !this.#isOut(number) && mayBeHeard(userId),
		);
		return {
			id: folder.id,
			run,
			index: this.#segments.length,
			segmentMs,
			untilTick: this.#untilTick,
			isOver: this.#last !== undefined,
			tracks: tracks.map(({ number }) => ({
				number,
				file: folder.trackFile(number),
				fromTick: this.#heardFrom.get(number) ?? 0,
			})),
			gains: this.#segments.at(-1)?.gains ?? [],
			hasAutomaticGain,
		};
	}

	async #write(
		audio: Uint8Array,
		made: Pick<MadeSegment, 'gains' | 'voices'> & { frames: number; run: string },
	): Promise<MadeSegment> {
		const { folder } = this.#options;
		const { frames, gains, run, voices } = made;
		const index = this.#segments.length;
		const startMs = index * this.#grid.durationMs;
		const name = `start-${index}-${run}`;
		await mkdir(folder.catchUpFolder, { recursive: true, mode: FOLDER_MODE });
		const file = Buffer.concat([timestampTag(startMs * TICKS_PER_MS), audio]);
		await writeFile(folder.catchUpFile(name), file, { mode: FILE_MODE });
		return {
			name,
			durationMs: frames * MP3_FRAME_MS,
			startEpochMs: this.#manifest.startedAtEpochMs + startMs,
			voices,
			gains,
		};
	}

	async #isDiskFull(): Promise<boolean> {
		const { folder, logger, minFreeBytes } = this.#options;
		const { bavail, bsize } = await statfs(folder.path);
		const isFull = bavail * bsize < minFreeBytes + ROOM_BYTES;
		if (isFull) {
			logger.warn('No room on the disk: the show cannot be heard from its beginning on');
		}
		return isFull;
	}

	#fail(error: unknown): void {
		const { folder, logger, renderer } = this.#options;
		this.#failures += 1;
		logger.warn({ err: error, failures: this.#failures }, 'A piece of a show cannot be rendered');
		renderer.drop(folder.id);
		if (this.#failures >= MAX_FAILURES) {
			void this.close();
			return;
		}
		this.#goOnLater(RETRY_MS);
	}

	/** Never rejects. */
	async #takeBack(numbers: readonly number[]): Promise<void> {
		const { folder, renderer } = this.#options;
		this.#run = newRun();
		this.#isOver = false;
		const first = this.#segments.findIndex(({ voices }) =>
			voices.some((number) => numbers.includes(number)),
		);
		const from = first === -1 ? this.#segments.length : first;
		const gone = this.#segments.splice(from);
		renderer.drop(folder.id);
		await Promise.all([this.#tell(from, []), this.#working]);
		try {
			await this.#remove(gone);
		} catch (error) {
			this.#options.logger.error({ err: error }, 'A piece of a show cannot be deleted');
			void this.close();
		}
		this.#goOn();
	}

	async #remove(segments: readonly CatchUpSegment[]): Promise<void> {
		for (const { name } of segments) {
			await rm(this.#options.folder.catchUpFile(name), { force: true });
		}
	}

	async #close(): Promise<void> {
		const { folder, logger, onClosed, renderer, tell } = this.#options;
		this.#unwatch();
		this.#timer?.cancel();
		this.#retry?.cancel();
		this.#kept?.close();
		renderer.drop(folder.id);
		await tell({ id: folder.id, facts: undefined, from: 0, segments: [] });
		await this.#working;
		try {
			await rm(folder.catchUpFolder, { recursive: true, force: true });
		} catch (error) {
			logger.error({ err: error }, 'Pieces of a show are left: the next start deletes them');
		}
		onClosed();
	}
}

function newRun(): string {
	return randomBytes(RUN_BYTES).toString('hex');
}

function asTold({ durationMs, name, startEpochMs }: MadeSegment): CatchUpSegment {
	return { durationMs, name, startEpochMs };
}
