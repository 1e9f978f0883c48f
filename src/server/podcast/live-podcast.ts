// One podcast: who sends, and what ends it.
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import type { Mp3Encoding } from '../../media/mp3-encoding.js';
import { CloseCode, SERVICE_RESTART } from '../../protocol/close-codes.js';
import { encodeHello } from '../../protocol/events.js';
import { generateSecretKey } from '../../protocol/secret-key.js';
import type { SocketWriter } from '../../socket-write.js';
import { Listing } from '../access/listing.js';
import type { PodcastServerLimits } from '../limits/limits.js';
import type { HlsSettings } from '../streams/hls/hls-settings.js';
import {
	type Connection,
	type ConnectionOwner,
	StandardCloseCode,
} from '../websocket/connection.js';
import type { PacketsPerWrite } from '../websocket/write-joining.js';
import { Audience, partFrom } from './audience.js';
import { Changes } from './changes.js';
import type { HeardPodcast } from './heard-podcast.js';
import type { KeptPodcast, PodcastEnd, PodcastState, PodcastStats } from './podcast-state.js';
import type { PodcastTotals } from './podcast-totals.js';
import { SenderIntake } from './sender-intake.js';

/** What a podcast needs. */
export interface LivePodcastOptions {
	id: string;
	/** The client that created it, and may send. */
	clientId: string;
	clock: Clock;
	limits: PodcastServerLimits;
	packetsPerWrite: PacketsPerWrite;
	writer: SocketWriter;
	mp3Encoding: Mp3Encoding;
	hls: HlsSettings;
	logger: Logger;
	/** Called once, when the podcast has ended. */
	onEnded: (podcast: LivePodcast) => void;
	/** What it was before a restart, and how long it waits for its sender; default a new one. */
	left?: { podcast: KeptPodcast; waitMs: number } | undefined;
}

/** What takes a podcast to other machines, or processes. */
export interface PodcastRelay {
	/** Who hears it there. */
	readonly listenerCount: number;
	/** Takes each packet, prefix included. */
	send(packet: Uint8Array): void;
}

/** A podcast from its creation to its end. */
export class LivePodcast implements HeardPodcast {
	readonly id: string;
	readonly clientId: string;
	/** What listeners are told of it, and who may hear it. */
	readonly listing: Listing;
	/** Who hears it, whichever way. */
	readonly audience: Audience;
	/** That something of what is told has changed: the listing, who hears it, where it stands. */
	readonly changes = new Changes();
	/** That what was sent and has not been heard is silence now. */
	readonly silences = new Changes();
	/** To other machines, and to other processes of this one, where there are any. */
	readonly relays: PodcastRelay[] = [];
	readonly #options: LivePodcastOptions;
	readonly #logger: Logger;
	readonly #secretKey: Uint8Array;
	readonly #hello: Uint8Array;
	readonly #intake: SenderIntake;
	#state: PodcastState;
	#activeSinceMs: number | null;

	constructor(options: LivePodcastOptions) {
		const { clock, left, limits } = options;
		this.id = options.id;
		this.clientId = options.clientId;
		this.listing = new Listing(() => this.changes.tell(), left?.podcast);
		this.#secretKey = left?.podcast.secretKey ?? generateSecretKey();
		this.#hello = encodeHello(this.#secretKey);
		this.#activeSinceMs = left?.podcast.activeSinceMs ?? null;
		this.#options = options;
		this.#logger = options.logger.child({ podcast: options.id });
		this.audience = new Audience({
			clock,
			limits,
			packetsPerWrite: options.packetsPerWrite,
			writer: options.writer,
			mp3Encoding: options.mp3Encoding,
			hls: options.hls,
			logger: this.#logger,
			secretKey: this.#secretKey,
			hello: this.#hello,
			listing: this.listing,
			onChanged: () => this.changes.tell(),
		});
		this.#intake = new SenderIntake({
			clock,
			limits,
			onAudio: (packet) => {
				for (const relay of this.relays) {
					relay.send(packet);
				}
				this.audience.hear(packet);
			},
			onInvalid: () => this.end(CloseCode.INVALID_PAYLOAD),
		});
		this.#state =
			this.#activeSinceMs === null
				? this.#waiting('waiting for sender', limits.senderDeadlineMs, CloseCode.SENDER_TIMEOUT)
				: this.#waitingForReturn(left?.waitMs);
		this.#logger.info({ clientId: options.clientId }, left ? 'Podcast is back' : 'Podcast created');
	}

	/** Where the podcast stands. */
	get status(): PodcastState['status'] {
		return this.#state.status;
	}

	/** What of it is the same after a restart. */
	get kept(): KeptPodcast {
		const { details, listenKey } = this.listing;
		const { id, clientId } = this;
		const activeSinceMs = this.#activeSinceMs;
		return { id, clientId, secretKey: this.#secretKey, listenKey, details, activeSinceMs };
	}

	/** Why it is over; undefined as long as it is not. */
	get endReason(): PodcastEnd | undefined {
		return this.#state.status === 'ended' ? this.#state.reason : undefined;
	}

	/** Whether it has ended for this process alone, and goes on after a restart. */
	get isPaused(): boolean {
		return this.endReason === SERVICE_RESTART;
	}

	/** Milliseconds since the epoch, or null while no sender has connected. */
	get activeSinceMs(): number | null {
		return this.#activeSinceMs;
	}

	/** How many hear it, whichever way and at whichever machine. */
	get listenerCount(): number {
		return this.relays.reduce(
			(sum, { listenerCount }) => sum + listenerCount,
			this.audience.listenerCount,
		);
	}

	/** Running totals, as a copy. */
	get counts(): PodcastTotals {
		return { ...this.#intake.totals, ...this.audience.totals };
	}

	/** What the podcast has done so far, as a copy. */
	stats(): PodcastStats {
		return {
			id: this.id,
			status: this.#state.status,
			...this.counts,
			...this.audience.stats(),
		};
	}

	/** What becomes of the sender's connection, for whoever makes it. */
	readonly senderOwner: ConnectionOwner = {
		received: (_connection, data, isBinary) => {
			if (this.#state.status === 'live') {
				this.#intake.receive(data, isBinary);
			}
		},
		pinged: () => {},
		failed: (connection, error) => {
			this.#logger.info({ address: connection.address, err: error }, 'Sender failed');
			this.end(CloseCode.INVALID_PAYLOAD);
		},
		closed: (connection, code) => this.#onSenderClosed(connection, code),
	};

	/** Whether its sender may connect: for the first time, or again after its connection broke. */
	get isWaiting(): boolean {
		return (
			this.#state.status === 'waiting for sender' || this.#state.status === 'waiting for return'
		);
	}

	/** Puts the sender on air; the podcast must be waiting for it. */
	attachSender(sender: Connection): void {
		if (!this.isWaiting) {
			sender.refuse(CloseCode.SENDER_ALREADY_CONNECTED);
			return;
		}
		this.#intake.begin();
		this.#activeSinceMs ??= this.#options.clock.epochMs();
		this.#setState({ status: 'live', sender });
		sender.sendEvent(this.#hello);
		this.#logger.info({ address: sender.address }, 'Podcast live');
	}

	/** Makes silence of what was sent and has not been heard. */
	silence(): void {
		this.audience.silence();
		this.silences.tell();
		this.#logger.info('What waited to be heard is silence');
	}

	/** Ends the podcast: everybody is told the reason and closed with it; harmless if it has ended. */
	end(reason: CloseCode): void {
		this.#end(reason);
	}

	/** Ends it for this process: everybody is closed with 1012, and may return to the next one. */
	pause(): void {
		this.#end(SERVICE_RESTART);
	}

	#end(reason: PodcastEnd): void {
		const state = this.#state;
		if (state.status === 'ended') {
			return;
		}
		this.#setState({ status: 'ended', reason });
		if (state.status === 'live') {
			partFrom(state.sender, reason);
		}
		this.audience.end(reason);
		this.#logger.info(
			{ reason, ...this.stats() },
			this.isPaused ? 'Podcast paused for a restart' : 'Podcast ended',
		);
		this.#options.onEnded(this);
	}

	/** A sender that says goodbye is done; one whose connection broke, or that restarts, may return. */
	#onSenderClosed(sender: Connection, code: number): void {
		if (this.#state.status !== 'live' || this.#state.sender !== sender) {
			return;
		}
		if (code !== StandardCloseCode.ABNORMAL_CLOSURE && code !== SERVICE_RESTART) {
			this.end(CloseCode.SENDER_DISCONNECTED);
			return;
		}
		this.#setState(this.#waitingForReturn());
		this.#logger.warn({ closeCode: code }, 'Sender lost, podcast waits for it');
	}

	#waitingForReturn(waitMs = 0): PodcastState {
		const graceMs = Math.max(waitMs, this.#options.limits.senderGraceMs);
		return this.#waiting('waiting for return', graceMs, CloseCode.SENDER_DISCONNECTED);
	}

	#waiting(
		status: 'waiting for sender' | 'waiting for return',
		waitMs: number,
		reason: CloseCode,
	): PodcastState {
		const { clock } = this.#options;
		return { status, deadline: clock.at(clock.nowMs() + waitMs, () => this.end(reason)) };
	}

	#setState(state: PodcastState): void {
		if (
			this.#state.status === 'waiting for sender' ||
			this.#state.status === 'waiting for return'
		) {
			this.#state.deadline.cancel();
		}
		this.#state = state;
		this.changes.tell();
	}
}
