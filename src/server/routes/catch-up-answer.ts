// `live.m3u8?from=start`: what a show that is recorded answers to whoever hears it from its beginning.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServedCatchUps } from '../../episodes/catch-up/served-catch-ups.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import { resetSocket } from '../../socket-reset.js';
import type { HeardBeginning } from '../beginning/heard-beginning.js';
import { API_ERRORS, type ApiError, answerError } from '../http/api-error.js';
import { acceptedCoding, compress } from '../http/compression.js';
import type { HeardPodcast } from '../podcast/heard-podcast.js';
import { writeEventPlaylist } from '../streams/hls/hls-playlist.js';
import type { HlsSettings } from '../streams/hls/hls-settings.js';
import { CROSS_ORIGIN_HEADERS } from './stream-answer.js';

/** How a playlist is asked for, as its operation says it. */
export const FROM_PARAMETER = {
	name: 'from',
	in: 'query',
	schema: { enum: ['start'] },
	description:
		'`start`: a playlist of the type EVENT with all that was recorded since the show’s beginning, ' +
		'which grows and ends with EXT-X-ENDLIST; for shows that are recorded, some seconds behind',
} as const;

/** What all names of segments begin with that are of a show from its beginning on. */
const NAME_PREFIX = 'start-';

/** A playlist that is shorter is not worth compressing. */
const MIN_COMPRESSED_BYTES = 1024;

/** Where somebody wants to begin: as everybody does, or at the beginning; an error says how to ask. */
export function readFrom(request: FastifyRequest): 'now' | 'start' | ApiError {
	const { from } = request.query as { from?: unknown };
	if (from === undefined) {
		return 'now';
	}
	return from === 'start' ? 'start' : API_ERRORS.fromUnknown;
}

/** Whether a segment is one of a show from its beginning on. */
export function isFromStart(name: string): boolean {
	return name.startsWith(NAME_PREFIX);
}

/** Whoever hands files on to others asks nobody for credentials: what is private is not for them. */
export function mayHandOn(
	visibility: Visibility,
	hls: Pick<HlsSettings, 'publicUrl'> | undefined,
): boolean {
	return hls?.publicUrl === undefined || visibility !== 'private';
}

/** Whether a podcast's page offers it from its beginning on. */
export function isFromStartOffered(
	podcast: Pick<HeardPodcast, 'hasBeginningElsewhere' | 'id' | 'listing'>,
	{
		catchUps,
		hls,
	}: {
		catchUps?: ServedCatchUps | undefined;
		hls?: Pick<HlsSettings, 'publicUrl'> | undefined;
	},
): boolean {
	const isHandedOn = mayHandOn(podcast.listing.details.visibility, hls);
	const hasBeginning = podcast.hasBeginningElsewhere || catchUps?.ofPodcast(podcast.id);
	return isHandedOn && Boolean(hasBeginning);
}

/** What is asked for. */
interface CatchUpAnswer {
	/** What whoever asks may hear; or why they may not. */
	beginning: HeardBeginning | ApiError;
	hls: HlsSettings;
	/** The error where it may not be handed on. */
	otherwise: ApiError;
	/** Writes the headers. */
	begin: (reply: FastifyReply, visibility: Visibility) => FastifyReply;
	isHead: boolean;
}

/** A playlist that is asked for. */
export interface CatchUpPlaylistAnswer extends CatchUpAnswer {
	/** Where a segment is. */
	addressOf: (name: string) => string;
}

/** Answers a playlist; who asks for it is somebody who listens. */
export async function answerCatchUpPlaylist(
	request: FastifyRequest,
	reply: FastifyReply,
	{ addressOf, begin, beginning, hls, isHead, otherwise }: CatchUpPlaylistAnswer,
): Promise<FastifyReply> {
	const found = 'status' in beginning ? beginning : await beginning.list(!isHead);
	if ('status' in found) {
		return answerError(reply.headers(CROSS_ORIGIN_HEADERS), found);
	}
	const { isOver, segmentMs, segments, visibility } = found;
	if (!mayHandOn(visibility, hls)) {
		return answerError(reply.headers(CROSS_ORIGIN_HEADERS), otherwise);
	}
	const beginVaried = () => begin(reply, visibility).header('vary', 'Accept-Encoding');
	if (isHead) {
		return beginVaried().send();
	}
	if (segments.length === 0) {
		return answerError(reply.headers(CROSS_ORIGIN_HEADERS), API_ERRORS.nothingYet);
	}
	const targetS = Math.max(1, Math.round(segmentMs / 1000));
	const text = writeEventPlaylist({ targetS, segments, isOver }, addressOf);
	beginVaried();
	// An hour has nine hundred lines, which are much alike.
	const coding = acceptedCoding(request.headers['accept-encoding']);
	return coding === undefined || text.length < MIN_COMPRESSED_BYTES
		? reply.send(text)
		: reply.header('content-encoding', coding).send(await compress(coding, Buffer.from(text)));
}

/** A segment that is asked for. */
export interface CatchUpSegmentAnswer extends CatchUpAnswer {
	name: string;
}

/** Answers a segment, which is cut where it may not be heard any more. */
export async function answerCatchUpSegment(
	request: FastifyRequest,
	reply: FastifyReply,
	{ begin, beginning, hls, isHead, name, otherwise }: CatchUpSegmentAnswer,
): Promise<FastifyReply> {
	const { socket } = request.raw;
	const found =
		'status' in beginning ? beginning : await beginning.segment(name, () => resetSocket(socket));
	if ('status' in found) {
		return answerError(reply.headers(CROSS_ORIGIN_HEADERS), found);
	}
	const { bytes, sent, visibility } = found;
	if (!mayHandOn(visibility, hls)) {
		sent();
		return answerError(reply.headers(CROSS_ORIGIN_HEADERS), otherwise);
	}
	if (socket.destroyed) {
		sent();
	} else {
		reply.raw.once('close', sent);
	}
	begin(reply, visibility);
	return isHead ? reply.header('content-length', bytes.length).send() : reply.send(bytes);
}
