// A podcast of this machine as the bus has it: sent to edges that hear it, its listeners there counted.
import type { Clock, Timer } from '../clock.js';
import { withSequence } from './audio-sequence.js';
import type { Bus, BusMessage } from './bus.js';
import { BEAT_INTERVAL_MS } from './packet-age.js';
import {
	type Course,
	type EdgeCounts,
	encodeWords,
	type OriginWord,
	type PackedAnswer,
	type Right,
	readCounts,
	readQuestion,
	type ToldPodcast,
} from './podcast-words.js';
import type { Subjects } from './subjects.js';

/** An edge that has said nothing for so long is gone. */
const EDGE_TIMEOUT_MS = 6000;

/** Changes that come faster are told together: at most four times a second. */
const MIN_INTERVAL_MS = 250;

/** What came of somebody's wish to hear the podcast. */
export type OriginDecision =
	| { type: 'open'; secretKey: Uint8Array }
	| { type: 'none' }
	| { type: 'credentials wrong' };

/** What a podcast on the bus works with. */
export interface OriginPodcastOptions {
	podcastId: string;
	/** Of this podcast in this process, and of no other. */
	run: string;
	bus: Bus;
	subjects: Subjects;
	clock: Clock;
	told: () => ToldPodcast;
	decide: (right: Right) => OriginDecision;
	/** Called when more or fewer listen at edges. */
	onListeners: () => void;
}

/** What was relayed so far, and to whom. */
export interface OriginStats {
	edges: number;
	/** At all edges, whichever way. */
	listeners: number;
	packetsSent: number;
}

interface Edge {
	counts: Omit<EdgeCounts, 'edge'>;
	forget: Timer;
}

/** Has a question answered, and whoever wants to hear it asks: at its origin costs nothing until then. */
export class OriginPodcast {
	readonly #options: OriginPodcastOptions;
	readonly #audioSubject: string;
	readonly #edges = new Map<string, Edge>();
	readonly #unsubscribe: (() => void)[];
	/** Whether any edge wants the audio. */
	#isHeard = false;
	#sequence = 0;
	#packetsSent = 0;
	#events = 0;
	#silences = 0;
	#openings = 0;
	#toldAtMs = Number.NEGATIVE_INFINITY;
	#pending: Timer | undefined;
	#beatAtMs = Number.NEGATIVE_INFINITY;

	constructor(options: OriginPodcastOptions) {
		const { bus, podcastId, subjects } = options;
		this.#options = options;
		this.#audioSubject = subjects.audio(podcastId);
		this.#unsubscribe = [
			bus.subscribe(subjects.get(podcastId), (message) => this.#answer(message)),
			bus.subscribe(subjects.listeners(podcastId), ({ data }) => this.#count(data)),
		];
	}

	/** Who listens elsewhere. */
	get listenerCount(): number {
		let sum = 0;
		for (const { counts } of this.#edges.values()) {
			sum += counts.websockets + counts.ogg + counts.mp3 + counts.hls;
		}
		return sum;
	}

	/** What was relayed so far, as a copy. */
	get stats(): OriginStats {
		return {
			edges: this.#edges.size,
			listeners: this.listenerCount,
			packetsSent: this.#packetsSent,
		};
	}

	/** Sends a packet to all edges at once, where there are any that hear it. */
	send(packet: Uint8Array): void {
		if (!this.#isHeard) {
			return;
		}
		this.#beat();
		const message = withSequence(this.#sequence, packet);
		this.#sequence = (this.#sequence + 1) >>> 0;
		if (this.#options.bus.publish(this.#audioSubject, message)) {
			this.#packetsSent++;
		}
	}

	/** Something of what is told has changed. */
	changed(): void {
		if (this.#edges.size === 0) {
			return;
		}
		const { clock } = this.#options;
		const dueMs = Math.max(clock.nowMs(), this.#toldAtMs + MIN_INTERVAL_MS);
		this.#pending ??= clock.at(dueMs, () => this.#tell());
	}

	/** What was sent and has not been heard must not be; what is sent from now on comes after it. */
	silence(): void {
		this.#options.bus.retract?.(this.#audioSubject);
		this.#silences++;
		this.#events++;
		this.#publish({ type: 'silence', course: this.#course });
	}

	/** Whoever was let in may have come by what opens it no more. */
	reopened(): void {
		this.#openings++;
		this.#events++;
		this.#publish({ type: 'listenKey', course: this.#course });
	}

	/** An edge is gone, and says so no more. */
	forget(edge: string): void {
		const before = this.listenerCount;
		this.#edges.get(edge)?.forget.cancel();
		if (this.#edges.delete(edge)) {
			this.#onEdges(before);
		}
	}

	/** It is over, by a close code of the protocol or for a restart. */
	end(reason: number): void {
		this.#publish({ type: 'end', reason });
		this.#pending?.cancel();
		for (const unsubscribe of this.#unsubscribe) {
			unsubscribe();
		}
		for (const { forget } of this.#edges.values()) {
			forget.cancel();
		}
		this.#edges.clear();
		this.#isHeard = false;
	}

	get #course(): Course {
		const { clock, run } = this.#options;
		const atMs = clock.nowMs();
		return { run, atMs, events: this.#events, silences: this.#silences, openings: this.#openings };
	}

	/** So edges know how old the packets are that follow. */
	#beat(): void {
		const { clock, run } = this.#options;
		const atMs = clock.nowMs();
		if (atMs - this.#beatAtMs >= BEAT_INTERVAL_MS) {
			this.#beatAtMs = atMs;
			this.#publish({ type: 'beat', run, atMs });
		}
	}

	#tell(): void {
		this.#pending?.cancel();
		this.#pending = undefined;
		this.#toldAtMs = this.#options.clock.nowMs();
		this.#events++;
		this.#publish({ type: 'details', told: this.#options.told(), course: this.#course });
	}

	#publish(event: OriginWord): void {
		const { bus, podcastId, subjects } = this.#options;
		bus.publish(subjects.event(podcastId), encodeWords(event));
	}

	#answer(message: BusMessage): void {
		const question = readQuestion(message.data);
		const decision = question
			? this.#options.decide(question.right)
			: ({ type: 'none' } satisfies OriginDecision);
		message.respond(encodeWords(this.#toAnswer(decision)));
		if (question && decision.type === 'open' && !this.#edges.has(question.edge)) {
			// Whoever has asked is about to listen, and says so by itself from now on.
			this.#setEdge(question.edge, { isHeard: true, websockets: 0, ogg: 0, mp3: 0, hls: 0 });
		}
	}

	#toAnswer(decision: OriginDecision): PackedAnswer {
		switch (decision.type) {
			case 'open':
				return {
					told: this.#options.told(),
					course: this.#course,
					secretKey: Buffer.from(decision.secretKey).toString('base64'),
				};
			case 'none':
				return { error: 'podcast_not_found' };
			case 'credentials wrong':
				return { error: 'credentials_wrong' };
		}
	}

	#count(data: Uint8Array): void {
		const found = readCounts(data);
		if (!found) {
			return;
		}
		const { edge, ...counts } = found;
		const isNew = !this.#edges.has(edge);
		this.#setEdge(edge, counts);
		if (isNew) {
			// It was forgotten here, or this process is another: it learns what it may have missed.
			this.#tell();
		}
	}

	#setEdge(edge: string, counts: Edge['counts']): void {
		const { clock } = this.#options;
		const listenersBefore = this.listenerCount;
		this.#edges.get(edge)?.forget.cancel();
		const forget = clock.at(clock.nowMs() + EDGE_TIMEOUT_MS, () => this.forget(edge));
		this.#edges.set(edge, { counts, forget });
		this.#onEdges(listenersBefore);
	}

	#onEdges(listenersBefore: number): void {
		this.#isHeard = [...this.#edges.values()].some(({ counts }) => counts.isHeard);
		if (this.listenerCount !== listenersBefore) {
			this.#options.onListeners();
		}
	}
}
