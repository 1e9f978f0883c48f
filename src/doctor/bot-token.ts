// Does Discord know the bot by this token, and may it log in?
import type { APIApplication, APIGatewayBotInfo, APIGatewaySessionStartLimit } from 'discord.js';
import { type Check, type Finding, fail, ok, quoteName, warn } from './check.js';
import type { DiscordRest } from './discord-rest.js';

/** Logins left of a day's 1,000 below which something starts the bot over and over. */
const FEW_LOGINS = 20;

/** Asks who the bot is, and how often it may log in yet, over REST: no login is used up. */
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
				return judgeLogins(who, limit);
			} catch (error) {
				return fail(rest.describeFailure(error));
			}
		},
	};
}

function judgeLogins(who: string, limit: APIGatewaySessionStartLimit): Finding {
	const { remaining, total, reset_after: resetAfterMs } = limit;
	// An API that stands in for Discord's may leave this out, too.
	const reset = Number.isFinite(resetAfterMs) ? `, all again in ${inWords(resetAfterMs)}` : '';
	const logins = `${remaining} of ${total} logins left${reset}`;
	if (remaining === 0) {
		return fail(`${who}, has ${logins}`, 'wait, and find out what starts the bot over and over');
	}
	return remaining < FEW_LOGINS
		? warn(`${who}, has ${logins}`, 'find out what starts the bot over and over')
		: ok(`${who}, ${logins}`);
}

/** How long it takes, in hours and minutes; the minute that has begun counts. */
function inWords(durationMs: number): string {
	const minutes = Math.ceil(Math.max(0, durationMs) / 60_000);
	const hours = Math.floor(minutes / 60);
	return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}
