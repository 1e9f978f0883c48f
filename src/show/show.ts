// One guild's show from its beginning to its end: on air, told of, kept for a restart.
import { PodcastAnnouncer } from '../client/podcast-announcer.js';
import type { LeftPodcast } from '../client/podcast-sender.js';
import { comesWithin, type Timer } from '../clock.js';
import { OnAir } from './on-air.js';
import {
	type EndedShow,
	type ShowEnd,
	ShowEvents,
	type ShowFact,
	type ShowParting,
} from './show-events.js';
import type { KeptShow, ShowKeeper, ShowPlan, ShowTools } from './show-plan.js';
import type { ShowRecording } from './show-recording.js';

/** How often it is looked whether the podcast or the server's name has changed. */
const LOOK_INTERVAL_MS = 1000;

const WRITE_TIMEOUT_MS = 2000;

/** A beginning waits no longer for the link. */
const FIRST_LINK_TIMEOUT_MS = 2000;

type State =
	| { kind: 'starting' }
	| { kind: 'on air' }
	| { kind: 'paused'; atEpochMs: number }
	| { kind: 'ended'; ended: EndedShow };

/** A show, on air from `start` until it is closed, paused or broken off. */
export class Show {
	readonly events: ShowEvents;
	/** What is kept of it; undefined where it is not recorded. */
	readonly recording: ShowRecording | undefined;
	/** Tells the podcast's server what listeners are told. */
	readonly announcer: PodcastAnnouncer;
	readonly #tools: ShowTools;
	readonly #plan: ShowPlan;
	readonly #keeper: ShowKeeper;
	#state: State = { kind: 'starting' };
	#onAir: OnAir | undefined;
	/** What a later process may return to, as it is written down. */
	#returnable: LeftPodcast | undefined;
	/** The channel that it is kept with; undefined while it is not kept. */
	#keptChannelId: string | undefined;
	#episodeId: string | undefined;
	#look: Timer | undefined;
	/** Whether nobody waits for a jingle at its end. */
	#isHurried = false;
	#parting: Promise<void> | undefined;

	constructor(plan: ShowPlan, tools: ShowTools, keeper: ShowKeeper, recording?: ShowRecording) {
		this.recording = recording;
		this.#plan = plan;
		this.#tools = tools;
		this.#keeper = keeper;
		this.#keptChannelId = plan.resumed && plan.channel.id;
		this.#episodeId = plan.resumed?.episodeId;
		this.events = new ShowEvents(tools.logger);
		this.announcer = new PodcastAnnouncer({
			api: tools.api,
			clock: tools.clock,
			logger: tools.logger,
			random: tools.random,
			details: {
				title: plan.title,
				serverName: plan.channel.guild.name,
				hostName: plan.hostName,
				visibility: plan.visibility,
				speakers: [],
			},
			onLinkChange: () => this.events.emit('changed'),
		});
		this.events.on('speakers', (userIds) => this.announcer.setSpeakers(this.namesOf(userIds)));
		this.events.on('moved', () => this.#moved());
		recording?.useShow(this);
	}

	/**
	 * Goes on air; it is kept, and its server knows of it, when this resolves.
	 *
	 * @param signal - gives up; its reason is a {@link ShowParting}
	 * @throws {ShowStartError} where there is something to say of it; nothing is left behind then
	 */
	async start(signal: AbortSignal): Promise<void> {
		try {
			this.#onAir = await this.#goOnAir(signal);
		} catch (error) {
			this.announcer.close();
			throw error;
		}
		const { clock, logger } = this.#tools;
		const { channelId, podcast } = this.onAir;
		logger.info({ guildId: this.guildId, channelId, podcast: podcast?.id }, 'On air');
		const { hostName, resumed } = this.#plan;
		this.events.emit('begun');
		this.log(resumed ? { kind: 'resumed' } : { kind: 'begun', by: hostName });
		if (!resumed) {
			void this.#jingle('intro').then((frames) => this.onAir.playIntro(frames));
		}
		const timeoutMs = FIRST_LINK_TIMEOUT_MS;
		await comesWithin({ clock, timeoutMs }, this.announcer.setPodcast(podcast?.id));
		if (this.#state.kind === 'starting') {
			this.#state = { kind: 'on air' };
		}
		// It is kept before anybody reads that it is on air.
		await this.#keep();
		this.#lookAgain();
	}

	get guildId(): string {
		return this.#plan.channel.guild.id;
	}

	get plan(): Readonly<ShowPlan> {
		return this.#plan;
	}

	/** Whether it has left the air for this process, also while it was still being started. */
	get isOver(): boolean {
		return this.#state.kind === 'ended' || this.#state.kind === 'paused';
	}

	get isPaused(): boolean {
		return this.#state.kind === 'paused';
	}

	/** Its end, once it has one. */
	get ended(): EndedShow | undefined {
		return this.#state.kind === 'ended' ? this.#state.ended : undefined;
	}

	/** The way of its sound, from when it is on air. */
	get onAir(): OnAir {
		return this.#onAir as OnAir;
	}

	/** Display names of members. */
	namesOf(userIds: readonly string[]): string[] {
		const { members } = this.#plan.channel.guild;
		return userIds.map((userId) => members.cache.get(userId)?.displayName ?? 'somebody');
	}

	/** Something happened that members should know. */
	log(fact: ShowFact): void {
		this.events.emit('logged', { atEpochMs: this.#tools.clock.epochMs(), fact });
	}

	/** The host has muted or unmuted somebody, which no restart undoes from when this resolves. */
	async logCast(fact: Extract<ShowFact, { kind: 'muted' | 'unmuted' }>): Promise<void> {
		this.log(fact);
		if (!this.isOver) {
			await this.#keepInTime();
		}
	}

	/** It is recorded to that episode from now on; a later process goes on with it. */
	async setEpisode(episodeId: string | undefined): Promise<void> {
		this.#episodeId = episodeId;
		if (this.#keptChannelId !== undefined && !this.isOver) {
			await this.#keepInTime();
		}
	}

	/**
	 * Ends it: receivers are told and the channel is left when this resolves, after the outro where
	 * somebody has stopped it. Harmless when it is over; repeated, it breaks off the outro.
	 */
	close(end: ShowEnd): Promise<void> {
		return this.#part(() => this.#finish(end, false));
	}

	/** As `close`, where nobody has asked for it: it was decided for the show. */
	breakOff(end: ShowEnd): Promise<void> {
		return this.#part(() => this.#finish(end, true));
	}

	/**
	 * Takes it off air for a restart: it is kept, listeners are told that it comes back, and the
	 * channel is left when this resolves. Harmless when it is over.
	 */
	pause(): Promise<void> {
		return this.#part(() => this.#pause());
	}

	/** Leaves the air for whatever reason. */
	part(parting: ShowParting): Promise<void> {
		return parting.cause === 'restart' ? this.pause() : this.close(parting);
	}

	#part(how: () => Promise<void>): Promise<void> {
		if (this.#parting !== undefined) {
			this.#isHurried = true;
			this.#onAir?.stopJingle();
		}
		this.#parting ??= how();
		return this.#parting;
	}

	/** @returns nothing where none is to be played; never rejects */
	async #jingle(name: 'intro' | 'outro'): Promise<readonly Uint8Array[]> {
		return (await this.#tools.jingles?.framesOnAir(this.guildId, name)) ?? [];
	}

	#goOnAir(signal: AbortSignal): Promise<OnAir> {
		const { channel, consent, resumed, title } = this.#plan;
		const { api, clock, joinVoice, keepsPodcasts, random, settings, startSender } = this.#tools;
		const { logger, voices } = this.#tools;
		return OnAir.start(
			{
				returning: keepsPodcasts
					? { left: resumed?.left, ledger: (id, next) => this.#writeDown(id, next) }
					: undefined,
				channel,
				title,
				sinceEpochMs: resumed?.sinceEpochMs,
				consent,
				mutedUserIds: resumed?.mutedUserIds ?? [],
				voices,
				api,
				clock,
				logger: logger.child({ guildId: channel.guild.id, channelId: channel.id }),
				random,
				settings,
				joinVoice,
				startSender,
				sink: this.recording,
				events: this.events,
				onFact: (fact) => this.log(fact),
				onEnd: (end) => void this.breakOff(end),
			},
			signal,
		);
	}

	#writeDown(id: string, nextVoiceSession: number): Promise<boolean> {
		this.#returnable = { id, nextVoiceSession };
		if (this.#keptChannelId === undefined) {
			// Nothing of it is in the file yet, so nobody could return to it.
			return Promise.resolve(true);
		}
		return this.#keepInTime();
	}

	/** A disk that hangs is not waited for longer: that costs the return, not the podcast. */
	async #keepInTime(): Promise<boolean> {
		const { clock } = this.#tools;
		let isKept = false;
		const keeping = this.#keep().then((kept) => {
			isKept = kept;
		});
		await comesWithin({ clock, timeoutMs: WRITE_TIMEOUT_MS }, keeping);
		return isKept;
	}

	#lookAgain(): void {
		if (this.isOver) {
			return;
		}
		const { clock } = this.#tools;
		void this.announcer.setPodcast(this.onAir.podcast?.id);
		this.announcer.update({ serverName: this.#plan.channel.guild.name });
		this.#look = clock.at(clock.nowMs() + LOOK_INTERVAL_MS, () => this.#lookAgain());
	}

	#moved(): void {
		const isKept = this.#keptChannelId !== undefined;
		if (this.#onAir && isKept && !this.isOver && this.#keptChannelId !== this.onAir.channelId) {
			void this.#keep();
		}
	}

	async #finish(end: ShowEnd, isUnasked: boolean): Promise<void> {
		const { clock, logger } = this.#tools;
		const { channelId, sinceEpochMs } = this.onAir;
		const ended = { end, durationMs: clock.epochMs() - sinceEpochMs, isUnasked };
		this.#state = { kind: 'ended', ended };
		this.#stopTelling();
		const advice = end.cause === 'podcast server' ? this.#tools.api.advise(end.error) : undefined;
		logger.info(
			{ guildId: this.guildId, channelId, ...describeForLog(end), ...(advice && { advice }) },
			'Off air',
		);
		// Kept first: no later process may go back on air with what was ended.
		await this.#keep();
		const outro = end.cause === 'stopped' ? await this.#jingle('outro') : [];
		await this.onAir.close(end, this.#isHurried ? [] : outro);
		this.events.emit('ended', ended);
	}

	async #pause(): Promise<void> {
		const { clock, logger } = this.#tools;
		this.#state = { kind: 'paused', atEpochMs: clock.epochMs() };
		this.#stopTelling();
		logger.info({ guildId: this.guildId }, 'Off air for a restart');
		// Kept first: whatever happens now, a later process goes back on air.
		await this.#keep();
		await this.onAir.close({ cause: 'restart' });
		this.events.emit('paused');
	}

	#stopTelling(): void {
		this.#look?.cancel();
		this.announcer.close();
		this.events.emit('parting');
	}

	#keep(): Promise<boolean> {
		const kept = this.#describe();
		this.#keptChannelId = kept.voiceChannelId;
		return this.#keeper.keep(kept);
	}

	#describe(): KeptShow {
		const { channel, consent, hostName, resumed, title, visibility } = this.#plan;
		const state = this.#state;
		return {
			guildId: this.guildId,
			voiceChannelId: this.#onAir?.channelId ?? channel.id,
			title,
			hostName,
			hostUserId: this.#plan.hostUserId,
			visibility,
			consent,
			sinceEpochMs:
				this.#onAir?.sinceEpochMs ?? resumed?.sinceEpochMs ?? this.#tools.clock.epochMs(),
			mutedUserIds: [...(this.#onAir?.voices.cast.mutedUserIds ?? resumed?.mutedUserIds ?? [])],
			podcast: this.#returnable,
			isRecorded: this.#plan.isRecorded,
			occurrenceId: this.#plan.occurrenceId,
			episodeId: this.#episodeId,
			pausedAtEpochMs: state.kind === 'starting' ? resumed?.pausedAtEpochMs : pausedAt(state),
			end: state.kind === 'ended' ? state.ended : undefined,
		};
	}
}

function pausedAt(state: State): number | undefined {
	return state.kind === 'paused' ? state.atEpochMs : undefined;
}

function describeForLog(end: ShowEnd): Record<string, unknown> {
	switch (end.cause) {
		case 'voice':
			return { end: end.cause, reason: end.reason };
		case 'podcast server':
			return { end: end.cause, err: end.error };
		case 'gateway':
			return { end: end.cause, code: end.code };
		default:
			return { end: end.cause };
	}
}
