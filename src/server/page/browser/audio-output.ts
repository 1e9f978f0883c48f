// From decoded samples to the loudspeaker: the jitter buffer's thread, the meter's tap, the volume.

import { holdFiles } from './page-files.js';
import { type PlayoutStats, SAMPLE_RATE_HZ, START_DELAY_MS } from './playout-buffer.js';
import type { Stereo } from './sound/frame-decoder.js';

/** Samples that one look at the level is over: 85 ms. */
const LEVEL_SAMPLES = 4096;

/** Sound that may come before the jitter buffer is there, in packets: a second and more. */
const MAX_EARLY_PACKETS = 60;

/** What runs on the audio thread. */
const WORKLET = new URL('./playout-worklet.js', import.meta.url);

/** What stands before the first report. */
const NO_STATS: PlayoutStats = {
	phase: 'silent',
	delayMs: START_DELAY_MS,
	bufferedMs: 0,
	underruns: 0,
	skippedMs: 0,
};

/** One way to the loudspeaker, from play to pause. */
export class AudioOutput {
	/** What the jitter buffer reported last. */
	stats: PlayoutStats = NO_STATS;
	readonly #context: AudioContext;
	readonly #analyser: AnalyserNode;
	readonly #gain: GainNode;
	readonly #samples = new Float32Array(LEVEL_SAMPLES);
	#node: AudioWorkletNode | undefined;
	/** What has come before the jitter buffer was there. */
	#early: Stereo[] = [];
	#isClosed = false;

	/** Whether this browser can; not on pages that came without TLS from another machine. */
	static get isSupported(): boolean {
		return 'AudioContext' in window && 'audioWorklet' in AudioContext.prototype && isSecureContext;
	}

	/**
	 * Fetches what an output is made of, so that one can be opened while the server is away.
	 *
	 * @throws {FileUnreachableError} if that cannot be had at present
	 */
	static hold(): Promise<void> {
		return holdFiles([WORKLET]);
	}

	/** Has to be called within a click or key press, or the browser keeps it silent. */
	constructor(volume: number) {
		declarePlayback();
		this.#context = new AudioContext({ sampleRate: SAMPLE_RATE_HZ, latencyHint: 'interactive' });
		this.#analyser = new AnalyserNode(this.#context, { fftSize: LEVEL_SAMPLES });
		this.#gain = new GainNode(this.#context, { gain: volume });
		this.#analyser.connect(this.#gain).connect(this.#context.destination);
		// A call or another app may take the sound away; when it gives it back, we go on.
		this.#context.addEventListener('statechange', () => this.#resume());
		this.#resume();
	}

	/** Loads the jitter buffer; sound that is pushed before waits for it. */
	async open(): Promise<void> {
		await this.#context.audioWorklet.addModule(WORKLET);
		if (this.#isClosed) {
			return;
		}
		this.#node = new AudioWorkletNode(this.#context, 'playout', {
			numberOfInputs: 0,
			outputChannelCount: [2],
		});
		this.#node.port.onmessage = ({ data }: MessageEvent<PlayoutStats>) => {
			this.stats = data;
		};
		this.#node.connect(this.#analyser);
		for (const stereo of this.#early.splice(0)) {
			this.push(stereo);
		}
	}

	/** Whether the browser keeps it silent, as before anything was pressed. */
	get isSuspended(): boolean {
		return this.#context.state === 'suspended';
	}

	/** From what is played to what leaves the loudspeaker, as far as the browser knows. */
	get latencyMs(): number {
		const { baseLatency, outputLatency = 0 } = this.#context;
		return 1000 * Math.max(baseLatency, outputLatency);
	}

	/** Root mean square of what is played now, before the volume; full scale is 1. */
	get level(): number {
		this.#analyser.getFloatTimeDomainData(this.#samples);
		let sum = 0;
		for (const sample of this.#samples) {
			sum += sample * sample;
		}
		return Math.sqrt(sum / LEVEL_SAMPLES);
	}

	/** 0 to 1; changes within some hundredths of a second, so that nothing crackles. */
	set volume(volume: number) {
		this.#gain.gain.setTargetAtTime(volume, this.#context.currentTime, 0.02);
	}

	/** Takes decoded sound; the arrays are given away. */
	push(stereo: Stereo): void {
		if (this.#node) {
			this.#node.port.postMessage(stereo, [stereo[0].buffer, stereo[1].buffer]);
			return;
		}
		this.#early.push(stereo);
		if (this.#early.length > MAX_EARLY_PACKETS) {
			this.#early.shift();
		}
	}

	/** Makes silence of what waits to be played. */
	silence(): void {
		this.#early = [];
		this.#node?.port.postMessage('silence');
	}

	/** Gives the loudspeaker back; harmless when repeated. */
	close(): void {
		if (!this.#isClosed) {
			this.#isClosed = true;
			this.#context.close().catch(() => {});
		}
	}

	#resume(): void {
		if (!this.#isClosed && this.#context.state !== 'running' && this.#context.state !== 'closed') {
			this.#context.resume().catch(() => {});
		}
	}
}

/** Safari on phones mutes pages with the ringer unless they say that sound is what they are for. */
function declarePlayback(): void {
	const { audioSession } = navigator as Navigator & { audioSession?: { type: string } };
	if (audioSession) {
		audioSession.type = 'playback';
	}
}
