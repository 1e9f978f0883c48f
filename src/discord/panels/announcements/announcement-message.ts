// A show's announcement where it stands: kept true while the show is on air, and made to say that it is over.
import {
	type APIMessageTopLevelComponent,
	type Client,
	ComponentType,
	MessageFlags,
	Routes,
} from 'discord.js';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../../clock.js';
import type { Language } from '../../../languages.js';
import { type AnnouncedShow, describeLive } from '../../words/announcement-words.js';
import { accessWatchOf } from '../access-watch.js';
import { classifyEditError, type EditOutcome, waitOf } from '../edit-outcome.js';
import { editUntilShown } from '../last-edit.js';
import { makeListenButton } from '../panel.js';
import type { MessagePlace } from '../panel-route.js';

/** Between two edits. */
const EDIT_INTERVAL_MS = 5000;

/** Changes that come together are shown together. */
const SETTLE_MS = 500;

/** The body of a request that posts an announcement, or edits it. */
export interface AnnouncementBody {
	content: string;
	components: APIMessageTopLevelComponent[];
	flags: number;
	/** Titles and names never ping, and an edit pings nobody. */
	allowed_mentions: { parse: never[]; roles?: string[] };
}

/** @param roleId - mentioned, without a ping; undefined for nobody */
export function renderLive(
	show: AnnouncedShow & { link: URL | undefined },
	roleId: string | undefined,
	language: Language = 'en',
): AnnouncementBody {
	const buttons = makeListenButton(show.isPaused ? undefined : show.link, language);
	return renderText(
		describeLive(show, roleId, language),
		buttons.length > 0 ? [{ type: ComponentType.ActionRow, components: buttons }] : [],
	);
}

/** A message without buttons, that pings nobody. */
export function renderText(
	content: string,
	components: AnnouncementBody['components'] = [],
): AnnouncementBody {
	return {
		content,
		components,
		// A title may have an address in it.
		flags: MessageFlags.SuppressEmbeds,
		allowed_mentions: { parse: [] },
	};
}

/** Everything that a message needs. */
export interface AnnouncementMessageOptions {
	client: Client<true>;
	guildId: string;
	place: MessagePlace;
	clock: Clock;
	logger: Logger;
	/** The program is stopping: what could not be shown is left to the next start. */
	closing: AbortSignal;
}

/** One message, from when it stands there. */
export class AnnouncementMessage {
	readonly #options: AnnouncementMessageOptions;
	#shown: string | undefined;
	#lastEditMs = Number.NEGATIVE_INFINITY;
	#notBeforeMs = Number.NEGATIVE_INFINITY;
	#timer: Timer | undefined;
	/** Edits come one after the other; never rejects. */
	#editing: Promise<unknown> = Promise.resolve();
	#isGone = false;
	#isClosed = false;

	constructor(options: AnnouncementMessageOptions) {
		this.#options = options;
	}

	/** Says what it was posted with. */
	shows(body: AnnouncementBody): void {
		this.#shown = JSON.stringify(body);
	}

	/**
	 * Something may have changed: shows it in a moment, together with what changes until then.
	 *
	 * @param look - what to show, asked when it is shown
	 */
	update(look: () => AnnouncementBody): void {
		if (this.#isClosed || this.#isGone) {
			return;
		}
		const { clock } = this.#options;
		const dueMs = Math.max(
			clock.nowMs() + SETTLE_MS,
			this.#lastEditMs + EDIT_INTERVAL_MS,
			this.#notBeforeMs,
		);
		this.#timer ??= clock.at(dueMs, () => {
			this.#timer = undefined;
			this.#editing = this.#editing.then(() => this.#showChange(look));
		});
	}

	/**
	 * Shows this as the last thing, and keeps trying until Discord accepts it.
	 *
	 * @returns false if the program stopped before, and the message still shows something else
	 */
	async close(body: AnnouncementBody): Promise<boolean> {
		this.#isClosed = true;
		this.#timer?.cancel();
		await this.#editing;
		if (this.#isGone) {
			return true;
		}
		const { client, clock, closing, guildId, logger, place } = this.#options;
		return editUntilShown({
			tryEdit: () => this.#edit(body),
			notBeforeMs: () => this.#notBeforeMs,
			onAccessChange: (callback) => accessWatchOf(client).onChange(guildId, callback),
			onLate: () => logger.warn(place, 'An announcement that is not true any more stays for now'),
			clock,
			closing,
		});
	}

	async #showChange(look: () => AnnouncementBody): Promise<void> {
		const body = look();
		const text = JSON.stringify(body);
		if (this.#isClosed || this.#isGone || text === this.#shown) {
			return;
		}
		this.#lastEditMs = this.#options.clock.nowMs();
		const outcome = await this.#edit(body);
		if (outcome === 'shown') {
			this.#shown = text;
		} else if (outcome === 'failed') {
			this.update(look);
		}
	}

	async #edit(body: AnnouncementBody): Promise<EditOutcome> {
		const { client, clock, guildId, logger, place } = this.#options;
		try {
			await client.rest.patch(Routes.channelMessage(place.channelId, place.messageId), { body });
			return 'shown';
		} catch (error) {
			const outcome = classifyEditError(error);
			logger.warn({ guildId, ...place, err: error }, 'An announcement could not be edited');
			this.#notBeforeMs = clock.nowMs() + waitOf(error);
			// Nobody edits in a server that the bot has left.
			this.#isGone = outcome === 'gone' || !client.guilds.cache.has(guildId);
			return this.#isGone ? 'gone' : outcome;
		}
	}
}
