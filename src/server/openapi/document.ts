// The description of everything that the built-in server answers, as an OpenAPI 3.1 document.
import { listeningPaths } from './listening-paths.js';
import { podcastPaths } from './podcast-paths.js';
import { protocolPaths } from './protocol-paths.js';
import { SCHEMAS } from './schemas.js';

/** What differs from server to server. */
export interface ApiIdentity {
	version: string;
	/** Base URL under which the server is reached from outside. */
	publicUrl: URL;
}

/**
 * Builds the document.
 *
 * @returns JSON
 * @see {@link https://spec.openapis.org/oas/v3.1.1.html}
 */
export function describeApi({ version, publicUrl }: ApiIdentity): object {
	return {
		openapi: '3.1.1',
		info: {
			title: 'Discord Podcasts',
			version,
			description:
				'Podcasts of the built-in server. What is spoken is sent over a websocket at `/?id={id}`, ' +
				'with the credentials as headers, or with `&key={listen key}` where there are none; its ' +
				'packets are described in docs/protocol.md. A podcast that is not open to whoever asks is ' +
				'answered as one that does not exist. Every call may be answered 429 where its address ' +
				'asks too often, and 503 while the server shuts down.',
			license: { name: 'MIT', identifier: 'MIT' },
		},
		servers: [{ url: publicUrl.href.replace(/\/$/, '') }],
		tags: [
			{ name: 'protocol', description: 'The calls of the Discord Podcasts protocol' },
			{ name: 'podcasts', description: 'Podcasts as pages and players see them' },
			{ name: 'listening', description: 'Pages and streams, for people and their players' },
			{ name: 'server', description: 'The server itself' },
		],
		paths: { ...protocolPaths(), ...podcastPaths(), ...listeningPaths() },
		components: {
			schemas: SCHEMAS,
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
