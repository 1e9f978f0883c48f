// Recordings of earlier processes: finished where no show goes on with them, and only then.
import { appendFile, readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { RecorderOptions } from '../../src/recording/recorder.js';
import { Recorder } from '../../src/recording/recorder.js';
import { finishLeftRecordings } from '../../src/show/left-recordings.js';
import type { EpisodeManifest } from '../../src/store/episode-manifest.js';
import { ANN, startRecording, Talker } from '../recording/recording-fixture.js';
import { readOggPages } from '../support/ogg-pages.js';

const OPUS = Buffer.from('fcfffe01', 'hex');

/** A recording that a process which was killed has left, with a page that is torn. */
async function leftRecording() {
	const { clock, folder, options, recorder } = await startRecording();
	const ann = new Talker(ANN);
	for (let frame = 0; frame < 100; frame++) {
		ann.say(recorder, OPUS, clock);
		await clock.step(20);
	}
	await recorder.pause();
	await appendFile(folder.trackFile(1), 'OggS torn');
	return { folder, options };
}

/** What is handed over to be rendered while a show has this recording, or none. */
function finishing(
	{ folder }: { folder: RecorderOptions['folder'] },
	recording: { episode: EpisodeManifest | undefined; opened: Promise<void> } | undefined,
) {
	const recorded: string[] = [];
	const finished = finishLeftRecordings({
		library: {
			folderOf: () => folder,
			interrupted: () => [{ id: folder.id, guildId: '1' }] as EpisodeManifest[],
			recorded: ({ id }) => {
				recorded.push(id);
			},
		},
		registry: { closing: new AbortController().signal, shows: [{ recording }] },
		logger: pino({ level: 'silent' }),
		recovered: Promise.resolve(),
	});
	return { finished, recorded };
}

test('one that no show goes on with is finished', async () => {
	const left = await leftRecording();
	const { finished, recorded } = finishing(left, undefined);
	await finished;
	expect(recorded).toEqual([left.folder.id]);
	expect((await left.folder.readManifest())?.state).toBe('rendering');
});

test('one that a show is just taking up is left to it', async () => {
	const left = await leftRecording();
	let recorder: Recorder | undefined;
	let open = () => {};
	const mayOpen = new Promise<void>((resolve) => {
		open = resolve;
	});
	const recording = {
		get episode() {
			return recorder?.manifest;
		},
		opened: mayOpen.then(async () => {
			recorder = await Recorder.resume(left.options);
		}),
	};
	const { finished, recorded } = finishing(left, recording);
	// As long as the disk takes.
	await new Promise(setImmediate);
	open();
	await finished;
	expect(recorded).toEqual([]);
	await recorder?.stop();
	const pages = readOggPages(await readFile(left.folder.trackFile(1)));
	expect(pages.map(({ sequence }) => sequence)).toEqual([...pages.keys()]);
	expect(pages.filter(({ isLast }) => isLast)).toHaveLength(1);
});

test('one whose show had to begin another is finished', async () => {
	const left = await leftRecording();
	const { finished, recorded } = finishing(left, { episode: undefined, opened: Promise.resolve() });
	await finished;
	expect(recorded).toEqual([left.folder.id]);
});
