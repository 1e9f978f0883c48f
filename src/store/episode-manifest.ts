// What an episode is: the content of its `episode.json`, which recorder, renderer and library share.
import { z } from 'zod';
import { VISIBILITIES } from '../protocol/podcast-details.js';
import { CONSENT_MODES } from './consent-mode.js';

/** Name of the file in the episode's folder. */
export const MANIFEST_FILE_NAME = 'episode.json';

/** Newest version of its content that this program knows. */
export const MANIFEST_VERSION = 1;

/**
 * Where an episode is in its life. One that is found `recording` when a process starts was
 * interrupted: it is taken up again, or rendered.
 */
export const EPISODE_STATES = ['recording', 'rendering', 'ready', 'failed'] as const;

/** Files that are made from the tracks, by name. */
export const OUTPUT_NAMES = [
	'episode.opus',
	'episode.mp3',
	'chapters.json',
	'transcript.vtt',
] as const;

/** One of them. */
export type OutputName = (typeof OUTPUT_NAMES)[number];

/** Why a recording ended before its show. */
export const RECORDING_ENDS = ['disk full', 'disk slow', 'disk failed', 'too long'] as const;

/** One of them. */
export type RecordingEnd = (typeof RECORDING_ENDS)[number];

const snowflake = z.string().regex(/^\d{17,20}$/);
const epochMs = z.number().int().nonnegative();
const days = z.number().int().nonnegative();

/** 128 random bits, as base64url. */
export const episodeId = z.string().regex(/^[\w-]{22}$/);

const trackShape = z.object({
	/** From 1, in order of first word; the track's file is named after it. */
	number: z.number().int().min(1).max(9999),
	/** Whose voice it is; absent once it is erased. */
	userId: snowflake.optional(),
	/** Display name at the first word; absent once it is erased. */
	name: z.string().optional(),
	/** Milliseconds of frames that are no silence. */
	speechMs: z.number().int().nonnegative().default(0),
	/** There is no file any more, and nobody knows whose voice it was. */
	isErased: z.literal(true).optional(),
});

const outputShape = z.object({
	name: z.enum(OUTPUT_NAMES),
	bytes: z.number().int().nonnegative(),
	/** Of the file, in hexadecimal digits. */
	sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const panelShape = z.object({ channelId: snowflake, messageId: snowflake });

const heardShape = z.object({
	/** Of the recording's time. */
	fromMs: z.number().nonnegative(),
	durationMs: z.number().nonnegative(),
	/** Of the episode's. */
	playedFromMs: z.number().nonnegative(),
});

const chapterShape = z.object({ startMs: z.number().nonnegative(), title: z.string() });

/** The content of an episode's manifest. */
export const manifestShape = z.object({
	version: z.literal(MANIFEST_VERSION),
	id: episodeId,
	guildId: snowflake,
	/** The voice channel in which it began. */
	channelId: snowflake,
	title: z.string(),
	serverName: z.string().default(''),
	/** Display name of who put the show on air. */
	hostName: z.string().default(''),
	/** Whose name that is; absent where it is not known. */
	hostUserId: snowflake.optional(),
	/** Of one that is the continuation of a longer show: 2 or more. */
	part: z.number().int().min(2).optional(),
	/** Where tick 0 is. */
	startedAtEpochMs: epochMs,
	/** Of the recording, silence at its ends included; while it is recorded, as last written. */
	durationMs: z.number().int().nonnegative().default(0),
	state: z.enum(EPISODE_STATES),
	/** Counts what was rendered; 0 before the first time. Addresses of media carry it. */
	revision: z.number().int().nonnegative().default(0),
	visibility: z.enum(VISIBILITIES),
	consent: z.enum(CONSENT_MODES),
	/** As members were told; 0: until somebody deletes it. */
	keepDays: z.object({ unpublished: days, published: days, tracks: days }),
	isPublished: z.boolean().default(false),
	/** When it was published for the first time; stays, whatever becomes of it. */
	publishedAtEpochMs: epochMs.optional(),
	/** When it was hidden last; it is kept from then on as one that was never published. */
	hiddenAtEpochMs: epochMs.optional(),
	tracks: z.array(trackShape).default([]),
	/** Their files are not kept any more: what was rendered cannot be rendered again. */
	areTracksGone: z.literal(true).optional(),
	/** Of the revision; what is served, and nothing else. */
	outputs: z.array(outputShape).default([]),
	/** The message that shows the show, and then the episode. */
	panel: panelShape.optional(),
	/** Length of what listeners hear, its silent ends cut; 0 before it is rendered. */
	playedMs: z.number().int().nonnegative().default(0),
	/** Which stretches of the recording are heard, in order, and where; absent before it is rendered. */
	heard: z.array(heardShape).optional(),
	/** As in `chapters.json`, for those who tell of the episode; absent before it is rendered. */
	chapters: z.array(chapterShape).optional(),
	/** Why the recording ended before the show. */
	endedFor: z.enum(RECORDING_ENDS).optional(),
	/** Why it cannot be rendered; for the log and for whoever runs the bot. */
	failure: z.string().optional(),
	/** Host of the service that has written the transcript; absent where none was asked. */
	transcriber: z.string().optional(),
});

/** An episode, as it is written down. */
export type EpisodeManifest = z.output<typeof manifestShape>;

/** Where an episode is shown. */
export type EpisodePanel = z.output<typeof panelShape>;

/** One member's track. */
export type EpisodeTrack = z.output<typeof trackShape>;

/** A file made from the tracks. */
export type EpisodeOutput = z.output<typeof outputShape>;

/** One stretch that is heard, in milliseconds: what times are mapped by. */
export type HeardStretch = z.output<typeof heardShape>;

/** A title, and which part of a longer show it is of, where words of no language have room. */
export function withPart(title: string, part: EpisodeManifest['part']): string {
	return part === undefined ? title : `${title} (${part})`;
}

/**
 * What a manifest says when some tracks are nobody's any more: neither id nor name is left of whose
 * they were.
 */
export function withoutTracks(
	{ hostName, hostUserId, tracks }: Pick<EpisodeManifest, 'hostName' | 'hostUserId' | 'tracks'>,
	isMeant: (track: EpisodeTrack) => boolean,
): Pick<EpisodeManifest, 'hostName' | 'hostUserId' | 'tracks'> {
	const isHost = tracks.some(
		(track) =>
			isMeant(track) &&
			// By the name, too: it may be another's that only looks the same, which does no harm.
			(track.name === hostName || (hostUserId !== undefined && track.userId === hostUserId)),
	);
	return {
		hostName: isHost ? '' : hostName,
		hostUserId: isHost ? undefined : hostUserId,
		tracks: tracks.map((track) =>
			isMeant(track) ? { number: track.number, speechMs: 0, isErased: true } : track,
		),
	};
}
