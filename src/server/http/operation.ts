// How a route says what it does: its operation in the OpenAPI document, and the pieces of one.

/** The sections of the document, by their names. */
export const TAGS = {
	protocol: 'The calls of the Discord Podcasts protocol',
	podcasts: 'Podcasts as pages and players see them',
	shows: 'Shows by their lasting addresses, on air or not',
	listening: 'Pages and streams, for people and their players',
	episodes: 'Recorded shows, as files and as tracks',
	server: 'The server itself',
} as const;

/**
 * What a route does, as the document says it. Schemas stand where they are used; those with a name
 * become references.
 *
 * @see {@link https://spec.openapis.org/oas/v3.1.1.html#operation-object}
 */
export interface Operation {
	/** A name for programs, which no other operation has. */
	operationId: string;
	tags: readonly (keyof typeof TAGS)[];
	summary: string;
	description?: string;
	/** Credentials that are taken, each of them enough; `{}` is none. */
	security: readonly Readonly<Record<string, readonly string[]>>[];
	/** Of path and query. */
	parameters?: readonly object[];
	requestBody?: object;
	/** Answers by their status. */
	responses: Readonly<Record<number, object>>;
}

declare module 'fastify' {
	interface FastifyContextConfig {
		/** Each route has this, or `hidden`. */
		operation?: Operation;
		/** Why the route is not in the document, in words. */
		hidden?: string;
	}
}

/** Credentials of a client. */
export const CREDENTIALS = [{ clientId: [], token: [] }] as const;
/** Credentials, or none: what is answered depends on what is open. */
export const CREDENTIALS_OR_NONE = [...CREDENTIALS, {}] as const;

/** A schema that the document has once, and refers to by its name. */
export class NamedSchema {
	readonly name: string;
	/** JSON Schema 2020-12. */
	readonly schema: object;

	constructor(name: string, schema: object) {
		this.name = name;
		this.schema = schema;
	}
}

/** The schema of a number of things. */
export const COUNT = { type: 'integer', minimum: 0 } as const;

/** The schema of an object with all fields of a type, and no others. */
export function closed<Fields extends object>(properties: Record<keyof Fields, object>): object {
	return {
		type: 'object',
		properties,
		required: Object.keys(properties),
		additionalProperties: false,
	};
}

/** An answer in JSON. */
export function json(description: string, schema: object, headers?: object): object {
	return {
		description,
		content: { 'application/json': { schema } },
		...(headers && { headers }),
	};
}

/** An answer in another media type, of which no more is said. */
export function textOf(mediaType: string, description: string): object {
	return {
		description,
		content: { [mediaType]: { schema: { type: 'string', contentMediaType: mediaType } } },
	};
}
