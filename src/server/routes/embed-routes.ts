// `/embed/s/{slug}` and `/embed/e/{id}`: small players, which any site may have in a frame.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ServedEpisodes } from '../../episodes/served-episodes.js';
import { pickLanguage } from '../../languages.js';
import { admitToPage } from '../episodes/episode-access.js';
import { API_ERRORS } from '../http/api-error.js';
import { errors } from '../http/error-answers.js';
import type { Operation } from '../http/operation.js';
import { closedEmbed, episodeEmbed, showEmbed } from '../page/embed-page.js';
import { EMBED_HEADERS } from '../page/security-headers.js';
import type { ServedShows } from '../shows/served-shows.js';
import { asSeenBy, grantOfKey } from '../shows/show-access.js';
import { showOf } from '../shows/shown-on-page.js';

/** What the routes work with; there are those alone whose part there is. */
export interface EmbedRoutesOptions {
	episodes?: ServedEpisodes | undefined;
	shows?: ServedShows | undefined;
}

const HTML = { 'text/html': { schema: { type: 'string' } } } as const;

function describe(operationId: string, summary: string, parameters: readonly object[]): Operation {
	return {
		operationId,
		tags: ['listening'],
		summary,
		security: [],
		parameters,
		responses: {
			200: { description: 'The player', content: HTML },
			...errors(),
			404: { description: 'There is none, or it is not open to whoever asks', content: HTML },
		},
	};
}

const inPath = (name: string, description: string) => ({
	name,
	in: 'path',
	required: true,
	schema: { type: 'string' },
	description,
});

const KEY = {
	name: 'key',
	in: 'query',
	schema: { type: 'string' },
	description: 'Of the show, where it is unlisted',
} as const;

const SHOW: Operation = {
	...describe('getEmbeddedShow', 'A small player of a show, for frames of other sites', [
		inPath('slug', 'The part of the address that is the show’s own'),
		KEY,
	]),
};

const EPISODE = describe(
	'getEmbeddedEpisode',
	'A small player of a public episode, for frames of other sites',
	[inPath('id', 'Id of the episode')],
);

/** Adds the players. */
export function addEmbedRoutes(
	app: FastifyInstance,
	{ episodes, shows }: EmbedRoutesOptions,
): void {
	if (shows) {
		const operation = {
			...SHOW,
			responses: { ...SHOW.responses, 301: { description: 'The show has another address now' } },
		};
		app.get('/embed/s/:slug', { config: { operation } }, async (request, reply) => {
			const { slug } = request.params as { slug: string };
			const { key } = request.query as Record<string, unknown>;
			const language = pickLanguage(request.headers['accept-language']);
			prepare(reply);
			const served = shows.find(slug);
			const show = served && (await showOf(shows, served.profile.guildId, key));
			if (!served || !show) {
				return reply.code(404).send(closedEmbed('none', language));
			}
			if (slug !== show.slug) {
				const [, query = ''] = /(\?.*)$/.exec(request.raw.url ?? '') ?? [];
				return reply.code(301).header('location', `./${show.slug}${query}`).send();
			}
			const grant = grantOfKey(served, key);
			const { episodes, live, planned } = asSeenBy(served, grant);
			const page = showEmbed(
				{
					show: { ...show, key: grant.type === 'key' ? grant.key : show.key },
					live,
					next: planned[0],
					episode: episodes[0],
				},
				language,
			);
			return reply.send(page);
		});
	}
	if (episodes) {
		app.get('/embed/e/:id', { config: { operation: EPISODE } }, async (request, reply) => {
			const { id } = request.params as { id: string };
			const language = pickLanguage(request.headers['accept-language']);
			prepare(reply);
			const admit = () => admitToPage(publicOnly(episodes, id), 'none');
			const guildId = episodes.served(id)?.manifest.guildId ?? '';
			const show = shows && (await showOf(shows, guildId, undefined));
			const admission = admit();
			if (!('status' in admission)) {
				return reply.send(episodeEmbed(admission.served.manifest, show, language));
			}
			if (admission.code === API_ERRORS.beingChanged.code) {
				reply.header('retry-after', '30');
				return reply.code(503).send(closedEmbed('being changed', language));
			}
			return reply.code(404).send(closedEmbed('none', language));
		});
	}
}

function prepare(reply: FastifyReply): void {
	reply.headers(EMBED_HEADERS);
}

/** What is unlisted stays where its link was given. */
function publicOnly(episodes: ServedEpisodes, id: string) {
	const served = episodes.served(id);
	return served?.manifest.visibility === 'public' ? served : undefined;
}
