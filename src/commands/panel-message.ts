// A panel in its channel: kept up to date, and not more often than Discord's readers can take.
import { type Clock, sleepUntil, type Timer } from '../clock.js';
import { type PanelState, renderPanel } from './panel.js';
import type { EditOutcome, PanelRoute } from './panel-route.js';

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

/** Tries to show that it is over. */
const LAST_EDIT_TRIES = 4;

/** What a panel in its channel works with. */
export interface PanelMessageOptions {
	route: PanelRoute;
	clock: Clock;
	/** What is to be shown now. */
	look: () => PanelState;
}

/** One panel, from its first rendering to the last. */
export class PanelMessage {
	readonly #options: PanelMessageOptions;
	#shown: { state: PanelState; text: string } | undefined;
	#lastEditMs = Number.NEGATIVE_INFINITY;
	#pending: { deadlineMs: number; timer: Timer } | undefined;
	#editing: Promise<EditOutcome> | undefined;
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

	/** Something may be otherwise: shows it when its time has come, together with what follows. */
	update(urgency: keyof typeof SHOWN_AFTER_MS): void {
		if (this.#isClosed || this.#isGone) {
			return;
		}
		const { clock } = this.#options;
		this.#editAt(Math.max(clock.nowMs() + SETTLE_MS, this.#lastEditMs + SHOWN_AFTER_MS[urgency]));
	}

	/**
	 * Shows the present state at once and for good; tries again where Discord has a fault.
	 *
	 * @returns false if the message still shows something else, and could be edited later
	 */
	async close(): Promise<boolean> {
		const { clock } = this.#options;
		this.#isClosed = true;
		this.#cancelPending();
		await this.#editing;
		for (let tries = 1; ; tries++) {
			const outcome = await this.#edit({ isLast: true });
			if (outcome !== 'failed' || tries === LAST_EDIT_TRIES) {
				return outcome !== 'failed';
			}
			await sleepUntil(clock, clock.nowMs() + EDIT_INTERVAL_MS);
		}
	}

	#editAt(deadlineMs: number): void {
		if (this.#pending && this.#pending.deadlineMs <= deadlineMs) {
			return;
		}
		this.#cancelPending();
		const timer = this.#options.clock.at(deadlineMs, () => {
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

	#edit(options: { isLast?: boolean } = {}): Promise<EditOutcome> {
		const editing = this.#tryEdit(options).finally(() => {
			this.#editing = undefined;
		});
		this.#editing = editing;
		return editing;
	}

	async #tryEdit(options: { isLast?: boolean }): Promise<EditOutcome> {
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
		const outcome = await route.edit(body, options);
		if (outcome === 'shown') {
			this.#shown = { state, text };
		}
		this.#isGone = outcome === 'gone';
		if (outcome === 'failed') {
			this.update('now');
		}
		return outcome;
	}
}
