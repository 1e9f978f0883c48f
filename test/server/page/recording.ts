// What a page puts out: all that is connected to the loudspeaker, and what its status says.
import type { Page } from 'playwright-core';
import { type Asset, pageAssets } from '../../../src/server/page/assets.js';

/** What was put out: one channel, 48 kHz, full scale 1. */
export interface Recording {
	samples: Float32Array;
	/** When the first sample was put out at the latest, by the wall clock in milliseconds. */
	startedAtMs: number;
}

/**
 * The tap's worklet is served as one of the page's own files: the policy lets nothing else in, and
 * the browser fetches worklets past playwright.
 */
const TAP_FILE = 'tap-worklet.js';

/** Samples of one message: 40 quanta of 128. */
const CHUNK_SAMPLES = 5_120;

/** Ten messages a second: one for each quantum would keep the page busy. */
const TAP_WORKLET = `registerProcessor('tap', class extends AudioWorkletProcessor {
	#chunk = new Float32Array(${CHUNK_SAMPLES});
	#filled = 0;

	process([[samples]]) {
		this.#chunk.set(samples ?? new Float32Array(128), this.#filled);
		this.#filled += 128;
		if (this.#filled === this.#chunk.length) {
			this.port.postMessage(this.#chunk, [this.#chunk.buffer]);
			this.#chunk = new Float32Array(${CHUNK_SAMPLES});
			this.#filled = 0;
		}
		return true;
	}
});`;

/** Whatever is connected to the destination is connected to the tap as well. */
const TAP = `{
	const connect = AudioNode.prototype.connect;
	window.tapped = [];
	AudioNode.prototype.connect = function (target, ...rest) {
		if (target instanceof AudioDestinationNode) {
			// The server may be away at first; what failed once is not asked for again under its address.
			const load = (attempt) =>
				target.context.audioWorklet
					.addModule('/assets/tap/${TAP_FILE}?' + attempt)
					.catch(() => new Promise((resolve) => setTimeout(resolve, 100)).then(() => load(attempt + 1)));
			load(0).then(() => {
				const tap = new AudioWorkletNode(target.context, 'tap', { numberOfOutputs: 0 });
				tap.port.onmessage = ({ data: samples }) => {
					window.tapped.push({ samples, cameAtMs: performance.timeOrigin + performance.now() });
				};
				connect.call(this, tap);
			});
		}
		return connect.call(this, target, ...rest);
	};
}`;

/** Encodes in the page what a page's own JSON would take seconds for. */
const TAKE = `(() => {
	const chunks = window.tapped.splice(0);
	const startedAtMs = Math.min(
		...chunks.map(({ cameAtMs }, index) => cameAtMs - ((index + 1) * ${CHUNK_SAMPLES}) / 48),
	);
	const texts = chunks.map(({ samples }) => String.fromCharCode(...new Uint8Array(samples.buffer)));
	return { base64: btoa(texts.join('')), startedAtMs };
})()`;

/** Prepares a page, before it is opened, so that what it puts out is recorded. */
export async function recordOutput(page: Page): Promise<void> {
	const files = pageAssets().files as Map<string, Asset>;
	files.set(TAP_FILE, { body: Buffer.from(TAP_WORKLET), contentType: 'text/javascript' });
	await page.addInitScript(TAP);
}

/** What was put out since the last call. */
export async function takeRecording(page: Page): Promise<Recording> {
	const { base64, startedAtMs } = (await page.evaluate(TAKE)) as {
		base64: string;
		startedAtMs: number;
	};
	const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
	return { samples: new Float32Array(bytes.buffer), startedAtMs };
}

/** Keeps every text that the status has from now on, as `statusTexts`. */
export const RECORD_STATUS = `
	window.statusTexts = [];
	new MutationObserver(() => window.statusTexts.push(document.getElementById('status').textContent))
		.observe(document.getElementById('status'), { childList: true, characterData: true, subtree: true });
`;
