// What a route of a show answers to whoever is not let in, or comes by a former address.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { API_ERRORS, type ApiError, answerError } from '../../http/api-error.js';
import type { HearingAdmission } from '../../shows/heard-show.js';
import { movedTo } from '../../shows/show-address.js';

/** What stands before a show's own part of a path. */
export type ShowPrefix = '/s/' | '/api/shows/';

/** Whoever is not let in. */
export type ShowRefusal = Exclude<HearingAdmission, { type: 'show' }>;

/** Sends whoever comes by a former address on, and refuses everybody else. */
export function answerRefusal(
	request: FastifyRequest,
	reply: FastifyReply,
	{ refusal, prefix }: { refusal: ShowRefusal; prefix: ShowPrefix },
): FastifyReply {
	return refusal.type === 'moved'
		? redirect(reply, 301, movedTo(refusal.slug, request.raw.url ?? '', prefix))
		: answerError(reply, refusalError(refusal));
}

/** The error of a refusal: a show that is not open is as good as none. */
function refusalError({ type }: Exclude<ShowRefusal, { type: 'moved' }>): ApiError {
	switch (type) {
		case 'credentials wrong':
			return API_ERRORS.credentialsWrong;
		case 'none':
			return API_ERRORS.showNotFound;
		case 'unanswered':
			return API_ERRORS.podcastUnreachable;
	}
}

/** NOTE: Fastify's own redirect would write the reference anew. */
export function redirect(reply: FastifyReply, status: 301 | 302, location: string): FastifyReply {
	return reply.code(status).header('location', location).send();
}
