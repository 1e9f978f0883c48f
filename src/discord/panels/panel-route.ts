// The ways to a panel's message: the bot's own token, and an interaction's while it is valid.
import {
	type APIMessage,
	type Client,
	MessageFlags,
	type RESTPostAPIChannelMessageJSONBody,
	Routes,
} from 'discord.js';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { accessWatchOf } from './access-watch.js';
import { classifyEditError, type EditOutcome, isThreadArchived, waitOf } from './edit-outcome.js';
import { editUntilShown } from './last-edit.js';
import type { PanelBody } from './panel.js';
import { postOnce } from './post-once.js';

/** Interaction tokens are valid for 15 minutes; a minute is left for what is under way. */
const TOKEN_LIFETIME_MS = 14 * 60_000;

/**
 * After Discord has refused, the bot's own token is not tried again for that long, unless something
 * changes there: 10,000 refusals in 10 minutes, over all servers, would lock the bot out (API
 * documentation, "Rate Limits", Invalid Request Limit).
 */
const REFUSAL_PAUSE_MS = 10 * 60_000;

/** A thread that nobody writes in is archived again after an hour; more lines would be a nuisance. */
const REOPEN_PAUSE_MS = 60 * 60_000;

/** Where a message is. */
export interface MessagePlace {
	channelId: string;
	messageId: string;
}

/** An interaction that may be answered through its token. */
export interface AnswerableInteraction {
	applicationId: string;
	token: string;
}

/** Everything that a route needs. */
export interface PanelRouteOptions {
	client: Client<true>;
	clock: Clock;
	logger: Logger;
	place: MessagePlace;
	/** The command whose deferred answer the message is; undefined for one of an earlier process. */
	interaction?: AnswerableInteraction;
	/** Of the server that it is in, where that is known. */
	guildId?: string | undefined;
	/** The program is stopping: what could not be shown is left to the next start. */
	closing?: AbortSignal;
}

/** How an edit is made. */
export interface EditOptions {
	/** Tried all ways, also where Discord has refused before. */
	isLast?: boolean;
	/**
	 * What is posted where the message stands in an archived thread: a post opens it again. Undefined:
	 * the thread stays as it is, for what is not worth a line.
	 */
	line: string | undefined;
}

/** What is said beside the panel. */
export type SaidMessage = Pick<RESTPostAPIChannelMessageJSONBody, 'components' | 'flags'> & {
	content: string;
};

/** Edits one message, and speaks in its channel. */
export class PanelRoute {
	readonly place: MessagePlace;
	readonly clock: Clock;
	readonly #options: PanelRouteOptions;
	readonly #guildId: string | undefined;
	#answerable: { interaction: AnswerableInteraction; endMs: number } | undefined;
	/** A deferred answer is still to be given, which takes the interaction's token. */
	#isAwaited: boolean;
	#refusal: { endMs: number; accessVersion: number } | undefined;
	#isRefusalTold = false;
	#notBeforeMs = Number.NEGATIVE_INFINITY;
	#reopenedAtMs = Number.NEGATIVE_INFINITY;
	#saying: Promise<MessagePlace | undefined> | undefined;

	constructor(options: PanelRouteOptions) {
		this.#options = options;
		this.place = options.place;
		this.clock = options.clock;
		const channel = options.client.channels.cache.get(options.place.channelId);
		this.#guildId =
			options.guildId ??
			(channel && 'guildId' in channel ? channel.guildId : undefined) ??
			undefined;
		this.#isAwaited = options.interaction !== undefined;
		if (options.interaction) {
			this.adopt(options.interaction);
		}
	}

	/** Takes a button's interaction on this message, whose token is valid for longer. */
	adopt(interaction: AnswerableInteraction): void {
		const endMs = this.#options.clock.nowMs() + TOKEN_LIFETIME_MS;
		this.#answerable = { interaction, endMs };
	}

	/** When Discord's rate limit allows the next try, by the clock's `nowMs`. */
	get notBeforeMs(): number {
		return this.#notBeforeMs;
	}

	/** Whether Discord does not let the bot edit the message but for a while after each press. */
	get needsPresses(): boolean {
		return this.#refusal !== undefined;
	}

	/** Makes the message show this, by whatever way is open. */
	async edit(body: PanelBody, { isLast = false, line }: EditOptions): Promise<EditOutcome> {
		let outcome = await this.#tryWays(body, isLast);
		if (outcome === 'archived' && line !== undefined && (await this.#reopen(line, isLast))) {
			outcome = await this.#tryWays(body, isLast);
		}
		if (outcome === 'archived') {
			this.#noteRefusal();
			outcome = 'refused';
		}
		return outcome === 'refused' && this.#isOutOfReach ? 'gone' : outcome;
	}

	/**
	 * Makes the message show this for good, however long it takes: where Discord has a fault, it is
	 * tried again with growing pauses; where Discord does not let the bot, when that may have changed.
	 *
	 * @param look - asked at each try: the message, and {@link EditOptions.line}
	 * @returns false if the program stopped before, and the message still shows something else
	 */
	editLast(look: () => { body: PanelBody; line: string }): Promise<boolean> {
		const { client, clock, closing, logger, place } = this.#options;
		return editUntilShown({
			tryEdit: () => {
				const { body, line } = look();
				return this.edit(body, { isLast: true, line });
			},
			notBeforeMs: () => this.#notBeforeMs,
			onAccessChange: (callback) => accessWatchOf(client).onChange(this.#guildId, callback),
			onLate: () => logger.warn(place, 'A message that is not true any more cannot be edited yet'),
			clock,
			closing,
		});
	}

	/** Says something in the channel; where Discord does not let us, it stands in the log. */
	async say(content: string): Promise<void> {
		await this.post({ content });
	}

	/**
	 * As `say`, with components.
	 *
	 * @returns where the message stands; undefined where it does not
	 */
	async post(message: SaidMessage): Promise<MessagePlace | undefined> {
		const saying = this.#say(message);
		this.#saying = saying;
		const place = await saying;
		this.#saying = undefined;
		return place;
	}

	async #tryWays(body: PanelBody, isLast: boolean): Promise<EditOutcome | 'archived'> {
		const isOwnTokenTried = !this.#isAwaited && (isLast || !this.#isRefused);
		const outcome = isOwnTokenTried ? await this.#editWithOwnToken(body) : 'refused';
		if (outcome !== 'refused') {
			return outcome;
		}
		const answer = await this.#editWithInteraction(body);
		if (!this.#isAwaited || answer === 'failed') {
			return answer;
		}
		this.#isAwaited = false;
		return answer === 'refused' ? this.#editWithOwnToken(body) : answer;
	}

	async #editWithOwnToken(body: PanelBody): Promise<EditOutcome | 'archived'> {
		const { client, place } = this.#options;
		try {
			await client.rest.patch(Routes.channelMessage(place.channelId, place.messageId), { body });
			this.#refusal = undefined;
			return 'shown';
		} catch (error) {
			const outcome = this.#explain(error);
			if (outcome === 'refused') {
				this.#noteRefusal();
				this.#tellRefusal(error);
			}
			return outcome;
		}
	}

	async #editWithInteraction(body: PanelBody): Promise<EditOutcome | 'archived'> {
		const interaction = this.#validInteraction();
		if (!interaction) {
			return 'refused';
		}
		const { applicationId, token } = interaction;
		try {
			await this.#options.client.rest.patch(Routes.webhookMessage(applicationId, token), {
				auth: false,
				body,
			});
			return 'shown';
		} catch (error) {
			const outcome = this.#explain(error);
			if (outcome === 'refused') {
				this.#answerable = undefined;
			}
			return outcome;
		}
	}

	/** What is being said there opens the thread, too. */
	async #reopen(line: string, isLast: boolean): Promise<boolean> {
		if (this.#saying && (await this.#saying)) {
			return true;
		}
		const nowMs = this.#options.clock.nowMs();
		if (!isLast && nowMs < this.#reopenedAtMs + REOPEN_PAUSE_MS) {
			return false;
		}
		this.#reopenedAtMs = nowMs;
		return (await this.#say({ content: line })) !== undefined;
	}

	/** The interaction's way needs no permission, the bot's own no token that is still valid. */
	async #say(message: SaidMessage): Promise<MessagePlace | undefined> {
		const { client, logger, place } = this.#options;
		const { channelId } = place;
		const body = { ...message, allowed_mentions: { parse: [] } };
		// The first message by a token whose answer is still awaited would become that answer.
		const interaction = this.#isAwaited ? undefined : this.#validInteraction();
		if (interaction) {
			try {
				const route = Routes.webhook(interaction.applicationId, interaction.token);
				const query = new URLSearchParams({ wait: 'true' });
				const said = await client.rest.post(route, { auth: false, body, query });
				return { channelId, messageId: (said as APIMessage).id };
			} catch (error) {
				logger.debug({ ...place, err: error }, 'Could not be said through the interaction');
			}
		}
		try {
			const flags = (body.flags ?? 0) | MessageFlags.SuppressNotifications;
			return { channelId, messageId: await postOnce(client, channelId, { ...body, flags }) };
		} catch (error) {
			const { content } = message;
			logger.warn({ ...place, err: error, content }, 'Could not be said in Discord');
			return undefined;
		}
	}

	#validInteraction(): AnswerableInteraction | undefined {
		if (this.#answerable && this.#options.clock.nowMs() >= this.#answerable.endMs) {
			this.#answerable = undefined;
		}
		return this.#answerable?.interaction;
	}

	#explain(error: unknown): Exclude<EditOutcome, 'shown'> | 'archived' {
		const { clock, logger } = this.#options;
		const { place } = this;
		if (isThreadArchived(error)) {
			logger.debug({ ...place, err: error }, 'The panel is in an archived thread');
			return 'archived';
		}
		const outcome = classifyEditError(error);
		switch (outcome) {
			case 'gone':
				logger.info(place, 'The panel was deleted: the podcast goes on without it');
				break;
			case 'refused':
				logger.debug({ ...place, err: error }, 'The panel may not be edited');
				break;
			case 'failed':
				this.#notBeforeMs = clock.nowMs() + waitOf(error);
				logger.warn({ ...place, err: error }, 'The panel could not be edited');
		}
		return outcome;
	}

	/** The bot has left that server. */
	get #isOutOfReach(): boolean {
		const { client } = this.#options;
		return this.#guildId !== undefined && !client.guilds.cache.has(this.#guildId);
	}

	get #isRefused(): boolean {
		const { client, clock } = this.#options;
		return (
			this.#refusal !== undefined &&
			clock.nowMs() < this.#refusal.endMs &&
			accessWatchOf(client).version(this.#guildId) === this.#refusal.accessVersion
		);
	}

	#noteRefusal(): void {
		const { client, clock } = this.#options;
		this.#refusal = {
			endMs: clock.nowMs() + REFUSAL_PAUSE_MS,
			accessVersion: accessWatchOf(client).version(this.#guildId),
		};
	}

	#tellRefusal(error: unknown): void {
		if (!this.#isRefusalTold) {
			this.#isRefusalTold = true;
			this.#options.logger.warn(
				{ ...this.place, err: error },
				'Discord does not let the bot edit its panel: give it View Channel there, in a voice channel Connect too. Until then the panel is kept up for 15 minutes after the command or a press of Refresh',
			);
		}
	}
}
