// A server that the bot was added to while it runs is told how to begin, once, in its first channel.
import {
	ChannelType,
	type Client,
	Events,
	type Guild,
	type GuildBasedChannel,
	MessageFlags,
	PermissionFlagsBits,
	type TextChannel,
} from 'discord.js';
import type { Logger } from 'pino';
import { describeWelcome } from '../../words/help-words.js';
import { languageOfServer } from '../../words/spoken-language.js';
import { postOnce } from '../post-once.js';

/** What may be written there by. */
const NEEDED = [PermissionFlagsBits.ViewChannel, PermissionFlagsBits.SendMessages];

/** Welcomes servers from now on; those that Discord shows again after an outage are none of them. */
export function welcomeServers(client: Client<true>, logger: Logger): void {
	client.on(Events.GuildCreate, (guild) => void welcome(guild, logger));
}

async function welcome(guild: Guild, logger: Logger): Promise<void> {
	const channel = findChannel(guild);
	if (!channel) {
		logger.info({ guildId: guild.id }, 'Added to a server without a channel to say hello in');
		return;
	}
	logger.info({ guildId: guild.id, channelId: channel.id }, 'Added to a server');
	try {
		await postOnce(guild.client, channel.id, {
			content: describeWelcome(languageOfServer(guild)),
			allowed_mentions: { parse: [] },
			flags: MessageFlags.SuppressNotifications,
		});
	} catch (error) {
		logger.warn({ guildId: guild.id, err: error }, 'A server could not be told how to begin');
	}
}

/** Where Discord itself greets newcomers, else the first text channel that the bot may write in. */
function findChannel(guild: Guild): TextChannel | undefined {
	const system = guild.systemChannel;
	if (system && mayWrite(system)) {
		return system;
	}
	return guild.channels.cache
		.filter((channel): channel is TextChannel => channel.type === ChannelType.GuildText)
		.sort((a, b) => a.rawPosition - b.rawPosition)
		.find(mayWrite);
}

function mayWrite(channel: GuildBasedChannel): boolean {
	const { me } = channel.guild.members;
	return me !== null && channel.permissionsFor(me).has(NEEDED);
}
