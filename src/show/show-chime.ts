// Lets whoever comes into a channel on air hear that it is: a chime, when nobody speaks.
import type { Guild } from 'discord.js';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock.js';
import { findSpeechObstacle, type SpeechObstacle } from '../voice/channel-access.js';
import { type ChimeOutcome, ChimePlaying } from './chime-playing.js';
import type { ShowVoice } from './on-air-options.js';
import type { ShowEvents } from './show-events.js';

/** A chime that may still have to be read. */
export interface ChimeSource {
	/** Opus, 20 ms each; undefined while they are not there. */
	readonly frames: readonly Uint8Array[] | undefined;
}

/** What a show's chime is made with. */
export interface ShowChimeOptions {
	source: ChimeSource;
	guild: Guild;
	events: ShowEvents;
	clock: Clock;
	logger: Logger;
}

/** Whoever has just come hears nothing yet: until then their client has connected. */
const ARRIVAL_MS = 1000;

/** From one chime to the next. */
const INTERVAL_MS = 30_000;

/** So long nobody has to have spoken: longer than between two words, shorter than between turns. */
const QUIET_MS = 500;

/** A chime that finds no such pause for that long is given up. */
const WAIT_LIMIT_MS = 30_000;

/** How often a pause is looked for. */
const LOOK_INTERVAL_MS = 100;

/** After one that could not even begin. */
const RETRY_MS = 3000;

/** Times that a chime for the same member is broken off before it is left at that. */
const MAX_TRIES = 2;

/** A member who has not heard it. */
interface Newcomer {
	sinceMs: number;
	tries: number;
}

/** The chime of one show, until it is closed or the show is parting. */
export class ShowChime {
	readonly #options: ShowChimeOptions;
	readonly #newcomers = new Map<string, Newcomer>();
	readonly #toldObstacles = new Set<SpeechObstacle>();
	readonly #unlisten: (() => void)[];
	#voice: ShowVoice | undefined;
	#playing: ChimePlaying | undefined;
	#timer: Timer | undefined;
	/** No chime before that time. */
	#freeAtMs = -Infinity;
	/** Since when one is waited with. */
	#wantedAtMs = 0;
	#isClosed = false;

	constructor(options: ShowChimeOptions) {
		const { events } = options;
		this.#options = options;
		this.#unlisten = [
			events.on('entered', (userIds) => this.#welcome(userIds)),
			events.on('parting', () => this.close()),
		];
	}

	/** The show has joined its channel: this is what it is heard by. */
	useVoice(voice: ShowVoice): void {
		this.#voice = voice;
	}

	/** Breaks off what is played; harmless when repeated. */
	close(): void {
		this.#isClosed = true;
		for (const unlisten of this.#unlisten) {
			unlisten();
		}
		this.#newcomers.clear();
		this.#timer?.cancel();
		this.#playing?.close();
	}

	#welcome(userIds: readonly string[]): void {
		const nowMs = this.#options.clock.nowMs();
		const people = userIds.filter((userId) => !this.#isBot(userId));
		const isFirst = this.#newcomers.size === 0;
		for (const userId of people) {
			this.#newcomers.set(userId, { sinceMs: nowMs, tries: 0 });
		}
		if (isFirst && people.length > 0 && !this.#playing) {
			this.#want();
		}
	}

	/** Begins to wait for a pause, as soon as there may be a chime. */
	#want(): void {
		const nowMs = this.#options.clock.nowMs();
		this.#wantedAtMs = Math.max(nowMs + ARRIVAL_MS, this.#freeAtMs);
		this.#lookAt(this.#wantedAtMs);
	}

	#lookAt(timeMs: number): void {
		this.#timer?.cancel();
		this.#timer = this.#options.clock.at(timeMs, () => this.#look());
	}

	#look(): void {
		const nowMs = this.#options.clock.nowMs();
		this.#forgetWhoLeft();
		if (this.#newcomers.size === 0) {
			return;
		}
		const obstacle = this.#findObstacle();
		if (obstacle) {
			this.#tell(obstacle);
			this.#newcomers.clear();
		} else if (nowMs - this.#wantedAtMs > WAIT_LIMIT_MS) {
			this.#options.logger.debug('No chime: there was no pause to play it in');
			this.#newcomers.clear();
		} else if (!this.#play(nowMs)) {
			this.#lookAt(Math.max(nowMs + LOOK_INTERVAL_MS, this.#freeAtMs));
		}
	}

	/** @returns whether it could be begun */
	#play(nowMs: number): boolean {
		const { clock, source } = this.#options;
		const voice = this.#voice;
		const { frames } = source;
		if (!voice?.ownVoice?.isReady || !frames || this.#isAnybodySpeaking(voice, nowMs)) {
			return false;
		}
		const hearing = [...this.#newcomers].filter(([, { sinceMs }]) => nowMs - sinceMs >= ARRIVAL_MS);
		if (hearing.length === 0) {
			return false;
		}
		this.#options.logger.debug({ for: hearing.map(([userId]) => userId) }, 'Chime begins');
		this.#freeAtMs = nowMs + INTERVAL_MS;
		this.#playing = new ChimePlaying({
			clock,
			voice: voice.ownVoice,
			frames,
			mustStop: () =>
				this.#findObstacle() !== undefined || this.#isAnybodySpeaking(voice, clock.nowMs()),
			onEnd: (outcome) => this.#onPlayed(outcome, hearing),
		});
		return true;
	}

	#onPlayed(outcome: ChimeOutcome, hearing: readonly [string, Newcomer][]): void {
		const { clock, logger } = this.#options;
		this.#playing = undefined;
		logger.debug({ outcome }, 'Chime over');
		if (this.#isClosed) {
			return;
		}
		if (outcome === 'not begun') {
			this.#freeAtMs = clock.nowMs() + RETRY_MS;
			this.#lookAt(this.#freeAtMs);
			return;
		}
		for (const [userId, newcomer] of hearing) {
			newcomer.tries += 1;
			const isDone = outcome === 'played' || newcomer.tries >= MAX_TRIES;
			// Who has gone and come back meanwhile is another newcomer.
			if (isDone && this.#newcomers.get(userId) === newcomer) {
				this.#newcomers.delete(userId);
			}
		}
		if (this.#newcomers.size > 0) {
			this.#want();
		}
	}

	#forgetWhoLeft(): void {
		const { cache } = this.#options.guild.voiceStates;
		for (const userId of this.#newcomers.keys()) {
			if (cache.get(userId)?.channelId !== this.#voice?.channelId) {
				this.#newcomers.delete(userId);
			}
		}
	}

	#findObstacle(): SpeechObstacle | undefined {
		const channelId = this.#voice?.channelId;
		return channelId === undefined ? undefined : findSpeechObstacle(this.#options.guild, channelId);
	}

	#tell(obstacle: SpeechObstacle): void {
		if (!this.#toldObstacles.has(obstacle)) {
			this.#toldObstacles.add(obstacle);
			this.#options.logger.info({ obstacle }, 'No chime: the bot may not speak in this channel');
		}
	}

	/** Another bot may play music all day: only people are given way to. */
	#isAnybodySpeaking(voice: ShowVoice, nowMs: number): boolean {
		const lastAtMs = voice.lastSpeechAtMs?.((userId) => !this.#isBot(userId));
		return lastAtMs !== undefined && nowMs - lastAtMs < QUIET_MS;
	}

	#isBot(userId: string): boolean {
		return this.#options.guild.members.cache.get(userId)?.user.bot === true;
	}
}
