// The bot put together: the one place that makes its parts, for the shipped program and for tests.
import type { Logger } from 'pino';
import { MixingPool } from '../audio/mix/mixing-pool.js';
import { PodcastApi } from '../client/podcast-api.js';
import { type Clock, comesWithin } from '../clock.js';
import type { Bus } from '../cluster/bus.js';
import type { BotConfig } from '../config/bot-settings.js';
import type { BotProgramConfig } from '../config/config.js';
import { VoicePrivacy } from '../consent/voice-consent.js';
import type { GatewayEndCause } from '../discord/accounts/gateway-end.js';
import { ListenerAccounts } from '../discord/accounts/listener-accounts.js';
import { Bot } from '../discord/bot.js';
import { ShowLinks } from '../discord/places/show-links.js';
import { describeLoginFailure } from '../discord/words/failures/login-words.js';
import { adviseOperator } from '../discord/words/failures/server-advice.js';
import { isOnlyHere, portOf } from '../host-name.js';
import { ListeningRegistry } from '../listening/listening-registry.js';
import { PodcastCatalogue } from '../listening/podcast-catalogue.js';
import { opusLibrary } from '../media/opus/opus-library.js';
import type { Metrics } from '../metrics/metrics.js';
import { baseUrl } from '../server/limits/address.js';
import { SoundChecks } from '../show/check/sound-checks.js';
import { ShowRegistry } from '../show/show-registry.js';
import { VoiceErasure } from '../show/voice-erasure.js';
import { AnnouncementMemory } from '../store/announcement-store.js';
import { ListeningMemory } from '../store/listening-store.js';
import { ScheduleMemory } from '../store/schedule-store.js';
import { ShowMemory } from '../store/show-store.js';
import { findLiveAt } from './live-at-address.js';
import { LoadedChime } from './loaded-chime.js';
import { makeEpisodeLinks, type Recordings } from './recordings.js';
import { SharedBot } from './shared-bot.js';
import { ShowPlaces } from './show-places.js';

/** What a bot is started with. */
export interface BotProgramOptions {
	config: BotProgramConfig;
	/** Base URL of the podcast server that shows go to: our own, or the one of the settings. */
	podcastApiUrl: URL;
	clock: Clock;
	logger: Logger;
	/** Source of numbers in 0..1 for the jitter of pauses. */
	random: () => number;
	/** To the bot's other processes; default: there are none. */
	bus?: Bus | undefined;
	/** Measures all of it. */
	metrics: Metrics;
	/** Episodes, which the server serves. */
	recordings: Pick<Recordings, 'catchUps' | 'jingles' | 'library' | 'profiles' | 'transcribe'>;
	/**
	 * Shows as a server of ours shows them, made of this registry; without it nobody serves them, and
	 * their addresses are told nowhere.
	 */
	places?: ShowPlaces;
	/** All shows; handed in by whoever tells of them before the bot is logged in; default new. */
	registry?: ShowRegistry;
	/** Discord has ended the account's connection for good; everything on air ends already. */
	onGatewayEnd?: (cause: GatewayEndCause) => void;
	/** Tells whoever started the program; default: nobody. */
	print?: (line: string) => void;
}

/** A bot that is logged in, by those of its parts that are of use from outside. */
export interface BotProgram {
	readonly accounts: ListenerAccounts;
	readonly bot: Bot;
	readonly listenings: ListeningRegistry;
	readonly registry: ShowRegistry;
	readonly soundChecks: SoundChecks;
	/** Leaves everything in order, so that it comes back after a restart where the settings say so. */
	stop(): Promise<void>;
}

/** Podcasts end at once; their panels are waited for no longer, the next start sees to them. */
const PANELS_TIMEOUT_MS = 3000;

/**
 * Makes all parts of the bot and logs in.
 *
 * @throws {UserError} if Discord refuses the bot token
 */
export async function startBot(options: BotProgramOptions): Promise<BotProgram> {
	const { clock, config, logger, metrics, print = () => {}, random } = options;
	const { library: episodes } = options.recordings;
	const settings = config.bot;
	const registry = options.registry ?? new ShowRegistry();
	metrics.watchBot(registry.totals);
	const privacy = new VoicePrivacy({ folder: config.dataDir, clock, logger });
	await privacy.open();
	options.recordings.transcribe(privacy);
	const shared = new SharedBot({ ...options, bus: options.bus, privacy, registry });
	const files = { folder: config.dataDir, clock, logger, owns: shared.owns };
	const memory = new ShowMemory(files);
	const scheduleMemory = new ScheduleMemory(files);
	options.places?.useNames(privacy);
	options.places?.useSchedule(scheduleMemory);
	const announcements = new AnnouncementMemory(files);
	const mixing = new MixingPool({
		...(settings.mixWorkers !== undefined && { workers: settings.mixWorkers }),
		onWorkerError: (error) => logger.error({ err: error }, 'A mixing worker failed'),
	});
	logger.info({ library: opusLibrary().name }, 'Voices are mixed');
	const api = createPodcastApi(options);
	const chime = settings.hasChime
		? new LoadedChime({ file: settings.chimeFile, clock, logger })
		: undefined;
	const accounts = new ListenerAccounts({
		tokens: settings.listenerTokens,
		plan: shared.plan,
		discordApiUrl: settings.discordApiUrl,
		logger,
		describe: describeLoginFailure,
	});
	tellOfAccounts(accounts, print);
	const listenings = new ListeningRegistry({
		accounts,
		onAir: registry,
		clock,
		logger,
		random,
		settings: settings.onAir,
		memory: new ListeningMemory(files),
	});
	metrics.watchListenings(listenings.totals);
	const soundChecks = new SoundChecks({
		api,
		clock,
		logger,
		registry,
		settings: settings.onAir,
		voices: { privacy, areBotsOnAir: settings.areBotsOnAir },
		hasChannelStatus: settings.hasChannelStatus,
		linkUrl: linkUrlOf(options),
	});
	const closeParts = async () => {
		shared.close();
		await Promise.all([accounts.close(), chime?.close()]);
		await Promise.all([
			mixing.close(),
			privacy.close(),
			memory.close(),
			listenings.memory.close(),
			scheduleMemory.close(),
			announcements.close(),
		]);
	};
	const erasure = new VoiceErasure(registry, episodes, { hasOthers: shared.plan.isShared });
	const starting = Bot.start({
		botToken: settings.botToken,
		discordApiUrl: settings.discordApiUrl,
		commandsGuildId: settings.commandsGuildId,
		plan: shared.plan,
		turns: shared.turns,
		announcements,
		api,
		catalogue: createCatalogue(options, { api, registry }),
		chime,
		clock,
		dataDir: config.dataDir,
		defaultVisibility: settings.defaultVisibility,
		defaultConsent: settings.defaultConsent,
		episodes,
		episodeLinks: makeEpisodeLinks({
			baseUrl: episodesUrlOf(options),
			clock,
			library: episodes,
		}),
		erasure,
		mayBegin: shared.mayBegin,
		choicesHeard: shared.choicesHeard,
		isRecordedByDefault: settings.recording.isDefault,
		jingles: options.recordings.jingles,
		recordingFacts: {
			...settings.recording,
			hasCatchUp: options.recordings.catchUps !== undefined,
			transcriber: transcriberOf(settings),
		},
		recordings: {
			library: episodes,
			settings: settings.recording,
			catchUps: options.recordings.catchUps,
		},
		hasChannelStatus: settings.hasChannelStatus,
		links: new ShowLinks({
			profiles: options.recordings.profiles,
			baseUrl: episodesUrlOf(options),
			isAddressSet: config.server.publicUrl !== undefined,
			isLiveThere: options.places !== undefined && settings.podcastApiUrl === undefined,
			defaultVisibility: settings.defaultVisibility,
		}),
		listenings,
		logger,
		memory,
		...(options.onGatewayEnd && { onGatewayEnd: options.onGatewayEnd }),
		print,
		random,
		keepsPodcasts: settings.keepsPodcasts,
		registry,
		resumesOnRestart: settings.resumesOnRestart,
		scheduleMemory,
		timeZone: settings.timeZone,
		settings: settings.onAir,
		soundChecks,
		voices: {
			areBotsOnAir: settings.areBotsOnAir,
			mix: settings.mix,
			mixing,
			privacy,
		},
	});
	const bot = await starting.catch(async (error: unknown) => {
		await closeParts();
		throw error;
	});
	shared.eraseWith(erasure);
	options.places?.nameServers((guildId) => bot.nameOfServer(guildId));
	const part = shared.plan.isShared ? ` of shards ${shared.plan}` : '';
	print(`Logged in as ${bot.name}, in ${bot.guildCount} server(s)${part}.`);
	print(`Invite it with: ${bot.inviteUrl}`);
	print(
		bot.guildCount === 0
			? 'Next: open that link and add the bot to your server, join a voice channel there, type /podcast start.'
			: 'Next: join a voice channel and type /podcast start.',
	);
	return {
		accounts,
		bot,
		listenings,
		registry,
		soundChecks,
		async stop() {
			bot.refuseCommands();
			const isPause = settings.resumesOnRestart;
			const closing = Promise.all([
				isPause ? registry.pause() : registry.close(),
				isPause ? listenings.pause() : listenings.close(),
			]);
			await comesWithin({ clock, timeoutMs: PANELS_TIMEOUT_MS }, closing);
			await bot.close();
			await closeParts();
		},
	};
}

/** Puts shows together for whoever serves them, before the bot is logged in. */
export function makePlaces({
	clock,
	config,
	logger,
	recordings,
	registry,
}: Pick<BotProgramOptions, 'clock' | 'config' | 'logger' | 'recordings'> & {
	registry: ShowRegistry;
}): ShowPlaces {
	return new ShowPlaces({
		profiles: recordings.profiles,
		episodes: recordings.library,
		registry,
		defaultVisibility: config.bot.defaultVisibility,
		publicUrl: publicUrlOf(config),
		isLiveElsewhere: config.bot.podcastApiUrl !== undefined,
		clock,
		logger,
	});
}

/** Our own server is reached by loopback, and told of by its public address. */
function createPodcastApi({ clock, config, podcastApiUrl }: BotProgramOptions): PodcastApi {
	const { credentials, podcastApiUrl: foreignUrl, websocketHosts } = config.bot;
	return new PodcastApi({
		apiUrl: podcastApiUrl,
		...credentials,
		clock,
		advise: adviseOperator,
		...(foreignUrl ? { websocketHosts } : { isOwnServer: true, publicUrl: publicUrlOf(config) }),
	});
}

function createCatalogue(
	{ clock, config, places, podcastApiUrl }: BotProgramOptions,
	{ api, registry }: { api: PodcastApi; registry: ShowRegistry },
): PodcastCatalogue {
	const { linkOrigins, podcastApiUrl: foreignUrl } = config.bot;
	return new PodcastCatalogue({
		api,
		apiUrl: podcastApiUrl,
		publicUrl: publicUrlOf(config),
		linkOrigins,
		...(places && {
			findLive: (slug, key) => findLiveAt({ places, registry }, slug, key),
		}),
		hasDirectory: () => foreignUrl === undefined || api.isExtended,
		clock,
		onAir: registry,
	});
}

/** Where the links of our own server lead, as it tells them. */
function linkUrlOf({ config, podcastApiUrl }: BotProgramOptions): URL | undefined {
	const { bot, server } = config;
	return bot.podcastApiUrl
		? undefined
		: (publicUrlOf(config) ?? new URL(baseUrl(server.host, portOf(podcastApiUrl))));
}

/** Where episodes are: beside the podcasts, or, where those are elsewhere, on what shows our health. */
function episodesUrlOf(options: BotProgramOptions): URL {
	const { config } = options;
	const { host, port } = config.server;
	return linkUrlOf(options) ?? publicUrlOf(config) ?? new URL(baseUrl(host, port));
}

/** A service on this machine is nobody else. */
function transcriberOf({ transcribe }: BotConfig): string | undefined {
	return transcribe && !isOnlyHere(transcribe.url) ? transcribe.url.host : undefined;
}

function publicUrlOf({ server }: BotProgramConfig): URL | undefined {
	return server.publicUrl === undefined ? undefined : new URL(server.publicUrl);
}

/** They log in beside the bot, which does not wait for them. */
function tellOfAccounts(accounts: ListenerAccounts, print: (line: string) => void): void {
	void accounts.ready.then(() => {
		if (accounts.wanted > 0) {
			print(`Listener accounts: ${accounts.count} of ${accounts.wanted} logged in.`);
		}
	});
}
