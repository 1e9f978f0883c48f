// Does Discord know the accounts that play podcasts, each by its token?
import { type APIApplication, DiscordAPIError } from 'discord.js';
import { type Check, fail, listSome, ok, quoteName } from './check.js';
import { DiscordRest } from './discord-rest.js';

/** Asks who each account is, over REST: no login is used up. Tokens are told by their place. */
export function listenerTokensCheck(apiUrl: string, tokens: readonly string[]): Check {
	const accounts = tokens.map((botToken) => new DiscordRest({ apiUrl, botToken }));
	return {
		name: 'listener accounts',
		whenSilent: `Discord's REST API at ${accounts[0]?.host} is silent: check the network and the firewall`,
		async run(signal) {
			const answers = await Promise.allSettled(
				accounts.map((rest) => rest.get<APIApplication>('/applications/@me', { signal })),
			);
			const names: string[] = [];
			const refused: string[] = [];
			for (const [index, answer] of answers.entries()) {
				if (answer.status === 'fulfilled') {
					names.push(quoteName(answer.value.name));
				} else if (isRefusal(answer.reason)) {
					refused.push(`entry ${index + 1}`);
				} else {
					return fail((accounts[index] as DiscordRest).describeFailure(answer.reason));
				}
			}
			return refused.length > 0
				? fail(
						`Discord refuses ${listSome(refused)} of DISCORD_LISTENER_TOKENS`,
						'copy it anew from the developer portal (Bot, Reset Token)',
					)
				: ok(listSome(names));
		},
	};
}

function isRefusal(error: unknown): boolean {
	return error instanceof DiscordAPIError && error.status === 401;
}
