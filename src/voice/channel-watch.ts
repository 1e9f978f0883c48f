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

	constructor(options: ChannelWatchOptions) {
		this.#options = options;
		options.guild.client.on(Events.VoiceStateUpdate, this.#onVoiceState);
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
		if (this.#maySpeak(after) && !this.#maySpeak(before)) {
			onEnter(after.id);
		}
		if (before.channelId === channelId() && after.channelId !== channelId()) {
			onLeave(after.id);
		}
	};
}
