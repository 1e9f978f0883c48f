// `/s/{slug}/live.m3u8`, which goes on from show to show, and the silence that it names between them.
import type { FastifyInstance } from 'fastify';
import type { ServedCatchUp, ServedCatchUps } from '../../../episodes/catch-up/served-catch-ups.js';
import type { Mp3Bitrate } from '../../../media/mp3-bitrate.js';
import type { Visibility } from '../../../protocol/podcast-details.js';
import { API_ERRORS, type ApiError, answerError } from '../../http/api-error.js';
import { errors } from '../../http/error-answers.js';
import { CREDENTIALS_OR_NONE, textOf } from '../../http/operation.js';
import type { HeardShow, HeardShows } from '../../shows/heard-show.js';
import type { ServedShow } from '../../shows/served-shows.js';
import {
	mayHave,
	readShowRequest,
	SHOW_PARAMETERS,
	type ShowAccess,
	type ShowAdmission,
	type ShowGrant,
} from '../../shows/show-access.js';
import { readSilenceName, type ShowHls, type ShowSegment } from '../../shows/show-hls.js';
import { PLAYLIST_TYPE, writePlaylist } from '../../streams/hls/hls-playlist.js';
import type { HlsSettings } from '../../streams/hls/hls-settings.js';
import { silentSegment } from '../../streams/hls/segment-window.js';
import {
	answerCatchUpPlaylist,
	answerCatchUpSegment,
	type CatchUpAnswerOptions,
	FROM_PARAMETER,
	isFromStart,
	readFrom,
} from '../catch-up-answer.js';
import {
	answerPlaylist,
	answerSegment,
	asFolder,
	SEGMENT_PARAMETER,
	withHead,
} from '../hls-routes.js';
import { addPreflight, CONTENT_TYPES, CROSS_ORIGIN_HEADERS } from '../stream-answer.js';
import { answerRefusal } from './show-admission.js';

/** What the routes work with. */
export interface ShowHlsRoutesOptions extends CatchUpAnswerOptions {
	shows: HeardShows;
	/** Those that are here, of which alone there is more than what is on air; undefined: none. */
	access: ShowAccess | undefined;
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
export function addShowHlsRoutes(
	app: FastifyInstance,
	{ access, catchUps, clock, hls, mp3BitrateKbps, showHls, shows }: ShowHlsRoutesOptions,
): void {
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
					const here = access?.admit(readShowRequest(request));
					const catchUp =
						catchUps && here?.type === 'show'
							? whichIsMeant(catchUps, { ...here, hls })
							: undefined;
					const { key, slug } = show;
					const folder =
						hls.publicUrl === undefined ? 'hls/' : `${asFolder(hls.publicUrl)}s/${slug}/hls/`;
					const query = key === undefined ? '' : `?key=${encodeURIComponent(key)}`;
					return answerCatchUpPlaylist(request, reply, {
						catchUps,
						clock,
						catchUp,
						otherwise: noBeginning(here),
						begin: (begun) => answerPlaylist(begun, catchUp?.visibility ?? 'private'),
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
					const here = access?.admit(readShowRequest(request));
					return answerCatchUpSegment(request, reply, {
						catchUps,
						name,
						isMeant: ({ guildId, visibility }) =>
							here?.type === 'show' &&
							guildId === here.show.profile.guildId &&
							isHandedTo(visibility, { grant: here.grant, hls }),
						begin: answerSegment,
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

/** What is on air now; off air the one that ended last, for as long as it is kept. */
function whichIsMeant(
	catchUps: ServedCatchUps,
	{ grant, hls, show }: { grant: ShowGrant; hls: HlsSettings; show: ServedShow },
): ServedCatchUp | undefined {
	const { live, profile } = show;
	const found = catchUps.ofGuild(profile.guildId);
	if (!found || !isHandedTo(found.visibility, { grant, hls })) {
		return undefined;
	}
	const isOnAir =
		live?.podcastId === undefined ? !found.isEnded : found.podcastIds.includes(live.podcastId);
	return live === undefined || isOnAir ? found : undefined;
}

/** Why there is none, by what this server knows of the show. */
function noBeginning(here: ShowAdmission | undefined): ApiError {
	if (here?.type !== 'show') {
		return API_ERRORS.beginningElsewhere;
	}
	return here.show.live ? API_ERRORS.notRecorded : API_ERRORS.showOffAir;
}

/** Whoever hands files on to others asks nobody for credentials. */
function isHandedTo(
	visibility: Visibility,
	{ grant, hls }: { grant: ShowGrant; hls: HlsSettings },
): boolean {
	const isHandedOn = hls.publicUrl === undefined || visibility !== 'private';
	return isHandedOn && mayHave(visibility, grant);
}

/** Where a segment is, from the server's root on. */
function addressOf({ aired, name }: ShowSegment, { key, slug }: HeardShow): string {
	const path = aired === undefined ? `s/${slug}` : `p/${aired.podcast.id}`;
	const opening = aired === undefined ? key : aired.listenKey;
	const query = opening === undefined ? '' : `?key=${encodeURIComponent(opening)}`;
	return `${path}/hls/${name}.mp3${query}`;
}
