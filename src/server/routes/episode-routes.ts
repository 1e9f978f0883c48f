// `/e/{id}/…`: what is published of episodes, and what signed addresses open.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../clock.js';
import {
	type Download,
	EPISODE_FORMATS,
	EpisodeDownloads,
	TRACK_FORMATS,
	type TrackFormat,
} from '../../episodes/downloads/episode-downloads.js';
import type { ServedEpisode, ServedEpisodes } from '../../episodes/served-episodes.js';
import { OUTPUT_NAMES } from '../../store/episode-manifest.js';
import {
	admitToDownload,
	admitToRevision,
	type EpisodeAdmission,
	readSignature,
} from '../episodes/episode-access.js';
import {
	answerFile,
	answerMade,
	CROSS_ORIGIN_HEADERS,
	CuttableAnswer,
	downloadError,
	PREFLIGHT_HEADERS,
} from '../episodes/episode-answer.js';
import {
	describeArchive,
	describeEpisode,
	describeOutput,
	describeTrack,
} from '../episodes/episode-operations.js';
import { API_ERRORS, type ApiError, answerError } from '../http/api-error.js';
import type { Operation } from '../http/operation.js';

/** What the routes work with. */
export interface EpisodeRoutesOptions {
	clock: Clock;
	episodes: ServedEpisodes;
}

/**
 * Addresses of published files change with their content, so whoever has one need not ask again. A
 * cache that hands them on does: what is erased or hidden must not be had from there.
 */
const FOR_A_YEAR = 'max-age=31536000, immutable';
const FOR_A_MINUTE_FOR_OTHERS = 's-maxage=60';

/** One route's part of an answer. */
interface Asked {
	/** Decided in one turn with the look for the episode. */
	admit: (served: ServedEpisode | undefined) => EpisodeAdmission;
	find: (served: ServedEpisode) => Download | Promise<Download>;
	headers: (served: ServedEpisode) => Record<string, string>;
}

/** Adds the routes. */
export function addEpisodeRoutes(app: FastifyInstance, options: EpisodeRoutesOptions): void {
	const { episodes } = options;
	const downloads = new EpisodeDownloads(options.clock);

	for (const name of OUTPUT_NAMES) {
		const url = `/e/:id/r:revision/${name}`;
		const hidden = 'a browser asks so by itself, before a page of another site may have it';
		app.options(url, { config: { hidden } }, async (_request, reply) =>
			reply.code(204).headers(PREFLIGHT_HEADERS).send(),
		);
		addBoth(app, url, describeOutput(name), async (request, reply) => {
			reply.headers(CROSS_ORIGIN_HEADERS);
			const { revision } = request.params as { revision: string };
			const signature = await readSignature(request, episodes);
			return answerEpisode(request, reply, episodes, {
				admit: (served) => admitToRevision(served, toRevision(revision), signature),
				find: (served) => downloads.output(served, name),
				headers: ({ manifest: { isPublished, visibility } }) => ({
					'cache-control':
						signature === 'right'
							? 'private, no-store'
							: isPublished && visibility === 'public'
								? `public, ${FOR_A_YEAR}, ${FOR_A_MINUTE_FOR_OTHERS}`
								: `private, ${FOR_A_YEAR}`,
				}),
			});
		});
	}

	const addSigned = (
		url: string,
		operations: { get: Operation; head: Operation },
		find: (request: FastifyRequest, served: ServedEpisode) => Download | Promise<Download>,
		refusalOf: (request: FastifyRequest) => ApiError | undefined = () => undefined,
	) =>
		addBoth(app, url, operations, async (request, reply) => {
			const signature = await readSignature(request, episodes);
			return answerEpisode(request, reply, episodes, {
				admit: (served) => {
					const admission = admitToDownload(served, signature);
					return 'status' in admission ? admission : (refusalOf(request) ?? admission);
				},
				find: (served) => find(request, served),
				headers: () => ({ 'cache-control': 'private, no-store', 'referrer-policy': 'no-referrer' }),
			});
		});

	for (const format of EPISODE_FORMATS) {
		addSigned(`/e/:id/episode.${format}`, describeEpisode(format), (_request, served) =>
			downloads.episode(served, format),
		);
	}
	for (const format of TRACK_FORMATS) {
		addSigned(`/e/:id/tracks/:number.${format}`, describeTrack(format), (request, served) => {
			const { number } = request.params as { number: string };
			return /^\d{2,4}$/.test(number)
				? downloads.track(served, Number(number), format)
				: { type: 'none' };
		});
	}
	addSigned(
		'/e/:id/tracks.zip',
		describeArchive,
		(request, served) => downloads.archive(served, formatOf(request) ?? 'opus'),
		(request) => (formatOf(request) === undefined ? API_ERRORS.formatUnknown : undefined),
	);
}

/** HEAD first: with a GET, Fastify would add one of its own. */
function addBoth(
	app: FastifyInstance,
	url: string,
	operations: { get: Operation; head: Operation },
	answer: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): void {
	for (const method of ['head', 'get'] as const) {
		app[method](url, { config: { operation: operations[method] } }, answer);
	}
}

async function answerEpisode(
	request: FastifyRequest,
	reply: FastifyReply,
	episodes: ServedEpisodes,
	asked: Asked,
): Promise<FastifyReply> {
	const { id } = request.params as { id: string };
	const admission = asked.admit(episodes.served(id));
	if ('status' in admission) {
		return answerError(reply, admission);
	}
	const { served } = admission;
	const answer = new CuttableAnswer(reply);
	answer.heed((cut) => episodes.whileServed(id, cut));
	const download = await asked.find(served);
	switch (download.type) {
		case 'file':
			reply.headers(asked.headers(served));
			return answerFile(request, reply, {
				answer,
				file: download,
				onMissing: () => episodes.missing(id),
			});
		case 'made':
			reply.headers(asked.headers(served));
			return answerMade(request, reply, { answer, made: download });
		default:
			return answerError(reply, downloadError(download.type));
	}
}

/** @returns one that there never is, for what is no number */
function toRevision(text: string): number {
	return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
}

/** Opus, where nothing is said. @returns undefined for a format that there is not */
function formatOf(request: FastifyRequest): TrackFormat | undefined {
	const { format = 'opus' } = request.query as { format?: unknown };
	return TRACK_FORMATS.find((each) => each === format);
}
