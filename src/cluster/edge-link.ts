// A podcast of another machine as the bus has it: asked for, heard while somebody wants to, and counted.

import type { Clock } from '../clock.js';
import { readSequence, SEQUENCE_BYTES, SequenceGate } from './audio-sequence.js';
import { type Bus, BusError } from './bus.js';
import { PacketAges } from './packet-age.js';
import {
	type EdgeCounts,
	encodeWords,
	type OriginAnswer,
	type OriginEvent,
	type Right,
	readAnswer,
	readEvent,
} from './podcast-words.js';
import type { Subjects } from './subjects.js';

/** Whoever has the podcast answers within a millisecond; a busy one later. */
const ANSWER_TIMEOUT_MS = 2000;

/** What a link works with. */
export interface EdgeLinkOptions {
	podcastId: string;
	/** This machine, among all edges. */
	edge: string;
	bus: Bus;
	clock: Clock;
	subjects: Subjects;
	/** Each packet in its order, prefix included; a view into what came. */
	onAudio: (packet: Uint8Array) => void;
	onEvent: (event: OriginEvent) => void;
}

/** What came over a link so far. */
export interface EdgeLinkStats {
	packetsReceived: number;
	/** Sent by the origin while this machine listened, and never arrived, or too late to be heard. */
	packetsLost: number;
}

/**
 * One podcast of elsewhere. Events come from the beginning on, so that nothing is missed between an
 * answer and what follows it; audio comes while it is listened to.
 */
export class EdgeLink {
	readonly #options: EdgeLinkOptions;
	readonly #gate = new SequenceGate();
	readonly #ages: PacketAges;
	readonly #unsubscribeEvents: () => void;
	#unsubscribeAudio: (() => void) | undefined;
	#packetsReceived = 0;
	#packetsLate = 0;

	constructor(options: EdgeLinkOptions) {
		const { bus, clock, onEvent, podcastId, subjects } = options;
		this.#options = options;
		this.#ages = new PacketAges(clock);
		this.#unsubscribeEvents = bus.subscribe(subjects.event(podcastId), ({ data }) => {
			const event = readEvent(data);
			if (event?.type === 'beat') {
				this.#ages.beat(event);
			} else if (event) {
				if ('course' in event) {
					this.#ages.learn(event.course);
				}
				onEvent(event);
			}
			// A later version may say more.
		});
	}

	/** Whether the audio comes. */
	get isListening(): boolean {
		return this.#unsubscribeAudio !== undefined;
	}

	/** What came so far, as a copy. */
	get stats(): EdgeLinkStats {
		return {
			packetsReceived: this.#packetsReceived,
			packetsLost: this.#gate.lost + this.#packetsLate,
		};
	}

	/**
	 * Asks whether somebody may hear it.
	 *
	 * @throws {BusError} if nobody has it, or nobody answers in time
	 */
	async ask(right: Right): Promise<OriginAnswer> {
		const { bus, edge, podcastId, subjects } = this.#options;
		const question = encodeWords({ edge, right });
		const answer = readAnswer(
			await bus.request(subjects.get(podcastId), question, ANSWER_TIMEOUT_MS),
		);
		if (!answer) {
			throw new BusError('late', { cause: new TypeError('The answer is none that is known') });
		}
		if ('course' in answer) {
			this.#ages.learn(answer.course);
		}
		return answer;
	}

	/** Lets the audio come; harmless if it does. */
	listen(): void {
		const { bus, onAudio, podcastId, subjects } = this.#options;
		this.#unsubscribeAudio ??= bus.subscribe(subjects.audio(podcastId), ({ data }) => {
			const sequence = readSequence(data);
			if (sequence === undefined || !this.#gate.take(sequence)) {
				return;
			}
			if (this.#ages.takesLate()) {
				this.#packetsLate++;
				return;
			}
			this.#packetsReceived++;
			onAudio(data.subarray(SEQUENCE_BYTES));
		});
	}

	/** Lets no more audio come. */
	unlisten(): void {
		this.#unsubscribeAudio?.();
		this.#unsubscribeAudio = undefined;
		// What is sent meanwhile is not lost: nobody wants it.
		this.#gate.restart();
	}

	/** The origin numbers packets anew. */
	restart(): void {
		this.#gate.restart();
	}

	/** Says how many listen here. */
	report(counts: Omit<EdgeCounts, 'edge'>): void {
		const { bus, edge, podcastId, subjects } = this.#options;
		bus.publish(subjects.listeners(podcastId), encodeWords({ edge, ...counts }));
	}

	/** Ends it. */
	close(): void {
		this.#unsubscribeEvents();
		this.unlisten();
	}
}
