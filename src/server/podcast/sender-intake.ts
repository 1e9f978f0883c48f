// What a podcast's sender sends: audio is checked, counted and passed on, the rest is counted.
import type { Clock } from '../../clock.js';
import { ProtocolError } from '../../errors.js';
import { checkAudioLength, PacketPrefix } from '../../protocol/packet.js';
import type { PodcastServerLimits } from '../limits/limits.js';
import { TokenBucket } from '../limits/rate-limit.js';
import type { IgnoredMessages } from './podcast-totals.js';

/** Seconds over which the rates of clients are averaged: a stall's worth of packets may follow it. */
export const RATE_WINDOW_S = 5;

/** What an intake works with. */
export interface SenderIntakeOptions {
	clock: Clock;
	limits: PodcastServerLimits;
	/** Each audio packet, prefix included. */
	onAudio: (packet: Uint8Array) => void;
	/** The sender breaks the protocol. */
	onInvalid: () => void;
}

/** All that a podcast's senders have sent, one connection after the other. */
export class SenderIntake {
	readonly #options: SenderIntakeOptions;
	readonly #ignored: IgnoredMessages = {
		text: 0,
		empty: 0,
		event: 0,
		unknownPrefix: 0,
		tooFast: 0,
	};
	#allowance: TokenBucket | undefined;
	#packetsIn = 0;
	#bytesIn = 0;

	constructor(options: SenderIntakeOptions) {
		this.#options = options;
	}

	/** Counts so far, as a copy. */
	get totals(): { packetsIn: number; bytesIn: number; ignored: IgnoredMessages } {
		return {
			packetsIn: this.#packetsIn,
			bytesIn: this.#bytesIn,
			ignored: { ...this.#ignored },
		};
	}

	/** A connection begins, with an allowance of its own. */
	begin(): void {
		const { clock, limits } = this.#options;
		this.#allowance = new TokenBucket(
			{
				perSecond: limits.senderPacketsPerSecond,
				burst: limits.senderPacketsPerSecond * RATE_WINDOW_S,
			},
			clock.nowMs(),
		);
	}

	/** Takes one message. */
	receive(data: Uint8Array, isBinary: boolean): void {
		if (!isBinary) {
			this.#ignored.text++;
			return;
		}
		switch (data[0]) {
			case PacketPrefix.AUDIO:
				this.#receiveAudio(data);
				return;
			case PacketPrefix.EVENT:
				this.#ignored.event++;
				return;
			case undefined:
				this.#ignored.empty++;
				return;
			default:
				this.#ignored.unknownPrefix++;
		}
	}

	#receiveAudio(packet: Uint8Array): void {
		try {
			checkAudioLength(packet);
		} catch (error) {
			if (!(error instanceof ProtocolError)) {
				throw error;
			}
			this.#options.onInvalid();
			return;
		}
		if (this.#allowance?.take(this.#options.clock.nowMs()) === false) {
			this.#ignored.tooFast++;
			return;
		}
		this.#packetsIn++;
		this.#bytesIn += packet.length;
		this.#options.onAudio(packet);
	}
}
