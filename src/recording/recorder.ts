// Records a show: each member's voice on a track of their own, on one grid of 20 ms from its start.
import { rm } from 'node:fs/promises';
import { comesWithin, systemClock, type Timer } from '../clock.js';
import type { VoiceFrame } from '../media/frames.js';
import { isSilence } from '../media/opus-packet.js';
import { FRAME_DURATION_MS } from '../media/pcm.js';
import type { EpisodeEvent } from '../store/episode-events.js';
import type { EpisodeManifest, RecordingEnd } from '../store/episode-manifest.js';
import { syncFolder } from '../store/json-file.js';
import { DiskWatch, endOf } from './disk-watch.js';
import { RecordedTrack } from './recorded-track.js';
import type { RecorderOptions } from './recorder-options.js';
import { type Beginning, beginRecording, takeUpRecording } from './recording-beginning.js';
import { noRecordingCounts, type RecordingCounts } from './recording-counts.js';
import { systemDisk } from './recording-files.js';
import { RecordingManifest } from './recording-manifest.js';
import { RecordingWriter } from './recording-writer.js';
import { freeReserve, salvage, withSpeech } from './repair.js';
import { PAGE_TICKS, TrackFile } from './track-file.js';
import { TrackGrid } from './track-grid.js';

export type { RecorderOptions } from './recorder-options.js';

/** So long a late frame is waited for. */
const REORDERING_MS = 500;

/** A page that is due longer ago was not closed because the process stood still. */
const STALLED_MS = 250;

/** Then what has come in the meantime is read first. */
const CATCH_UP_MS = 100;

/** What waits for the disk at most; beyond it frames are dropped. */
const MAX_WAITING_BYTES = 4 * 2 ** 20;

/** A disk that does not answer is not waited for any longer when the recording ends. */
const MAX_END_MS = 5000;

/** A recording, until it is stopped or ends by itself. */
export class Recorder {
	readonly #options: RecorderOptions;
	readonly #writer: RecordingWriter;
	readonly #watch: DiskWatch;
	readonly #tracks = new Map<string, RecordedTrack>();
	readonly #counts = noRecordingCounts();
	readonly #originMs: number;
	readonly #manifest: RecordingManifest;
	/** Ticks before this one are handed over to the files. */
	#nextTick: number;
	#lostSinceMs: number | undefined;
	#isWriteDue = false;
	/** Why what is in the files is not what was written. */
	#failure: unknown;
	#isErrorTold = false;
	#flushTimer: Timer | undefined;
	readonly #lengthTimer: Timer;
	#ending: Promise<EpisodeManifest> | undefined;

	/**
	 * Begins a recording; it starts now, whatever the manifest says.
	 *
	 * @throws the system's error if it cannot begin
	 */
	static async start(manifest: EpisodeManifest, options: RecorderOptions): Promise<Recorder> {
		return new Recorder(options, await beginRecording(manifest, options));
	}

	/**
	 * Goes on with a recording that an earlier process has left: torn ends are cut, the time away is
	 * silence.
	 *
	 * @throws {RangeError} if it is not being recorded
	 * @throws the system's error if it cannot go on
	 */
	static async resume(options: RecorderOptions): Promise<Recorder> {
		return new Recorder(options, await takeUpRecording(options));
	}

	private constructor(options: RecorderOptions, beginning: Beginning) {
		const { clock, disk = systemDisk, folder, logger, settings } = options;
		this.#options = options;
		this.#manifest = new RecordingManifest(beginning.manifest);
		this.#originMs = beginning.originMs;
		this.#nextTick = beginning.nextTick;
		this.#writer = new RecordingWriter(options, beginning.events);
		for (const file of beginning.files) {
			const entry = beginning.manifest.tracks.find(({ number }) => number === file.number);
			// One without a user id, which no version of ours writes, gets a name that nobody has.
			this.#addTrack(entry?.userId ?? `track ${file.number}`, file);
		}
		this.#watch = new DiskWatch({
			clock,
			logger,
			minFreeBytes: settings.minFreeBytes,
			freeBytes: () => disk.freeBytes(folder.path),
			busyMs: () => this.#writer.busyMs,
			onEnd: (reason) => this.#endFor(reason),
		});
		this.#lengthTimer = clock.at(this.#originMs + settings.maxMs, () => this.#endFor('too long'));
		this.#setFlushTimer();
		this.#requestWrite();
	}

	/** The episode's. */
	get id(): string {
		return this.#options.folder.id;
	}

	/** The manifest as it will be written next. */
	get manifest(): EpisodeManifest {
		return this.#manifest.value;
	}

	/** The recording's own time: from its start until now, or until it ended. */
	get durationMs(): number {
		return this.#ending ? this.#manifest.value.durationMs : this.#elapsedMs;
	}

	/** What became of the frames so far. */
	get counts(): Readonly<RecordingCounts> {
		return this.#counts;
	}

	/** Takes a frame of somebody who may be recorded; never throws. */
	push(frame: VoiceFrame): void {
		if (this.#ending) {
			return;
		}
		try {
			const track = this.#tracks.get(frame.userId) ?? this.#begin(frame);
			if (track?.isOut) {
				track.isOut = false;
				this.#note({ atMs: this.#elapsedMs, type: 'in', track: track.file.number });
			}
			track?.grid.push(frame);
		} catch (error) {
			this.#counts.malformed += 1;
			this.#tellError(error, 'A frame could not be recorded');
		}
	}

	/** Somebody may not be recorded from now on: what waits of theirs is dropped. */
	leaveOut(userId: string): void {
		const track = this.#tracks.get(userId);
		if (track && !track.isOut && !this.#ending) {
			track.isOut = true;
			track.grid.drop();
			this.#note({ atMs: this.#elapsedMs, type: 'out', track: track.file.number });
		}
	}

	/** Whether something of somebody's is recorded. */
	trackOf(userId: string): boolean {
		return this.#tracks.has(userId);
	}

	/**
	 * Deletes somebody's track; the recording goes on.
	 *
	 * @returns whether there was one; when it resolves nothing of it is on the disk any more
	 * @throws the system's error
	 */
	async erase(userId: string): Promise<boolean> {
		const track = this.#tracks.get(userId);
		if (!track) {
			return false;
		}
		const { folder } = this.#options;
		const { number, path } = track.file;
		this.#tracks.delete(userId);
		this.#writer.files.delete(track.file);
		track.grid.close();
		this.#manifest.erase(number);
		await this.#writer.run(async () => {
			// Once more, for the recording may have ended in the meantime.
			this.#manifest.erase(number);
			await Promise.allSettled([track.file.close()]);
			// Killed from here on, the next process deletes what is nobody's.
			const [written] = await Promise.allSettled([folder.writeManifest(this.#manifest.value)]);
			await rm(path, { force: true });
			await syncFolder(folder.tracksFolder);
			if (written.status === 'rejected') {
				// A full disk has room for it now.
				await folder.writeManifest(this.#manifest.value);
			}
		});
		return true;
	}

	/** A chapter begins. @returns when, in the recording's own time */
	note(text: string): number {
		const atMs = this.durationMs;
		this.#note({ atMs, type: 'note', text });
		return atMs;
	}

	/** The voice connection is away: the tracks go on in silence. */
	voiceLost(): void {
		this.#lostSinceMs ??= this.#elapsedMs;
	}

	/** It is there again; harmless where it was not away. */
	voiceBack(): void {
		if (this.#lostSinceMs !== undefined) {
			const atMs = this.#elapsedMs;
			this.#note({ atMs, type: 'lost', forMs: atMs - this.#lostSinceMs });
			this.#lostSinceMs = undefined;
		}
	}

	/**
	 * Ends the recording: all of it is written and safe, its state is `rendering`. A disk that does
	 * not answer is waited for a while, and the state stays as it is: the next process completes it.
	 *
	 * @returns the manifest; the same when repeated, or after it has ended by itself; never rejects
	 */
	stop(): Promise<EpisodeManifest> {
		this.#ending ??= this.#end({ isLeft: false });
		return this.#ending;
	}

	/** Leaves the recording to the next process: all of it is written and safe; never rejects. */
	async pause(): Promise<void> {
		this.#ending ??= this.#end({ isLeft: true });
		await this.#ending;
	}

	get #elapsedMs(): number {
		const { clock, settings } = this.#options;
		return Math.min(Math.max(0, Math.floor(clock.nowMs() - this.#originMs)), settings.maxMs);
	}

	/** The first word of somebody. Silence begins no track. */
	#begin({ opus, userId }: VoiceFrame): RecordedTrack | undefined {
		if (opus.length === 0 || isSilence(opus)) {
			return undefined;
		}
		const name = this.#options.nameOf(userId);
		const number = this.#manifest.nextNumber;
		this.#manifest.begin({ number, userId, name }, this.#elapsedMs);
		this.#note({ atMs: this.#elapsedMs, type: 'spoke', track: number });
		const path = this.#options.folder.trackFile(number);
		return this.#addTrack(userId, new TrackFile({ number, path }));
	}

	#addTrack(userId: string, file: TrackFile): RecordedTrack {
		file.addSilence(this.#nextTick);
		const counts = this.#counts;
		const grid = new TrackGrid({ originMs: this.#originMs, nextTick: this.#nextTick, counts });
		const track = new RecordedTrack({ grid, file, counts });
		this.#tracks.set(userId, track);
		this.#writer.files.add(file);
		return track;
	}

	#note(event: EpisodeEvent): void {
		if (!this.#ending) {
			this.#writer.events.add(event);
			this.#requestWrite();
		}
	}

	#setFlushTimer(notBeforeMs = 0): void {
		const { clock } = this.#options;
		const endTick = PAGE_TICKS * (Math.floor(this.#nextTick / PAGE_TICKS) + 1);
		const dueMs = this.#originMs + endTick * FRAME_DURATION_MS + REORDERING_MS;
		this.#flushTimer = clock.at(Math.max(dueMs, notBeforeMs), () => {
			const nowMs = clock.nowMs();
			this.#forTracks((track, options) => track.advance(endTick, options));
			this.#nextTick = endTick;
			this.#manifest.followWallClock(clock, this.#originMs);
			this.#requestWrite();
			// Frames that came while the process stood still are read before the next page is closed.
			this.#setFlushTimer(nowMs - dueMs > STALLED_MS ? nowMs + CATCH_UP_MS : 0);
		});
	}

	#forTracks(
		act: (track: RecordedTrack, options: { nowMs: number; hasRoom: boolean }) => void,
	): void {
		const nowMs = this.#options.clock.nowMs();
		const hasRoom = this.#writer.waitingBytes < MAX_WAITING_BYTES;
		for (const track of this.#tracks.values()) {
			act(track, { nowMs, hasRoom });
		}
	}

	#requestWrite(): void {
		if (this.#isWriteDue || this.#ending) {
			return;
		}
		this.#isWriteDue = true;
		this.#writer
			.run(() => this.#write())
			.catch((error: unknown) => {
				this.#failure = error;
				this.#endFor(endOf(error));
			});
	}

	async #write(): Promise<void> {
		this.#isWriteDue = false;
		const untilTick = this.#nextTick;
		this.#counts.bytes += await this.#writer.write(this.#manifest.takeNew());
		this.#options.onWritten?.(untilTick);
	}

	/** Ends by itself, and tells so. */
	#endFor(reason: RecordingEnd): void {
		if (this.#ending) {
			return;
		}
		const { logger, onEnded } = this.#options;
		logger.warn({ episode: this.id, reason, err: this.#failure }, 'A recording has ended early');
		this.#ending = this.#end({ isLeft: false, reason });
		this.#ending
			.then(() => onEnded(reason))
			.catch((error: unknown) => this.#tellError(error, 'The end of a recording is not heeded'));
	}

	/** Never rejects. @param options.isLeft - to the next process */
	async #end(options: { isLeft: boolean; reason?: RecordingEnd }): Promise<EpisodeManifest> {
		const { isLeft, reason } = options;
		const { diskClock: clock = systemClock } = this.#options;
		this.voiceBack();
		this.#flushTimer?.cancel();
		this.#lengthTimer.cancel();
		this.#watch.close();
		const endTick = Math.max(Math.ceil(this.#elapsedMs / FRAME_DURATION_MS), this.#nextTick + 1);
		const durationMs = endTick * FRAME_DURATION_MS;
		this.#forTracks((track, state) =>
			isLeft ? track.advance(endTick, state) : track.end(endTick, state),
		);
		for (const { grid } of this.#tracks.values()) {
			grid.close();
		}
		if (!isLeft) {
			this.#writer.events.add({ atMs: durationMs, type: 'stopped' });
		}
		this.#manifest.set({
			...withSpeech(this.#manifest.value, [...this.#writer.files]),
			durationMs,
			state: isLeft ? 'recording' : 'rendering',
			...(reason && { endedFor: reason }),
		});
		const closing = this.#writer.run(() => this.#close({ isLeft, reason }));
		const isDone = await comesWithin({ clock, timeoutMs: MAX_END_MS }, closing);
		return isDone ? this.manifest : { ...this.manifest, state: 'recording' };
	}

	/** Never rejects. */
	async #close({ isLeft, reason }: { isLeft: boolean; reason: RecordingEnd | undefined }) {
		const { folder } = this.#options;
		try {
			if (this.#failure) throw this.#failure;
			this.#counts.bytes += await this.#writer.write(this.#manifest.takeNew());
			await this.#writer.sync();
			await this.#writer.close();
			await freeReserve(folder);
			await folder.writeManifest(this.manifest);
		} catch (error) {
			await this.#salvage(isLeft ? undefined : (reason ?? endOf(error)));
		}
		this.#tracks.clear();
	}

	/** Completes what is on the disk as after a crash; never rejects. */
	async #salvage(endedFor: RecordingEnd | undefined): Promise<void> {
		await Promise.allSettled([this.#writer.close()]);
		this.#manifest.set({ state: 'recording' });
		try {
			this.#manifest.set(await salvage(this.manifest, { ...this.#options, endedFor }));
		} catch (error) {
			this.#tellError(error, 'A recording cannot be completed now: the next start does it');
		}
	}

	#tellError(err: unknown, message: string): void {
		if (!this.#isErrorTold) {
			this.#options.logger.error({ episode: this.id, err }, message);
		}
		this.#isErrorTold = true;
	}
}
