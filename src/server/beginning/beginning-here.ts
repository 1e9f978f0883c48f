// Shows that are recorded here, from their beginning on: who may hear which, and what they get.
import { readFile } from 'node:fs/promises';
import { type Clock, comesWithin } from '../../clock.js';
import type { ServedCatchUp, ServedCatchUps } from '../../episodes/catch-up/served-catch-ups.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import { API_ERRORS, type ApiError } from '../http/api-error.js';
import type { ServedShow } from '../shows/served-shows.js';
import { mayHave, type ShowGrant } from '../shows/show-access.js';
import type { BeginningList, HeardBeginning, LeavingSegment } from './heard-beginning.js';

/** What they are looked up in. */
export interface BeginningPlace {
	clock: Clock;
	/** Undefined where no show is recorded that is heard here. */
	catchUps: ServedCatchUps | undefined;
}

/** What somebody may hear from its beginning on. */
export interface BeginningRight {
	/** What a playlist is of. */
	catchUp: ServedCatchUp | undefined;
	/** Why there is none. */
	otherwise: ApiError;
	/** Whether a segment of it is theirs. */
	isMeant(catchUp: ServedCatchUp): boolean;
	/** Who may hear it, where that is another than the recording says. */
	visibility?: Visibility;
}

/** So long a first piece is waited for; a player waits for some more. */
export const FIRST_TIMEOUT_MS = 8000;

/** What somebody may hear who may hear a podcast. */
export function rightToPodcast(
	podcastId: string,
	{ catchUps, visibility }: Pick<BeginningPlace, 'catchUps'> & { visibility: Visibility },
): BeginningRight {
	return {
		catchUp: catchUps?.ofPodcast(podcastId),
		otherwise: API_ERRORS.notRecorded,
		isMeant: ({ podcastIds }) => podcastIds.includes(podcastId),
		visibility,
	};
}

/** What somebody may hear who may see a show: of what is on air, or off air of what ended last. */
export function rightToShow(
	{ grant, show }: { grant: ShowGrant; show: ServedShow },
	{
		catchUps,
		isHandedOn,
	}: Pick<BeginningPlace, 'catchUps'> & { isHandedOn: (visibility: Visibility) => boolean },
): BeginningRight {
	const { live, profile } = show;
	const isTheirs = ({ visibility }: ServedCatchUp) =>
		isHandedOn(visibility) && mayHave(visibility, grant);
	const found = catchUps?.ofGuild(profile.guildId);
	const isOnAir =
		live?.podcastId === undefined ? !found?.isEnded : found?.podcastIds.includes(live.podcastId);
	const isListed = found && isTheirs(found) && (live === undefined || isOnAir);
	return {
		catchUp: isListed ? found : undefined,
		otherwise: live ? API_ERRORS.notRecorded : API_ERRORS.showOffAir,
		isMeant: (catchUp) => catchUp.guildId === profile.guildId && isTheirs(catchUp),
	};
}

/** What somebody hears of them. */
export class BeginningHere implements HeardBeginning {
	readonly #right: BeginningRight;
	readonly #place: BeginningPlace;

	constructor(right: BeginningRight, place: BeginningPlace) {
		this.#right = right;
		this.#place = place;
	}

	async list(isHeard: boolean): Promise<BeginningList | ApiError> {
		const { catchUp, otherwise } = this.#right;
		const { catchUps, clock } = this.#place;
		if (!catchUp || !catchUps) {
			return otherwise;
		}
		const { id } = catchUp;
		if (isHeard) {
			catchUps.want(id);
			await comesWithin({ clock, timeoutMs: FIRST_TIMEOUT_MS }, catchUps.begun(id));
		}
		const found = catchUps.find(id) ?? { ...catchUp, segments: [] };
		return { ...found, visibility: this.#right.visibility ?? found.visibility };
	}

	/** What is told of a segment, as long as it may be heard. */
	describe(name: string): Pick<LeavingSegment, 'visibility'> | undefined {
		const catchUp = this.#catchUpWith(name);
		return catchUp && { visibility: this.#right.visibility ?? catchUp.visibility };
	}

	async segment(name: string, cut: () => void): Promise<LeavingSegment | ApiError> {
		const { catchUps } = this.#place;
		const catchUp = this.#catchUpWith(name);
		const file = catchUp && catchUps?.fileOf(catchUp.id, name);
		if (!catchUp || !catchUps || file === undefined) {
			return API_ERRORS.segmentNotFound;
		}
		catchUps.want(catchUp.id);
		let isCut = false;
		const sent = catchUps.whileServed(catchUp.id, name, () => {
			isCut = true;
			cut();
		});
		const bytes = await readOrNone(file);
		if (isCut || !bytes) {
			sent();
			return API_ERRORS.segmentNotFound;
		}
		return { visibility: this.#right.visibility ?? catchUp.visibility, bytes, sent };
	}

	#catchUpWith(name: string): ServedCatchUp | undefined {
		const found = this.#place.catchUps?.withSegment(name);
		return found && this.#right.isMeant(found) ? found : undefined;
	}
}

/** @returns undefined where it is deleted already */
async function readOrNone(file: string): Promise<Buffer | undefined> {
	try {
		return await readFile(file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
			throw error;
		}
		return undefined;
	}
}
