// Whether a bot may be heard where it is: it makes itself a speaker of a stage, or asks to be one.
import {
	ChannelType,
	type Client,
	DiscordAPIError,
	Events,
	type Guild,
	PermissionFlagsBits,
	RESTJSONErrorCodes,
	type StageInstance,
	type VoiceState,
} from 'discord.js';
import type { Logger } from 'pino';

/** What keeps members from hearing the bot. */
export type SpeakingObstacle =
	/** It is in a stage's audience and has asked to speak: a moderator has to let it. */
	| 'asked to speak'
	/** A moderator has declined that. */
	| 'declined'
	/** A moderator has sent it back to the audience. */
	| 'sent back'
	/** The stage that it was in has ended; it asks when the next one begins. */
	| 'stage over'
	/** It is in a stage's audience and may not even ask. */
	| 'in the audience'
	/** It is in a stage's audience, and Discord failed when it asked. */
	| 'could not ask'
	/** The channel does not let it speak. */
	| 'not allowed'
	/** A moderator has muted it. */
	| 'muted';

/** The account to watch, and whom to tell. */
export interface SpeakingRightOptions {
	guild: Guild;
	logger: Logger;
	/** What stands in the way has changed; undefined where nothing does. */
	onChange: (obstacle: SpeakingObstacle | undefined) => void;
}

/** One stay in one channel, by one session of the main gateway. */
interface Visit {
	channelId: string;
	sessionId: string | null;
	wasSpeaker: boolean;
	/** Whether Discord has shown our request to speak. */
	isRequestSeen: boolean;
	/** The ways to speak that were tried: none is tried twice. */
	tried: Set<Way>;
	/** Whether the stage has ended, and with it who speaks and who has asked to. */
	isStageOver: boolean;
}

/** Ways out of a stage's audience. */
type Way = 'unsuppress' | 'request' | 'nothing';

/**
 * Sees to one bot's right to speak in one guild until it is closed.
 *
 * In a stage's audience it tries once a visit. What a person decides against it stands, also over a
 * reconnect, until a person decides otherwise, the bot is in another channel, or the stage is
 * another one.
 */
export class SpeakingRight {
	readonly #options: SpeakingRightOptions;
	readonly #client: Client<true>;
	#obstacle: SpeakingObstacle | undefined;
	#visit: Visit | undefined;
	/** A person's decision, and the channel it was made in. */
	#refusal: { channelId: string; obstacle: 'declined' | 'sent back' } | undefined;
	#isClosed = false;

	constructor(options: SpeakingRightOptions) {
		this.#options = options;
		this.#client = options.guild.client;
		this.#client.on(Events.VoiceStateUpdate, this.#onVoiceState);
		this.#client.on(Events.StageInstanceCreate, this.#onStageBegin);
		this.#client.on(Events.StageInstanceDelete, this.#onStageEnd);
		this.#client.on(Events.ChannelUpdate, this.#onPermissions);
		this.#client.on(Events.GuildRoleUpdate, this.#onPermissions);
		this.#client.on(Events.GuildMemberUpdate, this.#onPermissions);
		this.#lookAgain();
	}

	/** What stands in the way now. */
	get obstacle(): SpeakingObstacle | undefined {
		return this.#obstacle;
	}

	/** Stops watching; harmless when repeated. */
	close(): void {
		this.#isClosed = true;
		this.#client.off(Events.VoiceStateUpdate, this.#onVoiceState);
		this.#client.off(Events.StageInstanceCreate, this.#onStageBegin);
		this.#client.off(Events.StageInstanceDelete, this.#onStageEnd);
		this.#client.off(Events.ChannelUpdate, this.#onPermissions);
		this.#client.off(Events.GuildRoleUpdate, this.#onPermissions);
		this.#client.off(Events.GuildMemberUpdate, this.#onPermissions);
	}

	readonly #onVoiceState = (_before: VoiceState, now: VoiceState): void => {
		if (now.guild.id === this.#options.guild.id && now.id === this.#client.user.id) {
			this.#look(now);
		}
	};

	/** Another stage in the same channel: decisions of the one before no longer count. */
	readonly #onStageBegin = (stage: StageInstance): void => {
		if (stage.channelId === this.#visit?.channelId) {
			this.#refusal = undefined;
			this.#visit = undefined;
			this.#lookAgain();
		}
	};

	/** Who loses their place with the stage's end was not sent back by anybody. */
	readonly #onStageEnd = (stage: StageInstance): void => {
		if (stage.channelId === this.#visit?.channelId) {
			this.#refusal = undefined;
			this.#visit.isStageOver = true;
			this.#lookAgain();
		}
	};

	/** What it might not do before, it may do now. */
	readonly #onPermissions = (_before: unknown, now: object): void => {
		const { guild } = now as { guild?: Guild };
		if (guild?.id === this.#options.guild.id && this.#visit && !this.#refusal) {
			this.#lookAgain();
		}
	};

	#lookAgain(): void {
		const own = this.#options.guild.members.me?.voice;
		if (own) {
			this.#look(own);
		}
	}

	#look(own: VoiceState): void {
		const { channelId, sessionId } = own;
		if (channelId === null) {
			this.#visit = undefined;
			return;
		}
		if (this.#refusal?.channelId !== channelId) {
			this.#refusal = undefined;
		}
		if (this.#visit?.channelId !== channelId || this.#visit.sessionId !== sessionId) {
			this.#visit = {
				channelId,
				sessionId,
				wasSpeaker: false,
				isRequestSeen: false,
				tried: new Set(),
				isStageOver: false,
			};
		}
		if (own.suppress && own.channel?.type === ChannelType.GuildStageVoice) {
			this.#lookInAudience(own, this.#visit);
			return;
		}
		this.#visit.wasSpeaker = !own.suppress;
		this.#visit.isRequestSeen = false;
		this.#refusal = undefined;
		this.#set(own.serverMute ? 'muted' : own.suppress ? 'not allowed' : undefined);
	}

	#lookInAudience(own: VoiceState, visit: Visit): void {
		const isAsking = Boolean(own.requestToSpeakTimestamp);
		if (visit.isStageOver) {
			this.#set('stage over');
		} else if (visit.wasSpeaker) {
			this.#refuse(visit, 'sent back');
		} else if (visit.isRequestSeen && !isAsking) {
			this.#refuse(visit, 'declined');
		} else if (this.#refusal) {
			this.#set(this.#refusal.obstacle);
		} else {
			visit.isRequestSeen = isAsking;
			if (isAsking && visit.tried.has('request')) {
				this.#set('asked to speak');
			}
			void this.#leaveAudience(own, visit);
		}
	}

	#refuse(visit: Visit, obstacle: 'declined' | 'sent back'): void {
		visit.wasSpeaker = false;
		visit.isRequestSeen = false;
		this.#refusal = { channelId: visit.channelId, obstacle };
		this.#set(obstacle);
	}

	/**
	 * Members who may mute others make themselves speakers; others ask, where they may (API
	 * documentation, "Modify Current User Voice State").
	 */
	async #leaveAudience(own: VoiceState, visit: Visit): Promise<void> {
		for (const way of waysToSpeak(own)) {
			if (visit.tried.has(way)) {
				return;
			}
			visit.tried.add(way);
			try {
				await this.#take(way, { own, visit });
				return;
			} catch (error) {
				this.#options.logger.warn({ err: error, way }, 'The stage does not let the bot speak');
				if (!isForbidden(error)) {
					// A request may have been carried out even if its answer failed.
					this.#setIn(visit, visit.isRequestSeen ? 'asked to speak' : 'could not ask');
					return;
				}
			}
		}
	}

	async #take(way: Way, { own, visit }: { own: VoiceState; visit: Visit }): Promise<void> {
		if (way === 'unsuppress') {
			await own.setSuppressed(false);
		} else if (way === 'request') {
			if (!visit.isRequestSeen) {
				await own.setRequestToSpeak(true);
			}
			this.#setIn(visit, 'asked to speak');
		} else if (!visit.isRequestSeen) {
			this.#setIn(visit, 'in the audience');
		}
	}

	/** What Discord has answered counts while nothing else has come about meanwhile. */
	#setIn(visit: Visit, obstacle: SpeakingObstacle): void {
		if (this.#visit === visit && !visit.wasSpeaker && !this.#refusal && !this.#isClosed) {
			this.#set(obstacle);
		}
	}

	#set(obstacle: SpeakingObstacle | undefined): void {
		if (obstacle !== this.#obstacle) {
			this.#obstacle = obstacle;
			this.#options.onChange(obstacle);
		}
	}
}

/** What may be done, the best first. */
function waysToSpeak({ channel, member }: VoiceState): Way[] {
	const permissions = member && channel?.permissionsFor(member);
	const ways: Way[] = [];
	if (permissions?.has(PermissionFlagsBits.MuteMembers)) {
		ways.push('unsuppress');
	}
	if (permissions?.has(PermissionFlagsBits.RequestToSpeak)) {
		ways.push('request');
	}
	return [...ways, 'nothing'];
}

function isForbidden(error: unknown): boolean {
	return error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.MissingPermissions;
}
