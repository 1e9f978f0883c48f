// `live.m3u` and `live.pls` of podcasts and shows: small files that open a stream in a player.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { answerError } from '../http/api-error.js';
import { errors } from '../http/error-answers.js';
import { CREDENTIALS_OR_NONE, type Operation, textOf } from '../http/operation.js';
import {
	LISTEN_PARAMETERS,
	type ListenAccess,
	readListenRequest,
} from '../podcast/listen-access.js';
import { readShowRequest, SHOW_PARAMETERS, type ShowAccess } from '../shows/show-access.js';
import { showUrl } from '../shows/show-address.js';
import { stationOf } from '../shows/show-title.js';
import { stationName } from '../streams/stream-text.js';
import { listenError } from './listen-error.js';
import { answerRefusal } from './shows/show-admission.js';

/** What the routes work with. */
export interface PlaylistRoutesOptions {
	access: ListenAccess;
	/** Base of links; known once the port is. */
	publicUrl: () => URL;
}

/** What a playlist tells. */
interface PlaylistEntry {
	title: string;
	url: URL;
}

/** A form of playlists. */
interface PlaylistForm {
	/** The end of its name, as operations have it. */
	idEnd: string;
	mediaType: string;
	write: (entry: PlaylistEntry) => string;
}

/** Forms of playlists, by the ends of their names. Both name the MP3 stream, which every player takes. */
const PLAYLISTS: Readonly<Record<string, PlaylistForm>> = {
	m3u: {
		idEnd: 'M3u',
		mediaType: 'audio/x-mpegurl',
		write: ({ title, url }) => `#EXTM3U\n#EXTINF:-1,${title}\n${url.href}\n`,
	},
	pls: {
		idEnd: 'Pls',
		mediaType: 'audio/x-scpls',
		write: ({ title, url }) =>
			`[playlist]\nNumberOfEntries=1\nFile1=${url.href}\nTitle1=${title}\nLength1=-1\nVersion=2\n`,
	},
};

/** Adds those of podcasts. */
export function addPlaylistRoutes(app: FastifyInstance, options: PlaylistRoutesOptions): void {
	for (const [name, form] of Object.entries(PLAYLISTS)) {
		const operation: Operation = {
			operationId: `get${form.idEnd}`,
			tags: ['listening'],
			summary: "A playlist with the podcast's streams",
			security: CREDENTIALS_OR_NONE,
			parameters: LISTEN_PARAMETERS,
			responses: { 200: textOf(form.mediaType, 'The playlist'), ...errors(401, 404) },
		};
		app.get(`/p/:id/live.${name}`, { config: { operation } }, async (request, reply) => {
			const listenRequest = readListenRequest(request);
			const admission = await options.access.admit(listenRequest);
			if (admission.type !== 'podcast') {
				return answerError(reply, listenError(admission));
			}
			const { id, listing } = admission.podcast;
			const url = streamUrl(options.publicUrl(), id, listenRequest.listenKey);
			return answerPlaylist(reply, form, { title: stationName(listing.details), url });
		});
	}
}

/** Adds those of shows. */
export function addShowPlaylistRoutes(
	app: FastifyInstance,
	{ access, publicUrl }: { access: ShowAccess; publicUrl: () => URL },
): void {
	for (const [name, form] of Object.entries(PLAYLISTS)) {
		const operation: Operation = {
			operationId: `getShow${form.idEnd}`,
			tags: ['shows'],
			summary: "A playlist with the show's stream, which goes on from show to show",
			security: CREDENTIALS_OR_NONE,
			parameters: SHOW_PARAMETERS,
			responses: {
				200: textOf(form.mediaType, 'The playlist'),
				301: { description: 'The show has another address now' },
				...errors(401, 404),
			},
		};
		app.get(`/s/:slug/live.${name}`, { config: { operation } }, async (request, reply) => {
			const admission = access.admit(readShowRequest(request));
			if (admission.type !== 'show') {
				return answerRefusal(request, reply, { refusal: admission, prefix: '/s/' });
			}
			const { grant, show } = admission;
			const key = grant.type === 'key' ? grant.key : undefined;
			const { slug } = show.profile;
			const url = showUrl({ publicUrl: publicUrl(), slug, file: 'live.mp3', key });
			return answerPlaylist(reply, form, { title: stationName(stationOf(show)), url });
		});
	}
}

function answerPlaylist(
	reply: FastifyReply,
	{ mediaType, write }: PlaylistForm,
	entry: PlaylistEntry,
): FastifyReply {
	reply.header('access-control-allow-origin', '*').type(`${mediaType}; charset=utf-8`);
	return reply.send(write(entry));
}

/** The stream's address, with the key that the playlist was asked for with. */
function streamUrl(publicUrl: URL, id: string, listenKey: string | undefined): URL {
	const base = publicUrl.href.endsWith('/') ? publicUrl : `${publicUrl.href}/`;
	const url = new URL(`p/${encodeURIComponent(id)}/live.mp3`, base);
	if (listenKey !== undefined) {
		url.searchParams.set('key', listenKey);
	}
	return url;
}
