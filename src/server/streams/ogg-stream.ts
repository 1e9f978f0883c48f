// A podcast as Ogg Opus: pages built once for all listeners (RFC 3533, RFC 7845).
import { randomInt } from 'node:crypto';
import {
	MAX_PAGE_SEGMENTS,
	OggPage,
	PageType,
	pagesOfPacket,
	segmentsOf,
} from '../../media/ogg-page.js';
import { opusHead, opusTags } from '../../media/opus-headers.js';
import type { PodcastDetails } from '../../protocol/podcast-details.js';
import {
	type AudioStream,
	MAX_RECENT_SAMPLES,
	type StreamProgress,
	type StreamStart,
} from './audio-stream.js';
import { RecentAudio } from './recent-audio.js';
import type { StreamListener } from './stream-listener.js';
import { stationName } from './stream-text.js';
import { type StreamPacket, silent } from './stream-timeline.js';

/** A page of audio, or those of one packet too long for one; what is in it, and what it lasts. */
interface AudioPage {
	pages: readonly OggPage[];
	packets: readonly StreamPacket[];
	samples: number;
}

/** Of each logical stream: a listener's goes on from one podcast's to another's. */
export const OGG_SERIAL = randomInt(2 ** 32);

const HEAD = new OggPage({ packets: [opusHead()], type: PageType.FIRST, serial: OGG_SERIAL });

/** One endless logical stream for each listener, of the same pages. */
export class OggStream implements AudioStream {
	readonly #listeners = new Map<StreamListener, StreamProgress>();
	readonly #recent = new RecentAudio<AudioPage>(MAX_RECENT_SAMPLES);

	get listenerCount(): number {
		return this.#listeners.size;
	}

	get isIdle(): boolean {
		return this.#listeners.size === 0;
	}

	add(listener: StreamListener, { details, recentSamples, progress }: StreamStart): void {
		const parts = oggBeginning(details, progress);
		for (const audio of this.#newest(recentSamples)) {
			parts.push(...nextCopies(audio, progress));
		}
		this.#listeners.set(listener, progress);
		listener.write(Buffer.concat(parts));
	}

	remove(listener: StreamListener): void {
		this.#listeners.delete(listener);
	}

	push(packets: readonly StreamPacket[]): void {
		for (const audio of this.#pagesOf(packets, PageType.MIDDLE)) {
			this.#recent.push(audio, audio.samples);
			this.#write(audio);
		}
	}

	silence(): void {
		this.#recent.replace(({ packets }) =>
			this.#pagesOf(silent(packets), PageType.MIDDLE).map((audio) => ({
				item: audio,
				samples: audio.samples,
			})),
		);
		for (const listener of this.#listeners.keys()) {
			listener.dropWaiting();
		}
	}

	end(packets: readonly StreamPacket[]): void {
		this.push(packets.slice(0, -1));
		for (const audio of this.#pagesOf(packets.slice(-1), PageType.LAST)) {
			this.#write(audio);
		}
		for (const listener of this.#listeners.keys()) {
			listener.end();
		}
	}

	close(): void {}

	/** The newest pages, the first of them made anew where only its end is wanted. */
	#newest(samples: number): AudioPage[] {
		let tooMany = this.#recent.samples - samples;
		return this.#recent.items.flatMap((audio) => {
			if (tooMany <= 0) {
				return [audio];
			}
			let start = 0;
			for (; start < audio.packets.length; start++) {
				const { samples: duration } = audio.packets[start] as StreamPacket;
				if (tooMany < duration / 2) {
					break;
				}
				tooMany -= duration;
			}
			tooMany = start < audio.packets.length ? 0 : tooMany;
			return this.#pagesOf(audio.packets.slice(start), PageType.MIDDLE);
		});
	}

	/** One copy goes from listener to listener, for as long as each takes it all at once. */
	#write({ pages, samples }: AudioPage): void {
		const [page] = pages as [OggPage];
		let copy: Buffer | undefined;
		for (const [listener, progress] of this.#listeners) {
			if (pages.length > 1) {
				for (const part of nextCopies({ pages, samples }, progress)) {
					listener.write(part);
				}
				continue;
			}
			progress.samples += samples;
			const place = { sequence: progress.pages, granule: progress.samples };
			progress.pages++;
			copy = copy === undefined ? page.at(place) : page.move(copy, place);
			if (!listener.write(copy)) {
				copy = undefined;
			}
		}
	}

	#pagesOf(
		packets: readonly StreamPacket[],
		type: typeof PageType.MIDDLE | typeof PageType.LAST,
	): AudioPage[] {
		const serial = OGG_SERIAL;
		const pages: AudioPage[] = [];
		for (let start = 0; start < packets.length; ) {
			let end = start;
			let segments = 0;
			let samples = 0;
			for (; end < packets.length; end++) {
				const { opus, samples: duration } = packets[end] as StreamPacket;
				segments += segmentsOf(opus);
				if (segments > MAX_PAGE_SEGMENTS && end > start) {
					break;
				}
				samples += duration;
			}
			const content = packets.slice(start, end);
			const [{ opus: packet }] = content as [StreamPacket];
			pages.push({
				pages:
					content.length === 1
						? pagesOfPacket({ packet, type, serial })
						: [new OggPage({ packets: content.map(({ opus }) => opus), type, serial })],
				packets: content,
				samples,
			});
			start = end;
		}
		return pages;
	}
}

/** What a listener's stream begins with; nothing where it has begun. */
export function oggBeginning(
	details: Readonly<PodcastDetails>,
	progress: StreamProgress,
): Buffer[] {
	if (progress.pages > 0) {
		return [];
	}
	const tags = new OggPage({
		packets: [opusTags(commentsOf(details))],
		type: PageType.MIDDLE,
		serial: OGG_SERIAL,
	});
	return [nextCopy(HEAD, progress), nextCopy(tags, progress)];
}

/** The listener's copies of a page, or of the pages of one packet; its own time begins with the first. */
export function nextCopies(
	{ pages, samples }: Pick<AudioPage, 'pages' | 'samples'>,
	progress: StreamProgress,
): Buffer[] {
	progress.samples += samples;
	return pages.map((page) => nextCopy(page, progress));
}

function nextCopy(page: OggPage, progress: StreamProgress): Buffer {
	const copy = page.at({ sequence: progress.pages, granule: progress.samples });
	progress.pages++;
	return copy;
}

function commentsOf(details: Readonly<PodcastDetails>): Record<string, string> {
	return {
		TITLE: stationName(details),
		ARTIST: details.hostName,
		ORGANIZATION: details.serverName,
	};
}
