// The accounts that can play a podcast into a channel, as a listening needs them.
import type { VoiceBasedChannel } from 'discord.js';
import type { PlayingObstacle } from '../voice/channel-access.js';

/** What keeps every account from playing into a channel. */
export type PlayerObstacle =
	/** One that is free may not; without an id it is the one that has the commands. */
	| { kind: 'not allowed'; accountId?: string; obstacle: PlayingObstacle }
	/** All in the guild are in use; these could be invited into it. */
	| { kind: 'all in use'; others: readonly { name: string; inviteUrl: string }[] };

/** What came of looking for an account that can play into a channel. */
export type PlayerChoice =
	/** The channel as the account's own client has it. */
	{ kind: 'account'; channel: VoiceBasedChannel } | { kind: 'none'; obstacle: PlayerObstacle };

/** The player that is wanted. */
export interface WantedPlayer {
	/** As the client of the account that has the commands has it. */
	channel: VoiceBasedChannel;
	/** Whether an account, by its user id, is in voice in that guild already. */
	isBusy: (userId: string) => boolean;
	/** The account that comes first, by its user id. */
	preferredId?: string | undefined;
}

/** All accounts that can play. */
export interface Players {
	/** Resolves when each account is logged in, or has been told to be of no use. */
	readonly ready: Promise<void>;
	choose(wanted: WantedPlayer): PlayerChoice;
	/**
	 * Tells of each account that is out of use from then on.
	 *
	 * @param onEnd - with the gateway's close code, or `token` where its token is void
	 */
	watchEnds(onEnd: (accountId: string, gateway: number | 'token') => void): void;
	/**
	 * The voice channel that an earlier process has left an account in, or null; undefined where that
	 * is not known.
	 */
	ghostOf(accountId: string, guildId: string): string | null | undefined;
}
