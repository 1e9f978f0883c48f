// After a restart: what was played is played again, or the message about it says why not.

import type { Client, Guild, VoiceBasedChannel } from 'discord.js';
import type { Logger } from 'pino';
import { type Clock, comesWithin } from '../../clock.js';
import type { Language } from '../../languages.js';
import { ListeningRefusedError } from '../../listening/listening-facts.js';
import type { ListeningRegistry } from '../../listening/listening-registry.js';
import type { ChosenPodcast, PodcastCatalogue } from '../../listening/podcast-catalogue.js';
import type {
	LeftPanels,
	RememberedPanel,
	RememberedPlaying,
} from '../../store/listening-store.js';
import { RESUMED_WITHIN_MS } from '../../store/restart-window.js';
import { countPeople } from '../../voice/channel-access.js';
import { findGuild, waitForGuild } from '../accounts/guilds.js';
import {
	describeRefusal,
	describeUnplayed,
	type UnplayedChannel,
} from '../words/failures/listen-failures.js';
import {
	describePlaceObstacle,
	describeReturnObstacle,
	type PlaceObstacle,
	type ReturnObstacle,
} from '../words/return-words.js';
import { languageOfServer } from '../words/spoken-language.js';
import { ListeningPanel, playInto, showPlayingOver } from './listening-panel.js';
import { PanelRoute } from './panel-route.js';

/**
 * So long Discord shows an account in a channel whose process was killed, at least: where it is
 * not there, somebody has disconnected it.
 */
const GHOST_STAYS_MS = 30_000;

/** Further accounts that log in no sooner are not waited for. */
const ACCOUNTS_TIMEOUT_MS = 30_000;

/** What a start has found out so far. */
export interface AfterRestart {
	/** By guild: settled when its show is back on air, or is over. */
	shows: ReadonlyMap<string, Promise<void>>;
	/** By guild: the voice channel that Discord showed the account in at first, or null. */
	ghosts: ReadonlyMap<string, string | null>;
}

/** Everything that a return needs. */
export interface ReturnTools {
	catalogue: PodcastCatalogue;
	clock: Clock;
	listenings: ListeningRegistry;
	logger: Logger;
	/** Its `closing` is aborted when the program is stopping. */
	registry: { closing: AbortSignal };
	/** Whether what was played when the process died is played again. */
	resumesOnRestart: boolean;
}

interface Resumption extends AfterRestart {
	client: Client<true>;
	context: ReturnTools;
	left: LeftPanels;
}

/** Plays again what an earlier process has left, without being waited for. */
export async function resumeListenings(
	client: Client<true>,
	context: ReturnTools,
	found: AfterRestart,
): Promise<void> {
	const { listenings, logger } = context;
	const left = await listenings.memory.open();
	for (const panel of left.panels) {
		const resumed = resume(panel, { ...found, client, context, left }).catch((error: unknown) =>
			logger.error({ ...placeOf(panel), err: error }, 'What was played is not played again'),
		);
		listenings.track(resumed);
	}
}

async function resume(panel: RememberedPanel, parts: Resumption): Promise<void> {
	const { playing } = panel;
	const obstacle = findObstacle(parts);
	if (!playing || obstacle !== undefined) {
		await close(panel, obstacle ?? { kind: 'by command' }, parts);
		return;
	}
	const { catalogue, listenings } = parts.context;
	const { guildId } = playing;
	const { clock, registry } = parts.context;
	const guild =
		findGuild(parts.client, guildId) ??
		(await waitForGuild(parts.client, guildId, { clock, closing: registry.closing }));
	await Promise.all([parts.shows.get(guildId), accountsReady(parts)]);
	if (listenings.isClosing) {
		return;
	}
	const podcast = catalogue.reopen(playing.podcast, { guildId, title: panel.title });
	if (!guild || !podcast) {
		await close(panel, { kind: guild ? 'podcast over' : 'server not seen' }, parts);
		return;
	}
	await play(panel, { ...parts, guild, playing, podcast });
}

async function play(
	panel: RememberedPanel,
	parts: Resumption & { guild: Guild; playing: RememberedPlaying; podcast: ChosenPodcast },
): Promise<void> {
	const { context, guild, playing, podcast } = parts;
	const language = languageOfServer(guild);
	const shown = new ListeningPanel({
		route: makeRoute(panel, parts),
		title: panel.title,
		memory: context.listenings.memory,
		guildId: guild.id,
		language,
		podcast: podcast.reference,
	});
	const { listenings, logger } = context;
	const unplayed: UnplayedChannel[] = [];
	for (const { accountId, channelId } of playing.places) {
		const channelIdNow = ghostOf({ accountId, guildId: guild.id }, parts) ?? channelId;
		const channel = findChannel(channelIdNow, accountId, parts);
		const reason =
			typeof channel === 'string'
				? describePlaceObstacle(channel, language)
				: await tryToPlay(channel, language, {
						podcast,
						panel: shown,
						listenings,
						logger,
						accountId,
					});
		if (reason !== undefined) {
			unplayed.push({ channelId: channelIdNow, reason });
		}
	}
	if (listenings.isClosing) {
		return;
	}
	const lines = describeUnplayed(unplayed, language);
	if (unplayed.length === playing.places.length) {
		await close(panel, { kind: 'no channel', lines }, parts);
		return;
	}
	await shown.note(lines);
}

/** @returns a sentence on why it is not played, or undefined where it is */
async function tryToPlay(
	channel: VoiceBasedChannel,
	language: Language,
	parts: Parameters<typeof playInto>[1],
): Promise<string | undefined> {
	try {
		await playInto(channel, parts);
		return undefined;
	} catch (error) {
		if (!(error instanceof ListeningRefusedError)) {
			throw error;
		}
		return describeRefusal(error.refusal, language);
	}
}

/** Why nothing of an earlier process is played again. */
function findObstacle({ context, left }: Resumption): ReturnObstacle | undefined {
	const awayMs = context.clock.epochMs() - left.aliveEpochMs;
	if (!context.resumesOnRestart) {
		return { kind: 'by command' };
	}
	// A file of an older version does not tell.
	return awayMs > RESUMED_WITHIN_MS && left.aliveEpochMs > 0
		? { kind: 'away too long', awayMs }
		: undefined;
}

/** The channel, or why nothing is played there again. */
function findChannel(
	channelId: string,
	accountId: string,
	{ context, ghosts, guild, left }: Resumption & { guild: Guild },
): VoiceBasedChannel | PlaceObstacle {
	const channel = guild.channels.cache.get(channelId);
	if (!channel?.isVoiceBased()) {
		return 'channel gone';
	}
	if (countPeople(guild, channelId) === 0) {
		return 'nobody there';
	}
	const ghost = ghostOf({ accountId, guildId: guild.id }, { context, ghosts, guild });
	const awayMs = context.clock.epochMs() - left.aliveEpochMs;
	if (ghost === null && !left.isPaused && awayMs < GHOST_STAYS_MS) {
		return 'disconnected';
	}
	return channel;
}

/** Where Discord showed the account at first; undefined where that is not known. */
function ghostOf(
	{ accountId, guildId }: { accountId: string; guildId: string },
	{ context, ghosts, guild }: Pick<Resumption, 'context' | 'ghosts'> & { guild: Guild },
): string | null | undefined {
	return accountId === guild.client.user.id
		? ghosts.get(guildId)
		: context.listenings.ghostOf(accountId, guildId);
}

/** Resolves when all accounts that can play are there, or have had their time. */
async function accountsReady({ context }: Resumption): Promise<void> {
	const { clock, listenings } = context;
	await comesWithin({ clock, timeoutMs: ACCOUNTS_TIMEOUT_MS }, listenings.accountsReady);
}

async function close(
	panel: RememberedPanel,
	obstacle: ReturnObstacle,
	parts: Resumption,
): Promise<void> {
	const guildId = panel.playing?.guildId;
	const guild = guildId === undefined ? undefined : parts.client.guilds.cache.get(guildId);
	const language = languageOfServer(guild);
	const reason = describeReturnObstacle(obstacle, language);
	const over = { language, reason, title: panel.title };
	// What cannot be edited until the program stops is tried again after the next start.
	if (await showPlayingOver(makeRoute(panel, parts), over)) {
		await parts.context.listenings.memory.remove(panel.messageId);
	}
}

function makeRoute(panel: RememberedPanel, { client, context }: Resumption): PanelRoute {
	const { clock, logger, registry } = context;
	return new PanelRoute({
		client,
		clock,
		logger,
		place: placeOf(panel),
		closing: registry.closing,
	});
}

function placeOf({ channelId, messageId }: RememberedPanel) {
	return { channelId, messageId };
}
