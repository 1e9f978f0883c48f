// What keeps an account out of Discord, in words for whoever runs the bot, by name of the setting.
import { adviseOnCertificate } from '../../../error-text.js';
import { UserError } from '../../../errors.js';
import { LoginError, type LoginFailure, type LoginPlace } from '../../accounts/login.js';
import { adviseAfterGatewayEnd } from './gateway-words.js';

const CHECK_NETWORK = 'check the network, DNS, the firewall, and DISCORD_API_URL';

/** @returns an error whose text may be shown, where there are words for what happened */
export function explainLogin(error: unknown, place: LoginPlace): unknown {
	return error instanceof LoginError
		? new UserError(describeLoginFailure(error.failure, place), { cause: error.cause })
		: error;
}

/** What happened, and what to do about it, without a full stop. */
export function describeLoginFailure(
	failure: LoginFailure,
	{ discordApiUrl, setting }: LoginPlace,
): string {
	const { host } = new URL(discordApiUrl);
	switch (failure.kind) {
		case 'token refused':
			return `Discord refuses ${setting}: copy it anew from the developer portal (Bot, Reset Token)`;
		case 'ended':
			return adviseAfterGatewayEnd(failure.cause, setting);
		case 'no answer':
			return `Discord at ${host} does not answer: check the network, and start again; npm run doctor tells more`;
		case 'rate limited':
			return `Discord asks to wait ${Math.ceil(failure.retryAfterMs / 1000)} s before the next login: start again then`;
		case 'answered':
			return failure.status >= 500
				? `Discord has a fault of its own (status ${failure.status}): see https://discordstatus.com, and start again later`
				: `Discord at ${host} answers with status ${failure.status}: is DISCORD_API_URL Discord's own?`;
		case 'too many logins':
			return 'The bot has logged in too often today, and Discord allows no more for now: start again later';
		case 'unreachable':
			return `Discord at ${host} cannot be reached (${failure.code}): ${adviseOnCertificate(failure.code) ?? CHECK_NETWORK}`;
	}
}
