// More machines in the demo: NATS between them, edges that take listeners, and one that is killed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OwnProgram, startOwn } from '../support/own-program.js';
import { PodcastReceiver } from '../support/podcast-receiver.js';

const SERVER_PROGRAM = join(import.meta.dirname, '../server.js');

/** Two seconds. */
const FRAMES_BEFORE = 100;
const LOOK_MS = 10;

/** How the listeners say who they are. */
interface Credentials {
	clientId: string;
	clientToken: string;
}

/** Somebody who listens at an edge, and at the next one when that is gone. */
interface Listener {
	edge: number;
	frames: number;
	lastHeardAtMs: number;
}

/** Edges with a listener each. */
export class Edges {
	readonly #credentials: Credentials;
	readonly #podcastId: string;
	readonly #edges: OwnProgram[];
	readonly #listeners: Listener[] = [];
	#isStopped = false;

	private constructor(edges: OwnProgram[], podcastId: string, credentials: Credentials) {
		this.#edges = edges;
		this.#podcastId = podcastId;
		this.#credentials = credentials;
	}

	/**
	 * Starts edges, and a listener at each.
	 *
	 * @throws {Error} if one does not start, or does not let its listener in
	 */
	static async start(options: {
		count: number;
		natsUrl: string;
		podcastId: string;
		credentials: Credentials;
	}): Promise<Edges> {
		const { count, credentials, natsUrl, podcastId } = options;
		const edges = await Promise.all(
			Array.from({ length: count }, () => startEdge(natsUrl, credentials)),
		);
		const running = new Edges(edges, podcastId, credentials);
		for (const [index, { url }] of edges.entries()) {
			await running.#listen(index);
			console.log(`Edge ${index + 1} is at ${url}, and somebody listens there.`);
		}
		return running;
	}

	/** Ends one as a crash would; says when its listener hears again, at the next one. */
	async killFirst(): Promise<void> {
		const listener = this.#listeners[0];
		if (!listener) {
			return;
		}
		await until(() => listener.frames >= FRAMES_BEFORE);
		const framesBefore = this.#listeners.reduce((sum, { frames }) => sum + frames, 0);
		console.log(`Edge 1 is killed, after ${framesBefore} frames at all edges.`);
		const { frames } = listener;
		const killedAtMs = performance.now();
		this.#edges[0]?.process.kill('SIGKILL');
		await until(() => listener.frames > frames && listener.edge !== 0);
		const silentMs = Math.round(listener.lastHeardAtMs - killedAtMs);
		console.log(`Its listener hears on at edge ${listener.edge + 1}, after ${silentMs} ms.`);
	}

	/** Ends all of them, and says what was heard. */
	stop(): void {
		this.#isStopped = true;
		for (const [index, { edge, frames }] of this.#listeners.entries()) {
			console.log(`Listener ${index + 1} heard ${frames} frames, last at edge ${edge + 1}.`);
		}
		for (const { process } of this.#edges) {
			process.kill('SIGTERM');
		}
	}

	async #listen(edge: number): Promise<void> {
		const listener: Listener = { edge, frames: 0, lastHeardAtMs: 0 };
		await this.#connect(listener);
		this.#listeners.push(listener);
	}

	/** Goes from edge to edge, as a load balancer would lead it. */
	async #connect(listener: Listener): Promise<void> {
		const receiver = await PodcastReceiver.connect({
			serverUrl: this.#edges[listener.edge]?.url ?? '',
			podcastId: this.#podcastId,
			...this.#credentials,
		});
		receiver.onPacket = ({ heardAtMs }) => {
			listener.frames++;
			listener.lastHeardAtMs = heardAtMs;
		};
		void receiver.closed.then(async () => {
			// Whoever was told that the show has ended goes nowhere.
			if (!this.#isStopped && receiver.disconnects.length === 0) {
				listener.edge = (listener.edge + 1) % this.#edges.length;
				await this.#connect(listener);
			}
		});
	}
}

async function until(isSo: () => boolean): Promise<void> {
	while (!isSo()) {
		await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
	}
}

function startEdge(natsUrl: string, { clientId, clientToken }: Credentials): Promise<OwnProgram> {
	const dataDir = mkdtempSync(join(tmpdir(), 'demo-edge-'));
	return startOwn({
		command: [process.execPath, SERVER_PROGRAM],
		environment: {
			NATS_URL: natsUrl,
			ROLE: 'edge',
			PODCAST_CLIENTS: `${clientId}:${clientToken}`,
			DATA_DIR: dataDir,
			HOST: '127.0.0.1',
			PORT: '0',
			DRAIN_MS: '0',
			LOG_LEVEL: 'warn',
		},
		listening: /Podcast server: ([^\s,]+)/,
		toUrl: (url) => url,
		onEnded: () => rmSync(dataDir, { recursive: true }),
	});
}
