// Server-sent events: what is told of podcasts and shows, at once and after each change.
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import type { Clock, Timer } from '../../clock.js';
import { ENDLESS_HEADERS } from '../http/endless-answer.js';
import type { Connections, CountedConnection } from '../limits/connections.js';
import type { PodcastServerLimits } from '../limits/limits.js';
import type { HeardPodcast } from '../podcast/heard-podcast.js';
import type { Guest } from '../podcast/podcast-state.js';
import { viewPodcast } from '../podcast/podcast-view.js';

/** Changes that come faster than that are told together: at most four times a second. */
const MIN_INTERVAL_MS = 250;

/** A comment that often keeps proxies from ending a stream that has nothing to tell. */
const HEARTBEAT_MS = 15_000;

/** Without data a browser would not hand the event to anybody. */
const END = 'event: end\ndata: {}\n\n';
/** The podcast will be there again after the answer's end. */
const RESTART = 'event: restart\ndata: {}\n\n';

/** What came before it by a stream and has not been played must not be heard. */
const SILENCE = 'event: silence\ndata: {}\n\n';

/** What event streams work with. */
export interface EventStreamsOptions {
	clock: Clock;
	limits: PodcastServerLimits;
	connections: Connections;
}

/** Who opens a stream on a podcast. */
export interface EventStreamRequest {
	podcast: HeardPodcast;
	/** Peer's address, for limits. */
	address: string;
	/** Who came without credentials: the stream ends when the podcast is not open to it any more. */
	guest: Guest | undefined;
}

/** Something that is told of for as long as it lasts, the same to all who watch it. */
export interface EventSource {
	/** Name of the event that tells of it. */
	readonly name: string;
	/** Calls back after each change, until the returned function is called. */
	watch(watcher: () => void): () => void;
	/** Calls back when what was heard before must not be, until the returned function is called. */
	watchSilences?(watcher: () => void): () => void;
	/** What is told now, without what changes by itself. */
	view(): object;
	/** Whether it is over, and then which event is the last. */
	end(): { lastEvent: string | undefined } | undefined;
}

/** All event streams of a server. */
export class EventStreams {
	readonly #options: EventStreamsOptions;
	/** By what they are on; those on the same are told the same. */
	readonly #channels = new Map<unknown, EventChannel>();

	constructor(options: EventStreamsOptions) {
		this.#options = options;
	}

	/** How many are open. */
	get size(): number {
		return [...this.#channels.values()].reduce((sum, { size }) => sum + size, 0);
	}

	/** Answers with a stream, which lasts until the podcast ends, or the peer leaves or lags. */
	open(reply: FastifyReply, { podcast, address, guest }: EventStreamRequest): void {
		const stream = this.#open(reply, { address, channel: this.#channelOf(podcast, podcastNews) });
		// It may have ended while whoever has it was asked.
		const end = podcastNews(podcast).end();
		if (end) {
			stream.end(end.lastEvent);
		} else if (guest) {
			const forget = podcast.listing.whileOpenTo(guest.listenKey, () => stream.end(undefined));
			reply.raw.on('close', forget);
		}
	}

	/**
	 * Answers with a stream on anything that can be told of.
	 *
	 * @param options.key - all that come with the same one share what the first has brought
	 */
	openOn(
		reply: FastifyReply,
		{ address, key, source }: { address: string; key: string; source: () => EventSource },
	): void {
		this.#open(reply, { address, channel: this.#channelOf(key, source) });
	}

	/** Ends all streams: the server will be back in a moment. */
	close(): void {
		for (const channel of this.#channels.values()) {
			channel.end(RESTART);
		}
	}

	#open(
		reply: FastifyReply,
		{ address, channel }: { address: string; channel: EventChannel },
	): EventStream {
		const { clock, connections } = this.#options;
		const response = beginStream(reply);
		const stream = new EventStream({ response, address, clock });
		connections.add(stream);
		channel.add(stream);
		response.on('close', () => {
			connections.remove(stream);
			channel.remove(stream);
		});
		return stream;
	}

	#channelOf<Key>(key: Key, toSource: (key: Key) => EventSource): EventChannel {
		const { clock, limits } = this.#options;
		let channel = this.#channels.get(key);
		if (!channel) {
			channel = new EventChannel({
				source: toSource(key),
				clock,
				slowReceiverMs: limits.slowReceiverMs,
				onEmpty: () => this.#channels.delete(key),
			});
			this.#channels.set(key, channel);
		}
		return channel;
	}
}

function podcastNews(podcast: HeardPodcast): EventSource {
	return {
		name: 'podcast',
		watch: (watcher) => podcast.changes.watch(watcher),
		watchSilences: (watcher) => podcast.silences.watch(watcher),
		view: () => viewPodcast(podcast),
		end: () =>
			podcast.status === 'ended' ? { lastEvent: podcast.isPaused ? RESTART : END } : undefined,
	};
}

/** Takes the answer out of Fastify's hands, with the headers that it has so far. */
function beginStream(reply: FastifyReply): ServerResponse {
	reply.hijack();
	const { raw } = reply;
	raw.on('error', () => raw.destroy());
	for (const [name, value] of Object.entries(reply.getHeaders())) {
		if (value !== undefined) {
			raw.setHeader(name, value);
		}
	}
	raw.writeHead(200, {
		...ENDLESS_HEADERS,
		'content-type': 'text/event-stream; charset=utf-8',
	});
	raw.flushHeaders();
	return raw;
}

/** What is told at one time. */
interface News {
	/** What listeners may know, without what changes by itself: told once while it stays the same. */
	readonly view: string;
	/** With the time by our clock, which a listener's own need not agree with. */
	readonly event: string;
}

interface EventChannelOptions {
	source: EventSource;
	clock: Clock;
	slowReceiverMs: number;
	/** Called when the last stream is gone. */
	onEmpty: () => void;
}

/** The streams on one thing: what they are told is put together once for all of them. */
class EventChannel {
	readonly #options: EventChannelOptions;
	readonly #streams = new Set<EventStream>();
	readonly #unwatch: (() => void)[];
	#toldAtMs = Number.NEGATIVE_INFINITY;
	#pending: Timer | undefined;
	#heartbeat: Timer;

	constructor(options: EventChannelOptions) {
		this.#options = options;
		const unwatchSilences = options.source.watchSilences?.(() => this.#silence());
		this.#unwatch = [
			options.source.watch(() => this.#onChange()),
			...(unwatchSilences ? [unwatchSilences] : []),
		];
		this.#heartbeat = this.#armHeartbeat();
	}

	get size(): number {
		return this.#streams.size;
	}

	add(stream: EventStream): void {
		this.#streams.add(stream);
		stream.tell(this.#describe());
	}

	remove(stream: EventStream): void {
		if (this.#streams.delete(stream) && this.#streams.size === 0) {
			for (const unwatch of this.#unwatch) {
				unwatch();
			}
			this.#pending?.cancel();
			this.#heartbeat.cancel();
			this.#options.onEmpty();
		}
	}

	/** Ends all of them, with a last event where there is one. */
	end(event: string | undefined): void {
		this.#pending?.cancel();
		for (const stream of this.#streams) {
			stream.end(event);
		}
	}

	#onChange(): void {
		const { clock, source } = this.#options;
		const end = source.end();
		if (end) {
			this.end(end.lastEvent);
			return;
		}
		this.#pending ??= clock.at(Math.max(clock.nowMs(), this.#toldAtMs + MIN_INTERVAL_MS), () => {
			this.#pending = undefined;
			this.#tell();
		});
	}

	#silence(): void {
		for (const stream of this.#streams) {
			stream.silence();
		}
	}

	#tell(): void {
		this.#toldAtMs = this.#options.clock.nowMs();
		const news = this.#describe();
		for (const stream of this.#streams) {
			stream.tell(news);
		}
	}

	#describe(): News {
		const { clock, source } = this.#options;
		const view = source.view();
		const data = JSON.stringify({ ...view, now: clock.epochMs() });
		return { view: JSON.stringify(view), event: `event: ${source.name}\ndata: ${data}\n\n` };
	}

	#armHeartbeat(): Timer {
		const { clock, slowReceiverMs } = this.#options;
		return clock.at(clock.nowMs() + HEARTBEAT_MS, () => {
			this.#heartbeat = this.#armHeartbeat();
			for (const stream of this.#streams) {
				stream.beat(slowReceiverMs);
			}
		});
	}
}

/**
 * One answer that does not end.
 *
 * What it tells replaces what it told before, so nothing is queued: while the socket is blocked,
 * the newest event waits in the place of all that were missed.
 */
class EventStream implements CountedConnection {
	readonly address: string;
	readonly socket: Socket | null;
	readonly #response: ServerResponse;
	readonly #clock: Clock;
	/** What was told last. */
	#told: string | undefined;
	#blocked: { readonly sinceMs: number; news: News | undefined; isSilenced: boolean } | undefined;

	constructor(options: { response: ServerResponse; address: string; clock: Clock }) {
		this.address = options.address;
		this.#response = options.response;
		this.socket = options.response.socket;
		this.#clock = options.clock;
		this.#response.on('drain', () => {
			const { news, isSilenced = false } = this.#blocked ?? {};
			this.#blocked = undefined;
			if (isSilenced) {
				this.silence();
			}
			if (news !== undefined) {
				this.tell(news);
			}
		});
	}

	tell(news: News): void {
		if (this.#blocked !== undefined) {
			this.#blocked.news = news;
		} else if (news.view !== this.#told) {
			this.#told = news.view;
			this.#write(news.event);
		}
	}

	/** Says that what has not been played must not be heard; as soon as the socket takes it. */
	silence(): void {
		if (this.#blocked !== undefined) {
			this.#blocked.isSilenced = true;
		} else {
			this.#write(SILENCE);
		}
	}

	/** Keeps the stream open, or cuts it where what it was told has not been read for too long. */
	beat(slowReceiverMs: number): void {
		const isSlow =
			this.#blocked !== undefined && this.#clock.nowMs() - this.#blocked.sinceMs >= slowReceiverMs;
		if (isSlow || this.#response.writableEnded) {
			this.terminate();
		} else if (this.#blocked === undefined) {
			this.#write(`: still here\nevent: now\ndata: {"now":${this.#clock.epochMs()}}\n\n`);
		}
	}

	/** Says a last word, if there is one, and ends the answer. */
	end(event: string | undefined): void {
		if (!this.#response.writableEnded) {
			this.#response.end(event);
		}
	}

	/** Browsers come back by themselves. */
	moveOn(): void {
		this.end(undefined);
	}

	/** Heartbeats do that, for those who wait for something to read. */
	ping(): void {}

	terminate(): void {
		this.#response.destroy();
	}

	#write(text: string): void {
		if (this.#response.writable && !this.#response.write(text)) {
			this.#blocked = { sinceMs: this.#clock.nowMs(), news: undefined, isSilenced: false };
		}
	}
}
