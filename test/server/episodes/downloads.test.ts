import { existsSync, truncateSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { delimiter, join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EpisodeManifest } from '../../../src/store/episode-manifest.js';
import { ANN, BOB, voiceOf } from '../../episodes/library-fixture.js';
import { OggOpusFile } from '../../support/ogg-opus-file.js';
import { amplitudeAt, encode, tone } from '../../support/signal.js';
import { readStoredZip } from '../../support/stored-zip.js';
import { makeDataDir } from '../../support/studio.js';
import { hasTools, runTool } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { openSocket } from '../raw-http.js';
import { codeOf, EpisodeFixture } from './episode-fixture.js';

const HZ = { [ANN]: 440, [BOB]: 880 };
const DURATION_MS = 2000;
/** Of what a decoder gives: the file's pre-skip is left out (RFC 7845, 4.2). */
const SAMPLES = (DURATION_MS * 48_000) / 1000 - 3840;
/** More than a client's system takes unread, and less than both ends' do. */
const SMALL_BYTES = 1_000_000;

function writeTone(path: string, hz: number, repeat = 1): void {
	const file = new OggOpusFile(path);
	const frames = encode(tone({ hz, peak: 0.5, durationMs: DURATION_MS }));
	for (let round = 0; round < repeat; round++) {
		for (const frame of frames) {
			file.add(frame);
		}
	}
	file.close();
}

/** An episode of two tones; what is rendered of it is the first. */
async function recorded(given: Partial<EpisodeManifest> = {}, repeat = 1) {
	const fixture = new EpisodeFixture();
	const { id } = await fixture.leave(given);
	const folder = fixture.folder(id);
	writeTone(folder.trackFile(1), HZ[ANN] as number, repeat);
	writeTone(folder.trackFile(2), HZ[BOB] as number, repeat);
	await fixture.open();
	await fixture.settled(id);
	await writeFile(folder.outputFile(1, 'episode.opus'), await readFile(folder.trackFile(1)));
	await fixture.serve();
	const sign = (path: string, format?: string) =>
		fixture.library.links.sign({ path: `/e/${id}/${path}`, format });
	return { fixture, folder, id, sign };
}

/** How loud a tone is in a WAV of ours, on its left. */
function amplitudeIn(wav: Buffer, hz: number): number {
	const samples = Float32Array.from(
		{ length: (wav.length - 44) / 4 },
		(_, index) => wav.readInt16LE(44 + 4 * index) / 32_768,
	);
	return amplitudeAt(hz, samples.subarray(4800));
}

/** An answer of which nothing is read yet. */
async function unread(url: string): Promise<IncomingMessage> {
	const response = await new Promise<IncomingMessage>((resolve, reject) => {
		get(url, resolve).on('error', reject);
	});
	response.on('error', () => {});
	onTestFinished(() => void response.destroy());
	return response;
}

describe('a signed address', () => {
	test('opens what is not published, for a day', async () => {
		const { fixture, folder, sign } = await recorded({ title: 'Évening: "Show"', part: 2 });
		const address = await sign('tracks/01.opus');
		const whole = await fixture.ask(address);
		expect(whole.body).toEqual(await readFile(folder.trackFile(1)));
		expect(whole.headers).toMatchObject({
			'cache-control': 'private, no-store',
			'content-disposition': `attachment; filename="01-ann.opus"; filename*=UTF-8''01-ann.opus`,
		});
		const part = await fixture.ask(address, { headers: { range: 'bytes=10-19' } });
		expect([part.status, part.body]).toEqual([206, whole.body.subarray(10, 20)]);
		const listen = await fixture.ask(await sign('episode.mp3'));
		expect(listen.headers['content-disposition']).toBe(
			`inline; filename="_vening-show-2.mp3"; filename*=UTF-8''%C3%A9vening-show-2.mp3`,
		);
		await fixture.clock.step(86_401_000);
		const over = await fixture.ask(address);
		expect([over.status, codeOf(over)]).toEqual([403, 'link_expired']);
	});

	test.each([
		['without its signature', (address: string) => address.replace(/\?.*/, '')],
		['with a part of it', (address: string) => address.slice(0, -1)],
		['for another format', (address: string) => address.replace('opus', 'flac')],
		['for longer', (address: string) => address.replace(/expires=(\d)/, 'expires=9$1')],
		['for another episode', (address: string) => address.replace('/e/', '/e/another-')],
		['with two ends', (address: string) => `${address}&expires=9999999999`],
	])('opens nothing %s', async (_what, change) => {
		const { fixture, sign } = await recorded();
		const answer = await fixture.ask(change(await sign('tracks.zip', 'opus')));
		expect([answer.status, codeOf(answer)]).toEqual([403, 'link_wrong']);
	});

	test('says what there is not', async () => {
		const { fixture, id, sign } = await recorded();
		const codes = async (path: string, format?: string) =>
			codeOf(await fixture.ask(await sign(path, format)));
		expect(await codes('tracks/03.opus')).toBe('episode_not_found');
		expect(await codes('tracks/1.opus')).toBe('episode_not_found');
		expect(await codes('tracks.zip', 'mp3')).toBe('format_unknown');
		const goOn = fixture.renderer.block();
		await fixture.library.erase(ANN);
		expect(await codes('tracks.zip', 'opus')).toBe('being_changed');
		goOn();
		await fixture.settled(id, 'ready', 2);
		expect(await codes('tracks/01.opus')).toBe('episode_not_found');
		const zip = await fixture.ask(await sign('tracks.zip', 'opus'));
		expect([...readStoredZip(zip.body).keys()]).toEqual(['tracks.lof', '02-bob.opus']);
	});
});

test('tracks of what could not be rendered can be had all the same', async () => {
	const fixture = new EpisodeFixture();
	fixture.renderer.hold = () => Promise.reject(new Error('no encoder'));
	const { id } = await fixture.leave({ isPublished: true, publishedAtEpochMs: 5, revision: 1 });
	for (const number of [1, 2]) {
		writeTone(fixture.folder(id).trackFile(number), 440);
	}
	await fixture.open();
	for (const waitMs of [5_000, 60_000]) {
		await fixture.clock.timerWithin(waitMs);
		await fixture.clock.step(waitMs);
	}
	await fixture.settled(id, 'failed');
	await fixture.serve();
	const { links } = fixture.library;
	const zip = await fixture.ask(await links.sign({ path: `/e/${id}/tracks.zip` }));
	expect(readStoredZip(zip.body).size).toBe(3);
	expect((await fixture.ask(`/e/${id}/r1/episode.mp3`)).status).toBe(404);
});

describe('tracks.zip', () => {
	test('has a length that is known beforehand, and a list for Audacity', async () => {
		const { fixture, folder, sign } = await recorded();
		const address = await sign('tracks.zip', 'opus');
		const { body, headers } = await fixture.ask(address);
		expect(headers['content-length']).toBe(String(body.length));
		expect(headers['content-disposition']).toContain('evening-show-tracks-opus.zip');
		const files = readStoredZip(body);
		expect([...files.keys()]).toEqual(['tracks.lof', '01-ann.opus', '02-bob.opus']);
		expect(files.get('tracks.lof')?.toString()).toBe('file "01-ann.opus"\nfile "02-bob.opus"\n');
		expect(files.get('02-bob.opus')).toEqual(await readFile(folder.trackFile(2)));
		const head = await fixture.ask(address, { method: 'HEAD' });
		expect([head.status, head.headers['content-length']]).toEqual([200, String(body.length)]);
	});

	test('names files by members’ names as far as those are fit for it', async () => {
		const names = ['../../etc', '🎉🎉', 'Zoë "DJ" O’Neil', 'x'.repeat(200)];
		const fixture = new EpisodeFixture();
		const tracks = names.map((name, index) => ({
			...{ number: index + 1, userId: `20000000000000000${index}`, name, speechMs: 1 },
		}));
		const { id } = await fixture.leave({ tracks });
		for (const { number } of tracks) {
			writeTone(fixture.folder(id).trackFile(number), 440);
		}
		await fixture.open();
		await fixture.settled(id);
		await fixture.serve();
		const path = `/e/${id}/tracks.zip`;
		const { body } = await fixture.ask(await fixture.library.links.sign({ path }));
		expect([...readStoredZip(body).keys()].slice(1)).toEqual([
			'01-etc.opus',
			'02-voice.opus',
			'03-zoë-dj-o-neil.opus',
			`04-${'x'.repeat(40)}.opus`,
		]);
	});

	test('takes no more memory where nobody reads it', async () => {
		const { fixture, folder, sign } = await recorded();
		const bytes = await readFile(folder.trackFile(1));
		// 200 MB of nothing, and a whole page at the end.
		truncateSync(folder.trackFile(1), 200 * 2 ** 20);
		const end = await open(folder.trackFile(1), 'a');
		await end.write(bytes.subarray(bytes.lastIndexOf('OggS')));
		await end.close();
		const before = process.memoryUsage();
		await unread(fixture.server.url + (await sign('tracks.zip', 'opus')));
		for (let round = 0; round < 50; round++) {
			await fixture.ask('/health');
		}
		const after = process.memoryUsage();
		expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(32 * 2 ** 20);
	});
});

test('ffmpeg is looked for with the first file to convert, and not when the server starts', async () => {
	const folder = makeDataDir();
	const calls = join(folder, 'calls');
	const script = `#!/bin/sh\necho "$1" >> ${calls}\necho "ffmpeg version 0"\n`;
	await writeFile(join(folder, 'ffmpeg'), script, { mode: 0o700 });
	const { PATH } = process.env;
	onTestFinished(() => void Object.assign(process.env, { PATH }));
	process.env.PATH = [folder, PATH].join(delimiter);
	const { fixture, sign } = await recorded();
	expect(existsSync(calls)).toBe(false);
	const { body } = await fixture.ask(await sign('episode.flac'));
	expect(body.toString()).toBe('ffmpeg version 0\n');
	expect(await readFile(calls, 'utf8')).toBe('-version\n-hide_banner\n');
});

describe.runIf(hasTools('ffmpeg', 'ffprobe'))('with ffmpeg', () => {
	test('a track is a WAV of the length that it says', async () => {
		const { fixture, sign } = await recorded();
		const { body, headers } = await fixture.ask(await sign('tracks/02.wav'));
		expect(body).toHaveLength(44 + 4 * SAMPLES);
		expect(headers['content-length']).toBe(String(body.length));
		expect(amplitudeIn(body, HZ[BOB] as number)).toBeCloseTo(0.5, 1);
		expect(amplitudeIn(body, HZ[ANN] as number)).toBeLessThan(0.01);
	});

	test('a zip of WAV has a length that is known beforehand', async () => {
		const { fixture, sign } = await recorded();
		const { body, headers } = await fixture.ask(await sign('tracks.zip', 'wav'));
		expect(headers['content-length']).toBe(String(body.length));
		const ann = readStoredZip(body).get('01-ann.wav') as Buffer;
		expect(amplitudeIn(ann, HZ[ANN] as number)).toBeCloseTo(0.5, 1);
	});

	test.each([
		['episode.m4a', 'aac'],
		['episode.flac', 'flac'],
		['tracks/01.flac', 'flac'],
	])('%s is what it is called', async (path, codec) => {
		const { fixture, sign } = await recorded();
		const address = await sign(path);
		const { body, headers, isWhole } = await fixture.ask(address);
		expect(isWhole).toBe(true);
		expect(headers['accept-ranges']).toBe('none');
		const file = `${fixture.dataDir}/made`;
		await writeFile(file, body);
		const decoded = await runTool('ffmpeg', [
			...['-v', 'error', '-i', file, '-f', 's16le', '-ac', '2', '-ar', '48000', '-'],
		]);
		const wav = Buffer.concat([Buffer.alloc(44), decoded.stdout]);
		expect(amplitudeIn(wav, HZ[ANN] as number)).toBeCloseTo(0.5, 1);
		const probed = await runTool('ffprobe', [
			...['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', file],
		]);
		expect(probed.stdout.toString().trim()).toBe(codec);
		expect((await fixture.ask(address, { method: 'HEAD' })).status).toBe(200);
	});

	test('a zip of FLAC is whole, though its length is not known', async () => {
		const { fixture, sign } = await recorded();
		const { body, headers, isWhole } = await fixture.ask(await sign('tracks.zip', 'flac'));
		expect([isWhole, headers['content-length']]).toEqual([true, undefined]);
		expect(body.includes('01-ann.flac')).toBe(true);
	});

	test('two are converted at once, and a third when one has ended', async () => {
		const { fixture, sign } = await recorded({}, 60);
		const url = fixture.server.url + (await sign('tracks/01.wav'));
		const first = await unread(url);
		await unread(url);
		const third = await fixture.ask(await sign('tracks/02.wav'));
		expect([third.status, codeOf(third)]).toEqual([429, 'too_many_conversions']);
		expect(third.headers['retry-after']).toBe('30');
		first.destroy();
		const path = await sign('tracks/02.wav');
		await until(async () => (await fixture.ask(path)).status).toBe(200);
	});

	test('whoever reads nothing for a minute gives up the place', async () => {
		const { fixture, sign } = await recorded({}, 60);
		const url = fixture.server.url + (await sign('tracks/01.wav'));
		const stopped = await unread(url);
		const closed = new Promise((resolve) => stopped.once('close', resolve));
		await unread(url);
		const path = await sign('tracks/02.wav');
		await until(async () => {
			await fixture.clock.step(61_000);
			return (await fixture.ask(path)).status;
		}).toBe(200);
		stopped.resume();
		await closed;
		expect(stopped.complete).toBe(false);
	});
});

test('without ffmpeg other formats are refused in words, and Opus is there', async () => {
	const { PATH } = process.env;
	process.env.PATH = '';
	onTestFinished(() => {
		process.env.PATH = PATH;
	});
	const { fixture, sign } = await recorded();
	for (const path of ['episode.m4a', 'tracks/01.flac']) {
		const answer = await fixture.ask(await sign(path));
		expect([answer.status, codeOf(answer)]).toEqual([501, 'ffmpeg_missing']);
	}
	expect((await fixture.ask(await sign('tracks.zip', 'opus'))).status).toBe(200);
});

describe('a download that is under way', () => {
	test.each(['erased', 'removed', 'hidden'])(
		'ends where the episode is %s, and the rest of it never leaves',
		async (how) => {
			const fixture = new EpisodeFixture();
			const { id } = await fixture.published({ hostName: 'Bob' });
			await fixture.serve();
			const file = fixture.folder(id).outputFile(1, 'episode.mp3');
			const size = 64 * 2 ** 20;
			await writeFile(file, Buffer.alloc(size, voiceOf(ANN)));
			const response = await unread(`${fixture.server.url}/e/${id}/r1/episode.mp3`);
			const closed = new Promise((resolve) => response.once('close', resolve));
			const { library } = fixture;
			await {
				erased: () => library.erase(ANN),
				removed: () => library.remove(id),
				hidden: () => library.hide(id),
			}[how as 'erased']();
			let bytes = 0;
			response.on('data', (chunk: Buffer) => {
				bytes += chunk.length;
			});
			await closed;
			expect(response.complete).toBe(false);
			// No more than what this machine had taken for the client before.
			expect(bytes).toBeLessThan(size / 2);
		},
	);

	/** An episode that the system takes for a client at once, and what the server has answered. */
	async function published() {
		const fixture = new EpisodeFixture();
		const { id } = await fixture.published({ hostName: 'Bob' });
		const lines: string[] = [];
		const logger = pino({ level: 'debug' }, { write: (line: string) => lines.push(line) });
		await fixture.serve({ logger });
		const file = fixture.folder(id).outputFile(1, 'episode.mp3');
		await writeFile(file, Buffer.alloc(SMALL_BYTES, voiceOf(ANN)));
		const path = `/e/${id}/r1/episode.mp3`;
		const untilAnswered = (count: number) =>
			until(() => lines.filter((line) => line.includes('Request answered')).length).toBe(count);
		return { fixture, id, path, untilAnswered };
	}

	test('is so until the client has what the system has taken for it', async () => {
		const { fixture, id, path, untilAnswered } = await published();
		const response = await unread(`${fixture.server.url}${path}`);
		const closed = new Promise((resolve) => response.once('close', resolve));
		await untilAnswered(1);
		await fixture.library.hide(id);
		response.resume();
		await closed;
		expect(response.complete).toBe(false);
	});

	test('is so no more when its client asks for something else', async () => {
		const { fixture, id, path, untilAnswered } = await published();
		const socket = openSocket(fixture.server.url);
		let bytes = 0;
		socket.on('data', (chunk: Buffer) => {
			bytes += chunk.length;
		});
		socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
		await until(() => bytes).toBeGreaterThan(SMALL_BYTES);
		socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
		await untilAnswered(2);
		await fixture.library.hide(id);
		socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
		await untilAnswered(3);
		expect(socket.destroyed).toBe(false);
	});
});
