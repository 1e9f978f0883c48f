// Shows that begin when enough members are in a channel, and end soon after the last one has left.
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock.js';
import type { Show } from '../show/show.js';
import type { AutoStart, ScheduleMemory } from '../store/schedule-store.js';
import { onShowEnd, type SelfStartWorld } from './self-start.js';

/** Somebody may come back, and a client that reconnects is away for some seconds. */
const EMPTY_MS = 60_000;

/** Everything that automatic starts need. */
export interface AutoStartOptions {
	memory: ScheduleMemory;
	clock: Clock;
	logger: Logger;
	world: SelfStartWorld;
	/** The voice channel of the guild's show, on air or starting. */
	channelOnAir: (guildId: string) => string | undefined;
}

/** A show that has begun by itself. */
interface Running {
	show: Show;
	/** While nobody is there. */
	empty: Timer | undefined;
}

/** All channels of a bot account in which shows begin by themselves. */
export class AutoStarts {
	readonly #options: AutoStartOptions;
	readonly #running = new Map<AutoStart, Running>();
	/** Guilds of an earlier process that have not come into view. */
	readonly #waiting = new Set<string>();
	#phase: 'new' | 'open' | 'closed' = 'new';

	constructor(options: AutoStartOptions) {
		this.#options = options;
	}

	/** Begins what can begin from now on; in guilds of an earlier process after `sync`. */
	open(): void {
		this.#phase = 'open';
		for (const { guildId } of this.#options.memory.guilds) {
			this.#waiting.add(guildId);
		}
	}

	/** The channels of a guild in which shows begin by themselves. */
	in(guildId: string): readonly AutoStart[] {
		return this.#options.memory.get(guildId)?.autos ?? [];
	}

	/** Lets shows begin in a channel, in place of what was said of it before. */
	async set(guildId: string, auto: Omit<AutoStart, 'isSpent' | 'show'>): Promise<void> {
		const { memory } = this.#options;
		const before = this.#find(guildId, auto.voiceChannelId);
		if (before) {
			// What it has begun goes on, and a host's stop counts.
			Object.assign(before, auto);
		} else {
			memory.in(guildId).autos.push({ ...auto, isSpent: false });
		}
		await memory.save();
		this.look(guildId);
	}

	/**
	 * Lets no show begin in a channel any more; one that is on air goes on.
	 *
	 * @returns whether there was such a channel
	 */
	async remove(guildId: string, voiceChannelId: string): Promise<boolean> {
		const { memory } = this.#options;
		const auto = this.#find(guildId, voiceChannelId);
		if (!auto) {
			return false;
		}
		const guild = memory.in(guildId);
		guild.autos = guild.autos.filter((each) => each !== auto);
		this.#running.get(auto)?.empty?.cancel();
		this.#running.delete(auto);
		await memory.save();
		return true;
	}

	/** A guild has come into view, and its show of an earlier process is back, or is over. */
	sync(guildId: string): void {
		const { memory, world } = this.#options;
		if (this.#phase !== 'open') {
			return;
		}
		const show = world.showIn(guildId);
		for (const auto of this.in(guildId)) {
			if (!auto.show || this.#running.has(auto)) {
				continue;
			}
			const { panel, sinceEpochMs } = auto.show;
			const isItsShow =
				sinceEpochMs === undefined
					? show?.plan.channel.id === auto.voiceChannelId
					: show?.onAir.sinceEpochMs === sinceEpochMs;
			if (show && isItsShow) {
				this.#watch(guildId, auto, show);
			} else {
				if (panel) {
					void world.takeBack(panel);
				}
				// One that was about to begin when the process ended has not begun.
				auto.isSpent = sinceEpochMs !== undefined;
				delete auto.show;
				void memory.save();
			}
		}
		this.#waiting.delete(guildId);
		this.look(guildId);
	}

	/** Somebody has come or gone, or a show is over. */
	look(guildId: string): void {
		if (this.#phase === 'open' && !this.#waiting.has(guildId)) {
			for (const auto of [...this.in(guildId)]) {
				this.#lookAt(guildId, auto);
			}
		}
	}

	/** Begins and ends nothing any more. */
	close(): void {
		this.#phase = 'closed';
		for (const { empty } of this.#running.values()) {
			empty?.cancel();
		}
	}

	#lookAt(guildId: string, auto: AutoStart): void {
		const { channelOnAir, logger, memory, world } = this.#options;
		const running = this.#running.get(auto);
		if (running) {
			this.#lookAtEnd(guildId, running);
			return;
		}
		const people = world.peopleIn(guildId, auto.voiceChannelId);
		if (typeof people !== 'number' || auto.show) {
			return;
		}
		const onAir = channelOnAir(guildId);
		const isSpent = people > 0 && (auto.isSpent || onAir === auto.voiceChannelId);
		if (isSpent !== auto.isSpent) {
			auto.isSpent = isSpent;
			void memory.save();
		}
		if (!isSpent && onAir === undefined && people >= auto.members) {
			this.#begin(guildId, auto).catch((error: unknown) =>
				logger.error({ err: error }, 'An automatic start failed'),
			);
		}
	}

	/** An empty channel ends the show after a while. */
	#lookAtEnd(guildId: string, running: Running): void {
		const { clock, world } = this.#options;
		const { show } = running;
		if (world.peopleIn(guildId, show.onAir.channelId) !== 0) {
			running.empty?.cancel();
			running.empty = undefined;
			return;
		}
		running.empty ??= clock.at(
			clock.nowMs() + EMPTY_MS,
			() => void show.breakOff({ cause: 'idle' }),
		);
	}

	async #begin(guildId: string, auto: AutoStart): Promise<void> {
		const { logger, memory, world } = this.#options;
		const { hostName, hostUserId, noticeChannelId, voiceChannelId } = auto;
		auto.show = {};
		auto.isSpent = true;
		await memory.save();
		const place = { guildId, voiceChannelId, noticeChannelId };
		const due = { ...place, hostName, hostUserId, title: undefined, visibility: undefined };
		const beginning = await world.begin(due, (panel) => {
			auto.show = { panel };
			return memory.save();
		});
		switch (beginning.kind) {
			case 'on air':
				logger.info({ guildId, channelId: voiceChannelId }, 'A show has begun by itself');
				auto.show = { sinceEpochMs: beginning.show.onAir.sinceEpochMs };
				this.#watch(guildId, auto, beginning.show);
				await memory.save();
				break;
			case 'not begun':
				delete auto.show;
				await memory.save();
				await world.tell(place, { kind: 'auto not begun', error: beginning.error });
				break;
			case 'stopping':
			// The next process finds that it has not begun.
		}
	}

	#watch(guildId: string, auto: AutoStart, show: Show): void {
		this.#running.set(auto, { show, empty: undefined });
		onShowEnd(show, () => {
			this.#running.get(auto)?.empty?.cancel();
			this.#running.delete(auto);
			delete auto.show;
			void this.#options.memory.save();
			this.look(guildId);
		});
		this.look(guildId);
	}

	#find(guildId: string, voiceChannelId: string): AutoStart | undefined {
		return this.in(guildId).find((auto) => auto.voiceChannelId === voiceChannelId);
	}
}
