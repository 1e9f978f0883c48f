// A show of another server from its beginning on: what leaves while its server is asked, and what not.
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { Right } from '../../../src/cluster/podcast-words.js';
import { Subjects } from '../../../src/cluster/subjects.js';
import { BeginningAnswers } from '../../../src/server/beginning/beginning-answers.js';
import { rightToPodcast } from '../../../src/server/beginning/beginning-here.js';
import type { HeardBeginning } from '../../../src/server/beginning/heard-beginning.js';
import { RemoteBeginnings } from '../../../src/server/beginning/remote-beginnings.js';
import { SegmentCache } from '../../../src/server/beginning/segment-cache.js';
import { API_ERRORS } from '../../../src/server/http/api-error.js';
import { MemoryBroker } from '../../support/memory-bus.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { until } from '../../support/until.js';
import { bytesOf, ShelvedShow } from './shelved-show.js';

const PODCAST_ID = 'abcde';
const NAMES = ['start-0-aaaaaaaa', 'start-1-aaaaaaaa', 'start-2-aaaaaaaa'] as const;

/** A show at its own server, and at another one, whose questions can be held up. */
async function startBoth() {
	const clock = new SteppedClock();
	const broker = new MemoryBroker(clock);
	const subjects = new Subjects('test');
	const [there, here] = [broker.join(), broker.join()];
	const recorded = new ShelvedShow(clock, { podcastIds: [PODCAST_ID] });
	await recorded.add(NAMES);
	const catchUps = recorded.shelf;
	const logger = pino({ level: 'silent' });
	const answers = new BeginningAnswers({ bus: there, catchUps, clock, logger, subjects });
	answers.offer(PODCAST_ID, () => rightToPodcast(PODCAST_ID, { catchUps, visibility: 'public' }));
	const beginnings = new RemoteBeginnings({ bus: here, clock, subjects });
	onTestFinished(() => {
		beginnings.close();
		answers.close();
	});
	const asked: string[] = [];
	/** What answers wait for before they arrive. */
	const holding: { answers?: Promise<void> } = {};
	const request = here.request.bind(here);
	here.request = async (...parameters) => {
		asked.push(Buffer.from(parameters[1]).toString());
		const answer = await request(...parameters);
		await holding.answers;
		return answer;
	};
	const heardBy = (right: Right = {}): HeardBeginning =>
		beginnings.of({
			...{ place: PODCAST_ID, right },
			isKnown: true,
			none: API_ERRORS.podcastNotFound,
		});
	return { asked, beginnings, clock, heardBy, here, holding, recorded, there };
}

const NOT_CUT = () => {};

test('is asked for once by all who want the same at once, and for each time whether it may leave', async () => {
	const { asked, heardBy } = await startBoth();
	await heardBy().list(true);
	asked.length = 0;
	const fetchAll = () =>
		Promise.all(Array.from({ length: 50 }, () => heardBy().segment(NAMES[1], NOT_CUT)));
	for (const segment of await fetchAll()) {
		expect(segment).toMatchObject({ bytes: bytesOf(NAMES[1]) });
	}
	expect(asked).toHaveLength(1);
	expect(asked[0]).toContain('"fromByte":0');
	expect(await fetchAll()).toHaveLength(50);
	expect(asked).toHaveLength(2);
	expect(asked[1]).not.toContain('fromByte');
});

test('what is leaving is cut by its server’s word, and nothing else is', async () => {
	const { heardBy, recorded } = await startBoth();
	const cut: string[] = [];
	for (const name of NAMES) {
		expect(await heardBy().segment(name, () => cut.push(name))).toHaveProperty('bytes');
	}
	const left = await heardBy().segment(NAMES[2], () => cut.push('what has left'));
	if ('sent' in left) {
		left.sent();
	}
	recorded.takeBack(1);
	expect(cut).toEqual([NAMES[1], NAMES[2]]);
	recorded.close();
	expect(cut).toEqual([NAMES[1], NAMES[2], NAMES[0]]);
});

test('an answer that a no has overtaken lets nothing leave', async () => {
	const { clock, heardBy, holding, recorded } = await startBoth();
	await heardBy().list(true);
	await heardBy().segment(NAMES[2], NOT_CUT);
	await clock.step(1000);
	let letCome = () => {};
	holding.answers = new Promise((resolve) => {
		letCome = resolve;
	});
	const fetched = heardBy().segment(NAMES[1], NOT_CUT);
	const kept = heardBy().segment(NAMES[2], NOT_CUT);
	const listed = heardBy().list(true);
	recorded.takeBack(1);
	letCome();
	expect(await Promise.all([fetched, kept])).toEqual([
		API_ERRORS.segmentNotFound,
		API_ERRORS.segmentNotFound,
	]);
	for (const list of [await listed, await heardBy().list(true)]) {
		expect(list).toMatchObject({ segments: [{ name: NAMES[0] }] });
	}
});

test('an answer that was long on its way is asked for again, and is none where that happens thrice', async () => {
	const { asked, clock, heardBy, here, recorded } = await startBoth();
	await heardBy().list(true);
	asked.length = 0;
	const request = here.request.bind(here);
	let delays = 2;
	here.request = async (...parameters) => {
		const answer = await request(...parameters);
		if (delays-- > 0) {
			await clock.step(1100);
		}
		return answer;
	};
	expect(await heardBy().segment(NAMES[0], NOT_CUT)).toHaveProperty('bytes', bytesOf(NAMES[0]));
	expect(asked).toHaveLength(3);
	delays = 10;
	expect(await heardBy().segment(NAMES[0], NOT_CUT)).toEqual(API_ERRORS.podcastUnreachable);
	delays = 1;
	here.deafTo.add('event');
	recorded.takeBack(0);
	expect(await heardBy().segment(NAMES[0], NOT_CUT)).toEqual(API_ERRORS.segmentNotFound);
});

test('what takes long to leave is cut where its server cannot say any more that it must not', async () => {
	const { clock, heardBy, here, recorded, there } = await startBoth();
	const cut: string[] = [];
	const send = (name: string) => heardBy().segment(name, () => cut.push(name));
	await send(NAMES[0]);
	await clock.step(10_000);
	expect(cut).toEqual([]);
	there.setConnected(false);
	await clock.step(5000);
	expect(cut).toEqual([NAMES[0]]);

	there.setConnected(true);
	await send(NAMES[1]);
	here.deafTo.add('event');
	recorded.takeBack(1);
	await clock.step(2000);
	await until(() => cut).toEqual([NAMES[0], NAMES[1]]);

	await send(NAMES[0]);
	here.setConnected(false);
	expect(cut).toEqual([NAMES[0], NAMES[1], NAMES[0]]);
	expect(await heardBy().segment(NAMES[0], NOT_CUT)).toEqual(API_ERRORS.podcastUnreachable);
});

test('one that does not answer is not waited for any longer than 2 s', async () => {
	const { clock, heardBy, here } = await startBoth();
	const request = here.request.bind(here);
	const silent = 'test.v1.nobody.answers';
	here.subscribe(silent, () => {});
	here.request = (_subject, data, timeoutMs) => request(silent, data, timeoutMs);
	const list = heardBy().list(true);
	await clock.timerWithin(2000);
	await clock.step(2000);
	expect(await list).toEqual(API_ERRORS.podcastUnreachable);
});

test('a later version’s answer is as good as none, and its question is not answered', async () => {
	const { heardBy, here } = await startBoth();
	for (const answer of ['', 'text', '\0\0\0\x02{}', '\0\0\xff\0{}']) {
		here.request = async () => Buffer.from(answer, 'latin1');
		expect(await heardBy().list(true)).toEqual(API_ERRORS.podcastUnreachable);
	}
});

test('segments that nobody has wanted for longest are forgotten', () => {
	const cache = new SegmentCache();
	const megabyte = Buffer.alloc(2 ** 20);
	for (let number = 0; number < 16; number++) {
		cache.keep(`${number}`, megabyte);
	}
	expect(cache.find('0')).toBe(megabyte);
	cache.keep('16', megabyte);
	expect(cache.find('0')).toBe(megabyte);
	expect(cache.find('1')).toBeUndefined();
	expect(cache.bytes).toBe(16 * 2 ** 20);
	cache.forget('0');
	cache.forget('0');
	expect(cache.bytes).toBe(15 * 2 ** 20);
});
