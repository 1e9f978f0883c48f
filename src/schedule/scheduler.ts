// Planned shows: each occurrence begins once, when its time or its event has come and somebody is there.
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock.js';
import type { Show } from '../show/show.js';
import type { GuildSchedule, Plan, ScheduleMemory } from '../store/schedule-store.js';
import { followEvent } from './event-follower.js';
import { Occurrences, occurrenceIdOf, START_WINDOW_MS } from './occurrence.js';
import { type NewPlan, PlanBook } from './plan-book.js';
import type { NoEvent, PlannedEvents, SeenEvent } from './planned-events.js';
import { type MissedFor, onShowEnd, type SelfStartWorld } from './self-start.js';

/** The machine's clock may be set, or the machine sleep: it is looked again after that time. */
const LOOK_INTERVAL_MS = 60_000;

/** Everything that a scheduler needs. */
export interface SchedulerOptions {
	memory: ScheduleMemory;
	clock: Clock;
	logger: Logger;
	world: SelfStartWorld;
	events: PlannedEvents;
}

/** All planned shows of a bot account. */
export class Scheduler {
	readonly #options: SchedulerOptions;
	readonly #occurrences: Occurrences;
	readonly #plans: PlanBook;
	/** Ids of plans whose occurrence is being begun, ended or given up. */
	readonly #busy = new Set<string>();
	/** Shows on air, by the plan's id. */
	readonly #running = new Map<string, Show>();
	/** Ids of plans whose event was ended while their show was being started. */
	readonly #endedEarly = new Set<string>();
	/** Ids of events that have been started. */
	readonly #active = new Set<string>();
	/** Guilds with plans of an earlier process that have not come into view. */
	readonly #waiting = new Set<string>();
	#timer: Timer | undefined;
	#phase: 'new' | 'open' | 'closed' = 'new';

	constructor(options: SchedulerOptions) {
		this.#options = options;
		this.#occurrences = new Occurrences(options.clock);
		this.#plans = new PlanBook(options.memory);
	}

	/** Begins what is due from now on; in guilds with plans of an earlier process after `sync`. */
	open(): void {
		this.#occurrences.open();
		this.#phase = 'open';
		for (const { guildId } of this.#plans.guilds) {
			this.#waiting.add(guildId);
		}
	}

	/** What is planned in a guild and still comes, the next first. */
	plansIn(guildId: string): Plan[] {
		return this.#plans.comingIn(guildId);
	}

	/** Plans a show; it stands also where Discord has no event of it. */
	async add(
		guildId: string,
		wanted: NewPlan,
	): Promise<{ plan: Plan; noEvent: NoEvent | undefined }> {
		const plan = this.#plans.add(guildId, wanted);
		// A plan that nobody remembers would leave its event behind.
		await this.#plans.save();
		const noEvent = await this.#options.events.put(guildId, plan);
		await this.#plans.save();
		this.look(guildId);
		return { plan, noEvent };
	}

	/**
	 * Forgets a plan, and deletes its event; a show of it that is on air goes on.
	 *
	 * @returns the plan, or undefined where there is none
	 */
	async remove(guildId: string, planId: string): Promise<Plan | undefined> {
		const plan = this.#plans.in(guildId).find(({ id }) => id === planId);
		if (plan) {
			await this.#drop(guildId, plan);
			await this.#options.events.remove(guildId, plan);
		}
		return plan;
	}

	/** Lets events that members make begin shows, or (undefined) not any more. */
	async follow(guildId: string, follow: GuildSchedule['follow']): Promise<void> {
		this.#plans.follow(guildId, follow);
		this.#seeAll(guildId, this.#options.events.seenIn(guildId) ?? []);
		await this.#plans.save();
	}

	/**
	 * A guild has come into view: what became of its plans and events meanwhile is made good. Call it
	 * when its show of an earlier process is back, or is over.
	 */
	async sync(guildId: string): Promise<void> {
		const { events } = this.#options;
		const seen = events.seenIn(guildId);
		if (!seen || this.#phase !== 'open') {
			return;
		}
		const plans = this.#plans.in(guildId);
		for (const plan of plans) {
			await this.#takeUp(guildId, plan);
			if (!plan.show && this.#occurrences.isPast(plan)) {
				await this.#missed(guildId, plan, this.#whyPast(plan));
			}
		}
		this.#seeAll(guildId, seen);
		for (const plan of plans) {
			const { event } = plan;
			const isUnseen = event && !seen.some(({ id }) => id === event.id);
			if (isUnseen && (await events.isGone(guildId, event.id))) {
				await this.gone(guildId, event.id);
			} else if (!event && !plan.show && this.#plans.has(guildId, plan)) {
				await events.put(guildId, plan);
			}
		}
		await this.#plans.save();
		this.#waiting.delete(guildId);
		this.look(guildId);
	}

	/**
	 * An event was made or changed.
	 *
	 * @param options.isNews - false: it may have become what it is long ago
	 */
	seen(guildId: string, event: SeenEvent, { isNews } = { isNews: true }): void {
		const plan = this.#plans.ofEvent(guildId, event);
		if (!plan) {
			return;
		}
		const wasActive = this.#active.delete(event.id);
		if (event.status !== 'active' && wasActive) {
			this.#endShow(plan);
		}
		if (event.status === 'ended' && (plan.show || this.#busy.has(plan.id))) {
			// Its show settles what comes next.
			delete plan.event;
			return;
		}
		if (['ended', 'cancelled'].includes(event.status) || event.voiceChannelId === undefined) {
			void this.gone(guildId, event.id);
			return;
		}
		const followed = followEvent(plan, event);
		if (event.status === 'active') {
			this.#active.add(event.id);
			const isToBegin = isNews || event.startEpochMs !== plan.lastEpochMs;
			if (!wasActive && !plan.show && isToBegin) {
				plan.nextEpochMs ??= event.startEpochMs;
				this.#occurrences.start(plan);
			}
		}
		if (followed === 'to be put') {
			const { events } = this.#options;
			void events.put(guildId, plan).then(() => this.#plans.save());
		} else if (followed === 'changed') {
			void this.#plans.save();
		}
		this.look(guildId);
	}

	/** An event was deleted or cancelled: so is its plan; a show of it that is on air goes on. */
	async gone(guildId: string, eventId: string): Promise<void> {
		const plan = this.#plans.in(guildId).find(({ event }) => event?.id === eventId);
		this.#active.delete(eventId);
		if (plan) {
			this.#options.logger.info({ guildId, plan: plan.id }, 'The event of a plan is gone');
			await this.#drop(guildId, plan);
		}
	}

	/** Looks whether something can begin in a guild. */
	look(guildId: string): void {
		if (this.#lookIn(guildId)) {
			this.#arm();
		}
	}

	/** The voice channel of a plan that is about to go on air. */
	channelOfBeginning(guildId: string): string | undefined {
		const isBeginning = ({ show }: Plan) => show !== undefined && show.sinceEpochMs === undefined;
		return this.#plans.in(guildId).find(isBeginning)?.voiceChannelId;
	}

	/** Begins nothing any more. */
	close(): void {
		this.#phase = 'closed';
		this.#timer?.cancel();
	}

	#arm(): void {
		const { clock } = this.#options;
		this.#timer?.cancel();
		const guilds = this.#plans.guilds.filter(({ guildId }) => !this.#waiting.has(guildId));
		const plans = guilds.flatMap((guild) => guild.plans);
		if (this.#phase === 'open' && plans.length > 0) {
			const waitMs = Math.min(
				LOOK_INTERVAL_MS,
				this.#occurrences.waitOf(plans) ?? LOOK_INTERVAL_MS,
			);
			this.#timer = clock.at(clock.nowMs() + waitMs, () => {
				for (const { guildId } of this.#plans.guilds) {
					this.#lookIn(guildId);
				}
				this.#occurrences.allSeen();
				this.#arm();
			});
		}
	}

	/** @returns whether there was anything to look at */
	#lookIn(guildId: string): boolean {
		if (this.#phase !== 'open' || this.#waiting.has(guildId)) {
			return false;
		}
		const plans = this.#plans.in(guildId);
		for (const plan of plans) {
			this.#lookAt(guildId, plan);
		}
		return plans.length > 0;
	}

	#lookAt(guildId: string, plan: Plan): void {
		if (plan.show || this.#busy.has(plan.id) || !this.#occurrences.isDue(plan)) {
			return;
		}
		const people = this.#options.world.peopleIn(guildId, plan.voiceChannelId);
		if (people === undefined) {
			return;
		}
		if (people === 'gone') {
			this.#run(this.#missed(guildId, plan, { kind: 'channel gone' }));
		} else if (this.#occurrences.isPast(plan)) {
			this.#run(this.#missed(guildId, plan, this.#whyPast(plan)));
		} else if (people > 0) {
			this.#run(this.#begin(guildId, plan));
		}
	}

	#whyPast(plan: Plan): MissedFor {
		return { kind: this.#occurrences.wentUnseen(plan) ? 'away' : 'nobody came' };
	}

	async #begin(guildId: string, plan: Plan): Promise<void> {
		const { events, logger, world } = this.#options;
		const occurrenceEpochMs = plan.nextEpochMs as number;
		this.#busy.add(plan.id);
		plan.show = { occurrenceEpochMs };
		this.#occurrences.advance(plan, occurrenceEpochMs);
		// Written first: no later process begins it once more.
		await this.#plans.save();
		const { hostName, hostUserId, noticeChannelId, title, visibility, voiceChannelId } = plan;
		const place = { guildId, voiceChannelId, noticeChannelId };
		const occurrenceId = occurrenceIdOf(plan.id, occurrenceEpochMs);
		const due = { ...place, title, hostName, hostUserId, visibility, occurrenceId };
		const beginning = await world.begin(due, (panel) => {
			plan.show = { occurrenceEpochMs, panel };
			return this.#plans.save();
		});
		this.#busy.delete(plan.id);
		if (beginning.kind !== 'on air') {
			this.#endedEarly.delete(plan.id);
		}
		switch (beginning.kind) {
			case 'on air':
				logger.info({ guildId, plan: plan.id }, 'A planned show has begun');
				plan.show = { occurrenceEpochMs, sinceEpochMs: beginning.show.onAir.sinceEpochMs };
				this.#watch(guildId, plan, {
					show: beginning.show,
					noted: this.#plans.save().then(() => events.begin(guildId, plan)),
				});
				if (this.#endedEarly.delete(plan.id)) {
					void beginning.show.close({ cause: 'stopped' });
				}
				break;
			case 'not begun':
				delete plan.show;
				plan.nextEpochMs = occurrenceEpochMs;
				await this.#missed(guildId, plan, beginning);
				break;
			case 'stopping':
			// The next process finds that it has not begun.
		}
	}

	/** @param begun.noted - settled when its event has been started; its end comes after that */
	#watch(guildId: string, plan: Plan, begun: { show: Show; noted?: Promise<void> }): void {
		const { noted = Promise.resolve(), show } = begun;
		this.#running.set(plan.id, show);
		onShowEnd(show, () => this.#run(noted.then(() => this.#finish(guildId, plan))));
	}

	async #finish(guildId: string, plan: Plan): Promise<void> {
		this.#running.delete(plan.id);
		this.#busy.add(plan.id);
		delete plan.show;
		await this.#options.events.end(guildId, plan);
		await this.#settle(guildId, plan);
	}

	/** Says that an occurrence was missed, once, and goes on to the next one. */
	async #missed(guildId: string, plan: Plan, why: MissedFor): Promise<void> {
		const { clock, logger, world } = this.#options;
		const occurrenceEpochMs = plan.nextEpochMs as number;
		this.#busy.add(plan.id);
		const fromEpochMs = Math.max(occurrenceEpochMs, clock.epochMs() - START_WINDOW_MS);
		this.#occurrences.advance(plan, fromEpochMs);
		if (why.kind === 'channel gone') {
			delete plan.nextEpochMs;
		}
		await this.#plans.save();
		logger.info({ guildId, plan: plan.id, why: why.kind }, 'A planned show was missed');
		const { nextEpochMs, noticeChannelId, title, voiceChannelId } = plan;
		const place = { guildId, voiceChannelId, noticeChannelId };
		await world.tell(place, { kind: 'missed', title, occurrenceEpochMs, nextEpochMs, why });
		await this.#settle(guildId, plan);
	}

	/** A plan that comes round no more goes; of one that was made by hand Discord decides. */
	async #settle(guildId: string, plan: Plan): Promise<void> {
		const { clock, events } = this.#options;
		const isThere = this.#plans.has(guildId, plan);
		if (isThere && plan.nextEpochMs === undefined && !plan.event?.isByHand) {
			await this.#drop(guildId, plan);
			await events.remove(guildId, plan);
		} else if (isThere) {
			if (this.#occurrences.isPast(plan)) {
				// It came round while its last show was on air.
				this.#occurrences.advance(plan, clock.epochMs());
			}
			await events.put(guildId, plan);
			await this.#plans.save();
		}
		this.#busy.delete(plan.id);
		this.look(guildId);
	}

	async #drop(guildId: string, plan: Plan): Promise<void> {
		this.#plans.remove(guildId, plan);
		this.#occurrences.forget(plan);
		await this.#plans.save();
	}

	/** What an earlier process had begun, or was about to. */
	async #takeUp(guildId: string, plan: Plan): Promise<void> {
		if (!plan.show || this.#running.has(plan.id) || this.#busy.has(plan.id)) {
			return;
		}
		const show = this.#options.world.showIn(guildId);
		const { occurrenceEpochMs, panel, sinceEpochMs } = plan.show;
		const isItsShow =
			sinceEpochMs === undefined
				? show?.plan.title === plan.title && show.plan.channel.id === plan.voiceChannelId
				: show?.onAir.sinceEpochMs === sinceEpochMs;
		if (show && isItsShow) {
			plan.show = { occurrenceEpochMs, sinceEpochMs: show.onAir.sinceEpochMs };
			this.#watch(guildId, plan, { show });
		} else if (sinceEpochMs === undefined) {
			if (panel) {
				await this.#options.world.takeBack(panel);
			}
			delete plan.show;
			delete plan.lastEpochMs;
			plan.nextEpochMs = occurrenceEpochMs;
		} else {
			await this.#finish(guildId, plan);
		}
	}

	/** Whoever ends the event ends the show, also while it is being started. */
	#endShow(plan: Plan): void {
		const show = this.#running.get(plan.id);
		if (show) {
			void show.close({ cause: 'stopped' });
		} else if (plan.show) {
			this.#endedEarly.add(plan.id);
		}
	}

	/** What goes wrong with one plan stops nothing else. */
	#run(work: Promise<void>): void {
		work.catch((error: unknown) => this.#options.logger.error({ err: error }, 'A plan failed'));
	}

	#seeAll(guildId: string, events: readonly SeenEvent[]): void {
		for (const event of events) {
			this.seen(guildId, event, { isNews: false });
		}
	}
}
