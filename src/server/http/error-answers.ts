// The errors that a route may answer, as its operation says it.
import { API_ERRORS, type ErrorBody, VARIABLE_ERROR_CODES } from './api-error.js';
import { closed, json, NamedSchema } from './operation.js';

const CODES = [...Object.values(API_ERRORS).map(({ code }) => code), ...VARIABLE_ERROR_CODES];

/** The body of each answer that is an error. */
export const ERROR = new NamedSchema(
	'Error',
	closed<ErrorBody>({
		error: closed<ErrorBody['error']>({
			code: { enum: [...new Set(CODES)], description: 'Stable, for programs' },
			message: { type: 'string', description: 'For people' },
		}),
	}),
);

const DESCRIPTIONS = {
	400: 'A parameter or the body is missing or wrong; the message names it',
	401: 'The credentials are missing or wrong',
	403: 'The podcast belongs to another client, or metrics are for this machine alone',
	404: 'No such podcast or show, or it is not open to whoever asks',
	413: 'The body is too large',
	429: 'The address or the client asks too often, or has as much as it may have',
	503: 'The server is full, has too much to do, or shuts down',
} as const;

const RETRY_AFTER = {
	'Retry-After': { description: 'Seconds', schema: { type: 'integer' } },
} as const;

/** Answers that are errors, of these statuses and of those that every call may have. */
export function errors(...statuses: (keyof typeof DESCRIPTIONS)[]): Record<number, object> {
	return {
		...Object.fromEntries(statuses.map((status) => [status, json(DESCRIPTIONS[status], ERROR)])),
		429: json(DESCRIPTIONS[429], ERROR, RETRY_AFTER),
		503: json(DESCRIPTIONS[503], ERROR, RETRY_AFTER),
	};
}
