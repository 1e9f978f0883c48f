// Recorded shows, and what is heard in all that they leave behind: by content, not by name.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import prism from 'prism-media';
import { onTestFinished } from 'vitest';
import type { Show } from '../../../src/show/show.js';
import { EpisodeFolder } from '../../../src/store/episode-folder.js';
import type { Member } from '../../support/fake-discord/world/member.js';
import type { Message } from '../../support/fake-discord/world/message.js';
import { LIMIT_MS } from '../../support/limit.js';
import { amplitudeAt, concatenate, decode, encode, tone } from '../../support/signal.js';
import { goOnAir, type Studio, type StudioOptions, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';

export const ADA_HZ = 410;
export const BEN_HZ = 1710;

/** Of a tone of 0.3, of which half a second or more is in the loudest second. */
export const AUDIBLE = 0.1;

/** A show with Ada, its host, and Ben, which is recorded unless the environment says otherwise. */
export async function startRecordedShow(options: StudioOptions = {}) {
	const studio = await startStudio({
		...options,
		environment: {
			RECORD: 'tracks',
			RECORDING_MIN_FREE_BYTES: '0',
			MIX_AUTOMATIC_GAIN: 'false',
			...options.environment,
		},
	});
	const ben = studio.guild.addMember({ name: 'Ben' });
	ben.join(studio.stage);
	const { id, panel } = await goOnAir(studio, { title: 'Tides' });
	await until(() => studio.registry.get(studio.guild.id)?.kind).toBe('on air');
	const { show } = studio.registry.get(studio.guild.id) as { show: Show };
	return { ada: studio.host, ben, panel, podcastId: id, show, studio };
}

/** Longer than anything is waited for. */
const TALK_S = (2 * LIMIT_MS) / 1000;

/** Talks in a tone, at the speed at which people do, until it is stopped. */
export function talk(member: Member, hz: number) {
	const frames = encode(tone({ hz, peak: 0.3, durationMs: 1000 }));
	const speech = member.startSpeaking(Array.from({ length: TALK_S }, () => frames).flat());
	onTestFinished(() => speech.stop());
	return speech;
}

/** Resolves when a tone is in a member's track, on the disk. */
export async function untilRecorded(
	{ dataDir }: Studio,
	{ hz, member, show }: { hz: number; member: Member; show: Show },
): Promise<void> {
	await until(async () => {
		const episode = show.recording?.episode;
		const track = episode?.tracks.find(({ userId }) => userId === member.user.id);
		return episode && track
			? toneIn(new EpisodeFolder(dataDir, episode.id).trackFile(track.number), hz)
			: 0;
	}).toBeGreaterThan(AUDIBLE);
}

/** Whether anything of a member is recorded. */
export function hasTrack(show: Show, member: Member): boolean {
	const tracks = show.recording?.episode?.tracks ?? [];
	return tracks.some(({ userId }) => userId === member.user.id);
}

/**
 * How loud a tone is at its loudest second in a file that is being written; 0 while there is none. A
 * last second that is not whole yet counts for what it comes to if nothing follows.
 */
export async function toneIn(file: string, hz: number): Promise<number> {
	const seconds = existsSync(file) ? await tonesBySecond(readFileSync(file), hz) : [];
	return Math.max(0, ...seconds.map(({ amplitude, share }) => amplitude * share));
}

/** Ends the show; resolves with the episode's id when it is ready. */
export async function stopAndRender({ host, episodes, guild, text }: Studio): Promise<string> {
	await host.runCommand('podcast stop', {}, { channel: text }).response();
	await until(() => episodes.list(guild.id)[0]?.state).toBe('ready');
	return episodes.list(guild.id)[0]?.id ?? '';
}

/** What a member reads, alone, after a press. The button may come with an edit that is on its way. */
export async function press(member: Member, message: Message, button: string): Promise<Message> {
	await until(() => JSON.stringify(message.components)).toContain(`"${button}"`);
	return member.pressButton(message, button).response();
}

/** How loud a tone is in an Ogg Opus file at its loudest second. */
export async function loudestTone(bytes: Uint8Array, hz: number): Promise<number> {
	const seconds = await tonesBySecond(bytes, hz);
	return Math.max(0, ...seconds.map(({ amplitude }) => amplitude));
}

/** How loud a tone is in each second of an Ogg Opus file, and how much of that second there is. */
async function tonesBySecond(bytes: Uint8Array, hz: number) {
	const demuxer = Readable.from([bytes]).pipe(new prism.opus.OggDemuxer());
	const packets: Uint8Array[] = [];
	for await (const packet of demuxer) {
		packets.push(packet as Uint8Array);
	}
	const samples = concatenate(decode(packets));
	const second = 48_000;
	return Array.from({ length: Math.ceil(samples.length / second) }, (_, index) => {
		const part = samples.subarray(index * second, (index + 1) * second);
		return { amplitude: amplitudeAt(hz, part), share: part.length / second };
	});
}

/** All files below a folder, by path. */
export function filesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ name, parentPath }) => join(parentPath, name));
}

/** The loudest that a tone is in any Ogg Opus file below a folder, whatever it is called. */
export async function loudestToneIn(folder: string, hz: number): Promise<number> {
	const levels = filesIn(folder)
		.map((file) => readFileSync(file))
		.filter((bytes) => bytes.subarray(0, 4).toString('latin1') === 'OggS')
		.map((bytes) => loudestTone(bytes, hz));
	return Math.max(0, ...(await Promise.all(levels)));
}
