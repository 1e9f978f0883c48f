// What begins by itself, without Discord: who is where, shows and events are handed in; time is stepped.
import { onTestFinished } from 'vitest';
import { createLogger } from '../../src/logger.js';
import { AutoStarts } from '../../src/schedule/auto-start.js';
import type { PlannedEvents, SeenEvent } from '../../src/schedule/planned-events.js';
import { Scheduler } from '../../src/schedule/scheduler.js';
import type {
	Beginning,
	DueShow,
	PostedPanel,
	ScheduleFact,
} from '../../src/schedule/self-start.js';
import type { Show } from '../../src/show/show.js';
import { type EndedShow, ShowEvents } from '../../src/show/show-events.js';
import { type Plan, ScheduleMemory } from '../../src/store/schedule-store.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { makeDataDir } from '../support/studio.js';
import { until } from '../support/until.js';

const BOT = '900000000000000001';
export const GUILD = '900000000000000002';
export const STAGE = '900000000000000003';
export const TEXT = '900000000000000004';
/** Of each show that is about to begin. */
export const PANEL = '900000000000000005';

type OnPosted = (panel: PostedPanel) => Promise<unknown>;

/** A Friday. */
export const NOON = Date.UTC(2026, 2, 20, 12);
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A show as far as schedules look at it. */
class StandInShow {
	readonly events = new ShowEvents(silent());
	ended: EndedShow | undefined;
	readonly plan: { title: string; channel: { id: string } };
	readonly onAir: { sinceEpochMs: number; channelId: string };
	readonly #onEnd: () => void;

	constructor(due: DueShow, sinceEpochMs: number, onEnd: () => void) {
		this.plan = { title: due.title ?? 'Lighthouse', channel: { id: due.voiceChannelId } };
		this.onAir = { sinceEpochMs, channelId: due.voiceChannelId };
		this.#onEnd = onEnd;
	}

	async close(end: EndedShow['end'] = { cause: 'stopped' }): Promise<void> {
		if (!this.ended) {
			this.ended = { end, durationMs: 0, isUnasked: false };
			this.#onEnd();
			this.events.emit('ended', this.ended);
		}
	}

	readonly breakOff = (end: EndedShow['end']) => this.close(end);
}

function silent() {
	return createLogger({ level: 'fatal', format: 'json', secrets: [] });
}

/** Where shows begin, and where events are. */
class StandInWorld implements PlannedEvents {
	people: number | 'gone' | undefined = 0;
	readonly begun: string[] = [];
	readonly told: ScheduleFact[] = [];
	/** Ids of messages that were deleted. */
	readonly takenBack: string[] = [];
	/** What was done with events, such as `end Tides`. */
	readonly done: string[] = [];
	events: SeenEvent[] = [];
	/** What the next show comes to instead of going on air. */
	next: Exclude<Beginning, { kind: 'on air' }> | undefined;
	show: StandInShow | undefined;
	/** Called while a show is being started. */
	whileStarting: () => void = () => {};
	readonly #clock: SteppedClock;
	#eventCount = 0;

	constructor(clock: SteppedClock) {
		this.#clock = clock;
	}

	readonly peopleIn = () => this.people;
	readonly showIn = () => this.show as unknown as Show | undefined;

	async begin(due: DueShow | string, more: Plan | OnPosted): Promise<never> {
		if (typeof due === 'string') {
			this.done.push(`begin ${(more as Plan).title}`);
			return undefined as never;
		}
		this.begun.push(due.title ?? 'Lighthouse');
		await (more as OnPosted)({ channelId: STAGE, messageId: PANEL });
		this.whileStarting();
		if (this.next) {
			return this.next as never;
		}
		this.show = new StandInShow(due, this.#clock.epochMs(), () => {
			this.show = undefined;
		});
		return { kind: 'on air', show: this.show } as never;
	}

	async takeBack({ messageId }: PostedPanel): Promise<void> {
		this.takenBack.push(messageId);
	}

	async tell(_place: unknown, fact: ScheduleFact): Promise<void> {
		this.told.push(fact);
	}

	readonly seenIn = () => this.events;

	async isGone(_guildId: string, eventId: string): Promise<boolean> {
		return !this.events.some(({ id }) => id === eventId);
	}

	async put(_guildId: string, plan: Plan): Promise<undefined> {
		if (plan.nextEpochMs === undefined || plan.event?.isByHand) {
			return;
		}
		if (!plan.event) {
			this.#eventCount += 1;
			const id = `91000000000000000${this.#eventCount}`;
			plan.event = { id, startEpochMs: plan.nextEpochMs, isByHand: false };
			this.done.push(`make ${plan.title}`);
		} else if (plan.event.startEpochMs !== plan.nextEpochMs) {
			plan.event.startEpochMs = plan.nextEpochMs;
			this.done.push(`move ${plan.title}`);
		}
	}

	async end(_guildId: string, plan: Plan): Promise<void> {
		this.done.push(`end ${plan.title}`);
		const isOver = plan.repeat === 'never' || plan.repeat === 'daily';
		if (isOver && !plan.event?.isByHand) {
			delete plan.event;
		}
	}

	async remove(_guildId: string, plan: Plan): Promise<void> {
		this.done.push(`remove ${plan.title}`);
	}
}

/** A scheduler and automatic starts that are open, after what an earlier process has left. */
export async function openSchedules(folder = makeDataDir(), startEpochMs = NOON) {
	const clock = new SteppedClock(startEpochMs);
	const logger = silent();
	const memory = new ScheduleMemory({ folder, clock, logger });
	await memory.open(BOT);
	const world = new StandInWorld(clock);
	const shared = { memory, clock, logger, world };
	const scheduler = new Scheduler({ ...shared, events: world });
	const autos = new AutoStarts({
		...shared,
		channelOnAir: () => world.show?.plan.channel.id,
	});
	scheduler.open();
	autos.open();
	const close = async () => {
		scheduler.close();
		autos.close();
		await memory.close();
	};
	onTestFinished(close);
	return { autos, clock, close, folder, memory, scheduler, world };
}

/** Opened schedules. */
export type Schedules = Awaited<ReturnType<typeof openSchedules>>;

/** A plan of Ada's for the voice channel. */
export function tides(firstEpochMs: number, others: Partial<Plan> = {}) {
	return {
		title: 'Tides',
		hostName: 'Ada',
		voiceChannelId: STAGE,
		noticeChannelId: TEXT,
		timeZone: 'UTC',
		firstEpochMs,
		repeat: 'never' as Plan['repeat'],
		...others,
	};
}

/** The guild's only plan as an event of Discord's. */
export function eventOf({ memory }: Schedules, others: Partial<SeenEvent> = {}): SeenEvent {
	const plan = memory.in(GUILD).plans[0] as Plan;
	return {
		id: plan.event?.id ?? '',
		title: plan.title,
		voiceChannelId: STAGE,
		status: 'scheduled',
		startEpochMs: plan.event?.startEpochMs ?? 0,
		rule: undefined,
		isOwn: true,
		hostName: undefined,
		...others,
	};
}

/** Somebody comes, or all go. */
export function setPeople({ autos, scheduler, world }: Schedules, people: number): void {
	world.people = people;
	scheduler.look(GUILD);
	autos.look(GUILD);
}

/** Resolves when so many shows have begun, and the last one is noted. */
export async function untilBegun({ memory, world }: Schedules, count: number): Promise<void> {
	await until(() => world.begun.length).toBe(count);
	await until(() =>
		[...memory.in(GUILD).plans, ...memory.in(GUILD).autos].some(
			({ show }) => show && show.sinceEpochMs === undefined,
		),
	).toBe(false);
}

/** As `untilBegun`, where the show before may still be settled on the disk: time goes on by seconds. */
export async function stepUntilBegun(schedules: Schedules, count: number): Promise<void> {
	await until(async () => {
		await schedules.clock.step(1000);
		return schedules.world.begun.length;
	}).toBe(count);
	await untilBegun(schedules, count);
}
