// A voice that its member takes out of everything, in another process of the bot.
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.js';
import { MemoryBroker } from '../../support/memory-bus.js';
import { startOtherProcess } from '../../support/other-process.js';
import { until } from '../../support/until.js';
import {
	ADA_HZ,
	BEN_HZ,
	loudestToneIn,
	startRecordedShow,
	talk,
	untilRecorded,
} from './recorded.js';

/** -70 dBFS: what is quieter nobody can tell from nothing. */
const INAUDIBLE = 10 ** (-70 / 20);

test('is in no recording here any more, and the others are', async () => {
	const broker = new MemoryBroker(systemClock);
	const { ada, ben, show, studio } = await startRecordedShow({ bus: broker.join() });
	const { account } = studio;
	const place = { account, broker, clock: systemClock, shards: 'auto' } as const;
	const other = await startOtherProcess(place);
	const speeches = [talk(ada, ADA_HZ), talk(ben, BEN_HZ)];
	await untilRecorded(studio, { show, member: ben, hz: BEN_HZ });
	await untilRecorded(studio, { show, member: ada, hz: ADA_HZ });
	speeches.map((speech) => speech.stop());
	await Promise.all(speeches.map(({ finished }) => finished));
	await other.noteErased(ben.user.id);
	await until(() => loudestToneIn(studio.dataDir, BEN_HZ)).toBeLessThan(INAUDIBLE);
	expect(await loudestToneIn(studio.dataDir, ADA_HZ)).toBeGreaterThan(0.02);
});
