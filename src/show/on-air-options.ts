// What putting a channel on air needs, and what a show needs of both its ends.
import type { VoiceBasedChannel } from 'discord.js';
import type { Logger } from 'pino';
import type { PodcastApi } from '../client/podcast-api.js';
import type { VoiceSessionLedger } from '../client/podcast-nonces.js';
import type { LeftPodcast, PodcastSender, PodcastSenderOptions } from '../client/podcast-sender.js';
import type { Clock } from '../clock.js';
import type { ConsentMode } from '../store/consent-mode.js';
import type { VoiceSession, VoiceSessionOptions } from '../voice/voice-session.js';
import type { ShowEnd, ShowEvents, ShowFact } from './show-events.js';
import type { VoiceSink, VoicesPolicy } from './show-voices.js';
import type { WatchedSender, WatchedVoice } from './show-watch.js';

/** Times and sizes of a podcast's way from Discord to its server. */
export interface ShowSettings {
	voiceJoinTimeoutMs: number;
	voiceReconnectTimeoutMs: number;
	podcastStartTimeoutMs: number;
	podcastReconnectTimeoutMs: number;
	podcastHelloTimeoutMs: number;
	senderMaxBufferedBytes: number;
	/** Nobody is heard for that long before it is told. */
	silenceWarningMs: number;
	/** The bot is alone for that long before the podcast ends. */
	idleStopMs: number;
}

/** Everything that going on air needs. */
export interface OnAirOptions {
	channel: VoiceBasedChannel;
	title: string;
	/** Of a podcast that an earlier process began; default now. */
	sinceEpochMs?: number | undefined;
	consent: ConsentMode;
	/** User ids that the host has muted before a restart. */
	mutedUserIds: readonly string[];
	voices: VoicesPolicy;
	api: PodcastApi;
	clock: Clock;
	logger: Logger;
	random: () => number;
	settings: ShowSettings;
	/** Where the podcast server keeps podcasts over a restart: what makes a return possible. */
	returning?: OnAirReturning | undefined;
	/** Gets the voices one by one. */
	sink?: VoiceSink | undefined;
	/** Where it tells what happens to it. */
	events: ShowEvents;
	/** Something happened that members should know. */
	onFact: (fact: ShowFact) => void;
	/** Called once, if it ends after it has started and without `close`. */
	onEnd: (end: ShowEnd) => void;
	/** Default Discord's. */
	joinVoice?: ((options: VoiceSessionOptions) => Promise<ShowVoice>) | undefined;
	/** Default to the podcast server of `api`. */
	startSender?: ((options: PodcastSenderOptions) => Promise<ShowSender>) | undefined;
}

/** A voice session, as far as a show needs it. */
export type ShowVoice = WatchedVoice &
	Pick<VoiceSession, 'stats' | 'endToEndVersion'> &
	Partial<Pick<VoiceSession, 'lastSpeechAtMs' | 'ownVoice'>>;

/** A podcast's sender, as far as a show needs it. */
export type ShowSender = WatchedSender &
	Pick<PodcastSender, 'podcast' | 'send' | 'stop'> &
	Partial<Pick<PodcastSender, 'silence'>>;

/** What makes a later process able to return to a podcast. */
export interface OnAirReturning {
	/** The podcast of an earlier process; undefined for a new one. */
	left: LeftPodcast | undefined;
	/** Where it is written down what a later process must not use. */
	ledger: VoiceSessionLedger;
}
