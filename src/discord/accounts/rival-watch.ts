// A second process with the same bot token: noticed, told, and given way to.
import {
	type Client,
	DiscordAPIError,
	Events,
	type Guild,
	RESTJSONErrorCodes,
	type VoiceState,
} from 'discord.js';
import type { Logger } from 'pino';
import { type Clock, sleepUntil, type Timer } from '../../clock.js';
import { ownSessionsOf } from '../../voice/connection/own-sessions.js';
import type { VoiceSeats } from '../../voice/voice-seats.js';

/** Nothing seen of it for that long, and it is taken to have been stopped. */
const FORGOTTEN_AFTER_MS = 10 * 60_000;

/** The other one has that long to answer first; Discord waits 3 s. */
const HEAD_START_MS = 1000;

const LOG_WORDS =
	'Another process answers with the same bot token: stop one of the two, or give this one a token of its own';

/** Everything that a watch needs. */
export interface RivalWatchOptions {
	client: Client<true>;
	clock: Clock;
	logger: Logger;
	/** Where this process is in voice, or about to be; the other one is noted there. */
	seats: VoiceSeats;
	/** Another process was noticed, or has not been for a while. */
	onChange: (isThere: boolean) => void;
}

/** Watches from the login on. */
export class RivalWatch {
	readonly #options: RivalWatchOptions;
	/** Sessions that were in voice at the start: what an earlier process has left, as far as is known. */
	readonly #ghosts = new Set<string>();
	#forgetting: Timer | undefined;

	constructor(options: RivalWatchOptions) {
		const { client } = options;
		this.#options = options;
		for (const guild of client.guilds.cache.values()) {
			this.#noteGhost(guild);
		}
		client.on(Events.GuildAvailable, (guild) => this.#noteGhost(guild));
		client.on(Events.VoiceStateUpdate, (_before, after) => this.#onVoiceState(after));
	}

	/** Whether there is another process, as far as is known. */
	get isThere(): boolean {
		return this.#forgetting !== undefined;
	}

	/**
	 * Where there is another process, and nothing here that the interaction could be about, lets it
	 * answer first; whoever comes second finds the interaction acknowledged, and does nothing.
	 */
	async letGoFirst(guildId: string | null): Promise<void> {
		const { client, clock, seats } = this.#options;
		const isWaiting = this.#forgetting && guildId !== null;
		if (isWaiting && !seats.isClaimed(client.user.id, guildId)) {
			await sleepUntil(clock, clock.nowMs() + HEAD_START_MS);
		}
	}

	/** An interaction was acknowledged by somebody else, or a voice state is somebody else's. */
	noticed(about: Record<string, unknown>): void {
		const { clock, logger, onChange } = this.#options;
		const isKnown = this.#forgetting !== undefined;
		this.#forgetting?.cancel();
		this.#forgetting = clock.at(clock.nowMs() + FORGOTTEN_AFTER_MS, () => {
			this.#forgetting = undefined;
			onChange(false);
		});
		if (isKnown) {
			logger.debug(about, LOG_WORDS);
		} else {
			logger.error(about, LOG_WORDS);
			onChange(true);
		}
	}

	#noteGhost(guild: Guild): void {
		const sessionId = guild.available ? guild.members.me?.voice.sessionId : undefined;
		if (sessionId) {
			this.#ghosts.add(sessionId);
		}
	}

	#onVoiceState({ channelId, guild, id, sessionId }: VoiceState): void {
		const { client, seats } = this.#options;
		if (id !== client.user.id) {
			return;
		}
		const sessions = ownSessionsOf(client);
		const isForeign = sessions?.isForeign(sessionId) === true && !this.#ghosts.has(sessionId ?? '');
		// This process is not in voice there and has not asked to be, so it is another one.
		const isOther = isForeign && (sessions?.isProven === true || !seats.isClaimed(id, guild.id));
		const strangerIn = isOther && channelId !== null ? channelId : undefined;
		seats.noteStranger(id, guild.id, strangerIn);
		if (strangerIn === undefined) {
			return;
		}
		this.noticed({ guildId: guild.id, channelId });
	}
}

/** Whether an interaction was acknowledged before, by another process than this one. */
export function isAcknowledgedElsewhere(error: unknown): boolean {
	return hasCode(error, RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged);
}

/** Whether Discord waits no longer for an interaction to be acknowledged. */
export function isTooLate(error: unknown): boolean {
	return hasCode(error, RESTJSONErrorCodes.UnknownInteraction);
}

function hasCode(error: unknown, code: number): boolean {
	return error instanceof DiscordAPIError && error.code === code;
}
