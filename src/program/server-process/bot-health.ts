// What the podcast server's process knows of how the bot is.
import type { Clock } from '../../clock.js';

/** The bot asks for a sign of life every ten seconds; if it is silent for so long, it hangs. */
const SILENT_MS = 30_000;

/** How the bot is, by what it says and by whether it says anything. */
export class BotHealth {
	readonly #clock: Clock;
	#heardAtMs: number;
	#told: string | undefined;

	constructor(clock: Clock) {
		this.#clock = clock;
		this.#heardAtMs = clock.nowMs();
	}

	/** The bot has said something, whatever it is. */
	heard(): void {
		this.#heardAtMs = this.#clock.nowMs();
	}

	/** @param problem - undefined where it is well */
	told(problem: string | undefined): void {
		this.#told = problem;
	}

	/** Undefined where it is well. */
	get problem(): string | undefined {
		const isSilent = this.#clock.nowMs() - this.#heardAtMs > SILENT_MS;
		return isSilent ? 'The bot does not answer' : this.#told;
	}
}
