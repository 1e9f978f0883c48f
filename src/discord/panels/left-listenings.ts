// After a restart: what was played is played again, or the message about it says why not.
import type { Client, Guild, VoiceBasedChannel } from 'discord.js';
import { sleepUntil } from '../../clock.js';
import { UserError } from '../../errors.js';
import type { ChosenPodcast } from '../../listening/podcast-catalogue.js';
import { type AfterRestart, findGuild, waitForGuild } from '../../show/recovery.js';
import type {
	LeftPanels,
	RememberedPanel,
	RememberedPlaying,
} from '../../store/listening-store.js';
import { RESUMED_WITHIN_MS } from '../../store/restart-window.js';
import { countPeople } from '../../voice/channel-access.js';
import type { CommandContext } from '../commands/command.js';
import { playInto } from '../commands/podcast-listen.js';
import { describeFailures, type RelayFailure } from '../commands/podcast-relay.js';
import { formatDuration } from '../words/markdown.js';
import { ListeningPanel, showPlayingOver } from './listening-panel.js';
import { PanelRoute } from './panel-route.js';

/**
 * So long Discord shows an account in a channel whose process was killed, at least: where it is
 * not there, somebody has disconnected it.
 */
const GHOST_STAYS_MS = 30_000;

/** Further accounts that log in no sooner are not waited for. */
const ACCOUNTS_TIMEOUT_MS = 30_000;

const PLAYS_AGAIN = 'The bot was restarted: `/podcast listen` plays it again.';

interface Resumption extends AfterRestart {
	client: Client<true>;
	context: CommandContext;
	left: LeftPanels;
}

/** Plays again what an earlier process has left, without being waited for. */
export async function resumeListenings(
	client: Client<true>,
	context: CommandContext,
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
		await close(panel, obstacle ?? PLAYS_AGAIN, parts);
		return;
	}
	const { catalogue, listenings } = parts.context;
	const { guildId } = playing;
	const guild = findGuild(guildId, parts) ?? (await waitForGuild(guildId, parts));
	await Promise.all([parts.shows.get(guildId), accountsReady(parts)]);
	if (listenings.isClosing) {
		return;
	}
	const podcast = catalogue.reopen(playing.podcast, { guildId, title: panel.title });
	if (!guild || !podcast) {
		const reason = guild ? 'and the podcast is over.' : 'and Discord has not shown me this server.';
		await close(panel, `The bot was restarted, ${reason}`, parts);
		return;
	}
	await play(panel, { ...parts, guild, playing, podcast });
}

async function play(
	panel: RememberedPanel,
	parts: Resumption & { guild: Guild; playing: RememberedPlaying; podcast: ChosenPodcast },
): Promise<void> {
	const { context, guild, playing, podcast } = parts;
	const shown = new ListeningPanel({
		route: makeRoute(panel, parts),
		title: panel.title,
		memory: context.listenings.memory,
		guildId: guild.id,
		podcast: podcast.reference,
	});
	const failed: RelayFailure[] = [];
	for (const { accountId, channelId } of playing.places) {
		const channelIdNow = ghostOf({ accountId, guildId: guild.id }, parts) ?? channelId;
		try {
			const channel = findChannel(channelIdNow, accountId, parts);
			await playInto(channel, { podcast, panel: shown, context, accountId });
		} catch (error) {
			if (!(error instanceof UserError)) {
				throw error;
			}
			failed.push({ channel: { id: channelIdNow }, reason: error.message });
		}
	}
	if (context.listenings.isClosing) {
		return;
	}
	if (failed.length === playing.places.length) {
		await close(panel, ['The bot was restarted.', ...describeFailures(failed)].join('\n'), parts);
		return;
	}
	await shown.note(describeFailures(failed));
}

/** @returns a sentence on why nothing of an earlier process is played again */
function findObstacle({ context, left }: Resumption): string | undefined {
	const awayMs = context.clock.epochMs() - left.aliveEpochMs;
	if (!context.resumesOnRestart) {
		return PLAYS_AGAIN;
	}
	// A file of an older version does not tell.
	return awayMs > RESUMED_WITHIN_MS && left.aliveEpochMs > 0
		? `The bot was restarted, after it had been away for ${formatDuration(awayMs)}.`
		: undefined;
}

/** @throws {UserError} where it is not to be played there again */
function findChannel(
	channelId: string,
	accountId: string,
	{ context, ghosts, guild, left }: Resumption & { guild: Guild },
): VoiceBasedChannel {
	const channel = guild.channels.cache.get(channelId);
	if (!channel?.isVoiceBased()) {
		throw new UserError('the voice channel is gone.');
	}
	if (countPeople(guild, channelId) === 0) {
		throw new UserError('nobody was there any more.');
	}
	const ghost = ghostOf({ accountId, guildId: guild.id }, { context, ghosts, guild });
	const awayMs = context.clock.epochMs() - left.aliveEpochMs;
	if (ghost === null && !left.isPaused && awayMs < GHOST_STAYS_MS) {
		throw new UserError('somebody has disconnected me there.');
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
	const timeout = new AbortController();
	await Promise.race([
		listenings.accountsReady,
		sleepUntil(clock, clock.nowMs() + ACCOUNTS_TIMEOUT_MS, timeout.signal).catch(() => {}),
	]);
	timeout.abort();
}

async function close(panel: RememberedPanel, reason: string, parts: Resumption): Promise<void> {
	// What cannot be edited until the program stops is tried again after the next start.
	if (await showPlayingOver(makeRoute(panel, parts), panel.title, reason)) {
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
