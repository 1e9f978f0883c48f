// The ways to a panel's message: the bot's own token, and an interaction's while it is valid.
import { type Client, DiscordAPIError, MessageFlags, RESTJSONErrorCodes, Routes } from 'discord.js';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { PanelBody } from './panel.js';

/** Interaction tokens are valid for 15 minutes; a minute is left for what is under way. */
const TOKEN_LIFETIME_MS = 14 * 60_000;

/**
 * After Discord has refused, the bot's own token is not tried again for that long: 10,000 refusals
 * in 10 minutes, over all servers, would lock the bot out (API documentation, "Rate Limits",
 * Invalid Request Limit).
 */
const REFUSAL_PAUSE_MS = 10 * 60_000;

/** Where a message is. */
export interface MessagePlace {
	channelId: string;
	messageId: string;
}

/** What became of an edit. */
export type EditOutcome =
	| 'shown'
	/** The message or its channel was deleted: there is nothing to edit any more. */
	| 'gone'
	/** Discord does not let the bot: not now, and not a moment later. */
	| 'refused'
	/** It may work when tried again. */
	| 'failed';

/** An interaction that may be answered through its token. */
export interface AnswerableInteraction {
	applicationId: string;
	token: string;
}

/** What a route works with. */
export interface PanelRouteOptions {
	client: Client<true>;
	clock: Clock;
	logger: Logger;
	place: MessagePlace;
	/** The command whose deferred answer the message is; undefined for one of an earlier process. */
	interaction?: AnswerableInteraction;
}

const GONE_CODES: ReadonlySet<unknown> = new Set([
	RESTJSONErrorCodes.UnknownMessage,
	RESTJSONErrorCodes.UnknownChannel,
]);

/** Edits one message, and speaks in its channel. */
export class PanelRoute {
	readonly place: MessagePlace;
	readonly #options: PanelRouteOptions;
	#answerable: { interaction: AnswerableInteraction; endMs: number } | undefined;
	/** A deferred answer is still to be given, which takes the interaction's token. */
	#isAwaited: boolean;
	#refusedUntilMs = Number.NEGATIVE_INFINITY;
	#isRefusalTold = false;

	constructor(options: PanelRouteOptions) {
		this.#options = options;
		this.place = options.place;
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

	/** @param isLast - tried all ways, also where Discord has refused before */
	async edit(body: PanelBody, { isLast = false } = {}): Promise<EditOutcome> {
		const isOwnTokenTried =
			!this.#isAwaited && (isLast || this.#options.clock.nowMs() >= this.#refusedUntilMs);
		this.#isAwaited = false;
		const outcome = isOwnTokenTried ? await this.#editWithOwnToken(body) : 'refused';
		return outcome === 'refused' ? this.#editWithInteraction(body) : outcome;
	}

	/** Says something in the channel; where Discord does not let us, it stands in the log. */
	async say(content: string): Promise<void> {
		const { client, logger, place } = this.#options;
		const body = { content, allowed_mentions: { parse: [] } };
		try {
			const interaction = this.#validInteraction();
			if (interaction) {
				const route = Routes.webhook(interaction.applicationId, interaction.token);
				await client.rest.post(route, { auth: false, body });
			} else {
				await client.rest.post(Routes.channelMessages(place.channelId), {
					body: { ...body, flags: MessageFlags.SuppressNotifications },
				});
			}
		} catch (error) {
			logger.warn({ ...place, err: error, content }, 'Could not be said in Discord');
		}
	}

	async #editWithOwnToken(body: PanelBody): Promise<EditOutcome> {
		const { client, clock, place } = this.#options;
		try {
			await client.rest.patch(Routes.channelMessage(place.channelId, place.messageId), { body });
			return 'shown';
		} catch (error) {
			const outcome = this.#explain(error);
			if (outcome === 'refused') {
				this.#refusedUntilMs = clock.nowMs() + REFUSAL_PAUSE_MS;
				this.#tellRefusal(error);
			}
			return outcome;
		}
	}

	async #editWithInteraction(body: PanelBody): Promise<EditOutcome> {
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

	#validInteraction(): AnswerableInteraction | undefined {
		if (this.#answerable && this.#options.clock.nowMs() >= this.#answerable.endMs) {
			this.#answerable = undefined;
		}
		return this.#answerable?.interaction;
	}

	#explain(error: unknown): EditOutcome {
		const { logger, place } = this.#options;
		if (error instanceof DiscordAPIError && GONE_CODES.has(error.code)) {
			logger.info(place, 'The panel was deleted: the podcast goes on without it');
			return 'gone';
		}
		if (error instanceof DiscordAPIError && error.status < 500 && error.status !== 429) {
			logger.debug({ ...place, err: error }, 'The panel may not be edited');
			return 'refused';
		}
		logger.warn({ ...place, err: error }, 'The panel could not be edited');
		return 'failed';
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
