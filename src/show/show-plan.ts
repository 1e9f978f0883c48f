// What a show is: its plan, what it is made with, and what of it outlives the process.
import type { VoiceBasedChannel } from 'discord.js';
import type { Logger } from 'pino';
import type { PodcastApi } from '../client/podcast-api.js';
import type { LeftPodcast } from '../client/podcast-sender.js';
import type { Clock } from '../clock.js';
import type { Jingles } from '../episodes/jingles.js';
import type { Visibility } from '../protocol/podcast-details.js';
import type { ConsentMode } from '../store/consent-mode.js';
import type { OnAirOptions, ShowSettings } from './on-air-options.js';
import type { ChimeSource } from './show-chime.js';
import type { EndedShow } from './show-events.js';
import type { RecordingTools } from './show-recording.js';
import type { VoicesPolicy } from './show-voices.js';

/** What all shows of a program are made with. */
export interface ShowTools extends Pick<OnAirOptions, 'joinVoice' | 'startSender'> {
	api: PodcastApi;
	/** What is played to whoever comes into a channel on air; undefined for nothing. */
	chime?: ChimeSource | undefined;
	clock: Clock;
	/** What is played at the ends of shows; without it nothing is. */
	jingles?: Pick<Jingles, 'framesOnAir'> | undefined;
	/** Whether the podcast server keeps podcasts over a restart, so that shows return to theirs. */
	keepsPodcasts: boolean;
	logger: Logger;
	/** Source of numbers in 0..1. */
	random: () => number;
	settings: ShowSettings;
	voices: VoicesPolicy;
	/** What shows are recorded with; without it none is. */
	recordings?: RecordingTools | undefined;
}

/** What one show is. */
export interface ShowPlan {
	channel: VoiceBasedChannel;
	title: string;
	/** Display name of who put it on air. */
	hostName: string;
	/** Undefined where it is not known. */
	hostUserId?: string | undefined;
	/** Who may hear it, on a server that takes that. */
	visibility: Visibility;
	/** Whether members are asked before they are heard. */
	consent: ConsentMode;
	/** Whether it is recorded. */
	isRecorded: boolean;
	/** The occurrence of a plan that it is; undefined for what was not planned. */
	occurrenceId?: string | undefined;
	/** Of a show that an earlier process began. */
	resumed?: ResumedShow | undefined;
}

/** A show as an earlier process knew it. */
export interface ResumedShow {
	sinceEpochMs: number;
	/** User ids that the host had muted. */
	mutedUserIds: readonly string[];
	/** The podcast to be returned to. */
	left: LeftPodcast | undefined;
	pausedAtEpochMs: number | undefined;
	/** The episode that it was recorded to; it goes on. */
	episodeId: string | undefined;
}

/** The part of a show that outlives the process. */
export interface KeptShow {
	guildId: string;
	voiceChannelId: string;
	title: string;
	hostName: string;
	hostUserId?: string | undefined;
	visibility: Visibility;
	consent: ConsentMode;
	/** Milliseconds since the epoch. */
	sinceEpochMs: number;
	mutedUserIds: string[];
	/** What a later process may return to. */
	podcast: LeftPodcast | undefined;
	pausedAtEpochMs: number | undefined;
	isRecorded: boolean;
	/** The occurrence of a plan that it is. */
	occurrenceId: string | undefined;
	/** The episode that it is recorded to. */
	episodeId: string | undefined;
	end: EndedShow | undefined;
}

/** Where a show is kept for a restart. */
export interface ShowKeeper {
	/** @returns whether it is kept now; never rejects */
	keep(show: KeptShow): Promise<boolean>;
}
