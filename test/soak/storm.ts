// Faults at random, on all shows at once: after each the show has to be heard again.
import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '../support/fake-discord/seeded-random.js';
import { type FaultParts, gatewayFaults, showFaults } from './faults.js';
import type { ShowScene } from './show-scene.js';

/** What faults strike. */
export interface StormOptions extends FaultParts {
	shows: readonly ShowScene[];
	alone: <Result>(run: () => Promise<Result>) => Promise<Result>;
	onTrouble(trouble: string): void;
	/** Told of each fault. */
	tell(line: string): void;
}

/** What came of one kind of fault. */
export interface FaultTally {
	strikes: number;
	/** From the end of each fault until the show was heard again. */
	recoveriesMs: number[];
}

/** It measures nothing: what a busy machine may need, and the longest wait between two tries. */
const HEARD_LIMIT_MS = 120_000;
/** Half a second of sound. */
const HEARD_FRAMES = 25;
/** What was on its way when a fault struck does not count. */
const ON_THE_WAY_MS = 500;
const PAUSE_MS = 2000;
const GATEWAY_EVERY_MS = 7000;

/** A storm that can be called again and again. */
export class Storm {
	readonly tallies = new Map<string, FaultTally>();
	readonly #options: StormOptions;

	constructor(options: StormOptions) {
		this.#options = options;
	}

	/** Rages for so long; resolves when every show is heard. */
	async rage(durationMs: number): Promise<void> {
		const deadlineMs = performance.now() + durationMs;
		const { shows } = this.#options;
		const isOver = () => performance.now() >= deadlineMs;
		await Promise.all([
			...shows.map((show) => this.#strikeShow(show, isOver)),
			this.#strikeGateway(isOver),
		]);
		await Promise.all(shows.map((show) => this.#hear(show, 'the storm')));
	}

	async #strikeShow(show: ShowScene, isOver: () => boolean): Promise<void> {
		const { random, tell } = this.#options;
		const faults = Object.entries(showFaults(this.#options));
		while (!isOver()) {
			await sleep(random.below(PAUSE_MS));
			const [name, strike] = pick(random, faults);
			tell(`${show.guild.name}: ${name}`);
			await strike(show);
			const struckAtMs = performance.now();
			await sleep(ON_THE_WAY_MS);
			if (await this.#hear(show, name)) {
				this.#tally(name).recoveriesMs.push(performance.now() - struckAtMs);
			}
			this.#tally(name).strikes += 1;
		}
	}

	async #strikeGateway(isOver: () => boolean): Promise<void> {
		const { account, alone, discord, random, tell } = this.#options;
		const faults = Object.entries(gatewayFaults(this.#options));
		while (!isOver()) {
			await sleep(GATEWAY_EVERY_MS / 2 + random.below(GATEWAY_EVERY_MS));
			const [name, strike] = pick(random, faults);
			this.#tally(name).strikes += 1;
			await alone(async () => {
				const { identifies, resumes } = discord.gateway.counts;
				const struckAtMs = performance.now();
				tell(name);
				strike();
				await discord.until(
					'the bot is back on the gateway',
					() => {
						const { counts } = discord.gateway;
						const isBack = counts.identifies + counts.resumes > identifies + resumes;
						return isBack || undefined;
					},
					HEARD_LIMIT_MS,
				);
				await discord.gateway.connected(account);
				this.#tally(name).recoveriesMs.push(performance.now() - struckAtMs);
			});
		}
	}

	async #hear(show: ShowScene, after: string): Promise<boolean> {
		const isHeard = await show.hears(HEARD_FRAMES, HEARD_LIMIT_MS);
		if (!isHeard) {
			const seconds = HEARD_LIMIT_MS / 1000;
			this.#options.onTrouble(`${show.guild.name} was not heard within ${seconds} s of ${after}`);
		}
		return isHeard;
	}

	#tally(name: string): FaultTally {
		const tally = this.tallies.get(name) ?? { strikes: 0, recoveriesMs: [] };
		this.tallies.set(name, tally);
		return tally;
	}
}

function pick<Item>(random: SeededRandom, items: readonly Item[]): Item {
	return items[random.below(items.length)] as Item;
}
