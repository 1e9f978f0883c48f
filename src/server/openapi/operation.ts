// The pieces that operations of the document are made of.
import type { SchemaName } from './schemas.js';

/** What stands in the document's `paths`: operations by method, by path. */
export type Paths = Record<string, Record<string, object>>;

/** Credentials of a client. */
export const CREDENTIALS = [{ clientId: [], token: [] }];
/** Credentials, or none: what is answered depends on what is open. */
export const CREDENTIALS_OR_NONE = [...CREDENTIALS, {}];

/** The podcast in a path. */
export const ID_PARAMETER = {
	name: 'id',
	in: 'path',
	required: true,
	schema: { type: 'string' },
	description: 'Id of the podcast',
} as const;

/** The listen key in a query. */
export const KEY_PARAMETER = {
	name: 'key',
	in: 'query',
	schema: { type: 'string' },
	description: 'Listen key of an unlisted podcast, where no credentials are given',
} as const;

/** A reference to a schema. */
export function schema(name: SchemaName): { $ref: string } {
	return { $ref: `#/components/schemas/${name}` };
}

/** An answer in JSON. */
export function json(description: string, body: object, headers?: object): object {
	return {
		description,
		content: { 'application/json': { schema: body } },
		...(headers && { headers }),
	};
}

const ERROR_DESCRIPTIONS = {
	400: 'A parameter or the body is missing or wrong; the message names it',
	401: 'The credentials are missing or wrong',
	403: 'The podcast belongs to another client, or metrics are for this machine alone',
	404: 'No such podcast, or it is not open to whoever asks',
	413: 'The body is too large',
	429: 'The address or the client asks too often, or has as much as it may have',
	503: 'The server is full or shuts down',
} as const;

/** Statuses that are documented of errors. */
type ErrorStatus = keyof typeof ERROR_DESCRIPTIONS;

/** Answers that are errors, of these statuses and of those that every call may have. */
export function errors(...statuses: ErrorStatus[]): Record<string, object> {
	return Object.fromEntries(
		([...statuses, 429, 503] as const).map((status) => [
			status,
			json(
				ERROR_DESCRIPTIONS[status],
				schema('Error'),
				status === 429 || status === 503
					? { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } }
					: undefined,
			),
		]),
	);
}
