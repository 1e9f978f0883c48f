// A conversation as a recording has it: a track for each speaker, and their files.
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { OpusFileWriter } from '../../src/media/opus-file-writer.js';
import { SILENCE_FRAME } from '../../src/media/opus-packet.js';
import type { EpisodeFolder } from '../../src/store/episode-folder.js';
import { readOggOpus } from '../support/speech/ogg-opus.js';

const SPEECH = join(import.meta.dirname, '../support/speech');

/** How many take part. */
export const SPEAKERS = 4;

const TICKS_PER_SECOND = 50;

/** Each speaks for six seconds, and the next one begins while a tenth of it is left. */
const TURN_TICKS = 6 * TICKS_PER_SECOND;
const OVERLAP_TICKS = TURN_TICKS / 10;

/** Writes the tracks of a recording. */
export async function writeTracks(
	folder: EpisodeFolder,
	tracks: readonly Uint8Array[][],
): Promise<void> {
	await folder.make();
	for (const [place, packets] of tracks.entries()) {
		const descriptor = openSync(folder.trackFile(place + 1), 'w');
		const writer = new OpusFileWriter({ descriptor, serial: place, gainDb: 0, comments: {} });
		for (const packet of packets) {
			writer.add(packet);
		}
		writer.end();
	}
}

/** Speakers take turns, each on a track of their own: a packet a tick, by track. */
export function makeConversation(seconds: number): Uint8Array[][] {
	const ticks = seconds * TICKS_PER_SECOND;
	const voices = ['voice-a', 'voice-b', 'voice-c'].map((name) =>
		readOggOpus(join(SPEECH, `${name}.opus`)),
	);
	const tracks = Array.from({ length: SPEAKERS }, () =>
		Array<Uint8Array>(ticks).fill(SILENCE_FRAME),
	);
	let turn = 0;
	for (let start = 0; start < ticks; start += TURN_TICKS - OVERLAP_TICKS) {
		const voice = voices[turn % voices.length] as Uint8Array[];
		const from = (turn * TICKS_PER_SECOND) % (voice.length - TURN_TICKS);
		const track = tracks[turn % SPEAKERS] as Uint8Array[];
		for (let tick = 0; tick < TURN_TICKS && start + tick < ticks; tick++) {
			track[start + tick] = voice[from + tick] as Uint8Array;
		}
		turn += 1;
	}
	return tracks;
}
