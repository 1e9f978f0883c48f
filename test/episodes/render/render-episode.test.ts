// What an episode sounds like: copied where one speaks, mixed where several do, at one loudness.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { audioOf, readOggPages } from '../../support/ogg-pages.js';
import { amplitudeAt, concatenate, decode, levelDb, toDb } from '../../support/signal.js';
import { makeDataDir } from '../../support/studio.js';
import { decodeAudio, hasTools, leftOf, runTool, STEREO_FLOATS } from '../../support/tools.js';
import { RecordedEpisode, writeOpus } from './recorded-episode.js';

const SAMPLES_PER_TICK = 960;

/** Silence of ours that players leave out. */
const PRE_SKIP_PACKETS = 2;

/** Loudness and true peak, as ffmpeg measures them. */
async function measure(file: Uint8Array, format: 'ogg' | 'mp3') {
	const args = ['-hide_banner', '-nostats', '-f', format, '-i', 'pipe:0'];
	const measured = await runTool(
		'ffmpeg',
		[...args, '-af', 'ebur128=peak=true', '-f', 'null', '-'],
		file,
	);
	const summary = measured.stderr.slice(measured.stderr.lastIndexOf('Summary:'));
	const [, lufs] = /I:\s+(-?[\d.]+) LUFS/.exec(summary) ?? [];
	const [, peakDb] = /Peak:\s+(-?[\d.]+) dBFS/.exec(summary) ?? [];
	return { lufs: Number(lufs), peakDb: Number(peakDb) };
}

const slice = (samples: Float32Array, fromTick: number, ticks: number) =>
	samples.subarray(fromTick * SAMPLES_PER_TICK, (fromTick + ticks) * SAMPLES_PER_TICK);

/** Of those from 100 to 700: their end fades in one more, and half a second stays on either side. */
const HEARD_TICKS = 25 + 601 + 25;

/** Two members in turn, and both at once from tick 300 to 350; silence before, between and behind. */
async function makeConversation() {
	const episode = await RecordedEpisode.make();
	const ann = episode.addTrack(800, [
		{ fromTick: 100, ticks: 250, hz: 440, peak: 0.1 },
		{ fromTick: 600, ticks: 100, hz: 440, peak: 0.1 },
	]);
	const bob = episode.addTrack(700, [{ fromTick: 300, ticks: 250, hz: 1000, peak: 0.1 }]);
	return { episode, ann, bob };
}

/** What comes of it: rendered once for those who look at nothing else. */
let rendering: ReturnType<typeof renderConversation> | undefined;

async function renderConversation() {
	const { episode, ann, bob } = await makeConversation();
	const { playedMs } = await episode.render();
	return {
		ann,
		bob,
		playedMs,
		opus: episode.read('episode.opus'),
		mp3: episode.read('episode.mp3'),
	};
}

function renderedConversation(): ReturnType<typeof renderConversation> {
	rendering ??= renderConversation();
	return rendering;
}

describe('an episode', () => {
	test('has the frames of who speaks alone byte for byte, at their place', async () => {
		const { ann, bob, opus, playedMs } = await renderedConversation();
		const packets = audioOf(readOggPages(opus)).slice(PRE_SKIP_PACKETS);
		expect(playedMs).toBe(HEARD_TICKS * 20);
		expect(packets.length).toBe(HEARD_TICKS);
		let alone = 0;
		let copied = 0;
		for (const [place, packet] of packets.entries()) {
			const spoken = [ann[place + 75], bob[place + 75]].filter((one) => one && one.length > 3);
			if (spoken.length === 0) {
				expect(Buffer.from(packet).toString('hex')).toBe('f8fffe');
			} else if (spoken.length === 1) {
				alone += 1;
				copied += Buffer.compare(packet, spoken[0] as Uint8Array) === 0 ? 1 : 0;
			}
		}
		expect(alone).toBe(500);
		expect(copied / alone).toBeGreaterThanOrEqual(0.99);
	});

	test('has both voices where two speak, and no click where one begins or ends', async () => {
		const { ann, bob, opus } = await renderedConversation();
		const packets = audioOf(readOggPages(opus)).slice(PRE_SKIP_PACKETS);
		const heard = concatenate(decode(packets));
		const wanted = concatenate(decode(ann.slice(75, 75 + HEARD_TICKS)));
		for (const [place, sample] of concatenate(decode(bob.slice(75, 700))).entries()) {
			wanted[place] = (wanted[place] as number) + sample;
		}
		for (let tick = 0; tick < HEARD_TICKS; tick++) {
			const error = slice(heard, tick, 1).map(
				(sample, place) => sample - (wanted[tick * SAMPLES_PER_TICK + place] as number),
			);
			// Voices are at -23 dBFS; what differs is the second encoder's noise, and 2.5 ms at a seam.
			expect(levelDb(error), `tick ${tick}`).toBeLessThan(-35);
		}
	});

	test('counts as one where a third member is erased: nothing of them is in it', async () => {
		const { episode } = await makeConversation();
		episode.addTrack(700, [{ fromTick: 150, ticks: 300, hz: 3000, peak: 0.3 }]);
		await episode.render();
		const [, , third] = episode.manifest.tracks;
		Object.assign(third as object, { isErased: true, userId: undefined, name: undefined });
		rmSync(episode.folder.trackFile(3));
		await episode.render({ revision: 2 });
		const level = (revision: number) => {
			const packets = audioOf(readOggPages(episode.read('episode.opus', revision)));
			return toDb(amplitudeAt(3000, slice(concatenate(decode(packets)), 100, 250)));
		};
		expect(level(1)).toBeGreaterThan(-15);
		expect(level(2)).toBeLessThan(-70);
		if (hasTools('ffmpeg')) {
			const { samples } = await decodeAudio(episode.read('episode.mp3', 2), 'mp3');
			expect(toDb(amplitudeAt(3000, slice(samples, 100, 250)))).toBeLessThan(-70);
		}
	});

	test('is not made without a track that is missing, or damaged, and leaves nothing', async () => {
		const { episode } = await makeConversation();
		rmSync(episode.folder.trackFile(2));
		await expect(episode.render()).rejects.toMatchObject({
			failure: { kind: 'track missing', track: 2 },
		});
		writeFileSync(episode.folder.trackFile(2), 'no Ogg at all, but a text that is long enough');
		await expect(episode.render()).rejects.toMatchObject({
			failure: { kind: 'track unreadable', track: 2 },
		});
		expect(readdirSync(episode.folder.path)).not.toContain('out');
	});

	test('is given up in the middle, and leaves no file', async () => {
		const { episode } = await makeConversation();
		let breaths = 0;
		let beforehand: string[] = [];
		const breathe = async () => {
			breaths += 1;
			if (breaths === 20) {
				beforehand = readdirSync(episode.folder.outputFolder(1));
				throw new Error('given up');
			}
		};
		await expect(episode.render({}, { breathe, report: () => {} })).rejects.toThrow('given up');
		expect(beforehand).toEqual(['episode.mp3.new', 'episode.opus.new']);
		expect(readdirSync(episode.folder.outputFolder(1))).toEqual([]);
	});

	test('begins and ends with the jingles, at its own loudness', async () => {
		const { episode } = await makeConversation();
		const jingle = await RecordedEpisode.make();
		const packets = jingle.addTrack(100, [{ fromTick: 0, ticks: 100, hz: 2000, peak: 0.01 }]);
		const introFile = join(jingle.dataDir, 'intro.opus');
		writeOpus(introFile, packets);
		const outroFile = join(jingle.dataDir, 'outro.opus');
		writeFileSync(outroFile, 'no Ogg');
		episode.addEvent({ atMs: 7000, type: 'note', text: 'Questions' });
		const { chapters, heard, omitted, playedMs } = await episode.render({ introFile, outroFile });
		expect(playedMs).toBe(2000 + HEARD_TICKS * 20);
		expect(heard).toEqual([{ fromMs: 1500, durationMs: 20 * HEARD_TICKS, playedFromMs: 2000 }]);
		expect(omitted).toMatchObject([{ what: 'outro' }]);
		expect(chapters).toEqual([
			{ startMs: 0, title: 'Start' },
			{ startMs: 7500, title: 'Questions' },
		]);
		expect(JSON.parse(episode.read('chapters.json').toString())).toEqual({
			version: '1.2.0',
			chapters: [
				{ startTime: 0, title: 'Start' },
				{ startTime: 7.5, title: 'Questions' },
			],
		});
		const decoded = concatenate(decode(audioOf(readOggPages(episode.read('episode.opus')))));
		const intro = levelDb(slice(decoded, 20, 60));
		const speech = levelDb(slice(decoded, 2 + 100 + 100, 60));
		expect(Math.abs(intro - speech)).toBeLessThan(3);
		expect(toDb(amplitudeAt(2000, slice(decoded, 20, 60)))).toBeGreaterThan(-30);
	});

	test('fails where nobody was heard', async () => {
		const episode = await RecordedEpisode.make();
		episode.addTrack(100, []);
		await expect(episode.render()).rejects.toMatchObject({ failure: { kind: 'nothing heard' } });
	});
});

describe.skipIf(!hasTools('ffmpeg', 'ffprobe', 'opusinfo'))('an episode, to strangers', () => {
	test('is as loud as it should be, below -1 dBTP, in both files of one length', async () => {
		const { mp3, opus, playedMs } = await renderedConversation();
		for (const [file, format] of [
			[opus, 'ogg'],
			[mp3, 'mp3'],
		] as const) {
			const { lufs, peakDb } = await measure(file, format);
			expect(Math.abs(lufs + 16)).toBeLessThanOrEqual(0.5);
			expect(peakDb).toBeLessThanOrEqual(-1);
		}
		const folder = makeDataDir();
		for (const [name, content] of Object.entries({ opus, mp3 })) {
			const file = join(folder, `episode.${name}`);
			writeFileSync(file, content);
			const args = ['-loglevel', 'warning', '-i', file];
			const { stdout, stderr } = await runTool('ffmpeg', [...args, ...STEREO_FLOATS]);
			expect({ samples: leftOf(stdout).length, stderr }).toEqual({
				samples: playedMs * 48,
				stderr: '',
			});
		}
		const { stdout, stderr } = await runTool('opusinfo', [join(folder, 'episode.opus')]);
		expect(stdout.toString() + stderr).not.toMatch(/warning|error/i);
	});

	test('brings members who are 12 dB apart within 2 LU in the MP3, where each is', async () => {
		const episode = await RecordedEpisode.make();
		episode.addTrack(700, [{ fromTick: 0, ticks: 300, hz: 700, peak: 0.2 }]);
		episode.addTrack(700, [{ fromTick: 320, ticks: 300, hz: 700, peak: 0.05 }]);
		await episode.render();
		const { samples } = await decodeAudio(episode.read('episode.mp3'), 'mp3');
		const loud = levelDb(slice(samples, 50, 200));
		const quiet = levelDb(slice(samples, 370, 200));
		expect(Math.abs(loud - quiet)).toBeLessThan(2);
		// The first word is where it was, to some samples: nothing is heard before tick 320.
		expect(levelDb(slice(samples, 305, 14))).toBeLessThan(-70);
		expect(levelDb(slice(samples, 321, 2))).toBeGreaterThan(loud - 3);
	});

	test('tells title, people and chapters, whatever they are called', async () => {
		const { episode } = await makeConversation();
		Object.assign(episode.manifest, {
			title: 'One ]]> \u0000two\u202e <b>"é" 🎙️',
			hostName: 'AC/DC\n',
			serverName: '🎧'.repeat(100),
		});
		episode.addEvent({ atMs: 0, type: 'started' });
		episode.addEvent({ atMs: 100, type: 'note', text: 'Hé\u0000llo 🎧' });
		episode.addEvent({ atMs: 6000, type: 'note', text: '\u202e \u200b' });
		episode.addEvent({ atMs: 6500, type: 'note', text: 'Second' });
		const coverFile = join(episode.dataDir, 'cover.png');
		const pixel =
			'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
		writeFileSync(coverFile, Buffer.from(pixel, 'base64'));
		await episode.render({ coverFile });
		const args = ['-v', 'error', '-of', 'json', '-show_chapters', '-show_format', '-show_streams'];
		const probe = async (name: 'episode.mp3' | 'episode.opus') => {
			const { stdout } = await runTool('ffprobe', [...args, episode.folder.outputFile(1, name)]);
			return JSON.parse(stdout.toString());
		};
		const mp3 = await probe('episode.mp3');
		expect(mp3.format.tags).toMatchObject({ title: 'One ]]> two <b>"é" 🎙️', artist: 'AC∕DC' });
		expect(mp3.streams.map(({ codec_name }: { codec_name: string }) => codec_name)).toEqual([
			'mp3',
			'png',
		]);
		const chapters = [
			['Hé llo 🎧', 0],
			['Second', 5],
		];
		for (const probed of [mp3, await probe('episode.opus')]) {
			const found = probed.chapters.map(
				(chapter: { tags: { title: string }; start_time: string }) => [
					chapter.tags.title,
					Number(chapter.start_time),
				],
			);
			expect(found).toEqual(chapters);
		}
	});
});
