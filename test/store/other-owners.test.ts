// What belongs to servers of another process: nobody acts on it, and it is there for whoever has them next.
import { expect, test } from 'vitest';
import { createLogger } from '../../src/logger.js';
import { AnnouncementMemory } from '../../src/store/announcement-store.js';
import { ListeningMemory } from '../../src/store/listening-store.js';
import { ScheduleMemory } from '../../src/store/schedule-store.js';
import { ShowMemory } from '../../src/store/show-store.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { makeDataDir } from '../support/studio.js';

const BOT = '123456789012345678';
const CHANNEL = '223456789012345678';
const [HERE, THERE] = ['323456789012345678', '423456789012345678'] as const;
const DAY_MS = 86_400_000;

const logger = createLogger({ level: 'silent', format: 'json', secrets: [] });

function setUp() {
	const clock = new SteppedClock();
	const all = { folder: makeDataDir(), clock, logger };
	return { all, clock, here: { ...all, owns: (guildId: string) => guildId === HERE } };
}

function show(guildId: string) {
	return {
		guildId,
		voiceChannelId: CHANNEL,
		title: 'Tides',
		hostName: 'Ada',
		visibility: 'unlisted' as const,
		consent: 'notice' as const,
		isRecorded: false,
		sinceEpochMs: 1,
		mutedUserIds: [],
		panel: { channelId: CHANNEL, messageId: guildId },
	};
}

test('shows on air: they are as old as when they were left, however long the file lives', async () => {
	const { all, clock, here } = setUp();
	const before = new ShowMemory(all);
	await before.open(BOT);
	await Promise.all([HERE, THERE].map((guildId) => before.put(show(guildId))));
	await before.close();
	const leftAtEpochMs = clock.epochMs();

	const own = new ShowMemory(here);
	expect((await own.open(BOT)).podcasts.map(({ guildId }) => guildId)).toEqual([HERE]);
	expect(own.get(THERE)).toBeUndefined();
	await clock.step(DAY_MS);
	await own.remove(HERE);
	await own.close();

	const next = new ShowMemory(all);
	expect((await next.open(BOT)).podcasts).toEqual([{ ...show(THERE), leftAtEpochMs }]);
	await next.close();
});

test('plans, announcements and what is played', async () => {
	const { all, here } = setUp();
	const before = {
		plans: new ScheduleMemory(all),
		announcements: new AnnouncementMemory(all),
		played: new ListeningMemory(all),
	};
	await before.plans.open(BOT);
	await before.announcements.open(BOT);
	await before.played.open();
	for (const guildId of [HERE, THERE]) {
		before.plans.in(guildId).timeZone = 'Europe/Berlin';
		await before.plans.save();
		await before.announcements.set({ guildId, channelId: CHANNEL });
		const places = [{ channelId: CHANNEL, accountId: BOT }];
		await before.played.put({
			channelId: CHANNEL,
			messageId: guildId,
			title: 'Tides',
			playing: { guildId, podcast: { kind: 'own' }, places },
		});
	}
	await Promise.all(Object.values(before).map((memory) => memory.close()));

	const own = {
		plans: new ScheduleMemory(here),
		announcements: new AnnouncementMemory(here),
		played: new ListeningMemory(here),
	};
	await own.plans.open(BOT);
	await own.announcements.open(BOT);
	const { panels } = await own.played.open();
	expect(own.plans.guilds.map(({ guildId }) => guildId)).toEqual([HERE]);
	expect(own.announcements.settings.map(({ guildId }) => guildId)).toEqual([HERE]);
	expect(panels.map(({ messageId }) => messageId)).toEqual([HERE]);
	await own.plans.forget(HERE);
	await own.announcements.unset(HERE);
	await own.played.remove(HERE);
	await Promise.all(Object.values(own).map((memory) => memory.close()));

	const next = {
		plans: new ScheduleMemory(all),
		announcements: new AnnouncementMemory(all),
		played: new ListeningMemory(all),
	};
	await next.plans.open(BOT);
	await next.announcements.open(BOT);
	const left = await next.played.open();
	expect(next.plans.guilds.map(({ guildId }) => guildId)).toEqual([THERE]);
	expect(next.announcements.settings.map(({ guildId }) => guildId)).toEqual([THERE]);
	expect(left.panels.map(({ messageId }) => messageId)).toEqual([THERE]);
	await Promise.all(Object.values(next).map((memory) => memory.close()));
});
