// Time from a press of play to the first sound of the page, in a real Chromium.
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { PacketSealer } from '../support/packet-sealer.js';
import { encode, tone } from '../support/signal.js';
import { MeasuredProcess } from './measured-process.js';
import { pace } from './pace.js';
import { summarize } from './statistics.js';
import type { Row } from './table.js';
import { CLIENT, connectHost, createPodcast } from './test-podcast.js';

/** Of each round; the first, with a browser that has just started, does not count. */
const PRESSES = 9;
const AIM_MS = 300;
const FRAME_MS = 20;
/** Whoever presses play has looked at the page before. */
const LOOK_MS = 500;
const LIMIT_MS = 10_000;

/**
 * Marks the press, and the first block of sound that the audio graph hands to the loudspeaker: what
 * it adds itself is the machine's, not the page's.
 */
const MARKS = `{
	addEventListener('click', () => { window.pressedAtMs = performance.now(); }, { capture: true, once: true });
	const connect = AudioNode.prototype.connect;
	AudioNode.prototype.connect = function (target, ...rest) {
		if (target instanceof AudioDestinationNode) {
			const analyser = new AnalyserNode(target.context, { fftSize: 256 });
			connect.call(this, analyser);
			const samples = new Float32Array(256);
			const look = () => {
				analyser.getFloatTimeDomainData(samples);
				if (samples.some((sample) => Math.abs(sample) > 0.01)) {
					window.soundAfterMs = performance.now() - window.pressedAtMs;
				} else {
					setTimeout(look, 2);
				}
			};
			look();
		}
		return connect.call(this, target, ...rest);
	};
}`;

/** Presses play some times while a tone is on air; one row. */
export async function measurePress(repetitions: number): Promise<Row> {
	const setup = { packetsPerWrite: 'auto' };
	const server = await MeasuredProcess.start<string>('measured-podcast-server', setup, 'all cores');
	const browser = await chromium.launch({
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu'],
	});
	try {
		const stopping = new AbortController();
		const id = await createPodcast(server.result);
		const talking = talk(server.result, id, stopping.signal);
		const timesMs: number[] = [];
		for (let press = 0; press < repetitions * PRESSES; press++) {
			const page = await browser.newPage();
			timesMs.push(await soundAfterMs(page, `${server.result}/p/${id}`));
			await page.close();
		}
		stopping.abort();
		await talking;
		return {
			what: 'press play to the first sound of the page',
			unit: 'ms',
			measured: summarize(timesMs.slice(1)),
			aim: AIM_MS,
		};
	} finally {
		await browser.close();
		await server.stop();
	}
}

async function soundAfterMs(page: Page, url: string): Promise<number> {
	await page.addInitScript(MARKS);
	await page.goto(url);
	await sleep(LOOK_MS);
	await page.getByRole('button', { name: 'Play' }).click();
	// The page's policy lets nobody wait in it by a text that is evaluated.
	for (const untilMs = performance.now() + LIMIT_MS; performance.now() < untilMs; ) {
		const afterMs = await page.evaluate('window.soundAfterMs');
		if (afterMs !== undefined) {
			return afterMs as number;
		}
		await sleep(LOOK_MS / 10);
	}
	throw new Error(`Expected sound within ${LIMIT_MS} ms`);
}

/** Sends a tone at its pace until it is told to stop. */
async function talk(url: string, id: string, signal: AbortSignal): Promise<void> {
	const body = JSON.stringify({ visibility: 'public' });
	const headers = { ...CLIENT, 'content-type': 'application/json' };
	await fetch(`${url}/api/podcasts/${id}`, { method: 'PATCH', headers, body });
	const { hello, sender } = await connectHost(url, id);
	const { secretKey } = JSON.parse(hello.subarray(1).toString()) as { secretKey: number[] };
	const sealer = new PacketSealer(Uint8Array.from(secretKey));
	const frames = encode(tone({ hz: 440, peak: 0.25, durationMs: 1000 }));
	for (let sent = 0; !signal.aborted; ) {
		await pace({ turns: frames.length, intervalMs: FRAME_MS }, () => {
			const opus = frames[sent % frames.length] as Uint8Array;
			sender.send(sealer.seal(opus, { transportNonce: sent++, voiceSession: 0 }));
		});
	}
	sender.terminate();
}
