// Runs on the browser's audio thread: decoded sound in by messages, to the loudspeaker on time.
import { PlayoutBuffer } from './playout-buffer.js';

/** Quanta of 128 samples between two reports: about ten reports a second. */
const QUANTA_PER_REPORT = 37;

class PlayoutProcessor extends AudioWorkletProcessor {
	readonly #buffer = new PlayoutBuffer();
	#quanta = 0;

	constructor() {
		super();
		this.port.onmessage = ({ data }: MessageEvent<[Float32Array, Float32Array] | 'silence'>) => {
			if (data === 'silence') {
				this.#buffer.silence();
			} else {
				this.#buffer.push(...data);
			}
		};
	}

	process(_inputs: Float32Array[][], [output]: Float32Array[][]): boolean {
		const [left, right] = output ?? [];
		if (left && right) {
			this.#buffer.pull(left, right);
		}
		if (++this.#quanta % QUANTA_PER_REPORT === 0) {
			this.port.postMessage(this.#buffer.stats);
		}
		return true;
	}
}

registerProcessor('playout', PlayoutProcessor);
