// What the bot and the process of its podcast server say to each other: each message, and its check.
import { z } from 'zod';
import type { ClusterConfig } from '../../config/cluster-settings.js';
import type { CatchUpChange } from '../../episodes/catch-up/served-catch-ups.js';
import type { MetricFamily } from '../../metrics/metric-families.js';
import type { PodcastMemoryPlace } from '../../server/podcast/podcast-memory.js';
import type { ServedShow } from '../../server/shows/served-shows.js';
import type { EpisodeManifest } from '../../store/episode-manifest.js';
import type { PackedFailure } from './packed-failure.js';
import type { PackedSettings } from './packed-settings.js';

/*
 * Both ends are the same program of the same version, and nobody else has the channel. So the check is
 * of what each message is and of the parts that somebody acts upon; what is handed on as a whole
 * (a manifest, a profile) was checked when it was read from the disk.
 */

/** A show, as it is told: its episodes are told once, by themselves. */
export interface ToldShow extends Omit<ServedShow, 'episodes'> {
	/** Of those that are published and can be heard, newest first. */
	episodeIds: readonly string[];
	/** Which of the members in them may be named. */
	named: readonly string[];
	/** Path of the picture that a member has uploaded. */
	coverFile: string | undefined;
}

/** An episode that is over, as it is told. */
export interface ToldEpisode {
	manifest: EpisodeManifest;
	/** As {@link ServedEpisode.isBeingChanged}. */
	isBeingChanged: boolean;
}

/** What a server begins with. */
export interface ServerBeginning {
	settings: PackedSettings;
	cluster: ClusterConfig;
	/** Where the files of episodes are. */
	dataDir: string;
	memory: PodcastMemoryPlace;
	logLevel: string;
	/** Why the program cannot do its work, as a sentence. */
	problem: string | undefined;
	shows: readonly ToldShow[];
	episodes: readonly ToldEpisode[];
	/** Each as it is; undefined where no show can be heard from its beginning on. */
	catchUps: readonly CatchUpChange[] | undefined;
}

/** What the server's process asks the bot, and what it is answered. */
export interface Answers {
	metrics: MetricFamily[];
	/** What addresses of downloads are signed with. */
	secret: Uint8Array;
}

/** One such question. */
export type Question = keyof Answers;

function object<Value extends object>() {
	return z.custom<Value>((value) => typeof value === 'object' && value !== null);
}

const snowflake = z.string().regex(/^\d{17,20}$/);
const count = z.number().int().nonnegative();

/** From the bot to the server's process. */
export const toServerShape = z.discriminatedUnion('type', [
	z.object({ type: z.literal('begin'), beginning: object<ServerBeginning>() }),
	z.object({
		type: z.literal('show'),
		guildId: snowflake,
		show: object<ToldShow>().optional(),
		/** Whether whoever watches shows is told. */
		isNews: z.boolean(),
	}),
	z.object({
		type: z.literal('episode'),
		id: z.string(),
		/** Absent: there is none, or none that is over. */
		episode: object<ToldEpisode>().optional(),
		/** Whether answers that are under way are cut. */
		isCut: z.boolean(),
	}),
	z.object({ type: z.literal('catch-up'), change: object<CatchUpChange>() }),
	z.object({ type: z.literal('problem'), problem: z.string().optional() }),
	/** Asks for `synced`, which says that all before it has been acted upon. */
	z.object({ type: z.literal('sync'), turn: count }),
	z.object({ type: z.literal('answer'), question: count, value: z.unknown() }),
	z.object({ type: z.literal('refusal'), question: count, problem: z.string() }),
	z.object({ type: z.literal('stop'), isHurried: z.boolean() }),
]);

/** From the server's process to the bot. */
export const fromServerShape = z.discriminatedUnion('type', [
	z.object({ type: z.literal('listening'), url: z.url() }),
	z.object({ type: z.literal('failed'), failure: object<PackedFailure>() }),
	/** One line of JSON, as the logger makes them. */
	z.object({ type: z.literal('log'), line: z.string() }),
	z.object({ type: z.literal('synced'), turn: count }),
	z.object({ type: z.literal('ask'), question: count, about: z.enum(['metrics', 'secret']) }),
	z.object({ type: z.literal('guid'), guildId: snowflake, guid: z.string().min(1) }),
	z.object({ type: z.literal('missing'), id: z.string() }),
	/** Somebody hears the show that becomes this episode from its beginning on. */
	z.object({ type: z.literal('wanted'), id: z.string() }),
]);

/** A message to the server's process. */
export type ToServer = z.infer<typeof toServerShape>;

/** A message of the server's process. */
export type FromServer = z.infer<typeof fromServerShape>;
