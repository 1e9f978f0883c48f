// Asks Discord for a voice connection again, as often as it takes.
import { type VoiceConnection, VoiceConnectionStatus } from '@discordjs/voice';
import { GatewayOpcodes } from 'discord.js';
import type { Clock, Timer } from '../../clock.js';

/** For Discord to answer a rejoin with a voice server, and for that to be connected to. */
const ANSWER_WAIT_MS = 4000;

/** Pauses between tries grow from the first to the longest, in milliseconds. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2000;

/** What rejoining works with. */
export interface VoiceRejoinOptions {
	connection: VoiceConnection;
	clock: Clock;
	guildId: string;
	/** Where to; asked at each try. */
	channelId: () => string;
	/** Whether the bot is to mute itself there. */
	isSelfMute: () => boolean;
	/** Asked before each try; a no ends it. */
	mayTry: () => boolean;
}

/** Tries of one connection, one at a time. */
export class VoiceRejoin {
	readonly #options: VoiceRejoinOptions;
	#attempts = 0;
	#timer: Timer | undefined;
	#isLeaveExpected = false;

	constructor(options: VoiceRejoinOptions) {
		this.#options = options;
	}

	/** Whether being told to be in no channel is our own doing, or of a session that is void. */
	get isLeaveExpected(): boolean {
		return this.#isLeaveExpected;
	}

	/** From now on, until the bot is in a channel, being told to be in none means nothing. */
	expectLeave(): void {
		this.#isLeaveExpected = true;
	}

	/** The bot is in a channel. */
	arrived(): void {
		this.#isLeaveExpected = false;
	}

	/** Tries after that time; an earlier plan is void. */
	after(waitMs: number): void {
		const { clock } = this.#options;
		this.#timer?.cancel();
		this.#timer = clock.at(clock.nowMs() + waitMs, () => this.#try());
	}

	/** Tries after a pause that grows with each try. */
	afterPause(): void {
		this.after(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#attempts));
	}

	/** Leaves the channel, for Discord to end a voice session that it takes for alive. */
	leaveForNow(): void {
		const { connection, guildId } = this.#options;
		if (connection.state.status === VoiceConnectionStatus.Destroyed) {
			return;
		}
		const { selfDeaf, selfMute } = connection.joinConfig;
		this.#isLeaveExpected = connection.state.adapter.sendPayload({
			op: GatewayOpcodes.VoiceStateUpdate,
			d: { guild_id: guildId, channel_id: null, self_deaf: selfDeaf, self_mute: selfMute },
		});
	}

	/** No try is left, and the next one is a first one again. */
	stop(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
		this.#attempts = 0;
	}

	/** To a session that it takes for alive Discord gives no server, so later tries leave first. */
	#try(): void {
		const { connection, channelId, isSelfMute, mayTry } = this.#options;
		if (!mayTry()) {
			return;
		}
		if (this.#attempts > 0) {
			this.leaveForNow();
		}
		this.#attempts += 1;
		const isSent = connection.rejoin({
			...connection.joinConfig,
			channelId: channelId(),
			// The library's own is what Discord had last, which may have been for a moment only.
			selfMute: isSelfMute(),
		});
		if (isSent) {
			this.after(ANSWER_WAIT_MS);
		} else {
			this.afterPause();
		}
	}
}
