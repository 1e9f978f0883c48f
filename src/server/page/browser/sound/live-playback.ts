// Plays the websocket's Opus: the shortest way from the voice channel to the ear.
import { Absence } from '../absence.js';
import { AudioOutput } from '../audio-output.js';
import { backoffMs, pause } from '../backoff.js';
import { createFrameDecoder, type DecoderChoice, holdDecoder } from '../choose-decoder.js';
import { lookUp } from '../live/podcast-lookup.js';
import { FileUnreachableError } from '../page-files.js';
import type { FrameDecoder } from './frame-decoder.js';
import type {
	Playback,
	PlaybackFacts,
	PlaybackOptions,
	PlaybackState,
	WaitingReason,
} from './playback.js';
import { listenTo, type SocketEnd } from './podcast-socket.js';

/** With somebody speaking there are 50 packets a second; none for that long is no pause. */
const DEAD_AFTER_MS = 5_000;

/** A server that answers and takes no websocket so many times in a row never will. */
const BLOCKED_ATTEMPTS = 3;

/** What live playback is made of. */
export interface LivePlaybackOptions extends PlaybackOptions {
	webSocketUrl: URL;
	/** Where to ask whether the server is there at all. */
	podcastUrl: URL;
	/** Called once where the server answers, but no websocket gets through to it. */
	onBlocked: () => void;
	/** Whether the server has no room left for one more. */
	isFull: () => Promise<boolean>;
	/** Called once where that is so. */
	onFull: () => void;
	decoder: DecoderChoice;
}

/** Plays from its construction, within a click or key press, until `stop`. */
export class LivePlayback implements Playback {
	readonly #options: LivePlaybackOptions;
	readonly #output: AudioOutput;
	readonly #stopping = new AbortController();
	#decoder: FrameDecoder | undefined;
	#connection = new AbortController();
	#heardAtMs = 0;
	#framesReceived = 0;
	#framesUnreadable = 0;
	#reconnects = 0;

	/**
	 * Fetches what playing needs beside the page's script, so that it can begin at any time.
	 *
	 * @throws {FileUnreachableError} if that cannot be had at present
	 */
	static async hold(decoder: DecoderChoice): Promise<void> {
		await Promise.all([holdDecoder(decoder), AudioOutput.hold()]);
	}

	constructor(options: LivePlaybackOptions) {
		this.#options = options;
		this.#output = new AudioOutput(options.volume);
		void this.#play();
	}

	get level(): number {
		return this.#output.level;
	}

	get isBlocked(): boolean {
		return this.#output.isSuspended;
	}

	/** Whether sound has reached the loudspeaker, or would at once if somebody spoke. */
	get isSounding(): boolean {
		return this.#output.stats.phase === 'playing';
	}

	get facts(): PlaybackFacts {
		const { bufferedMs, underruns, skippedMs } = this.#output.stats;
		return {
			decoder: this.#decoder?.name,
			bufferedMs,
			outputMs: this.#output.latencyMs,
			frames: {
				received: this.#framesReceived,
				unreadable: this.#framesUnreadable,
				underruns,
				skippedMs,
			},
			reconnects: this.#reconnects,
		};
	}

	set volume(volume: number) {
		this.#output.volume = volume;
	}

	checkConnection(isSomebodySpeaking: boolean): void {
		if (isSomebodySpeaking && performance.now() - this.#heardAtMs > DEAD_AFTER_MS) {
			this.#connection.abort();
		}
	}

	silence(): void {
		// The websocket says so itself, in the right place.
	}

	stop(): void {
		this.#stopping.abort();
		this.#connection.abort();
		this.#decoder?.close();
		this.#output.close();
	}

	async #play(): Promise<void> {
		this.#setState({ kind: 'connecting' });
		await this.#holdFiles();
		if (this.#stopping.signal.aborted) {
			return;
		}
		// The server is met at the same time: who presses play waits for the longer of both.
		const preparing = this.#prepare().catch((error: unknown) => {
			this.#setState({ kind: 'failed', reason: 'no sound', detail: String(error) });
			this.stop();
		});
		const end = await this.#stayConnected();
		if (end !== undefined) {
			await preparing;
			await this.#playOut();
			this.#setState({ kind: 'over', reason: end });
			this.stop();
		}
	}

	/** What is needed comes from the server, which may be away when play is pressed. */
	async #holdFiles(): Promise<void> {
		for (let attempts = 0; !this.#stopping.signal.aborted; attempts++) {
			try {
				await LivePlayback.hold(this.#options.decoder);
				return;
			} catch (error) {
				if (!(error instanceof FileUnreachableError)) {
					throw error;
				}
			}
			this.#setState({ kind: 'reconnecting', attempts, why: 'away' });
			await pause(backoffMs(attempts), this.#stopping.signal);
		}
	}

	async #prepare(): Promise<void> {
		await Promise.all([this.#makeDecoder(), this.#output.open()]);
	}

	async #makeDecoder(): Promise<void> {
		const decoder = await createFrameDecoder(
			{
				onDecoded: (stereo) => this.#output.push(stereo),
				onUndecodable: () => {
					this.#framesUnreadable++;
				},
			},
			this.#options.decoder,
		);
		if (this.#stopping.signal.aborted) {
			decoder.close();
		} else {
			this.#decoder = decoder;
		}
	}

	/** Connects again whenever the connection is lost, until the podcast is over or we are stopped. */
	async #stayConnected(): Promise<'ended' | 'not open' | undefined> {
		const absence = new Absence();
		let why: WaitingReason = 'away';
		let attempts = 0;
		let blocked = 0;
		while (!this.#stopping.signal.aborted) {
			const end = await this.#listen();
			if (isOver(end, absence)) {
				return end.kind === 'ended' ? 'ended' : 'not open';
			}
			why = reasonOf(end, why);
			attempts = end.wasGreeted ? 0 : attempts + 1;
			this.#setState({ kind: 'reconnecting', attempts, why });
			if (!end.wasGreeted) {
				// A server that is about to stop refuses this question, too, and is back soon.
				const isThere = (await lookUp(this.#options.podcastUrl)).kind === 'podcast';
				if (isThere && (await this.#options.isFull())) {
					if (!this.#stopping.signal.aborted) {
						this.#options.onFull();
					}
					return undefined;
				}
				blocked = isThere && why === 'away' ? blocked + 1 : 0;
			}
			if (blocked === BLOCKED_ATTEMPTS && !this.#stopping.signal.aborted) {
				this.#options.onBlocked();
				return undefined;
			}
			await pause(backoffMs(attempts), this.#stopping.signal);
		}
		return undefined;
	}

	#listen(): Promise<SocketEnd> {
		this.#connection = new AbortController();
		return listenTo(
			this.#options.webSocketUrl,
			{
				onGreeted: () => {
					this.#heardAtMs = performance.now();
					this.#setState({ kind: 'listening' });
				},
				onFrame: (opus) => {
					this.#heardAtMs = performance.now();
					this.#framesReceived++;
					this.#decoder?.decode(opus);
				},
				onSilence: () => {
					this.#decoder?.forget();
					this.#output.silence();
				},
				onUnreadable: () => {
					this.#framesUnreadable++;
				},
			},
			this.#connection.signal,
		);
	}

	/** The last words are still in the buffer when the podcast ends. */
	async #playOut(): Promise<void> {
		const { bufferedMs } = this.#output.stats;
		await pause(bufferedMs + this.#output.latencyMs, this.#stopping.signal);
	}

	#setState(state: PlaybackState): void {
		if (this.#stopping.signal.aborted) {
			return;
		}
		if (state.kind === 'reconnecting' && state.attempts === 0 && state.why !== 'away') {
			this.#reconnects++;
		}
		this.#options.onState(state);
	}
}

/** A server that has just started may not know the podcast yet: it is asked for a while. */
function isOver({ kind, wasGreeted }: SocketEnd, absence: Absence): boolean {
	if (kind === 'ended') {
		return true;
	}
	if (kind === 'not open') {
		// Who had been let in and is sent away is told so; nobody else is to wait for.
		return wasGreeted || absence.isFinal(performance.now());
	}
	absence.end();
	return false;
}

/** What the server said of it stays true until it lets us in again. */
function reasonOf({ kind, wasGreeted }: SocketEnd, before: WaitingReason): WaitingReason {
	if (kind === 'restarting' || kind === 'not open') {
		return 'interrupted';
	}
	return wasGreeted ? 'lost' : before;
}
