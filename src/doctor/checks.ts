// All that the doctor looks at, in the order of its report.
import type { BotProgramConfig } from '../config/config.js';
import { botTokenCheck } from './bot-token.js';
import type { Check } from './check.js';
import { clockOffsetCheck } from './clock-offset.js';
import { dataDirCheck } from './data-dir.js';
import { daveCheck } from './dave.js';
import { DiscordRest } from './discord-rest.js';
import { gatewayCheck } from './gateway.js';
import { listenerTokensCheck } from './listener-tokens.js';
import { nodeVersionCheck } from './node-version.js';
import { permissionsCheck } from './permissions.js';
import { builtInServerCheck, foreignServerCheck, statusPortCheck } from './podcast-server.js';
import { publicUrlCheck } from './public-url.js';
import { slashCommandsCheck } from './slash-commands.js';
import { transportEncryptionCheck } from './transport-encryption.js';
import { udpCheck } from './udp.js';

/** The checks for a bot that is set up like this: first the machine, then Discord, then podcasts. */
export function makeChecks(config: BotProgramConfig): Check[] {
	const { bot } = config;
	const rest = new DiscordRest({ apiUrl: bot.discordApiUrl, botToken: bot.botToken });
	return [
		nodeVersionCheck,
		dataDirCheck(config.dataDir),
		daveCheck,
		transportEncryptionCheck,
		clockOffsetCheck(rest),
		botTokenCheck(rest),
		...(bot.listenerTokens.length > 0
			? [listenerTokensCheck(bot.discordApiUrl, bot.listenerTokens)]
			: []),
		gatewayCheck(rest),
		udpCheck(bot.discordApiUrl),
		permissionsCheck(rest),
		slashCommandsCheck(rest, bot.commandsGuildId),
		...(bot.podcastApiUrl
			? [foreignServerCheck(bot.podcastApiUrl, bot.credentials), statusPortCheck(config.server)]
			: [builtInServerCheck(config.server), publicUrlCheck(config.server)]),
	];
}
