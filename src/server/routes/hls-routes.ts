// `/p/{id}/live.m3u8` and the segments that it names: a podcast in pieces, which networks can hand on.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Visibility } from '../../protocol/podcast-details.js';
import { resetSocket } from '../../socket-reset.js';
import { credentialsIn } from '../access/auth.js';
import { BeginningHere, type BeginningPlace, rightToPodcast } from '../beginning/beginning-here.js';
import type { HeardBeginning } from '../beginning/heard-beginning.js';
import { API_ERRORS, type ApiError, answerError } from '../http/api-error.js';
import { atOnce } from '../http/at-once.js';
import { errors } from '../http/error-answers.js';
import { CREDENTIALS_OR_NONE, type Operation, textOf } from '../http/operation.js';
import type { HeardPodcast } from '../podcast/heard-podcast.js';
import {
	LISTEN_PARAMETERS,
	type ListenAccess,
	type ListenAdmission,
	type ListenRequest,
	readListenRequest,
} from '../podcast/listen-access.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import type { PodcastCluster } from '../podcast/remote/podcast-cluster.js';
import { PLAYLIST_TYPE, writePlaylist } from '../streams/hls/hls-playlist.js';
import type { HlsSettings } from '../streams/hls/hls-settings.js';
import type { HlsStream } from '../streams/hls/hls-stream.js';
import {
	answerCatchUpPlaylist,
	answerCatchUpSegment,
	FROM_PARAMETER,
	isFromStart,
	mayHandOn,
	readFrom,
} from './catch-up-answer.js';
import { listenError } from './listen-error.js';
import { addPreflight, CONTENT_TYPES, CROSS_ORIGIN_HEADERS } from './stream-answer.js';

/** What the routes work with. */
export interface HlsRoutesOptions extends BeginningPlace {
	access: ListenAccess;
	registry: PodcastRegistry;
	/** Where there are other servers. */
	cluster?: PodcastCluster | undefined;
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

/** Who may keep it for others. */
type Scope = 'public' | 'private';

const PLAYLIST_HEADERS = byScope((scope) => ({
	...CROSS_ORIGIN_HEADERS,
	'cache-control': `${scope}, max-age=${PLAYLIST_MAX_AGE_S}`,
	'content-type': PLAYLIST_TYPE,
}));

const SEGMENT_HEADERS = byScope((scope) => ({
	...CROSS_ORIGIN_HEADERS,
	'cache-control': `${scope}, max-age=${SEGMENT_MAX_AGE_S}, immutable`,
	'x-content-type-options': 'nosniff',
	'content-type': CONTENT_TYPES.mp3,
}));

/** Made once: a request costs what is made for it. */
function byScope<Value>(make: (scope: Scope) => Value): Readonly<Record<Scope, Value>> {
	return { public: make('public'), private: make('private') };
}

const PLAYLIST_OPERATION = {
	tags: ['listening'],
	summary: 'The podcast as a live HLS playlist of MP3 segments',
	description:
		'Encoded while somebody asks. Ends with EXT-X-ENDLIST for a minute after the podcast’s end. ' +
		'Where segments are handed on by a network, a private podcast has none.',
	security: CREDENTIALS_OR_NONE,
	parameters: [...LISTEN_PARAMETERS, FROM_PARAMETER],
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
		others: errors(400, 401, 404),
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
			(request, reply) => {
				const listenRequest = readListenRequest(request);
				const from = readFrom(request);
				if (typeof from === 'object') {
					return answerError(reply.headers(CROSS_ORIGIN_HEADERS), from);
				}
				const { listenKey, podcastId } = listenRequest;
				const query = listenKey === undefined ? '' : `?key=${encodeURIComponent(listenKey)}`;
				const folder = base === undefined ? 'hls/' : `${base}p/${podcastId}/hls/`;
				const addressOf = (name: string) => `${folder}${name}.mp3${query}`;
				if (from === 'start') {
					return beginningFor(listenRequest, options).then((beginning) =>
						answerCatchUpPlaylist(request, reply, {
							beginning,
							hls: options.hls,
							otherwise: API_ERRORS.podcastNotFound,
							begin: (begun, visibility) =>
								answerPlaylist(begun, visibilityFor(visibility, isForClient(listenRequest))),
							addressOf,
							isHead: method === 'head',
						}),
					);
				}
				return atOnce(find(listenRequest, options), (found) => {
					if ('status' in found) {
						return answerError(reply.headers(CROSS_ORIGIN_HEADERS), found);
					}
					answerPlaylist(reply, visibilityFor(found.visibility, isForClient(listenRequest)));
					return method === 'head'
						? reply.send()
						: reply.send(writePlaylist(found.hls.ask(), ({ name }) => addressOf(name)));
				});
			},
		);
		app[method](
			'/p/:id/hls/:name.mp3',
			{ config: { operation: segment[method] } },
			(request, reply) => {
				const listenRequest = readListenRequest(request);
				const { name } = request.params as { name: string };
				if (isFromStart(name)) {
					return beginningFor(listenRequest, options).then((beginning) =>
						answerCatchUpSegment(request, reply, {
							beginning,
							hls: options.hls,
							otherwise: API_ERRORS.podcastNotFound,
							name,
							begin: (begun, visibility) =>
								answerSegment(begun, visibilityFor(visibility, isForClient(listenRequest))),
							isHead: method === 'head',
						}),
					);
				}
				return atOnce(find(listenRequest, options), (found) => {
					const file = 'status' in found ? undefined : found.hls.find(name);
					if (file === undefined || 'status' in found) {
						const error = 'status' in found ? found : API_ERRORS.segmentNotFound;
						return answerError(reply.headers(CROSS_ORIGIN_HEADERS), error);
					}
					answerSegment(reply, visibilityFor(found.visibility, isForClient(listenRequest)));
					if (method === 'head') {
						return reply.header('content-length', file.length).send();
					}
					const { socket } = request.raw;
					reply.raw.once(
						'close',
						found.hls.send(() => resetSocket(socket)),
					);
					return reply.send(file);
				});
			},
		);
	}
}

/** The headers of a playlist. */
export function answerPlaylist(reply: FastifyReply, visibility: Visibility): FastifyReply {
	return reply.headers(PLAYLIST_HEADERS[scopeOf(visibility)]);
}

/** The headers of a segment. */
export function answerSegment(reply: FastifyReply, visibility: Visibility): FastifyReply {
	return reply.headers(SEGMENT_HEADERS[scopeOf(visibility)]);
}

/** What of an unlisted show is answered to credentials is theirs: its address has no key in it. */
export function visibilityFor(visibility: Visibility, isForClient: boolean): Visibility {
	return visibility === 'unlisted' && isForClient ? 'private' : visibility;
}

/** What only credentials open must not come to others from what somebody keeps for all. */
function scopeOf(visibility: Visibility): Scope {
	return visibility === 'private' ? 'private' : 'public';
}

/** The base as others' paths are put behind it. */
export function asFolder(base: string): string {
	return base.endsWith('/') ? base : `${base}/`;
}

/** A podcast that somebody may hear, or could until it ended. */
interface Heard {
	/** While it is on. */
	podcast: HeardPodcast | undefined;
	visibility: Visibility;
}

/** Whether somebody may hear a podcast, as files that others may hand on. */
function letIn(
	listenRequest: ListenRequest,
	options: HlsRoutesOptions,
): Heard | ApiError | Promise<Heard | ApiError> {
	return atOnce(options.access.admit(listenRequest), (admission) =>
		heardBy(listenRequest, admission, options),
	);
}

function heardBy(
	listenRequest: ListenRequest,
	admission: ListenAdmission,
	{ access, hls }: HlsRoutesOptions,
): Heard | ApiError {
	if (admission.type !== 'podcast' && admission.type !== 'none') {
		return listenError(admission);
	}
	const podcast = admission.type === 'podcast' ? admission.podcast : undefined;
	const visibility = (podcast?.listing ?? access.endedFor(listenRequest))?.details.visibility;
	return visibility !== undefined && mayHandOn(visibility, hls)
		? { podcast, visibility }
		: API_ERRORS.podcastNotFound;
}

/** A podcast from its beginning on, at whichever server that is. */
async function beginningFor(
	listenRequest: ListenRequest,
	options: HlsRoutesOptions,
): Promise<HeardBeginning | ApiError> {
	const { access, catchUps, cluster, registry } = options;
	const { podcastId } = listenRequest;
	const isHere = registry.get(podcastId) ?? catchUps?.ofPodcast(podcastId);
	if (cluster && !isHere) {
		const hasEnded = access.endedFor(listenRequest) !== undefined;
		const none = hasEnded ? API_ERRORS.notRecorded : API_ERRORS.podcastNotFound;
		return cluster.beginningOfPodcast(listenRequest, none);
	}
	const heard = await letIn(listenRequest, options);
	return 'status' in heard
		? heard
		: new BeginningHere(
				rightToPodcast(podcastId, { catchUps, visibility: heard.visibility }),
				options,
			);
}

/** Whether whoever is answered has come with credentials. */
function isForClient({ headers }: ListenRequest): boolean {
	return credentialsIn(headers) !== undefined;
}

/** Where somebody fetches it. */
interface Found {
	hls: HlsStream;
	visibility: Visibility;
}

/** What somebody may fetch: of a podcast that is on, or of one that has just ended. */
function find(
	listenRequest: ListenRequest,
	options: HlsRoutesOptions,
): Found | ApiError | Promise<Found | ApiError> {
	return atOnce(letIn(listenRequest, options), (heard) => {
		if ('status' in heard) {
			return heard;
		}
		const { podcast, visibility } = heard;
		const hls = podcast?.audience.hls ?? options.registry.endedHls.find(listenRequest.podcastId);
		return hls ? { hls, visibility } : API_ERRORS.podcastNotFound;
	});
}
