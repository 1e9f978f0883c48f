// Which parts of src have run, told by V8's own counters: what reaches new ones is worth keeping.
import { type Profiler, Session } from 'node:inspector';

/** Scripts that are looked at. */
const SOURCES = /\/src\/.*\.ts/;

/** The parts of src that have run since a look began. */
export class Coverage {
	readonly #session = new Session();
	/** By script: 1 for each byte of its text that has run. */
	readonly #covered = new Map<string, Uint8Array>();

	constructor() {
		this.#session.connect();
		this.#session.post('Profiler.enable');
		this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
	}

	/** Bytes of src that have run. */
	get size(): number {
		let size = 0;
		for (const bytes of this.#covered.values()) {
			size += bytes.reduce((sum, byte) => sum + byte, 0);
		}
		return size;
	}

	/**
	 * Looks at what has run since the last look.
	 *
	 * @param keeps - whether it counts as known from now on
	 * @returns whether some of it had not run before
	 */
	look({ keeps }: { keeps: boolean }): boolean {
		let isNew = false;
		for (const script of this.#take()) {
			if (SOURCES.test(script.url)) {
				isNew = this.#compare(script, keeps) || isNew;
			}
		}
		return isNew;
	}

	close(): void {
		this.#session.disconnect();
	}

	/** Answers of a session within the process come at once. */
	#take(): Profiler.ScriptCoverage[] {
		let scripts: Profiler.ScriptCoverage[] = [];
		this.#session.post('Profiler.takePreciseCoverage', (error, answer) => {
			if (error) {
				throw error;
			}
			scripts = answer.result;
		});
		return scripts;
	}

	#compare({ url, functions }: Profiler.ScriptCoverage, keeps: boolean): boolean {
		let known = this.#covered.get(url) ?? new Uint8Array(0);
		let isNew = false;
		for (const { ranges } of functions) {
			const [whole] = ranges;
			if (whole === undefined || whole.count === 0) {
				continue;
			}
			const run = new Uint8Array(whole.endOffset - whole.startOffset);
			// Ranges lie within those before them, and say it better.
			for (const { startOffset, endOffset, count } of ranges) {
				run.fill(
					Math.min(count, 1),
					startOffset - whole.startOffset,
					endOffset - whole.startOffset,
				);
			}
			if (known.length < whole.endOffset) {
				const longer = new Uint8Array(whole.endOffset);
				longer.set(known);
				known = longer;
			}
			for (let index = 0; index < run.length; index++) {
				const offset = whole.startOffset + index;
				if (run[index] === 1 && known[offset] === 0) {
					isNew = true;
					if (!keeps) {
						return true;
					}
					known[offset] = 1;
				}
			}
		}
		this.#covered.set(url, known);
		return isNew;
	}
}
