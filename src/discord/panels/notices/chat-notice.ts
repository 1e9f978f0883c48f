// A message in a voice channel's chat for members who come one after the other: together, and seldom.
import {
	DiscordAPIError,
	type Guild,
	type RESTPostAPIChannelMessageJSONBody,
	Routes,
} from 'discord.js';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../../clock.js';
import type { Noticed } from '../../words/voice-words.js';
import { accessWatchOf } from '../access-watch.js';
import type { MessagePlace, PanelRoute } from '../panel-route.js';
import { postOnce } from '../post-once.js';

/** Those who come within that time are told together. */
const COLLECT_MS = 2000;

/** Between two messages; whoever comes within that time is added to the one that stands there. */
const MESSAGE_INTERVAL_MS = 30_000;

/** What is posted; it has a text, also where it stands in an archived thread. */
export type NoticeBody = RESTPostAPIChannelMessageJSONBody & { content: string };

/** When the last message of a show was posted, whatever it said: notices share it. */
export interface NoticePace {
	/** By the clock's `nowMs`. */
	sentAtMs: number;
}

/** Everything that a notice needs. */
export interface ChatNoticeOptions {
	guild: Guild;
	/** Id of the voice channel, in whose chat it is said. */
	channelId: () => string;
	/** What there is to say now, to those. */
	describe: (who: Noticed) => NoticeBody;
	/** Whether there is anything to tell a member; asked when they come, and again before it is said. */
	concerns: (userId: string) => boolean;
	onTold: (userIds: readonly string[]) => void;
	pace: NoticePace;
	/** The way to the panel's channel, where it is said if the bot may not write in the other. */
	route: Pick<PanelRoute, 'post'>;
	namesOf: (userIds: readonly string[]) => string[];
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

/** Speaks to members of one show, once to each, until it is closed. */
export class ChatNotice {
	readonly #options: ChatNoticeOptions;
	/** Everybody who was told, or is about to be. */
	readonly #seen = new Set<string>();
	#waiting: string[] = [];
	#last: Notice | undefined;
	/** Where Discord did not let the bot write, until that may have changed. */
	#refusal: { channelId: string; accessVersion: number } | undefined;
	readonly #refusedIn = new Set<string>();
	#timer: Timer | undefined;
	#stopWaitingForAccess: (() => void) | undefined;
	#state: 'not open' | 'open' | 'telling' | 'closed' = 'not open';

	constructor(options: ChatNoticeOptions) {
		this.#options = options;
	}

	/** Takes members who are to be told; who need not be, is left out. */
	tell(userIds: Iterable<string>): void {
		const { concerns, guild } = this.#options;
		for (const userId of userIds) {
			const isBot = guild.members.cache.get(userId)?.user.bot === true;
			if (!isBot && !this.#seen.has(userId) && concerns(userId)) {
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
		const { clock, pace } = this.#options;
		const soonMs = clock.nowMs() + COLLECT_MS;
		const dueMs = this.#placeToAdd()
			? soonMs
			: Math.max(soonMs, pace.sentAtMs + MESSAGE_INTERVAL_MS);
		this.#timer ??= clock.at(dueMs, () => {
			this.#timer = undefined;
			void this.#tell();
		});
	}

	#isFresh({ sentAtMs }: NoticePace): boolean {
		return this.#options.clock.nowMs() < sentAtMs + MESSAGE_INTERVAL_MS;
	}

	/** Where the last message stands, if newcomers are still added to it. */
	#placeToAdd(): MessagePlace | undefined {
		const last = this.#last;
		const isHere = last?.channelId === this.#options.channelId();
		return last && isHere && this.#isFresh(last) ? last.place : undefined;
	}

	/** Members who have left meanwhile are told too: they were heard. */
	async #tell(): Promise<void> {
		const { concerns, onTold, pace } = this.#options;
		const place = this.#placeToAdd();
		if (!place && this.#isFresh(pace)) {
			// The show has moved since the timer was set, or something else was posted.
			this.#tellSoon();
			return;
		}
		const userIds = this.#waiting.filter(concerns);
		this.#waiting = [];
		if (userIds.length === 0) {
			return;
		}
		this.#state = 'telling';
		const isTold = place ? await this.#add(userIds, place) : await this.#post(userIds);
		if (isTold) {
			onTold(userIds);
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
		const { clock, pace } = this.#options;
		const channelId = this.#options.channelId();
		const notice = { channelId, sentAtMs: clock.nowMs(), userIds };
		pace.sentAtMs = notice.sentAtMs;
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
		const { describe, namesOf } = this.#options;
		return describe(isElsewhere ? { names: namesOf(userIds) } : { userIds });
	}
}
