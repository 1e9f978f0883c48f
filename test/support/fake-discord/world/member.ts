// A member of a guild, and everything a person does in a Discord client.
import { GatewayIntentBits } from 'discord.js';
import type { SpeakOptions, Speech } from '../voice/speech.js';
import type { CallMember } from '../voice/voice-call.js';
import type { Bot } from './bot.js';
import type { Channel } from './channel.js';
import type { Interaction, InteractionWorld } from './interaction.js';
import {
	autocomplete,
	type OptionValues,
	pressComponent,
	runCommand,
	submitModal,
} from './invocation.js';
import { Message, type MessageChannel, postMessage } from './message.js';
import type { Payload } from './payload.js';
import { ALL_PERMISSIONS, hasPermissions } from './permissions.js';
import type { Role } from './role.js';
import { type User, userPayload } from './user.js';

/** Where somebody is in voice, and what is switched off. */
export interface VoiceState {
	channel: Channel | null;
	/** Of a bot the main gateway session that joined. */
	sessionId: string;
	selfMute: boolean;
	selfDeaf: boolean;
	/** By a moderator. */
	mute: boolean;
	/** By a moderator. */
	deaf: boolean;
	/** May not speak: the audience of a stage, or nobody who lacks the permission. */
	suppress: boolean;
	requestToSpeakTimestamp: string | null;
}

/** A member's voice state changed. */
export interface VoiceStateChange {
	member: Member;
	before: VoiceState;
	/** What a bot's voice websocket is closed with if it left the channel. */
	closeCode: number;
}

/** The world, as members know it. */
export interface MemberWorld extends InteractionWorld {
	readonly onVoiceStateChange: (change: VoiceStateChange) => void;
	readonly speak: (member: Member, frames: readonly Uint8Array[], options: SpeakOptions) => Speech;
}

/** A guild, as its members know it. */
interface MemberGuild {
	readonly id: string;
	readonly world: MemberWorld;
	readonly owner: Member;
	readonly everyone: Role;
	readonly bots: ReadonlySet<Bot>;
}

/** Discord disconnected the client from voice (voice close event codes). */
const DISCONNECTED_CODE = 4014;

/** Somebody in one guild. */
export class Member implements CallMember {
	readonly guild: MemberGuild;
	readonly user: User;
	readonly roles: Role[];
	readonly joinedAt = new Date().toISOString();
	nick: string | null = null;
	/** Of their client. */
	locale = 'en-US';
	#voice: VoiceState;

	constructor(guild: MemberGuild, user: User, roles: Role[]) {
		this.guild = guild;
		this.user = user;
		this.roles = roles;
		this.#voice = {
			channel: null,
			sessionId: guild.world.random.hex(16),
			selfMute: false,
			selfDeaf: false,
			mute: false,
			deaf: false,
			suppress: false,
			requestToSpeakTimestamp: null,
		};
	}

	get id(): string {
		return this.user.id;
	}

	get voice(): Readonly<VoiceState> {
		return this.#voice;
	}

	/** In the whole guild, before channel overwrites. */
	get permissions(): bigint {
		if (this.guild.owner === this) {
			return ALL_PERMISSIONS;
		}
		const bits = this.roles.reduce(
			(all, role) => all | role.permissions,
			this.guild.everyone.permissions,
		);
		return hasPermissions(bits, 'Administrator') ? ALL_PERMISSIONS : bits;
	}

	/** Whether this member's audio is let through to others. */
	get canBeHeard(): boolean {
		const { channel, selfMute, mute, suppress } = this.#voice;
		return channel !== null && !selfMute && !mute && !suppress;
	}

	/** Whether audio is sent to this member. */
	get canHear(): boolean {
		return this.#voice.channel !== null && !this.#voice.selfDeaf && !this.#voice.deaf;
	}

	/**
	 * Joins a voice channel, or changes to it.
	 *
	 * @throws {RangeError} where Discord's client would not let this member in
	 */
	join(channel: Channel, options: { selfMute?: boolean; selfDeaf?: boolean } = {}): void {
		if (!channel.isVoice || !this.mayConnect(channel)) {
			throw new RangeError(`${this.user.username} cannot join ${channel.name}`);
		}
		this.setVoice({
			channel,
			selfMute: options.selfMute ?? false,
			selfDeaf: options.selfDeaf ?? false,
		});
	}

	leave(): void {
		this.setVoice({ channel: null });
	}

	/** Is moved by a moderator. A bot's voice websocket closes with 4014, then it gets a server. */
	move(channel: Channel): void {
		this.setVoice({ channel });
	}

	/** Is thrown out of voice by a moderator; bots with 4014, some report 4022. */
	disconnect(closeCode: number = DISCONNECTED_CODE): void {
		this.setVoice({ channel: null }, closeCode);
	}

	setSelfMute(selfMute: boolean): void {
		this.setVoice({ selfMute });
	}

	setSelfDeaf(selfDeaf: boolean): void {
		this.setVoice({ selfDeaf });
	}

	/** A moderator mutes the member, or lifts that. */
	setServerMute(mute: boolean): void {
		this.setVoice({ mute });
	}

	/** A moderator deafens the member, or lifts that. */
	setServerDeaf(deaf: boolean): void {
		this.setVoice({ deaf });
	}

	/**
	 * A moderator on a stage: false makes a speaker, true sends back to the audience, where it
	 * declines the request of somebody who has asked to speak.
	 */
	setSuppressed(suppress: boolean): void {
		// API documentation, "Modify User Voice State": people are shown as invited, bots are not.
		const isInvited = !suppress && !this.user.isBot && this.#voice.channel?.isStage === true;
		this.setVoice({
			suppress,
			requestToSpeakTimestamp: isInvited ? new Date().toISOString() : null,
		});
	}

	/**
	 * Starts to talk: everybody in the channel who is not deafened gets the frames.
	 *
	 * @param frames - Opus, 20 ms each
	 * @throws {RangeError} if the member is in no voice channel
	 */
	startSpeaking(frames: readonly Uint8Array[], options: SpeakOptions = {}): Speech {
		return this.guild.world.speak(this, frames, options);
	}

	/** Talks to the end; resolves when the last packet has left. */
	speak(frames: readonly Uint8Array[], options: SpeakOptions = {}): Promise<Speech> {
		return this.startSpeaking(frames, options).finished;
	}

	/**
	 * Runs a slash command, such as `podcast start`.
	 *
	 * @throws {ClientRefusalError} where Discord's client would not send it
	 */
	runCommand(
		line: string,
		values: OptionValues,
		where: { channel: MessageChannel; bot?: Bot },
	): Interaction {
		return runCommand(this, line, values, where);
	}

	/** Types into an option with autocomplete. */
	autocomplete(
		line: string,
		values: OptionValues,
		where: { channel: MessageChannel; focused: string; bot?: Bot },
	): Interaction {
		return autocomplete(this, line, values, where);
	}

	/**
	 * Presses a button.
	 *
	 * @throws {ClientRefusalError} if it is not there or disabled
	 */
	pressButton(message: Message, customId: string): Interaction {
		return pressComponent(this, message, customId);
	}

	/** Picks from a select menu. */
	select(message: Message, customId: string, values: readonly string[]): Interaction {
		return pressComponent(this, message, customId, values);
	}

	/** Submits the modal that the bot answered an interaction with. */
	submitModal(opener: Interaction, values: Record<string, string>): Interaction {
		return submitModal(this, opener, values);
	}

	/** Writes into a channel. */
	send(channel: MessageChannel, content: string): Message {
		const { world } = this.guild;
		return postMessage(world, new Message({ channel, author: this.user, body: { content } }));
	}

	addRole(role: Role): void {
		this.roles.push(role);
		this.#dispatchUpdate();
	}

	removeRole(role: Role): void {
		this.roles.splice(this.roles.indexOf(role), 1);
		this.#dispatchUpdate();
	}

	setNick(nick: string | null): void {
		this.nick = nick === '' ? null : nick;
		this.#dispatchUpdate();
	}

	/** Whether permissions and the user limit let this member in. */
	mayConnect(channel: Channel): boolean {
		const bits = channel.permissionsOf(this);
		if (!hasPermissions(bits, 'ViewChannel', 'Connect')) {
			return false;
		}
		const others = channel.voiceMembers.filter((member) => member !== this).length;
		const isFull = channel.userLimit > 0 && others >= channel.userLimit;
		return !isFull || hasPermissions(bits, 'MoveMembers');
	}

	/**
	 * Changes the voice state and tells the bots, then the voice side.
	 *
	 * @param closeCode - for a bot's voice websocket if it leaves its channel
	 */
	setVoice(change: Partial<VoiceState>, closeCode: number = DISCONNECTED_CODE): void {
		const before = this.#voice;
		const next = { ...before, ...change };
		if (next.channel === null && before.channel === null) {
			this.#voice = next;
			return;
		}
		if (next.channel !== null && next.channel !== before.channel) {
			const maySpeak = hasPermissions(next.channel.permissionsOf(this), 'Speak');
			next.suppress = next.channel.isStage || !maySpeak;
			next.requestToSpeakTimestamp = null;
		}
		this.#voice = next;
		this.guild.world.dispatch({
			event: 'VOICE_STATE_UPDATE',
			bots: this.guild.bots,
			intents: GatewayIntentBits.GuildVoiceStates,
			data: { ...this.voicePayload(), guild_id: this.guild.id, member: this.payload() },
		});
		this.guild.world.onVoiceStateChange({ member: this, before, closeCode });
		this.guild.world.watch.changed();
	}

	/** The member as REST and gateway show it. */
	payload(): Payload {
		return {
			user: userPayload(this.user),
			nick: this.nick,
			avatar: null,
			banner: null,
			roles: this.roles.map((role) => role.id),
			joined_at: this.joinedAt,
			premium_since: null,
			deaf: this.#voice.deaf,
			mute: this.#voice.mute,
			flags: 0,
			pending: false,
			communication_disabled_until: null,
		};
	}

	/** The voice state as GUILD_CREATE shows it. */
	voicePayload(): Payload {
		const voice = this.#voice;
		return {
			channel_id: voice.channel?.id ?? null,
			user_id: this.id,
			session_id: voice.sessionId,
			deaf: voice.deaf,
			mute: voice.mute,
			self_deaf: voice.selfDeaf,
			self_mute: voice.selfMute,
			self_video: false,
			suppress: voice.suppress,
			request_to_speak_timestamp: voice.requestToSpeakTimestamp,
		};
	}

	#dispatchUpdate(): void {
		this.guild.world.dispatch({
			event: 'GUILD_MEMBER_UPDATE',
			bots: this.guild.bots,
			intents: GatewayIntentBits.GuildMembers,
			always: this.guild.world.bots.get(this.id),
			data: { ...this.payload(), guild_id: this.guild.id },
		});
	}
}
