// A library on a clock that the test steps, with a renderer that writes what it was given.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { EpisodeLibrary, type EpisodeLibraryOptions } from '../../src/episodes/episode-library.js';
import type { RenderedEpisode, RenderJob } from '../../src/episodes/render/render-job.js';
import type { LibraryRenderer } from '../../src/episodes/render-queue.js';
import { EpisodeFolder, newEpisodeId } from '../../src/store/episode-folder.js';
import type { EpisodeManifest, EpisodeTrack } from '../../src/store/episode-manifest.js';
import { SteppedClock } from '../support/stepped-clock.js';

export const GUILD = '100000000000000001';
export const ANN = '200000000000000001';
export const BOB = '200000000000000002';

/** What is to be found of somebody's voice, in tracks and in what is rendered from them. */
export function voiceOf(userId: string): string {
	return `voice of ${userId};`;
}

/** Renders by writing all tracks behind one another; a test may hold it or let it fail. */
class WritingRenderer implements LibraryRenderer {
	readonly jobs: RenderJob[] = [];
	readonly signals: AbortSignal[] = [];
	/** Awaited before anything is written. */
	hold: () => Promise<void> = async () => {};

	/** Lets everything wait. @returns lets it go on */
	block(): () => void {
		let goOn = () => {};
		const held = new Promise<void>((resolve) => {
			goOn = resolve;
		});
		this.hold = () => held;
		return goOn;
	}

	async render(
		job: RenderJob,
		onProgress: (fraction: number) => void,
		signal?: AbortSignal,
	): Promise<RenderedEpisode> {
		this.jobs.push(job);
		if (signal) {
			this.signals.push(signal);
		}
		onProgress(0.5);
		const gone = new Promise<never>((_, reject) => {
			signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
		});
		await Promise.race([this.hold(), gone]);
		const tracks = join(job.folderPath, 'tracks');
		const sound = await Promise.all(
			(await readdir(tracks)).sort().map((name) => readFile(join(tracks, name))),
		);
		const bytes = Buffer.concat([Buffer.from(`${job.manifest.title};`), ...sound]);
		const folder = join(job.folderPath, 'out', `r${job.revision}`);
		await mkdir(folder, { recursive: true });
		const chapters = Buffer.from(JSON.stringify({ version: '1.2.0', chapters: [] }));
		const files = {
			'episode.opus': bytes,
			'episode.mp3': bytes,
			'chapters.json': chapters,
		} as const;
		for (const [name, content] of Object.entries(files)) {
			await writeFile(join(folder, name), content);
		}
		return {
			playedMs: 1000,
			heard: [],
			chapters: [],
			omitted: [],
			outputs: Object.entries(files).map(([name, content]) => ({
				name: name as keyof typeof files,
				bytes: content.length,
				sha256: createHash('sha256').update(content).digest('hex'),
			})),
		};
	}
}

/** A folder for a test's data; deleted when it ends. */
export function makeDataDir(): string {
	const dataDir = mkdtempSync(join(tmpdir(), 'episodes-'));
	onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
	return dataDir;
}

/** Tracks as they are recorded: one a member, the number by order. */
export function tracksOf(...userIds: string[]): EpisodeTrack[] {
	return userIds.map((userId, index) => ({
		number: index + 1,
		userId,
		name: userId === ANN ? 'Ann' : 'Bob',
		speechMs: 500,
	}));
}

/** A library and all around it. */
export class LibraryFixture {
	readonly clock = new SteppedClock();
	readonly logLines: string[] = [];
	readonly logger = pino({ level: 'debug' }, { write: (line: string) => this.logLines.push(line) });
	renderer = new WritingRenderer();
	readonly dataDir = makeDataDir();
	library!: EpisodeLibrary;

	/** Opens it as a new process would. */
	async open(options: Partial<EpisodeLibraryOptions['settings']> = {}): Promise<EpisodeLibrary> {
		const library = await EpisodeLibrary.open({
			dataDir: this.dataDir,
			clock: this.clock,
			logger: this.logger,
			renderer: this.renderer,
			settings: {
				isAutoPublished: false,
				keepDays: { unpublished: 0, published: 0, tracks: 0 },
				lufs: -16,
				mp3Kbps: 128,
				...options,
			},
		});
		this.library = library;
		onTestFinished(() => library.close());
		return library;
	}

	folder(id: string): EpisodeFolder {
		return new EpisodeFolder(this.dataDir, id);
	}

	/** Leaves a recording as an earlier process would. */
	async leave(
		given: Partial<EpisodeManifest> = {},
		voices: readonly string[] = [ANN, BOB],
	): Promise<EpisodeManifest> {
		const folder = this.folder(given.id ?? newEpisodeId());
		const manifest: EpisodeManifest = {
			version: 1,
			id: folder.id,
			guildId: GUILD,
			channelId: '300000000000000001',
			title: 'Evening show',
			serverName: 'Harbour',
			hostName: 'Ann',
			startedAtEpochMs: this.clock.epochMs(),
			durationMs: 60_000,
			state: 'rendering',
			revision: 0,
			visibility: 'public',
			consent: 'notice',
			keepDays: { unpublished: 0, published: 0, tracks: 0 },
			isPublished: false,
			tracks: tracksOf(...voices),
			outputs: [],
			playedMs: 0,
			...given,
		};
		await folder.make();
		for (const { number, userId, isErased } of manifest.tracks) {
			if (!isErased) {
				await writeFile(folder.trackFile(number), voiceOf(userId ?? '').repeat(100));
			}
		}
		await folder.writeManifest(manifest);
		return manifest;
	}

	/** Resolves when an episode is in that state, and not sooner than it is rendered anew. */
	async settled(id: string, state: EpisodeManifest['state'] = 'ready', revision = 1) {
		const isThere = () => {
			const manifest = this.library.find(id);
			return manifest?.state === state && manifest.revision >= revision ? manifest : undefined;
		};
		return (
			isThere() ??
			(await new Promise<EpisodeManifest>((resolve) => {
				const off = this.library.events.on('changed', () => {
					const manifest = isThere();
					if (manifest) {
						off();
						resolve(manifest);
					}
				});
			}))
		);
	}

	/** A library with one episode that is published. */
	async published(given: Partial<EpisodeManifest> = {}, voices?: readonly string[]) {
		const { id } = await this.leave(given, voices);
		await this.open();
		await this.settled(id);
		return this.library.publish(id);
	}

	/** Files below DATA_DIR that have somebody's voice, id or name in them. */
	async filesWith(text: string): Promise<string[]> {
		const names = await readdir(this.dataDir, { recursive: true, withFileTypes: true });
		const found: string[] = [];
		for (const entry of names.filter((name) => name.isFile())) {
			const file = join(entry.parentPath, entry.name);
			if ((await readFile(file, 'latin1')).includes(text)) {
				found.push(file);
			}
		}
		return found;
	}
}
