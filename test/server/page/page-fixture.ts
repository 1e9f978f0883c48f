// A server on real time, podcasts on air on it, and browsers that look at them.
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/clock.js';
import type { PodcastDetails } from '../../../src/protocol/podcast-details.js';
import type { PodcastServerLimits } from '../../../src/server/limits/limits.js';
import type { PodcastServerOptions } from '../../../src/server/podcast-server.js';
import { PacketSealer } from '../../support/packet-sealer.js';
import { OWNER, ServerFixture } from '../server-fixture.js';
import { BrowserPage, type BrowserPageOptions } from './browser.js';
import { PacedSender } from './paced-sender.js';

/** What a podcast is called, where a test does not care. */
const DETAILS: PodcastDetails = {
	visibility: 'public',
	title: 'Night watch',
	serverName: 'Harbour',
	hostName: 'Ada',
	speakers: [],
};

/** Voice session of what is said beside the tones. */
const SAID_AT_ONCE = 1;

/** A podcast on air. */
export interface OnAir {
	id: string;
	/** The page's address, with the key where it needs one. */
	url: string;
	/** Changes what listeners are told. */
	update(changes: Partial<PodcastDetails>): Promise<void>;
	/** Begins to play the tones, until the test is over or the connection is lost. */
	speak(packetMs?: number): PacedSender;
	/** Sends frames, all at once. */
	say(frames: readonly Uint8Array[]): void;
	/** The sender's connection breaks. */
	lose(): void;
	/** The sender connects again. */
	comeBack(): Promise<void>;
	/** The sender says goodbye. */
	end(): void;
	/** Makes the link's key useless. */
	renewKey(): Promise<void>;
	/** Makes silence of what waits to be heard. */
	silence(): Promise<void>;
}

/** A server, and what tests do with it. */
export class PageFixture {
	readonly #fixture: ServerFixture;

	private constructor(fixture: ServerFixture) {
		this.#fixture = fixture;
	}

	/** Starts a server; closed when the test is over. */
	static async start(
		limits: Partial<PodcastServerLimits> = {},
		options: Partial<PodcastServerOptions> = {},
	): Promise<PageFixture> {
		return new PageFixture(await ServerFixture.start({ clock: systemClock, limits, ...options }));
	}

	/** Base URL of the server. */
	get url(): string {
		return this.#fixture.server.url;
	}

	/** Everything that the server logged, a line each. */
	get logLines(): readonly string[] {
		return this.#fixture.logLines;
	}

	/** Puts a podcast on air. */
	async goOnAir(details: Partial<PodcastDetails> = {}): Promise<OnAir> {
		const id = await this.#fixture.create();
		let client = this.#fixture.sender(id);
		const { secretKey } = (await client.nextEvent()) as { secretKey: number[] };
		let sender: PacedSender | undefined;
		onTestFinished(() => sender?.stop());
		const update = async (changes: Partial<PodcastDetails>) => {
			await this.#call(id, '', 'PATCH', JSON.stringify(changes));
		};
		await update({ ...DETAILS, ...details });
		const { url } = await this.#fixture.ownView(id);
		return {
			id,
			url: url ?? `${this.url}/p/${id}`,
			update,
			speak: (packetMs) => {
				const first = sender?.sent ?? 0;
				const key = Uint8Array.from(secretKey);
				sender = new PacedSender(client, { secretKey: key, first, packetMs });
				return sender;
			},
			say: (frames) => {
				const sealer = new PacketSealer(Uint8Array.from(secretKey));
				frames.forEach((opus, transportNonce) => {
					client.webSocket.send(sealer.seal(opus, { transportNonce, voiceSession: SAID_AT_ONCE }));
				});
			},
			lose: () => {
				sender?.stop();
				client.webSocket.terminate();
			},
			comeBack: async () => {
				client = this.#fixture.sender(id);
				await client.next();
			},
			end: () => {
				sender?.stop();
				client.webSocket.close(1000);
			},
			renewKey: () => this.#call(id, '/listen-key', 'POST'),
			silence: () => this.#call(id, '/silence', 'POST'),
		};
	}

	async #call(id: string, path: string, method: string, body?: string): Promise<void> {
		const init = { method, headers: OWNER, ...(body !== undefined && { body }) };
		const { ok, status } = await this.#fixture.call(`/api/podcasts/${id}${path}`, init);
		if (!ok) {
			throw new Error(`Expected ${method} ${path} to be done, got ${status}`);
		}
	}

	/** Opens one of the server's pages. */
	open(path: string, options?: BrowserPageOptions): Promise<BrowserPage> {
		return BrowserPage.open(new URL(path, this.url).href, options);
	}
}
