// The plans of all guilds, as they are remembered: found, made, taken out.
import { randomBytes } from 'node:crypto';
import type { GuildSchedule, Plan, ScheduleMemory } from '../store/schedule-store.js';
import { planFor } from './event-follower.js';
import type { SeenEvent } from './planned-events.js';
import { nextOccurrence } from './recurrence.js';

/** Most plans of one server; Discord lets a server have 100 events. */
export const MAX_PLANS = 50;

const ID_BYTES = 6;

/** A plan as a host makes it. */
export type NewPlan = Omit<Plan, 'id' | 'nextEpochMs' | 'lastEpochMs' | 'event' | 'show'>;

/** Plans by guild. Whoever changes one calls `save`. */
export class PlanBook {
	readonly #memory: ScheduleMemory;

	constructor(memory: ScheduleMemory) {
		this.#memory = memory;
	}

	/** Guilds in which anything is planned, or was. */
	get guilds(): GuildSchedule[] {
		return this.#memory.guilds;
	}

	/** A copy of the list, which does not change while plans come and go. */
	in(guildId: string): Plan[] {
		return [...(this.#memory.get(guildId)?.plans ?? [])];
	}

	/** Plans that still come, or are on air, the next first. */
	comingIn(guildId: string): Plan[] {
		const timeOf = ({ nextEpochMs, show }: Plan) => show?.occurrenceEpochMs ?? nextEpochMs;
		return this.in(guildId)
			.filter((plan) => timeOf(plan) !== undefined)
			.sort((a, b) => (timeOf(a) ?? 0) - (timeOf(b) ?? 0));
	}

	has(guildId: string, plan: Plan): boolean {
		return this.#memory.get(guildId)?.plans.includes(plan) === true;
	}

	/** Plans a show, from its first occurrence on. */
	add(guildId: string, wanted: NewPlan): Plan {
		const firstEpochMs = nextOccurrence(wanted, wanted.firstEpochMs - 1) ?? wanted.firstEpochMs;
		return this.#put(guildId, { ...wanted, firstEpochMs, nextEpochMs: firstEpochMs });
	}

	/** The plan of an event, made for an event of a member's where the guild wants that. */
	ofEvent(guildId: string, event: SeenEvent): Plan | undefined {
		const { follow, plans = [] } = this.#memory.get(guildId) ?? {};
		const known = plans.find((plan) => plan.event?.id === event.id);
		const found = known ? undefined : planFor(event, follow);
		if (!found || plans.length >= MAX_PLANS) {
			return known;
		}
		const plan = this.#put(guildId, found);
		void this.save();
		return plan;
	}

	/** Lets events that members make become plans, or (undefined) not any more. */
	follow(guildId: string, follow: GuildSchedule['follow']): void {
		const guild = this.#memory.in(guildId);
		if (follow) {
			guild.follow = follow;
		} else {
			delete guild.follow;
			guild.plans = guild.plans.filter(({ event, show }) => show || !event?.isByHand);
		}
	}

	/** Takes a plan out. */
	remove(guildId: string, plan: Plan): void {
		const guild = this.#memory.in(guildId);
		guild.plans = guild.plans.filter((each) => each !== plan);
	}

	/** Writes it; never rejects. */
	save(): Promise<boolean> {
		return this.#memory.save();
	}

	#put(guildId: string, wanted: Omit<Plan, 'id'>): Plan {
		const plan = { ...wanted, id: randomBytes(ID_BYTES).toString('hex') };
		this.#memory.in(guildId).plans.push(plan);
		return plan;
	}
}
