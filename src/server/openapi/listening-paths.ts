// The document's part on pages and streams.
import {
	CREDENTIALS_OR_NONE,
	errors,
	ID_PARAMETER,
	KEY_PARAMETER,
	type Paths,
	schema,
} from './operation.js';

/** Operations by path. */
export function listeningPaths(): Paths {
	return {
		'/': page({
			operationId: 'getFrontPage',
			summary: 'Web page with the public podcasts that are on air',
			refusals: {},
		}),
		'/p/{id}': page({
			operationId: 'getPodcastPage',
			summary: 'Web page of one podcast',
			parameters: [ID_PARAMETER, KEY_PARAMETER],
			refusals: { ...errors(401), 404: NOT_FOUND_PAGE },
		}),
		'/p/{id}/live.ogg': stream({
			operationId: 'hearOgg',
			summary: 'The podcast as an endless Ogg Opus stream',
			mediaType: 'audio/ogg',
			isEndless: true,
		}),
		'/p/{id}/live.mp3': stream({
			operationId: 'hearMp3',
			summary: 'The podcast as an endless MP3 stream; ICY metadata when asked for',
			mediaType: 'audio/mpeg',
			isEndless: true,
		}),
		'/p/{id}/live.m3u': stream({
			operationId: 'getM3u',
			summary: "A playlist with the podcast's streams",
			mediaType: 'audio/x-mpegurl',
			isEndless: false,
		}),
		'/p/{id}/live.pls': stream({
			operationId: 'getPls',
			summary: "A playlist with the podcast's streams",
			mediaType: 'audio/x-scpls',
			isEndless: false,
		}),
	};
}

/** For players that wait for a buffer, and for recordings that are to be as long as they took. */
const BURST_PARAMETER = {
	name: 'burst',
	in: 'query',
	description:
		'Whether the stream begins with the last two seconds (`1`, as MP3 does by default) or at the connect (`0`, as Ogg does)',
	schema: { type: 'string', enum: ['0', '1'] },
} as const;

/** For people; programs are answered as by any other call. */
const NOT_FOUND_PAGE = {
	description: 'No such podcast, or it is not open to whoever asks',
	content: {
		'text/html': { schema: { type: 'string' } },
		'application/json': { schema: schema('Error') },
	},
} as const;

function page(options: {
	operationId: string;
	summary: string;
	parameters?: object[];
	refusals: Record<string, object>;
}): Paths[string] {
	const { operationId, summary, parameters, refusals } = options;
	return {
		get: {
			operationId,
			tags: ['listening'],
			summary,
			security: parameters ? CREDENTIALS_OR_NONE : [],
			...(parameters && { parameters }),
			responses: {
				200: {
					description: 'The page',
					content: { 'text/html': { schema: { type: 'string' } } },
				},
				...errors(),
				...refusals,
			},
		},
	};
}

function stream(options: {
	operationId: string;
	summary: string;
	mediaType: string;
	isEndless: boolean;
}): Paths[string] {
	const { operationId, summary, mediaType, isEndless } = options;
	const operation = {
		tags: ['listening'],
		summary,
		security: CREDENTIALS_OR_NONE,
		parameters: [ID_PARAMETER, KEY_PARAMETER, ...(isEndless ? [BURST_PARAMETER] : [])],
	};
	const description = isEndless ? 'Audio, from now on' : 'The playlist';
	return {
		get: {
			...operation,
			operationId,
			responses: {
				200: {
					description,
					content: { [mediaType]: { schema: { type: 'string', contentMediaType: mediaType } } },
				},
				...errors(401, 404),
			},
		},
		...(isEndless && {
			head: {
				...operation,
				operationId: `${operationId}Head`,
				responses: { 200: { description: 'The headers alone' }, ...errors(401, 404) },
			},
		}),
	};
}
