// Whether a bot may be heard where it is: it makes itself a speaker of a stage, or asks to be one.
import {
	ChannelType,
	type Client,
	Events,
	type Guild,
	PermissionFlagsBits,
	type VoiceState,
} from 'discord.js';
import type { Logger } from 'pino';

/** What keeps members from hearing the bot. */
export type SpeakingObstacle =
	/** It is in a stage's audience and has asked to speak: a moderator has to let it. */
	| 'asked to speak'
	/** It is in a stage's audience and may not even ask. */
	| 'in the audience'
	/** The channel does not let it speak. */
	| 'not allowed'
	/** A moderator has muted it. */
	| 'muted';

/** What is watched, and who is told. */
export interface SpeakingRightOptions {
	guild: Guild;
	logger: Logger;
	/** What stands in the way is otherwise than before; undefined where nothing does. */
	onChange: (obstacle: SpeakingObstacle | undefined) => void;
}

/** Sees to one bot's right to speak in one guild until it is closed. */
export class SpeakingRight {
	readonly #options: SpeakingRightOptions;
	readonly #client: Client<true>;
	#obstacle: SpeakingObstacle | undefined;
	/** The stage in which something was tried since it last let the bot speak. */
	#triedIn: string | null = null;

	constructor(options: SpeakingRightOptions) {
		this.#options = options;
		this.#client = options.guild.client;
		this.#client.on(Events.VoiceStateUpdate, this.#onVoiceState);
		const own = options.guild.members.me?.voice;
		if (own) {
			this.#look(own);
		}
	}

	/** What stands in the way now. */
	get obstacle(): SpeakingObstacle | undefined {
		return this.#obstacle;
	}

	/** Stops watching; harmless when repeated. */
	close(): void {
		this.#client.off(Events.VoiceStateUpdate, this.#onVoiceState);
	}

	readonly #onVoiceState = (_before: VoiceState, now: VoiceState): void => {
		if (now.guild.id === this.#options.guild.id && now.id === this.#client.user.id) {
			this.#look(now);
		}
	};

	#look(own: VoiceState): void {
		if (own.channelId === null) {
			return;
		}
		if (own.suppress && own.channel?.type === ChannelType.GuildStageVoice) {
			void this.#leaveAudience(own);
			return;
		}
		this.#triedIn = null;
		this.#set(own.serverMute ? 'muted' : own.suppress ? 'not allowed' : undefined);
	}

	/**
	 * Members who may mute others make themselves speakers (API documentation, "Modify Current User
	 * Voice State").
	 */
	async #leaveAudience(own: VoiceState): Promise<void> {
		if (this.#triedIn === own.channelId) {
			return;
		}
		this.#triedIn = own.channelId;
		const permissions = own.member && own.channel?.permissionsFor(own.member);
		try {
			if (permissions?.has(PermissionFlagsBits.MuteMembers)) {
				await own.setSuppressed(false);
			} else if (permissions?.has(PermissionFlagsBits.RequestToSpeak)) {
				await own.setRequestToSpeak(true);
				this.#set('asked to speak');
			} else {
				this.#set('in the audience');
			}
		} catch (error) {
			this.#options.logger.warn({ err: error }, 'The stage does not let the bot speak');
			this.#set('in the audience');
		}
	}

	#set(obstacle: SpeakingObstacle | undefined): void {
		if (obstacle !== this.#obstacle) {
			this.#obstacle = obstacle;
			this.#options.onChange(obstacle);
		}
	}
}
