// The answer to `/podcast listen` and `/podcast relay`, kept true for as long as something is played.
import { type Client, ComponentType, MessageFlags } from 'discord.js';
import type { Timer } from '../clock.js';
import type { CommandContext } from './command.js';
import type { Listening } from './listening.js';
import type { ListeningMemory } from './listening-memory.js';
import type { PanelBody } from './panel.js';
import { PanelRoute } from './panel-route.js';
import { cutText, escapeText, formatMoment } from './replies.js';

/** What a listening panel works with. */
export interface ListeningPanelOptions {
	route: PanelRoute;
	/** As a member wrote it. */
	title: string;
	memory: ListeningMemory;
}

/** Discord allows 4,000 characters in a message of Components V2. */
const MAX_TEXT_LENGTH = 3900;

/** After an edit that failed, and after one that Discord does not let the bot make. */
const FAILURE_PAUSE_MS = 5000;
const REFUSAL_PAUSE_MS = 60_000;

const PLAYING = '🔊 Playing';
const OVER = '⚫ Not played any more:';

/** One message about one podcast and the channels that it is played into. */
export class ListeningPanel {
	readonly #options: ListeningPanelOptions;
	readonly #listenings: Listening[] = [];
	#notes: readonly string[] = [];
	#shown = '';
	#editing: Promise<void> | undefined;
	#isStale = false;
	#isEndTold = false;
	#isRemembered = false;
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
	async tellEnd(listening: Listening, isPodcastOver: boolean): Promise<void> {
		const shown = this.update();
		// The end of a podcast that is played into many channels is said once.
		if (!(isPodcastOver && this.#isEndTold)) {
			this.#isEndTold ||= isPodcastOver;
			await this.#options.route.say(
				`⚫ **${escapeText(listening.title)}** is no longer played into <#${listening.channelId}>. ${listening.endReason}`,
			);
		}
		await shown;
	}

	async #editAll(): Promise<void> {
		const { memory, route, title } = this.#options;
		while (this.#isStale) {
			this.#isStale = false;
			const content = this.#render();
			if (content === this.#shown) {
				continue;
			}
			this.#again?.cancel();
			if (this.#isPlaying) {
				// Remembered before anybody reads that it is played.
				if (!this.#isRemembered) {
					this.#isRemembered = true;
					await memory.put({ ...route.place, title });
				}
				await this.#tryEdit(content);
			} else {
				this.#shown = content;
				const isDone = await route.editLast(() => this.#look());
				if (isDone && !this.#isPlaying) {
					this.#isRemembered = false;
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
		const heading = this.#isPlaying ? PLAYING : OVER;
		return { body: makeBody(content), line: describeBriefly(heading, this.#options.title) };
	}

	get #isPlaying(): boolean {
		return this.#listenings.some(({ endReason }) => endReason === undefined);
	}

	#render(): string {
		const lines = [
			`### ${this.#isPlaying ? PLAYING : OVER} ${escapeText(this.#options.title)}`,
			...this.#listenings.flatMap(describe),
			...this.#notes,
		];
		return cutText(lines.join('\n'), MAX_TEXT_LENGTH);
	}
}

/** In one line, for a message beside the panel. */
function describeBriefly(heading: string, title: string): string {
	return `${heading} **${escapeText(title)}**`;
}

function describe(listening: Listening): string[] {
	const { accountId, channelId, endReason, sinceEpochMs, warnings } = listening;
	return endReason === undefined
		? [
				`<#${channelId}> · by <@${accountId}> · since ${formatMoment(sinceEpochMs, 'R')}`,
				...warnings.map((warning) => `⚠️ ${warning}`),
			]
		: [`<#${channelId}> · ${endReason}`];
}

function makeBody(content: string): PanelBody {
	return {
		components: [{ type: ComponentType.TextDisplay, content }],
		flags: MessageFlags.IsComponentsV2,
		allowed_mentions: { parse: [] },
	};
}

/** After a restart nothing is played any more, and the messages that say otherwise are corrected. */
export async function closeLeftPanels(
	client: Client<true>,
	{ clock, listenings, logger, registry }: CommandContext,
): Promise<void> {
	const { memory } = listenings;
	for (const { title, ...place } of await memory.open()) {
		const route = new PanelRoute({ client, clock, logger, place, closing: registry.closing });
		const content = `### ${OVER} ${escapeText(title)}\nThe bot was restarted: \`/podcast listen\` plays it again.`;
		const last = { body: makeBody(content), line: describeBriefly(OVER, title) };
		const closing = route
			.editLast(() => last)
			.then((isDone) => (isDone ? memory.remove(place.messageId) : undefined));
		listenings.track(closing);
	}
}
