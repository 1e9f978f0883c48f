// Transcripts one after another, and again later where a service is away.
import type { Clock, Timer } from '../../clock.js';
import type { TranscribeResult } from './transcribe-job.js';

/** How long after each failure it is tried again. */
const RETRIES_MS = [60_000, 600_000, 3_600_000] as const;

/** Makes one transcript; the signal gives it up. */
export type Transcribe = (signal: AbortSignal) => Promise<TranscribeResult>;

/** What a schedule needs. */
export interface TranscriptScheduleOptions {
	clock: Clock;
	/**
	 * Told what came of an episode's transcript, after the last try; not of one that was cancelled.
	 */
	onDone: (id: string, result: TranscribeResult) => void;
	/** Told what is thrown, which is a fault of the program's. */
	onFault: (id: string, error: unknown) => void;
}

interface Entry {
	transcribe: Transcribe;
	giving: AbortController;
	tries: number;
	timer: Timer | undefined;
}

/** Which episodes wait for a transcript. Nothing waits for it in turn. */
export class TranscriptSchedule {
	readonly #options: TranscriptScheduleOptions;
	readonly #entries = new Map<string, Entry>();
	/** The try before; never rejects. */
	#last: Promise<void> = Promise.resolve();

	constructor(options: TranscriptScheduleOptions) {
		this.#options = options;
	}

	/** Begins, when those before it are done; an earlier call for the episode is cancelled. */
	begin(id: string, transcribe: Transcribe): void {
		this.cancel(id);
		const entry: Entry = {
			transcribe,
			giving: new AbortController(),
			tries: 0,
			timer: undefined,
		};
		this.#entries.set(id, entry);
		this.#enqueue(id, entry);
	}

	/** Gives an episode's transcript up; harmless where there is none. */
	cancel(id: string): void {
		const entry = this.#entries.get(id);
		this.#entries.delete(id);
		entry?.timer?.cancel();
		entry?.giving.abort(new Error('The transcript is not wanted any more'));
	}

	/** Gives all of them up; harmless when repeated. */
	async close(): Promise<void> {
		for (const id of [...this.#entries.keys()]) {
			this.cancel(id);
		}
		await this.#last;
	}

	#enqueue(id: string, entry: Entry): void {
		this.#last = this.#last.then(() => this.#try(id, entry));
	}

	async #try(id: string, entry: Entry): Promise<void> {
		const isWanted = () => this.#entries.get(id) === entry;
		if (!isWanted()) {
			return;
		}
		const { clock, onDone, onFault } = this.#options;
		try {
			const result = await entry.transcribe(entry.giving.signal);
			if (!isWanted()) {
				return;
			}
			const delayMs = RETRIES_MS[entry.tries];
			if (result.kind === 'failed' && result.isRetryable && delayMs !== undefined) {
				entry.tries += 1;
				entry.timer = clock.at(clock.nowMs() + delayMs, () => this.#enqueue(id, entry));
				return;
			}
			this.#entries.delete(id);
			onDone(id, result);
		} catch (error) {
			if (isWanted()) {
				this.#entries.delete(id);
				onFault(id, error);
			}
		}
	}
}
