// A show's own playlist, which goes on from one time on air to the next: the segments of what is on
// air, and silence between. Nothing is kept of it but which segments it names.
import type { Clock } from '../../clock.js';
import { MP3_FRAME_MS } from '../../media/hls/segment-cutter.js';
import type { HeardPodcast } from '../podcast/heard-podcast.js';
import type { ListedSegment, LiveWindow } from '../streams/hls/hls-playlist.js';
import type { HlsSettings } from '../streams/hls/hls-settings.js';
import { framesOf, LISTED_SEGMENTS, targetSeconds } from '../streams/hls/segment-window.js';
import type { HeardShow } from './heard-show.js';

/** A podcast that is on air, or was. */
interface Aired {
	readonly podcast: HeardPodcast;
	/** What opens its own addresses, where anything has to. */
	listenKey: string | undefined;
}

/** A segment, and whose it is: without a podcast it is the show's own, and silent. */
export interface ShowSegment extends ListedSegment {
	aired: Aired | undefined;
}

/** What playlists of shows work with. */
export interface ShowHlsOptions {
	clock: Clock;
	hls: HlsSettings;
}

/** Who has not asked for so long begins anew. */
const IDLE_MS = 20_000;

/** What a list begins with off air: as much as players want in hand. */
const SILENT_SEGMENTS = 3;

/** A segment that begins so little before another one's end follows it. */
const OVERLAP_MS = 500;

/** The playlists of all shows, one for all who may hear the same. */
export class ShowHls {
	readonly #options: ShowHlsOptions;
	readonly #lists = new Map<string, ShowList>();

	constructor(options: ShowHlsOptions) {
		this.#options = options;
	}

	/** What the playlist of a show says to all who have come with the same. */
	ask(show: HeardShow): LiveWindow<ShowSegment> {
		const nowMs = this.#options.clock.nowMs();
		for (const [key, { askedMs }] of this.#lists) {
			if (nowMs - askedMs >= IDLE_MS) {
				this.#lists.delete(key);
			}
		}
		let list = this.#lists.get(show.name);
		if (!list) {
			list = new ShowList(this.#options.hls.segmentMs);
			this.#lists.set(show.name, list);
		}
		list.askedMs = nowMs;
		list.update(this.#airedBy(show), this.#options.clock.epochMs());
		return list.live;
	}

	/** Whoever hands files on to others asks nobody for credentials. */
	#airedBy({ listenKey, podcast }: HeardShow): Aired | undefined {
		const isHandedOn = this.#options.hls.publicUrl !== undefined;
		const isPrivate = podcast?.listing.details.visibility === 'private';
		return podcast && !(isHandedOn && isPrivate) ? { podcast, listenKey } : undefined;
	}
}

/** One list, brought up to date when somebody asks. */
class ShowList {
	askedMs = 0;
	readonly #segmentMs: number;
	readonly #frames: number;
	#segments: ShowSegment[] = [];
	/** Of the next segment. */
	#number = 0;
	#discontinuities = 0;
	#endEpochMs = 0;
	/** What is on air, and the number of its newest segment that is in the list. */
	#onAir: { aired: Aired; newest: number } | undefined;

	constructor(segmentMs: number) {
		this.#segmentMs = segmentMs;
		this.#frames = framesOf(segmentMs);
	}

	get live(): LiveWindow<ShowSegment> {
		return {
			targetS: targetSeconds(this.#frames),
			mediaSequence: this.#number - this.#segments.length,
			discontinuitySequence: this.#discontinuities,
			segments: this.#segments,
			// An end would be the player's: it would not ask for the next show.
			isOver: false,
		};
	}

	update(aired: Aired | undefined, nowEpochMs: number): void {
		const before = this.#onAir?.aired;
		if (before && before.podcast !== aired?.podcast && before.podcast.status === 'ended') {
			this.#take();
		}
		if (aired?.podcast !== before?.podcast) {
			this.#onAir = aired && { aired, newest: 0 };
		} else if (before) {
			before.listenKey = aired?.listenKey;
		}
		this.#followClock(nowEpochMs);
		if (aired) {
			this.#take();
		} else {
			this.#addSilence(nowEpochMs);
		}
		this.#dropSilenced();
		if (this.#segments.length === 0) {
			this.#addSilence(nowEpochMs);
		}
	}

	/** Where the clock is set back, nothing would come before it is again where it was. */
	#followClock(nowEpochMs: number): void {
		const isOnItsWay = this.#onAir !== undefined && this.#onAir.newest > 0;
		if (!isOnItsWay && this.#endEpochMs > nowEpochMs + this.#frames * MP3_FRAME_MS) {
			this.#endEpochMs = nowEpochMs;
		}
	}

	/** Adds what is on air, or was until now, as far as it is newer than the list. */
	#take(): void {
		const onAir = this.#onAir;
		if (!onAir) {
			return;
		}
		const { aired } = onAir;
		const { mediaSequence, segments } = aired.podcast.audience.hls.ask();
		segments.forEach((segment, index) => {
			const number = mediaSequence + index;
			const isFirst = onAir.newest === 0;
			const isEarlier =
				this.#segments.length > 0 && segment.startEpochMs < this.#endEpochMs - OVERLAP_MS;
			if (number <= onAir.newest || (isFirst && isEarlier)) {
				return;
			}
			if (this.#segments.length === 0) {
				this.#begin(segment.startEpochMs);
			} else if (isFirst) {
				this.#bridge(segment.startEpochMs);
			}
			this.#add({ ...segment, isDiscontinuity: segment.isDiscontinuity || isFirst, aired });
			onAir.newest = number;
		});
	}

	/** Silence up to where the first segment of what is on air begins. */
	#bridge(untilEpochMs: number): void {
		const frames = Math.round((untilEpochMs - this.#endEpochMs) / MP3_FRAME_MS);
		if (frames > 0 && frames <= this.#frames) {
			this.#addSilent(frames);
		}
	}

	/** Whole segments of it, up to now. */
	#addSilence(nowEpochMs: number): void {
		const durationMs = this.#frames * MP3_FRAME_MS;
		const startEpochMs = nowEpochMs - SILENT_SEGMENTS * durationMs;
		if (this.#segments.length === 0) {
			this.#begin(startEpochMs);
		} else if (this.#endEpochMs < startEpochMs - LISTED_SEGMENTS * durationMs) {
			this.#endEpochMs = startEpochMs;
		}
		while (this.#endEpochMs + durationMs <= nowEpochMs) {
			this.#addSilent(this.#frames);
		}
	}

	#begin(startEpochMs: number): void {
		this.#number = Math.max(this.#number, Math.floor(startEpochMs / this.#segmentMs));
		this.#endEpochMs = startEpochMs;
	}

	#addSilent(frames: number): void {
		const last = this.#segments.at(-1);
		const durationMs = frames * MP3_FRAME_MS;
		const isGoingOn =
			last?.aired === undefined &&
			last?.durationMs === this.#frames * MP3_FRAME_MS &&
			last.startEpochMs + last.durationMs === this.#endEpochMs;
		this.#add({
			name: silenceName(this.#number, frames),
			durationMs,
			startEpochMs: this.#endEpochMs,
			isDiscontinuity: !isGoingOn,
			aired: undefined,
		});
	}

	#add(segment: ShowSegment): void {
		this.#segments.push(segment);
		this.#number++;
		this.#endEpochMs = segment.startEpochMs + segment.durationMs;
		if (this.#segments.length > LISTED_SEGMENTS) {
			this.#drop(1);
		}
	}

	/** What a podcast does not name any more must not be heard. */
	#dropSilenced(): void {
		const last = this.#segments.findLastIndex(
			({ aired, name }) => aired && !aired.podcast.audience.hls.isListed(name),
		);
		this.#drop(last + 1);
	}

	#drop(count: number): void {
		const dropped = this.#segments.splice(0, count);
		this.#discontinuities += dropped.filter(({ isDiscontinuity }) => isDiscontinuity).length;
	}
}

/** A silent segment is known by its name alone: its number, and how many frames it has. */
function silenceName(number: number, frames: number): string {
	return `${number}-${frames}`;
}

const SILENCE_NAME = /^(\d{1,12})-(\d{1,3})$/;

/** What a silent segment is to be made of; undefined where it is the name of none. */
export function readSilenceName(
	name: string,
	segmentMs: number,
): { firstFrame: number; frames: number } | undefined {
	const [, number, frames] = (SILENCE_NAME.exec(name) ?? []).map(Number);
	const usual = framesOf(segmentMs);
	return number === undefined || frames === undefined || frames < 1 || frames > usual
		? undefined
		: { firstFrame: number * usual, frames };
}
