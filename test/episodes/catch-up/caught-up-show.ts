// A recording for tests that grows when it is told to, and what may be heard of it from its beginning.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { CatchUps } from '../../../src/episodes/catch-up/catch-ups.js';
import { SILENCE_FRAME } from '../../../src/media/opus-packet.js';
import { systemDisk } from '../../../src/recording/recording-files.js';
import { PAGE_TICKS, TrackFile } from '../../../src/recording/track-file.js';
import { EpisodeFolder, newEpisodeId } from '../../../src/store/episode-folder.js';
import { type EpisodeManifest, manifestShape } from '../../../src/store/episode-manifest.js';
import { encode, tone } from '../../support/signal.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { makeDataDir } from '../../support/studio.js';
import { decodeAudio } from '../../support/tools.js';
import { until } from '../../support/until.js';

export const ANN = '100000000000000001';
export const BEN = '100000000000000002';
export const ANN_HZ = 440;
export const BEN_HZ = 1710;

/** Of 1.08 s: 45 frames of MP3, 54 ticks. */
export const SEGMENT_TICKS = 54;
const SEGMENT_MS = 1100;

/** What a member says, a tick each. */
export function tones(hz: number, ticks: number, peak = 0.25): Uint8Array[] {
	return encode(tone({ hz, peak, durationMs: 20 * ticks }));
}

/** A show with as many tracks as it is given, of the public. */
export class CaughtUpShow {
	readonly clock = new SteppedClock();
	readonly dataDir = makeDataDir();
	readonly folder = new EpisodeFolder(this.dataDir, newEpisodeId());
	readonly catchUps: CatchUps;
	readonly #tracks: { file: TrackFile; packets: readonly Uint8Array[] }[] = [];
	readonly #watchers = new Set<(userId: string) => unknown>();
	/** Who does not want to be recorded. */
	readonly saidNo = new Set<string>();
	manifest: EpisodeManifest = manifestShape.parse({
		version: 1,
		id: this.folder.id,
		guildId: '200000000000000001',
		channelId: '300000000000000001',
		title: 'Trial',
		startedAtEpochMs: Date.UTC(2026, 0, 1),
		state: 'recording',
		visibility: 'public',
		consent: 'notice',
		keepDays: { unpublished: 7, published: 0, tracks: 0 },
	});
	#ticks = 0;

	constructor({ hasAutomaticGain = false }: { hasAutomaticGain?: boolean } = {}) {
		this.catchUps = new CatchUps({
			dataDir: this.dataDir,
			clock: this.clock,
			logger: pino({ level: 'silent' }),
			segmentMs: SEGMENT_MS,
			hasAutomaticGain,
			minFreeBytes: 0,
			isLate: () => false,
		});
		onTestFinished(() => this.catchUps.close());
	}

	/** Begins to be recorded. */
	begin({ heardFrom }: { heardFrom?: ReadonlyMap<number, number> } = {}) {
		return this.catchUps.begin({
			manifest: () => this.manifest,
			heardFrom,
			mayBeHeard: (userId) => !this.saidNo.has(userId),
			watchWishes: (watcher) => {
				this.#watchers.add(watcher);
				return () => this.#watchers.delete(watcher);
			},
		});
	}

	/** Somebody says no; resolves when that is heeded. */
	async sayNo(userId: string): Promise<void> {
		this.saidNo.add(userId);
		await Promise.all([...this.#watchers].map((watcher) => watcher(userId)));
	}

	/** Somebody begins to speak, and has said this when it comes to its ticks. */
	async addTrack(userId: string, packets: readonly Uint8Array[]): Promise<void> {
		const number = this.manifest.tracks.length + 1;
		await mkdir(this.folder.tracksFolder, { recursive: true });
		const file = new TrackFile({ number, path: this.folder.trackFile(number) });
		await file.open(systemDisk);
		onTestFinished(() => file.close());
		file.addSilence(this.#ticks);
		this.#tracks.push({ file, packets });
		const tracks = [...this.manifest.tracks, { number, userId, name: 'x', speechMs: 0 }];
		this.manifest = { ...this.manifest, tracks };
	}

	/** Lets the recording go on. @returns ticks that are in the files */
	async pass(ticks: number): Promise<number> {
		const end = this.#ticks + ticks;
		for (; this.#ticks < end; this.#ticks += PAGE_TICKS) {
			for (const { file, packets } of this.#tracks) {
				const said = packets.slice(this.#ticks, this.#ticks + PAGE_TICKS);
				const silent = Array<Uint8Array>(PAGE_TICKS - said.length).fill(SILENCE_FRAME);
				file.add([...said, ...silent]);
			}
		}
		await Promise.all(this.#tracks.map(({ file }) => file.write()));
		return this.#ticks;
	}

	/** The manifest as it is at the end. */
	get ended(): EpisodeManifest {
		return { ...this.manifest, state: 'rendering', durationMs: 20 * this.#ticks };
	}

	/** What is told of it. */
	get told() {
		return this.catchUps.served.ofGuild(this.manifest.guildId);
	}

	/** Resolves when there are so many segments. */
	untilSegments(count: number) {
		return until(() => this.told?.segments.length ?? 0).toBeGreaterThanOrEqual(count);
	}

	/** A segment's file. */
	read(index: number): Buffer {
		const { segments = [] } = this.told ?? {};
		return readFileSync(this.folder.catchUpFile(segments[index]?.name ?? ''));
	}

	/** Names of the files that are on the disk. */
	get files(): string[] {
		return existsSync(this.folder.catchUpFolder) ? readdirSync(this.folder.catchUpFolder) : [];
	}

	/** All that is told of, decoded one after the other; left is as right. */
	async heard(from = 0): Promise<Float32Array> {
		const { segments = [] } = this.told ?? {};
		const files = segments.map((_, index) => this.read(index).subarray(TAG_BYTES)).slice(from);
		const { samples } = await decodeAudio(Buffer.concat(files), 'mp3');
		return samples;
	}
}

const TAG_BYTES = 73;
