// The description of everything that the built-in server answers, as an OpenAPI 3.1 document.
import type { DescribedRoute } from '../http/described-routes.js';
import { NamedSchema, TAGS } from '../http/operation.js';

/** What differs from server to server. */
export interface ApiIdentity {
	version: string;
	/** Base URL under which the server is reached from outside. */
	publicUrl: URL;
	/** All that it answers. */
	routes: readonly DescribedRoute[];
}

/**
 * Gathers the document from what the routes say of themselves.
 *
 * @returns JSON
 * @throws {TypeError} if two schemas have one name
 * @see {@link https://spec.openapis.org/oas/v3.1.1.html}
 */
export function describeApi({ version, publicUrl, routes }: ApiIdentity): object {
	const { paths, schemas } = gather(routes);
	return {
		openapi: '3.1.1',
		info: {
			title: 'Discord Podcasts',
			version,
			description:
				'Podcasts of the built-in server. What is spoken is sent over a websocket at `/?id={id}`, ' +
				'with the credentials as headers, or with `&key={listen key}` where there are none; its ' +
				'packets are described in docs/protocol.md. A receiver that can wait adds `&join=2` or ' +
				'`&join=3`, packets in one write. A podcast that is not open to whoever asks is ' +
				'answered as one that does not exist. Every call may be answered 429 where its address ' +
				'asks too often, and 503 while the server shuts down.',
			license: { name: 'MIT', identifier: 'MIT' },
		},
		servers: [{ url: publicUrl.href.replace(/\/$/, '') }],
		tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
		paths,
		components: {
			schemas,
			securitySchemes: {
				clientId: {
					type: 'apiKey',
					in: 'header',
					name: 'clientId',
					description: 'Id of a client; `client_id` does as well',
				},
				token: { type: 'apiKey', in: 'header', name: 'token' },
				metricsToken: { type: 'http', scheme: 'bearer' },
			},
		},
	};
}

/** Operations by method, by path; and the schemas that they refer to, by name. */
function gather(routes: readonly DescribedRoute[]) {
	const named = new Map<string, NamedSchema>();
	const refer = (_key: string, value: unknown) => {
		if (!(value instanceof NamedSchema)) {
			return value;
		}
		const { name } = value;
		if ((named.get(name) ?? value) !== value) {
			throw new TypeError(`Expected one schema of the name ${name}, got two`);
		}
		named.set(name, value);
		return { $ref: `#/components/schemas/${name}` };
	};
	const withReferences = (value: object): object => JSON.parse(JSON.stringify(value, refer));

	const paths: Record<string, Record<string, object>> = {};
	for (const { method, url, operation } of routes) {
		const path = url.replaceAll(/:(\w+)/g, '{$1}');
		paths[path] ??= {};
		paths[path][method.toLowerCase()] = withReferences(operation);
	}
	const schemas: Record<string, object> = {};
	// What one of them refers to joins the rest while it is read.
	for (const { name, schema } of named.values()) {
		schemas[name] = withReferences(schema);
	}
	return { paths, schemas };
}
