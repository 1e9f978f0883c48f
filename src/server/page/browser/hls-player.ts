// Plays a live HLS playlist by Media Source Extensions, with hls.js.
import Hls, { ErrorTypes, Events } from 'hls.js/light';

/** What somebody who plays is told. */
export interface HlsPlayerListener {
	/** The element may play. */
	onReady(): void;
	/** It goes on no more. */
	onFailed(): void;
	/** What was to be heard until then, in milliseconds since the epoch, was taken back. */
	onTakenBack(untilEpochMs: number): void;
}

/** What has been heard is kept for so long. */
const BACK_BUFFER_S = 10;

/** One element that plays one playlist. */
export class HlsPlayer {
	readonly #hls: Hls;
	/** The newest segment that has been named. */
	#newest: { number: number; url: string } | undefined;

	/** @param options.startS - where to begin, in a list that begins with the show; default: live */
	constructor(
		audio: HTMLAudioElement,
		url: URL,
		listener: HlsPlayerListener,
		{ startS = -1 }: { startS?: number } = {},
	) {
		// A worker would be made from text, which the page's policy lets nothing be made from.
		const hls = new Hls({
			enableWorker: false,
			lowLatencyMode: false,
			startPosition: startS,
			backBufferLength: BACK_BUFFER_S,
			// Segments have a tag each, of which it would make captions from a `data:` address.
			enableID3MetadataCues: false,
			enableEmsgMetadataCues: false,
			enableDateRangeMetadataCues: false,
		});
		this.#hls = hls;
		hls.on(Events.MEDIA_ATTACHED, () => listener.onReady());
		hls.on(Events.LEVEL_UPDATED, (_event, { details }) => {
			// No playlist drops what it has named last, but where somebody must not be heard.
			const newest = this.#newest;
			const same = details.fragments.find(({ sn }) => sn === newest?.number);
			const first = details.fragments[0];
			if (newest && same?.url !== newest.url && first?.programDateTime) {
				listener.onTakenBack(first.programDateTime);
			}
			const last = details.fragments.at(-1);
			this.#newest = last && { number: Number(last.sn), url: last.url };
		});
		hls.on(Events.ERROR, (_event, { fatal, type }) => {
			if (!fatal) {
				return;
			}
			if (type === ErrorTypes.MEDIA_ERROR) {
				hls.recoverMediaError();
			} else {
				listener.onFailed();
			}
		});
		hls.loadSource(url.href);
		hls.attachMedia(audio);
	}

	/** When what is heard now was said, in milliseconds since the epoch. */
	get playingEpochMs(): number | undefined {
		return this.#hls.playingDate?.getTime();
	}

	/** Leaves the element; harmless when repeated. */
	close(): void {
		this.#hls.destroy();
	}
}
