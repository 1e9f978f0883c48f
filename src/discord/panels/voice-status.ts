// The line below a voice channel's name in Discord's list: it says that the channel is on air.
import {
	ChannelType,
	DiscordAPIError,
	type Guild,
	PermissionFlagsBits,
	type VoiceBasedChannel,
} from 'discord.js';
import type { Logger } from 'pino';
import { type Clock, comesWithin, type Timer } from '../../clock.js';
import { describeVoiceStatus, isVoiceStatus } from '../words/show-words.js';
import { languageOfServer } from '../words/spoken-language.js';
import { accessWatchOf } from './access-watch.js';
import { type VoiceStatusLine, voiceStatusWatchOf } from './voice-status-watch.js';

/** A gateway that does not say what a line reads is waited for no longer. */
const ANSWER_TIMEOUT_MS = 2000;

/** After a failure of Discord's. */
const RETRY_MS = 30_000;

/** Everything that a line needs. */
export interface VoiceStatusOptions {
	guild: Guild;
	/** Id of the voice channel, which changes when the bot is moved. */
	channelId: () => string;
	title: () => string;
	/** An earlier process may have set it, and somebody else another one since. */
	isResumed: boolean;
	clock: Clock;
	logger: Logger;
	/** The bot may not set it: called once for each channel. */
	onMissing: (channelId: string) => void;
}

/** A channel's line, as far as it is ours. */
interface OwnLine {
	channelId: string;
	text: string;
}

/**
 * One show's line, from when it is on air until it leaves the channel. What somebody else sets
 * meanwhile stays, and no failure harms the show.
 */
export class VoiceStatus {
	readonly #options: VoiceStatusOptions;
	#state: 'not begun' | 'shown' | 'taken back' = 'not begun';
	/** The last that Discord has taken. */
	#sent: OwnLine | undefined;
	/** What may stand there that is ours. */
	#left: OwnLine | undefined;
	/** All that was sent in that channel: the gateway tells of it later than it is answered. */
	readonly #own = new Set<string>();
	/** Somebody else has set another one, or has taken ours away. */
	#isForeign = false;
	/** What the gateway has told last. */
	#standing: VoiceStatusLine | undefined;
	#watched: { channelId: string; unwatch: () => void } | undefined;
	readonly #stopWatchingAccess: () => void;
	readonly #missingIn = new Set<string>();
	/** Discord will not take this text, or not there. */
	#refused: OwnLine | undefined;
	#work: Promise<void> = Promise.resolve();
	#retry: Timer | undefined;

	constructor(options: VoiceStatusOptions) {
		this.#options = options;
		const { guild } = options;
		this.#stopWatchingAccess = accessWatchOf(guild.client).onChange(guild.id, () => {
			this.#refused = undefined;
			this.update();
		});
	}

	/** The show is on air. */
	begin(): void {
		if (this.#state === 'not begun') {
			this.#state = 'shown';
			this.update();
		}
	}

	/** Title or channel may have changed: makes the line follow them. */
	update(): void {
		if (this.#state === 'shown') {
			void this.#settle();
		}
	}

	/** The channel is about to be left; resolves when the line is gone, or stays. Never rejects. */
	async takeBack(): Promise<void> {
		this.#retry?.cancel();
		this.#stopWatchingAccess();
		const hadBegun = this.#state === 'shown';
		this.#state = 'taken back';
		if (hadBegun) {
			await this.#settle();
		}
		this.#watched?.unwatch();
	}

	/** One change is under way at a time; what has changed until the next one is part of it. */
	#settle(): Promise<void> {
		this.#work = this.#work.then(() => this.#makeTrue());
		return this.#work;
	}

	async #makeTrue(): Promise<void> {
		const { channelId, guild, title } = this.#options;
		const text = describeVoiceStatus(title(), languageOfServer(guild));
		const here = { channelId: channelId(), text };
		try {
			await this.#bring(here);
		} catch (error) {
			this.#onFailure(error, here);
		}
	}

	async #bring(here: OwnLine): Promise<void> {
		if (this.#left && this.#left.channelId !== here.channelId) {
			await this.#clear();
		}
		const isFirst = this.#watched === undefined;
		this.#watch(here.channelId);
		if (isFirst && this.#options.isResumed) {
			await this.#takeOver(here);
		}
		if (this.#state === 'taken back') {
			await this.#clear();
		} else if (!this.#isForeign && !isSame(this.#sent, here) && !isSame(this.#refused, here)) {
			await this.#set(here);
		}
	}

	#onFailure(error: unknown, here: OwnLine): void {
		const { clock, logger } = this.#options;
		logger.warn({ ...here, err: error }, 'The status of a voice channel could not be set');
		if (this.#state !== 'shown') {
			return;
		}
		if (isFinal(error)) {
			this.#refused = here;
			if (error.status === 403) {
				this.#tellMissing(here.channelId);
			}
			return;
		}
		this.#retry?.cancel();
		this.#retry = clock.at(clock.nowMs() + RETRY_MS, () => this.update());
	}

	#watch(channelId: string): void {
		if (this.#watched?.channelId === channelId) {
			return;
		}
		this.#watched?.unwatch();
		this.#own.clear();
		this.#isForeign = false;
		this.#standing = undefined;
		const watch = voiceStatusWatchOf(this.#options.guild.client);
		const unwatch = watch.watch(channelId, (line) => {
			this.#standing = line;
			this.#isForeign = this.#own.size > 0 && !this.#own.has(line ?? '');
		});
		this.#watched = { channelId, unwatch };
	}

	/** What an earlier process has set is ours; what somebody else has set since is not. */
	async #takeOver(here: OwnLine): Promise<void> {
		const { clock, guild } = this.#options;
		const channel = findVoiceChannel(guild, here.channelId);
		if (!channel || !maySet(channel)) {
			return;
		}
		this.#own.add(here.text);
		const answered = voiceStatusWatchOf(guild.client).ask(guild);
		await comesWithin({ clock, timeoutMs: ANSWER_TIMEOUT_MS }, answered);
		if (this.#standing === null) {
			this.#isForeign = false;
		} else {
			this.#left = here;
		}
	}

	async #set(here: OwnLine): Promise<void> {
		const channel = findVoiceChannel(this.#options.guild, here.channelId);
		if (!channel) {
			return;
		}
		if (!maySet(channel)) {
			this.#tellMissing(channel.id);
			return;
		}
		this.#own.add(here.text);
		this.#left = here;
		await put(channel, here.text);
		this.#sent = here;
	}

	async #clear(): Promise<void> {
		const left = this.#left;
		this.#left = undefined;
		this.#sent = undefined;
		const channel = left && findVoiceChannel(this.#options.guild, left.channelId);
		if (channel && !this.#isForeign && mayTakeBack(channel)) {
			await put(channel, null);
		}
	}

	#tellMissing(channelId: string): void {
		if (!this.#missingIn.has(channelId)) {
			this.#missingIn.add(channelId);
			this.#options.onMissing(channelId);
		}
	}
}

/** The line of a show that an earlier process has left, and which does not come back. */
export interface LeftVoiceStatus {
	guild: Guild | undefined;
	channelId: string;
	title: string;
	clock: Clock;
	logger: Logger;
}

/** Takes a line back that was left, where the bot still may, and it is still ours. Never rejects. */
export async function takeBackLeftStatus(left: LeftVoiceStatus): Promise<void> {
	const { channelId, clock, guild, logger, title } = left;
	const channel = guild && findVoiceChannel(guild, channelId);
	if (!channel || !mayTakeBack(channel)) {
		return;
	}
	const watch = voiceStatusWatchOf(channel.client);
	let standing: VoiceStatusLine | undefined;
	const unwatch = watch.watch(channelId, (line) => {
		standing = line;
	});
	try {
		await comesWithin({ clock, timeoutMs: ANSWER_TIMEOUT_MS }, watch.ask(channel.guild));
		if (standing === undefined || (standing !== null && isVoiceStatus(standing, title))) {
			await put(channel, null);
		}
	} catch (error) {
		logger.warn({ channelId, err: error }, 'The status of a voice channel could not be taken back');
	} finally {
		unwatch();
	}
}

/** A stage has a topic instead, which is its moderators' own. */
function findVoiceChannel(guild: Guild, channelId: string): VoiceBasedChannel | undefined {
	const channel = guild.channels.cache.get(channelId);
	return channel?.type === ChannelType.GuildVoice ? channel : undefined;
}

function maySet(channel: VoiceBasedChannel): boolean {
	const { me } = channel.guild.members;
	return me !== null && channel.permissionsFor(me).has(PermissionFlagsBits.SetVoiceChannelStatus);
}

/** Whoever is not connected there needs Manage Channels, too. */
function mayTakeBack(channel: VoiceBasedChannel): boolean {
	const { me } = channel.guild.members;
	const isThere = me?.voice.channelId === channel.id;
	const mayManage = me && channel.permissionsFor(me).has(PermissionFlagsBits.ManageChannels);
	return maySet(channel) && (isThere || mayManage === true);
}

/** @see {@link https://docs.discord.com/developers/resources/channel#set-voice-channel-status} */
async function put(channel: VoiceBasedChannel, status: VoiceStatusLine): Promise<void> {
	await channel.client.rest.put(`/channels/${channel.id}/voice-status`, { body: { status } });
}

function isSame(a: OwnLine | undefined, b: OwnLine): boolean {
	return a?.channelId === b.channelId && a.text === b.text;
}

/** To ask again would be answered the same, until permissions change. */
function isFinal(error: unknown): error is DiscordAPIError {
	return (
		error instanceof DiscordAPIError &&
		error.status >= 400 &&
		error.status < 500 &&
		error.status !== 429
	);
}
