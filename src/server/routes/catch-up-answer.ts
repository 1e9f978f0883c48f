// `live.m3u8?from=start`: what a show that is recorded answers to whoever hears it from its beginning.
import { readFile } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Clock, comesWithin } from '../../clock.js';
import type { ServedCatchUp, ServedCatchUps } from '../../episodes/catch-up/served-catch-ups.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import { resetSocket } from '../../socket-reset.js';
import { API_ERRORS, type ApiError, answerError } from '../http/api-error.js';
import { acceptedCoding, compress } from '../http/compression.js';
import type { HeardPodcast } from '../podcast/heard-podcast.js';
import { writeEventPlaylist } from '../streams/hls/hls-playlist.js';
import type { HlsSettings } from '../streams/hls/hls-settings.js';
import { CROSS_ORIGIN_HEADERS } from './stream-answer.js';

/** What answers work with. */
export interface CatchUpAnswerOptions {
	clock: Clock;
	/** Undefined where no show is recorded that is heard here. */
	catchUps: ServedCatchUps | undefined;
}

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

/** So long a first piece is waited for; a player waits for some more. */
const FIRST_TIMEOUT_MS = 8000;

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

/** Whether a podcast's page offers it from its beginning on. */
export function isFromStartOffered(
	{ id, listing }: Pick<HeardPodcast, 'id' | 'listing'>,
	{
		catchUps,
		hls,
	}: {
		catchUps?: ServedCatchUps | undefined;
		hls?: Pick<HlsSettings, 'publicUrl'> | undefined;
	},
): boolean {
	// Whoever hands files on to others asks nobody for credentials.
	const isHandedOn = hls?.publicUrl === undefined || listing.details.visibility !== 'private';
	return isHandedOn && catchUps?.ofPodcast(id) !== undefined;
}

/** A playlist that is asked for. */
export interface CatchUpPlaylistAnswer {
	catchUp: ServedCatchUp | undefined;
	/** The error where there is none. */
	otherwise: ApiError;
	/** Writes the headers. */
	begin: (reply: FastifyReply) => FastifyReply;
	/** Where a segment is. */
	addressOf: (name: string) => string;
	isHead: boolean;
}

/** Answers a playlist; who asks for it is somebody who listens. */
export async function answerCatchUpPlaylist(
	request: FastifyRequest,
	reply: FastifyReply,
	{
		addressOf,
		begin,
		catchUp,
		catchUps,
		clock,
		isHead,
		otherwise,
	}: CatchUpPlaylistAnswer & CatchUpAnswerOptions,
): Promise<FastifyReply> {
	if (!catchUp || !catchUps) {
		return answerError(reply.headers(CROSS_ORIGIN_HEADERS), otherwise);
	}
	if (isHead) {
		return begin(reply).send();
	}
	const { id } = catchUp;
	catchUps.want(id);
	await comesWithin({ clock, timeoutMs: FIRST_TIMEOUT_MS }, catchUps.begun(id));
	const { isOver, segmentMs, segments } = catchUps.find(id) ?? { ...catchUp, segments: [] };
	if (segments.length === 0) {
		return answerError(reply.headers(CROSS_ORIGIN_HEADERS), API_ERRORS.nothingYet);
	}
	const targetS = Math.max(1, Math.round(segmentMs / 1000));
	const text = writeEventPlaylist({ targetS, segments, isOver }, addressOf);
	begin(reply).header('vary', 'Accept-Encoding');
	// An hour has nine hundred lines, which are much alike.
	const coding = acceptedCoding(request.headers['accept-encoding']);
	return coding === undefined || text.length < MIN_COMPRESSED_BYTES
		? reply.send(text)
		: reply.header('content-encoding', coding).send(await compress(coding, Buffer.from(text)));
}

/** A segment that is asked for. */
export interface CatchUpSegmentAnswer {
	name: string;
	/** Whether it is one of what was asked for, and of what may be heard. */
	isMeant: (catchUp: ServedCatchUp) => boolean;
	/** Writes the headers. */
	begin: (reply: FastifyReply, visibility: Visibility) => FastifyReply;
	isHead: boolean;
}

/** Answers a segment, which is cut where it may not be heard any more. */
export async function answerCatchUpSegment(
	request: FastifyRequest,
	reply: FastifyReply,
	{
		begin,
		catchUps,
		isHead,
		isMeant,
		name,
	}: CatchUpSegmentAnswer & Pick<CatchUpAnswerOptions, 'catchUps'>,
): Promise<FastifyReply> {
	const gone = () => answerError(reply.headers(CROSS_ORIGIN_HEADERS), API_ERRORS.segmentNotFound);
	const catchUp = catchUps?.withSegment(name);
	const file = catchUp && isMeant(catchUp) ? catchUps?.fileOf(catchUp.id, name) : undefined;
	if (!catchUp || !catchUps || file === undefined) {
		return gone();
	}
	catchUps.want(catchUp.id);
	let isCut = false;
	const { socket } = request.raw;
	const sent = catchUps.whileServed(catchUp.id, name, () => {
		isCut = true;
		resetSocket(socket);
	});
	reply.raw.once('close', sent);
	let bytes: Buffer;
	try {
		bytes = await readFile(file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
			throw error;
		}
		return gone();
	}
	if (isCut) {
		return gone();
	}
	begin(reply, catchUp.visibility);
	return isHead ? reply.header('content-length', bytes.length).send() : reply.send(bytes);
}
