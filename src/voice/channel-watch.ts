// Who comes into the voice channel that is on air, and who leaves it.
import { Events, type Guild, type VoiceState } from 'discord.js';

/** The channel to watch, and whom to tell. */
export interface ChannelWatchOptions {
	guild: Guild;
	/** Id of the channel, which changes when the bot is moved. */
	channelId: () => string;
	/** Somebody may speak there now who could not before. */
	onEnter: (userId: string) => void;
	/** Somebody is not there any more. */
	onLeave: (userId: string) => void;
}

/** Watches one guild's voice states until it is closed. */
export class ChannelWatch {
	readonly #options: ChannelWatchOptions;
	/** Who may speak in which channel, as Discord told last. */
	#known: { channelId: string; userIds: ReadonlySet<string> };

	constructor(options: ChannelWatchOptions) {
		this.#options = options;
		this.#known = this.#look();
		options.guild.client.on(Events.VoiceStateUpdate, this.#onVoiceState);
		options.guild.client.on(Events.GuildAvailable, this.#onGuildAvailable);
	}

	/** User ids of those who may speak there now, the bot's own left out. */
	get userIds(): string[] {
		const { guild } = this.#options;
		return [...guild.voiceStates.cache.values()]
			.filter((state) => this.#maySpeak(state) && state.id !== guild.client.user.id)
			.map(({ id }) => id);
	}

	/** Watches nothing any more; harmless when repeated. */
	close(): void {
		this.#options.guild.client.off(Events.VoiceStateUpdate, this.#onVoiceState);
		this.#options.guild.client.off(Events.GuildAvailable, this.#onGuildAvailable);
	}

	#look() {
		return { channelId: this.#options.channelId(), userIds: new Set(this.userIds) };
	}

	/** A stage's audience is suppressed. */
	#maySpeak({ channelId, suppress }: VoiceState): boolean {
		return channelId === this.#options.channelId() && suppress !== true;
	}

	readonly #onVoiceState = (before: VoiceState, after: VoiceState) => {
		const { channelId, guild, onEnter, onLeave } = this.#options;
		if (after.guild.id !== guild.id || after.id === guild.client.user.id) {
			return;
		}
		this.#known = this.#look();
		if (this.#maySpeak(after) && !this.#maySpeak(before)) {
			onEnter(after.id);
		}
		if (before.channelId === channelId() && after.channelId !== channelId()) {
			onLeave(after.id);
		}
	};

	/** Of what changes during an outage, or between two gateway sessions, no event tells. */
	readonly #onGuildAvailable = (available: Guild) => {
		const { guild, onEnter, onLeave } = this.#options;
		if (available.id !== guild.id) {
			return;
		}
		const before = this.#known;
		const now = this.#look();
		this.#known = now;
		const isSameChannel = before.channelId === now.channelId;
		for (const userId of now.userIds) {
			if (!isSameChannel || !before.userIds.has(userId)) {
				onEnter(userId);
			}
		}
		for (const userId of isSameChannel ? before.userIds : []) {
			if (guild.voiceStates.cache.get(userId)?.channelId !== now.channelId) {
				onLeave(userId);
			}
		}
	};
}
