// Panels that an earlier process has left: they say what becomes of their shows.
import type { Client } from 'discord.js';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import type { LeftEnd, LeftShowViews } from '../../show/recovery.js';
import type { ShowStart } from '../../show/start-show.js';
import type { OnAirMemory, RememberedPodcast } from '../../store/show-store.js';
import type { PanelState } from '../words/panel-words.js';
import { describeNoReturn } from '../words/return-words.js';
import { RESTARTING, RETURNING } from '../words/shutdown-words.js';
import { PanelMessage } from './panel-message.js';
import { PanelRoute } from './panel-route.js';
import type { ShowViews } from './show-views.js';
import { describeRemembered } from './stale-panel.js';

/** What panels that were left work with. */
export interface LeftPanelsOptions {
	client: Client<true>;
	clock: Clock;
	logger: Logger;
	memory: OnAirMemory;
	/** Aborted when the program is stopping. */
	closing: AbortSignal;
	views: ShowViews;
}

/** Shows what becomes of the shows that were left. */
export class LeftPanels implements LeftShowViews {
	readonly #options: LeftPanelsOptions;
	/** By message id: all edits of a message go one way. */
	readonly #routes = new Map<string, PanelRoute>();

	constructor(options: LeftPanelsOptions) {
		this.#options = options;
	}

	at(left: RememberedPodcast): Pick<ShowStart, 'keeper' | 'view'> {
		return this.#options.views.at(this.#routeOf(left));
	}

	async showReturning(left: RememberedPodcast): Promise<void> {
		await this.#message(left, describeAway(left, RETURNING)).refresh();
	}

	async showPause(left: RememberedPodcast): Promise<void> {
		await this.#message(left, describeAway(left, RESTARTING)).close();
	}

	async keepEnd(left: RememberedPodcast, end: LeftEnd): Promise<RememberedPodcast> {
		const reason = describeNoReturn(end.why);
		const ended = { ...left, end: { durationMs: end.durationMs, reason } };
		await this.#options.memory.put(ended);
		return ended;
	}

	async showEnd(ended: RememberedPodcast): Promise<void> {
		if (await this.#message(ended, describeRemembered(ended)).close()) {
			await this.#options.memory.remove(ended.panel.messageId);
		}
	}

	#message(left: RememberedPodcast, state: PanelState): PanelMessage {
		const { clock } = this.#options;
		return new PanelMessage({ route: this.#routeOf(left), clock, look: () => state });
	}

	#routeOf({ guildId, panel: place }: RememberedPodcast): PanelRoute {
		const { client, clock, closing, logger } = this.#options;
		const route =
			this.#routes.get(place.messageId) ??
			new PanelRoute({ client, clock, logger, place, guildId, closing });
		this.#routes.set(place.messageId, route);
		return route;
	}
}

function describeAway(podcast: RememberedPodcast, sentence: string): PanelState {
	return { ...describeRemembered(podcast), phase: 'restarting', warnings: [sentence] };
}
