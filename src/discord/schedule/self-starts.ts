// Shows that nobody has typed a command for: their panel is posted, then they begin as all others do.
import {
	type Client,
	ComponentType,
	type Guild,
	type GuildTextBasedChannel,
	MessageFlags,
	PermissionFlagsBits,
	Routes,
} from 'discord.js';
import type { Logger } from 'pino';
import { UserError } from '../../errors.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import type {
	Beginning,
	DueShow,
	NoticePlace,
	PostedPanel,
	ScheduleFact,
	SelfStartWorld,
} from '../../schedule/self-start.js';
import type { Show } from '../../show/show.js';
import type { ShowPlan, ShowTools } from '../../show/show-plan.js';
import type { ShowRegistry } from '../../show/show-registry.js';
import { startShow } from '../../show/start-show.js';
import { countPeople, findVoiceObstacle } from '../../voice/channel-access.js';
import { findGuild } from '../accounts/guilds.js';
import { PanelRoute } from '../panels/panel-route.js';
import { postOnce } from '../panels/post-once.js';
import type { ShowViews } from '../panels/show-views.js';
import { describeVoiceObstacle } from '../words/failures/obstacle-words.js';
import {
	CHANNEL_GONE,
	describeComing,
	describeScheduleFact,
	describeUnwritable,
} from '../words/schedule-words.js';
import { languageOfServer } from '../words/spoken-language.js';

/** Everything that shows which begin by themselves need. */
export interface SelfStartsOptions {
	client: Client<true>;
	logger: Logger;
	/** Who may hear a show where nobody has said. */
	defaultVisibility: Visibility;
	/** Whether shows are recorded. */
	isRecordedByDefault: boolean;
	/** Whether members are asked before they are heard. */
	defaultConsent: ShowPlan['consent'];
	registry: ShowRegistry;
	shows: ShowTools;
	views: ShowViews;
}

/** Begins shows in the guilds of a bot account, and says what became of them. */
export class SelfStarts implements SelfStartWorld {
	readonly #options: SelfStartsOptions;

	constructor(options: SelfStartsOptions) {
		this.#options = options;
	}

	peopleIn(guildId: string, voiceChannelId: string): number | 'gone' | undefined {
		const guild = findGuild(this.#options.client, guildId);
		return guild?.channels.cache.has(voiceChannelId) === false
			? 'gone'
			: guild && countPeople(guild, voiceChannelId);
	}

	showIn(guildId: string): Show | undefined {
		const entry = this.#options.registry.get(guildId);
		return entry?.kind === 'on air' ? entry.show : undefined;
	}

	begin(due: DueShow, onPosted: (panel: PostedPanel) => Promise<unknown>): Promise<Beginning> {
		const beginning = this.#begin(due, onPosted);
		// What it has posted is taken back before the program ends.
		this.#options.registry.track(beginning);
		return beginning;
	}

	async #begin(
		due: DueShow,
		onPosted: (panel: PostedPanel) => Promise<unknown>,
	): Promise<Beginning> {
		const { logger, registry } = this.#options;
		let route: PanelRoute | undefined;
		try {
			if (registry.closing.aborted) {
				return { kind: 'stopping' };
			}
			route = await this.#openPanel(due);
			await onPosted(route.place);
			return { kind: 'on air', show: await this.#start(due, route) };
		} catch (error) {
			if (route) {
				await this.takeBack(route.place);
			}
			if (registry.closing.aborted) {
				return { kind: 'stopping' };
			}
			const { guildId, voiceChannelId: channelId } = due;
			logger.warn({ guildId, channelId, err: error }, 'A show did not begin by itself');
			return { kind: 'not begun', error };
		}
	}

	async tell(place: NoticePlace, fact: ScheduleFact): Promise<void> {
		const { client, logger } = this.#options;
		const language = languageOfServer(findGuild(client, place.guildId));
		const content = describeScheduleFact(fact, place.voiceChannelId, language);
		const channels = this.#writable(place, [place.noticeChannelId, place.voiceChannelId]);
		for (const { id } of channels) {
			try {
				await postOnce(client, id, {
					content,
					flags: MessageFlags.SuppressNotifications,
					allowed_mentions: { parse: [] },
				});
				return;
			} catch (error) {
				logger.warn({ channelId: id, err: error }, 'A notice could not be posted');
			}
		}
		const unsaid = describeScheduleFact(fact, place.voiceChannelId);
		logger.warn({ ...place, content: unsaid }, 'Could not be said in Discord');
	}

	/** What stands in the way is found out before anything is posted. */
	async #openPanel(due: DueShow): Promise<PanelRoute> {
		const { client, logger, registry, shows } = this.#options;
		const channel = this.#channelOf(due);
		const obstacle = findVoiceObstacle(channel);
		if (obstacle) {
			throw new UserError((language) => describeVoiceObstacle(obstacle, channel.id, language));
		}
		registry.assertFree(due.guildId, client.user.id);
		const wanted = [due.voiceChannelId, due.noticeChannelId];
		const [place] = this.#writable(due, wanted);
		if (!place) {
			throw new UserError((language) => describeUnwritable(wanted, language));
		}
		const content = describeComing(titleOf(due, channel), languageOfServer(channel.guild));
		const messageId = await postOnce(client, place.id, {
			components: [{ type: ComponentType.TextDisplay, content }],
			flags: MessageFlags.IsComponentsV2 | MessageFlags.SuppressNotifications,
			allowed_mentions: { parse: [] },
		});
		return new PanelRoute({
			client,
			clock: shows.clock,
			logger,
			place: { channelId: place.id, messageId },
			guildId: due.guildId,
			closing: registry.closing,
		});
	}

	#start(due: DueShow, route: PanelRoute): Promise<Show> {
		const { defaultConsent, defaultVisibility, isRecordedByDefault, registry, shows, views } =
			this.#options;
		const channel = this.#channelOf(due);
		const { keeper, view } = views.at(route);
		return startShow({
			registry,
			tools: shows,
			plan: {
				channel,
				title: titleOf(due, channel),
				hostName: hostNameOf(due, channel),
				hostUserId: due.hostUserId,
				visibility: due.visibility ?? defaultVisibility,
				consent: defaultConsent,
				isRecorded: isRecordedByDefault,
				occurrenceId: due.occurrenceId,
			},
			keeper,
			view,
		});
	}

	async takeBack({ channelId, messageId }: PostedPanel): Promise<void> {
		const { client, logger } = this.#options;
		try {
			await client.rest.delete(Routes.channelMessage(channelId, messageId));
		} catch (error) {
			logger.warn({ channelId, messageId, err: error }, 'A message could not be deleted');
		}
	}

	#channelOf({ guildId, voiceChannelId }: DueShow) {
		const channel = this.#guildOf(guildId).channels.cache.get(voiceChannelId);
		if (!channel?.isVoiceBased()) {
			throw new UserError(CHANNEL_GONE);
		}
		return channel;
	}

	#guildOf(guildId: string): Guild {
		const guild = findGuild(this.#options.client, guildId);
		if (!guild) {
			throw new UserError(CHANNEL_GONE);
		}
		return guild;
	}

	/** Those of the channels in which the bot may write, in their order. */
	#writable({ guildId }: Pick<NoticePlace, 'guildId'>, channelIds: readonly string[]) {
		const guild = findGuild(this.#options.client, guildId);
		return [...new Set(channelIds)].flatMap((id) => {
			const channel = guild?.channels.cache.get(id);
			return channel?.isTextBased() && mayWrite(channel) ? [channel] : [];
		});
	}
}

function titleOf({ title }: DueShow, channel: { name: string }): string {
	return title || channel.name;
}

/** As they are called now: since it was planned they may have taken another name. */
function hostNameOf({ hostName, hostUserId = '' }: DueShow, { guild }: { guild: Guild }): string {
	return guild.members.cache.get(hostUserId)?.displayName ?? hostName;
}

/** Whether the bot may write in a channel. */
export function mayWrite(channel: GuildTextBasedChannel): boolean {
	const { me } = channel.guild.members;
	const permissions = me && channel.permissionsFor(me);
	return (
		permissions?.has([
			PermissionFlagsBits.ViewChannel,
			channel.isThread()
				? PermissionFlagsBits.SendMessagesInThreads
				: PermissionFlagsBits.SendMessages,
			...(channel.isVoiceBased() ? [PermissionFlagsBits.Connect] : []),
		]) === true
	);
}
