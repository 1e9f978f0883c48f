// Whose voices go on air in one podcast.
import type { Guild } from 'discord.js';
import type { ConsentMode } from '../store/consent-mode.js';
import type { VoicePrivacy } from './voice-consent.js';

/** Why a member's voice is not on air. */
export type OffAirReason =
	| 'opted out'
	| 'muted by the host'
	| 'a bot'
	/** The show asks, and the member has not said yes. */
	| 'not agreed';

/** Everything that decides a cast. */
export interface CastOptions {
	guild: Guild;
	privacy: VoicePrivacy;
	areBotsOnAir: boolean;
	consent: ConsentMode;
	/** User ids that the host has muted before a restart. */
	mutedUserIds: readonly string[];
	/**
	 * Called when a member may be heard who could not be before, or the other way round.
	 *
	 * @returns where that takes time, a promise of when nothing is heard against it; never rejects
	 */
	onChange: (userId: string) => unknown;
}

/** All members of a guild, as far as they may be heard in its podcast. */
export class Cast {
	readonly #options: CastOptions;
	readonly #muted: Set<string>;
	readonly #unwatch: () => void;

	constructor(options: CastOptions) {
		this.#options = options;
		this.#muted = new Set(options.mutedUserIds);
		this.#unwatch = options.privacy.watch((userId) => options.onChange(userId));
	}

	/** User ids that the host has muted. */
	get mutedUserIds(): readonly string[] {
		return [...this.#muted];
	}

	/** Whether the member's frames go on air; asked for each of them. */
	isOnAir(userId: string): boolean {
		return this.offAirReason(userId) === undefined;
	}

	/** Why the member's frames do not go on air; undefined if they do. */
	offAirReason(userId: string): OffAirReason | undefined {
		const { areBotsOnAir, consent, guild, privacy } = this.#options;
		if (privacy.hasOptedOut(userId)) {
			return 'opted out';
		}
		if (this.#muted.has(userId)) {
			return 'muted by the host';
		}
		const isAsked = consent === 'ask' && !privacy.hasAgreed(guild.id, userId);
		if (areBotsOnAir && !isAsked) {
			return undefined;
		}
		// Nobody can ask a bot: whoever runs this one decides.
		if (guild.members.cache.get(userId)?.user.bot === true) {
			return areBotsOnAir ? undefined : 'a bot';
		}
		return isAsked ? 'not agreed' : undefined;
	}

	/**
	 * Takes a member off air for the rest of the podcast, from the next frame on.
	 *
	 * @returns resolves when nothing of theirs is heard any more; never rejects
	 */
	async mute(userId: string): Promise<void> {
		this.#muted.add(userId);
		await this.#options.onChange(userId);
	}

	/** Takes `mute` back. @returns whether there was a mute to take back */
	unmute(userId: string): boolean {
		const wasMuted = this.#muted.delete(userId);
		if (wasMuted) {
			this.#options.onChange(userId);
		}
		return wasMuted;
	}

	/** Decides nothing any more; harmless when repeated. */
	close(): void {
		this.#unwatch();
	}
}
