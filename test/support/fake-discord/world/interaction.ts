// An interaction: what a member did in the client, and everything the bot answered.
import type { Bot } from './bot.js';
import type { Message, MessageChannel, MessageMember } from './message.js';
import type { Payload } from './payload.js';
import type { Surroundings } from './surroundings.js';
import { userPayload } from './user.js';

/** The world, as interactions know it. */
export interface InteractionWorld extends Surroundings {
	readonly interactions: Map<string, Interaction>;
}

/** Interaction types, API documentation, "Interaction Type". */
export const INTERACTION_TYPE = {
	COMMAND: 2,
	COMPONENT: 3,
	AUTOCOMPLETE: 4,
	MODAL_SUBMIT: 5,
} as const;

/** Callback types, API documentation, "Interaction Callback Type". */
export const CALLBACK_TYPE = {
	MESSAGE: 4,
	DEFERRED_MESSAGE: 5,
	DEFERRED_UPDATE: 6,
	UPDATE: 7,
	AUTOCOMPLETE: 8,
	MODAL: 9,
} as const;

/** The bot's first answer. */
export interface InteractionCallback {
	type: number;
	data: Payload;
	/** Milliseconds after the interaction was sent. */
	afterMs: number;
}

/** A choice that autocomplete offers. */
export interface AutocompleteChoice {
	name: string;
	value: string | number;
}

/** The bot's answer did not come in time. */
export class InteractionFailedError extends Error {
	override name = 'InteractionFailedError';
}

const TOKEN_BYTES = 24;
const GUILD_CONTEXT = 0;

/** One interaction and what became of it. */
export class Interaction {
	readonly id: string;
	readonly token: string;
	readonly type: number;
	readonly bot: Bot;
	readonly member: MessageMember;
	readonly channel: MessageChannel;
	readonly data: Payload;
	/** Of a component: the message it is on. */
	readonly source: Message | undefined;
	/** By `performance.now()`. */
	readonly createdAtMs = performance.now();
	callback: InteractionCallback | undefined;
	/** What `@original` means; of a component's update the source message. */
	original: Message | undefined;
	readonly followUps: Message[] = [];
	/** How often a message of this interaction was edited. */
	edits = 0;
	readonly #world: InteractionWorld;

	constructor(
		world: InteractionWorld,
		options: {
			type: number;
			bot: Bot;
			member: MessageMember;
			channel: MessageChannel;
			data: Payload;
			source?: Message | undefined;
		},
	) {
		this.#world = world;
		this.id = world.snowflakes.next();
		this.token = Buffer.from(world.random.bytes(TOKEN_BYTES)).toString('base64url');
		this.type = options.type;
		this.bot = options.bot;
		this.member = options.member;
		this.channel = options.channel;
		this.data = options.data;
		this.source = options.source;
		world.interactions.set(this.id, this);
	}

	get ageMs(): number {
		return performance.now() - this.createdAtMs;
	}

	/** All answers that are still there, in order. */
	get messages(): Message[] {
		const all = this.original ? [this.original, ...this.followUps] : this.followUps;
		return all.filter((message) => !message.isDeleted);
	}

	/** The suggestions of an autocomplete answer. */
	get choices(): AutocompleteChoice[] {
		return (this.callback?.data.choices ?? []) as AutocompleteChoice[];
	}

	/**
	 * Waits for the bot's first answer of any kind.
	 *
	 * @throws {InteractionFailedError} as the client does after `interactionLimitMs`
	 */
	async acknowledged(): Promise<InteractionCallback> {
		const leftMs = this.#world.options.interactionLimitMs - this.ageMs;
		try {
			return await this.#world.watch.until('a callback', () => this.callback, Math.max(1, leftMs));
		} catch (cause) {
			throw new InteractionFailedError('The application did not respond', { cause });
		}
	}

	/**
	 * Waits for the first answer that shows something: after a deferral its edit or follow-up.
	 *
	 * @throws {InteractionFailedError} if there was no callback in time
	 * @throws {WatchTimeoutError} if a deferral was not followed up; default 60 s
	 */
	async response(limitMs?: number): Promise<Message> {
		const callback = await this.acknowledged();
		return this.#world.watch.until(
			'the answer after a deferral',
			() => {
				const { original } = this;
				if (callback.type === CALLBACK_TYPE.DEFERRED_UPDATE) {
					return this.edits > 0 ? original : this.followUps[0];
				}
				return original && !original.isLoading ? original : undefined;
			},
			limitMs,
		);
	}

	/** Waits until the messages are as a test wants them. */
	until<T>(what: string, look: (interaction: this) => T | undefined, limitMs?: number): Promise<T> {
		return this.#world.watch.until(what, () => look(this), limitMs);
	}

	/** As INTERACTION_CREATE shows it. */
	payload(): Payload {
		const { guild } = this.channel;
		const permissions = this.channel.permissionsOf(this.member);
		const botMember = guild.memberOf(this.bot);
		return {
			id: this.id,
			application_id: this.bot.applicationId,
			type: this.type,
			token: this.token,
			version: 1,
			data: this.data,
			guild_id: guild.id,
			guild: { id: guild.id, locale: guild.preferredLocale, features: [] },
			guild_locale: guild.preferredLocale,
			locale: this.member.locale,
			channel_id: this.channel.id,
			channel: { ...this.channel.payload(), permissions: String(permissions) },
			member: { ...this.member.payload(), permissions: String(permissions) },
			app_permissions: String(this.channel.permissionsOf(botMember)),
			entitlements: [],
			authorizing_integration_owners: { 0: guild.id },
			context: GUILD_CONTEXT,
			attachment_size_limit: 10_485_760,
			...(this.source ? { message: this.source.payload() } : {}),
		};
	}

	/** As a message shows what it answers. */
	metadata(): Payload {
		return {
			id: this.id,
			type: this.type,
			user: userPayload(this.member.user),
			authorizing_integration_owners: { 0: this.channel.guild.id },
			...(this.source ? { interacted_message_id: this.source.id } : {}),
		};
	}
}

/** Sends the interaction to its bot. */
export function sendInteraction(world: InteractionWorld, interaction: Interaction): Interaction {
	world.dispatch({
		event: 'INTERACTION_CREATE',
		bots: [interaction.bot],
		intents: 0,
		data: interaction.payload(),
	});
	return interaction;
}
