// Who sits where in voice: an account sits in one voice channel of a guild at a time.
import { InvalidStateError } from '../errors.js';

/** What an account is in voice for. */
export type SeatUse = 'show' | 'listening';

/** What an account is in voice for in a guild, and where. */
export interface SeatHolder {
	/** Another process may use the same bot token. */
	use: SeatUse | 'another process';
	channelId: string;
}

/** A seat to claim. */
export type SeatClaim = SeatPlace &
	(
		| { use: SeatUse }
		/**
		 * For something that anybody else's claim ends: leaves the channel, resolves when it is left,
		 * and never rejects.
		 */
		| { giveWay: () => Promise<void> }
	);

/** Whose seat it is, and where. */
interface SeatPlace {
	/** User id of the account. */
	accountId: string;
	guildId: string;
	/** Where it sits now: members move bots. */
	channelId: () => string;
}

/** A place in a guild's voice channels, until it is given back. */
export interface Seat {
	/** Resolves when whoever gave way has left the channel; undefined where nobody had to. */
	readonly vacated: Promise<void> | undefined;
	/** Harmless when repeated. */
	giveBack(): void;
}

/** The seats of all accounts of this process. Claim one before joining a voice channel. */
export class VoiceSeats {
	readonly #claims = new Map<string, SeatClaim>();
	/** Channel ids of another process. */
	readonly #strangers = new Map<string, string>();

	/** @throws {InvalidStateError} if the account has a seat in the guild, or another process has */
	claim(claim: SeatClaim): Seat {
		const key = keyOf(claim.accountId, claim.guildId);
		const holder = this.holderOf(claim.accountId, claim.guildId);
		if (holder) {
			throw new InvalidStateError('Expected the account to be free in the guild', holder.use);
		}
		const before = this.#claims.get(key);
		const vacated = before && 'giveWay' in before ? before.giveWay() : undefined;
		this.#claims.set(key, claim);
		return {
			vacated,
			giveBack: () => {
				if (this.#claims.get(key) === claim) {
					this.#claims.delete(key);
				}
			},
		};
	}

	/**
	 * What the account is in voice for, or about to be; undefined where it is free, or who has the
	 * seat gives way.
	 */
	holderOf(accountId: string, guildId: string): SeatHolder | undefined {
		const key = keyOf(accountId, guildId);
		const claim = this.#claims.get(key);
		if (claim && 'use' in claim) {
			return { use: claim.use, channelId: claim.channelId() };
		}
		const channelId = this.#strangers.get(key);
		return channelId === undefined ? undefined : { use: 'another process', channelId };
	}

	/** Whether this very process has the seat. */
	isClaimed(accountId: string, guildId: string): boolean {
		return this.#claims.has(keyOf(accountId, guildId));
	}

	/** Notes where another process that uses the same bot token is; undefined where it is not. */
	noteStranger(accountId: string, guildId: string, channelId: string | undefined): void {
		const key = keyOf(accountId, guildId);
		if (channelId === undefined) {
			this.#strangers.delete(key);
		} else {
			this.#strangers.set(key, channelId);
		}
	}
}

function keyOf(accountId: string, guildId: string): string {
	return `${accountId}/${guildId}`;
}
