// What ended an account's connection to Discord for good, in words.
import { GatewayCloseCodes } from 'discord.js';
import type { Language } from '../../../languages.js';
import { textsIn } from '../languages/texts.js';

/**
 * A sentence for members.
 *
 * @param cause - the gateway's close code, or `token` where the account's token is void
 */
export function describeGatewayEnd(cause: number | 'token', language: Language = 'en'): string {
	const { gateway } = textsIn(language).failure;
	switch (cause) {
		case 'token':
		case GatewayCloseCodes.AuthenticationFailed:
			return gateway.token;
		case GatewayCloseCodes.ShardingRequired:
			return gateway.sharding;
		case GatewayCloseCodes.DisallowedIntents:
			return gateway.intents;
		default:
			return gateway.other;
	}
}

/**
 * What whoever runs the bot has to do.
 *
 * @param setting - where the account's token stands, such as `DISCORD_TOKEN`
 */
export function adviseAfterGatewayEnd(cause: number | 'token', setting: string): string {
	switch (cause) {
		case 'token':
		case GatewayCloseCodes.AuthenticationFailed:
			return `Discord no longer accepts ${setting}: copy a new one from the developer portal (Bot, Reset Token), set it, and start again`;
		case GatewayCloseCodes.ShardingRequired:
			return `The bot of ${setting} is in more servers than Discord allows on one connection (4011): set SHARDS to auto, or to parts of more shards, such as 0/2 and 1/2, and start again`;
		case GatewayCloseCodes.InvalidShard:
			return `Discord refuses the shards of the bot of ${setting} (4010): SHARDS is auto, or shards and how many there are, such as 0/2, the same number in all processes; set it, and start again`;
		case GatewayCloseCodes.DisallowedIntents:
			return `Discord does not allow the intents of the bot of ${setting} (4014): switch them on in the developer portal (Bot, Privileged Gateway Intents), and start again`;
		default:
			return `Discord refuses the connection of the bot of ${setting} for good (gateway close code ${cause}): update this program, and start again`;
	}
}
