// `/e/{id}`: the page of an episode, for people.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ServedEpisodes } from '../../episodes/served-episodes.js';
import { admitToPage, readSignature } from '../episodes/episode-access.js';
import { EpisodeTextFiles, marksOf } from '../episodes/episode-texts.js';
import { API_ERRORS, type ApiError } from '../http/api-error.js';
import { errors } from '../http/error-answers.js';
import type { Operation } from '../http/operation.js';
import { type EpisodeClosed, episodeClosedPage } from '../page/episode/episode-closed-page.js';
import { outputPath } from '../page/episode/episode-facts.js';
import { episodePage } from '../page/episode/episode-page.js';
import type { PageFrame } from '../page/layout.js';
import { frameOf } from '../page/page-answers.js';
import { EPISODE_HEADERS } from '../page/security-headers.js';
import type { ServedShows } from '../shows/served-shows.js';
import { showOf } from '../shows/shown-on-page.js';

/** What the routes work with. */
export interface EpisodePageRoutesOptions {
	episodes: ServedEpisodes;
	/** Without them an episode stands alone. */
	shows: ServedShows | undefined;
	/** Base of absolute addresses; known once the port is. */
	publicUrl: () => URL;
}

const HTML = { 'text/html': { schema: { type: 'string' } } } as const;

const PAGE: Operation = {
	operationId: 'getEpisodePage',
	tags: ['episodes'],
	summary: 'Web page of one episode',
	security: [],
	parameters: [
		{
			name: 'id',
			in: 'path',
			required: true,
			schema: { type: 'string' },
			description: 'Id of the episode',
		},
		{
			name: 'key',
			in: 'query',
			schema: { type: 'string' },
			description: 'Of the show, where it is unlisted: the page leads back to it then',
		},
		...(['expires', 'sig'] as const).map((name) => ({
			name,
			in: 'query',
			schema: { type: 'string' },
			description: 'As the bot has made it; opens an episode that is not published',
		})),
	],
	responses: {
		200: { description: 'The page', content: HTML },
		...errors(),
		403: { description: 'The address was changed, or its time is over', content: HTML },
		404: { description: 'No such episode, or it is not open to whoever asks', content: HTML },
		503: {
			description: 'The episode is being changed, or the server is full or shuts down',
			content: HTML,
			headers: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } },
		},
	},
};

/** Adds the page. */
export function addEpisodePageRoutes(
	app: FastifyInstance,
	{ episodes, publicUrl, shows }: EpisodePageRoutesOptions,
): void {
	const files = new EpisodeTextFiles();

	app.get('/e/:id', { config: { operation: PAGE } }, async (request, reply) => {
		const { id } = request.params as { id: string };
		const { expires, key } = request.query as Record<string, unknown>;
		const frame = frameOf(request);
		reply.headers(EPISODE_HEADERS);
		const signature = await readSignature(request, episodes);
		const first = admitToPage(episodes.served(id), signature);
		if ('status' in first) {
			return refuse(reply, first, frame);
		}
		const { manifest } = first.served;
		const queries = new Map<string, string>();
		if (signature === 'right' && typeof expires === 'string') {
			for (const { name } of manifest.outputs) {
				const path = outputPath(manifest, name);
				const sig = await episodes.links.signatureOf({ path, expires });
				queries.set(path, `?${new URLSearchParams({ expires, sig })}`);
			}
		}
		const texts = await files.read(first.served);
		const show = shows && (await showOf(shows, manifest.guildId, key));
		// Meanwhile a voice may have been taken out of it, or a name.
		const last = admitToPage(episodes.served(id), signature);
		if ('status' in last) {
			return refuse(reply, last, frame);
		}
		if (marksOf(last.served) !== marksOf(first.served)) {
			return refuse(reply, API_ERRORS.beingChanged, frame);
		}
		return reply.send(
			episodePage({
				manifest: last.served.manifest,
				texts,
				show,
				queryOf: (path) => queries.get(path) ?? '',
				publicUrl: publicUrl(),
				...frame,
			}),
		);
	});
}

function refuse(
	reply: FastifyReply,
	{ code, retryAfterMs, status }: ApiError,
	frame: PageFrame,
): FastifyReply {
	if (retryAfterMs !== undefined) {
		reply.header('retry-after', String(Math.ceil(retryAfterMs / 1000)));
	}
	const reasons: Readonly<Record<string, EpisodeClosed>> = {
		[API_ERRORS.beingChanged.code]: 'being changed',
		[API_ERRORS.linkWrong.code]: 'link wrong',
		[API_ERRORS.linkExpired.code]: 'link over',
	};
	return reply.code(status).send(episodeClosedPage(reasons[code] ?? 'none', frame));
}
