// The JSON that calls take and answer, as JSON Schema 2020-12.
import { MAX_SPEAKERS, MAX_TEXT_CHARACTERS, VISIBILITIES } from '../../protocol/podcast-details.js';
import { API_ERRORS, VARIABLE_ERROR_CODES } from '../http/api-error.js';

const text = { type: 'string', maxLength: MAX_TEXT_CHARACTERS } as const;
const count = { type: 'integer', minimum: 0 } as const;
const activeSince = {
	type: ['integer', 'null'],
	description: 'Milliseconds since the epoch, or null while no sender has connected',
} as const;

/** What listeners are told, and the owner may change. */
const details = {
	title: { ...text, description: 'As a member wrote it, never markup' },
	serverName: { ...text, description: 'Discord server that the podcast comes from' },
	hostName: { ...text, description: 'Who put it on air' },
	visibility: {
		enum: VISIBILITIES,
		description:
			'public: listed, and heard by whoever knows the id; unlisted: heard by whoever has the ' +
			'listen key; private: heard by clients with credentials only',
	},
	speakers: {
		type: 'array',
		items: text,
		maxItems: MAX_SPEAKERS,
		description: 'Who speaks now, in the order in which they began',
	},
} as const;

const podcast = {
	id: { type: 'string', minLength: 1 },
	...details,
	activeSince,
	isLive: { type: 'boolean', description: 'Whether its sender is connected' },
	listeners: { ...count, description: 'How many hear it now, whichever way' },
} as const;

const ownPodcast = {
	...podcast,
	listenKey: { type: 'string', pattern: '^[A-Za-z0-9_-]{22}$' },
	url: {
		type: ['string', 'null'],
		description: 'Link for listeners; null for a private podcast, which has none',
	},
} as const;

/** Every schema by its name. */
export const SCHEMAS = {
	Podcast: closed(podcast),
	OwnPodcast: closed(ownPodcast),
	PodcastChanges: { type: 'object', properties: details, additionalProperties: false },
	ProtocolPodcast: closed({
		id: { type: 'string', pattern: '^[A-Za-z0-9_-]{5}$' },
		ip: { type: 'string', description: 'Host of the websocket' },
		port: { type: 'integer', minimum: 1, maximum: 65_535, description: 'Port of the websocket' },
		activeSince,
		host: { type: 'string', description: 'Client id of the sender' },
	}),
	Health: closed({
		ok: { const: true },
		podcasts: count,
		senders: count,
		receivers: count,
		uptimeSeconds: count,
		version: { type: 'string' },
	}),
	Unhealthy: closed({
		ok: { const: false },
		reason: { type: 'string', description: 'What is wrong, as a sentence' },
		podcasts: count,
		senders: count,
		receivers: count,
		uptimeSeconds: count,
		version: { type: 'string' },
	}),
	Error: closed({
		error: closed({
			code: {
				enum: [
					...new Set([
						...Object.values(API_ERRORS).map(({ code }) => code),
						...VARIABLE_ERROR_CODES,
					]),
				],
				description: 'Stable, for programs',
			},
			message: { type: 'string', description: 'For people' },
		}),
	}),
} as const;

/** Name of a schema. */
export type SchemaName = keyof typeof SCHEMAS;

/** An object with these fields, all of them and no others. */
function closed<Properties extends object>(properties: Properties) {
	return {
		type: 'object',
		properties,
		required: Object.keys(properties),
		additionalProperties: false,
	} as const;
}
