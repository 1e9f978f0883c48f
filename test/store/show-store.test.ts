import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLogger } from '../../src/logger.js';
import { type RememberedShow, ShowMemory } from '../../src/store/show-store.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { makeDataDir } from '../support/studio.js';
import { until } from '../support/until.js';

const BOT = '1425768081010982912';
const PODCAST: RememberedShow = {
	guildId: '1425768081015177216',
	voiceChannelId: '1425768081019371520',
	title: 'Tides',
	sinceEpochMs: 1_767_225_600_000,
	hostName: 'Ada',
	visibility: 'unlisted',
	consent: 'notice',
	isRecorded: false,
	mutedUserIds: [],
	panel: { channelId: '1425768081023565824', messageId: '1425768081027760128' },
};
const OTHER = { ...PODCAST, panel: { ...PODCAST.panel, messageId: '1425768081027760129' } };

function setUp(folder = makeDataDir()) {
	let log = '';
	const destination = {
		write: (line: string) => {
			log += line;
		},
	};
	const logger = createLogger({ level: 'trace', format: 'json', secrets: [], destination });
	const clock = new SteppedClock();
	const memory = new ShowMemory({ folder, clock, logger });
	onTestFinished(() => memory.close());
	return { clock, file: join(folder, 'on-air.json'), folder, log: () => log, memory };
}

/** What the next process finds. */
async function reopen(folder: string, botUserId = BOT) {
	const next = setUp(folder);
	return { ...next, ...(await next.memory.open(botUserId)) };
}

describe('ShowMemory', () => {
	test('is empty at first, and makes its folder when there is something to keep', async () => {
		const { file, folder, memory } = setUp(join(makeDataDir(), 'a', 'b'));
		expect((await memory.open(BOT)).podcasts).toEqual([]);
		expect(() => statSync(folder)).toThrow();
		await memory.put(PODCAST);
		expect(statSync(file).mode & 0o777).toBe(0o600);
	});

	test('gives the next process what was put, by panel, the latest of each', async () => {
		const { folder, memory } = setUp();
		await memory.open(BOT);
		await Promise.all([
			memory.put(PODCAST),
			memory.put(OTHER),
			memory.put({ ...PODCAST, voiceChannelId: '1425768081019371521' }),
		]);
		expect((await reopen(folder)).podcasts).toEqual([
			{ ...PODCAST, voiceChannelId: '1425768081019371521' },
			OTHER,
		]);
	});

	test('forgets what was removed, and leaves nothing else in the folder', async () => {
		const { folder, memory } = setUp();
		await memory.open(BOT);
		await memory.put(PODCAST);
		await memory.remove(PODCAST.panel.messageId);
		await memory.remove(PODCAST.panel.messageId);
		expect((await reopen(folder)).podcasts).toEqual([]);
		expect(readdirSync(folder)).toEqual(['on-air.json']);
	});

	test('tells when the process was last alive, to the minute', async () => {
		const { clock, folder, memory } = setUp();
		await memory.open(BOT);
		await memory.put(PODCAST);
		const beginMs = clock.epochMs();
		await clock.step(150_000);
		await memory.put(PODCAST);
		await clock.step(60_000);
		await until(async () => (await reopen(folder)).aliveEpochMs).toBe(beginMs + 210_000);
		await memory.remove(PODCAST.panel.messageId);
		expect(clock.pendingTimers).toBe(0);
	});

	test('is not touched any more once it is closed, and has in it what was asked for until then', async () => {
		const { clock, file, folder, memory } = setUp();
		await memory.open(BOT);
		await memory.put(PODCAST);
		const asked = memory.put(OTHER);
		await memory.close();
		expect(await asked).toBe(true);
		expect(clock.pendingTimers).toBe(0);
		const content = readFileSync(file, 'utf8');
		await memory.remove(OTHER.panel.messageId);
		expect(await memory.put({ ...PODCAST, title: 'Storms' })).toBe(false);
		expect(clock.pendingTimers).toBe(0);
		expect(readFileSync(file, 'utf8')).toBe(content);
		expect((await reopen(folder)).podcasts).toEqual([PODCAST, OTHER]);
	});

	test.each([
		['', 'not one'],
		['{"version":1,"botUser', 'not one'],
		['[]', 'not one'],
		['{"version":0,"botUserId":"1","aliveEpochMs":0,"podcasts":[]}', 'not one'],
		[
			JSON.stringify({
				version: 1,
				botUserId: BOT,
				aliveEpochMs: 0,
				podcasts: [{ ...PODCAST, guildId: '../x' }],
			}),
			'not one',
		],
		[
			JSON.stringify({
				version: 1,
				botUserId: '1425768081010982999',
				aliveEpochMs: 0,
				podcasts: [PODCAST],
			}),
			'another bot account',
		],
	])('puts %j aside with a warning', async (content, reason) => {
		const { file, folder, log, memory } = setUp();
		writeFileSync(file, content);
		expect((await memory.open(BOT)).podcasts).toEqual([]);
		const [aside = ''] = readdirSync(folder);
		expect(aside).toMatch(/^on-air\.json\.\d+\.aside$/);
		expect(readFileSync(join(folder, aside), 'utf8')).toBe(content);
		expect(log()).toContain(reason);
		await memory.put(PODCAST);
		expect((await reopen(folder)).podcasts).toEqual([PODCAST]);
	});

	test('costs no podcast where the folder cannot be written, and says so once', async () => {
		const folder = join(makeDataDir(), 'taken');
		writeFileSync(folder, '');
		const { log, memory } = setUp(folder);
		await memory.open(BOT);
		await memory.put(PODCAST);
		await memory.put(OTHER);
		expect(memory.get(OTHER.panel.messageId)).toEqual(OTHER);
		expect(log().match(/check DATA_DIR/g)).toHaveLength(1);
	});

	test('costs no podcast where a folder has the name of the file', async () => {
		const { file, log, memory } = setUp();
		mkdirSync(file);
		expect((await memory.open(BOT)).podcasts).toEqual([]);
		expect(log()).toMatch(/cannot be read \(EISDIR\)/);
		await memory.put(PODCAST);
		expect((await memory.open(BOT)).podcasts).toEqual([PODCAST]);
	});
});
