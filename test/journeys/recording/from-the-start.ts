// A player without a sound, which hears a show from its beginning on.
import { expect } from 'vitest';
import { decodeAudio } from '../../support/tools.js';

/** The tag before the frames of each segment. */
export const TAG_BYTES = 73;

/** A playlist. */
export interface StartPlaylist {
	status: number;
	text: string;
	/** Whole addresses. */
	segments: string[];
}

/** Asks for one. */
export async function askFromStart(url: string): Promise<StartPlaylist> {
	const response = await fetch(url);
	const text = await response.text();
	const lines = response.ok ? text.split('\n') : [];
	const segments = lines.filter((line) => line !== '' && !line.startsWith('#'));
	return {
		status: response.status,
		text,
		segments: segments.map((segment) => new URL(segment, url).href),
	};
}

/** What segments hold, decoded as one; nothing of none. Those that are gone meanwhile are left out. */
export async function hear(segments: readonly string[]): Promise<Float32Array> {
	const files: Buffer[] = [];
	for (const segment of segments) {
		const response = await fetch(segment);
		const bytes = Buffer.from(await response.arrayBuffer());
		if (response.status !== 404) {
			expect(response.headers.get('content-type')).toBe('audio/mpeg');
			files.push(bytes.subarray(TAG_BYTES));
		}
	}
	return files.length === 0
		? new Float32Array(48_000)
		: (await decodeAudio(Buffer.concat(files), 'mp3')).samples;
}
