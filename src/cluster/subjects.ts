// What is said where on the bus (docs/scaling.md lists it with what it carries).

/** A version of the words; another one is another set of subjects. */
const VERSION = 'v1';

/** What the subject of a podcast's packets ends with. */
const AUDIO = '.audio';

/** Whether packets are sent to it, of which one may be lost. */
export function isAudioSubject(subject: string): boolean {
	return subject.endsWith(AUDIO);
}

/** What stands for a show where a podcast's id stands for a podcast; no id is as long. */
export function placeOfShow(slug: string): string {
	return `show-${slug}`;
}

/** The subjects of one set of machines. */
export class Subjects {
	readonly #base: string;

	/** @param prefix - tokens with dots between them, `NATS_PREFIX` */
	constructor(prefix: string) {
		this.#base = `${prefix}.${VERSION}`;
	}

	/** Origin to edges: a podcast's packets. */
	audio(podcastId: string): string {
		return `${this.#base}.${podcastId}${AUDIO}`;
	}

	/** Origin to edges: what becomes of a podcast. */
	event(podcastId: string): string {
		return `${this.#base}.${podcastId}.event`;
	}

	/** Origin to edges: that something has changed of a show. */
	showEvent(slug: string): string {
		return this.event(placeOfShow(slug));
	}

	/** Edge to origin, asked: what a podcast, or a show, has to be heard from its beginning on. */
	beginning(place: string): string {
		return `${this.#base}.${place}.beginning`;
	}

	/** Edge to origin, asked: whether somebody may hear a podcast, and with what. */
	get(podcastId: string): string {
		return `${this.#base}.${podcastId}.get`;
	}

	/** Edge to origin: how many listen there. */
	listeners(podcastId: string): string {
		return `${this.#base}.${podcastId}.listeners`;
	}

	/** Anybody to all origins, asked: what is on air for everybody. */
	get list(): string {
		return `${this.#base}.list`;
	}

	/** A bot's process to all others: somebody has opted out, or in. */
	get privacy(): string {
		return `${this.#base}.privacy`;
	}

	/** A bot's process to all others, asked: who has opted out, and in. */
	get privacyGet(): string {
		return `${this.#base}.privacy.get`;
	}

	/** A bot's process to the one with shard 0, asked: leave to identify with Discord. */
	identify(bucket: number): string {
		return `${this.#base}.identify.${bucket}`;
	}
}
