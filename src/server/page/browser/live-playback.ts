// Plays the websocket's Opus: the shortest way from the voice channel to the ear.
import { AudioOutput } from './audio-output.js';
import { backoffMs, pause } from './backoff.js';
import { createFrameDecoder, type DecoderChoice, type FrameDecoder } from './frame-decoder.js';
import type { Playback, PlaybackFacts, PlaybackOptions, PlaybackState } from './playback.js';
import { listenTo, type SocketEnd } from './podcast-socket.js';

/** With somebody speaking there are 50 packets a second; none for that long is no pause. */
const DEAD_AFTER_MS = 5_000;

/** What live playback is made of. */
export interface LivePlaybackOptions extends PlaybackOptions {
	webSocketUrl: URL;
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

	constructor(options: LivePlaybackOptions) {
		this.#options = options;
		this.#output = new AudioOutput(options.volume);
		void this.#play();
	}

	get level(): number {
		return this.#output.level;
	}

	get facts(): PlaybackFacts {
		const { bufferedMs, underruns, skippedMs } = this.#output.stats;
		return {
			decoder: this.#decoder?.name ?? '–',
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

	stop(): void {
		this.#stopping.abort();
		this.#connection.abort();
		this.#decoder?.close();
		this.#output.close();
	}

	async #play(): Promise<void> {
		this.#setState({ kind: 'connecting' });
		try {
			await this.#prepare();
		} catch (error) {
			this.#fail(error);
			return;
		}
		const end = await this.#stayConnected();
		if (end !== undefined) {
			await this.#playOut();
			this.#setState({ kind: 'over', reason: end });
			this.stop();
		}
	}

	async #prepare(): Promise<void> {
		const [decoder] = await Promise.all([
			createFrameDecoder(
				{
					onDecoded: (stereo) => this.#output.push(stereo),
					onUndecodable: () => {
						this.#framesUnreadable++;
					},
				},
				this.#options.decoder,
			),
			this.#output.open(),
		]);
		if (this.#stopping.signal.aborted) {
			decoder.close();
		} else {
			this.#decoder = decoder;
		}
	}

	/** Connects again whenever the connection is lost, until the podcast is over or we are stopped. */
	async #stayConnected(): Promise<Exclude<SocketEnd['kind'], 'lost'> | undefined> {
		let attempts = 0;
		while (!this.#stopping.signal.aborted) {
			const { kind, wasGreeted } = await this.#listen();
			if (kind !== 'lost') {
				return kind;
			}
			attempts = wasGreeted ? 0 : attempts + 1;
			this.#setState({ kind: 'reconnecting', attempts });
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

	#fail(error: unknown): void {
		const message = error instanceof Error ? error.message : String(error);
		this.#setState({ kind: 'failed', message: `This browser cannot play the podcast: ${message}` });
		this.stop();
	}

	#setState(state: PlaybackState): void {
		if (this.#stopping.signal.aborted) {
			return;
		}
		if (state.kind === 'reconnecting' && state.attempts === 0) {
			this.#reconnects++;
		}
		this.#options.onState(state);
	}
}
