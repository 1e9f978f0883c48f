// Runs mutated inputs against one target, keeps those that reach new code, and makes failures small.
import { Coverage } from './coverage.js';
import { bytesOf, checkInput, type FuzzTarget, type OpenTarget } from './fuzz-target.js';
import { mutate } from './mutations.js';
import { Random } from './random.js';
import { shrink } from './shrink.js';

/** What a fuzzer works with. */
export interface FuzzerOptions {
	target: FuzzTarget;
	opened: OpenTarget;
	seed: number;
	/** Inputs beside the target's own seeds. */
	corpus: readonly Uint8Array[];
	/** Whether inputs that reach new code are kept, to be mutated further. */
	isGuided: boolean;
	/** Told of each input before it runs. */
	onInput?: (input: Uint8Array) => void;
}

/** An input that broke a promise. */
export interface Failure {
	/** As small as it became. */
	input: Uint8Array;
	error: Error;
}

/** So many inputs are kept; then a new one takes the place of an old one. */
const MAX_POOL = 1000;

/** Looking at coverage takes as long as some hundred inputs. */
const BATCH_MS = 250;
const MAX_BATCH = 5000;

/** How long one input is made smaller, at most. */
const SHRINK_RUNS = 1500;
const SHRINK_MS = 5000;

/** One target that is being fuzzed. */
export class Fuzzer {
	/** Inputs that ran. */
	executions = 0;
	/** Failures that were like one before. */
	repeated = 0;
	readonly #options: FuzzerOptions;
	readonly #random: Random;
	readonly #dictionary: readonly Uint8Array[];
	readonly #pool: Uint8Array[];
	readonly #seedCount: number;
	readonly #seen = new Set<string>();
	readonly #coverage: Coverage | undefined;

	constructor(options: FuzzerOptions) {
		const { corpus, isGuided, seed, target } = options;
		this.#options = options;
		this.#random = new Random(seed);
		this.#dictionary = (target.dictionary ?? []).map(bytesOf);
		this.#pool = [...target.seeds, ...corpus];
		this.#seedCount = this.#pool.length;
		this.#coverage = isGuided ? new Coverage() : undefined;
	}

	/** Inputs that mutations begin with. */
	get poolSize(): number {
		return this.#pool.length;
	}

	/** Bytes of src that have run; 0 where nobody looks. */
	get coveredBytes(): number {
		return this.#coverage?.size ?? 0;
	}

	/** Runs what the pool begins with, as it is; yields what failed. */
	async *begin(): AsyncGenerator<Failure> {
		for (const input of [...this.#pool]) {
			yield* this.#run(input);
		}
		this.#coverage?.look({ keeps: true });
	}

	/** Runs mutated inputs until there is no reason to go on; yields failures that are new. */
	async *fuzz(mayGoOn: () => boolean): AsyncGenerator<Failure> {
		while (mayGoOn()) {
			const batch: Uint8Array[] = [];
			const endMs = performance.now() + BATCH_MS;
			do {
				const input = mutate({
					random: this.#random,
					pool: this.#pool,
					isJson: this.#options.target.isJson ?? false,
					dictionary: this.#dictionary,
				});
				batch.push(input);
				yield* this.#run(input);
			} while (mayGoOn() && performance.now() < endMs && batch.length < MAX_BATCH);
			await this.#keepNew(batch, false);
		}
	}

	close(): void {
		this.#coverage?.close();
	}

	/** Keeps those of the inputs that reach new code; halves tell which they are. */
	async #keepNew(inputs: readonly Uint8Array[], mustRun = true): Promise<void> {
		const coverage = this.#coverage;
		if (!coverage) {
			return;
		}
		if (mustRun) {
			for (const input of inputs) {
				await this.#failureOf(input);
			}
		}
		if (!coverage.look({ keeps: inputs.length === 1 })) {
			return;
		}
		const [first] = inputs;
		if (inputs.length === 1 && first) {
			this.#keep(first);
			return;
		}
		const half = Math.ceil(inputs.length / 2);
		await this.#keepNew(inputs.slice(0, half));
		await this.#keepNew(inputs.slice(half));
	}

	#keep(input: Uint8Array): void {
		if (this.#pool.length < MAX_POOL) {
			this.#pool.push(input);
		} else {
			const kept = MAX_POOL - this.#seedCount;
			this.#pool[this.#seedCount + this.#random.below(kept)] = input;
		}
	}

	async *#run(input: Uint8Array): AsyncGenerator<Failure> {
		this.executions++;
		const error = await this.#failureOf(input);
		if (!error) {
			return;
		}
		const kind = kindOf(error);
		if (this.#seen.has(kind)) {
			this.repeated++;
			return;
		}
		this.#seen.add(kind);
		let smallest = { input, error };
		const endMs = performance.now() + SHRINK_MS;
		await shrink(input, {
			runs: SHRINK_RUNS,
			mayGoOn: () => performance.now() < endMs,
			fails: async (smaller) => {
				const found = await this.#failureOf(smaller);
				const isSame = found !== undefined && kindOf(found) === kind;
				if (isSame) {
					smallest = { input: smaller, error: found };
				}
				return isSame;
			},
		});
		yield smallest;
	}

	async #failureOf(input: Uint8Array): Promise<Error | undefined> {
		const { onInput, opened } = this.#options;
		onInput?.(input);
		try {
			await checkInput(opened, input);
			return undefined;
		} catch (error) {
			return error instanceof Error ? error : new Error(`Thrown: ${String(error)}`);
		}
	}
}

/** Failures are alike where the error comes from the same line and says the same, but for values. */
function kindOf({ message, name, stack = '' }: Error): string {
	const line = /\/(?:src|test)\/[^\s)]+/.exec(stack)?.[0] ?? '';
	const [words = ''] = message.split('\n', 1);
	return `${name} ${words.replace(/\d+|'[^']*'|"[^"]*"/g, '#').slice(0, 100)} ${line}`;
}
