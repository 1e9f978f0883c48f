// All tracks of an episode as one zip, stored as they are, with what opens them all in Audacity.
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** A file in it. */
export interface ArchivedTrack {
	name: string;
	/** Undefined where that is known only when it is made. */
	bytes: number | undefined;
	/** Asked for when its turn comes. */
	open: () => Promise<Readable>;
}

/** An archive on its way. */
export interface Archive {
	/** Of all of it; undefined where one of its files is of unknown length. */
	bytes: number | undefined;
	stream: Readable;
}

/** @see {@link https://manual.audacityteam.org/man/lof_files.html} */
const LIST_NAME = 'tracks.lof';

/** Readable by everybody, as what is unpacked should be. */
const MODE = 0o100644;

/**
 * Packs tracks. It opens one after the other, and only as fast as it is read; whatever it has open
 * is closed when it is destroyed.
 *
 * @param madeAt - what the files are dated
 */
export function packTracks(tracks: readonly ArchivedTrack[], madeAt: Date): Archive {
	const zip = new ZipFile();
	const stream = zip.outputStream as Readable;
	let current: Readable | undefined;
	const shared = { mtime: madeAt, mode: MODE, compress: false };
	zip.on('error', (error: Error) => stream.destroy(error));
	stream.once('close', () => current?.destroy());
	const list = tracks.map(({ name }) => `file "${name}"\n`).join('');
	zip.addBuffer(Buffer.from(list), LIST_NAME, shared);
	for (const { bytes, name, open } of tracks) {
		const options = { ...shared, ...(bytes !== undefined && { size: bytes }) };
		zip.addReadStreamLazy(name, options, (opened) => {
			open().then(
				(source) => {
					current = source;
					source.once('error', (error) => stream.destroy(error));
					if (stream.destroyed) {
						source.destroy();
					} else {
						opened(null, source);
					}
				},
				(error: Error) => stream.destroy(error),
			);
		});
	}
	let total = -1;
	// NOTE: its type does not say so, but it is called at once, with -1 where the size is unknown.
	zip.end({ forceZip64Format: false, comment: '' }, ((bytes: number) => {
		total = bytes;
	}) as () => void);
	return { stream, bytes: total < 0 ? undefined : total };
}
