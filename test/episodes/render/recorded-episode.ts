// A recorded episode for tests: tracks made by formula, in a folder of their own.
import { appendFileSync, readFileSync } from 'node:fs';
import { renderEpisode } from '../../../src/episodes/render/render-episode.js';
import type { RenderJob, RenderPace } from '../../../src/episodes/render/render-job.js';
import { SILENCE_FRAME } from '../../../src/media/opus-packet.js';
import type { EpisodeEvent } from '../../../src/store/episode-events.js';
import { EpisodeFolder, newEpisodeId } from '../../../src/store/episode-folder.js';
import { type EpisodeManifest, manifestShape } from '../../../src/store/episode-manifest.js';
import { OggOpusFile } from '../../support/ogg-opus-file.js';
import { encode, tone } from '../../support/signal.js';
import { makeDataDir } from '../../support/studio.js';

/** A stretch of a track: a tone, in ticks of 20 ms. */
export interface Talk {
	fromTick: number;
	ticks: number;
	hz: number;
	peak: number;
}

/** Never in the way. */
const AT_EASE: RenderPace = { breathe: async () => {}, report: () => {} };

/** An episode as a recorder leaves it. */
export class RecordedEpisode {
	readonly dataDir = makeDataDir();
	readonly folder = new EpisodeFolder(this.dataDir, newEpisodeId());
	readonly manifest: EpisodeManifest = manifestShape.parse({
		version: 1,
		id: this.folder.id,
		guildId: '1'.repeat(18),
		channelId: '2'.repeat(18),
		title: 'An evening',
		serverName: 'The server',
		hostName: 'Ann',
		startedAtEpochMs: Date.UTC(2026, 10, 27, 20),
		state: 'rendering',
		visibility: 'public',
		consent: 'notice',
		keepDays: { unpublished: 7, published: 0, tracks: 0 },
	});

	static async make(): Promise<RecordedEpisode> {
		const episode = new RecordedEpisode();
		await episode.folder.make();
		return episode;
	}

	/** Writes a track. @returns its packets, one a tick */
	addTrack(ticks: number, talks: readonly Talk[]): Uint8Array[] {
		const packets = Array.from({ length: ticks }, () => SILENCE_FRAME);
		for (const { fromTick, hz, peak, ticks: length } of talks) {
			const frames = encode(tone({ hz, peak, durationMs: 20 * length }));
			packets.splice(fromTick, length, ...frames);
		}
		this.addPackets(packets);
		return packets;
	}

	/** The same of packets. */
	addPackets(packets: readonly Uint8Array[]): void {
		const number = this.manifest.tracks.length + 1;
		this.manifest.tracks.push({ number, userId: '3'.repeat(18), name: 'Ann', speechMs: 0 });
		writeOpus(this.folder.trackFile(number), packets);
	}

	addEvent(event: EpisodeEvent): void {
		appendFileSync(this.folder.eventsFile, `${JSON.stringify(event)}\n`);
	}

	job(more: Partial<RenderJob> = {}): RenderJob {
		const { dataDir, folder, manifest } = this;
		const shared = { dataDir, folderPath: folder.path, id: folder.id, manifest };
		return { ...shared, revision: 1, lufs: -16, mp3Kbps: 128, ...more };
	}

	render(more: Partial<RenderJob> = {}, pace = AT_EASE) {
		return renderEpisode(this.job(more), pace);
	}

	read(name: 'episode.opus' | 'episode.mp3' | 'chapters.json', revision = 1): Buffer {
		return readFileSync(this.folder.outputFile(revision, name));
	}
}

/** Writes packets of 20 ms. */
export function writeOpus(file: string, packets: readonly Uint8Array[]): void {
	const ogg = new OggOpusFile(file);
	for (const packet of packets) {
		ogg.add(packet);
	}
	ogg.close();
}
