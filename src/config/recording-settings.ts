// Settings of recordings and episodes: whether shows are kept, how, and for how long.
import type { z } from 'zod';
import {
	DEFAULT_MP3_BITRATE_KBPS,
	MP3_BITRATES_KBPS,
	type Mp3Bitrate,
} from '../media/mp3-bitrate.js';
import { amount, choice, flag, integer, oneOf } from './shapes/setting-shapes.js';

/** How a show is recorded. */
const RECORD_CHOICES = ['no', 'tracks'] as const;

/** How recordings are kept, and what is made of them. */
export interface RecordingConfig {
	/** Whether a show is recorded where its host does not say. */
	isDefault: boolean;
	/** Whether listeners may hear a show that is recorded from its beginning on while it is on air. */
	hasCatchUp: boolean;
	/** Whether an episode is published as soon as it is ready. */
	isAutoPublished: boolean;
	/** In days; 0: until somebody deletes it. */
	keepDays: { unpublished: number; published: number; tracks: number };
	/** Longer shows become several episodes. */
	maxMs: number;
	/** A recording ends where less is free on its disk. */
	minFreeBytes: number;
	/** How often what was written is made safe from a power cut. */
	syncMs: number;
	/** What an episode's loudness is brought to. */
	lufs: number;
	mp3Kbps: Mp3Bitrate;
}

/** -16 LUFS is what Apple Podcasts asks for, -23 what EBU R 128 does. */
const LOUDNESSES_LUFS = [-14, -16, -18, -19, -23] as const;

const keepDays = () => integer({ min: 0, max: 36_500 });

/** The shape of each. */
export const recordingSettings = {
	RECORD: choice(RECORD_CHOICES).default('no'),
	CATCH_UP: flag().default(true),
	AUTO_PUBLISH: flag().default(false),
	EPISODE_KEEP_DAYS: keepDays().default(0),
	UNPUBLISHED_KEEP_DAYS: keepDays().default(7),
	TRACKS_KEEP_DAYS: keepDays().default(0),
	RECORDING_MAX_MS: amount('RECORDING_MAX_MS', { min: 60_000, max: 86_400_000 }).default(
		21_600_000,
	),
	RECORDING_MIN_FREE_BYTES: amount('RECORDING_MIN_FREE_BYTES', { min: 0, max: 2 ** 50 }).default(
		2 ** 30,
	),
	RECORDING_SYNC_MS: amount('RECORDING_SYNC_MS', { min: 100, max: 60_000 }).default(2000),
	EPISODE_LUFS: oneOf(LOUDNESSES_LUFS).default(-16),
	EPISODE_MP3_KBPS: oneOf(MP3_BITRATES_KBPS).default(DEFAULT_MP3_BITRATE_KBPS),
};

/** Recordings' settings among all of them. */
export function pickRecordingSettings(
	settings: z.infer<z.ZodObject<typeof recordingSettings>>,
): RecordingConfig {
	return {
		isDefault: settings.RECORD === 'tracks',
		hasCatchUp: settings.CATCH_UP,
		isAutoPublished: settings.AUTO_PUBLISH,
		keepDays: {
			unpublished: settings.UNPUBLISHED_KEEP_DAYS,
			published: settings.EPISODE_KEEP_DAYS,
			tracks: settings.TRACKS_KEEP_DAYS,
		},
		maxMs: settings.RECORDING_MAX_MS,
		minFreeBytes: settings.RECORDING_MIN_FREE_BYTES,
		syncMs: settings.RECORDING_SYNC_MS,
		lufs: settings.EPISODE_LUFS,
		mp3Kbps: settings.EPISODE_MP3_KBPS,
	};
}
