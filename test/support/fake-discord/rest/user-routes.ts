// The gateway's address, accounts, the bot's own application and direct messages.
import type { User } from '../world/user.js';
import { userPayload } from '../world/user.js';
import type { World } from '../world/world.js';
import { refuse } from './api-error.js';
import { type RestAnswer, type RestRequest, type Route, route, tokenRoute } from './route.js';

const DIRECT_MESSAGE_TYPE = 1;
const SESSION_STARTS = 1000;
/** Most that one answer lists. */
const MAX_GUILDS = 200;

/** `/gateway/bot`, `/users/...` and `/applications/@me`. */
export function userRoutes(world: World, gatewayUrl: () => string): Route[] {
	return [
		// Not authorized (API documentation, "Gateway", Get Gateway).
		tokenRoute('GET', '/gateway', () => ({ body: { url: gatewayUrl() } })),
		route('GET', '/gateway/bot', ({ bot }) => ({
			body: {
				url: gatewayUrl(),
				shards: bot.shards,
				session_start_limit: {
					total: SESSION_STARTS,
					remaining: SESSION_STARTS - 1,
					reset_after: 14_400_000,
					max_concurrency: bot.maxConcurrency,
				},
			},
		})),
		route('GET', '/users/@me/guilds', listGuilds),
		route('GET', '/users/:user', (request) => ({ body: userPayload(findUser(world, request)) })),
		route('GET', '/applications/@me', ({ bot }) => ({ body: bot.applicationPayload() })),
		route('GET', '/oauth2/applications/@me', ({ bot }) => ({ body: bot.applicationPayload() })),
		route('POST', '/users/@me/channels', (request) => ({
			body: {
				id: request.body.recipient_id,
				type: DIRECT_MESSAGE_TYPE,
				last_message_id: null,
				recipients: [userPayload(findUser(world, request))],
			},
		})),
	];
}

/** The bot's guilds by id, each with what its roles give (API documentation, Get Current User Guilds). */
function listGuilds({ bot, query }: RestRequest): RestAnswer {
	const after = BigInt(query.get('after') ?? 0);
	const limit = Number(query.get('limit') ?? MAX_GUILDS);
	const guilds = [...bot.guilds]
		.filter(({ id }) => BigInt(id) > after)
		.sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
		.slice(0, Math.min(limit, MAX_GUILDS));
	return {
		body: guilds.map((guild) => ({
			id: guild.id,
			name: guild.name,
			icon: null,
			owner: false,
			permissions: String(guild.memberOf(bot).permissions),
			features: [],
		})),
	};
}

function findUser(world: World, request: RestRequest): User {
	const id = request.params.user ?? String(request.body.recipient_id);
	const user = id === '@me' ? request.bot.user : world.users.get(id);
	if (!user) {
		throw refuse.unknownUser();
	}
	return user;
}
