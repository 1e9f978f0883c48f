// One podcast's streams for players: opened, placed on the clock and packed once for all of them.
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../clock.js';
import type { Mp3Encoding } from '../../media/mp3-encoding.js';
import { isWellFormed } from '../../media/opus-packet.js';
import { SAMPLES_PER_MS } from '../../media/pcm.js';
import { AUDIO_HEADER_BYTES, PREFIX_BYTES } from '../../protocol/packet.js';
import { openBox } from '../../protocol/secretbox.js';
import type { HeardListing } from '../access/listing.js';
import {
	type AudioStream,
	BURST_MS,
	LEAD_MS,
	MAX_RECENT_SAMPLES,
	msToNextPage,
	type StreamFormat,
	type StreamProgress,
} from './audio-stream.js';
import { Mp3Stream, type Mp3Tap } from './mp3-stream.js';
import { OggStream } from './ogg-stream.js';
import { RecentAudio } from './recent-audio.js';
import type { StreamListener } from './stream-listener.js';
import { type StreamPacket, StreamTimeline, silent } from './stream-timeline.js';

/** What a listener wants. */
export interface StreamWish {
	/** When what it gets first was spoken, or was to be, by the clock; at most two seconds ago. */
	startMs: number;
	progress: StreamProgress;
}

/** What a podcast's streams work with. */
export interface LiveStreamsOptions {
	clock: Clock;
	logger: Logger;
	/** 32 bytes, the podcast's. */
	secretKey: Uint8Array;
	listing: Pick<HeardListing, 'details'>;
	mp3Encoding: Mp3Encoding;
}

/** What the streams have and have done. */
export interface LiveStreamsStats {
	/** Listeners now, by format. */
	streamListeners: Record<StreamFormat, number>;
	/** Packets that did not open with the podcast's key, or held no Opus, while somebody listened. */
	unopenedPackets: number;
}

/** A process that stood still for longer begins its ticks anew. */
const MAX_TICKS_BEHIND_MS = 1_000;

/** While somebody listens. */
interface Broadcast {
	readonly timeline: StreamTimeline;
	/** What a stream that begins now is filled with. */
	readonly recent: RecentAudio<readonly StreamPacket[]>;
	readonly streams: Map<StreamFormat, AudioStream>;
	tickMs: number;
	timer: Timer;
}

/** The streams of one podcast. */
export class LiveStreams {
	readonly #options: LiveStreamsOptions;
	#broadcast: Broadcast | undefined;
	#unopenedPackets = 0;

	constructor(options: LiveStreamsOptions) {
		this.#options = options;
	}

	/** What the streams have and have done, as a copy. */
	get stats(): LiveStreamsStats {
		const count = (format: StreamFormat) =>
			this.#broadcast?.streams.get(format)?.listenerCount ?? 0;
		return {
			streamListeners: { ogg: count('ogg'), mp3: count('mp3') },
			unopenedPackets: this.#unopenedPackets,
		};
	}

	/** Takes an audio packet of the sender; costs nothing while nobody listens. */
	push(packet: Uint8Array): void {
		if (!this.#broadcast) {
			return;
		}
		const podcastNonce = packet.subarray(PREFIX_BYTES, AUDIO_HEADER_BYTES);
		const box = packet.subarray(AUDIO_HEADER_BYTES);
		const opus = openBox(box, podcastNonce, this.#options.secretKey);
		// A player may give a whole stream up for one packet that is malformed.
		if (opus === null || !isWellFormed(opus)) {
			this.#unopenedPackets++;
			return;
		}
		this.#broadcast.timeline.push(opus, this.#options.clock.nowMs());
	}

	/** Lets somebody listen from now on. */
	add(format: StreamFormat, listener: StreamListener, { startMs, progress }: StreamWish): void {
		const { listing } = this.#options;
		this.#broadcast ??= this.#begin();
		const { streams, timeline } = this.#broadcast;
		const recentSamples = Math.max(0, (timeline.endMs - startMs) * SAMPLES_PER_MS);
		const stream = streams.get(format) ?? this.#open(format, this.#broadcast, recentSamples);
		stream.add(listener, { details: listing.details, recentSamples, progress });
	}

	/** Takes somebody out; harmless if they are out already. */
	remove(listener: StreamListener): void {
		const broadcast = this.#broadcast;
		if (!broadcast) {
			return;
		}
		for (const stream of broadcast.streams.values()) {
			stream.remove(listener);
		}
		this.#closeIdle(broadcast);
	}

	/**
	 * Gives the MP3 stream to one more, who is no listener, until `untap`.
	 *
	 * @returns when the first frame that it gets begins, by the clock
	 */
	tap(tap: Mp3Tap): number {
		this.#broadcast ??= this.#begin();
		const { streams, timeline } = this.#broadcast;
		const stream = streams.get('mp3') ?? this.#open('mp3', this.#broadcast, 0);
		if (stream instanceof Mp3Stream) {
			stream.tap = tap;
			return timeline.endMs - stream.heldMs;
		}
		return timeline.endMs;
	}

	/** Nobody takes the MP3 stream any more; harmless if nobody did. */
	untap(): void {
		const broadcast = this.#broadcast;
		if (!broadcast) {
			return;
		}
		const stream = broadcast.streams.get('mp3');
		if (stream instanceof Mp3Stream) {
			stream.tap = undefined;
		}
		this.#closeIdle(broadcast);
	}

	/** Makes silence of all that waits, and of what streams begin with; their time goes on. */
	silence(): void {
		const broadcast = this.#broadcast;
		if (!broadcast) {
			return;
		}
		broadcast.timeline.silence();
		broadcast.recent.replace((packets) => [{ item: silent(packets), samples: samplesOf(packets) }]);
		for (const stream of broadcast.streams.values()) {
			stream.silence();
		}
	}

	/** Ends all answers; the podcast is over. */
	end(): void {
		const broadcast = this.#broadcast;
		if (!broadcast) {
			return;
		}
		// What says that it is the end has at least one packet in it.
		const packets = broadcast.timeline.finish(this.#options.clock.nowMs() + LEAD_MS);
		for (const stream of broadcast.streams.values()) {
			stream.end(packets);
			stream.close();
		}
		this.#stop(broadcast);
	}

	#begin(): Broadcast {
		const { clock } = this.#options;
		const nowMs = clock.nowMs();
		// The first listener begins two seconds ago, too: with silence, and no later than others.
		const timeline = new StreamTimeline(nowMs - BURST_MS);
		const recent = new RecentAudio<readonly StreamPacket[]>(MAX_RECENT_SAMPLES);
		const pageMs = msToNextPage(0);
		for (let timeMs = pageMs - BURST_MS; timeMs <= LEAD_MS; timeMs += pageMs) {
			keep(recent, timeline.take(nowMs + timeMs));
		}
		const tickMs = nowMs + pageMs;
		const timer = clock.at(tickMs, this.#onTick);
		return { timeline, recent, streams: new Map(), tickMs, timer };
	}

	#open(format: StreamFormat, { streams, recent }: Broadcast, recentSamples: number): AudioStream {
		const stream = format === 'ogg' ? new OggStream() : this.#openMp3();
		streams.set(format, stream);
		// What an encoder begins with is heard by its first listener, wanted or not.
		for (const packets of recent.newest(recentSamples)) {
			stream.push(packets);
		}
		return stream;
	}

	#openMp3(): AudioStream {
		const { mp3Encoding, listing, logger } = this.#options;
		return new Mp3Stream({
			encoding: mp3Encoding,
			listing,
			onFailed: () => {
				logger.error('MP3 encoder failed, its listeners are cut');
				this.#broadcast?.streams.delete('mp3');
			},
		});
	}

	#closeIdle(broadcast: Broadcast): void {
		for (const [format, stream] of broadcast.streams) {
			if (stream.isIdle) {
				broadcast.streams.delete(format);
				stream.close();
			}
		}
		if (broadcast.streams.size === 0) {
			this.#stop(broadcast);
		}
	}

	#stop(broadcast: Broadcast): void {
		broadcast.timer.cancel();
		this.#broadcast = undefined;
	}

	readonly #onTick = () => {
		const broadcast = this.#broadcast;
		if (!broadcast) {
			return;
		}
		const { clock } = this.#options;
		const nowMs = clock.nowMs();
		const isFarBehind = nowMs - broadcast.tickMs > MAX_TICKS_BEHIND_MS;
		const tickMs = isFarBehind ? nowMs : broadcast.tickMs;
		broadcast.tickMs = tickMs + msToNextPage(listenersOf(broadcast));
		broadcast.timer = clock.at(broadcast.tickMs, this.#onTick);
		const packets = broadcast.timeline.take(tickMs + LEAD_MS);
		if (packets.length === 0) {
			return;
		}
		keep(broadcast.recent, packets);
		for (const stream of broadcast.streams.values()) {
			stream.push(packets);
		}
	};
}

function keep(recent: Broadcast['recent'], packets: readonly StreamPacket[]): void {
	recent.push(packets, samplesOf(packets));
}

function listenersOf({ streams }: Broadcast): number {
	let listeners = 0;
	for (const { listenerCount } of streams.values()) {
		listeners += listenerCount;
	}
	return listeners;
}

function samplesOf(packets: readonly StreamPacket[]): number {
	return packets.reduce((sum, packet) => sum + packet.samples, 0);
}
