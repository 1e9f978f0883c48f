// Those who hear a show from outside: a browser, a player, and a bare HTTP client.

import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import type { LookupFunction } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { BrowserPage } from '../../server/page/browser.js';
import { leftOf, runTool } from '../../support/tools.js';
import { until } from '../../support/until.js';
import type { Domain } from './domain.js';

/** A tenth of a second is loud where its root mean square is above that, of full scale 1. */
const LOUD = 0.01;

/** What Debian's ffmpeg says when mpv hangs up in the middle of a stream, as it is told to. */
const HANGING_UP = '[ffmpeg] tls: Error decoding the received TLS packet.\n';

/** How often a browser is asked: each time costs what its sound needs. */
export const AT_TIMES = { interval: 100 };

/** Lets a test ask how loud a page is, and how much of a stream it has played. */
const METER = `{
	const connect = AudioNode.prototype.connect;
	AudioNode.prototype.connect = function (target, ...rest) {
		if (target instanceof AudioDestinationNode) {
			const analyser = target.context.createAnalyser();
			connect.call(this, analyser);
			window.loudness = () => {
				const samples = new Float32Array(analyser.fftSize);
				analyser.getFloatTimeDomainData(samples);
				return Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length);
			};
		}
		return connect.call(this, target, ...rest);
	};
	const { play } = HTMLMediaElement.prototype;
	HTMLMediaElement.prototype.play = function () {
		window.playedMs = () => this.currentTime * 1000;
		return play.call(this);
	};
}`;

/** Somebody who has opened the link in a browser. */
export class PageListener {
	readonly #page: BrowserPage;
	/** Connections that the page has made since it was opened. */
	readonly made = { webSockets: 0, eventStreams: 0 };

	/** Opens the page. */
	static async open(link: string): Promise<PageListener> {
		let listener: PageListener | undefined;
		const page = await BrowserPage.open(link, {
			prepare: async (page) => {
				await page.addInitScript(METER);
				page.on('websocket', () => listener && listener.made.webSockets++);
				page.on('request', (request) => {
					if (listener && request.url().includes('/events')) {
						listener.made.eventStreams++;
					}
				});
				return undefined;
			},
		});
		listener = new PageListener(page);
		return listener;
	}

	private constructor(page: BrowserPage) {
		this.#page = page;
	}

	/** Errors on the page, but for those of connections that were cut. */
	get problems(): string[] {
		return this.#page.problems.filter(
			(problem) => !/ERR_|WebSocket connection|status of 50[234]/.test(problem),
		);
	}

	async play(): Promise<void> {
		await this.#page.page.getByRole('button', { name: 'Play' }).click();
	}

	/** Resolves when sound comes out of the page. */
	async hears(): Promise<void> {
		await until(() => this.#loudness(), AT_TIMES).toBeGreaterThan(LOUD);
	}

	/** Resolves when the page has played 2 s of a stream. */
	async playsStream(): Promise<void> {
		const played = () => this.#page.page.evaluate('window.playedMs?.() ?? 0');
		await until(played, AT_TIMES).toBeGreaterThan(2000);
	}

	/** Resolves when the page's own words match. */
	async says(words: RegExp): Promise<void> {
		await until(() => this.#page.page.textContent('main'), AT_TIMES).toMatch(words);
	}

	/** A picture of the page, for somebody who wants to look at it. */
	async takePicture(file: string): Promise<void> {
		await this.#page.page.screenshot({ path: file, fullPage: true });
	}

	async #loudness(): Promise<number> {
		return (await this.#page.page.evaluate('window.loudness?.() ?? 0')) as number;
	}
}

/** Lets mpv play an address for 5 s; resolves with how much of it is loud, from 0 to 1. */
export async function playWithMpv(domain: Domain, url: string): Promise<number> {
	const file = join(domain.folder, `mpv-${Date.now()}-${url.length}`);
	const [env = '', ...resolver] = domain.resolver;
	const { stderr, stdout } = await runTool(env, [
		...resolver,
		'mpv',
		'--no-config',
		'--quiet',
		'--no-input-terminal',
		'--msg-level=all=warn',
		'--no-video',
		`--tls-ca-file=${domain.authorityFile}`,
		'--tls-verify=yes',
		'--ao=pcm',
		'--ao-pcm-waveheader=no',
		`--ao-pcm-file=${file}`,
		'--audio-format=float',
		'--audio-channels=stereo',
		'--audio-samplerate=48000',
		'--length=5',
		url,
	]);
	expect(`${stdout}${stderr}`.replace(HANGING_UP, ''), url.replace(/\?.*/, '')).toBe('');
	const samples = leftOf(readFileSync(file));
	const step = 4800;
	const tenths = Array.from({ length: Math.floor(samples.length / step) }, (_, index) =>
		samples.subarray(index * step, (index + 1) * step),
	);
	const isLoud = (part: Float32Array) =>
		Math.sqrt(part.reduce((sum, each) => sum + each * each, 0) / part.length) > LOUD;
	return tenths.filter(isLoud).length / tenths.length;
}

/** What an address answered first. */
export interface FirstBytes {
	status: number | undefined;
	headers: IncomingMessage['headers'];
	/** Milliseconds from the request to the first byte of the body. */
	firstByteMs: number;
}

/** Asks for something that does not end, and waits for the first byte of its body. */
export function askForFirstBytes(url: string): Promise<FirstBytes> {
	const askedAtMs = performance.now();
	return new Promise((resolve, reject) => {
		const request = get(url, { lookup, agent: false }, (response) => {
			response.once('data', () => {
				const { headers, statusCode: status } = response;
				resolve({ status, headers, firstByteMs: performance.now() - askedAtMs });
				request.destroy();
			});
			response.on('error', () => {});
		});
		request.on('error', reject);
		onTestFinished(() => {
			request.destroy();
		});
	});
}

/** The domain is on this machine. */
const lookup: LookupFunction = (_hostname, { all }, callback) => {
	const address = { address: '127.0.0.1', family: 4 };
	if (all) {
		callback(null, [address]);
	} else {
		callback(null, address.address, address.family);
	}
};
