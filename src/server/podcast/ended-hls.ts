// What podcasts that have ended leave to players that are some seconds behind, for a minute.
import type { Clock } from '../../clock.js';
import type { HlsStream } from '../streams/hls/hls-stream.js';

/** As long as anybody else may keep a segment. */
const KEPT_MS = 60_000;

/** Of those that ended last: 0.8 MB each. */
const MAX_KEPT = 50;

interface Kept {
	/** Whose podcast it was. */
	clientId: string;
	hls: HlsStream;
}

/** The last segments of podcasts that are over, and their playlists, which say so. */
export class EndedHls {
	readonly #clock: Clock;
	readonly #kept = new Map<string, Kept>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Keeps what a podcast leaves, where it leaves something. */
	keep(id: string, clientId: string, hls: HlsStream): void {
		if (!hls.isKept) {
			return;
		}
		const kept = { clientId, hls };
		this.#kept.set(id, kept);
		this.#clock.at(this.#clock.nowMs() + KEPT_MS, () => {
			if (this.#kept.get(id) === kept) {
				this.#kept.delete(id);
			}
		});
		const [oldest] = this.#kept.keys();
		if (this.#kept.size > MAX_KEPT && oldest !== undefined) {
			this.#kept.delete(oldest);
		}
	}

	/** What the podcast with this id left. */
	find(id: string): HlsStream | undefined {
		return this.#kept.get(id)?.hls;
	}

	/**
	 * Makes silence of what a client's podcast left: who spoke in it has said no.
	 *
	 * @returns whether there is such a podcast
	 */
	silence(id: string, clientId: string): boolean {
		const kept = this.#kept.get(id);
		if (kept?.clientId !== clientId) {
			return false;
		}
		kept.hls.silence();
		return true;
	}
}
