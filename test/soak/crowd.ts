// Listeners who come and go, each over a socket of their own that does as little as it can.
import { connect, type Socket } from 'node:net';
import type { SeededRandom } from '../support/fake-discord/seeded-random.js';
import { CLIENT, type ShowScene } from './show-scene.js';

/** What a listener asks for. */
interface Outlet {
	/** Share of the visits. */
	weight: number;
	/** The most at one time. */
	most?: number;
	/** Of an answer that is as expected. */
	status: number | undefined;
	/** Reads nothing after the answer's head. */
	isSlow?: boolean;
	/** The answer goes on until somebody leaves. */
	isEndless?: boolean;
	request: (podcast: { id: string; query: string }, random: SeededRandom) => string | Uint8Array;
}

/** What came of the visits to one outlet. */
export interface Tally {
	visits: number;
	/** As it is wanted; the others were for a podcast that had just ended. */
	answered: number;
	bytes: number;
}

/** Whom the crowd visits. */
export interface CrowdOptions {
	port: number;
	/** How many are there at one time. */
	size: number;
	shows: readonly ShowScene[];
	random: SeededRandom;
	onTrouble(trouble: string): void;
}

/** On average; the longest stay is twice that. */
const STAY_MS = 8000;
const TURN_MS = 50;
const ARRIVALS_PER_TURN = 8;
/** While so many wait for an answer nobody else comes: a slow machine has fewer listeners. */
const MOST_WAITING = 16;
const READ_BYTES = 64 * 1024;
const STATUS_LINE = /^HTTP\/1\.1 (\d{3}) /;
const NOT_FOUND = 404;
/** With the code 1000, masked with zeros (RFC 6455, 5.5.1). */
const CLOSE_FRAME = Uint8Array.of(0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8);

const CREDENTIALS = `clientId: ${CLIENT.clientId}\r\ntoken: ${CLIENT.clientToken}\r\n`;
const UPGRADE =
	'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

function get(path: string, headers = '', connection = 'keep-alive'): string {
	return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: ${connection}\r\n${headers}\r\n`;
}

const OUTLETS: Readonly<Record<string, Outlet>> = {
	receiver: {
		weight: 45,
		status: 101,
		isEndless: true,
		request: ({ id }) => get(`/?id=${id}`, UPGRADE + CREDENTIALS, 'Upgrade'),
	},
	'receiver by link': {
		weight: 15,
		status: 101,
		isEndless: true,
		request: ({ id, query }) => get(`/?id=${id}&${query}`, UPGRADE, 'Upgrade'),
	},
	'slow receiver': {
		weight: 4,
		status: 101,
		isSlow: true,
		isEndless: true,
		request: ({ id }) => get(`/?id=${id}`, UPGRADE + CREDENTIALS, 'Upgrade'),
	},
	'live.ogg': {
		weight: 14,
		status: 200,
		isEndless: true,
		request: ({ id, query }) => get(`/p/${id}/live.ogg?${query}`),
	},
	'slow live.ogg': {
		weight: 2,
		status: 200,
		isSlow: true,
		isEndless: true,
		request: ({ id, query }) => get(`/p/${id}/live.ogg?${query}`),
	},
	'live.mp3': {
		weight: 2,
		most: 10,
		status: 200,
		isEndless: true,
		request: ({ id, query }) => get(`/p/${id}/live.mp3?${query}`, 'Icy-MetaData: 1\r\n'),
	},
	events: {
		weight: 8,
		status: 200,
		isEndless: true,
		request: ({ id, query }) => get(`/api/podcasts/${id}/events?${query}`),
	},
	page: { weight: 4, status: 200, request: ({ id, query }) => get(`/p/${id}?${query}`) },
	'home page': { weight: 1, status: 200, request: () => get('/') },
	playlist: {
		weight: 2,
		status: 200,
		request: ({ id, query }) => get(`/p/${id}/live.m3u?${query}`, '', 'close'),
	},
	'what is on air': { weight: 2, status: 200, request: () => get('/api/podcasts') },
	'no such page': { weight: 1, status: NOT_FOUND, request: () => get('/no-such-page') },
	garbage: {
		weight: 1,
		status: undefined,
		request: (_, random) => random.bytes(1 + random.below(2000)),
	},
	'says nothing': { weight: 1, status: undefined, request: () => '' },
};

/** Keeps so many listeners there, while it is open. */
export class Crowd {
	readonly tallies: ReadonlyMap<string, Tally> = new Map(
		Object.keys(OUTLETS).map((name) => [name, { visits: 0, answered: 0, bytes: 0 }]),
	);
	/** The most that were there at one time. */
	most = 0;
	readonly #options: CrowdOptions;
	readonly #present = new Map<Socket, { name: string; leave: () => void }>();
	readonly #buffer = Buffer.allocUnsafe(READ_BYTES);
	/** Who has connected or not, and got no answer yet. */
	readonly #waiting = new Set<Socket>();
	#turns: NodeJS.Timeout | undefined;
	#onEmpty: () => void = () => {};

	constructor(options: CrowdOptions) {
		this.#options = options;
	}

	/** Lets listeners in. */
	open(): void {
		this.#turns = setInterval(() => {
			const { shows, size } = this.#options;
			const room = Math.min(
				ARRIVALS_PER_TURN,
				size - this.#present.size,
				MOST_WAITING - this.#waiting.size,
			);
			for (let arrival = 0; arrival < room; arrival++) {
				const show = this.#oneOf(shows.filter(({ podcast }) => podcast !== undefined));
				if (show !== undefined) {
					this.#arrive(show);
				}
			}
			this.most = Math.max(this.most, this.#present.size);
		}, TURN_MS);
	}

	/** Lets nobody in and everybody leave; resolves when all sockets are closed. */
	async close(): Promise<void> {
		clearInterval(this.#turns);
		const empty = new Promise<void>((resolve) => {
			this.#onEmpty = resolve;
		});
		for (const { leave } of [...this.#present.values()]) {
			leave();
		}
		if (this.#present.size > 0) {
			await empty;
		}
	}

	#oneOf<Item>(items: readonly Item[]): Item | undefined {
		return items[this.#options.random.below(items.length)];
	}

	#arrive(show: ShowScene): void {
		const { onTrouble, port, random } = this.#options;
		const name = this.#pickOutlet();
		const outlet = OUTLETS[name] as Outlet;
		const tally = this.tallies.get(name) as Tally;
		const { id, listenKey } = show.podcast as NonNullable<ShowScene['podcast']>;
		const query = `key=${listenKey}`;
		let status: number | undefined;
		const socket: Socket = connect({
			port,
			host: '127.0.0.1',
			// Everybody comes from another address, as the server's limits expect.
			localAddress: `127.${1 + random.below(250)}.${random.below(256)}.${1 + random.below(250)}`,
			onread: {
				buffer: this.#buffer,
				callback: (bytes): boolean => {
					tally.bytes += bytes;
					this.#waiting.delete(socket);
					if (status === undefined) {
						const head = this.#buffer.toString('latin1', 0, Math.min(bytes, 100));
						status = Number(STATUS_LINE.exec(head)?.[1] ?? 0);
						const isGone = status === NOT_FOUND && show.podcast?.id !== id;
						if (status === outlet.status) {
							tally.answered += 1;
						} else if (outlet.status !== undefined && !isGone) {
							onTrouble(`${name} was answered: ${head.split('\r\n')[0]}`);
						}
					}
					return !(outlet.isSlow && bytes > 0);
				},
			},
		});
		tally.visits += 1;
		const leave = () => this.#leave(socket, { isReceiver: outlet.status === 101 });
		const stay = setTimeout(leave, random.below(2 * STAY_MS));
		this.#present.set(socket, { name, leave });
		if (outlet.status !== undefined) {
			this.#waiting.add(socket);
		}
		socket.once('connect', () => socket.write(outlet.request({ id, query }, random)));
		socket.on('error', () => {});
		socket.once('close', () => {
			clearTimeout(stay);
			this.#present.delete(socket);
			this.#waiting.delete(socket);
			if (this.#present.size === 0) {
				this.#onEmpty();
			}
		});
	}

	/** Half of them say good-bye, the others are cut in the middle. */
	#leave(socket: Socket, { isReceiver }: { isReceiver: boolean }): void {
		const isCut = this.#options.random.below(2) === 0;
		if (socket.connecting || socket.writableEnded) {
			socket.destroy();
			return;
		}
		if (isCut) {
			socket.resetAndDestroy();
			return;
		}
		if (isReceiver) {
			socket.write(CLOSE_FRAME);
		}
		socket.end();
		socket.resume();
		// An answer that does not end has no reason to.
		setTimeout(() => socket.destroy(), TURN_MS);
	}

	#pickOutlet(): string {
		const entries = Object.entries(OUTLETS).filter(
			([name, { most }]) => most === undefined || this.#count(name) < most,
		);
		const total = entries.reduce((sum, [, { weight }]) => sum + weight, 0);
		let left = this.#options.random.below(total);
		for (const [name, { weight }] of entries) {
			left -= weight;
			if (left < 0) {
				return name;
			}
		}
		throw new RangeError('Expected an outlet to be picked');
	}

	#count(name: string): number {
		return [...this.#present.values()].filter((visit) => visit.name === name).length;
	}
}
