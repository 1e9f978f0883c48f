// Shows as they are told to another process: on each change, and when time alone has changed one.
import { expect, test } from 'vitest';
import type { ToServer } from '../../src/program/server-process/messages.js';
import { ToldShows } from '../../src/program/server-process/told-shows.js';
import { START_WINDOW_MS } from '../../src/schedule/occurrence.js';
import type { PlannedShow } from '../../src/server/shows/served-shows.js';
import { ShownShows, shownShow } from '../support/shown-shows.js';
import { SteppedClock } from '../support/stepped-clock.js';

const AWAY_MS = 3_600_000;

function follow() {
	const clock = new SteppedClock();
	const planned: PlannedShow = {
		planId: 'evening',
		title: 'Tides',
		hostName: 'Ada',
		startsAtEpochMs: clock.epochMs() + AWAY_MS,
		visibility: 'public',
	};
	const shown = new ShownShows(shownShow({ planned: [planned] }));
	const named = new Set<() => void>();
	const sent: Extract<ToServer, { type: 'show' }>[] = [];
	const told = new ToldShows({
		places: Object.assign(shown, {
			mayBeNamed: () => false,
			profiles: { coverFileOf: () => undefined } as never,
			watchNames: (watcher: () => void) => {
				named.add(watcher);
				return () => named.delete(watcher);
			},
		}),
		clock,
		send: (message) => void sent.push(message as (typeof sent)[number]),
	});
	return { clock, named, planned, sent, shown, told };
}

test('are told anew when a planned one is none any more, which is no news', async () => {
	const { clock, planned, sent, shown, told } = follow();
	const [first] = told.all();
	expect(first?.planned).toEqual([planned]);
	await clock.step(AWAY_MS + START_WINDOW_MS - 1);
	expect(sent).toEqual([]);
	await clock.step(1500);
	expect(sent).toMatchObject([{ type: 'show', isNews: false }]);

	const { guildId } = (first as NonNullable<typeof first>).profile;
	shown.change(guildId, { planned: [] });
	expect(sent.at(-1)).toMatchObject({ guildId, isNews: true, show: { planned: [] } });
	await clock.step(2 * AWAY_MS);
	expect(sent).toHaveLength(2);
});

test('are told when it is known who may be named, and not after the end', async () => {
	const { clock, named, sent, told } = follow();
	told.all();
	for (const watcher of named) {
		watcher();
	}
	expect(sent).toMatchObject([{ isNews: false }]);
	told.close();
	expect(named.size).toBe(0);
	expect(clock.pendingTimers).toBe(0);
});
