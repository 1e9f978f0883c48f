// The whole way in one process: simulated Discord, the bot, the built-in server, receivers.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.js';
import type { Bus } from '../../src/cluster/bus.js';
import { readConfig } from '../../src/config/config.js';
import { createLogger } from '../../src/logger.js';
import { Metrics } from '../../src/metrics/metrics.js';
import { makePlaces, startBot } from '../../src/program/bot-program.js';
import { openRecordings } from '../../src/program/recordings.js';
import { startPodcastServer } from '../../src/program/server-program.js';
import type { PodcastServer } from '../../src/server/podcast-server.js';
import { ShowRegistry } from '../../src/show/show-registry.js';
import { countedFrames } from './fake-discord/counted-frames.js';
import { type FakeDiscordOptions, startFakeDiscord } from './fake-discord/fake-discord.js';
import type { Bot as BotAccount, BotOptions } from './fake-discord/world/bot.js';
import type { Channel } from './fake-discord/world/channel.js';
import type { Guild } from './fake-discord/world/guild.js';
import type { Interaction } from './fake-discord/world/interaction.js';
import type { Member } from './fake-discord/world/member.js';
import type { Message } from './fake-discord/world/message.js';
import { PodcastReceiver } from './podcast-receiver.js';
import { until } from './until.js';

/** Who and what is in the studio's Discord. */
export interface Scene {
	account: BotAccount;
	guild: Guild;
	host: Member;
	/** A voice channel. */
	stage: Channel;
	text: Channel;
}

/** What a test wants to be otherwise. */
export interface StudioOptions {
	discord?: FakeDiscordOptions;
	/** What the bot's account is beside its name. */
	account?: Partial<BotOptions>;
	/** To the bot's other processes; default: there are none. */
	bus?: Bus;
	/** The bot's time; default the machine's own. The podcast server keeps the machine's. */
	clock?: Clock;
	/** What an earlier process left behind; default a fresh folder. */
	dataDir?: string;
	/** Settings beside the defaults, as environment variables. */
	environment?: Record<string, string>;
	/** Makes something in Discord before the bot logs in. */
	before?: (scene: Scene) => void;
	/** How many listener accounts there are, in the guild; default none. */
	listenerAccounts?: number;
	/** Another podcast server than the built-in one. */
	podcastApiUrl?: string;
	/** Called when the built-in server listens, before the bot starts. */
	onServer?: (server: PodcastServer) => void;
}

const LISTENER = { clientId: '555', clientToken: 'listener-token' };

/** Starts everything, with one guild, a voice channel, a text channel and a host. */
export async function startStudio(options: StudioOptions = {}) {
	const discord = await startFakeDiscord(options.discord);
	onTestFinished(() => discord.close());
	const account = discord.addBot({ name: 'Caster', ...options.account });
	const guild = discord.addGuild({ name: 'Harbour', bots: [account] });
	const stage = guild.addVoiceChannel({ name: 'Lighthouse' });
	const text = guild.addTextChannel({ name: 'general' });
	const host = guild.addMember({ name: 'Ada', permissions: ['ManageGuild'] });
	const players = Array.from({ length: options.listenerAccounts ?? 0 }, (_, index) => {
		const player = discord.addBot({ name: `Player ${index + 1}` });
		guild.addBot(player);
		return player;
	});
	options.before?.({ account, guild, host, stage, text });

	const dataDir = options.dataDir ?? makeDataDir();
	const config = readConfig(
		{
			DISCORD_TOKEN: account.token,
			DISCORD_API_URL: discord.apiUrl,
			DATA_DIR: dataDir,
			PORT: '0',
			// Clients give idle connections up first, so that none sends on one that is just closed.
			KEEP_ALIVE_TIMEOUT_MS: '60000',
			// Who listens to what the bot says turns it on.
			CHIME: 'false',
			DISCORD_LISTENER_TOKENS: players.map(({ token }) => token).join(),
			PODCAST_CLIENTS: `${LISTENER.clientId}:${LISTENER.clientToken}`,
			...options.environment,
		},
		'bot',
	);
	const secrets = new Set([account.token, ...config.log.secrets]);
	const logger = watchedLogger(secrets);
	const metrics = new Metrics();
	onTestFinished(() => metrics.close());
	const shared = { config, logger: logger.logger, metrics };
	const recordings = await openRecordings({
		...shared,
		clock: options.clock ?? systemClock,
		isLate: () => false,
	});
	const { library: episodes } = recordings;
	onTestFinished(() => recordings.close());
	const registry = new ShowRegistry();
	const clock = options.clock ?? systemClock;
	const places = makePlaces({ ...shared, clock, recordings, registry });
	const server = await startPodcastServer({
		...shared,
		episodes,
		catchUps: recordings.catchUps?.served,
		shows: places,
		clock: systemClock,
	});
	onTestFinished(() => server.close());
	options.onServer?.(server);
	const serverUrl = options.podcastApiUrl ?? server.url;
	const { accounts, bot, listenings, soundChecks, stop } = await startBot({
		...shared,
		recordings,
		places,
		registry,
		bus: options.bus,
		podcastApiUrl: new URL(serverUrl),
		clock,
		random: () => 0.5,
	});
	onTestFinished(stop);
	await accounts.ready;
	return {
		account,
		bot,
		config,
		dataDir,
		discord,
		episodes,
		guild,
		host,
		listenings,
		log: logger.text,
		places,
		players,
		registry,
		secrets,
		server,
		serverUrl,
		soundChecks,
		stage,
		stop,
		text,
	};
}

/**
 * A logger that writes all it is given, without hiding anything. When the test is over, none of
 * the secrets must stand in it.
 */
function watchedLogger(secrets: ReadonlySet<string>) {
	let text = '';
	const destination = {
		write(line: string) {
			text += line;
		},
	};
	onTestFinished(() => {
		for (const secret of secrets) {
			expect(text.includes(secret), 'a secret stands in the log').toBe(false);
		}
	});
	const logger = createLogger({ level: 'trace', format: 'json', secrets: [], destination });
	return { logger, text: () => text };
}

/** A folder for `DATA_DIR` that is gone after the test. */
export function makeDataDir(): string {
	const folder = mkdtempSync(join(tmpdir(), 'data-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	return folder;
}

/** What `startStudio` gives. */
export type Studio = Awaited<ReturnType<typeof startStudio>>;

/** The podcast's id in an answer of `/podcast start`. */
export function podcastIdOf(text: string): string {
	const id = /Podcast `([^`]+)`/.exec(text)?.[1];
	if (id === undefined) {
		throw new Error(`Expected an answer with a podcast's id, got: ${text}`);
	}
	return id;
}

/** The listen key in a link that the bot shows, where there is one. */
export function listenKeyOf(text: string): string | undefined {
	return /\?key=([\w-]{22})(?![\w-])/.exec(text)?.[1];
}

/** Resolves when a panel shows its podcast's link, or why it has none: a moment after the rest. */
export async function untilLinked(panel: Message): Promise<void> {
	await until(() => panel.text).toMatch(/🎧|-# Private/);
}

/** Lets the host start a podcast in the studio's voice channel; resolves with its panel. */
export async function goOnAir(
	studio: Studio,
	options: Record<string, string> = {},
): Promise<{
	interaction: Interaction;
	id: string;
	listenKey: string | undefined;
	panel: Message;
}> {
	const { host, stage, text } = studio;
	if (host.voice.channel !== stage) {
		host.join(stage);
	}
	const interaction = host.runCommand('podcast start', options, { channel: text });
	studio.secrets.add(interaction.token);
	const answer = await interaction.response();
	// Servers of others have no links to show.
	if (studio.serverUrl === studio.server.url) {
		await untilLinked(answer);
	}
	const listenKey = listenKeyOf(answer.text);
	if (listenKey !== undefined) {
		studio.secrets.add(listenKey);
	}
	return { interaction, id: podcastIdOf(answer.text), listenKey, panel: answer };
}

/** Connects a receiver to a podcast of the studio. */
export async function listen(studio: Studio, podcastId: string): Promise<PodcastReceiver> {
	const receiver = await PodcastReceiver.connect({
		serverUrl: studio.server.url,
		podcastId,
		...LISTENER,
	});
	onTestFinished(() => receiver.close());
	for (const form of receiver.secretKeyForms) {
		studio.secrets.add(form);
	}
	return receiver;
}

/** A slow machine takes longer: each try more than the one before it. */
const FIRST_TRY_MS = 300;

/** Of all members together. */
let tried = 0;

/**
 * Resolves when a member is heard, which is when the bot has got into the call's encryption: the
 * delivery service is not told so by its clients.
 */
export async function untilHeard(
	studio: Studio,
	parts: { member: Member; receiver: PodcastReceiver },
): Promise<void> {
	const { member, receiver } = parts;
	let tries = 0;
	await until(async () => {
		tries += 1;
		// Frames of its own: what others said, or was said before, is not what is waited for.
		tried += 1;
		const frames = countedFrames(2, 128 + (tried % 128)).map((frame) => Buffer.from(frame));
		const areHeard = () =>
			frames.every((frame) => receiver.heard.items.some(({ opus }) => opus && frame.equals(opus)));
		await member.speak(frames, { speed: 10, trailingSilence: 0 });
		await studio.discord
			.until('both are heard', () => areHeard() || undefined, tries * FIRST_TRY_MS)
			.catch(() => {});
		return areHeard();
	}).toBe(true);
}
