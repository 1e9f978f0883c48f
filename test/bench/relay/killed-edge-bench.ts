// An edge that is killed: how soon its listeners, who come again as pages do, hear at the other one.
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { SeededRandom } from '../../support/fake-discord/seeded-random.js';
import { pace, waitFor } from '../pace.js';
import type { Rounds } from '../rounds.js';
import { percentile } from '../statistics.js';
import type { Row } from '../table.js';
import { CLIENT, connectSender, createPodcast, packetOf } from '../test-podcast.js';
import { FRAME_INTERVAL_MS, type RelayServers, SETTLE_MS, withServers } from './relay-servers.js';

const LISTENERS = 500;
const SEED = 20_261_128;

const ALL_HEAR = 'relay, edge killed, all hear again';
const HALF_HEAR = 'relay, edge killed, half hear again';
const COUNTED = 'relay, edge killed, counted right';
const ALL_HEAR_AIM_S = 5;
const COUNTED_AIM_S = 8;
const LONGEST_S = 30;

/** The pauses of a page before its tries (src/server/page/browser/backoff.ts). */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;

const AUDIO_PREFIX = 1;

/** Adds it to the rounds; the rows are there when those are over. */
export function planKilledEdge(rounds: Rounds): () => Row[] {
	rounds.add([ALL_HEAR, HALF_HEAR, COUNTED], () => withServers(2, measureReturn));
	return () => [
		{
			what: `an edge with ${LISTENERS} websockets is killed, they try as pages do: all hear at the other`,
			unit: 's',
			measured: rounds.summary(ALL_HEAR),
			aim: ALL_HEAR_AIM_S,
		},
		{ what: 'the same, half of them', unit: 's', measured: rounds.summary(HALF_HEAR) },
		{
			what: 'the same, the origin counts them right',
			unit: 's',
			measured: rounds.summary(COUNTED),
			aim: COUNTED_AIM_S,
		},
	];
}

/** A page's connection, as far as it is about hearing again. */
class Page {
	/** When it heard first at the place where it is now. */
	heardAtMs: number | undefined;
	readonly #urls: readonly string[];
	readonly #random: SeededRandom;
	#webSocket: WebSocket | undefined;
	#tries = 0;
	#isClosed = false;

	/** @param urls - asked in turn, as by a load balancer that knows nothing of its edges */
	constructor(urls: readonly string[], random: SeededRandom) {
		this.#urls = urls;
		this.#random = random;
		this.#connect();
	}

	close(): void {
		this.#isClosed = true;
		this.#webSocket?.terminate();
	}

	#connect(): void {
		const url = this.#urls[this.#tries % this.#urls.length] ?? '';
		this.heardAtMs = undefined;
		this.#webSocket = new WebSocket(url, { headers: CLIENT, perMessageDeflate: false });
		this.#webSocket.on('message', (packet: Buffer) => {
			if (packet[0] === AUDIO_PREFIX) {
				this.heardAtMs ??= performance.now();
			}
		});
		// What went wrong, its end tells, too.
		this.#webSocket.on('error', () => {});
		this.#webSocket.once('close', () => void this.#again());
	}

	async #again(): Promise<void> {
		if (this.#isClosed) {
			return;
		}
		const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#tries);
		this.#tries++;
		await sleep(pauseMs * (0.5 + this.#random.next() / 2));
		if (!this.#isClosed) {
			this.#connect();
		}
	}
}

async function measureReturn({ edges, origin }: RelayServers): Promise<number[]> {
	const id = await createPodcast(origin.result);
	const sender = await connectSender(origin.result, id);
	const random = new SeededRandom(SEED);
	const urls = edges.map(({ result }) => `${result.replace('http', 'ws')}/?id=${id}`);
	const [killed = '', other = ''] = urls;
	const pages = Array.from(
		{ length: LISTENERS },
		(_, index) =>
			// The first try of every second one leads to where nobody is any more.
			new Page(index % 2 === 0 ? [killed, other] : [killed, killed, other], random),
	);
	const hearing = () => pages.filter(({ heardAtMs }) => heardAtMs !== undefined).length;
	const speaking = pace(
		{ turns: (LONGEST_S * 1000) / FRAME_INTERVAL_MS, intervalMs: FRAME_INTERVAL_MS },
		(frame) => {
			if (sender.readyState === WebSocket.OPEN) {
				sender.send(packetOf(frame));
			}
		},
	);
	await waitFor(() => hearing() === LISTENERS, (LONGEST_S * 1000) / 3);
	await sleep(SETTLE_MS);
	const killedAtMs = performance.now();
	await edges[0]?.kill();
	await waitFor(() => hearing() < LISTENERS, SETTLE_MS);
	const isBack = () => pages.every(({ heardAtMs = 0 }) => heardAtMs > killedAtMs);
	await waitFor(isBack, (LONGEST_S * 1000) / 3);
	const tookMs = pages.map(({ heardAtMs }) =>
		heardAtMs === undefined || heardAtMs < killedAtMs
			? Number.POSITIVE_INFINITY
			: heardAtMs - killedAtMs,
	);
	let countedMs = Number.POSITIVE_INFINITY;
	while (countedMs === Number.POSITIVE_INFINITY && performance.now() - killedAtMs < 10_000) {
		if ((await listenersOf(origin.result, id)) === LISTENERS) {
			countedMs = performance.now() - killedAtMs;
		}
		await sleep(FRAME_INTERVAL_MS);
	}
	for (const page of pages) {
		page.close();
	}
	sender.terminate();
	await speaking;
	return [Math.max(...tookMs), percentile(tookMs, 0.5), countedMs].map((ms) => ms / 1000);
}

async function listenersOf(serverUrl: string, id: string): Promise<number> {
	const response = await fetch(`${serverUrl}/api/podcasts/${id}`, { headers: CLIENT });
	return ((await response.json()) as { listeners: number }).listeners;
}
