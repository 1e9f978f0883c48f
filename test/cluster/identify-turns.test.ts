// Shards of several processes log in one after the other, and none waits for ever.
import { expect, test } from 'vitest';
import { IDENTIFY_INTERVAL_MS } from '../../src/cluster/identify-grants.js';
import { IdentifyTurns } from '../../src/cluster/identify-turns.js';
import { ShardPlan, type ShardRange } from '../../src/cluster/shard-plan.js';
import { Subjects } from '../../src/cluster/subjects.js';
import { createLogger } from '../../src/logger.js';
import { SeededRandom } from '../support/fake-discord/seeded-random.js';
import { MemoryBroker, type MemoryBus } from '../support/memory-bus.js';
import { SteppedClock } from '../support/stepped-clock.js';

/** Discord's own rule. */
const WINDOW_MS = 5000;
const NEVER = new AbortController().signal;

function setUp(seed = 1) {
	const clock = new SteppedClock();
	const broker = new MemoryBroker(clock);
	const random = new SeededRandom(seed);
	let log = '';
	const destination = {
		write(line: string) {
			log += line;
		},
	};
	const logger = createLogger({ level: 'trace', format: 'json', secrets: [], destination });
	/** When shards have logged in, by bot and bucket. */
	const seen = new Map<string, number[]>();
	const join = (part: ShardRange, options: { bot?: string; bus?: MemoryBus | null } = {}) => {
		const { bot = 'a', bus = broker.join() } = options;
		const plan = new ShardPlan(part);
		const turns = new IdentifyTurns({
			plan,
			botId: bot,
			processId: `${bot} ${plan} ${random.next()}`,
			bus: bus ?? undefined,
			subjects: new Subjects('podcasts'),
			clock,
			logger,
			random: () => random.next(),
		});
		/** As the library does, shards and all. */
		const logIn = async (maxConcurrency = 1) => {
			turns.serve(maxConcurrency);
			await Promise.all(
				(plan.ids as number[]).map(async (shard) => {
					await turns.waitFor(shard, maxConcurrency, NEVER);
					const key = `${bot}/${shard % maxConcurrency}`;
					seen.set(key, [...(seen.get(key) ?? []), clock.nowMs()]);
				}),
			);
		};
		return { bus, logIn, turns };
	};
	/** What is under way gets to its next timer first. */
	const step = async (durationMs: number) => {
		for (let restMs = durationMs; restMs > 0; restMs -= 250) {
			await new Promise((resolve) => setImmediate(resolve));
			await clock.step(Math.min(restMs, 250));
		}
	};
	return { broker, clock, join, log: () => log, random, seen, step };
}

function gaps(timesMs: readonly number[]): number[] {
	return timesMs.slice(1).map((timeMs, index) => timeMs - (timesMs[index] ?? 0));
}

test('processes that start at any moment never meet in a bucket', async () => {
	for (let seed = 1; seed <= 10; seed++) {
		const { join, log, random, seen, step } = setUp(seed);
		const parts = [
			{ first: 0, last: 1, count: 6 },
			{ first: 2, last: 2, count: 6 },
			{ first: 3, last: 5, count: 6 },
		];
		const logins: Promise<void>[] = [];
		for (const part of parts.sort(() => random.next() - 0.5)) {
			logins.push(join(part).logIn(2));
			logins.push(join({ ...part, count: 6 }, { bot: 'b' }).logIn(2));
			await step(random.below(9000));
		}
		await step(60_000);
		await Promise.all(logins);
		for (const bot of ['a', 'b']) {
			const times = [0, 1].map((bucket) => seen.get(`${bot}/${bucket}`) ?? []);
			expect(times.map(({ length }) => length)).toEqual([3, 3]);
			expect(Math.min(...times.flatMap(gaps))).toBeGreaterThanOrEqual(WINDOW_MS);
		}
		expect(log()).not.toContain('by chance');
		// Buckets and bots do not wait for one another.
		expect(Math.max(...[...seen.values()].flat())).toBeLessThan(27_000 + 3 * 7000);
	}
});

test('the process with shard 0 may come last: the others ask until it is there', async () => {
	const { join, log, seen, step } = setUp();
	const second = join({ first: 1, last: 1, count: 2 }).logIn();
	await step(10_000);
	expect(seen.size).toBe(0);
	const first = join({ first: 0, last: 0, count: 2 }).logIn();
	await step(20_000);
	await Promise.all([first, second]);
	expect(gaps(seen.get('a/0') ?? [])[0]).toBeGreaterThanOrEqual(WINDOW_MS);
	expect(log()).not.toContain('by chance');
});

test.each(['nobody answers', 'the bus is away'])(
	'where %s, a time is chosen by chance, and the log says so',
	async (what) => {
		const { join, log, seen, step } = setUp();
		const process = join({ first: 2, last: 3, count: 4 });
		process.bus?.setConnected(what === 'nobody answers');
		const login = process.logIn();
		expect(process.turns.isWaiting).toBe(true);
		await step(90_000);
		await login;
		expect(process.turns.isWaiting).toBe(false);
		expect(gaps(seen.get('a/0') ?? [])[0]).toBeGreaterThanOrEqual(WINDOW_MS);
		expect(log()).toContain('The process with shard 0 does not say when to log in');
	},
);

test('without a bus each process waits for itself, and the log says what to do', async () => {
	const { join, log, seen, step } = setUp();
	const login = join({ first: 1, last: 3, count: 4 }, { bus: null }).logIn();
	await step(2 * IDENTIFY_INTERVAL_MS + 5000);
	await login;
	expect(gaps(seen.get('a/0') ?? []).every((gap) => gap >= WINDOW_MS)).toBe(true);
	expect(log()).toContain('start them one after another');
});

test('a shard whose connection closes gives up its place', async () => {
	const { clock, join, seen, step } = setUp();
	const { turns } = join({ first: 0, last: 2, count: 3 });
	const gone = new AbortController();
	await turns.waitFor(0, 1, NEVER);
	const waiting = expect(turns.waitFor(1, 1, gone.signal)).rejects.toThrow('closed');
	const next = turns.waitFor(2, 1, NEVER).then(() => seen.set('2', [clock.nowMs()]));
	gone.abort(new Error('closed'));
	await waiting;
	await step(30_000);
	await next;
	expect(seen.get('2')?.[0]).toBeLessThan(15_000);
});
