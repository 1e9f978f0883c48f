// What becomes of a show that an earlier process left on air: decided here, shown elsewhere.
import { describe, expect, onTestFinished, test } from 'vitest';
import { TimeoutError } from '../../src/errors.js';
import { type LeftShowViews, type NoReturn, recoverShows } from '../../src/show/recovery.js';
import { type RememberedShow, ShowMemory } from '../../src/store/show-store.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { until } from '../support/until.js';
import { BOT, CHANNEL, GUILD, setUpShow } from './show-fixture.js';

const MINUTE_MS = 60_000;

async function setUp(changes: Partial<RememberedShow> = {}, awayMs = 0) {
	const scene = await setUpShow();
	const { clock, folder, keeper, tools, view } = scene;
	// The clock of a process that is killed tells it no more that it is alive.
	const earlier = new ShowMemory({
		folder,
		clock: new SteppedClock(clock.epochMs() - awayMs),
		logger: tools.logger,
	});
	onTestFinished(() => earlier.close());
	await earlier.open(BOT);
	await earlier.put({
		guildId: GUILD,
		voiceChannelId: CHANNEL,
		title: 'Tides',
		hostName: 'Ada',
		visibility: 'unlisted',
		consent: 'notice',
		isRecorded: false,
		sinceEpochMs: clock.epochMs(),
		mutedUserIds: [],
		panel: { channelId: CHANNEL, messageId: '900000000000000009' },
		...changes,
	});
	const shown: string[] = [];
	const ends: NoReturn[] = [];
	const views: LeftShowViews = {
		at: () => ({ keeper, view }),
		showReturning: async () => void shown.push('returning'),
		showPause: async () => void shown.push('pause'),
		keepEnd: async (left, { durationMs, why }) => {
			ends.push(why);
			return { ...left, end: { durationMs, reason: why.kind } };
		},
		showEnd: async ({ end }) => void shown.push(`over: ${end?.reason}`),
	};
	return {
		...scene,
		ends,
		shown,
		/** Resolves when it is decided and done. */
		async recover(options: { resumesOnRestart?: boolean; isGuildThere?: boolean } = {}) {
			const { isGuildThere = true, resumesOnRestart = true } = options;
			const memory = new ShowMemory({ folder, clock, logger: tools.logger });
			onTestFinished(() => memory.close());
			const settled = await recoverShows({
				botUserId: BOT,
				memory,
				registry: scene.registry,
				resumesOnRestart,
				// No podcast of an earlier process is asked after.
				tools: { ...tools, keepsPodcasts: false },
				findGuild: () => (isGuildThere ? scene.guild : undefined),
				waitForGuild: async () => undefined,
				views,
			});
			await settled.get(GUILD);
		},
	};
}

describe('a show that was left on air', () => {
	test('goes back on air, and says so', async () => {
		const { recover, registry, shown, told } = await setUp();
		await recover();
		expect(registry.get(GUILD)?.kind).toBe('on air');
		expect(told.logged?.map(([{ fact }]) => fact)).toEqual([{ kind: 'resumed' }]);
		expect(shown).toEqual([]);
	});

	test('does not where that is not wanted', async () => {
		const { ends, recover, registry, shown } = await setUp();
		await recover({ resumesOnRestart: false });
		expect(ends).toEqual([{ kind: 'not wanted' }]);
		expect(shown).toEqual(['over: not wanted']);
		expect(registry.size).toBe(0);
	});

	test('does not after too long a time', async () => {
		const { ends, recover } = await setUp({}, 11 * MINUTE_MS);
		await recover();
		expect(ends).toEqual([{ kind: 'away too long', awayMs: 11 * MINUTE_MS }]);
	});

	test('does not where nobody is left in the channel', async () => {
		const { ends, putAda, recover } = await setUp();
		putAda(undefined);
		await recover();
		expect(ends).toEqual([{ kind: 'nobody there', channelId: CHANNEL }]);
	});

	test('does not where its channel or its server is gone', async () => {
		const first = await setUp();
		first.guild.channels.cache.clear();
		await first.recover();
		expect(first.ends).toEqual([{ kind: 'channel gone' }]);
		const second = await setUp();
		await second.recover({ isGuildThere: false });
		expect(second.ends).toEqual([{ kind: 'guild not shown' }]);
	});

	test('does not where it cannot start, and tells the error', async () => {
		const { ends, recover, voice } = await setUp();
		voice.refusal = new TimeoutError('no answer', 1000);
		await recover();
		expect(ends).toMatchObject([{ kind: 'not started', error: { cause: voice.refusal } }]);
	});

	test('says that it is coming back where that takes long', async () => {
		const { clock, recover, registry, sender, shown } = await setUp();
		let goOn: () => void = () => {};
		sender.hold = new Promise((resolve) => {
			goOn = resolve;
		});
		const recovered = recover();
		await clock.timerWithin(3000);
		await until(() => registry.get(GUILD)?.kind, { interval: 1 }).toBe('starting');
		await clock.step(3000);
		expect(shown).toEqual(['returning']);
		goOn();
		await recovered;
		expect(registry.get(GUILD)?.kind).toBe('on air');
	});

	test('stays remembered where the program is restarted once more meanwhile', async () => {
		const { ends, recover, registry, sender, shown } = await setUp();
		let goOn: () => void = () => {};
		sender.hold = new Promise((resolve) => {
			goOn = resolve;
		});
		const recovered = recover();
		await until(() => registry.get(GUILD)?.kind, { interval: 1 }).toBe('starting');
		const paused = registry.pause();
		goOn();
		await Promise.all([recovered, paused]);
		expect(shown).toEqual(['pause']);
		expect(ends).toEqual([]);
	});
});

test('a show that had ended is only shown to be over', async () => {
	const end = { durationMs: MINUTE_MS, reason: 'Ada stopped it.' };
	const { ends, recover, shown } = await setUp({ end });
	await recover();
	expect(ends).toEqual([]);
	expect(shown).toEqual(['over: Ada stopped it.']);
});
