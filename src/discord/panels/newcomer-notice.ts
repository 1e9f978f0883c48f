// Tells members, once, that what they say in a channel goes on air, and how to stay off air.
import {
	ButtonStyle,
	type Client,
	ComponentType,
	DiscordAPIError,
	type Guild,
	MessageFlags,
	type RESTPostAPIChannelMessageJSONBody,
} from 'discord.js';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../clock.js';
import type { VoicePrivacy } from '../../consent/voice-consent.js';
import { describeNotice, OPT_OUT_LABEL } from '../words/voice-words.js';
import { postOnce } from './post-once.js';

/** What the button under a notice is called in interactions. */
export const OPT_OUT_BUTTON = 'privacy:optout';

/** Those who come within that time share one message. */
const COLLECT_MS = 2000;

/** A mention takes 22 characters of the 2,000 that a message may have. */
const MAX_MENTIONS = 50;

/** Everything that a notice needs. */
export interface NewcomerNoticeOptions {
	guild: Guild;
	/** Id of the voice channel, in whose chat it is said. */
	channelId: () => string;
	privacy: VoicePrivacy;
	clock: Clock;
	logger: Logger;
	/** Discord does not let the bot write there: called once. */
	onRefused: (channelId: string) => void;
}

/** Speaks to newcomers until it is closed. */
export class NewcomerNotice {
	readonly #options: NewcomerNoticeOptions;
	/** Everybody of this podcast who was told, is about to be, or need not be. */
	readonly #seen = new Set<string>();
	#waiting: string[] = [];
	#timer: Timer | undefined;
	#isClosed = false;

	constructor(options: NewcomerNoticeOptions) {
		this.#options = options;
	}

	/** Takes members who may speak there from now on; who need not be told is left out. */
	welcome(userIds: Iterable<string>): void {
		const { clock, guild, privacy } = this.#options;
		for (const userId of userIds) {
			const isBot = guild.members.cache.get(userId)?.user.bot === true;
			const isTold = this.#seen.has(userId) || privacy.wasTold(guild.id, userId);
			if (!isBot && !isTold && !privacy.hasOptedOut(userId)) {
				this.#seen.add(userId);
				this.#waiting.push(userId);
			}
		}
		if (this.#waiting.length > 0 && !this.#isClosed) {
			this.#timer ??= clock.at(clock.nowMs() + COLLECT_MS, () => {
				this.#timer = undefined;
				void this.#tell();
			});
		}
	}

	/** Says nothing any more; harmless when repeated. */
	close(): void {
		this.#timer?.cancel();
		this.#isClosed = true;
	}

	/** Members who have left meanwhile are told too: they were heard. */
	async #tell(): Promise<void> {
		const { guild, logger, privacy } = this.#options;
		const channelId = this.#options.channelId();
		const userIds = this.#waiting.splice(0, MAX_MENTIONS);
		this.welcome([]);
		try {
			await postOnce(guild.client, channelId, describe(userIds, channelId, guild.client));
			privacy.noteTold(guild.id, userIds);
		} catch (error) {
			logger.warn({ channelId, err: error }, 'Newcomers could not be told that they are on air');
			if (error instanceof DiscordAPIError && error.status === 403 && !this.#isClosed) {
				this.close();
				this.#options.onRefused(channelId);
			}
		}
	}
}

function describe(
	userIds: readonly string[],
	channelId: string,
	client: Client<true>,
): RESTPostAPIChannelMessageJSONBody {
	return {
		content: describeNotice(userIds, { channelId, optOut: mentionOptOut(client) }),
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
		allowed_mentions: { users: [...userIds] },
		flags: MessageFlags.SuppressEmbeds,
	};
}

/** As something to click on, once Discord has given the command an id. */
function mentionOptOut(client: Client<true>): string | undefined {
	const command = client.application.commands.cache.find(({ name }) => name === 'podcast-privacy');
	return command && `</podcast-privacy optout:${command.id}>`;
}
