// Lets a service transcribe episodes as they become ready, where one is set; nothing waits for it.
import { rm } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { EpisodeLibrary } from '../episodes/episode-library.js';
import { transcribeEpisode, writeTranscript } from '../episodes/transcribe/transcribe-episode.js';
import type { TranscribeResult, TranscribeService } from '../episodes/transcribe/transcribe-job.js';
import { TranscriptSchedule } from '../episodes/transcribe/transcript-schedule.js';
import type { EpisodeManifest } from '../store/episode-manifest.js';

/** What transcripts need. */
export interface TranscriptsOptions {
	library: EpisodeLibrary;
	service: TranscribeService;
	/** Whether a member's name may stand in one. */
	mayBeNamed: (userId: string) => boolean;
	clock: Clock;
	logger: Logger;
}

/** Transcripts of one program, until it is closed. */
export class Transcripts {
	readonly #options: TranscriptsOptions;
	readonly #schedule: TranscriptSchedule;
	/** Revisions that were begun, by episode. */
	readonly #begun = new Map<string, number>();
	readonly #unlisten: (() => void)[];

	constructor(options: TranscriptsOptions) {
		const { clock, library, logger } = options;
		this.#options = options;
		this.#schedule = new TranscriptSchedule({
			clock,
			onDone: (id, result) => void this.#done(id, result),
			onFault: (id, error) => logger.error({ episodeId: id, err: error }, 'A transcript failed'),
		});
		this.#unlisten = [
			library.events.on('changed', (id) => this.#changed(id)),
			library.events.on('removed', (id) => this.#forget(id)),
		];
		for (const { id } of library.list()) {
			this.#changed(id);
		}
	}

	/** Gives up what is under way; the next process asks anew. */
	async close(): Promise<void> {
		for (const unlisten of this.#unlisten) {
			unlisten();
		}
		await this.#schedule.close();
	}

	#changed(id: string): void {
		const { clock, library, mayBeNamed, service } = this.#options;
		const manifest = library.find(id);
		const folder = library.folderOf(id);
		if (manifest?.state !== 'ready' || !folder) {
			this.#forget(id);
			return;
		}
		const { heard = [], revision } = manifest;
		if (this.#begun.get(id) === revision || !isWanted(manifest)) {
			return;
		}
		this.#begun.set(id, revision);
		const tracks = manifest.tracks.flatMap(({ isErased, name, number, userId }) =>
			isErased
				? []
				: [
						{
							number,
							name: () => (userId !== undefined && mayBeNamed(userId) ? name : undefined),
						},
					],
		);
		this.#schedule.begin(id, (signal) =>
			transcribeEpisode({ folder, tracks, heard, service, clock, signal }),
		);
	}

	#forget(id: string): void {
		this.#begun.delete(id);
		this.#schedule.cancel(id);
	}

	async #done(id: string, result: TranscribeResult): Promise<void> {
		const { library, logger } = this.#options;
		const revision = this.#begun.get(id);
		const folder = library.folderOf(id);
		if (result.kind === 'failed') {
			logger.warn({ episodeId: id, failure: result.failure }, 'An episode has no transcript');
			return;
		}
		if (revision === undefined || !folder) {
			return;
		}
		try {
			const { transcriber, vtt } = result;
			const output = await writeTranscript(folder, { revision, vtt });
			if (!(await library.attach(id, { output, revision, transcriber }))) {
				// Somebody's voice was taken out meanwhile: not one word of that revision stays.
				await rm(folder.outputFile(revision, output.name), { force: true });
			}
		} catch (error) {
			logger.error({ episodeId: id, err: error }, 'A transcript could not be kept');
		}
	}
}

function isWanted({ areTracksGone, heard, outputs }: EpisodeManifest): boolean {
	return (
		!areTracksGone && heard !== undefined && outputs.every(({ name }) => name !== 'transcript.vtt')
	);
}
