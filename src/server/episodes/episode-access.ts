// Who may have what of an episode: everybody what is published, and whoever has a signed address.
import type { FastifyRequest } from 'fastify';
import type { ServedEpisode, ServedEpisodes } from '../../episodes/served-episodes.js';
import { isSameSecret } from '../access/constant-time.js';
import { API_ERRORS, type ApiError } from '../http/api-error.js';

/** A request that was let in, or why not. */
export type EpisodeAdmission = { type: 'episode'; served: ServedEpisode } | ApiError;

/** What a signed address must be: there, or as good as none. */
type Signature = 'none' | 'right' | ApiError;

/** Looks at the signature in a request's address; whatever it opens is looked up afterwards. */
export async function readSignature(
	request: FastifyRequest,
	{ links }: ServedEpisodes,
): Promise<Signature> {
	const { expires, format, sig } = request.query as Record<string, unknown>;
	if (expires === undefined && sig === undefined) {
		return 'none';
	}
	if (typeof expires !== 'string' || typeof sig !== 'string') {
		return API_ERRORS.linkWrong;
	}
	// What a reverse proxy has put before it is not signed.
	const path = request.raw.url?.split('?', 1)[0] ?? '';
	const signed = typeof format === 'string' ? { path, format, expires } : { path, expires };
	if (!isSameSecret(sig, await links.signatureOf(signed))) {
		return API_ERRORS.linkWrong;
	}
	return links.isOver(expires) ? API_ERRORS.linkExpired : 'right';
}

/** A revision that everybody may have, who has its address. */
export function admitToRevision(
	served: ServedEpisode | undefined,
	revision: number,
	signature: Signature,
): EpisodeAdmission {
	if (typeof signature === 'object') {
		return signature;
	}
	if (!served || !isOpen(served, signature) || revision > served.manifest.revision) {
		return API_ERRORS.episodeNotFound;
	}
	if (revision < served.manifest.revision) {
		return API_ERRORS.revisionGone;
	}
	return served.isBeingChanged ? API_ERRORS.beingChanged : { type: 'episode', served };
}

/** The page, which shows the revision that there is. */
export function admitToPage(
	served: ServedEpisode | undefined,
	signature: Signature,
): EpisodeAdmission {
	if (typeof signature === 'object') {
		return signature;
	}
	if (!served || !isOpen(served, signature)) {
		return API_ERRORS.episodeNotFound;
	}
	if (served.isBeingChanged) {
		return API_ERRORS.beingChanged;
	}
	const hasSound = served.manifest.outputs.some(({ name }) => name === 'episode.mp3');
	return hasSound ? { type: 'episode', served } : API_ERRORS.episodeNotFound;
}

function isOpen({ manifest }: ServedEpisode, signature: Signature): boolean {
	return signature === 'right' || (manifest.isPublished && manifest.visibility !== 'private');
}

/** What a signed address alone opens. */
export function admitToDownload(
	served: ServedEpisode | undefined,
	signature: Signature,
): EpisodeAdmission {
	if (signature === 'none') {
		return API_ERRORS.linkWrong;
	}
	if (signature !== 'right') {
		return signature;
	}
	if (!served) {
		return API_ERRORS.episodeNotFound;
	}
	return served.isBeingChanged ? API_ERRORS.beingChanged : { type: 'episode', served };
}
