// A show without Discord and without a server: both ends are handed in, and the clock is stepped.
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Collection, type Guild, type VoiceBasedChannel } from 'discord.js';
import { onTestFinished } from 'vitest';
import { PodcastApi } from '../../src/client/podcast-api.js';
import type { PodcastSenderOptions } from '../../src/client/podcast-sender.js';
import { VoicePrivacy } from '../../src/consent/voice-consent.js';
import { NO_DELAYS } from '../../src/counts/delays.js';
import { createLogger } from '../../src/logger.js';
import type { ShowSender, ShowVoice } from '../../src/show/on-air-options.js';
import type { Show } from '../../src/show/show.js';
import type { ShowEventMap } from '../../src/show/show-events.js';
import type { KeptShow, ShowPlan, ShowTools } from '../../src/show/show-plan.js';
import { ShowRegistry } from '../../src/show/show-registry.js';
import { startShow } from '../../src/show/start-show.js';
import { SpeakerReception } from '../../src/voice/receive/speaker-reception.js';
import type { VoiceSessionOptions } from '../../src/voice/voice-session.js';
import { SteppedClock } from '../support/stepped-clock.js';

export const BOT = '900000000000000001';
export const ADA = '900000000000000002';
/** Nobody who was ever in the channel. */
export const BEN = '900000000000000003';
/** Nobody, either. */
export const CLEO = '900000000000000006';
export const GUILD = '900000000000000003';
export const CHANNEL = '900000000000000004';
export const OTHER_CHANNEL = '900000000000000005';

const EVENTS = [
	'changed',
	'logged',
	'entered',
	'troubled',
	'cleared',
	'moved',
	'parting',
	'paused',
	'ended',
] as const satisfies (keyof ShowEventMap)[];

/** A guild with one member in its voice channel, as far as a show looks at it. */
function makeGuild() {
	const voiceStates = new Collection<string, object>();
	const guild = {
		id: GUILD,
		name: 'Harbour',
		client: Object.assign(new EventEmitter(), { user: { id: BOT } }),
		voiceStates: { cache: voiceStates },
		members: {
			cache: new Collection([[ADA, { displayName: 'Ada', user: { bot: false } }]]),
			me: { voice: { serverDeaf: false, channelId: null }, isCommunicationDisabled: () => false },
		},
		channels: { cache: new Collection<string, object>() },
	};
	const channel = {
		id: CHANNEL,
		client: guild.client,
		guild,
		guildId: GUILD,
		full: false,
		isVoiceBased: () => true,
		permissionsFor: () => ({ has: () => true }),
	};
	guild.channels.cache.set(CHANNEL, channel);
	return {
		guild: guild as unknown as Guild,
		channel: channel as unknown as VoiceBasedChannel,
		/** Lets Ada be in a channel, or in none. */
		putAda(channelId: string | undefined): void {
			voiceStates.clear();
			if (channelId !== undefined) {
				const member = { user: { bot: false } };
				voiceStates.set(ADA, { id: ADA, channelId, guild, member, suppress: false });
			}
		},
		setDeafened(isDeafened: boolean): void {
			guild.members.me.voice.serverDeaf = isDeafened;
		},
	};
}

/** Discord's end: joined at once, unless `refuse` says otherwise. */
class VoiceEnd {
	options: VoiceSessionOptions | undefined;
	refusal: Error | undefined;
	voice = {
		channelId: CHANNEL,
		isConnected: true,
		speakers: [],
		unannounced: undefined,
		missing: undefined,
		hasRejoinedForUnannounced: false,
		transport: new SpeakerReception(''),
		isRecoveryExhausted: () => false,
		endToEndVersion: 1,
		stats: { heard: 0, dropped: new Map(), reconnects: new Map(), remedies: new Map() },
	};

	readonly join = async (options: VoiceSessionOptions): Promise<ShowVoice> => {
		this.options = options;
		if (this.refusal) {
			throw this.refusal;
		}
		return this.voice;
	};

	get hasLeft(): boolean {
		return this.options?.signal?.aborted === true;
	}

	moveTo(channelId: string): void {
		this.voice.channelId = channelId;
		this.options?.listener.onMoved(channelId);
	}
}

/** The podcast server's end. */
class SenderEnd {
	options: PodcastSenderOptions | undefined;
	refusal: Error | undefined;
	/** Resolves when the start may go on; default at once. */
	hold: Promise<void> = Promise.resolve();
	isStopped = false;
	wasComingBack = false;
	isOnAir = true;
	podcastId = 'abc12';
	/** Times that what was sent was to be silence. */
	silences = 0;

	readonly start = async (options: PodcastSenderOptions): Promise<ShowSender> => {
		this.options = options;
		await this.hold;
		if (this.refusal) {
			throw this.refusal;
		}
		await options.ledger?.(this.podcastId, 16);
		const end = this;
		return {
			get podcast() {
				const nowhere = { ip: undefined, port: undefined, activeSince: null, host: undefined };
				return { id: end.podcastId, ...nowhere };
			},
			get isOnAir() {
				return end.isOnAir;
			},
			stats: {
				sent: 0,
				sentBytes: 0,
				dropped: new Map(),
				received: undefined,
				delayP99Ms: undefined,
				delays: NO_DELAYS,
				reconnects: 0,
				bufferedBytes: 0,
			},
			send: () => {},
			silence: async () => {
				end.silences += 1;
			},
			stop: async () => {
				end.isStopped = true;
				end.wasComingBack = options.isComingBack?.() === true;
			},
		};
	};
}

/** All that a show is begun with, and what it tells and keeps. */
export async function setUpShow() {
	const clock = new SteppedClock();
	const logger = createLogger({
		level: 'silent',
		format: 'json',
		secrets: [],
		destination: { write: () => {} },
	});
	const folder = mkdtempSync(join(tmpdir(), 'show-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	const privacy = new VoicePrivacy({ folder, logger });
	onTestFinished(() => privacy.close());
	const place = makeGuild();
	place.putAda(CHANNEL);
	const voice = new VoiceEnd();
	const sender = new SenderEnd();
	const registry = new ShowRegistry();
	const tools: ShowTools = {
		// Nothing is asked of a server that has not announced the extended API.
		api: new PodcastApi({
			apiUrl: new URL('http://127.0.0.1:9'),
			clientId: '1',
			clientToken: 'token',
			clock,
		}),
		clock,
		keepsPodcasts: true,
		logger,
		random: () => 0.5,
		settings: {
			voiceJoinTimeoutMs: 1000,
			voiceReconnectTimeoutMs: 1000,
			podcastStartTimeoutMs: 1000,
			podcastReconnectTimeoutMs: 1000,
			podcastHelloTimeoutMs: 1000,
			senderMaxBufferedBytes: 1000,
			silenceWarningMs: 300_000,
			idleStopMs: 300_000,
		},
		voices: {
			privacy,
			areBotsOnAir: true,
			mixing: {
				open: () => {
					throw new Error('Expected nobody to speak');
				},
			},
			mix: { bitrateBps: 64_000, hasAutomaticGain: false },
		},
		joinVoice: voice.join,
		startSender: sender.start,
	};
	const told: { [Name in keyof ShowEventMap]?: ShowEventMap[Name][] } = {};
	const kept: KeptShow[] = [];
	const keeper = {
		keep: async (show: KeptShow) => {
			kept.push(show);
			return true;
		},
	};
	const view = (show: Show) => {
		for (const name of EVENTS) {
			show.events.on(name, (...event) => {
				told[name] = [...(told[name] ?? []), event] as never;
			});
		}
		return { open: async () => {} };
	};
	const plan: ShowPlan = {
		channel: place.channel,
		title: 'Tides',
		hostName: 'Ada',
		visibility: 'unlisted',
		consent: 'notice',
		isRecorded: false,
	};
	let sequence = 0;
	return {
		...place,
		/** Ada says 20 ms; or somebody else, who is only guessed to be her. */
		speak: ({ isGuessed = false } = {}) => {
			sequence += 1;
			voice.options?.listener.onFrame({
				opus: Uint8Array.of(0xfc, sequence),
				transportNonce: sequence,
				voiceSession: 0,
				userId: ADA,
				isGuessed,
				ssrc: 1,
				sequence,
				timestamp: sequence * 960,
				receivedAtMs: clock.nowMs(),
			});
		},
		clock,
		folder,
		keeper,
		kept,
		plan,
		registry,
		sender,
		/** Begins the show. */
		start: (changes: Partial<ShowPlan> = {}) =>
			startShow({ registry, tools, plan: { ...plan, ...changes }, keeper, view }),
		told,
		tools,
		view,
		voice,
	};
}
