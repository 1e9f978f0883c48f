// One show's programme: what is on air, and silence from one show to the next.
import type { Clock } from '../../clock.js';
import type { Mp3Bitrate } from '../../media/mp3-bitrate.js';
import type { PodcastServerLimits } from '../limits/limits.js';
import type { HeardPodcast } from '../podcast/heard-podcast.js';
import type { StreamFormat } from '../streams/audio-stream.js';
import type { StreamWish } from '../streams/live-streams.js';
import { endMsOf, SilencePacer, type WaitingListener } from '../streams/silence-pacer.js';
import type { StreamListener } from '../streams/stream-listener.js';
import type { HeardShow } from './heard-show.js';

/** What the streams work with. */
export interface ShowStreamsOptions {
	clock: Clock;
	limits: PodcastServerLimits;
	mp3BitrateKbps: Mp3Bitrate;
}

/** Who wants to hear which show. */
export interface ShowListening {
	show: HeardShow;
	format: StreamFormat;
	wish: StreamWish;
}

/** What a programme works with. */
interface ShowProgrammeOptions extends ShowStreamsOptions {
	show: HeardShow;
	/** Called when the last listener is gone. */
	onEmpty: () => void;
}

/** Somebody who hears the programme. */
interface Hearing extends WaitingListener {
	/** What is on air for them, until the function is called; without it they wait. */
	onAir: { podcast: HeardPodcast; leave: () => void } | undefined;
}

/**
 * Hands all who have come to a show with the same on: from silence to the podcast that is on air, as
 * far as they may hear it, and back when it ends. Their answers end with neither.
 */
export class ShowProgramme {
	readonly #options: ShowProgrammeOptions;
	readonly #listeners = new Map<StreamListener, Hearing>();
	readonly #silence: SilencePacer;
	readonly #unwatch: (() => void)[];
	/** What is on off air. */
	#title: string | undefined;

	constructor(options: ShowProgrammeOptions) {
		const { show } = options;
		this.#options = options;
		this.#silence = new SilencePacer(options);
		this.#unwatch = [
			show.watch(() => this.#update()),
			show.silences.watch(() => this.#silence.dropWaiting()),
		];
	}

	/** The show that it is of, whoever hears it. */
	get showId(): string {
		return this.#options.show.id;
	}

	get listenerCount(): number {
		return this.#listeners.size;
	}

	/** Lets somebody hear it from now on. */
	add(listener: StreamListener, { format, show, wish }: ShowListening): void {
		const hearing: Hearing = {
			...wish,
			format,
			details: show.station,
			title: () => this.#offAirTitle,
			onAir: undefined,
		};
		this.#listeners.set(listener, hearing);
		const { podcast } = this.#options.show;
		if (podcast === undefined || !this.#putOnAir(listener, hearing, podcast)) {
			this.#silence.add(listener, hearing);
		}
	}

	/** Takes somebody out; harmless if they are out already. */
	remove(listener: StreamListener): void {
		const hearing = this.#listeners.get(listener);
		if (!hearing) {
			return;
		}
		this.#listeners.delete(listener);
		hearing.onAir?.leave();
		this.#silence.remove(listener);
		if (this.#listeners.size === 0) {
			for (const unwatch of this.#unwatch) {
				unwatch();
			}
			this.#options.onEmpty();
		}
	}

	/** Ends all answers. */
	close(): void {
		for (const listener of [...this.#listeners.keys()]) {
			this.remove(listener);
			listener.end();
		}
	}

	#update(): void {
		const { show } = this.#options;
		this.#title = undefined;
		if (!show.isOpen) {
			this.close();
			return;
		}
		const { podcast } = show;
		for (const [listener, hearing] of [...this.#listeners]) {
			this.#move(listener, hearing, podcast);
		}
	}

	/** Lets somebody hear what they may hear now; nothing changes for who hears it already. */
	#move(listener: StreamListener, hearing: Hearing, podcast: HeardPodcast | undefined): void {
		if (podcast === hearing.onAir?.podcast) {
			return;
		}
		const wasOnAir = hearing.onAir !== undefined;
		hearing.onAir?.leave();
		hearing.onAir = undefined;
		if (podcast && this.#putOnAir(listener, hearing, podcast)) {
			this.#silence.remove(listener);
		} else if (wasOnAir) {
			this.#silence.add(listener, hearing);
		}
	}

	/** @returns whether there was room for them */
	#putOnAir(listener: StreamListener, hearing: Hearing, podcast: HeardPodcast): boolean {
		const { audience } = podcast;
		if (audience.connectedCount + 1 >= this.#options.limits.connectionsPerPodcast) {
			return false;
		}
		const { format, progress } = hearing;
		const uncount = audience.addListener();
		audience.streams.add(format, listener, { startMs: endMsOf(hearing), progress });
		const leave = () => {
			audience.streams.remove(listener);
			uncount();
		};
		hearing.onAir = { podcast, leave };
		return true;
	}

	get #offAirTitle(): string {
		this.#title ??= this.#options.show.offAirTitle;
		return this.#title;
	}
}
