// One guild's podcast as a whole: on air, its panel, and its entry in the memory.
import type { VoiceBasedChannel } from 'discord.js';
import { PodcastAnnouncer } from '../client/podcast-announcer.js';
import type { LeftPodcast } from '../client/podcast-sender.js';
import { sleepUntil, type Timer } from '../clock.js';
import type { CommandContext } from '../discord/commands/command.js';
import {
	MAX_PANEL_EVENTS,
	type PanelEnd,
	type PanelEvent,
	type PanelState,
} from '../discord/panels/panel.js';
import { PanelMessage } from '../discord/panels/panel-message.js';
import type { AnswerableInteraction, PanelRoute } from '../discord/panels/panel-route.js';
import { ReceiverCount } from '../discord/panels/receiver-count.js';
import { describeEnd } from '../discord/words/failures.js';
import { formatDuration } from '../discord/words/markdown.js';
import { RESTARTING } from '../discord/words/shutdown-words.js';
import { openableHere } from '../host-name.js';
import type { Visibility } from '../protocol/podcast-details.js';
import type { RememberedPodcast } from '../store/show-store.js';
import { OnAir } from './on-air.js';

/** How often it is looked at who is speaking. */
const LOOK_INTERVAL_MS = 1000;

const WRITE_TIMEOUT_MS = 2000;

/** The first panel waits no longer for the link and the number of listeners. */
const FIRST_ANSWERS_TIMEOUT_MS = 500;

/** What a guild's podcast is made of. */
export interface GuildPodcastOptions {
	context: CommandContext;
	channel: VoiceBasedChannel;
	title: string;
	/** Display name of who put it on air. */
	hostName: string;
	/** Who may hear it, on a server that takes that. */
	visibility: Visibility;
	/** Of a podcast that an earlier process began; default now. */
	sinceEpochMs?: number;
	/** User ids that the host has muted before a restart. */
	mutedUserIds?: readonly string[];
	/** The podcast of an earlier process, to be returned to. */
	left?: LeftPodcast | undefined;
	/** Where its panel is. */
	route: PanelRoute;
	/** Its first event. */
	beginning: string;
}

/** A podcast from going on air until its panel says that it is over. */
export class GuildPodcast {
	/** Resolves when nothing of it is left to do: its panel says that it is over. */
	readonly done: Promise<void>;
	readonly panel: PanelMessage;
	/** Tells the podcast's server what listeners are told. */
	readonly announcer: PodcastAnnouncer;
	readonly #options: GuildPodcastOptions;
	readonly #events: PanelEvent[] = [];
	readonly #receivers: ReceiverCount;
	readonly #opened: Promise<void>;
	#resolveOpened: () => void = () => {};
	#resolveDone: () => void = () => {};
	#onAir: OnAir | undefined;
	/** What a later process may return to, as it is written down. */
	#returnable: LeftPodcast | undefined;
	#look: Timer | undefined;
	#end: PanelEnd | undefined;
	#pausedAtEpochMs: number | undefined;
	#stopping: Promise<void> | undefined;

	/**
	 * Goes on air and shows the panel.
	 *
	 * @param signal - gives up; its reason is a sentence for the panel
	 * @throws whatever going on air throws; the panel is left as it was then
	 */
	static async start(options: GuildPodcastOptions, signal: AbortSignal): Promise<GuildPodcast> {
		const podcast = new GuildPodcast(options);
		podcast.#onAir = await podcast.#goOnAir(signal);
		await podcast.#open();
		if (signal.aborted) {
			const { registry } = options.context;
			await (signal.reason === RESTARTING
				? registry.pauseShow(podcast)
				: registry.end(podcast, String(signal.reason)));
		}
		return podcast;
	}

	private constructor(options: GuildPodcastOptions) {
		const { context, route } = options;
		this.#options = options;
		this.#opened = new Promise((resolve) => {
			this.#resolveOpened = resolve;
		});
		this.done = new Promise((resolve) => {
			this.#resolveDone = resolve;
		});
		this.panel = new PanelMessage({ route, clock: context.clock, look: () => this.#describe() });
		this.#receivers = new ReceiverCount(context, () => this.panel.update('later'));
		this.announcer = new PodcastAnnouncer({
			...context,
			details: {
				title: options.title,
				serverName: options.channel.guild.name,
				hostName: options.hostName,
				visibility: options.visibility,
				speakers: [],
			},
			onLinkChange: () => this.panel.update('now'),
		});
	}

	/** Id of the guild. */
	get guildId(): string {
		return this.#options.channel.guild.id;
	}

	/** Whether it has ended for this process, also while it was still being opened. */
	get isOver(): boolean {
		return this.#end !== undefined || this.#pausedAtEpochMs !== undefined;
	}

	/** The way of its sound. */
	get onAir(): OnAir {
		return this.#onAir as OnAir;
	}

	/**
	 * Ends it: receivers are told and the channel is left when this resolves, the panel follows.
	 * Harmless when repeated.
	 *
	 * @param reason - a sentence for the panel
	 */
	stop(reason: string): Promise<void> {
		this.#stopping ??= this.#finish(reason);
		return this.#stopping;
	}

	/**
	 * Ends it, as `registry.end` does, and says so in the channel: nobody has asked for it.
	 *
	 * @param reason - a sentence for the panel and the channel
	 */
	async breakOff(reason: string): Promise<void> {
		// Whoever has stopped it says so.
		if (this.isOver) {
			return;
		}
		await this.#options.context.registry.end(this, reason);
		const { durationMs } = this.#end as PanelEnd;
		await this.#options.route.say(`⚫ **Off air** after ${formatDuration(durationMs)}. ${reason}`);
	}

	/**
	 * Takes it off air for a restart: it is remembered, listeners are told that it comes back, and
	 * the channel is left when this resolves; the panel follows. Harmless when it is over.
	 */
	pause(): Promise<void> {
		this.#stopping ??= this.#pause();
		return this.#stopping;
	}

	/** Somebody pressed Refresh, and wants to see the panel as it would be now. */
	async refresh(interaction: AnswerableInteraction): Promise<void> {
		this.#options.route.adopt(interaction);
		await this.#receivers.ask(this.onAir.podcast?.id);
		await this.panel.refresh();
	}

	/** Shows an event in the panel; a sentence in Discord's markdown. */
	note(text: string): void {
		this.#events.push({ atEpochMs: this.#options.context.clock.epochMs(), text });
		this.#events.splice(0, this.#events.length - MAX_PANEL_EVENTS);
		if (this.#onAir) {
			this.panel.update('now');
		}
	}

	/**
	 * The host has muted or unmuted somebody, which a restart must not undo.
	 *
	 * @param text - a sentence for the panel
	 */
	noteCast(text: string): void {
		this.note(text);
		if (!this.isOver) {
			void this.#options.context.memory.put(this.#remembered());
		}
	}

	#goOnAir(signal: AbortSignal): Promise<OnAir> {
		const { channel, context, left, mutedUserIds = [], sinceEpochMs, title } = this.#options;
		return OnAir.start(
			{
				returning: context.keepsPodcasts
					? { left, ledger: (id, next) => this.#writeDown(id, next) }
					: undefined,
				channel,
				title,
				sinceEpochMs,
				mutedUserIds,
				voices: context.voices,
				api: context.api,
				clock: context.clock,
				logger: context.logger.child({ guildId: channel.guild.id, channelId: channel.id }),
				random: context.random,
				settings: context.settings,
				listener: {
					onChange: () => this.#onChange(),
					onEvent: (text) => this.note(text),
					onSpeakers: (userIds) => this.announcer.setSpeakers(this.#displayNames(userIds)),
					onEnd: (end) => void this.breakOff(describeEnd(end, this.onAir.channelId)),
				},
			},
			signal,
		);
	}

	/** A disk that hangs is not waited for longer: that costs the return, not the podcast. */
	#writeDown(id: string, nextVoiceSession: number): Promise<boolean> {
		const { clock, memory } = this.#options.context;
		this.#returnable = { id, nextVoiceSession };
		const remembered = memory.get(this.panel.id);
		if (remembered === undefined) {
			// Nothing of it is in the file yet, so nobody could return to it.
			return Promise.resolve(true);
		}
		const timeout = new AbortController();
		return Promise.race([
			memory.put({ ...remembered, podcast: this.#returnable }),
			sleepUntil(clock, clock.nowMs() + WRITE_TIMEOUT_MS, timeout.signal).then(
				() => false,
				() => false,
			),
		]).finally(() => timeout.abort());
	}

	async #open(): Promise<void> {
		const { beginning, channel, context } = this.#options;
		context.logger.info(
			{ guildId: this.guildId, channelId: channel.id, podcast: this.onAir.podcast?.id },
			'On air',
		);
		this.note(beginning);
		const { clock } = context;
		await Promise.race([
			Promise.all([
				this.announcer.setPodcast(this.onAir.podcast?.id),
				this.#receivers.ask(this.onAir.podcast?.id),
			]),
			sleepUntil(clock, clock.nowMs() + FIRST_ANSWERS_TIMEOUT_MS),
		]);
		// It is remembered before anybody reads that it is on air.
		await context.memory.put(this.#remembered());
		await this.panel.refresh();
		this.#resolveOpened();
		this.#lookAgain();
	}

	#lookAgain(): void {
		if (this.isOver) {
			return;
		}
		const { clock } = this.#options.context;
		void this.announcer.setPodcast(this.onAir.podcast?.id);
		this.announcer.update({ serverName: this.#options.channel.guild.name });
		void this.#receivers.askNowAndThen(this.onAir.podcast?.id);
		const shown = this.panel.shown?.speakers ?? [];
		const hasNewSpeaker = this.#namesOf(this.onAir.voices.heardNow).some(
			(name) => !shown.includes(name),
		);
		this.panel.update(hasNewSpeaker ? 'soon' : 'later');
		this.#look = clock.at(clock.nowMs() + LOOK_INTERVAL_MS, () => this.#lookAgain());
	}

	#onChange(): void {
		// What is otherwise before it is on air, the first panel shows.
		if (!this.#onAir) {
			return;
		}
		const { memory } = this.#options.context;
		const { messageId } = this.#options.route.place;
		const remembered = memory.get(messageId);
		if (remembered && !this.isOver && remembered.voiceChannelId !== this.onAir.channelId) {
			void memory.put(this.#remembered());
		}
		this.panel.update('now');
	}

	async #finish(reason: string): Promise<void> {
		const { context } = this.#options;
		const { channelId, sinceEpochMs } = this.onAir;
		this.#end = { durationMs: context.clock.epochMs() - sinceEpochMs, reason };
		this.#look?.cancel();
		this.announcer.close();
		context.logger.info({ guildId: this.guildId, channelId, end: reason }, 'Off air');
		// Remembered first: no later process may go back on air with what was ended.
		await context.memory.put(this.#remembered());
		await this.onAir.stop();
		void this.#closePanel().finally(() => this.#resolveDone());
	}

	async #pause(): Promise<void> {
		const { context } = this.#options;
		this.#pausedAtEpochMs = context.clock.epochMs();
		this.#look?.cancel();
		this.announcer.close();
		context.logger.info({ guildId: this.guildId }, 'Off air for a restart');
		// Remembered first: whatever happens now, a later process goes back on air.
		await context.memory.put(this.#remembered());
		await this.onAir.pause();
		void this.#closePanel().finally(() => this.#resolveDone());
	}

	async #closePanel(): Promise<void> {
		const { context, route } = this.#options;
		try {
			await this.#opened;
			if ((await this.panel.close()) && this.#end) {
				await context.memory.remove(route.place.messageId);
			}
		} catch (error) {
			context.logger.error({ guildId: this.guildId, err: error }, 'Closing a panel failed');
		}
	}

	#remembered(): RememberedPodcast {
		const { channelId, sinceEpochMs, title } = this.onAir;
		return {
			guildId: this.guildId,
			voiceChannelId: channelId,
			title,
			hostName: this.#options.hostName,
			visibility: this.#options.visibility,
			sinceEpochMs,
			mutedUserIds: [...this.onAir.voices.cast.mutedUserIds],
			panel: this.#options.route.place,
			...(this.#returnable && { podcast: this.#returnable }),
			...(this.#pausedAtEpochMs !== undefined && { pausedAtEpochMs: this.#pausedAtEpochMs }),
			...(this.#end && { end: this.#end }),
		};
	}

	#describe(): PanelState {
		const { api, keepsPodcasts } = this.#options.context;
		const { channelId, sinceEpochMs, title } = this.onAir;
		const isPaused = this.#pausedAtEpochMs !== undefined;
		const podcast = isPaused && !keepsPodcasts ? undefined : this.onAir.podcast;
		return {
			phase: this.#phase(),
			title,
			voiceChannelId: channelId,
			sinceEpochMs,
			podcast: podcast && {
				id: podcast.id,
				listenAddress: openableHere(api.publicWebsocketUrl(podcast)).href,
			},
			listening: this.announcer.isSupported
				? { visibility: this.#options.visibility, link: this.announcer.link?.href }
				: undefined,
			receivers: this.#receivers.of(podcast?.id),
			speakers: this.#namesOf(this.onAir.voices.heardNow),
			offAir: this.#namesOf(this.onAir.voices.offAir),
			warnings: isPaused ? [RESTARTING] : this.onAir.warnings,
			events: this.#events,
			end: this.#end,
		};
	}

	#phase(): PanelState['phase'] {
		if (this.#end) {
			return 'off air';
		}
		if (this.#pausedAtEpochMs !== undefined) {
			return 'restarting';
		}
		return this.onAir.isPodcastConnected ? 'on air' : 'interrupted';
	}

	/** In an order of its own, lest the panel changes with who began to speak first. */
	#namesOf(userIds: readonly string[]): string[] {
		return this.#displayNames(userIds).sort((a, b) => a.localeCompare(b, 'en'));
	}

	#displayNames(userIds: readonly string[]): string[] {
		const { members } = this.#options.channel.guild;
		return userIds.map((userId) => members.cache.get(userId)?.displayName ?? 'somebody');
	}
}
