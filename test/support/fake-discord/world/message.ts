// A message, in a channel or seen by one person only.
import { GatewayIntentBits } from 'discord.js';
import type { Bot } from './bot.js';
import { checkMessage, flatten, MESSAGE_FLAG } from './message-check.js';
import type { Payload } from './payload.js';
import type { PermissionHolder } from './permissions.js';
import { findPings, NO_PINGS, type Pings } from './pings.js';
import type { Role } from './role.js';
import type { Surroundings } from './surroundings.js';
import { type User, userPayload } from './user.js';

/** A channel, as the messages and interactions in it know it. */
export interface MessageChannel {
	readonly id: string;
	readonly name: string;
	readonly guild: MessageGuild;
	readonly messages: Map<string, Message>;
	readonly thread: { readonly isArchived: boolean; readonly isLocked: boolean };
	setThread(thread: { isArchived: boolean; isLocked?: boolean }): void;
	permissionsOf(member: PermissionHolder): bigint;
	payload(): Payload;
}

/** A guild, as the messages and interactions in it know it. */
export interface MessageGuild {
	readonly id: string;
	readonly preferredLocale: string;
	readonly name: string;
	readonly world: Surroundings;
	readonly bots: ReadonlySet<Bot>;
	/** By user id. */
	readonly members: ReadonlyMap<string, MessageMember>;
	/** By id. */
	readonly roles: ReadonlyMap<string, Role>;
	memberOf(bot: Bot): MessageMember;
}

/** A member, as messages and interactions show them. */
export interface MessageMember extends PermissionHolder {
	readonly user: User;
	/** Of their client (API documentation, "Locales"). */
	readonly locale: string;
	payload(): Payload;
}

/** What a message is made from. */
export interface MessageOptions {
	channel: MessageChannel;
	author: User;
	/** Body of the REST request. */
	body: Payload;
	files?: readonly { name: string; sizeBytes: number }[];
	flags?: number;
	/** Of an answer: what `interaction_metadata` shows. */
	interaction?: Payload;
	/** An answer that is still loading shows nothing yet and is not checked. */
	isLoading?: boolean;
}

/** What the message was at some time. */
export interface MessageVersion {
	content: string;
	embeds: readonly Payload[];
	components: readonly Payload[];
	/** By `performance.now()`. */
	atMs: number;
}

/** A message and what it was before each edit. */
export class Message {
	readonly id: string;
	readonly channel: MessageChannel;
	readonly author: User;
	/** Oldest first; the last is what is shown now. */
	readonly versions: MessageVersion[] = [];
	readonly createdAt = new Date().toISOString();
	/** What its sender has it known by. */
	readonly nonce: unknown;
	/** Whom it has pinged; an edit pings nobody. */
	readonly pings: Pings;
	isDeleted = false;
	flags: number;
	#editedAt: string | null = null;
	#attachments: Payload[] = [];
	readonly #interaction: Payload | undefined;

	constructor(options: MessageOptions) {
		const { channel, body, files = [] } = options;
		this.id = channel.guild.world.snowflakes.next();
		this.channel = channel;
		this.author = options.author;
		this.nonce = body.nonce;
		this.flags = (options.flags ?? 0) | (options.isLoading ? MESSAGE_FLAG.LOADING : 0);
		this.#interaction = options.interaction;
		if (!options.isLoading) {
			checkMessage({ ...body, flags: this.flags }, files.length);
		}
		this.pings = this.isEphemeral || options.isLoading ? NO_PINGS : this.#findPings(body);
		this.#attach(files);
		this.#addVersion(body);
	}

	get content(): string {
		return this.#current.content;
	}

	get embeds(): readonly Payload[] {
		return this.#current.embeds;
	}

	get components(): readonly Payload[] {
		return this.#current.components;
	}

	get isEphemeral(): boolean {
		return (this.flags & MESSAGE_FLAG.EPHEMERAL) !== 0;
	}

	/** Deferred and not answered yet. */
	get isLoading(): boolean {
		return (this.flags & MESSAGE_FLAG.LOADING) !== 0;
	}

	/**
	 * All a reader sees in words: content, embeds, text components and button labels. A command to
	 * press is seen without its id, and stands here as code.
	 */
	get text(): string {
		const embedTexts = this.embeds.flatMap((embed) => [
			embed.title,
			embed.description,
			...((embed.fields ?? []) as Payload[]).flatMap((field) => [field.name, field.value]),
			(embed.footer as Payload | undefined)?.text,
		]);
		const partTexts = flatten(this.components).flatMap((part) => [part.content, part.label]);
		return [this.content, ...embedTexts, ...partTexts]
			.filter((text) => typeof text === 'string' && text.length > 0)
			.join('\n')
			.replace(/<(\/[^:>]+):\d+>/g, '`$1`');
	}

	/** Names of the attached files. */
	get attachments(): string[] {
		return this.#attachments.map((attachment) => String(attachment.filename));
	}

	/** Changes what the body names; everything else stays. */
	edit(body: Payload, files: readonly { name: string; sizeBytes: number }[] = []): void {
		const flags = this.flags & ~MESSAGE_FLAG.LOADING;
		const v2 = Number(body.flags ?? 0) & MESSAGE_FLAG.COMPONENTS_V2;
		const next = { content: this.content, embeds: this.embeds, components: this.components };
		const merged: Payload = { ...next, ...body, flags: flags | v2 };
		if (Array.isArray(body.attachments)) {
			const kept = (body.attachments as Payload[]).map((attachment) => attachment.id);
			this.#attachments = this.#attachments.filter((each) => kept.includes(each.id));
		}
		checkMessage(merged, files.length + this.#attachments.length);
		const wasLoading = this.isLoading;
		this.flags = flags | v2;
		this.#attach(files);
		this.#addVersion(merged);
		if (!wasLoading) {
			this.#editedAt = new Date().toISOString();
		}
	}

	payload(): Payload {
		return {
			id: this.id,
			channel_id: this.channel.id,
			type: this.#interaction ? 20 : 0,
			author: userPayload(this.author),
			content: this.content,
			embeds: this.embeds.map((embed) => ({ type: 'rich', ...embed })),
			components: this.components,
			attachments: this.#attachments,
			mentions: [],
			mention_roles: this.pings.roleIds,
			mention_everyone: this.pings.everyone,
			pinned: false,
			tts: false,
			timestamp: this.createdAt,
			edited_timestamp: this.#editedAt,
			flags: this.flags,
			...(this.author.isBot ? { application_id: this.author.id } : {}),
			...(this.#interaction
				? { webhook_id: this.author.id, interaction_metadata: this.#interaction }
				: {}),
		};
	}

	#findPings(body: Payload): Pings {
		const author = this.channel.guild.members.get(this.author.id);
		return findPings(body, { channel: this.channel, author });
	}

	get #current(): MessageVersion {
		return this.versions.at(-1) ?? { content: '', embeds: [], components: [], atMs: 0 };
	}

	#attach(files: readonly { name: string; sizeBytes: number }[]): void {
		for (const file of files) {
			const id = this.channel.guild.world.snowflakes.next();
			const url = `http://localhost/attachments/${id}/${file.name}`;
			this.#attachments.push({
				id,
				filename: file.name,
				size: file.sizeBytes,
				url,
				proxy_url: url,
			});
		}
	}

	#addVersion(body: Payload): void {
		this.versions.push({
			content: String(body.content ?? ''),
			embeds: (body.embeds ?? []) as Payload[],
			components: (body.components ?? []) as Payload[],
			atMs: performance.now(),
		});
	}
}

/** Puts a message into its channel and tells the bots. */
export function postMessage(world: Surroundings, message: Message): Message {
	if (!message.isEphemeral) {
		message.channel.messages.set(message.id, message);
		dispatchMessage(world, 'MESSAGE_CREATE', message);
	}
	world.watch.changed();
	return message;
}

/** Changes a message and tells the bots. */
export function editMessage(
	world: Surroundings,
	message: Message,
	body: Payload,
	files: readonly { name: string; sizeBytes: number }[] = [],
): Message {
	message.edit(body, files);
	if (!message.isEphemeral) {
		dispatchMessage(world, 'MESSAGE_UPDATE', message);
	}
	world.watch.changed();
	return message;
}

/** Takes a message away and tells the bots. */
export function deleteMessage(world: Surroundings, message: Message): void {
	message.isDeleted = true;
	message.channel.messages.delete(message.id);
	const { channel } = message;
	if (!message.isEphemeral) {
		world.dispatch({
			event: 'MESSAGE_DELETE',
			bots: channel.guild.bots,
			intents: GatewayIntentBits.GuildMessages,
			data: { id: message.id, channel_id: channel.id, guild_id: channel.guild.id },
		});
	}
	world.watch.changed();
}

/** Without the message content intent a bot sees only what it wrote itself. */
function dispatchMessage(world: Surroundings, event: string, message: Message): void {
	const { channel, author } = message;
	const member = channel.guild.members.get(author.id)?.payload();
	world.dispatch({
		event,
		bots: channel.guild.bots,
		intents: GatewayIntentBits.GuildMessages,
		data: (bot, intents) => {
			const isReadable = bot.id === author.id || (intents & GatewayIntentBits.MessageContent) !== 0;
			const blank = { content: '', embeds: [], attachments: [], components: [] };
			return {
				...message.payload(),
				...(isReadable ? {} : blank),
				guild_id: channel.guild.id,
				member,
			};
		},
	});
}
