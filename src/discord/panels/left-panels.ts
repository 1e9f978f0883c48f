// Panels that an earlier process has left: they say what becomes of their shows.
import type { Client } from 'discord.js';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import type { VoicePrivacy } from '../../consent/voice-consent.js';
import type { Language } from '../../languages.js';
import type { LeftEnd, LeftShowViews } from '../../show/recovery.js';
import type { ShowStart } from '../../show/start-show.js';
import type { RememberedShow, ShowMemory } from '../../store/show-store.js';
import { findGuild } from '../accounts/guilds.js';
import type { ShowLinks } from '../places/show-links.js';
import { textsIn } from '../words/languages/texts.js';
import type { PanelState } from '../words/panel-words.js';
import { describeNoReturn } from '../words/return-words.js';
import { languageOfServer } from '../words/spoken-language.js';
import type { Announcements } from './announcements/announcements.js';
import type { EpisodePanels } from './episodes/episode-panels.js';
import { renderPanel } from './panel.js';
import { PanelMessage } from './panel-message.js';
import { PanelRoute } from './panel-route.js';
import type { ShowViews } from './show-views.js';
import { describeRemembered } from './stale-panel.js';
import { takeBackLeftStatus } from './voice-status.js';

/** What panels that were left work with. */
export interface LeftPanelsOptions {
	announcements: Announcements;
	/** Shows what becomes of recordings. */
	episodePanels: EpisodePanels;
	client: Client<true>;
	clock: Clock;
	/** Whether voice channels' status says that they are on air. */
	hasChannelStatus: boolean;
	/** Where servers' shows stay. */
	links: ShowLinks;
	logger: Logger;
	memory: ShowMemory;
	privacy: VoicePrivacy;
	/** Aborted when the program is stopping. */
	closing: AbortSignal;
	views: ShowViews;
}

/** Shows what becomes of the shows that were left. */
export class LeftPanels implements LeftShowViews {
	readonly #options: LeftPanelsOptions;
	/** By message id: all edits of a message go one way. */
	readonly #routes = new Map<string, PanelRoute>();
	readonly #takingBack: Promise<void>[] = [];

	constructor(options: LeftPanelsOptions) {
		this.#options = options;
	}

	at(left: RememberedShow): Pick<ShowStart, 'keeper' | 'view'> {
		return this.#options.views.at(this.#routeOf(left));
	}

	async showReturning(left: RememberedShow): Promise<void> {
		await this.#message(left, this.#away(left, 'returning')).refresh();
	}

	async showPause(left: RememberedShow): Promise<void> {
		await this.#message(left, this.#away(left, 'restarting')).close();
	}

	async takeBack({ guildId, title, voiceChannelId }: RememberedShow): Promise<void> {
		const { client, clock, hasChannelStatus, logger } = this.#options;
		if (hasChannelStatus) {
			const guild = findGuild(client, guildId);
			const left = { guild, channelId: voiceChannelId, title, clock, logger };
			const takingBack = takeBackLeftStatus(left);
			this.#takingBack.push(takingBack);
			await takingBack;
		}
	}

	/** Resolves when all of that has settled which is known of by now; never rejects. */
	async takenBack(): Promise<void> {
		await Promise.all(this.#takingBack);
	}

	async keepEnd(left: RememberedShow, end: LeftEnd): Promise<RememberedShow> {
		const { announcements, memory } = this.#options;
		const reason = describeNoReturn(end.why, this.#language(left));
		this.#options.privacy.forgetTold(left.guildId);
		const ended = { ...left, end: { durationMs: end.durationMs, reason } };
		const isLost = end.why.kind !== 'stopped';
		await Promise.all([
			memory.put(ended),
			announcements.keepEnd(left.panel.messageId, { durationMs: end.durationMs, isLost }),
		]);
		return ended;
	}

	async showEnd(ended: RememberedShow): Promise<void> {
		const { announcements, client, memory } = this.#options;
		const { messageId } = ended.panel;
		const durationMs = ended.end?.durationMs;
		const announced = announcements.end(client, messageId, { durationMs, isLost: false });
		const state = this.#describe(ended);
		if (await this.#message(ended, state).close()) {
			await memory.remove(messageId);
			const left = { route: this.#routeOf(ended), show: renderPanel(state).components };
			this.#options.episodePanels.release(ended.panel, ended.guildId, left);
		}
		await announced;
	}

	#describe(left: RememberedShow): PanelState {
		return describeRemembered(left, {
			language: this.#language(left),
			links: this.#options.links,
		});
	}

	#away(left: RememberedShow, why: 'restarting' | 'returning'): PanelState {
		const warnings = [textsIn(this.#language(left)).show[why]];
		return { ...this.#describe(left), phase: 'restarting', warnings };
	}

	#message(left: RememberedShow, state: PanelState): PanelMessage {
		const { clock } = this.#options;
		return new PanelMessage({ route: this.#routeOf(left), clock, look: () => state });
	}

	#language({ guildId }: RememberedShow): Language {
		return languageOfServer(this.#options.client.guilds.cache.get(guildId));
	}

	#routeOf({ guildId, panel: place }: RememberedShow): PanelRoute {
		const { client, clock, closing, logger } = this.#options;
		const route =
			this.#routes.get(place.messageId) ??
			new PanelRoute({ client, clock, logger, place, guildId, closing });
		this.#routes.set(place.messageId, route);
		return route;
	}
}
