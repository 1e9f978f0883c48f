// `/s/{slug}` and its files that end, where other servers have the shows: they lead on to there.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { KeyedFile } from '../../../cluster/show-words.js';
import { API_ERRORS, answerError } from '../../http/api-error.js';
import { errors } from '../../http/error-answers.js';
import { CREDENTIALS_OR_NONE, type Operation } from '../../http/operation.js';
import type { ShowReply } from '../../podcast/remote/remote-show.js';
import type { RemoteShows } from '../../podcast/remote/remote-shows.js';
import type { ServedShows } from '../../shows/served-shows.js';
import { readShowRequest, SHOW_PARAMETERS } from '../../shows/show-access.js';
import { movedTo } from '../../shows/show-address.js';
import { redirect } from './show-admission.js';

const PAGE_PATH = '/s/:slug';

/** What is at the show's own server alone: each has one owner, which keeps it and knows when it changes. */
const FILES: readonly { name: string; id: string; what: string; keyed?: KeyedFile }[] = [
	{ name: 'feed.xml', id: 'getFeed', what: 'the show’s feed', keyed: 'feed' },
	{ name: 'cover.jpg', id: 'getJpegCover', what: 'the show’s picture', keyed: 'cover' },
	{ name: 'cover.png', id: 'getPngCover', what: 'the show’s picture', keyed: 'cover' },
	{ name: 'calendar.ics', id: 'getCalendar', what: 'the planned shows as a calendar' },
	{ name: 'qr.svg', id: 'getQrCode', what: 'the address of the show’s page as a QR code' },
	{ name: 'live.m3u', id: 'getShowM3u', what: 'a playlist with the show’s stream' },
	{ name: 'live.pls', id: 'getShowPls', what: 'a playlist with the show’s stream' },
];

function describe(operationId: string, what: string): Operation {
	return {
		operationId,
		tags: ['shows'],
		summary: `Leads to ${what}, at the server that has it`,
		security: CREDENTIALS_OR_NONE,
		parameters: SHOW_PARAMETERS,
		responses: {
			301: { description: 'The show has another address now' },
			302: { description: 'It is there' },
			...errors(401, 404),
		},
	};
}

/** Adds the routes, to a server that has no shows. */
export function addEdgeShowRoutes(app: FastifyInstance, { shows }: { shows: RemoteShows }): void {
	const page = { name: undefined, id: 'getShowPage', what: 'the show’s page' };
	for (const { id, name, what } of [page, ...FILES]) {
		const config = { operation: describe(id, what) };
		const path = name === undefined ? PAGE_PATH : `${PAGE_PATH}/${name}`;
		app.get(path, { config }, async (request, reply) => {
			const found = await shows.find(readShowRequest(request), keyedOf(name));
			return answerFound(request, reply, { found, name });
		});
	}
}

/**
 * Lets a server that has shows lead on to those that it has not; what no other server has either, its
 * own routes answer.
 */
export function leadOnToOthers(
	scope: FastifyInstance,
	{ others, shows }: { others: RemoteShows; shows: Pick<ServedShows, 'find'> },
): void {
	scope.addHook('preHandler', async (request, reply) => {
		const [, name] = (request.routeOptions.url ?? '').split(`${PAGE_PATH}/`);
		const isLed =
			request.routeOptions.url === PAGE_PATH || FILES.some((file) => file.name === name);
		const asked = readShowRequest(request);
		if (!isLed || shows.find(asked.slug.toLowerCase())) {
			return undefined;
		}
		const found = await others.find(asked, keyedOf(name));
		const isNone = found !== 'unanswered' && 'error' in found && found.error === 'show_not_found';
		return isNone ? undefined : answerFound(request, reply, { found, name });
	});
}

/** The key that opens a file, where it is another than that of the page. */
function keyedOf(name: string | undefined): KeyedFile | undefined {
	return FILES.find((file) => file.name === name)?.keyed;
}

function answerFound(
	request: FastifyRequest,
	reply: FastifyReply,
	{ found, name }: { found: ShowReply; name: string | undefined },
): FastifyReply {
	if (found === 'unanswered') {
		return answerError(reply, API_ERRORS.podcastUnreachable);
	}
	if ('error' in found) {
		const isWrong = found.error === 'credentials_wrong';
		return answerError(reply, isWrong ? API_ERRORS.credentialsWrong : API_ERRORS.showNotFound);
	}
	const target = request.raw.url ?? '';
	if ('slug' in found) {
		return redirect(reply, 301, movedTo(found.slug, target, '/s/'));
	}
	const [, ...query] = target.split('?');
	const file = name === undefined ? found.page : `${found.page}/${name}`;
	const location = [file, ...query].join('?');
	return redirect(reply.header('cache-control', 'no-store'), 302, location);
}
