// What the document says of episodes' routes.
import type { EpisodeFormat, TrackFormat } from '../../episodes/downloads/episode-downloads.js';
import type { OutputName } from '../../store/episode-manifest.js';
import { ERROR, errors } from '../http/error-answers.js';
import { json, type Operation } from '../http/operation.js';

/** A route's two operations. */
export interface Operations {
	get: Operation;
	head: Operation;
}

const ID = {
	name: 'id',
	in: 'path',
	required: true,
	schema: { type: 'string', pattern: '^[\\w-]{22}$' },
	description: 'Id of the episode',
} as const;

const REVISION = {
	name: 'revision',
	in: 'path',
	required: true,
	schema: { type: 'integer', minimum: 1 },
	description: 'Counts how often the episode was rendered',
} as const;

const NUMBER = {
	name: 'number',
	in: 'path',
	required: true,
	schema: { type: 'string', pattern: '^\\d{2,4}$' },
	description: 'Of the track, by order of first word, from 01',
} as const;

const FORMAT = {
	name: 'format',
	in: 'query',
	schema: { enum: ['opus', 'flac', 'wav'], default: 'opus' },
	description: 'Of the tracks in the archive',
} as const;

const SIGNATURE = (['expires', 'sig'] as const).map((name) => ({
	name,
	in: 'query',
	schema: { type: 'string' },
	description: 'As the bot has made it; the address opens for a day',
}));

const DESCRIPTIONS = {
	206: 'A part of it, as `Range` asks for',
	304: 'It is the one that the caller has',
	400: 'The format is none that there is',
	403: 'The address was changed, or its time is over',
	404: 'There is no such episode, it is not open to whoever asks, or it has no such file',
	410: 'The episode was rendered anew: this version is gone',
	412: 'It is not the one that the caller has',
	416: 'It has no such part',
	501: 'This format takes ffmpeg, which is not there',
} as const;

function binary(description: string, mediaType: string): object {
	return { description, content: { [mediaType]: {} } };
}

function answers(mediaType: string, what: string, statuses: readonly number[]) {
	const described = DESCRIPTIONS as Readonly<Record<number, string>>;
	return {
		200: binary(what, mediaType),
		...errors(),
		...Object.fromEntries(
			statuses.map((status) => {
				const description = described[status] ?? '';
				switch (status) {
					case 206:
						return [status, binary(description, mediaType)];
					case 304:
						return [status, { description }];
					default:
						return [status, json(description, ERROR)];
				}
			}),
		),
	};
}

function both(operation: Operation): Operations {
	const { operationId, responses } = operation;
	const heads = Object.entries(responses)
		.filter(([status]) => status !== '206' && status !== '416')
		.map(([status, answer]) => [
			status,
			{ description: (answer as { description: string }).description },
		]);
	return {
		get: operation,
		head: {
			...operation,
			operationId: `${operationId}Head`,
			responses: Object.fromEntries(heads) as Record<number, object>,
		},
	};
}

const FILE_STATUSES = [206, 304, 403, 404, 412, 416] as const;

const OUTPUTS: Readonly<Record<OutputName, [operationId: string, type: string, what: string]>> = {
	'episode.mp3': ['getEpisodeMp3', 'audio/mpeg', 'The episode as MP3'],
	'episode.opus': ['getEpisodeOpus', 'audio/ogg', 'The episode as Ogg Opus'],
	'chapters.json': ['getChapters', 'application/json+chapters', 'Its chapters'],
	'transcript.vtt': ['getTranscript', 'text/vtt', 'What was said, and by whom'],
};

/** A published file; its address changes with its content. */
export function describeOutput(name: OutputName): Operations {
	const [operationId, mediaType, what] = OUTPUTS[name];
	return both({
		operationId,
		tags: ['episodes'],
		summary: what,
		security: [],
		parameters: [ID, REVISION, ...SIGNATURE],
		responses: answers(mediaType, what, [...FILE_STATUSES, 410]),
	});
}

const MEDIA_TYPES: Readonly<Record<EpisodeFormat, string>> = {
	mp3: 'audio/mpeg',
	opus: 'audio/ogg',
	m4a: 'audio/mp4',
	flac: 'audio/flac',
	wav: 'audio/wav',
};

/** The whole episode by a signed address. */
export function describeEpisode(format: EpisodeFormat): Operations {
	const isMade = format !== 'mp3' && format !== 'opus';
	return both({
		operationId: `downloadEpisode${nameOf(format)}`,
		tags: ['episodes'],
		summary: `The episode as ${format.toUpperCase()}, published or not, by a signed address`,
		security: [],
		parameters: [ID, ...SIGNATURE],
		responses: answers(
			MEDIA_TYPES[format],
			'The episode',
			isMade ? [403, 404, 501] : FILE_STATUSES,
		),
	});
}

/** One track by a signed address. */
export function describeTrack(format: TrackFormat): Operations {
	return both({
		operationId: `downloadTrack${nameOf(format)}`,
		tags: ['episodes'],
		summary: `One member’s track as ${format.toUpperCase()}, by a signed address`,
		security: [],
		parameters: [ID, NUMBER, ...SIGNATURE],
		responses: answers(
			MEDIA_TYPES[format],
			'The track',
			format === 'opus' ? FILE_STATUSES : [403, 404, 501],
		),
	});
}

/** All tracks by a signed address. */
export const describeArchive: Operations = both({
	operationId: 'downloadTracks',
	tags: ['episodes'],
	summary: 'All tracks as a zip, with `tracks.lof` for Audacity, by a signed address',
	security: [],
	parameters: [ID, FORMAT, ...SIGNATURE],
	responses: answers('application/zip', 'The tracks', [400, 403, 404, 501]),
});

function nameOf(format: string): string {
	return `${format.charAt(0).toUpperCase()}${format.slice(1)}`;
}
