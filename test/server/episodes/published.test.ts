import { readFile, rm } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { ANN, voiceOf } from '../../episodes/library-fixture.js';
import { codeOf, EpisodeFixture } from './episode-fixture.js';

async function published(given: Parameters<EpisodeFixture['published']>[0] = {}) {
	const fixture = new EpisodeFixture();
	const manifest = await fixture.published({ hostName: 'Bob', ...given });
	await fixture.serve();
	const file = fixture.folder(manifest.id).outputFile(1, 'episode.mp3');
	const { sha256 } = manifest.outputs.find(({ name }) => name === 'episode.mp3') ?? {};
	return {
		fixture,
		id: manifest.id,
		path: `/e/${manifest.id}/r1/episode.mp3`,
		content: await readFile(file),
		etag: `"${sha256}"`,
	};
}

const FUTURE = 'Fri, 01 Jan 2100 00:00:00 GMT';
const PAST = 'Sat, 01 Jan 2000 00:00:00 GMT';
/** Above what a number holds exactly. */
const HUGE = '9'.repeat(40);

type Headers = Record<string, string>;

/** `ETAG` and `DATE` stand for the file's own; a range is what its part must be, of its length. */
const CASES: readonly [string, Headers, number, ((bytes: number) => [number, number])?][] = [
	['nothing', {}, 200],
	['its beginning', { range: 'bytes=0-9' }, 206, () => [0, 9]],
	['one byte', { range: 'bytes=5-5' }, 206, () => [5, 5]],
	['from a place on', { range: 'bytes=100-' }, 206, (bytes) => [100, bytes - 1]],
	['its end', { range: 'bytes=-7' }, 206, (bytes) => [bytes - 7, bytes - 1]],
	['more than its end', { range: 'bytes=-99999999' }, 206, (bytes) => [0, bytes - 1]],
	['beyond its end', { range: 'bytes=10-99999999' }, 206, (bytes) => [10, bytes - 1]],
	['a unit in capitals', { range: 'Bytes=0-9' }, 206, () => [0, 9]],
	['behind its end', { range: 'bytes=99999999-' }, 416],
	['an empty end', { range: 'bytes=-0' }, 416],
	['a range the wrong way round', { range: 'bytes=9-0' }, 200],
	['two ranges', { range: 'bytes=0-1,5-6' }, 200],
	['the beginning and the end', { range: 'bytes=0-0,-1' }, 200],
	['with spaces around it', { range: 'bytes= 0-9 ' }, 206, () => [0, 9]],
	['with a space in it', { range: 'bytes=0 -9' }, 200],
	['below nothing', { range: 'bytes=--9' }, 200],
	['to beyond all numbers', { range: `bytes=0-${HUGE}` }, 206, (bytes) => [0, bytes - 1]],
	['from beyond all numbers', { range: `bytes=${HUGE}-` }, 416],
	['as much as beyond all numbers', { range: `bytes=-${HUGE}` }, 206, (bytes) => [0, bytes - 1]],
	['another unit', { range: 'lines=0-1' }, 200],
	['no range at all', { range: 'bytes=-' }, 200],
	['what is no number', { range: 'bytes=a-b' }, 200],
	['with the tag that it has', { 'if-none-match': 'ETAG' }, 304],
	['with that tag as a weak one', { 'if-none-match': 'W/ETAG' }, 304],
	['with that tag among others', { 'if-none-match': '"a", ETAG' }, 304],
	['with any tag', { 'if-none-match': '*' }, 304],
	['with another tag', { 'if-none-match': '"a"' }, 200],
	['with its date', { 'if-modified-since': 'DATE' }, 304],
	['with a later date', { 'if-modified-since': FUTURE }, 304],
	['with an earlier date', { 'if-modified-since': PAST }, 200],
	['with what is no date', { 'if-modified-since': 'yesterday' }, 200],
	['with another tag and its date', { 'if-none-match': '"a"', 'if-modified-since': 'DATE' }, 200],
	['only that one', { 'if-match': 'ETAG' }, 200],
	['only another one', { 'if-match': '"a"' }, 412],
	['only that one, weakly', { 'if-match': 'W/ETAG' }, 412],
	['unless it is younger', { 'if-unmodified-since': PAST }, 412],
	['unless it is younger, and it is not', { 'if-unmodified-since': FUTURE }, 200],
	['a part of that one', { range: 'bytes=0-9', 'if-range': 'ETAG' }, 206, () => [0, 9]],
	['a part of another one', { range: 'bytes=0-9', 'if-range': '"a"' }, 200],
	['a part of that one, weakly', { range: 'bytes=0-9', 'if-range': 'W/ETAG' }, 200],
	['a part of its date', { range: 'bytes=0-9', 'if-range': 'DATE' }, 206, () => [0, 9]],
	['a part of another date', { range: 'bytes=0-9', 'if-range': PAST }, 200],
	['a part of a later date', { range: 'bytes=0-9', 'if-range': FUTURE }, 200],
	['a part of any', { range: 'bytes=0-9', 'if-range': '*' }, 200],
	['a part of that one, behind its end', { range: `bytes=${HUGE}-`, 'if-range': 'ETAG' }, 416],
	['a part of another one, behind its end', { range: `bytes=${HUGE}-`, 'if-range': '"a"' }, 200],
	['whichever it is', { 'if-match': '*' }, 200],
	['only another one, which it has', { 'if-match': '"a"', 'if-none-match': 'ETAG' }, 412],
	['only that one, which it has', { 'if-match': 'ETAG', 'if-none-match': 'ETAG' }, 304],
	['only that one, though it is younger', { 'if-match': 'ETAG', 'if-unmodified-since': PAST }, 200],
	['a part of only another one', { range: 'bytes=0-9', 'if-match': '"a"' }, 412],
	['a part of what it has', { range: 'bytes=0-9', 'if-none-match': 'ETAG' }, 304],
];

/** Asks for one of the cases, with GET and HEAD. */
async function expectAnswered(
	{ content, etag, fixture, path }: Awaited<ReturnType<typeof published>>,
	[what, given, status, part]: (typeof CASES)[number],
): Promise<void> {
	const { headers: plain } = await fixture.ask(path, { method: 'HEAD' });
	const date = plain['last-modified'] ?? '';
	const headers = Object.fromEntries(
		Object.entries(given).map(([name, value]) => [
			name,
			value.replace('ETAG', etag).replace('DATE', date),
		]),
	);
	const answer = await fixture.ask(path, { headers });
	expect(answer.status, what).toBe(status);
	if (status === 206 && part) {
		const [start, end] = part(content.length);
		expect(answer.headers['content-range']).toBe(`bytes ${start}-${end}/${content.length}`);
		expect(answer.body, what).toEqual(content.subarray(start, end + 1));
	} else if (status === 416) {
		expect(answer.headers['content-range']).toBe(`bytes */${content.length}`);
		expect(codeOf(answer)).toBe('range_not_satisfiable');
	} else {
		expect(status === 200 ? answer.body : content, what).toEqual(content);
	}
	if (status < 400) {
		expect(answer.headers, what).toMatchObject({
			etag,
			'last-modified': date,
			'cache-control': 'public, max-age=31536000, immutable, s-maxage=60',
			'access-control-allow-origin': '*',
		});
	}
	// What HEAD says is what GET would, but for the range (9.3.2, 14.2).
	const { range, 'if-range': ifRange, ...others } = headers;
	const head = await fixture.ask(path, { method: 'HEAD', headers });
	const whole = await fixture.ask(path, { headers: others });
	expect([head.status, head.body.length], what).toEqual([whole.status, 0]);
	for (const name of ['content-length', 'content-type', 'etag', 'accept-ranges']) {
		expect(head.headers[name], what).toBe(whole.headers[name]);
	}
}

describe('a published file', () => {
	test('is answered by RFC 9110, whatever part and on whatever condition', async () => {
		const scene = await published();
		for (const given of CASES) {
			await expectAnswered(scene, given);
		}
	});

	test('is for everybody where it is public or unlisted, and for caches where it is public', async () => {
		const forAYear = 'max-age=31536000, immutable';
		for (const [visibility, cached] of [
			// A cache that hands it on hears within a minute that somebody is out of it.
			['public', `public, ${forAYear}, s-maxage=60`],
			['unlisted', `private, ${forAYear}`],
		] as const) {
			const { fixture, path } = await published({ visibility });
			const { headers, status } = await fixture.ask(path);
			expect([status, headers['content-type']]).toEqual([200, 'audio/mpeg']);
			expect(headers['cache-control']).toBe(cached);
		}
	});

	test('is not there where it is private, unless its address is signed', async () => {
		const { content, fixture, path } = await published({ visibility: 'private' });
		expect(codeOf(await fixture.ask(path))).toBe('episode_not_found');
		const signed = await fixture.ask(await fixture.library.links.sign({ path }));
		expect(signed.body).toEqual(content);
		expect(signed.headers['cache-control']).toBe('private, no-store');
	});

	test('may be asked for by pages of other sites, with ranges', async () => {
		const { fixture, path } = await published();
		const { headers, status } = await fixture.ask(path, { method: 'OPTIONS' });
		expect(status).toBe(204);
		expect(headers['access-control-allow-headers']).toContain('range');
	});

	test.each([
		['/r2/episode.mp3', 404],
		['/r0/episode.mp3', 404],
		['/r01/episode.mp3', 404],
		['/r1/transcript.vtt', 404],
		['/r1/episode.json', 404],
		['/r1/..%2f..%2fepisode.json', 404],
		['/r1/chapters.json', 200],
		['/r1/episode.opus', 200],
	])('%s is answered %i', async (rest, status) => {
		const { fixture, id } = await published();
		expect((await fixture.ask(`/e/${id}${rest}`)).status).toBe(status);
	});

	test('is gone once it is hidden, removed, or somebody has never published it', async () => {
		const { fixture, id, path } = await published();
		expect((await fixture.ask('/e/AAAAAAAAAAAAAAAAAAAAAA/r1/episode.mp3')).status).toBe(404);
		await fixture.library.hide(id);
		expect((await fixture.ask(path)).status).toBe(404);
		await fixture.library.publish(id);
		expect((await fixture.ask(path)).status).toBe(200);
		await fixture.library.remove(id);
		expect((await fixture.ask(path)).status).toBe(404);
	});

	test('is away while a voice is taken out, and then has another address', async () => {
		const { fixture, id, path } = await published();
		const goOn = fixture.renderer.block();
		await fixture.library.erase(ANN);
		const away = await fixture.ask(path);
		expect([away.status, codeOf(away)]).toEqual([503, 'being_changed']);
		expect(away.headers['retry-after']).toBe('30');
		expect(away.headers['cache-control']).toBe('no-store');
		goOn();
		await fixture.settled(id, 'ready', 2);
		const old = await fixture.ask(path);
		expect([old.status, codeOf(old)]).toEqual([410, 'revision_gone']);
		const { body } = await fixture.ask(path.replace('/r1/', '/r2/'));
		expect(body.includes(voiceOf(ANN))).toBe(false);
		expect(body.length).toBeGreaterThan(0);
	});

	test('that is missing on the disk is rendered again', async () => {
		const { fixture, id, path } = await published();
		await rm(fixture.folder(id).outputsFolder, { recursive: true });
		expect(codeOf(await fixture.ask(path))).toBe('being_changed');
		await fixture.settled(id, 'ready', 2);
		expect((await fixture.ask(path.replace('/r1/', '/r2/'))).status).toBe(200);
	});
});
