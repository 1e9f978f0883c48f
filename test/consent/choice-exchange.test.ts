// What members choose in one process holds in all of them, whatever is restarted or cut meanwhile.
import { expect, onTestFinished, test } from 'vitest';
import { ShardPlan } from '../../src/cluster/shard-plan.js';
import { Subjects } from '../../src/cluster/subjects.js';
import { ChoiceExchange } from '../../src/consent/choice-exchange.js';
import { VoicePrivacy } from '../../src/consent/voice-consent.js';
import { createLogger } from '../../src/logger.js';
import { SeededRandom } from '../support/fake-discord/seeded-random.js';
import { MemoryBroker, type MemoryBus } from '../support/memory-bus.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { makeDataDir } from '../support/studio.js';

const MEMBERS = ['123456789012345678', '223456789012345678', '323456789012345678'] as const;
const [ADA, BEN] = MEMBERS;
const logger = createLogger({ level: 'silent', format: 'json', secrets: [] });

/** A process of the bot, which can be stopped and started again with its file. */
class Process {
	readonly bus: MemoryBus;
	readonly unseen: boolean[] = [];
	readonly #clock: SteppedClock;
	readonly #folder = makeDataDir();
	readonly #plan: ShardPlan;
	readonly #bot: string;
	#runs = 0;
	#running: { privacy: VoicePrivacy; exchange: ChoiceExchange } | undefined;

	constructor(scene: { broker: MemoryBroker; clock: SteppedClock }, plan: ShardPlan, bot = 'bot') {
		this.#clock = scene.clock;
		this.#plan = plan;
		this.#bot = bot;
		this.bus = scene.broker.join();
		onTestFinished(() => this.stop());
	}

	get privacy(): VoicePrivacy {
		return this.#parts.privacy;
	}

	get exchange(): ChoiceExchange {
		return this.#parts.exchange;
	}

	get isRunning(): boolean {
		return this.#running !== undefined;
	}

	async start(): Promise<this> {
		const clock = this.#clock;
		const privacy = new VoicePrivacy({ folder: this.#folder, clock, logger });
		await privacy.open();
		this.#runs += 1;
		const exchange = new ChoiceExchange({
			privacy,
			plan: this.#plan,
			botId: this.#bot,
			processId: `${this.#bot} ${this.#plan} ${this.#runs}`,
			bus: this.bus,
			subjects: new Subjects('podcasts'),
			clock,
			logger,
			onUnseen: (isUnseen) => this.unseen.push(isUnseen),
		});
		this.#running = { privacy, exchange };
		return this;
	}

	async stop(): Promise<void> {
		this.#running?.exchange.close();
		await this.#running?.privacy.close();
		this.#running = undefined;
	}

	get #parts() {
		if (!this.#running) {
			throw new RangeError('It does not run');
		}
		return this.#running;
	}
}

function setUp(count = 2) {
	const clock = new SteppedClock();
	const broker = new MemoryBroker(clock);
	const scene = { broker, clock };
	const processes = Array.from(
		{ length: count },
		(_, id) => new Process(scene, new ShardPlan({ first: id, last: id, count })),
	);
	/** What is under way gets to its next timer first. */
	const step = async (durationMs: number) => {
		for (let restMs = durationMs; restMs > 0; restMs -= 250) {
			await new Promise((resolve) => setImmediate(resolve));
			await clock.step(Math.min(restMs, 250));
		}
		await new Promise((resolve) => setImmediate(resolve));
	};
	return { ...scene, processes, step };
}

test('an opt-out in one process is one in the other before it is written', async () => {
	const { processes } = setUp();
	const [first, second] = (await Promise.all(processes.map((each) => each.start()))) as [
		Process,
		Process,
	];
	const heeded: string[] = [];
	second.privacy.watch((userId) => heeded.push(userId));
	await second.privacy.agree(BEN, ADA);
	await second.privacy.agreeToRecording(BEN, ADA);
	const saving = first.privacy.setOptedOut(ADA, true);
	expect(second.privacy.hasOptedOut(ADA)).toBe(true);
	expect(second.privacy.hasAgreed(BEN, ADA)).toBe(false);
	expect(second.privacy.mayBeRecorded(BEN, ADA, 'ask')).toBe(false);
	expect(heeded).toEqual([ADA, ADA, ADA]);
	await saving;
	await first.privacy.setNeverRecorded(BEN, true);
	await first.privacy.setNamed(BEN, true);
	expect(second.privacy.isNeverRecorded(BEN)).toBe(true);
	expect(second.privacy.mayBeNamed(BEN)).toBe(true);
	await second.privacy.setOptedOut(ADA, false);
	expect(first.privacy.hasOptedOut(ADA)).toBe(false);
});

test('what was chosen while the bus was away is told when it is back, by either', async () => {
	const { processes, step } = setUp();
	const [first, second] = processes as [Process, Process];
	await Promise.all(processes.map((each) => each.start()));
	await step(2000);
	first.bus.setConnected(false);
	await first.privacy.setOptedOut(ADA, true);
	await second.privacy.setOptedOut(BEN, true);
	await step(10_000);
	expect(second.privacy.hasOptedOut(ADA)).toBe(false);
	first.bus.setConnected(true);
	await step(1500);
	for (const { privacy } of processes) {
		expect([privacy.hasOptedOut(ADA), privacy.hasOptedOut(BEN)]).toEqual([true, true]);
	}
	expect(first.unseen).toEqual([]);
});

test('the newer choice counts, and of the same moment the opt-out', async () => {
	const { processes, step } = setUp();
	const [first, second] = processes as [Process, Process];
	await first.start();
	await first.privacy.setOptedOut(ADA, true);
	await step(10);
	await first.privacy.setOptedOut(BEN, false);
	await first.stop();
	await second.start();
	await second.privacy.setOptedOut(ADA, false);
	await second.privacy.setOptedOut(BEN, true);
	await first.start();
	await step(3000);
	for (const { privacy } of processes) {
		expect([privacy.hasOptedOut(ADA), privacy.hasOptedOut(BEN)]).toEqual([false, true]);
	}
});

test('more choices than fit into one answer are told all the same', async () => {
	const { processes, step } = setUp();
	const [first, second] = processes as [Process, Process];
	await first.start();
	const choices = Array.from({ length: 9000 }, (_, index) => ({
		userId: String(423456789012345678n + BigInt(index)),
		choice: 'opt-out' as const,
		changedAt: index,
	}));
	await first.privacy.merge(choices);
	await second.start();
	await step(3000);
	expect(second.privacy.choices).toEqual(choices);
	expect(second.exchange.isComplete).toBe(true);
});

test('words of another bot on the same bus are none', async () => {
	const { broker, clock, processes, step } = setUp();
	const other = new Process({ broker, clock }, new ShardPlan('auto'), 'other');
	await Promise.all([...processes, other].map((each) => each.start()));
	await other.privacy.setOptedOut(ADA, true);
	await step(3000);
	expect(processes.map(({ privacy }) => privacy.hasOptedOut(ADA))).toEqual([false, false]);
});

test('all have told when each shard’s process has; without the bus nobody has', async () => {
	const { processes, step } = setUp(3);
	const [first, second, third] = processes as [Process, Process, Process];
	await first.start();
	await second.start();
	await step(5000);
	expect(first.exchange.isComplete).toBe(false);
	let isTold = false;
	void first.exchange.whenComplete().then(() => {
		isTold = true;
	});
	await third.start();
	await step(35_000);
	expect(processes.map(({ exchange }) => exchange.isComplete)).toEqual([true, true, true]);
	expect(isTold).toBe(true);
	first.bus.setConnected(false);
	expect(first.exchange.isComplete).toBe(false);
	await step(59_000);
	expect(first.unseen).toEqual([]);
	await step(2000);
	expect(first.unseen).toEqual([true]);
	first.bus.setConnected(true);
	await step(1500);
	expect(first.unseen).toEqual([true, false]);
	expect(first.exchange.isComplete).toBe(true);
});

test('to be erased everywhere is told once, and again to whoever was not there', async () => {
	const { processes, step } = setUp();
	const [first, second] = processes as [Process, Process];
	await first.start();
	await first.privacy.noteErased(ADA);
	await second.start();
	const asked: string[] = [];
	second.privacy.watchErasures(({ choice, userId }) => asked.push(`${choice} ${userId}`));
	await step(2000);
	expect(asked).toEqual([`erase ${ADA}`]);
	await second.stop();
	await second.start();
	second.privacy.watchErasures(({ choice, userId }) => asked.push(`${choice} ${userId}`));
	await step(2000);
	expect(asked).toEqual([`erase ${ADA}`, `erase ${ADA}`]);
});

test('whatever the order of choices, restarts and cuts, the last choice holds everywhere', async () => {
	for (let seed = 1; seed <= 12; seed++) {
		const random = new SeededRandom(seed);
		const { processes, step } = setUp(3);
		const last = new Map<string, boolean>();
		const did: string[] = [`seed ${seed}`];
		const act = async (process: Process) => {
			switch (random.below(5)) {
				case 0:
					await (process.isRunning ? process.stop() : process.start());
					return 'restarts';
				case 1:
					process.bus.setConnected(!process.bus.isConnected);
					return 'bus';
				default: {
					if (!process.isRunning) {
						return 'nothing';
					}
					const userId = MEMBERS[random.below(MEMBERS.length)] ?? ADA;
					const hasOptedOut = random.next() < 0.5;
					last.set(userId, hasOptedOut);
					await process.privacy.setOptedOut(userId, hasOptedOut);
					return `${userId[0]} ${hasOptedOut ? 'out' : 'in'}`;
				}
			}
		};
		for (let round = 0; round < 40; round++) {
			const place = random.below(processes.length);
			const what = await act(processes[place] as Process);
			did.push(`${place}: ${what}`);
			await step(1 + random.below(1500));
		}
		for (const process of processes) {
			if (!process.isRunning) {
				await process.start();
			}
			if (!process.bus.isConnected) {
				process.bus.setConnected(true);
			}
		}
		await step(3000);
		const wanted = MEMBERS.map((userId) => last.get(userId) ?? false);
		const found = processes.map(({ privacy }) =>
			MEMBERS.map((userId) => privacy.hasOptedOut(userId)),
		);
		expect(found, did.join(', ')).toEqual([wanted, wanted, wanted]);
	}
});
