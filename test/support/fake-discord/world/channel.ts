// Text, voice and stage channels, and the categories they stand in.
import { ChannelType, GatewayIntentBits } from 'discord.js';
import type { Bot } from './bot.js';
import type { Message, MessageChannel, MessageGuild, MessageMember } from './message.js';
import type { Payload } from './payload.js';
import {
	applyOverwrites,
	type Overwrite,
	type PermissionHolder,
	type PermissionName,
	permissionBits,
} from './permissions.js';
import type { Role } from './role.js';
import type { Surroundings } from './surroundings.js';

/** A guild, as its channels know it. */
interface ChannelGuild extends MessageGuild {
	readonly world: ChannelWorld;
	readonly owner: { readonly id: string };
	readonly channels: Map<string, Channel>;
	readonly members: ReadonlyMap<string, ChannelMember>;
	memberOf(bot: Bot): ChannelMember;
}

/** The world, as channels know it. */
export interface ChannelWorld extends Surroundings {
	readonly channels: Map<string, Channel>;
}

/** A member, as channels know them. */
interface ChannelMember extends MessageMember {
	readonly voice: { readonly channel: Channel | null };
	disconnect(closeCode: number): void;
}

/** An exception as tests write it. */
interface OverwriteOptions {
	for: Role | PermissionHolder;
	allow?: readonly PermissionName[];
	deny?: readonly PermissionName[];
}

/** What a channel is made from. */
export interface ChannelOptions {
	name?: string;
	/** Voice and stage only; 0, the default, is no limit. */
	userLimit?: number;
	overwrites?: readonly OverwriteOptions[];
	/** What it stands in: a category, or the channel of a thread; default none. */
	category?: Channel;
}

/** The kinds that are simulated. */
export type SimulatedChannelType =
	| ChannelType.GuildText
	| ChannelType.GuildAnnouncement
	| ChannelType.GuildCategory
	| ChannelType.GuildVoice
	| ChannelType.GuildStageVoice
	| ChannelType.PublicThread;

/** A channel of a guild. */
export class Channel implements MessageChannel {
	readonly id: string;
	readonly guild: ChannelGuild;
	readonly type: SimulatedChannelType;
	name: string;
	userLimit: number;
	readonly overwrites: Overwrite[];
	readonly category: Channel | undefined;
	/** By message id, oldest first. */
	readonly messages = new Map<string, Message>();
	/** The line below a voice channel's name, which is not in its payload. */
	status: string | null = null;
	isDeleted = false;
	/** Of a thread: closed for lack of messages, and whether only moderators may open it again. */
	thread = { isArchived: false, isLocked: false };

	constructor(guild: ChannelGuild, type: SimulatedChannelType, options: ChannelOptions) {
		this.id = guild.world.snowflakes.next();
		this.guild = guild;
		this.type = type;
		this.name = options.name ?? `channel-${this.id}`;
		this.userLimit = options.userLimit ?? 0;
		this.category = options.category;
		this.overwrites = (options.overwrites ?? []).map(toOverwrite);
	}

	get isVoice(): boolean {
		return this.type === ChannelType.GuildVoice || this.isStage;
	}

	get isStage(): boolean {
		return this.type === ChannelType.GuildStageVoice;
	}

	get isThread(): boolean {
		return this.type === ChannelType.PublicThread;
	}

	/** Who is connected to it. */
	get voiceMembers(): ChannelMember[] {
		return [...this.guild.members.values()].filter((member) => member.voice.channel === this);
	}

	/** A member's permissions here, overwrites included. */
	permissionsOf(member: PermissionHolder): bigint {
		if (this.isThread && this.category) {
			return this.category.permissionsOf(member);
		}
		return applyOverwrites({
			base: member.permissions,
			overwrites: this.overwrites,
			everyoneId: this.guild.id,
			roleIds: member.roles.map((role) => role.id),
			userId: member.id,
		});
	}

	/** Changes what is named and tells the bots (CHANNEL_UPDATE). */
	edit(options: ChannelOptions): void {
		this.name = options.name ?? this.name;
		this.userLimit = options.userLimit ?? this.userLimit;
		if (options.overwrites) {
			this.overwrites.splice(0, this.overwrites.length, ...options.overwrites.map(toOverwrite));
		}
		this.#dispatch('CHANNEL_UPDATE', this.payload());
	}

	/** Archives a thread or opens it again, and tells the bots (THREAD_UPDATE). */
	setThread(thread: { isArchived: boolean; isLocked?: boolean }): void {
		this.thread = { isLocked: false, ...thread };
		this.#dispatch('THREAD_UPDATE', this.payload());
	}

	/** Sets the voice channel's status line and tells the bots. */
	setStatus(status: string | null): void {
		this.status = status;
		this.#dispatch('VOICE_CHANNEL_STATUS_UPDATE', {
			id: this.id,
			guild_id: this.guild.id,
			status,
		});
	}

	/** Deletes it: CHANNEL_DELETE, then everybody in it is disconnected, bots with 4022. */
	delete(): void {
		this.isDeleted = true;
		this.guild.channels.delete(this.id);
		this.guild.world.channels.delete(this.id);
		this.#dispatch('CHANNEL_DELETE', this.payload());
		for (const member of this.voiceMembers) {
			member.disconnect(4022);
		}
	}

	/** The channel as REST and gateway show it. */
	payload(): Payload {
		return {
			id: this.id,
			type: this.type,
			guild_id: this.guild.id,
			name: this.name,
			position: 0,
			parent_id: this.category?.id ?? null,
			nsfw: false,
			topic: null,
			rate_limit_per_user: 0,
			last_message_id: [...this.messages.keys()].at(-1) ?? null,
			permission_overwrites: this.overwrites.map((overwrite) => ({
				id: overwrite.id,
				type: overwrite.type === 'role' ? 0 : 1,
				allow: String(overwrite.allow),
				deny: String(overwrite.deny),
			})),
			...(this.isThread
				? {
						owner_id: this.guild.owner.id,
						thread_metadata: {
							archived: this.thread.isArchived,
							locked: this.thread.isLocked,
							auto_archive_duration: 60,
							archive_timestamp: new Date(0).toISOString(),
						},
					}
				: {}),
			...(this.isVoice ? { bitrate: 64_000, user_limit: this.userLimit, rtc_region: null } : {}),
		};
	}

	#dispatch(event: string, data: Payload): void {
		const { world, bots } = this.guild;
		world.dispatch({ event, bots, intents: GatewayIntentBits.Guilds, data });
	}
}

function toOverwrite(options: OverwriteOptions): Overwrite {
	return {
		id: options.for.id,
		type: 'roles' in options.for ? 'member' : 'role',
		allow: permissionBits(options.allow ?? []),
		deny: permissionBits(options.deny ?? []),
	};
}
