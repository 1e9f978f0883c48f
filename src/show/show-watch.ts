// Looks at a guild on air once a second, and keeps its warnings true.
import type { Guild } from 'discord.js';
import type { PodcastSender } from '../client/podcast-sender.js';
import type { Clock, Timer } from '../clock.js';
import { countPeople, findVoiceObstacle } from '../voice/channel-access.js';
import type { VoiceSession } from '../voice/voice-session.js';
import { type Trouble, Troubles, troubleKey } from './troubles.js';
import { Watchdog, type WatchdogSettings } from './watchdog.js';

const LOOK_INTERVAL_MS = 1000;

/** A voice session, as far as it is looked at. */
export type WatchedVoice = Pick<
	VoiceSession,
	| 'channelId'
	| 'hasRejoinedForUnannounced'
	| 'isConnected'
	| 'isRecoveryExhausted'
	| 'missing'
	| 'speakers'
	| 'transport'
	| 'unannounced'
>;

/** A podcast's sender, as far as it is looked at. */
export type WatchedSender = Pick<PodcastSender, 'isOnAir' | 'stats'>;

/** The show to watch, and whom to tell. */
export interface ShowWatchOptions {
	guild: Guild;
	voice: WatchedVoice;
	sender: WatchedSender;
	clock: Clock;
	settings: WatchdogSettings;
	/** When anybody's voice was heard last, by the clock's `nowMs`; undefined if nobody's was. */
	lastVoiceAtMs: () => number | undefined;
	/** Whether a member's voice is meant to be heard. */
	isOnAir: (userId: string) => boolean;
	/** A trouble has begun, or something about it has changed. */
	onTrouble: (trouble: Trouble) => void;
	/** A trouble is over. */
	onOver: (trouble: Trouble) => void;
	/** The bot has been alone for too long. */
	onIdle: () => void;
}

/** Watches until it is closed. */
export class ShowWatch {
	readonly #options: ShowWatchOptions;
	readonly #watchdog: Watchdog;
	readonly #startedAtMs: number;
	readonly #troubles = new Troubles();
	#timer: Timer | undefined;

	constructor(options: ShowWatchOptions) {
		this.#options = options;
		this.#watchdog = new Watchdog(options.settings);
		this.#startedAtMs = options.clock.nowMs();
		this.#look();
	}

	/** Stops watching; harmless when repeated. */
	close(): void {
		this.#timer?.cancel();
	}

	#findShut() {
		const { guild, voice } = this.#options;
		const channel = voice.isConnected ? undefined : guild.channels.cache.get(voice.channelId);
		const obstacle = channel?.isVoiceBased() ? findVoiceObstacle(channel) : undefined;
		return obstacle && { channelId: voice.channelId, obstacle };
	}

	#look(): void {
		const { clock, lastVoiceAtMs, onIdle, onOver, onTrouble, sender, voice } = this.#options;
		const nowMs = clock.nowMs();
		this.#timer = clock.at(nowMs + LOOK_INTERVAL_MS, () => this.#look());
		const troubles = this.#watchdog.look({
			nowMs,
			isVoiceConnected: voice.isConnected,
			shut: this.#findShut(),
			isPodcastConnected: sender.isOnAir,
			isDeafened: this.#options.guild.members.me?.voice.serverDeaf === true,
			listeners: countPeople(this.#options.guild, voice.channelId),
			speakers: [...voice.speakers].filter(({ userId }) => this.#options.isOnAir(userId)),
			unannounced: voice.unannounced,
			hasRejoinedForUnannounced: voice.hasRejoinedForUnannounced,
			transport: voice.transport,
			missing: voice.missing,
			isRecoveryExhausted: (userId) => voice.isRecoveryExhausted(userId),
			lastVoiceAtMs: lastVoiceAtMs() ?? this.#startedAtMs,
			delayMs: sender.stats.delayP99Ms,
		});
		const keys = new Set(troubles.map(troubleKey));
		for (const trouble of troubles) {
			if (this.#troubles.set(trouble)) {
				onTrouble(trouble);
			}
		}
		for (const trouble of this.#troubles.lasting) {
			if (!keys.has(troubleKey(trouble))) {
				this.#troubles.clear(troubleKey(trouble));
				onOver(trouble);
			}
		}
		if (this.#watchdog.isIdle) {
			this.close();
			onIdle();
		}
	}
}
