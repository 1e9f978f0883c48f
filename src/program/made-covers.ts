// Covers of shows that have none of their own: made when somebody first asks, and kept for the next.
import { createHash } from 'node:crypto';
import { COVER_COLOURS, makeCover } from '../media/cover/made-cover.js';
import { signOf } from '../media/cover/signs.js';
import type { Cover } from '../server/shows/served-shows.js';
import type { ShowProfile } from '../store/show-profiles.js';

/** Some 40 kB each. */
const MAX_KEPT = 64;

/** By colour and sign, so that shows may share one. */
export class MadeCovers {
	readonly #made = new Map<string, Promise<Cover>>();

	/** @returns the same picture for as long as address and title begin the same */
	make({ serverName, slug, title }: ShowProfile): Promise<Cover> {
		const colour = createHash('sha256').update(slug).digest().readUInt32BE() % COVER_COLOURS;
		const sign = signOf(title ?? serverName);
		const name = `${colour} ${sign}`;
		const made = this.#made.get(name) ?? make(colour, sign);
		// The one that was asked for last goes last.
		this.#made.delete(name);
		this.#made.set(name, made);
		made.catch(() => this.#made.delete(name));
		const [oldest] = this.#made.keys();
		if (this.#made.size > MAX_KEPT && oldest !== undefined) {
			this.#made.delete(oldest);
		}
		return made;
	}
}

async function make(colour: number, sign: string): Promise<Cover> {
	const bytes = await makeCover({ colour, sign });
	return { type: 'png', bytes, version: createHash('sha256').update(bytes).digest('hex') };
}
