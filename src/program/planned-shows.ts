// When a server's next shows begin, from its plans.
import type { Visibility } from '../protocol/podcast-details.js';
import { occurrenceIdOf, START_WINDOW_MS } from '../schedule/occurrence.js';
import { nextOccurrence } from '../schedule/recurrence.js';
import type { PlannedShow } from '../server/shows/served-shows.js';
import type { Plan } from '../store/schedule-store.js';

/** As many as an address tells. */
const MAX_PLANNED = 10;

/** What plans leave open. */
export interface PlannedFacts {
	nowEpochMs: number;
	/** Of what has none. */
	title: string;
	/** Who may hear what does not say. */
	visibility: Visibility;
}

/** What apps know an occurrence by, before it and from its beginning on. */
export function plannedGuid(occurrenceId: string): string {
	return `plan-${occurrenceId}`;
}

/** The next occurrences of all plans, soonest first. */
export function plannedShows(plans: readonly Plan[], facts: PlannedFacts): PlannedShow[] {
	return plans
		.flatMap((plan) =>
			occurrencesOf(plan, facts.nowEpochMs).map((startsAtEpochMs) => ({
				planId: plan.id,
				title: plan.title || facts.title,
				hostName: plan.hostName,
				startsAtEpochMs,
				visibility: plan.visibility ?? facts.visibility,
				guid: plannedGuid(occurrenceIdOf(plan.id, startsAtEpochMs)),
			})),
		)
		.sort((a, b) => a.startsAtEpochMs - b.startsAtEpochMs)
		.slice(0, MAX_PLANNED);
}

/** One that is late may still begin; of an event of a member's only the next one is known. */
function occurrencesOf(plan: Plan, nowEpochMs: number): number[] {
	const times: number[] = [];
	let next = plan.nextEpochMs;
	while (next !== undefined && times.length < MAX_PLANNED) {
		if (next + START_WINDOW_MS > nowEpochMs) {
			times.push(next);
		}
		next = plan.event?.isByHand ? undefined : nextOccurrence(plan, Math.max(next, nowEpochMs));
	}
	return times;
}

/** When a list of planned shows is another one only because time goes by. */
export function staleAtEpochMs([first]: readonly PlannedShow[]): number {
	return first === undefined ? Number.POSITIVE_INFINITY : first.startsAtEpochMs + START_WINDOW_MS;
}
