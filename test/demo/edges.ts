// More machines in the demo: NATS between them, edges that take listeners, and one that is killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** A program of the demo's that runs. */
interface Running {
	url: string;
	process: ChildProcess;
}

/** Somebody who listens at an edge, and at the next one when that is gone. */
interface Listener {
	edge: number;
	frames: number;
	lastHeardAtMs: number;
}

/**
 * Starts nats-server on any free port of this computer; `undefined` where it is not installed.
 *
 * @throws {Error} with what it printed, if it ends before it listens
 */
export async function startNats(): Promise<Running | undefined> {
	try {
		return await start({
			command: ['nats-server', '-a', '127.0.0.1', '-p', '-1'],
			listening: /Listening for client connections on (127\.0\.0\.1:\d+)/,
			toUrl: (place) => `nats://${place}`,
		});
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return undefined;
		}
		throw error;
	}
}

/** Edges with a listener each. */
export class Edges {
	readonly #credentials: Credentials;
	readonly #podcastId: string;
	readonly #edges: Running[];
	readonly #listeners: Listener[] = [];
	#isStopped = false;

	private constructor(edges: Running[], podcastId: string, credentials: Credentials) {
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

function startEdge(natsUrl: string, { clientId, clientToken }: Credentials): Promise<Running> {
	const dataDir = mkdtempSync(join(tmpdir(), 'demo-edge-'));
	return start({
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

function start(options: {
	command: readonly [file: string, ...words: string[]];
	environment?: NodeJS.ProcessEnv;
	listening: RegExp;
	toUrl: (place: string) => string;
	onEnded?: () => void;
}): Promise<Running> {
	const [file, ...words] = options.command;
	const child = spawn(file, words, {
		env: { ...process.env, ...options.environment },
		// Ctrl-C goes to the whole group; the demo stops them itself, in its order.
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	// A demo that fails leaves nothing behind.
	process.once('exit', () => child.kill('SIGKILL'));
	let output = '';
	return new Promise((resolve, reject) => {
		const read = (text: string) => {
			output += text;
			const place = options.listening.exec(output)?.[1];
			if (place !== undefined) {
				resolve({ url: options.toUrl(place), process: child });
			}
		};
		child.stdout.setEncoding('utf8').on('data', read);
		child.stderr.setEncoding('utf8').on('data', read);
		child.once('error', reject);
		child.once('close', (code) => {
			options.onEnded?.();
			reject(new Error(`${file} ended with ${code}:\n${output}`));
		});
	});
}
