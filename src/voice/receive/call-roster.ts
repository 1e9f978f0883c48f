// Who is in the bot's call, as far as voice server and main gateway tell.
import { type Guild, Status, type VoiceState } from 'discord.js';
import type { RemainingMembers, SpeakerRoster } from './speaker-search.js';

/** Everything that a roster needs. */
export interface CallRosterOptions {
	guild: Guild;
	/** Id of the voice channel, which changes when the bot is moved. */
	channelId: () => string;
	/** User ids that the voice server has told of and not taken back. */
	connectedUserIds: () => ReadonlySet<string>;
	/** Whether a member keeps their voice out of anything; default nobody. */
	hasRefused?: ((userId: string) => boolean) | undefined;
}

/** All others in a call. */
export class CallRoster implements SpeakerRoster {
	readonly #options: CallRosterOptions;
	/** By user id: the gateway session with which a member was in the call when they got an SSRC. */
	readonly #sessionIds = new Map<string, string | null>();

	constructor(options: CallRosterOptions) {
		this.#options = options;
	}

	note(userId: string): void {
		const sessionId = this.#stateOf(userId)?.sessionId;
		if (sessionId) {
			this.#sessionIds.set(userId, sessionId);
		} else {
			this.#sessionIds.delete(userId);
		}
	}

	clear(): void {
		this.#sessionIds.clear();
	}

	present(): string[] {
		const connected = this.#options.connectedUserIds();
		const userIds = connected.size > 0 ? [...connected] : this.#states().map(({ id }) => id);
		return userIds.filter((userId) => userId !== this.#ownId);
	}

	/**
	 * Voice server and main gateway race each other, so it is certain only where both tell the same:
	 * of who is left, and that nobody who has an SSRC has come anew since.
	 */
	remaining(known: ReadonlySet<string>): RemainingMembers {
		const { connectedUserIds, guild } = this.#options;
		const connected = connectedUserIds();
		const states = new Map(this.#states().map((state) => [state.id, state]));
		const userIds = [...new Set([...connected, ...states.keys()])].filter(
			(userId) => userId !== this.#ownId && !known.has(userId) && !isSilenced(states.get(userId)),
		);
		const isCertain =
			guild.available &&
			guild.shard.status === Status.Ready &&
			[...known].every((userId) => this.#isUnchanged(userId, states.get(userId))) &&
			userIds.every(
				(userId) => states.has(userId) && (connected.size === 0 || connected.has(userId)),
			);
		return { userIds, isCertain };
	}

	/** Also of those that one of the two tells of, and of those of whom it says that they cannot talk. */
	hasRefusal(): boolean {
		const { connectedUserIds, hasRefused } = this.#options;
		return (
			hasRefused !== undefined &&
			[...connectedUserIds(), ...this.#states().map(({ id }) => id)].some(
				(userId) => userId !== this.#ownId && hasRefused(userId),
			)
		);
	}

	get #ownId(): string {
		return this.#options.guild.client.user.id;
	}

	#states(): VoiceState[] {
		const channelId = this.#options.channelId();
		return [...this.#options.guild.voiceStates.cache.values()].filter(
			(state) => state.channelId === channelId,
		);
	}

	#stateOf(userId: string): VoiceState | undefined {
		return this.#options.guild.voiceStates.cache.get(userId);
	}

	/** With another gateway session a member has another SSRC, too. */
	#isUnchanged(userId: string, state: VoiceState | undefined): boolean {
		const before = this.#sessionIds.get(userId);
		return state !== undefined && (before === undefined || before === state.sessionId);
	}
}

/** Discord passes on nothing of a stage's audience, or of members whom a moderator has muted. */
function isSilenced(state: VoiceState | undefined): boolean {
	return state?.suppress === true || state?.serverMute === true;
}
