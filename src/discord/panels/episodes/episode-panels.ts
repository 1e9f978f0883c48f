// Keeps true what the panels of shows that are over say of their episodes.
import {
	type APIContainerComponent,
	type APIMessage,
	type APIMessageTopLevelComponent,
	type Client,
	ComponentType,
	MessageFlags,
	Routes,
} from 'discord.js';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../../clock.js';
import type { EpisodeLibrary } from '../../../episodes/episode-library.js';
import type { EpisodeManifest } from '../../../store/episode-manifest.js';
import { describeEpisodeInPanel, type ShownEpisode } from '../../words/episodes/episode-words.js';
import { textsIn } from '../../words/languages/texts.js';
import { languageOfServer } from '../../words/spoken-language.js';
import { type MessagePlace, PanelRoute } from '../panel-route.js';
import { episodeRows } from './episode-buttons.js';

/** Between two edits of a message. */
const EDIT_INTERVAL_MS = 5000;

/** What Discord takes for one message (API documentation, "Message", Components V2). */
const MAX_COMPONENTS = 40;
const MAX_CHARACTERS = 4000;

/** Ours among the containers of a panel; Discord keeps the ids that components come with. */
const FIRST_CONTAINER_ID = 1401;

/** Everything that these panels need. */
export interface EpisodePanelsOptions {
	client: Client<true>;
	library: Pick<EpisodeLibrary, 'events' | 'find' | 'keptUntil' | 'list'>;
	/** Where those who may can hear a published one. */
	linkOf: (manifest: EpisodeManifest) => URL | undefined;
	/** Whether the message still has a show to show, or to say that it is over: nobody else edits it. */
	isShowing: (messageId: string) => boolean;
	clock: Clock;
	logger: Logger;
	/** Aborted when the program is stopping. */
	closing: AbortSignal;
}

/** A message, and when it was edited last. */
interface Panel {
	place: MessagePlace;
	guildId: string;
	/** The way that its show has left; undefined for one of an earlier process. */
	route: PanelRoute | undefined;
	/** What it says of the show; undefined: Discord is asked. */
	show: readonly APIMessageTopLevelComponent[] | undefined;
	editedAtMs: number;
	timer: Timer | undefined;
	editing: Promise<void>;
}

/** All of them, by message. */
export class EpisodePanels {
	readonly #options: EpisodePanelsOptions;
	readonly #panels = new Map<string, Panel>();
	readonly #progress = new Map<string, number>();
	/** Where an episode was shown that is gone. */
	readonly #places = new Map<string, { place: MessagePlace; guildId: string }>();

	constructor(options: EpisodePanelsOptions) {
		this.#options = options;
		const { closing, library } = options;
		library.events.on('progress', (id, fraction) => {
			this.#progress.set(id, fraction);
			this.#changed(id);
		});
		library.events.on('changed', (id) => {
			if (library.find(id)?.state !== 'rendering') {
				this.#progress.delete(id);
			}
			this.#changed(id);
		});
		library.events.on('removed', (id) => this.#changed(id));
		closing.addEventListener('abort', () => this.#close(), { once: true });
	}

	/** With what is known beside its manifest. */
	readonly shown = (manifest: EpisodeManifest): ShownEpisode => ({
		manifest,
		progress: this.#progress.get(manifest.id),
		keptUntilEpochMs: this.#options.library.keptUntil(manifest),
		link: manifest.isPublished ? this.#options.linkOf(manifest) : undefined,
	});

	/**
	 * The show is over, and its panel says so: its episodes stand below that from now on.
	 *
	 * @param left - the way to it, and what it says
	 */
	release(
		place: MessagePlace,
		guildId: string,
		left?: { route: PanelRoute; show: readonly APIMessageTopLevelComponent[] },
	): void {
		const panel = this.#panelOf(place, guildId);
		panel.route = left?.route;
		panel.show = left?.show;
		if (this.#episodesIn(panel).length > 0) {
			this.#editSoon(panel);
		}
	}

	#changed(id: string): void {
		const manifest = this.#options.library.find(id);
		if (manifest?.panel) {
			this.#places.set(id, { place: manifest.panel, guildId: manifest.guildId });
		}
		const known = this.#places.get(id);
		if (!manifest) {
			this.#places.delete(id);
			this.#progress.delete(id);
		}
		// The panel of a show on air is the show's.
		if (known && manifest?.state !== 'recording') {
			this.#editSoon(this.#panelOf(known.place, known.guildId));
		}
	}

	#panelOf(place: MessagePlace, guildId: string): Panel {
		const panel = this.#panels.get(place.messageId) ?? {
			place,
			guildId,
			route: undefined,
			show: undefined,
			editedAtMs: Number.NEGATIVE_INFINITY,
			timer: undefined,
			editing: Promise.resolve(),
		};
		this.#panels.set(place.messageId, panel);
		return panel;
	}

	#episodesIn({ guildId, place }: Panel): EpisodeManifest[] {
		return this.#options.library
			.list(guildId)
			.filter(({ panel, state }) => panel?.messageId === place.messageId && state !== 'recording')
			.reverse();
	}

	#editSoon(panel: Panel): void {
		const { clock, closing, isShowing } = this.#options;
		if (isShowing(panel.place.messageId) || closing.aborted) {
			return;
		}
		panel.timer ??= clock.at(
			Math.max(clock.nowMs(), panel.editedAtMs + EDIT_INTERVAL_MS, panel.route?.notBeforeMs ?? 0),
			() => {
				panel.timer = undefined;
				panel.editing = panel.editing.then(() => this.#edit(panel));
			},
		);
	}

	/** A panel that cannot be edited costs nobody anything: `/podcast episodes` says the same. */
	async #edit(panel: Panel): Promise<void> {
		const { clock, isShowing, logger } = this.#options;
		if (isShowing(panel.place.messageId)) {
			return;
		}
		panel.editedAtMs = clock.nowMs();
		try {
			panel.show ??= await this.#askShow(panel.place);
			panel.route ??= this.#makeRoute(panel);
			const body = {
				components: [...panel.show, ...this.#containers(panel, panel.show)],
				flags: MessageFlags.IsComponentsV2,
				allowed_mentions: { parse: [] as never[] },
			};
			if ((await panel.route.edit(body, { line: undefined })) === 'failed') {
				this.#editSoon(panel);
			}
		} catch (error) {
			logger.debug({ ...panel.place, err: error }, 'A panel does not show its episode');
		}
		const isDone = this.#episodesIn(panel).every(({ state }) => state === 'ready');
		if (isDone && !panel.timer) {
			this.#panels.delete(panel.place.messageId);
		}
	}

	/** A long show has many parts: as many of the last ones as there is room for below the show. */
	#containers(panel: Panel, show: readonly APIMessageTopLevelComponent[]): APIContainerComponent[] {
		const episodes = this.#episodesIn(panel);
		const { client } = this.#options;
		const language = languageOfServer(client.guilds.cache.get(panel.guildId));
		const { episode: texts } = textsIn(language);
		if (episodes.length === 0) {
			return [makeContainer(0, texts.wasDeleted, [])];
		}
		const all = episodes.map((manifest, index) => {
			const shown = this.shown(manifest);
			const rows = episodeRows(shown, { isCard: false, language });
			return makeContainer(index + 1, describeEpisodeInPanel(shown, language), rows);
		});
		for (let count = all.length; ; count--) {
			const isAll = count === all.length;
			const head = isAll ? [] : [makeContainer(0, texts.lastParts(count, all.length), [])];
			const containers = [...head, ...all.slice(all.length - count)];
			if (count === 1 || hasRoom([...show, ...containers])) {
				return containers;
			}
		}
	}

	async #askShow({ channelId, messageId }: MessagePlace): Promise<APIMessageTopLevelComponent[]> {
		const route = Routes.channelMessage(channelId, messageId);
		const { components = [] } = (await this.#options.client.rest.get(route)) as APIMessage;
		return (components as APIMessageTopLevelComponent[]).filter(
			({ id = 0 }) => id < FIRST_CONTAINER_ID,
		);
	}

	#makeRoute({ guildId, place }: Panel): PanelRoute {
		const { client, clock, closing, logger } = this.#options;
		return new PanelRoute({ client, clock, logger, place, guildId, closing });
	}

	#close(): void {
		for (const { timer } of this.#panels.values()) {
			timer?.cancel();
		}
		this.#panels.clear();
	}
}

function hasRoom(components: readonly APIMessageTopLevelComponent[]): boolean {
	const all = components.flatMap(withInner);
	const characters = all.reduce((sum, { content = '' }) => sum + content.length, 0);
	return all.length <= MAX_COMPONENTS && characters <= MAX_CHARACTERS;
}

/** What a component of any kind may have. */
interface AnyComponent {
	type: ComponentType;
	accessory?: AnyComponent;
	components?: readonly AnyComponent[];
	content?: string;
}

/** A component, and all that are in it. */
function withInner(component: AnyComponent): AnyComponent[] {
	const { accessory, components = [] } = component;
	return [component, ...[...(accessory ? [accessory] : []), ...components].flatMap(withInner)];
}

function makeContainer(
	index: number,
	text: string,
	rows: ReturnType<typeof episodeRows>,
): APIContainerComponent {
	return {
		type: ComponentType.Container,
		id: FIRST_CONTAINER_ID + index,
		components: [{ type: ComponentType.TextDisplay, content: text }, ...rows],
	};
}
