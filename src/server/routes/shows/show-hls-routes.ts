// `/s/{slug}/live.m3u8`, which goes on from show to show, and the silence that it names between them.
import type { FastifyInstance } from 'fastify';
import type { Mp3Bitrate } from '../../../media/mp3-bitrate.js';
import type { Visibility } from '../../../protocol/podcast-details.js';
import { BeginningHere, type BeginningPlace, rightToShow } from '../../beginning/beginning-here.js';
import type { HeardBeginning } from '../../beginning/heard-beginning.js';
import { API_ERRORS, type ApiError, answerError } from '../../http/api-error.js';
import { errors } from '../../http/error-answers.js';
import { CREDENTIALS_OR_NONE, textOf } from '../../http/operation.js';
import type { PodcastCluster } from '../../podcast/remote/podcast-cluster.js';
import type { HeardShow, HeardShows } from '../../shows/heard-show.js';
import {
	readShowRequest,
	SHOW_PARAMETERS,
	type ShowAccess,
	type ShowRequest,
} from '../../shows/show-access.js';
import { readSilenceName, type ShowHls, type ShowSegment } from '../../shows/show-hls.js';
import { PLAYLIST_TYPE, writePlaylist } from '../../streams/hls/hls-playlist.js';
import type { HlsSettings } from '../../streams/hls/hls-settings.js';
import { silentSegment } from '../../streams/hls/segment-window.js';
import {
	answerCatchUpPlaylist,
	answerCatchUpSegment,
	FROM_PARAMETER,
	isFromStart,
	mayHandOn,
	readFrom,
} from '../catch-up-answer.js';
import {
	answerPlaylist,
	answerSegment,
	asFolder,
	SEGMENT_PARAMETER,
	visibilityFor,
	withHead,
} from '../hls-routes.js';
import { addPreflight, CONTENT_TYPES, CROSS_ORIGIN_HEADERS } from '../stream-answer.js';
import { answerRefusal } from './show-admission.js';

/** What the routes work with. */
export interface ShowHlsRoutesOptions extends BeginningPlace {
	shows: HeardShows;
	/** Those that are here; undefined: none. */
	access: ShowAccess | undefined;
	/** Where there are other servers. */
	cluster?: PodcastCluster | undefined;
	showHls: ShowHls;
	hls: HlsSettings;
	mp3BitrateKbps: Mp3Bitrate;
}

const PLAYLIST_OPERATION = {
	tags: ['shows'],
	summary: 'The show as a live HLS playlist that goes on from one time on air to the next',
	description:
		'Silence while the show is off air, and while what is on air is not open to whoever asked. ' +
		'It never ends, and each show begins and ends with EXT-X-DISCONTINUITY.',
	security: CREDENTIALS_OR_NONE,
	parameters: [...SHOW_PARAMETERS, FROM_PARAMETER],
} as const;

const SEGMENT_OPERATION = {
	tags: ['shows'],
	summary: 'A silent segment of the show’s HLS playlist',
	security: CREDENTIALS_OR_NONE,
	parameters: [...SHOW_PARAMETERS, SEGMENT_PARAMETER],
} as const;

/** Adds the routes. */
export function addShowHlsRoutes(app: FastifyInstance, options: ShowHlsRoutesOptions): void {
	const { hls, mp3BitrateKbps, showHls, shows } = options;
	const moved = { 301: { description: 'The show has another address now' } };
	const playlist = withHead(PLAYLIST_OPERATION, {
		id: 'getShowHlsPlaylist',
		is: textOf(PLAYLIST_TYPE, 'The playlist'),
		others: { ...moved, ...errors(400, 401, 404) },
	});
	const segment = withHead(SEGMENT_OPERATION, {
		id: 'getShowHlsSegment',
		is: textOf(CONTENT_TYPES.mp3, 'MP3 in which nothing is heard'),
		others: { ...moved, ...errors(401, 404) },
	});
	addPreflight(app, '/s/:slug/live.m3u8');
	addPreflight(app, '/s/:slug/hls/:name.mp3');
	// HEAD first: with a GET, Fastify would add one of its own.
	for (const method of ['head', 'get'] as const) {
		app[method](
			'/s/:slug/live.m3u8',
			{ config: { operation: playlist[method] } },
			async (request, reply) => {
				const admission = await shows.admit(readShowRequest(request));
				if (admission.type !== 'show') {
					reply.headers(CROSS_ORIGIN_HEADERS);
					return answerRefusal(request, reply, { refusal: admission, prefix: '/s/' });
				}
				const from = readFrom(request);
				if (typeof from === 'object') {
					return answerError(reply.headers(CROSS_ORIGIN_HEADERS), from);
				}
				const { show } = admission;
				if (from === 'start') {
					const { key, slug } = show;
					const folder =
						hls.publicUrl === undefined ? 'hls/' : `${asFolder(hls.publicUrl)}s/${slug}/hls/`;
					const query = key === undefined ? '' : `?key=${encodeURIComponent(key)}`;
					return answerCatchUpPlaylist(request, reply, {
						beginning: beginningFor(readShowRequest(request), options),
						hls,
						otherwise: API_ERRORS.notRecorded,
						begin: (begun, visibility) =>
							answerPlaylist(begun, visibilityFor(visibility, show.isForClient)),
						addressOf: (name) => `${folder}${name}.mp3${query}`,
						isHead: method === 'head',
					});
				}
				// Others with other rights hear another list under the same address.
				answerPlaylist(reply, show.isForClient ? 'private' : show.visibility);
				if (method === 'head') {
					return reply.send();
				}
				const base = hls.publicUrl === undefined ? '../../' : asFolder(hls.publicUrl);
				return reply.send(
					writePlaylist(showHls.ask(show), (segment) => base + addressOf(segment, show)),
				);
			},
		);
		app[method](
			'/s/:slug/hls/:name.mp3',
			{ config: { operation: segment[method] } },
			async (request, reply) => {
				const admission = await shows.admit(readShowRequest(request));
				if (admission.type !== 'show') {
					reply.headers(CROSS_ORIGIN_HEADERS);
					return answerRefusal(request, reply, { refusal: admission, prefix: '/s/' });
				}
				const { name } = request.params as { name: string };
				if (isFromStart(name)) {
					return answerCatchUpSegment(request, reply, {
						beginning: beginningFor(readShowRequest(request), options),
						hls,
						otherwise: API_ERRORS.segmentNotFound,
						name,
						begin: (begun, visibility) =>
							answerSegment(begun, visibilityFor(visibility, admission.show.isForClient)),
						isHead: method === 'head',
					});
				}
				const silence = readSilenceName(name, hls.segmentMs);
				if (!silence) {
					return answerError(reply.headers(CROSS_ORIGIN_HEADERS), API_ERRORS.segmentNotFound);
				}
				const file = silentSegment({ ...silence, bitrateKbps: mp3BitrateKbps });
				answerSegment(reply, admission.show.visibility);
				return method === 'head'
					? reply.header('content-length', file.length).send()
					: reply.send(file);
			},
		);
	}
}

/** A show that whoever asks is admitted to from its beginning on, at whichever server that is. */
function beginningFor(
	request: ShowRequest,
	{ access, catchUps, clock, cluster, hls }: ShowHlsRoutesOptions,
): HeardBeginning | ApiError {
	const here = access?.admit(request);
	if (here?.type === 'show') {
		const isHandedOn = (visibility: Visibility) => mayHandOn(visibility, hls);
		return new BeginningHere(rightToShow(here, { catchUps, isHandedOn }), { catchUps, clock });
	}
	return cluster?.beginningOfShow(request) ?? API_ERRORS.showNotFound;
}

/** Where a segment is, from the server's root on. */
function addressOf({ aired, name }: ShowSegment, { key, slug }: HeardShow): string {
	const path = aired === undefined ? `s/${slug}` : `p/${aired.podcast.id}`;
	const opening = aired === undefined ? key : aired.listenKey;
	const query = opening === undefined ? '' : `?key=${encodeURIComponent(opening)}`;
	return `${path}/hls/${name}.mp3${query}`;
}
