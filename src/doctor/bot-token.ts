// Does Discord know the bot by this token, and may it log in?
import type { APIApplication, APIGatewayBotInfo, APIGatewaySessionStartLimit } from 'discord.js';
import { type Check, fail, ok, quoteName, warn } from './check.js';
import type { DiscordRest } from './discord-rest.js';

/** Logins left of a day's 1,000 below which something starts the bot over and over. */
const FEW_LOGINS = 20;

/** Asks who the bot is, over REST: no login is used up. */
export function botTokenCheck(rest: DiscordRest): Check {
	return {
		name: 'token',
		whenSilent: `Discord's REST API at ${rest.host} is silent: check the network and the firewall`,
		async run(signal) {
			try {
				const [application, gateway] = await Promise.all([
					rest.get<APIApplication>('/applications/@me', { signal }),
					rest.get<APIGatewayBotInfo>('/gateway/bot', { signal }),
				]);
				const who = `${quoteName(application.name)}, application ${application.id}`;
				// An API that stands in for Discord's may leave the limit out.
				const limit = gateway.session_start_limit as APIGatewaySessionStartLimit | undefined;
				if (!limit) {
					return ok(who);
				}
				const { remaining, total } = limit;
				const logins = `${remaining} of ${total} logins left for today`;
				if (remaining === 0) {
					return fail(
						`${who}, has ${logins}: wait, and find out what starts the bot over and over`,
					);
				}
				return remaining < FEW_LOGINS
					? warn(`${who}, has ${logins}: what starts the bot over and over?`)
					: ok(`${who}, ${logins}`);
			} catch (error) {
				return fail(rest.describeFailure(error));
			}
		},
	};
}
