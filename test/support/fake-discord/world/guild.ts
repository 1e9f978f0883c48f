// A guild with its roles, channels and members.
import { ChannelType, GatewayIntentBits, StageInstancePrivacyLevel } from 'discord.js';
import type { Bot } from './bot.js';
import {
	Channel,
	type ChannelOptions,
	type ChannelWorld,
	type SimulatedChannelType,
} from './channel.js';
import type { CommandOverwrite } from './command-permissions.js';
import { Member, type MemberWorld } from './member.js';
import type { Payload } from './payload.js';
import { EVERYONE_PERMISSIONS, type PermissionName, permissionBits } from './permissions.js';
import { type Role, rolePayload } from './role.js';
import { ScheduledEvent, type ScheduledEventOptions } from './scheduled-event.js';
import type { User } from './user.js';

/** The world, as guilds know it. */
export interface GuildWorld extends ChannelWorld, MemberWorld {
	readonly users: Map<string, User>;
	readonly guilds: Map<string, Guild>;
}

/** What a guild is made from. */
export interface GuildOptions {
	name: string;
	/** Bots that are in it from the start. */
	bots?: readonly Bot[];
	/** What the bots may do beside `@everyone`; default nothing more. */
	botPermissions?: readonly PermissionName[];
	/** Which shard of how many it is of; default any. */
	shard?: readonly [id: number, count: number];
}

/** What a member is made from. */
export interface MemberOptions {
	name: string;
	/** Granted beside those of `@everyone` and the roles. */
	permissions?: readonly PermissionName[];
	roles?: readonly Role[];
	/** An account that is a bot but not simulated as a client; default false. */
	bot?: boolean;
	/** An account that exists already, for somebody who is in several guilds. */
	user?: Member;
}

/** A server, in the words of Discord's users. */
export class Guild {
	readonly id: string;
	readonly name: string;
	readonly world: GuildWorld;
	readonly everyone: Role;
	readonly owner: Member;
	readonly roles = new Map<string, Role>();
	readonly channels = new Map<string, Channel>();
	/** By user id; bots included. */
	readonly members = new Map<string, Member>();
	readonly bots = new Set<Bot>();
	readonly scheduledEvents = new Map<string, ScheduledEvent>();
	/** Its "Primary Language" (API documentation, "Locales"). */
	preferredLocale = 'en-US';
	readonly #stages = new Map<Channel, Payload>();
	#isUnavailable = false;

	constructor(world: GuildWorld, options: GuildOptions) {
		this.world = world;
		this.id = world.snowflakes.next(options.shard);
		this.name = options.name;
		this.everyone = {
			id: this.id,
			name: '@everyone',
			permissions: EVERYONE_PERMISSIONS,
			position: 0,
		};
		this.roles.set(this.id, this.everyone);
		this.owner = this.addMember({ name: 'owner' });
		world.guilds.set(this.id, this);
		for (const bot of options.bots ?? []) {
			this.addBot(bot, options.botPermissions);
		}
	}

	/** In an outage. */
	get isUnavailable(): boolean {
		return this.#isUnavailable;
	}

	addRole(options: {
		name: string;
		permissions?: readonly PermissionName[];
		isMentionable?: boolean;
	}): Role {
		const role: Role = {
			id: this.world.snowflakes.next(),
			name: options.name,
			permissions: permissionBits(options.permissions ?? []),
			position: this.roles.size,
			isMentionable: options.isMentionable ?? false,
		};
		this.roles.set(role.id, role);
		this.#dispatch('GUILD_ROLE_CREATE', { guild_id: this.id, role: rolePayload(role) });
		return role;
	}

	/** Deletes a role, which nobody has then, and tells the bots. */
	removeRole(role: Role): void {
		this.roles.delete(role.id);
		this.#dispatch('GUILD_ROLE_DELETE', { guild_id: this.id, role_id: role.id });
	}

	/** Gives a role other permissions and tells the bots. */
	editRole(role: Role, permissions: readonly PermissionName[]): void {
		role.permissions = permissionBits(permissions);
		this.#dispatch('GUILD_ROLE_UPDATE', { guild_id: this.id, role: rolePayload(role) });
	}

	addTextChannel(options: ChannelOptions = {}): Channel {
		return this.#addChannel(ChannelType.GuildText, options);
	}

	addAnnouncementChannel(options: ChannelOptions = {}): Channel {
		return this.#addChannel(ChannelType.GuildAnnouncement, options);
	}

	addCategory(options: ChannelOptions = {}): Channel {
		return this.#addChannel(ChannelType.GuildCategory, options);
	}

	addVoiceChannel(options: ChannelOptions = {}): Channel {
		return this.#addChannel(ChannelType.GuildVoice, options);
	}

	addStageChannel(options: ChannelOptions = {}): Channel {
		return this.#addChannel(ChannelType.GuildStageVoice, options);
	}

	/** Begins a stage in a stage channel: what it is about stands above it. */
	startStage(channel: Channel, topic: string): void {
		const stage = {
			id: this.world.snowflakes.next(),
			guild_id: this.id,
			channel_id: channel.id,
			topic,
			privacy_level: StageInstancePrivacyLevel.GuildOnly,
			discoverable_disabled: true,
			guild_scheduled_event_id: null,
		};
		this.#stages.set(channel, stage);
		this.#dispatch('STAGE_INSTANCE_CREATE', stage);
	}

	/** Ends it; nobody leaves the channel. */
	endStage(channel: Channel): void {
		const stage = this.#stages.get(channel);
		if (stage) {
			this.#stages.delete(channel);
			this.#dispatch('STAGE_INSTANCE_DELETE', stage);
		}
	}

	/** A member makes an event in Discord's client. */
	addScheduledEvent(creator: Member, options: ScheduledEventOptions): ScheduledEvent {
		return new ScheduledEvent(this, creator.user, options);
	}

	/** A public thread of a text channel, or a post of a forum. */
	addThread(options: ChannelOptions & { category: Channel }): Channel {
		const thread = new Channel(this, ChannelType.PublicThread, options);
		this.channels.set(thread.id, thread);
		this.world.channels.set(thread.id, thread);
		this.#dispatch('THREAD_CREATE', { ...thread.payload(), newly_created: true });
		return thread;
	}

	addMember(options: MemberOptions): Member {
		const roles = [...(options.roles ?? [])];
		if (options.permissions) {
			roles.push(this.addRole({ name: options.name, permissions: options.permissions }));
		}
		const user = options.user?.user ?? {
			id: this.world.snowflakes.next(),
			username: options.name.toLowerCase().replaceAll(' ', '_'),
			globalName: options.name,
			isBot: options.bot ?? false,
		};
		const member = new Member(this, user, roles);
		this.world.users.set(user.id, user);
		this.members.set(user.id, member);
		this.world.dispatch({
			event: 'GUILD_MEMBER_ADD',
			bots: this.bots,
			intents: GatewayIntentBits.GuildMembers,
			data: { ...member.payload(), guild_id: this.id },
		});
		return member;
	}

	/** A person leaves the guild or is kicked from it. */
	removeMember(member: Member): void {
		member.setVoice({ channel: null });
		this.members.delete(member.id);
		this.world.dispatch({
			event: 'GUILD_MEMBER_REMOVE',
			bots: this.bots,
			intents: GatewayIntentBits.GuildMembers,
			data: { guild_id: this.id, user: { id: member.id, username: member.user.username } },
		});
	}

	/** Invites a bot, which gets GUILD_CREATE. */
	addBot(bot: Bot, permissions: readonly PermissionName[] = []): Member {
		const role = this.addRole({ name: bot.user.username, permissions });
		const member = new Member(this, bot.user, [role]);
		this.members.set(bot.id, member);
		this.bots.add(bot);
		bot.guilds.add(this);
		this.world.dispatch({
			event: 'GUILD_CREATE',
			bots: [bot],
			intents: GatewayIntentBits.Guilds,
			data: (_, intents) => this.createPayload(bot, intents),
		});
		return member;
	}

	/**
	 * Says who may use a bot's commands, as whoever runs the server does under Integrations.
	 *
	 * @param id - of a command, or of the application for all of them
	 */
	setCommandPermissions(bot: Bot, id: string, permissions: readonly CommandOverwrite[]): void {
		bot.commandPermissionsIn(this.id).set(id, permissions);
		this.world.dispatch({
			event: 'APPLICATION_COMMAND_PERMISSIONS_UPDATE',
			bots: [bot],
			// It comes whatever a bot has asked for.
			intents: 0,
			data: { id, application_id: bot.applicationId, guild_id: this.id, permissions },
		});
	}

	/** Kicks a bot from the guild: GUILD_DELETE, and its voice websocket closes with 4014. */
	removeBot(bot: Bot): void {
		const member = this.memberOf(bot);
		this.bots.delete(bot);
		bot.guilds.delete(this);
		this.world.dispatch({
			event: 'GUILD_DELETE',
			bots: [bot],
			intents: GatewayIntentBits.Guilds,
			data: { id: this.id },
		});
		member.setVoice({ channel: null });
		this.members.delete(bot.id);
		bot.guildCommands.delete(this.id);
	}

	/** Deletes the guild for all bots in it. */
	delete(): void {
		for (const bot of [...this.bots]) {
			this.removeBot(bot);
		}
		this.world.guilds.delete(this.id);
		for (const channel of this.channels.values()) {
			this.world.channels.delete(channel.id);
		}
	}

	/** An outage: GUILD_DELETE with `unavailable`, nobody leaves. */
	setUnavailable(): void {
		this.#isUnavailable = true;
		this.#dispatch('GUILD_DELETE', { id: this.id, unavailable: true });
	}

	/** The end of an outage: GUILD_CREATE again. */
	setAvailable(): void {
		this.#isUnavailable = false;
		this.world.dispatch({
			event: 'GUILD_CREATE',
			bots: this.bots,
			intents: GatewayIntentBits.Guilds,
			data: (bot, intents) => this.createPayload(bot, intents),
		});
	}

	/**
	 * A bot's member.
	 *
	 * @throws {RangeError} if the bot is not in this guild
	 */
	memberOf(bot: Bot): Member {
		const member = this.members.get(bot.id);
		if (!member) {
			throw new RangeError(`${bot.user.username} is not in guild ${this.name}`);
		}
		return member;
	}

	/** The guild as `GET /guilds/{id}` shows it. */
	payload(): Payload {
		return {
			id: this.id,
			name: this.name,
			icon: null,
			splash: null,
			banner: null,
			description: null,
			owner_id: this.owner.id,
			afk_channel_id: null,
			afk_timeout: 300,
			verification_level: 0,
			default_message_notifications: 0,
			explicit_content_filter: 0,
			mfa_level: 0,
			nsfw_level: 0,
			premium_tier: 0,
			premium_subscription_count: 0,
			system_channel_id: null,
			system_channel_flags: 0,
			rules_channel_id: null,
			public_updates_channel_id: null,
			vanity_url_code: null,
			preferred_locale: this.preferredLocale,
			features: [],
			emojis: [],
			stickers: [],
			roles: [...this.roles.values()].map(rolePayload),
		};
	}

	/**
	 * The guild as GUILD_CREATE shows it. Without the presence intent only the bot itself and
	 * people in voice are listed (API documentation, "Gateway Events", Guild Create).
	 */
	createPayload(bot: Bot, intents: number): Payload {
		const members = [...this.members.values()];
		const listed = members.filter(
			(member) =>
				(intents & GatewayIntentBits.GuildPresences) !== 0 ||
				member.id === bot.id ||
				member.voice.channel !== null,
		);
		const inVoice = members.filter((member) => member.voice.channel !== null);
		const hasVoiceIntent = (intents & GatewayIntentBits.GuildVoiceStates) !== 0;
		return {
			...this.payload(),
			joined_at: this.memberOf(bot).joinedAt,
			large: false,
			unavailable: false,
			member_count: this.members.size,
			members: listed.map((member) => member.payload()),
			channels: [...this.channels.values()]
				.filter((channel) => !channel.isThread)
				.map((channel) => channel.payload()),
			// Threads that are archived are left out (API documentation, "Threads", Gateway Events).
			threads: [...this.channels.values()]
				.filter((channel) => channel.isThread && !channel.thread.isArchived)
				.map((channel) => channel.payload()),
			presences: [],
			stage_instances: [...this.#stages.values()],
			guild_scheduled_events: [...this.scheduledEvents.values()]
				.filter((event) => event.isSeenBy(bot))
				.map((event) => event.payload()),
			soundboard_sounds: [],
			voice_states: hasVoiceIntent ? inVoice.map((member) => member.voicePayload()) : [],
		};
	}

	#addChannel(type: SimulatedChannelType, options: ChannelOptions): Channel {
		const channel = new Channel(this, type, options);
		this.channels.set(channel.id, channel);
		this.world.channels.set(channel.id, channel);
		this.#dispatch('CHANNEL_CREATE', channel.payload());
		return channel;
	}

	#dispatch(event: string, data: Payload): void {
		this.world.dispatch({ event, bots: this.bots, intents: GatewayIntentBits.Guilds, data });
	}
}
