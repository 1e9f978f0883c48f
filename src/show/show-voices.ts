// The voices of one podcast: whose go on air, made into one programme, and who speaks now.
import type { Guild } from 'discord.js';
import type { Mixing, MixSettings } from '../audio/mix/mix-job.js';
import { Programme, type ProgrammeStats } from '../audio/programme.js';
import type { Clock } from '../clock.js';
import { Cast, type OffAirReason } from '../consent/cast.js';
import type { VoicePrivacy } from '../consent/voice-consent.js';
import type { ProgrammeFrame, VoiceFrame } from '../media/frames.js';
import type { ConsentMode } from '../store/consent-mode.js';
import { ChannelWatch } from '../voice/channel-watch.js';
import { RecentSpeakers } from './recent-speakers.js';

/**
 * So long what somebody has said may wait to be heard: HLS keeps thirteen segments of 10 s at most,
 * and the one that is being cut. A receiver that has stopped reading is kept for 10 s.
 */
const WAITING_MS = 150_000;

/** So long after the end what was said last can still be fetched: a minute, by HLS. */
const FETCHED_AFTER_END_MS = 65_000;

/** What becomes of members' voices, in every podcast of this program. */
export interface VoicesPolicy {
	privacy: VoicePrivacy;
	/** Whether the voices of other bots go on air. */
	areBotsOnAir: boolean;
	mixing: Mixing;
	mix: MixSettings;
}

/** Who gets the voices that are on air, one by one: called for each frame. */
export interface VoiceSink {
	/** Takes a frame of somebody who is on air; never throws. */
	push(frame: VoiceFrame): void;
	/** Whether the member's frames are dropped here, though they are on air. */
	isLeftOut(userId: string): boolean;
	/**
	 * What a member has said and is not handed on yet must not be; harmless for who said nothing.
	 *
	 * @returns resolves when nothing of theirs is heard through it any more; never rejects
	 */
	leaveOut(userId: string): Promise<void>;
}

/** Everything that the voices of one show need. */
export interface ShowVoicesOptions extends VoicesPolicy {
	guild: Guild;
	/** Id of the voice channel, which changes when the bot is moved. */
	channelId: () => string;
	consent: ConsentMode;
	/** User ids that the host has muted before a restart. */
	mutedUserIds: readonly string[];
	clock: Clock;
	/** Called for each frame of the programme. */
	onFrame: (frame: ProgrammeFrame) => void;
	/** Gets the voices one by one, before they are made into one. */
	sink?: VoiceSink | undefined;
	/** Somebody began or stopped speaking: who speaks now, as user ids. */
	onSpeakers: (userIds: readonly string[]) => void;
	/**
	 * Somebody has gone off air who was heard of late: what was handed on must not be heard.
	 *
	 * @returns resolves when nothing of it is heard any more; never rejects
	 */
	silence: () => Promise<void>;
	/** Whether it goes on after a restart of the bot. */
	isResumed: boolean;
	/** Somebody in the channel is on air now who was not before, or the other way round. */
	onCastChange: (userId: string) => void;
	/** Somebody may speak in the channel now who could not before. */
	onEnter: (userId: string) => void;
	/** Somebody speaks who has not agreed to be heard: called once for each. */
	onUnasked: (userId: string) => void;
}

/** All voices of a podcast, until it is closed. */
export class ShowVoices {
	/** Whose voices go on air. */
	readonly cast: Cast;
	readonly #options: ShowVoicesOptions;
	readonly #programme: Programme;
	readonly #speakers = new RecentSpeakers();
	readonly #channelWatch: ChannelWatch;
	/** Who was heard in the show. */
	readonly #heard = new Set<string>();
	/** Who has spoken without having agreed to be heard. */
	readonly #unasked = new Set<string>();
	/** Until when anybody's voice may wait from before a restart, by the clock. */
	readonly #resumedUntilMs: number;
	/** Who was heard with frames that may be another's, and when last, by the clock's `nowMs`. */
	readonly #guessed = new Map<string, number>();
	/** Who has been silenced on suspicion alone. */
	readonly #suspected = new Set<string>();
	#isClosed = false;

	constructor(options: ShowVoicesOptions) {
		const { clock, mix, mixing, onEnter, onFrame, onSpeakers } = options;
		this.#options = options;
		this.#resumedUntilMs = options.isResumed
			? clock.nowMs() + WAITING_MS
			: Number.NEGATIVE_INFINITY;
		this.#programme = new Programme({
			clock,
			settings: mix,
			mixing,
			onFrame,
			onSpeaking: (userId, isSpeaking) => {
				this.#speakers.note(userId, isSpeaking, clock.nowMs());
				this.#heard.add(userId);
				onSpeakers(this.#speakers.speakingNow);
			},
		});
		this.cast = new Cast({
			guild: options.guild,
			privacy: options.privacy,
			areBotsOnAir: options.areBotsOnAir,
			consent: options.consent,
			mutedUserIds: options.mutedUserIds,
			onChange: (userId) => this.#onCastChange(userId),
		});
		this.#channelWatch = new ChannelWatch({
			guild: options.guild,
			channelId: options.channelId,
			onEnter,
			onLeave: (userId) => this.#programme.removeSpeaker(userId),
		});
	}

	/** Counts of the programme so far. */
	get stats(): ProgrammeStats {
		return this.#programme.stats;
	}

	/** User ids of who is heard now, breaths between words included. */
	get heardNow(): readonly string[] {
		return this.#speakers.heardAt(this.#options.clock.nowMs());
	}

	/** When anybody was heard last, by the clock's `nowMs`; undefined if nobody was. */
	get lastHeardAtMs(): number | undefined {
		return this.#speakers.lastHeardAtMs(this.#options.clock.nowMs());
	}

	/** How many members were heard so far. */
	get heardCount(): number {
		return this.#heard.size;
	}

	/** User ids of those who may speak in the channel but are kept off air; other bots left out. */
	get offAir(): readonly string[] {
		return this.#present((reason) => reason === 'opted out' || reason === 'muted by the host');
	}

	/** User ids of those who may speak in the channel, and have not agreed to be heard. */
	get undecided(): readonly string[] {
		return this.#present((reason) => reason === 'not agreed');
	}

	/** Takes a frame of any member. */
	push(frame: VoiceFrame): void {
		const { userId } = frame;
		const reason = this.cast.offAirReason(userId);
		if (reason === undefined) {
			if (frame.isGuessed) {
				this.#guessed.set(userId, frame.receivedAtMs);
			}
			this.#programme.push(frame);
			this.#options.sink?.push(frame);
		} else if (reason === 'not agreed' && !this.#unasked.has(userId)) {
			this.#unasked.add(userId);
			this.#options.onUnasked(userId);
		}
	}

	/** Whether the member keeps their voice out of the show, or of what is made of it. */
	hasRefused(userId: string): boolean {
		return !this.cast.isOnAir(userId) || this.#options.sink?.isLeftOut(userId) === true;
	}

	/** User ids of those who may speak in the channel now. */
	get presentUserIds(): readonly string[] {
		return this.#channelWatch.userIds;
	}

	/**
	 * Nothing more is heard or said; harmless when repeated. Who says no in the minute after it is
	 * silenced in what can still be fetched.
	 */
	close(): void {
		if (this.#isClosed) {
			return;
		}
		this.#isClosed = true;
		this.#channelWatch.close();
		this.#programme.close();
		if (this.#heard.size === 0) {
			this.cast.close();
			return;
		}
		const { clock } = this.#options;
		clock.at(clock.nowMs() + FETCHED_AFTER_END_MS, () => this.cast.close());
	}

	/** Whether something of what the member has said may wait to be heard. */
	#mayWait(userId: string): boolean {
		const nowMs = this.#options.clock.nowMs();
		// Nobody knows any more who spoke before the restart.
		const isSuspect = nowMs < this.#resumedUntilMs && !this.#suspected.has(userId);
		this.#suspected.add(userId);
		const sinceMs = nowMs - WAITING_MS;
		return (
			isSuspect ||
			this.#speakers.hasSpokenSince(userId, sinceMs) ||
			[...this.#guessed.values()].some((atMs) => atMs >= sinceMs)
		);
	}

	#present(isMeant: (reason: OffAirReason | undefined) => boolean): string[] {
		return this.#channelWatch.userIds.filter((userId) => isMeant(this.cast.offAirReason(userId)));
	}

	#onCastChange(userId: string): Promise<unknown> {
		let silencing: Promise<unknown> = Promise.resolve();
		if (!this.cast.isOnAir(userId)) {
			const mayWait = this.#mayWait(userId);
			if (!this.#isClosed) {
				for (const speaker of [userId, ...this.#guessed.keys()]) {
					this.#programme.removeSpeaker(speaker);
				}
				silencing = this.#options.sink?.leaveOut(userId) ?? silencing;
			}
			// Once: who says no again and again silences nobody else by it.
			this.#speakers.forget(userId);
			this.#guessed.clear();
			silencing = mayWait ? Promise.all([this.#options.silence(), silencing]) : silencing;
		}
		if (!this.#isClosed && this.#channelWatch.userIds.includes(userId)) {
			this.#options.onCastChange(userId);
		}
		return silencing;
	}
}
