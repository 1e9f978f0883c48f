// A recording on a real disk and a stepped clock, and its files read back.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/clock.js';
import { Recorder, type RecorderOptions } from '../../src/recording/recorder.js';
import { EpisodeFolder, newEpisodeId } from '../../src/store/episode-folder.js';
import { type EpisodeManifest, manifestShape } from '../../src/store/episode-manifest.js';
import { audioOf, readOggPages } from '../support/ogg-pages.js';
import { SteppedClock } from '../support/stepped-clock.js';

/** Two members. */
export const ANN = '100000000000000001';
export const BEN = '100000000000000002';

/** A manifest as the library makes it. */
export function newManifest(id: string): EpisodeManifest {
	return manifestShape.parse({
		version: 1,
		id,
		guildId: '200000000000000001',
		channelId: '300000000000000001',
		title: 'Trial',
		hostName: 'Ann',
		startedAtEpochMs: 0,
		state: 'recording',
		visibility: 'public',
		consent: 'notice',
		keepDays: { unpublished: 7, published: 0, tracks: 0 },
	});
}

/** A folder of the disk, deleted when the test is over. */
export async function temporaryFolder(): Promise<string> {
	const path = await mkdtemp(join(tmpdir(), 'recording-'));
	onTestFinished(() => rm(path, { recursive: true, force: true }));
	return path;
}

/** Everything to record with. */
export async function recordingSetup(changes: Partial<RecorderOptions> = {}, dataDir?: string) {
	const clock = new SteppedClock();
	const folder = new EpisodeFolder(dataDir ?? (await temporaryFolder()), newEpisodeId());
	const ended: string[] = [];
	const options: RecorderOptions = {
		folder,
		clock,
		logger: pino({ level: 'silent' }),
		settings: { maxMs: 36_000_000, minFreeBytes: 0, syncMs: 2000 },
		nameOf: (userId) => (userId === ANN ? 'Ann' : 'Ben'),
		onEnded: (reason) => ended.push(reason),
		...changes,
	};
	return { clock, folder, ended, options, manifest: newManifest(folder.id) };
}

/** Begins a recording that is stopped when the test is over. */
export async function startRecording(changes: Partial<RecorderOptions> = {}, dataDir?: string) {
	const setup = await recordingSetup(changes, dataDir);
	const recorder = await Recorder.start(setup.manifest, setup.options);
	onTestFinished(async () => {
		await recorder.stop();
	});
	return { ...setup, recorder };
}

/** A member who says one frame after the other, without a network between. */
export class Talker {
	#sequence = 0;
	readonly #userId: string;

	constructor(userId: string) {
		this.#userId = userId;
	}

	/** Says one frame now. */
	say(recorder: Pick<Recorder, 'push'>, opus: Uint8Array, clock: Clock): void {
		recorder.push({
			opus,
			userId: this.#userId,
			ssrc: Number(BigInt(this.#userId) % 1000n),
			voiceSession: 0,
			transportNonce: 0,
			sequence: this.#sequence++ & 0xffff,
			timestamp: (Math.round(clock.nowMs() * 48) + 7777) >>> 0,
			receivedAtMs: clock.nowMs(),
		});
	}
}

/** The packets of a track from tick 0 on. */
export async function trackOf(folder: EpisodeFolder, number: number): Promise<Uint8Array[]> {
	return audioOf(readOggPages(await readFile(folder.trackFile(number)))).slice(1);
}

/** All bytes of a folder, by path. */
export async function filesOf(folder: string): Promise<Map<string, Buffer>> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile());
	return new Map(
		await Promise.all(
			files.map(async ({ name, parentPath }): Promise<[string, Buffer]> => {
				const path = join(parentPath, name);
				return [path, await readFile(path)];
			}),
		),
	);
}
