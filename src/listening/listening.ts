// One podcast played into one voice channel.
import type { VoiceBasedChannel } from 'discord.js';
import type { Logger } from 'pino';
import { isPodcastGone, PodcastListener } from '../client/podcast-listener.js';
import type { Clock, Timer } from '../clock.js';
import { describeVoiceEnd, explainVoiceFailure } from '../discord/words/failures.js';
import { describeListenEnd, explainListenFailure } from '../discord/words/listen-failures.js';
import { formatDuration } from '../discord/words/markdown.js';
import { UserError } from '../errors.js';
import type { OnAirSettings } from '../show/on-air.js';
import { countPeople } from '../voice/channel-access.js';
import type { SpeakingObstacle } from '../voice/speaking-right.js';
import { SpeakingRight } from '../voice/speaking-right.js';
import { VoiceOutput } from '../voice/voice-output.js';
import { type ListeningCounts, NOTHING_HEARD } from './listening-counts.js';
import { Playout } from './playout.js';
import type { ChosenPodcast } from './podcast-catalogue.js';

/** What playing a podcast into a channel needs. */
export interface ListeningOptions {
	/** As the client of the account that plays has it. */
	channel: VoiceBasedChannel;
	podcast: ChosenPodcast;
	clock: Clock;
	logger: Logger;
	random: () => number;
	settings: OnAirSettings;
	listener: ListeningListener;
}

/** What happens by itself. */
export interface ListeningListener {
	/** Channel or warnings are otherwise than before. */
	onChange(): void;
	/**
	 * Called once, if it ends after it has started and without `stop`.
	 *
	 * @param isPodcastOver - whether the podcast itself has ended
	 */
	onEnd(reason: string, isPodcastOver: boolean): void;
}

/** How often it is looked whether anybody is there. */
const LOOK_INTERVAL_MS = 5000;

/** A connection that is back within that time is not worth a word. */
const AWAY_SHOWN_AFTER_MS = 2000;

const OBSTACLE_WORDS: Readonly<Record<SpeakingObstacle, string>> = {
	'asked to speak':
		'I am in the audience of the stage and have asked to speak: a moderator has to let me. With **Mute Members** there I do it myself.',
	declined:
		'A moderator declined my request to speak, and I do not ask again: right-click my name in the stage and pick **Invite to Speak**.',
	'sent back':
		'A moderator sent me back to the audience, and I stay there: right-click my name in the stage and pick **Invite to Speak** to hear me again.',
	'stage over':
		'The stage has ended, and I am in its audience. I ask to speak when the next one begins; until then right-click my name and pick **Invite to Speak**.',
	'could not ask':
		'I am in the audience of the stage, and Discord failed when I asked to speak: right-click my name in the stage and pick **Invite to Speak**.',
	'in the audience':
		'I am in the audience of the stage and may not ask to speak: invite me to speak, or give me **Request to Speak** there.',
	'not allowed': 'I may not speak there: give me **Speak** in the channel’s settings.',
	muted:
		'A moderator has muted me. Right-click my name in the voice channel and untick **Server Mute**.',
};

/** From joining the channel until it is left. */
export class Listening {
	/** Milliseconds since the epoch. */
	readonly sinceEpochMs: number;
	readonly #options: ListeningOptions;
	readonly #closing = new AbortController();
	readonly #warnings = new Map<string, string>();
	#voice: VoiceOutput | undefined;
	#podcast: PodcastListener | undefined;
	#playout: Playout | undefined;
	#right: SpeakingRight | undefined;
	#look: Timer | undefined;
	#awayTimer: Timer | undefined;
	#aloneSinceMs: number | undefined;
	#endReason: string | undefined;
	#ending: Promise<void> | undefined;

	/**
	 * Connects to the podcast, then joins the channel and plays.
	 *
	 * @param signal - gives up
	 * @throws {UserError} where its text tells what to do; nothing is left behind then
	 */
	static async start(options: ListeningOptions, signal: AbortSignal): Promise<Listening> {
		const listening = new Listening(options);
		const onAbort = () => listening.#closing.abort(signal.reason);
		signal.addEventListener('abort', onAbort, { once: true });
		try {
			await listening.#open();
			return listening;
		} catch (error) {
			await listening.stop('It could not be started.');
			throw error;
		} finally {
			signal.removeEventListener('abort', onAbort);
		}
	}

	private constructor(options: ListeningOptions) {
		this.#options = options;
		this.sinceEpochMs = options.clock.epochMs();
	}

	/** User id of the account that plays. */
	get accountId(): string {
		return this.#options.channel.client.user.id;
	}

	get guildId(): string {
		return this.#options.channel.guildId;
	}

	/** Id of the voice channel, which changes when the bot is moved. */
	get channelId(): string {
		return this.#voice?.channelId ?? this.#options.channel.id;
	}

	/** As a member wrote it. */
	get title(): string {
		return this.#options.podcast.title;
	}

	/** What keeps members from hearing it now, in sentences. */
	get warnings(): readonly string[] {
		return [...this.#warnings.values()];
	}

	/** A sentence on why it is over, once it is. */
	get endReason(): string | undefined {
		return this.#endReason;
	}

	/** Counts from the start on, also after the end. */
	get counts(): ListeningCounts {
		return {
			playout: this.#playout?.stats ?? NOTHING_HEARD.playout,
			podcast: this.#podcast?.stats ?? NOTHING_HEARD.podcast,
		};
	}

	/** Milliseconds from arrival to Discord that 99 % of the last frames stayed within. */
	get delayP99Ms(): number | undefined {
		return this.#playout?.stats.delayP99Ms;
	}

	/**
	 * Plays out, says silence and leaves the channel; harmless when repeated.
	 *
	 * @param reason - a sentence for the members of the channel
	 */
	stop(reason: string): Promise<void> {
		this.#endReason ??= reason;
		this.#ending ??= this.#close();
		return this.#ending;
	}

	/**
	 * Ends it as something that happened by itself: the channel is left, and told why.
	 *
	 * @param reason - a sentence for the members of the channel
	 */
	breakOff(reason: string): void {
		this.#onEnd(reason, false);
	}

	async #open(): Promise<void> {
		const { channel } = this.#options;
		try {
			this.#podcast = await this.#connectPodcast();
		} catch (error) {
			throw this.#endedError() ?? explainListenFailure(error);
		}
		try {
			this.#voice = await this.#joinVoice();
		} catch (error) {
			throw this.#endedError() ?? explainVoiceFailure(error, channel.id);
		}
		if (this.#endReason !== undefined) {
			throw this.#endedError();
		}
		this.#playout = new Playout({ clock: this.#options.clock, sink: this.#voice });
		this.#right = new SpeakingRight({
			guild: channel.guild,
			logger: this.#options.logger,
			onChange: (obstacle) => this.#warn('right', obstacle && OBSTACLE_WORDS[obstacle]),
		});
		this.#lookAgain();
	}

	#endedError(): UserError | undefined {
		return this.#endReason === undefined
			? undefined
			: new UserError(`It ended before it had begun. ${this.#endReason}`);
	}

	#connectPodcast(): Promise<PodcastListener> {
		const { clock, logger, podcast, random, settings } = this.#options;
		return PodcastListener.start({
			source: podcast.source,
			clock,
			logger,
			random,
			startTimeoutMs: settings.podcastStartTimeoutMs,
			reconnectTimeoutMs: settings.podcastReconnectTimeoutMs,
			helloTimeoutMs: settings.podcastHelloTimeoutMs,
			signal: this.#closing.signal,
			events: {
				onFrame: (frame) => this.#playout?.put(frame),
				onDisconnected: () => this.#onPodcastAway(),
				onReconnected: () => this.#onPodcastBack(),
				onEnd: (error) => this.#onEnd(describeListenEnd(error), isPodcastGone(error)),
			},
		});
	}

	#joinVoice(): Promise<VoiceOutput> {
		const { channel, clock, logger, settings } = this.#options;
		return VoiceOutput.join({
			channel,
			clock,
			logger,
			joinTimeoutMs: settings.voiceJoinTimeoutMs,
			reconnectTimeoutMs: settings.voiceReconnectTimeoutMs,
			signal: this.#closing.signal,
			listener: {
				onMoved: (channelId) => this.#onMoved(channelId),
				onConnectionChange: (isConnected) =>
					logger.info(isConnected ? 'Voice connection is back' : 'Voice connection dropped'),
				onEnd: (reason) => this.#onEnd(describeVoiceEnd(reason, this.channelId), false),
			},
		});
	}

	/** What a channel says must not come back into it. */
	#onMoved(channelId: string): void {
		if (channelId === this.#options.podcast.fromChannelId()) {
			this.#onEnd(`I was moved into <#${channelId}>, where the podcast comes from.`, false);
			return;
		}
		this.#options.listener.onChange();
	}

	#onPodcastAway(): void {
		const { clock } = this.#options;
		this.#awayTimer = clock.at(clock.nowMs() + AWAY_SHOWN_AFTER_MS, () =>
			this.#warn(
				'podcast',
				'The connection to the podcast server is down. I am reconnecting; there is nothing that you need to do.',
			),
		);
	}

	#onPodcastBack(): void {
		this.#awayTimer?.cancel();
		this.#warn('podcast', undefined);
	}

	#warn(cause: string, sentence: string | undefined): void {
		if (sentence === undefined) {
			if (!this.#warnings.delete(cause)) {
				return;
			}
		} else {
			this.#warnings.set(cause, sentence);
		}
		this.#options.listener.onChange();
	}

	#lookAgain(): void {
		const { channel, clock, settings } = this.#options;
		const nowMs = clock.nowMs();
		const isAlone = countPeople(channel.guild, this.channelId) === 0;
		this.#aloneSinceMs = isAlone ? (this.#aloneSinceMs ?? nowMs) : undefined;
		if (this.#aloneSinceMs !== undefined && nowMs - this.#aloneSinceMs >= settings.idleStopMs) {
			const idle = formatDuration(settings.idleStopMs);
			this.#onEnd(`Nobody has been in <#${this.channelId}> for ${idle}.`, false);
			return;
		}
		this.#look = clock.at(nowMs + Math.min(LOOK_INTERVAL_MS, settings.idleStopMs), () =>
			this.#lookAgain(),
		);
	}

	#onEnd(reason: string, isPodcastOver: boolean): void {
		if (this.#endReason !== undefined) {
			return;
		}
		const hadStarted = this.#playout !== undefined;
		this.stop(reason)
			.catch((error: unknown) =>
				this.#options.logger.error({ err: error }, 'Leaving a channel failed'),
			)
			.finally(() => {
				if (hadStarted) {
					this.#options.listener.onEnd(reason, isPodcastOver);
				}
			});
	}

	async #close(): Promise<void> {
		this.#look?.cancel();
		this.#awayTimer?.cancel();
		this.#warnings.clear();
		this.#right?.close();
		const leavingPodcast = this.#podcast?.stop();
		if (this.#voice?.isConnected) {
			await this.#playout?.finish();
		}
		this.#playout?.close();
		this.#voice?.leave();
		this.#closing.abort(new UserError('It was stopped.'));
		if (this.#playout) {
			this.#options.listener.onChange();
		}
		await leavingPodcast;
	}
}
