// Tells a channel what happens to its podcast after the command was answered.
import { type GuildTextBasedChannel, MessageFlags } from 'discord.js';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { GuildCommandInteraction } from './command.js';

/** Interaction tokens are valid for 15 minutes; a minute is left for what is under way. */
const TOKEN_LIFETIME_MS = 14 * 60_000;

/** Says things where the podcast was started. */
export class Announcer {
	readonly #interaction: GuildCommandInteraction;
	readonly #clock: Clock;
	readonly #logger: Logger;
	readonly #tokenEndMs: number;

	/** Make it when the interaction comes in. */
	constructor(interaction: GuildCommandInteraction, parts: { clock: Clock; logger: Logger }) {
		this.#interaction = interaction;
		this.#clock = parts.clock;
		this.#logger = parts.logger;
		this.#tokenEndMs = this.#clock.nowMs() + TOKEN_LIFETIME_MS;
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
		if (this.#clock.nowMs() < this.#tokenEndMs) {
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
