// The answer to `/podcast listen` and `/podcast relay`, kept true for as long as something is played.
import {
	type APIComponentInContainer,
	ButtonStyle,
	ComponentType,
	MessageFlags,
	type VoiceBasedChannel,
} from 'discord.js';
import type { Logger } from 'pino';
import type { Timer } from '../../clock.js';
import type { Language } from '../../languages.js';
import type { Listening } from '../../listening/listening.js';
import type { ListeningRegistry } from '../../listening/listening-registry.js';
import type { ChosenPodcast } from '../../listening/podcast-catalogue.js';
import type { ListeningMemory, RememberedPanel } from '../../store/listening-store.js';
import type { PodcastReference } from '../../store/podcast-reference.js';
import { describeListeningOver, describePlace } from '../words/failures/listen-failures.js';
import type { ListeningTexts } from '../words/languages/en/listening.js';
import { textsIn } from '../words/languages/texts.js';
import { cutText, escapeText } from '../words/markdown.js';
import type { PanelBody } from './panel.js';
import type { PanelRoute } from './panel-route.js';

/** Everything that a listening panel needs. */
export interface ListeningPanelOptions {
	route: PanelRoute;
	/** As a member wrote it. */
	title: string;
	memory: ListeningMemory;
	guildId: string;
	/** The server's. */
	language: Language;
	/** By which the podcast is found again after a restart. */
	podcast: PodcastReference;
}

/** What the button is called in interactions that ends what is played. */
export const LEAVE_BUTTON = 'podcast:leave';

const ACCENT_COLOUR = { green: 0x30a46c, amber: 0xf5a524, grey: 0x80848e } as const;

/** Discord allows 4,000 characters in a message of Components V2. */
const MAX_TEXT_LENGTH = 3900;

/** After an edit that failed, and after one that Discord does not let the bot make. */
const FAILURE_PAUSE_MS = 5000;
const REFUSAL_PAUSE_MS = 60_000;

type Phase = keyof ListeningTexts['headings'];

const COLOURS: Record<Phase, number> = {
	playing: ACCENT_COLOUR.green,
	over: ACCENT_COLOUR.grey,
	restarting: ACCENT_COLOUR.amber,
};

/** One message about one podcast and the channels that it is played into. */
export class ListeningPanel {
	readonly #options: ListeningPanelOptions;
	readonly #listenings: Listening[] = [];
	#notes: readonly string[] = [];
	#shown = '';
	#editing: Promise<void> | undefined;
	#isStale = false;
	#isEndTold = false;
	#again: Timer | undefined;

	constructor(options: ListeningPanelOptions) {
		this.#options = options;
	}

	/** Shows a listening from now on. */
	add(listening: Listening): void {
		this.#listenings.push(listening);
	}

	/** Shows sentences below, such as what could not be done; resolves when all is shown. */
	async note(notes: readonly string[]): Promise<void> {
		this.#notes = notes;
		await this.update();
	}

	/** Shows the present state; resolves when it is shown. */
	update(): Promise<void> {
		this.#isStale = true;
		this.#editing ??= this.#editAll().finally(() => {
			this.#editing = undefined;
		});
		return this.#editing;
	}

	/** Shows that one has ended by itself, and says so in the channel. */
	async tellEnd(listening: Listening): Promise<void> {
		const { channelId, end, title } = listening;
		const isPodcastOver = end?.cause === 'podcast' && end.loss === 'over';
		const shown = this.update();
		// The end of a podcast that is played into many channels is said once.
		if (end && !(isPodcastOver && this.#isEndTold)) {
			this.#isEndTold ||= isPodcastOver;
			const { language, route } = this.#options;
			await route.say(describeListeningOver({ title, channelId, end }, language));
		}
		await shown;
	}

	async #editAll(): Promise<void> {
		const { memory, route } = this.#options;
		while (this.#isStale) {
			this.#isStale = false;
			const content = this.#render();
			if (content === this.#shown) {
				continue;
			}
			this.#again?.cancel();
			if (this.#isPlaying) {
				// Remembered before anybody reads that it is played.
				await memory.put(this.#remembered());
				await this.#tryEdit(content);
			} else {
				this.#shown = content;
				const isDone = await route.editLast(() => this.#look());
				if (isDone && !this.#isPlaying) {
					await memory.remove(route.place.messageId);
				}
			}
		}
	}

	async #tryEdit(content: string): Promise<void> {
		const { clock, notBeforeMs } = this.#options.route;
		const { body, line } = this.#look(content);
		const outcome = await this.#options.route.edit(body, { line });
		if (outcome === 'shown') {
			this.#shown = content;
		} else if (outcome !== 'gone') {
			const pauseMs = outcome === 'refused' ? REFUSAL_PAUSE_MS : FAILURE_PAUSE_MS;
			const deadlineMs = Math.max(clock.nowMs() + pauseMs, notBeforeMs);
			this.#again = clock.at(deadlineMs, () => void this.update());
		}
	}

	#look(content = this.#render()): { body: PanelBody; line: string } {
		const phase = this.#phase;
		const { language, title } = this.#options;
		return {
			body: makeBody(content, phase, language),
			line: describeBriefly(phase, title, language),
		};
	}

	get #isPlaying(): boolean {
		return this.#listenings.some(({ end }) => end === undefined);
	}

	get #phase(): Phase {
		if (this.#isPlaying) {
			return 'playing';
		}
		const isRestarted = this.#listenings.some(({ end }) => end?.cause === 'restarting');
		return isRestarted ? 'restarting' : 'over';
	}

	#remembered(): RememberedPanel {
		const { guildId, podcast, route, title } = this.#options;
		const places = this.#listenings
			.filter(({ end }) => end === undefined)
			.map(({ accountId, channelId }) => ({ accountId, channelId }));
		return { ...route.place, title, playing: { guildId, podcast, places } };
	}

	#render(): string {
		const { language, title } = this.#options;
		const lines = [
			`### ${textsIn(language).listening.headings[this.#phase]} ${escapeText(title)}`,
			...this.#listenings.flatMap((listening) => describePlace(listening, language)),
			...this.#notes,
		];
		return cutText(lines.join('\n'), MAX_TEXT_LENGTH);
	}
}

/** In one line, for a message beside the panel. */
function describeBriefly(phase: Phase, title: string, language: Language): string {
	return `${textsIn(language).listening.headings[phase]} **${escapeText(title)}**`;
}

function makeBody(content: string, phase: Phase, language: Language): PanelBody {
	const components: APIComponentInContainer[] = [{ type: ComponentType.TextDisplay, content }];
	if (phase === 'playing') {
		components.push({
			type: ComponentType.ActionRow,
			components: [
				{
					type: ComponentType.Button,
					custom_id: LEAVE_BUTTON,
					label: textsIn(language).panel.labels.leave,
					style: ButtonStyle.Secondary,
				},
			],
		});
	}
	return {
		components: [{ type: ComponentType.Container, accent_color: COLOURS[phase], components }],
		flags: MessageFlags.IsComponentsV2,
		allowed_mentions: { parse: [] },
	};
}

/**
 * Shows for good, on a message of an earlier process, that nothing is played any more, and why.
 *
 * @returns false if the program stopped before it is shown
 */
export function showPlayingOver(
	route: PanelRoute,
	{ language, reason, title }: { language: Language; reason: string; title: string },
): Promise<boolean> {
	const heading = textsIn(language).listening.headings.over;
	const content = cutText(`### ${heading} ${escapeText(title)}\n${reason}`, MAX_TEXT_LENGTH);
	const last = {
		body: makeBody(content, 'over', language),
		line: describeBriefly('over', title, language),
	};
	return route.editLast(() => last);
}

/**
 * Plays a podcast into a channel, and shows it in a panel.
 *
 * @throws {ListeningRefusedError} if it cannot be played there
 */
export async function playInto(
	channel: VoiceBasedChannel,
	parts: {
		podcast: ChosenPodcast;
		panel: ListeningPanel;
		listenings: ListeningRegistry;
		logger: Logger;
		/** The account that played there before; another one plays where it cannot. */
		accountId?: string;
	},
): Promise<void> {
	const { accountId, listenings, logger, panel, podcast } = parts;
	let listening: Listening | undefined;
	const show = (showing: Promise<void>) =>
		listenings.track(showing.catch((error) => logger.error({ err: error }, 'A panel failed')));
	listening = await listenings.start(
		channel,
		podcast,
		{
			onChange: () => listening && show(panel.update()),
			onEnd: () => listening && show(panel.tellEnd(listening)),
		},
		accountId,
	);
	panel.add(listening);
}
