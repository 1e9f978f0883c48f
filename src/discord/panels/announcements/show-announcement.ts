// The announcement of one show: posted once, kept true while it is on air, ended with it.
import { DiscordAPIError, RESTJSONErrorCodes } from 'discord.js';
import type { Logger } from 'pino';
import { sleepUntil } from '../../../clock.js';
import type { Show } from '../../../show/show.js';
import type { NoPing, ShowFact } from '../../../show/show-events.js';
import type { Announcement } from '../../../store/announcement-store.js';
import type { ShowLinks } from '../../places/show-links.js';
import type { AnnouncedEnd } from '../../words/announcement-words.js';
import { openLink } from '../../words/shown-link.js';
import { languageOfServer } from '../../words/spoken-language.js';
import { waitOf } from '../edit-outcome.js';
import { makeNonce, postOnce } from '../post-once.js';
import { findNoPing } from './announcement-access.js';
import {
	type AnnouncementBody,
	type AnnouncementMessage,
	renderLive,
} from './announcement-message.js';
import { type AnnouncementKeeping, keepInTime } from './kept-announcement.js';

/** Pauses between tries that failed, each twice as long: Discord knows a nonce for some minutes. */
const FIRST_PAUSE_MS = 5000;
const MAX_TRIES = 4;

/** What an announcement works with. */
export interface ShowAnnouncementTools extends AnnouncementKeeping {
	/** Where servers' shows stay. */
	links: ShowLinks;
	logger: Logger;
	/** Lets the program's end wait for this. */
	track: (ending: Promise<unknown>) => void;
	/** The message, once it stands there. */
	messageOf: (announcement: Announcement) => AnnouncementMessage | undefined;
	/** Makes it say that the show is over; never rejects. */
	end: (end: AnnouncedEnd) => Promise<void>;
}

/** Announces a show where its server wants that, until the show is over. */
export class ShowAnnouncement {
	readonly #show: Show;
	readonly #panelId: string;
	readonly #tools: ShowAnnouncementTools;
	readonly #parting = new AbortController();
	#opening: Promise<void> | undefined;

	/** @param panelId - message id of the show's panel, by which a later process knows the show */
	constructor(show: Show, panelId: string, tools: ShowAnnouncementTools) {
		this.#show = show;
		this.#panelId = panelId;
		this.#tools = tools;
		const { events } = show;
		const update = () => this.#update();
		events.on('changed', update);
		events.on('moved', update);
		events.on('parting', () => this.#parting.abort());
		events.on('paused', () => tools.track(this.#pause()));
		events.on('ended', ({ durationMs }) => tools.track(this.#end(durationMs)));
	}

	/** The show is on air, and has its first link where it gets one. */
	open(): void {
		const { logger } = this.#tools;
		const { guildId } = this.#show;
		this.#opening = this.#open().catch((error: unknown) =>
			logger.error({ guildId, err: error }, 'Announcing a show failed'),
		);
	}

	/** Who is pinged once, was: a show that comes back pings nobody. */
	async #open(): Promise<void> {
		const { plan } = this.#show;
		if (this.#show.isOver || plan.visibility === 'private') {
			return;
		}
		const left = this.#tools.memory.get(this.#panelId);
		if (left?.messageId !== undefined) {
			this.#update();
		} else if (left) {
			await this.#post({ ...left, roleId: undefined });
		} else if (!plan.resumed) {
			await this.#announce();
		}
	}

	async #announce(): Promise<void> {
		const { memory } = this.#tools;
		const { guildId, plan } = this.#show;
		const { guild } = plan.channel;
		const setting = memory.settingIn(guildId);
		if (!setting) {
			return;
		}
		const { channelId, roleId } = setting;
		const noPing = roleId === undefined ? undefined : findNoPing(guild, channelId, roleId);
		const announcement: Announcement = {
			guildId,
			channelId,
			panelId: this.#panelId,
			nonce: makeNonce(),
			title: plan.title,
			...(roleId !== undefined && noPing === undefined && { roleId }),
		};
		// Kept first: whatever happens now, no later process pings anybody again.
		await keepInTime(this.#tools, announcement);
		const isPosted = await this.#post(announcement);
		if (isPosted && roleId !== undefined && noPing !== undefined) {
			this.#tellNoPing(channelId, roleId, noPing);
		}
	}

	async #post(announcement: Announcement): Promise<boolean> {
		const posted = await this.#tryToPost(announcement);
		if (!posted) {
			if (!this.#show.isPaused) {
				await this.#tools.memory.remove(this.#panelId);
			}
			return false;
		}
		const { body, messageId } = posted;
		const standing = { ...announcement, messageId };
		await keepInTime(this.#tools, standing);
		if (!this.#show.plan.resumed) {
			this.#tools.messageOf(standing)?.shows(body);
		}
		// What has changed meanwhile.
		this.#update();
		return true;
	}

	async #tryToPost({
		channelId,
		nonce,
		roleId,
	}: Announcement): Promise<{ body: AnnouncementBody; messageId: string } | undefined> {
		const { clock, logger } = this.#tools;
		const { client } = this.#show.plan.channel;
		for (let tries = 1; !this.#show.isOver; tries++) {
			try {
				const body = this.#describe(roleId);
				const roles = roleId === undefined ? {} : { roles: [roleId] };
				const pinging = { ...body, allowed_mentions: { ...body.allowed_mentions, ...roles } };
				return { body, messageId: await postOnce(client, channelId, pinging, nonce) };
			} catch (error) {
				const { guildId } = this.#show;
				logger.warn({ guildId, channelId, err: error }, 'A show could not be announced');
				const why = explain(error);
				if (why !== 'failed' || tries === MAX_TRIES) {
					this.#tell({ kind: 'not announced', channelId, why });
					return undefined;
				}
				const pauseMs = Math.max(FIRST_PAUSE_MS * 2 ** (tries - 1), waitOf(error));
				await sleepUntil(clock, clock.nowMs() + pauseMs, this.#parting.signal).catch(() => {
					// It is over, which ends the loop.
				});
			}
		}
		return undefined;
	}

	#tellNoPing(channelId: string, roleId: string, why: NoPing): void {
		const { guildId } = this.#show;
		this.#tools.logger.warn({ guildId, channelId, roleId, why }, 'A show was announced unpinged');
		this.#tell({ kind: 'announced without ping', channelId, roleId, why });
	}

	#tell(fact: ShowFact): void {
		if (!this.#show.isOver) {
			this.#show.log(fact);
		}
	}

	#update(): void {
		const announcement = this.#tools.memory.get(this.#panelId);
		if (announcement && !this.#show.isOver) {
			this.#tools.messageOf(announcement)?.update(() => this.#describe(announcement.roleId));
		}
	}

	async #pause(): Promise<void> {
		await this.#opening;
		const announcement = this.#tools.memory.get(this.#panelId);
		if (announcement) {
			await this.#tools.messageOf(announcement)?.close(this.#describe(announcement.roleId));
		}
	}

	async #end(durationMs: number): Promise<void> {
		await this.#opening;
		await this.#tools.end({ durationMs, isLost: false });
	}

	#describe(roleId: string | undefined): AnnouncementBody {
		const { links } = this.#tools;
		const { announcer, guildId, isPaused, onAir, plan } = this.#show;
		const page = announcer.isSupported ? links.livePage(guildId, plan.visibility) : undefined;
		const link = page ?? announcer.link;
		return renderLive(
			{
				title: plan.title,
				hostName: plan.hostName,
				voiceChannelId: onAir.channelId,
				sinceEpochMs: onAir.sinceEpochMs,
				isPaused,
				link: link && openLink(link, plan.visibility),
			},
			roleId,
			languageOfServer(plan.channel.guild),
		);
	}
}

function explain(error: unknown): Extract<ShowFact, { kind: 'not announced' }>['why'] {
	if (!(error instanceof DiscordAPIError) || error.status >= 500 || error.status === 429) {
		return 'failed';
	}
	return error.code === RESTJSONErrorCodes.UnknownChannel ? 'channel gone' : 'not allowed';
}
