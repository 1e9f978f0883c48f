// `/p/{id}/live.m3u8` and the segments that it names: a podcast in pieces, which networks can hand on.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Visibility } from '../../protocol/podcast-details.js';
import { resetSocket } from '../../socket-reset.js';
import { API_ERRORS, type ApiError, answerError } from '../http/api-error.js';
import { errors } from '../http/error-answers.js';
import { CREDENTIALS_OR_NONE, type Operation, textOf } from '../http/operation.js';
import {
	LISTEN_PARAMETERS,
	type ListenAccess,
	type ListenRequest,
	readListenRequest,
} from '../podcast/listen-access.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import { PLAYLIST_TYPE, writePlaylist } from '../streams/hls/hls-playlist.js';
import type { HlsSettings } from '../streams/hls/hls-settings.js';
import type { HlsStream } from '../streams/hls/hls-stream.js';
import { listenError } from './listen-error.js';
import { addPreflight, CONTENT_TYPES, CROSS_ORIGIN_HEADERS } from './stream-answer.js';

/** What the routes work with. */
export interface HlsRoutesOptions {
	access: ListenAccess;
	registry: PodcastRegistry;
	hls: HlsSettings;
}

/** A segment in the path, as its operation says it. */
export const SEGMENT_PARAMETER = {
	name: 'name',
	in: 'path',
	required: true,
	schema: { type: 'string' },
	description: 'Name of the segment, as a playlist has it',
} as const;

/** How long a playlist may be kept, and a segment, whose name is never another one's, in seconds. */
const PLAYLIST_MAX_AGE_S = 1;
const SEGMENT_MAX_AGE_S = 60;

const PLAYLIST_OPERATION = {
	tags: ['listening'],
	summary: 'The podcast as a live HLS playlist of MP3 segments',
	description:
		'Encoded while somebody asks. Ends with EXT-X-ENDLIST for a minute after the podcast’s end. ' +
		'Where segments are handed on by a network, a private podcast has none.',
	security: CREDENTIALS_OR_NONE,
	parameters: LISTEN_PARAMETERS,
} as const;

const SEGMENT_OPERATION = {
	tags: ['listening'],
	summary: 'A segment of the podcast, as its HLS playlist names it',
	security: CREDENTIALS_OR_NONE,
	parameters: [...LISTEN_PARAMETERS, SEGMENT_PARAMETER],
} as const;

/** A route's operations: what is answered to GET, and to HEAD. */
export function withHead(
	operation: Omit<Operation, 'operationId' | 'responses'>,
	{ id, is, others }: { id: string; is: object; others: Record<number, object> },
): { get: Operation; head: Operation } {
	const headers = { description: 'The headers alone' };
	return {
		get: { ...operation, operationId: id, responses: { 200: is, ...others } },
		head: { ...operation, operationId: `${id}Head`, responses: { 200: headers, ...others } },
	};
}

/** Adds the routes. */
export function addHlsRoutes(app: FastifyInstance, options: HlsRoutesOptions): void {
	const { publicUrl } = options.hls;
	const base = publicUrl === undefined ? undefined : asFolder(publicUrl);
	const playlist = withHead(PLAYLIST_OPERATION, {
		id: 'getHlsPlaylist',
		is: textOf(PLAYLIST_TYPE, 'The playlist'),
		others: errors(401, 404),
	});
	const segment = withHead(SEGMENT_OPERATION, {
		id: 'getHlsSegment',
		is: textOf(CONTENT_TYPES.mp3, 'MP3 behind an ID3 tag with its place in time'),
		others: errors(401, 404),
	});
	addPreflight(app, '/p/:id/live.m3u8');
	addPreflight(app, '/p/:id/hls/:name.mp3');
	// HEAD first: with a GET, Fastify would add one of its own.
	for (const method of ['head', 'get'] as const) {
		app[method](
			'/p/:id/live.m3u8',
			{ config: { operation: playlist[method] } },
			async (request, reply) => {
				const listenRequest = readListenRequest(request);
				const found = await find(listenRequest, options);
				if ('status' in found) {
					return answerError(reply.headers(CROSS_ORIGIN_HEADERS), found);
				}
				answerPlaylist(reply, found.visibility);
				if (method === 'head') {
					return reply.send();
				}
				const { listenKey, podcastId } = listenRequest;
				const query = listenKey === undefined ? '' : `?key=${encodeURIComponent(listenKey)}`;
				const folder = base === undefined ? 'hls/' : `${base}p/${podcastId}/hls/`;
				return reply.send(
					writePlaylist(found.hls.ask(), ({ name }) => `${folder}${name}.mp3${query}`),
				);
			},
		);
		app[method](
			'/p/:id/hls/:name.mp3',
			{ config: { operation: segment[method] } },
			async (request, reply) => {
				const found = await find(readListenRequest(request), options);
				const { name } = request.params as { name: string };
				const file = 'status' in found ? undefined : found.hls.find(name);
				if (file === undefined || 'status' in found) {
					const error = 'status' in found ? found : API_ERRORS.segmentNotFound;
					return answerError(reply.headers(CROSS_ORIGIN_HEADERS), error);
				}
				answerSegment(reply, found.visibility);
				if (method === 'head') {
					return reply.header('content-length', file.length).send();
				}
				const { socket } = request.raw;
				reply.raw.once(
					'close',
					found.hls.send(() => resetSocket(socket)),
				);
				return reply.send(file);
			},
		);
	}
}

/** The headers of a playlist. */
export function answerPlaylist(reply: FastifyReply, visibility: Visibility): FastifyReply {
	return reply
		.headers(CROSS_ORIGIN_HEADERS)
		.header('cache-control', `${scopeOf(visibility)}, max-age=${PLAYLIST_MAX_AGE_S}`)
		.type(PLAYLIST_TYPE);
}

/** The headers of a segment. */
export function answerSegment(reply: FastifyReply, visibility: Visibility): FastifyReply {
	return reply
		.headers(CROSS_ORIGIN_HEADERS)
		.header('cache-control', `${scopeOf(visibility)}, max-age=${SEGMENT_MAX_AGE_S}, immutable`)
		.header('x-content-type-options', 'nosniff')
		.type(CONTENT_TYPES.mp3);
}

/** What only credentials open must not come to others from what somebody keeps for all. */
function scopeOf(visibility: Visibility): string {
	return visibility === 'private' ? 'private' : 'public';
}

/** The base as others' paths are put behind it. */
export function asFolder(base: string): string {
	return base.endsWith('/') ? base : `${base}/`;
}

/** What somebody may fetch: of a podcast that is on, or of one that has just ended. */
async function find(
	listenRequest: ListenRequest,
	{ access, hls, registry }: HlsRoutesOptions,
): Promise<{ hls: HlsStream; visibility: Visibility } | ApiError> {
	const admission = await access.admit(listenRequest);
	if (admission.type !== 'podcast' && admission.type !== 'none') {
		return listenError(admission);
	}
	const found = admission.type === 'podcast' ? admission.podcast : undefined;
	const visibility = (found?.listing ?? access.endedFor(listenRequest))?.details.visibility;
	const stream = found ? found.audience.hls : registry.endedHls.find(listenRequest.podcastId);
	if (stream === undefined || visibility === undefined) {
		return API_ERRORS.podcastNotFound;
	}
	// Whoever hands files on to others asks nobody for credentials.
	return visibility === 'private' && hls.publicUrl !== undefined
		? API_ERRORS.podcastNotFound
		: { hls: stream, visibility };
}
