// All that the doctor looks at, in the order of its report.
import type { ExaminedConfig } from '../config/config.js';
import { botTokenCheck } from './bot-token.js';
import { type Check, fail, skip } from './check.js';
import { chimeCheck, ffmpegCheck, opusCheck } from './chime.js';
import { clockOffsetCheck } from './clock-offset.js';
import { natsCheck } from './cluster/nats.js';
import { dataDirCheck } from './data-dir.js';
import { daveCheck } from './dave.js';
import { DiscordRest } from './discord-rest.js';
import { gatewayCheck } from './gateway.js';
import { listenerTokensCheck } from './listener-tokens.js';
import { nodeVersionCheck } from './node-version.js';
import { permissionsCheck } from './permissions.js';
import { builtInServerCheck, foreignServerCheck, statusPortCheck } from './podcast-server.js';
import { publicUrlCheck, websocketCheck } from './public-url.js';
import { slashCommandsCheck } from './slash-commands.js';
import { transportEncryptionCheck } from './transport-encryption.js';
import { udpCheck } from './udp.js';

/** The checks for a bot that is set up like this: first the machine, then Discord, then podcasts. */
export function makeChecks(config: ExaminedConfig): Check[] {
	const { bot } = config;
	const hasToken = bot.botToken !== undefined;
	const nats = natsCheck(config.cluster, hasToken);
	const isEdge = config.cluster.role === 'edge';
	const rest = new DiscordRest({ apiUrl: bot.discordApiUrl, botToken: bot.botToken });
	return [
		nodeVersionCheck,
		dataDirCheck(config.dataDir, bot.recording),
		daveCheck,
		transportEncryptionCheck,
		clockOffsetCheck(rest),
		hasToken ? botTokenCheck(rest) : isEdge ? edgeTokenCheck : missingTokenCheck,
		...(bot.listenerTokens.length > 0
			? [listenerTokensCheck(bot.discordApiUrl, bot.listenerTokens)]
			: []),
		gatewayCheck(rest),
		udpCheck(bot.discordApiUrl),
		ifToken(hasToken, permissionsCheck(rest)),
		ifToken(
			hasToken,
			slashCommandsCheck(rest, { guildId: bot.commandsGuildId, dataDir: config.dataDir }),
		),
		opusCheck,
		ffmpegCheck(bot, config.dataDir),
		chimeCheck(bot),
		...(bot.podcastApiUrl && bot.credentials
			? [foreignServerCheck(bot.podcastApiUrl, bot.credentials), statusPortCheck(config.server)]
			: [
					builtInServerCheck(config.server, bot.serverProcesses),
					publicUrlCheck(config.server),
					websocketCheck(config.server),
				]),
		...(nats ? [nats] : []),
	];
}

/** A newcomer has none yet, and the rest can be looked at all the same. */
const missingTokenCheck: Check = {
	name: 'token',
	whenSilent: 'the machine is too busy',
	run: async () =>
		fail(
			'DISCORD_TOKEN is not set yet',
			'make a bot in the developer portal (README.md has the steps) and put its token into .env; the demo needs none',
		),
};

const edgeTokenCheck: Check = { ...missingTokenCheck, run: async () => skip('an edge has no bot') };

function ifToken(hasToken: boolean, check: Check): Check {
	return hasToken ? check : { ...check, run: async () => skip('needs DISCORD_TOKEN') };
}
