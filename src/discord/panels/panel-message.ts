// A panel in its channel: kept up to date, and not more often than Discord's readers can take.
import type { Clock, Timer } from '../../clock.js';
import { describeBriefly, type PanelState } from '../words/panel-words.js';
import type { EditOutcome } from './edit-outcome.js';
import { renderPanel } from './panel.js';
import type { PanelRoute } from './panel-route.js';

/** Between two edits. */
const EDIT_INTERVAL_MS = 5000;

/** Changes that come together are shown together; one that is undone in that time is not shown. */
const SETTLE_MS = 500;

/** How long after the last edit a change is shown. */
const SHOWN_AFTER_MS = {
	/** What members have to know. */
	now: EDIT_INTERVAL_MS,
	/** Somebody begins to speak. Room is left for what is more urgent. */
	soon: 2 * EDIT_INTERVAL_MS,
	/** Counts, and who has fallen silent. */
	later: 6 * EDIT_INTERVAL_MS,
} as const;

/** Everything that a panel's message needs. */
export interface PanelMessageOptions {
	route: PanelRoute;
	clock: Clock;
	/** The state to show now. */
	look: () => PanelState;
}

/** One panel, from its first rendering to the last. */
export class PanelMessage {
	readonly #options: PanelMessageOptions;
	#shown: { state: PanelState; text: string } | undefined;
	#lastEditMs = Number.NEGATIVE_INFINITY;
	#pending: { deadlineMs: number; timer: Timer } | undefined;
	#editing: Promise<EditOutcome> | undefined;
	/** There is something to be shown that members have to know. */
	#isUrgent = true;
	#isGone = false;
	#isClosed = false;

	constructor(options: PanelMessageOptions) {
		this.#options = options;
	}

	/** Id of the message. */
	get id(): string {
		return this.#options.route.place.messageId;
	}

	/** What it was last made to show. */
	get shown(): PanelState | undefined {
		return this.#shown?.state;
	}

	/** Shows the present state, unless the last edit is less than 5 s ago. */
	async refresh(): Promise<void> {
		if (this.#isClosed || this.#options.clock.nowMs() < this.#lastEditMs + EDIT_INTERVAL_MS) {
			return;
		}
		await (this.#editing ?? this.#edit());
	}

	/** Something may have changed: shows it in a moment, together with what changes until then. */
	update(urgency: keyof typeof SHOWN_AFTER_MS): void {
		if (this.#isClosed || this.#isGone) {
			return;
		}
		const { clock } = this.#options;
		this.#isUrgent ||= urgency === 'now';
		this.#editAt(Math.max(clock.nowMs() + SETTLE_MS, this.#lastEditMs + SHOWN_AFTER_MS[urgency]));
	}

	/**
	 * Shows the present state at once, as the last one, and keeps trying until Discord accepts it.
	 *
	 * @returns false if the program stopped before, and the message still shows something else
	 */
	async close(): Promise<boolean> {
		const { look, route } = this.#options;
		this.#isClosed = true;
		this.#cancelPending();
		await this.#editing;
		if (this.#isGone) {
			return true;
		}
		const state = look();
		const last = { body: renderPanel(state), line: describeBriefly(state) };
		return route.editLast(() => last);
	}

	#editAt(deadlineMs: number): void {
		if (this.#pending && this.#pending.deadlineMs <= deadlineMs) {
			return;
		}
		this.#cancelPending();
		const { clock, route } = this.#options;
		const timer = clock.at(Math.max(deadlineMs, route.notBeforeMs), () => {
			this.#pending = undefined;
			if (this.#editing !== undefined) {
				this.update('now');
			} else {
				void this.#edit();
			}
		});
		this.#pending = { deadlineMs, timer };
	}

	#cancelPending(): void {
		this.#pending?.timer.cancel();
		this.#pending = undefined;
	}

	#edit(): Promise<EditOutcome> {
		const editing = this.#tryEdit().finally(() => {
			this.#editing = undefined;
		});
		this.#editing = editing;
		return editing;
	}

	async #tryEdit(): Promise<EditOutcome> {
		if (this.#isGone) {
			return 'gone';
		}
		const { clock, look, route } = this.#options;
		// Whatever it was to show is in the state now.
		this.#cancelPending();
		const state = look();
		const body = renderPanel(state);
		const text = JSON.stringify(body);
		if (text === this.#shown?.text) {
			return 'shown';
		}
		this.#lastEditMs = clock.nowMs();
		const outcome = await route.edit(body, {
			line: this.#isUrgent ? describeBriefly(state) : undefined,
		});
		if (outcome === 'shown') {
			this.#shown = { state, text };
			this.#isUrgent = false;
			if (state.needsPresses !== look().needsPresses) {
				this.update('soon');
			}
		}
		this.#isGone = outcome === 'gone';
		if (outcome === 'failed') {
			this.update('now');
		}
		return outcome;
	}
}
