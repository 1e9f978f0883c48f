// `/p/{id}/live.m3u` and `/p/{id}/live.pls`: small files that open a stream in a player.
import type { FastifyInstance } from 'fastify';
import { API_ERRORS, answerError } from '../http/api-error.js';
import { errors } from '../http/error-answers.js';
import { CREDENTIALS_OR_NONE, type Operation, textOf } from '../http/operation.js';
import {
	LISTEN_PARAMETERS,
	type ListenAccess,
	readListenRequest,
} from '../podcast/listen-access.js';
import { stationName } from '../streams/stream-text.js';

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

/** Forms of playlists, by the ends of their names. */
const PLAYLISTS: Readonly<
	Record<
		string,
		{ operationId: string; mediaType: string; write: (entry: PlaylistEntry) => string }
	>
> = {
	m3u: {
		operationId: 'getM3u',
		mediaType: 'audio/x-mpegurl',
		write: ({ title, url }) => `#EXTM3U\n#EXTINF:-1,${title}\n${url.href}\n`,
	},
	pls: {
		operationId: 'getPls',
		mediaType: 'audio/x-scpls',
		write: ({ title, url }) =>
			`[playlist]\nNumberOfEntries=1\nFile1=${url.href}\nTitle1=${title}\nLength1=-1\nVersion=2\n`,
	},
};

function describePlaylist(operationId: string, mediaType: string): Operation {
	return {
		operationId,
		tags: ['listening'],
		summary: "A playlist with the podcast's streams",
		security: CREDENTIALS_OR_NONE,
		parameters: LISTEN_PARAMETERS,
		responses: { 200: textOf(mediaType, 'The playlist'), ...errors(401, 404) },
	};
}

/** Adds the routes. Both name the MP3 stream, which every player takes. */
export function addPlaylistRoutes(app: FastifyInstance, options: PlaylistRoutesOptions): void {
	for (const [name, { operationId, mediaType, write }] of Object.entries(PLAYLISTS)) {
		const config = { operation: describePlaylist(operationId, mediaType) };
		app.get(`/p/:id/live.${name}`, { config }, async (request, reply) => {
			const listenRequest = readListenRequest(request);
			const admission = options.access.admit(listenRequest);
			switch (admission.type) {
				case 'credentials wrong':
					return answerError(reply, API_ERRORS.credentialsWrong);
				case 'none':
					return answerError(reply, API_ERRORS.podcastNotFound);
				case 'podcast': {
					const { id, listing } = admission.podcast;
					const url = streamUrl(options.publicUrl(), id, listenRequest.listenKey);
					reply.header('access-control-allow-origin', '*').type(`${mediaType}; charset=utf-8`);
					return reply.send(write({ title: stationName(listing.details), url }));
				}
			}
		});
	}
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
