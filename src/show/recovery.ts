// After a restart: decides which shows of the earlier process go back on air, and why others do not.
import type { Guild, VoiceBasedChannel } from 'discord.js';
import { RESUMED_WITHIN_MS } from '../store/restart-window.js';
import type { RememberedShow, ShowMemory } from '../store/show-store.js';
import { findVoiceObstacle, type VoiceObstacle } from '../voice/channel-access.js';
import type { ShowParting } from './show-events.js';
import type { ShowTools } from './show-plan.js';
import type { ShowRegistry } from './show-registry.js';
import { type ShowStart, startShow } from './start-show.js';

/** Longer than going back on air takes when nothing is wrong; then it is shown. */
const RETURN_SHOWN_AFTER_MS = 3000;

/** Why a show that was left on air does not go back on air. */
export type NoReturn =
	/** Whoever runs the bot does not want shows to come back. */
	| { kind: 'not wanted' }
	| { kind: 'away too long'; awayMs: number }
	/** Discord has not shown the guild since. */
	| { kind: 'guild not shown' }
	| { kind: 'channel gone' }
	| { kind: 'nobody there'; channelId: string }
	/** The bot may not enter the channel. */
	| { kind: 'no entry'; obstacle: VoiceObstacle; channelId: string }
	/** The program was stopped meanwhile. */
	| { kind: 'stopped'; parting: ShowParting; channelId: string }
	| { kind: 'not started'; error: unknown };

/** Who shows what becomes of the shows that were left. */
export interface LeftShowViews {
	/** What a show that goes back on air is begun with. */
	at(left: RememberedShow): Pick<ShowStart, 'keeper' | 'view'>;
	/** Its return takes a while. */
	showReturning(left: RememberedShow): Promise<void>;
	/** The program stops again before it was back; it stays remembered as it is. */
	showPause(left: RememberedShow): Promise<void>;
	/** Takes back what stands in the channel list, while the bot may still be where it was. */
	takeBack?(left: RememberedShow): Promise<void>;
	/** Remembers that it is over; whatever happens now, no later process returns to it. */
	keepEnd(left: RememberedShow, end: LeftEnd): Promise<RememberedShow>;
	/** Shows that it is over, and forgets it. */
	showEnd(ended: RememberedShow): Promise<void>;
}

/** The end of a show that does not come back. */
export interface LeftEnd {
	durationMs: number;
	why: NoReturn;
}

/** Everything that a recovery needs. */
export interface RecoveryOptions {
	botUserId: string;
	memory: ShowMemory;
	registry: ShowRegistry;
	/** Whether what was on air when the process died goes back on air. */
	resumesOnRestart: boolean;
	/** Settled when shows may begin, or the program stops; default now. */
	mayBegin?: Promise<void> | undefined;
	tools: ShowTools;
	/** A guild that Discord has data of. */
	findGuild: (guildId: string) => Guild | undefined;
	/** Resolves with a guild that an outage hides, or with undefined where it does not come. */
	waitForGuild: (guildId: string) => Promise<Guild | undefined>;
	views: LeftShowViews;
}

/**
 * Makes true again what is shown of the shows that were left on air. Call it once, when the bot is
 * logged in.
 *
 * @returns by guild: settled when its show is back on air, or is over
 */
export async function recoverShows(
	options: RecoveryOptions,
): Promise<ReadonlyMap<string, Promise<void>>> {
	const { botUserId, memory, registry, tools } = options;
	const { clock, logger } = tools;
	const settled = new Map<string, Promise<void>>();
	const { podcasts, aliveEpochMs } = await memory.open(botUserId);
	await endUnknownPodcasts(podcasts, tools);
	for (const left of podcasts) {
		const { guildId } = left;
		const recovery = recover(left, { ...options, aliveEpochMs }).catch((error: unknown) =>
			logger.error({ guildId, err: error }, 'Recovery after a restart failed'),
		);
		registry.track(recovery);
		settled.set(
			guildId,
			Promise.all([settled.get(guildId), recovery]).then(() => {}),
		);
	}
	if (podcasts.length > 0) {
		const awayMs = clock.epochMs() - aliveEpochMs;
		logger.info({ podcasts: podcasts.length, awayMs }, 'Podcasts were left on air by a restart');
	}
	return settled;
}

interface Recovery extends RecoveryOptions {
	/** When the earlier process was last seen. */
	aliveEpochMs: number;
}

async function recover(left: RememberedShow, recovery: Recovery): Promise<void> {
	const { findGuild, registry, tools, views, waitForGuild } = recovery;
	const { guildId } = left;
	if (left.end) {
		await Promise.all([views.takeBack?.(left), close(left, recovery)]);
		return;
	}
	await recovery.mayBegin;
	const guild = findGuild(guildId) ?? (await waitForGuild(guildId));
	if (registry.closing.aborted) {
		if (isPausing(registry)) {
			await views.showPause(left);
		}
		return;
	}
	const channel = guild?.channels.cache.get(left.voiceChannelId);
	const obstacle = guild
		? findObstacle(left, channel, recovery)
		: ({ kind: 'guild not shown' } as const);
	if (obstacle) {
		await end(left, obstacle, recovery);
		return;
	}
	try {
		await goBackOnAir(left, channel as VoiceBasedChannel, recovery);
	} catch (error) {
		if (isPausing(registry)) {
			await views.showPause(left);
			return;
		}
		tools.logger.warn({ guildId, err: error }, 'Not back on air');
		const parting = registry.closingFor;
		await end(
			left,
			parting
				? { kind: 'stopped', parting, channelId: left.voiceChannelId }
				: { kind: 'not started', error },
			recovery,
		);
	}
}

function isPausing({ closingFor }: ShowRegistry): boolean {
	return closingFor?.cause === 'restart';
}

function findObstacle(
	{ leftAtEpochMs, voiceChannelId, pausedAtEpochMs = 0 }: RememberedShow,
	channel: { isVoiceBased(): boolean } | undefined,
	{ aliveEpochMs, resumesOnRestart, tools }: Recovery,
): NoReturn | undefined {
	if (!resumesOnRestart) {
		return { kind: 'not wanted' };
	}
	const seenEpochMs = leftAtEpochMs ?? Math.max(aliveEpochMs, pausedAtEpochMs);
	const awayMs = tools.clock.epochMs() - seenEpochMs;
	if (awayMs > RESUMED_WITHIN_MS) {
		return { kind: 'away too long', awayMs };
	}
	if (!channel?.isVoiceBased()) {
		return { kind: 'channel gone' };
	}
	const voiceChannel = channel as VoiceBasedChannel;
	const isSomebodyThere = voiceChannel.guild.voiceStates.cache.some(
		(state) => state.channelId === voiceChannelId && state.member?.user.bot !== true,
	);
	if (!isSomebodyThere) {
		return { kind: 'nobody there', channelId: voiceChannelId };
	}
	const obstacle = findVoiceObstacle(voiceChannel);
	return obstacle && { kind: 'no entry', obstacle, channelId: voiceChannelId };
}

async function goBackOnAir(
	left: RememberedShow,
	channel: VoiceBasedChannel,
	{ registry, tools, views }: Recovery,
): Promise<void> {
	const { hostName, mutedUserIds, pausedAtEpochMs, podcast, sinceEpochMs, title } = left;
	const { clock } = tools;
	const { keeper, view } = views.at(left);
	// Until it is back, the panel of the earlier process says that it is on air.
	const shown = clock.at(
		clock.nowMs() + RETURN_SHOWN_AFTER_MS,
		() => void views.showReturning(left),
	);
	try {
		const { onAir } = await startShow({
			registry,
			tools,
			plan: {
				channel,
				title,
				hostName,
				hostUserId: left.hostUserId,
				visibility: left.visibility,
				consent: left.consent,
				isRecorded: left.isRecorded,
				occurrenceId: left.occurrenceId,
				resumed: {
					sinceEpochMs,
					mutedUserIds,
					left: podcast,
					pausedAtEpochMs,
					episodeId: left.episodeId,
				},
			},
			keeper,
			view,
		});
		if (onAir.podcast?.id !== podcast?.id) {
			await endLeftPodcast(left, tools);
		}
	} finally {
		shown.cancel();
	}
}

/** Ends podcasts that an earlier process did not remember: nobody would return to them. */
async function endUnknownPodcasts(
	podcasts: readonly RememberedShow[],
	{ api, keepsPodcasts, logger }: ShowTools,
): Promise<void> {
	if (!keepsPodcasts) {
		return;
	}
	const known = new Set(podcasts.flatMap(({ end, podcast }) => (end ? [] : (podcast?.id ?? []))));
	try {
		const own = (await api.listPodcasts()).filter(({ host }) => host === api.clientId);
		const unknown = own.filter(({ id }) => !known.has(id));
		await Promise.all(unknown.map(({ id }) => api.endPodcast(id)));
	} catch (error) {
		// They end by themselves when nobody returns to them.
		logger.warn({ err: error }, 'Podcasts of an earlier process could not be ended');
	}
}

/** Listeners wait no longer for a podcast that its show does not return to. */
async function endLeftPodcast(
	{ guildId, podcast }: RememberedShow,
	{ api, keepsPodcasts, logger }: ShowTools,
): Promise<void> {
	if (!podcast || !keepsPodcasts) {
		return;
	}
	try {
		await api.endPodcast(podcast.id);
	} catch (error) {
		// It ends by itself when nobody returns to it.
		logger.warn({ guildId, err: error }, 'A podcast that was left could not be ended');
	}
}

async function end(left: RememberedShow, why: NoReturn, recovery: Recovery): Promise<void> {
	const endEpochMs = left.pausedAtEpochMs ?? left.leftAtEpochMs ?? recovery.aliveEpochMs;
	const durationMs = Math.max(0, endEpochMs - left.sinceEpochMs);
	const takenBack = recovery.views.takeBack?.(left);
	await close(await recovery.views.keepEnd(left, { durationMs, why }), recovery);
	await takenBack;
}

async function close(ended: RememberedShow, { tools, views }: Recovery): Promise<void> {
	const { guildId } = ended;
	tools.logger.info({ guildId, end: ended.end?.reason }, 'Closing a panel after a restart');
	await endLeftPodcast(ended, tools);
	await views.showEnd(ended);
}
