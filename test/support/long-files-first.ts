// The order of test files: whoever waits longest begins first, so that nothing is waited for alone.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that mostly wait, for deadlines and for programs, the longest first. */
const LONG_FILES = [
	'chaos/chaos.test.ts',
	'journeys/program/restart.test.ts',
	'journeys/show/words.test.ts',
	'journeys/show/faults.test.ts',
	'journeys/program/gateway-end.test.ts',
	'journeys/program/same-podcast.test.ts',
	'journeys/program/signals.test.ts',
	'journeys/program/same-listeners.test.ts',
	'journeys/show/on-air.test.ts',
	'journeys/show/unannounced.test.ts',
	'client/podcast-return.test.ts',
	'journeys/show/encryption-storm.test.ts',
	'journeys/listening/faults.test.ts',
	'journeys/show/privacy.test.ts',
	'journeys/listening/stage.test.ts',
	'journeys/recording/episodes.test.ts',
	'journeys/program/doctor.test.ts',
	'attack/consent.test.ts',
	'server/page/sound.test.ts',
	'server/page/episode-page.test.ts',
	'server/page/podcast-page.test.ts',
	'server/page/home-page.test.ts',
	'server/page/server-away.test.ts',
	'server/page/player.test.ts',
];

/**
 * Without this a fresh clone begins with the largest files, and other runs with those that took
 * longest the last time.
 */
export class LongFilesFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const sorted = await super.sort(files);
		const rank = ({ moduleId }: TestSpecification) => {
			const index = LONG_FILES.findIndex((file) => moduleId.endsWith(`/test/${file}`));
			return index < 0 ? LONG_FILES.length : index;
		};
		return sorted.sort((a, b) => rank(a) - rank(b));
	}
}
