// Discord's client as all accounts of ours have it.
import { Client, GatewayIntentBits, Options, type RateLimitData } from 'discord.js';
import type { Clock } from '../../clock.js';
import type { IdentifyTurns } from '../../cluster/identify-turns.js';
import { type ShardPlan, WHOLE_BOT } from '../../cluster/shard-plan.js';
import { noteSessions } from '../../voice/connection/own-sessions.js';
import { Acknowledgements, REST_RETRIES } from './acknowledgement.js';
import { mentionCommands } from './command-mentions.js';
import { withWait } from './rate-limit-wait.js';

/** The client waits out rate limits up to this; longer ones are errors, so that nothing hangs. */
const LONGEST_LIMIT_MS = 10_000;
/** After 3 s an interaction cannot be answered any more. */
const LONGEST_CALLBACK_LIMIT_MS = 2500;

/**
 * Each interaction has a token, and with it routes of its own, whose queues are of no use a few minutes
 * later: with the library's hour a busy evening piles them up.
 */
const QUEUES_SWEPT_MS = 5 * 60_000;

const API_VERSION = '10';

/** How an account's client is made. */
export interface DiscordClientOptions {
	/** Base of Discord's REST API, without a version. */
	discordApiUrl: string;
	clock: Clock;
	/** Whether it is told of scheduled events. */
	hasEvents?: boolean;
	/** Which of its shards are here; default all. */
	plan?: ShardPlan;
	/** When they log in, where that has to be asked for; default as the library has it. */
	turns?: IdentifyTurns | undefined;
}

/** Makes a client that is not logged in yet. */
export function createClient(options: DiscordClientOptions): Client {
	const { clock, discordApiUrl, hasEvents = false, plan = WHOLE_BOT, turns } = options;
	const { makeRequest } = new Acknowledgements({
		clock,
		apiUrl: `${discordApiUrl}/v${API_VERSION}`,
		applicationId: () => client.application?.id,
	});
	const client: Client = new Client({
		intents: [
			GatewayIntentBits.Guilds,
			GatewayIntentBits.GuildVoiceStates,
			...(hasEvents ? [GatewayIntentBits.GuildScheduledEvents] : []),
		],
		// NOTE: without it the library reads an environment variable SHARDS itself, as JSON.
		shards: plan.ids,
		...(turns && {
			ws: {
				async buildIdentifyThrottler(gateway) {
					const { session_start_limit: limit } = await gateway.fetchGatewayInformation();
					turns.serve(limit.max_concurrency);
					return {
						waitForIdentify: (shard, signal) => turns.waitFor(shard, limit.max_concurrency, signal),
					};
				},
			},
		}),
		rest: {
			api: discordApiUrl,
			version: API_VERSION,
			retries: REST_RETRIES,
			handlerSweepInterval: QUEUES_SWEPT_MS,
			rejectOnRateLimit: isTooLong,
			makeRequest: async (url, init) => {
				const { body } = init;
				const response = await makeRequest(
					url,
					typeof body === 'string' ? { ...init, body: mentionCommands(client, url, body) } : init,
				);
				return withWait(response);
			},
		},
		// What the bot has written it knows by its id; the library would keep 200 messages a channel.
		makeCache: Options.cacheWithLimits({
			...Options.DefaultMakeCacheSettings,
			MessageManager: 0,
		}),
		// Titles and names come from members: they must not ping anybody.
		allowedMentions: { parse: [] },
	});
	if (plan.shards !== 'auto') {
		// The library takes SHARD_COUNT from the environment where the option has its default, 1.
		client.options.shardCount = plan.shards.count;
	}
	// Each podcast listens for what happens to its channel: no number of them is a leak.
	client.setMaxListeners(0);
	noteSessions(client);
	return client;
}

function isTooLong({ retryAfter, route, sublimitTimeout }: RateLimitData): boolean {
	const limitMs = route.endsWith('/callback') ? LONGEST_CALLBACK_LIMIT_MS : LONGEST_LIMIT_MS;
	return Math.max(retryAfter, sublimitTimeout) > limitMs;
}
