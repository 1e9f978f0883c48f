// A published episode of real sound with chapters and a transcript, on a server that shows it.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/clock.js';
import { EpisodeLibrary } from '../../../src/episodes/episode-library.js';
import { renderEpisode } from '../../../src/episodes/render/render-episode.js';
import type { RenderedEpisode, RenderJob } from '../../../src/episodes/render/render-job.js';
import { type Cue, toWebVtt } from '../../../src/episodes/transcribe/web-vtt.js';
import { PodcastServer } from '../../../src/server/podcast-server.js';
import type { EpisodeManifest } from '../../../src/store/episode-manifest.js';
import { RecordedEpisode } from '../../episodes/render/recorded-episode.js';
import { ShownShows, shownShow } from '../../support/shown-shows.js';

/** What is said in it, in the episode's time. */
const SAID: readonly Cue[] = [
	{ startMs: 500, endMs: 4_000, voice: 'Ann', text: 'Welcome to the lighthouse, everybody.' },
	{ startMs: 4_000, endMs: 9_000, voice: 'Ann', text: 'Tonight we talk about lamps.' },
	{ startMs: 10_000, endMs: 15_000, voice: 'Bob', text: 'I like the lamp of Ségur best.' },
	{ startMs: 20_000, endMs: 26_000, voice: 'Ann', text: 'Lamps <b>are</b> loud & bright.' },
];

/** Its notes, by their time in seconds. */
const NOTES = { 0: 'Hello', 10: 'The lamp', 20: 'Noise & light' } as const;

const LENGTH_TICKS = 1_500;

/** How an episode is made. */
export interface ShownEpisodeOptions {
	manifest?: Partial<EpisodeManifest>;
	cues?: readonly Cue[];
	notes?: Readonly<Record<number, string>>;
	/** The show it belongs to; none where it is null. */
	show?: Parameters<typeof shownShow>[0] | null;
	isPublished?: boolean;
	ticks?: number;
}

/** The episode, its library and its server; all closed when the test is over. */
export class ShownEpisode {
	readonly library: EpisodeLibrary;
	readonly server: PodcastServer;
	readonly shows: ShownShows;
	readonly id: string;
	readonly #gate: { opened: Promise<void> };

	private constructor(parts: {
		library: EpisodeLibrary;
		server: PodcastServer;
		shows: ShownShows;
		id: string;
		gate: { opened: Promise<void> };
	}) {
		this.library = parts.library;
		this.server = parts.server;
		this.shows = parts.shows;
		this.id = parts.id;
		this.#gate = parts.gate;
	}

	static async show(options: ShownEpisodeOptions = {}): Promise<ShownEpisode> {
		const { cues = SAID, isPublished = true, notes = NOTES, ticks = LENGTH_TICKS } = options;
		const episode = await RecordedEpisode.make();
		episode.addTrack(ticks, [{ fromTick: 0, ticks, hz: 440, peak: 0.1 }]);
		episode.addTrack(ticks, [{ fromTick: 500, ticks: 100, hz: 660, peak: 0.1 }]);
		Object.assign(episode.manifest.tracks[1] as object, { userId: '4'.repeat(18), name: 'Bob' });
		for (const [seconds, text] of Object.entries(notes)) {
			episode.addEvent({ type: 'note', atMs: Number(seconds) * 1000, text });
		}
		Object.assign(episode.manifest, { durationMs: ticks * 20, ...options.manifest });
		await episode.folder.writeManifest(episode.manifest);

		const gate = { opened: Promise.resolve() };
		const library = await EpisodeLibrary.open({
			dataDir: episode.dataDir,
			clock: systemClock,
			logger: pino({ level: 'silent' }),
			renderer: { render: (job) => render(job, cues, gate) },
			settings: {
				isAutoPublished: isPublished,
				keepDays: { unpublished: 0, published: 0, tracks: 0 },
				lufs: -16,
				mp3Kbps: 128,
			},
		});
		onTestFinished(() => library.close());
		const { id } = episode.manifest;
		await isReady(library, id, 1);
		const { guildId } = episode.manifest;
		const shows = new ShownShows();
		if (options.show !== null) {
			shows.put(shownShow({ ...options.show, profile: { guildId, ...options.show?.profile } }));
		}
		const server = await PodcastServer.start({
			host: '127.0.0.1',
			port: 0,
			clients: new Map(),
			clock: systemClock,
			logger: pino({ level: 'silent' }),
			episodes: library,
			shows,
		});
		onTestFinished(() => server.close());
		return new ShownEpisode({ library, server, shows, id, gate });
	}

	get manifest(): EpisodeManifest {
		return this.library.find(this.id) as EpisodeManifest;
	}

	/** Address of its page. */
	get url(): string {
		return `${this.server.url}/e/${this.id}`;
	}

	/** Begins to take Bob's voice out. @returns lets it be rendered, and resolves when it is back */
	async eraseBob(): Promise<() => Promise<void>> {
		let open = () => {};
		this.#gate.opened = new Promise<void>((resolve) => {
			open = resolve;
		});
		onTestFinished(open);
		await this.library.erase('4'.repeat(18));
		return async () => {
			open();
			await isReady(this.library, this.id, 2);
		};
	}
}

async function render(job: RenderJob, cues: readonly Cue[], gate: { opened: Promise<void> }) {
	await gate.opened;
	const rendered = await renderOnce(job);
	const isThere = ({ voice }: Cue) => job.manifest.tracks.some(({ name }) => name === voice);
	const transcript = Buffer.from(toWebVtt(cues.filter(isThere)));
	writeFileSync(`${job.folderPath}/out/r${job.revision}/transcript.vtt`, transcript);
	const sha256 = createHash('sha256').update(transcript).digest('hex');
	const output = { name: 'transcript.vtt', bytes: transcript.length, sha256 } as const;
	return { ...rendered, outputs: [...rendered.outputs, output] };
}

/** What was rendered before in this process, with its files; it takes as long as all else a test does. */
const renderedBefore = new Map<string, { rendered: RenderedEpisode; files: readonly Buffer[] }>();

/** Renders an episode, or copies what came of another one with the same tracks and notes. */
async function renderOnce(job: RenderJob): Promise<RenderedEpisode> {
	const { folderPath, manifest, revision } = job;
	const notes = readFileSync(`${folderPath}/events.jsonl`, { encoding: 'utf8', flag: 'a+' });
	// Whoever is in none of the tracks makes no difference, nor does the episode's id.
	const key = JSON.stringify([{ ...manifest, id: '', revision: 0 }, notes]);
	const folder = join(folderPath, `out/r${revision}`);
	const before = renderedBefore.get(key);
	if (before) {
		mkdirSync(folder, { recursive: true });
		before.rendered.outputs.forEach(({ name }, index) => {
			writeFileSync(join(folder, name), before.files[index] as Buffer);
		});
		return before.rendered;
	}
	const rendered = await renderEpisode(job, { breathe: async () => {}, report: () => {} });
	const files = rendered.outputs.map(({ name }) => readFileSync(join(folder, name)));
	renderedBefore.set(key, { rendered, files });
	return rendered;
}

function isReady(library: EpisodeLibrary, id: string, revision: number): Promise<void> {
	return new Promise((resolve) => {
		const look = () => {
			const manifest = library.find(id);
			if (manifest?.state === 'ready' && manifest.revision >= revision) {
				resolve();
			}
		};
		library.events.on('changed', look);
		look();
	});
}
