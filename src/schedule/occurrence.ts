// When the occurrence that a plan waits for may begin, and from when on it is missed.
import type { Clock } from '../clock.js';
import type { Plan } from '../store/schedule-store.js';
import { nextOccurrence } from './recurrence.js';

/** How long after its time a show still begins, when somebody comes or the program is back. */
export const START_WINDOW_MS = 30 * 60_000;

/** Names one occurrence of a plan, before it, while it is on air, and after. */
export function occurrenceIdOf(planId: string, occurrenceEpochMs: number): string {
	return `${planId}-${occurrenceEpochMs}`;
}

/** The times of all plans. */
export class Occurrences {
	readonly #clock: Clock;
	/** When a member has started the event of an occurrence that waits, by the plan's id. */
	readonly #startedAt = new Map<string, number>();
	#openedEpochMs = 0;
	#seenEpochMs = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** What comes from now on is seen. */
	open(): void {
		this.#openedEpochMs = this.#clock.epochMs();
		this.#seenEpochMs = this.#openedEpochMs;
	}

	/** All plans have been looked at. */
	allSeen(): void {
		this.#seenEpochMs = this.#clock.epochMs();
	}

	/** Whether one that is past came and went with nobody to see: before all began, or in a sleep. */
	wentUnseen(plan: Plan): boolean {
		const isSleptThrough = (this.dueOf(plan) ?? 0) > this.#seenEpochMs;
		return isSleptThrough || (this.endOf(plan) ?? 0) <= this.#openedEpochMs;
	}

	/** A member has started the event: the occurrence may begin from now on. */
	start(plan: Plan): void {
		this.#startedAt.set(plan.id, this.#clock.epochMs());
	}

	/** From when on it may begin. */
	dueOf({ id, nextEpochMs }: Plan): number | undefined {
		return nextEpochMs && Math.min(nextEpochMs, this.#startedAt.get(id) ?? nextEpochMs);
	}

	/** From when on it is missed. */
	endOf({ id, nextEpochMs }: Plan): number | undefined {
		return (
			nextEpochMs && Math.max(nextEpochMs, this.#startedAt.get(id) ?? nextEpochMs) + START_WINDOW_MS
		);
	}

	isDue(plan: Plan): boolean {
		return this.#clock.epochMs() >= (this.dueOf(plan) ?? Number.POSITIVE_INFINITY);
	}

	isPast(plan: Plan): boolean {
		return this.#clock.epochMs() >= (this.endOf(plan) ?? Number.POSITIVE_INFINITY);
	}

	/** Milliseconds until the next of these moments in some plans; undefined where there is none. */
	waitOf(plans: readonly Plan[]): number | undefined {
		const nowEpochMs = this.#clock.epochMs();
		const waits = plans
			.flatMap((plan) => [this.dueOf(plan), this.endOf(plan)])
			.flatMap((epochMs = 0) => (epochMs > nowEpochMs ? [epochMs - nowEpochMs] : []));
		return waits.length > 0 ? Math.min(...waits) : undefined;
	}

	/** The occurrence is taken: the plan waits for the one after a moment. */
	advance(plan: Plan, afterEpochMs: number): void {
		this.#startedAt.delete(plan.id);
		if (plan.nextEpochMs !== undefined) {
			plan.lastEpochMs = plan.nextEpochMs;
		}
		const nextEpochMs = plan.event?.isByHand ? undefined : nextOccurrence(plan, afterEpochMs);
		if (nextEpochMs === undefined) {
			delete plan.nextEpochMs;
		} else {
			plan.nextEpochMs = nextEpochMs;
		}
	}

	/** Nothing is known of the plan any more. */
	forget({ id }: Plan): void {
		this.#startedAt.delete(id);
	}
}
