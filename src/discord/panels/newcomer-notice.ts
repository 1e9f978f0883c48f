// Tells members, in every show, that what they say in a channel goes on air, and how to stay off air.
import {
	ButtonStyle,
	type Client,
	ComponentType,
	DiscordAPIError,
	type Guild,
	MessageFlags,
	type RESTPostAPIChannelMessageJSONBody,
	Routes,
} from 'discord.js';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../clock.js';
import type { VoicePrivacy } from '../../consent/voice-consent.js';
import { describeNotice, type NoticeFacts, OPT_OUT_LABEL } from '../words/voice-words.js';
import { accessWatchOf } from './access-watch.js';
import type { MessagePlace, PanelRoute } from './panel-route.js';
import { postOnce } from './post-once.js';

/** What the button under a notice is called in interactions. */
export const OPT_OUT_BUTTON = 'privacy:optout';

/** Those who come within that time are told together. */
const COLLECT_MS = 2000;

/** Between two messages; whoever comes within that time is added to the one that stands there. */
const MESSAGE_INTERVAL_MS = 30_000;

/** Everything that a notice needs. */
export interface NewcomerNoticeOptions {
	guild: Guild;
	/** Id of the voice channel, in whose chat it is said. */
	channelId: () => string;
	/** What there is to say of the show now. */
	facts: () => Omit<NoticeFacts, 'channelId' | 'optOut'>;
	/** The way to the panel's channel, where it is said if the bot may not write in the other. */
	route: Pick<PanelRoute, 'post'>;
	namesOf: (userIds: readonly string[]) => string[];
	privacy: VoicePrivacy;
	clock: Clock;
	logger: Logger;
	/** Discord does not let the bot write in that channel: called once for each. */
	onRefused: (channelId: string, isToldElsewhere: boolean) => void;
}

/** The last message, as long as it is the one that newcomers are added to. */
interface Notice {
	/** Whose chat it was meant for. */
	channelId: string;
	sentAtMs: number;
	userIds: readonly string[];
	/** Where it stands; undefined where it does not, or cannot be edited. */
	place: MessagePlace | undefined;
	isElsewhere: boolean;
}

/** Speaks to newcomers of one show until it is closed. */
export class NewcomerNotice {
	readonly #options: NewcomerNoticeOptions;
	/** Everybody who was told in this show, or is about to be. */
	readonly #seen = new Set<string>();
	#waiting: string[] = [];
	#last: Notice | undefined;
	/** Where Discord did not let the bot write, until that may have changed. */
	#refusal: { channelId: string; accessVersion: number } | undefined;
	readonly #refusedIn = new Set<string>();
	#timer: Timer | undefined;
	#stopWaitingForAccess: (() => void) | undefined;
	#state: 'not open' | 'open' | 'telling' | 'closed' = 'not open';

	constructor(options: NewcomerNoticeOptions) {
		this.#options = options;
	}

	/** Takes members who may speak there from now on; who need not be told is left out. */
	welcome(userIds: Iterable<string>): void {
		const { guild, privacy } = this.#options;
		for (const userId of userIds) {
			const isBot = guild.members.cache.get(userId)?.user.bot === true;
			const isTold = this.#seen.has(userId) || privacy.wasTold(guild.id, userId);
			if (!isBot && !isTold && !privacy.hasOptedOut(userId)) {
				this.#seen.add(userId);
				this.#waiting.push(userId);
			}
		}
		this.#tellSoon();
	}

	/** Tells those who are there already, now that the show is on air; others as they come. */
	open(): void {
		if (this.#state === 'not open') {
			this.#state = 'open';
			void this.#tell();
		}
	}

	/** Says nothing any more; harmless when repeated. */
	close(): void {
		this.#timer?.cancel();
		this.#forgetAccess();
		this.#state = 'closed';
	}

	#tellSoon(): void {
		if (this.#state !== 'open' || this.#waiting.length === 0) {
			return;
		}
		const { clock } = this.#options;
		const soonMs = clock.nowMs() + COLLECT_MS;
		const last = this.#last;
		const dueMs =
			!last || this.#placeToAdd() ? soonMs : Math.max(soonMs, last.sentAtMs + MESSAGE_INTERVAL_MS);
		this.#timer ??= clock.at(dueMs, () => {
			this.#timer = undefined;
			void this.#tell();
		});
	}

	/** Another message would come too soon after the last. */
	get #isFresh(): boolean {
		const sentAtMs = this.#last?.sentAtMs ?? Number.NEGATIVE_INFINITY;
		return this.#options.clock.nowMs() < sentAtMs + MESSAGE_INTERVAL_MS;
	}

	/** Where the last message stands, if newcomers are still added to it. */
	#placeToAdd(): MessagePlace | undefined {
		const isHere = this.#last?.channelId === this.#options.channelId();
		return isHere && this.#isFresh ? this.#last?.place : undefined;
	}

	/** Members who have left meanwhile are told too: they were heard. */
	async #tell(): Promise<void> {
		const { guild, privacy } = this.#options;
		const place = this.#placeToAdd();
		if (!place && this.#isFresh) {
			// The show has moved since the timer was set.
			this.#tellSoon();
			return;
		}
		const userIds = this.#waiting.filter((userId) => !privacy.hasOptedOut(userId));
		this.#waiting = [];
		if (userIds.length === 0) {
			return;
		}
		this.#state = 'telling';
		const isTold = place ? await this.#add(userIds, place) : await this.#post(userIds);
		if (isTold) {
			privacy.noteTold(guild.id, userIds);
		} else {
			this.#waiting.unshift(...userIds);
		}
		// It may have been closed meanwhile.
		if (this.#state === 'telling') {
			this.#state = 'open';
			const hasMore = this.#waiting.length > (isTold ? 0 : userIds.length);
			if (hasMore || !this.#stopWaitingForAccess) {
				this.#tellSoon();
			}
		}
	}

	/** Nothing may be written anywhere: it is tried again when that may have changed. */
	#waitForAccess(): void {
		const { guild } = this.#options;
		this.#stopWaitingForAccess ??= accessWatchOf(guild.client).onChange(guild.id, () => {
			this.#forgetAccess();
			this.#tellSoon();
		});
	}

	#forgetAccess(): void {
		this.#stopWaitingForAccess?.();
		this.#stopWaitingForAccess = undefined;
	}

	/** A failure costs no more than the message that comes in its place. */
	async #add(userIds: readonly string[], place: MessagePlace): Promise<boolean> {
		const { guild, logger } = this.#options;
		const last = this.#last as Notice;
		const everybody = [...last.userIds, ...userIds];
		const { channelId, messageId } = place;
		try {
			const body = this.#describe(everybody, last.isElsewhere);
			await guild.client.rest.patch(Routes.channelMessage(channelId, messageId), { body });
			this.#last = { ...last, userIds: everybody };
			return true;
		} catch (error) {
			logger.debug({ ...place, err: error }, 'A notice could not be edited');
			this.#last = { ...last, place: undefined };
			return false;
		}
	}

	async #post(userIds: readonly string[]): Promise<boolean> {
		const { clock } = this.#options;
		const channelId = this.#options.channelId();
		const notice = { channelId, sentAtMs: clock.nowMs(), userIds };
		// Also a message that fails counts: Discord is asked no more often.
		this.#last = { ...notice, place: undefined, isElsewhere: false };
		const place = await this.#postInChat(userIds, channelId);
		if (place !== 'refused') {
			this.#forgetAccess();
			this.#last = { ...notice, place, isElsewhere: false };
			return place !== undefined;
		}
		const elsewhere = await this.#options.route.post(this.#describe(userIds, true));
		this.#last = { ...notice, place: elsewhere, isElsewhere: true };
		if (elsewhere) {
			this.#forgetAccess();
		} else if (this.#state !== 'closed') {
			this.#waitForAccess();
		}
		if (!this.#refusedIn.has(channelId) && this.#state !== 'closed') {
			this.#refusedIn.add(channelId);
			this.#options.onRefused(channelId, elsewhere !== undefined);
		}
		return elsewhere !== undefined;
	}

	async #postInChat(
		userIds: readonly string[],
		channelId: string,
	): Promise<MessagePlace | 'refused' | undefined> {
		const { guild, logger } = this.#options;
		const accessVersion = accessWatchOf(guild.client).version(guild.id);
		if (this.#refusal?.channelId === channelId && this.#refusal.accessVersion === accessVersion) {
			return 'refused';
		}
		try {
			const body = this.#describe(userIds, false);
			return { channelId, messageId: await postOnce(guild.client, channelId, body) };
		} catch (error) {
			logger.warn({ channelId, err: error }, 'Newcomers could not be told that they are on air');
			const isRefused = error instanceof DiscordAPIError && error.status === 403;
			this.#refusal = isRefused ? { channelId, accessVersion } : undefined;
			return isRefused ? 'refused' : undefined;
		}
	}

	#describe(userIds: readonly string[], isElsewhere: boolean): NoticeBody {
		const { channelId, facts, guild, namesOf } = this.#options;
		const who = isElsewhere ? { names: namesOf(userIds) } : { userIds };
		const optOut = mentionOptOut(guild.client);
		return makeBody(describeNotice(who, { ...facts(), channelId: channelId(), optOut }));
	}
}

type NoticeBody = RESTPostAPIChannelMessageJSONBody & { content: string };

function makeBody(content: string): NoticeBody {
	return {
		content,
		components: [
			{
				type: ComponentType.ActionRow,
				components: [
					{
						type: ComponentType.Button,
						custom_id: OPT_OUT_BUTTON,
						label: OPT_OUT_LABEL,
						style: ButtonStyle.Secondary,
					},
				],
			},
		],
		// Nobody is pinged: who is in the channel is spoken to where they are.
		allowed_mentions: { parse: [] },
		flags: MessageFlags.SuppressEmbeds,
	};
}

/** As something to click on, once Discord has given the command an id. */
function mentionOptOut(client: Client<true>): string | undefined {
	const command = client.application.commands.cache.find(({ name }) => name === 'podcast-privacy');
	return command && `</podcast-privacy optout:${command.id}>`;
}
