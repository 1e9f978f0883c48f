// How the shows look that the extended REST answers.
import { OUTPUT_NAMES } from '../../../store/episode-manifest.js';
import { COUNT, closed, NamedSchema } from '../../http/operation.js';
import type { EpisodeView, LiveView, PlannedView, ShowView } from '../../shows/show-view.js';

const TEXT = { type: 'string' } as const;
const TEXT_OR_NULL = { type: ['string', 'null'] } as const;
const URL_TEXT = { type: 'string', format: 'uri' } as const;
const MOMENT = { ...COUNT, description: 'Milliseconds since the epoch' } as const;

const LIVE = closed<LiveView>({
	podcastId: {
		...TEXT_OR_NULL,
		description: 'Of its podcast; null where that is on another server',
	},
	title: TEXT,
	hostName: TEXT,
	since: MOMENT,
	listeners: {
		type: ['integer', 'null'],
		minimum: 0,
		description: 'How many hear it now, whichever way; null where another server knows',
	},
	url: {
		type: ['string', 'null'],
		format: 'uri',
		description: 'Of the page where it is heard, where that is on another server',
	},
});

const PLANNED = closed<PlannedView>({ title: TEXT, hostName: TEXT, startsAt: MOMENT });

const EPISODE = closed<EpisodeView>({
	id: TEXT,
	title: TEXT,
	hostName: TEXT,
	publishedAt: { type: ['integer', 'null'], description: 'Milliseconds since the epoch' },
	durationMs: COUNT,
	media: {
		type: 'array',
		items: closed<EpisodeView['media'][number]>({
			name: { enum: OUTPUT_NAMES },
			url: URL_TEXT,
			bytes: COUNT,
		}),
	},
});

/** As whoever may see it sees it. */
export const SHOW = new NamedSchema(
	'Show',
	closed<ShowView>({
		slug: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
		url: { ...URL_TEXT, description: 'Of its page' },
		title: TEXT,
		description: { type: 'string', description: 'Empty where there is none' },
		language: { ...TEXT_OR_NULL, description: 'As in RFC 5646' },
		website: TEXT_OR_NULL,
		live: {
			oneOf: [LIVE, { type: 'null' }],
			description: 'What is on air that whoever asks may hear, or null',
		},
		planned: { type: 'array', items: PLANNED, description: 'Soonest first' },
		episodes: { type: 'array', items: EPISODE, description: 'The newest 50, newest first' },
		streams: closed<ShowView['streams']>({ mp3: URL_TEXT, ogg: URL_TEXT }),
		calendar: URL_TEXT,
	}),
);
