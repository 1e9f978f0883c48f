// The chime of all shows, read once while the program starts: ours where another cannot be played.
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { type ChimeFile, MAX_CHIME_MS, readChimeFile } from '../media/chime/chime-file.js';
import type { ChimeSource } from '../show/show-chime.js';

/** Which chime, and where it is told what is wrong with it. */
export interface LoadedChimeOptions {
	/** The operator's own; undefined for the one that comes with the program. */
	file: string | undefined;
	clock: Clock;
	logger: Logger;
}

/** A chime that is there a moment after its construction. */
export class LoadedChime implements ChimeSource {
	readonly #options: LoadedChimeOptions;
	readonly #closing = new AbortController();
	readonly #loading: Promise<void>;
	#frames: readonly Uint8Array[] | undefined;

	constructor(options: LoadedChimeOptions) {
		this.#options = options;
		this.#loading = this.#load();
	}

	get frames(): readonly Uint8Array[] | undefined {
		return this.#frames;
	}

	/** Gives the reading up; nothing of it goes on when this resolves. Harmless when repeated. */
	close(): Promise<void> {
		this.#closing.abort();
		return this.#loading;
	}

	async #load(): Promise<void> {
		const { file, logger } = this.#options;
		const chime = (file !== undefined && (await this.#read(file))) || (await this.#read(undefined));
		this.#frames = chime?.frames;
		if (chime?.isCut) {
			logger.warn(`CHIME_FILE: ${file} is longer than ${MAX_CHIME_MS / 1000} s, and is cut there`);
		}
	}

	/** @returns undefined where it cannot be played, which has been told then */
	async #read(file: string | undefined): Promise<ChimeFile | undefined> {
		const { clock, logger } = this.#options;
		const { signal } = this.#closing;
		try {
			return await readChimeFile({ file, clock, signal });
		} catch (error) {
			if (!signal.aborted) {
				const what = file === undefined ? 'There is no chime' : 'The bot’s own chime is played';
				logger.error(`CHIME_FILE: ${(error as Error).message}. ${what}.`);
			}
			return undefined;
		}
	}
}
