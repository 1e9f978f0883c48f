// The beginning of a panel: the public answer to a command or a press, deferred until there is something to show.
import type { ButtonInteraction, ChatInputCommandInteraction } from 'discord.js';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { PanelRoute } from './panel-route.js';

/** The parts of the program that a deferred panel needs. */
export interface DeferTools {
	clock: Clock;
	logger: Logger;
	/** Its `closing` is aborted when the program is stopping. */
	registry: { closing: AbortSignal };
}

/** Defers the public answer that becomes a panel. */
export async function deferPanel(
	interaction: ButtonInteraction<'cached'> | ChatInputCommandInteraction<'cached'>,
	{ clock, logger, registry }: DeferTools,
): Promise<PanelRoute> {
	const { applicationId, channelId, client, guildId, token } = interaction;
	const deferred = await interaction.deferReply({ withResponse: true });
	const messageId = deferred.interaction.responseMessageId ?? (await interaction.fetchReply()).id;
	return new PanelRoute({
		client,
		clock,
		logger,
		place: { channelId, messageId },
		guildId,
		closing: registry.closing,
		interaction: { applicationId, token },
	});
}
