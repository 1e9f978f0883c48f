// Tells a channel what happens to its podcast after the command was answered.
import { type GuildTextBasedChannel, MessageFlags } from 'discord.js';
import type { Logger } from 'pino';
import type { GuildCommandInteraction } from './command.js';

/** Interaction tokens are valid for 15 minutes; a minute is left for clocks that differ. */
const TOKEN_LIFETIME_MS = 14 * 60_000;

/** Says things where the podcast was started. */
export class Announcer {
	readonly #interaction: GuildCommandInteraction;
	readonly #logger: Logger;

	constructor(interaction: GuildCommandInteraction, logger: Logger) {
		this.#interaction = interaction;
		this.#logger = logger;
	}

	/** Says it in public; where Discord does not let us, it stands in the log. */
	say(text: string): void {
		this.#send(text).catch((error: unknown) => {
			this.#logger.warn(
				{ guildId: this.#interaction.guildId, err: error, text },
				'Could not be said in Discord',
			);
		});
	}

	async #send(text: string): Promise<void> {
		const ageMs = Date.now() - this.#interaction.createdTimestamp;
		if (ageMs < TOKEN_LIFETIME_MS) {
			await this.#interaction.followUp({ content: text });
			return;
		}
		const channel = await this.#interaction.client.channels.fetch(this.#interaction.channelId);
		await (channel as GuildTextBasedChannel).send({
			content: text,
			flags: MessageFlags.SuppressNotifications,
		});
	}
}
