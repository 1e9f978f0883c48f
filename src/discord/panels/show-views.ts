// Which panel shows which show: a show that begins gets its panel here, and is kept with it.
import type { Language } from '../../languages.js';
import type { Show } from '../../show/show.js';
import type { KeptShow } from '../../show/show-plan.js';
import type { ShowStart, ShowView } from '../../show/start-show.js';
import type { ShowMemory } from '../../store/show-store.js';
import { describeParting } from '../words/show-words.js';
import type { Announcements } from './announcements/announcements.js';
import type { MessagePlace, PanelRoute } from './panel-route.js';
import { ShowPanel, type ShowPanelTools } from './show-panel.js';
import { closeStalePanel, type StalePanel } from './stale-panel.js';

/** Everything that shows are shown with. */
export interface ShowViewsTools extends ShowPanelTools {
	/** Where servers have their shows announced. */
	announcements: Announcements;
}

/** All panels of shows that are on air. */
export class ShowViews {
	readonly #tools: ShowViewsTools;
	/** By message id. */
	readonly #panels = new Map<string, ShowPanel>();

	constructor(tools: ShowViewsTools) {
		this.#tools = tools;
	}

	/** The panel of a message, while its show is on air. */
	find(messageId: string): ShowPanel | undefined {
		return this.#panels.get(messageId);
	}

	/** What to show of a message whose show is not on air: see {@link closeStalePanel}. */
	closeStale(messageId: string, language: Language): StalePanel {
		return closeStalePanel(messageId, { ...this.#tools, language });
	}

	/** What a show is begun with that is shown in this place. */
	at(route: PanelRoute): Pick<ShowStart, 'keeper' | 'view'> {
		const { memory } = this.#tools;
		return {
			keeper: { keep: (show) => keepInMemory(memory, show, route.place) },
			view: (show) => this.#show(show, route),
		};
	}

	#show(show: Show, route: PanelRoute): ShowView {
		const panel = new ShowPanel(show, route, this.#tools);
		show.events.on('begun', () => this.#panels.set(panel.id, panel));
		show.events.on('parting', () => this.#panels.delete(panel.id));
		const announcement = this.#tools.announcements.of(show, panel.id);
		return {
			place: route.place,
			async open() {
				announcement.open();
				await panel.open();
			},
		};
	}
}

/** An end is kept as a sentence, which any version of the program can show. */
function keepInMemory(memory: ShowMemory, show: KeptShow, panel: MessagePlace): Promise<boolean> {
	const { end, episodeId, pausedAtEpochMs, podcast, ...kept } = show;
	return memory.put({
		...kept,
		panel,
		...(podcast && { podcast }),
		...(episodeId !== undefined && { episodeId }),
		...(pausedAtEpochMs !== undefined && { pausedAtEpochMs }),
		...(end && {
			end: {
				durationMs: end.durationMs,
				reason: describeParting(end.end, show.voiceChannelId),
			},
		}),
	});
}
