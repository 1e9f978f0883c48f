// A planned show is one stream to podcast apps: before it, on air, after a restart, and when it is over.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
	goOnAir,
	makeDataDir,
	type Scene,
	type Studio,
	startStudio,
} from '../../support/studio.js';
import { until } from '../../support/until.js';
import { HOUR_MS, plan, run, startPlanning, untilOnAir } from './planned-scene.js';

const placeOf = ({ guild, places }: Studio) => places.of(guild.id);

test('it has the same guid planned, live and ended, and the next time another one', async () => {
	const { clock, studio } = await startPlanning();
	await plan(studio, '20:00', { repeat: 'daily' });
	const [first, second] = placeOf(studio)?.planned ?? [];
	expect(first?.guid).toMatch(/^plan-/);
	expect(second?.guid).not.toBe(first?.guid);

	studio.host.join(studio.stage);
	await clock.step(8 * HOUR_MS);
	await untilOnAir(studio, 'Tides');
	expect(placeOf(studio)?.live?.guid).toBe(first?.guid);
	expect(placeOf(studio)?.planned[0]?.guid).toBe(second?.guid);
	const { podcasts } = readOnAir(studio.dataDir);
	expect(`plan-${podcasts[0]?.occurrenceId}`).toBe(first?.guid);

	await run(studio, 'stop');
	await until(() => placeOf(studio)?.ended?.guid).toBe(first?.guid);
});

test('it keeps it when it comes back after a restart', async () => {
	const options = {
		dataDir: makeDataDir(),
		before: ({ host, stage }: Scene) => void host.join(stage),
	};
	const before = await startStudio(options);
	await goOnAir(before);
	await before.stop();
	const left = readOnAir(options.dataDir);
	const [podcast] = left.podcasts;
	writeFileSync(
		join(options.dataDir, 'on-air.json'),
		JSON.stringify({ ...left, podcasts: [{ ...podcast, occurrenceId: 'tides-1' }] }),
	);

	const after = await startStudio(options);
	await until(() => placeOf(after)?.live?.guid).toBe('plan-tides-1');
	await until(() => readOnAir(options.dataDir).podcasts[0]?.occurrenceId).toBe('tides-1');
});

function readOnAir(dataDir: string): { podcasts: { occurrenceId?: string }[] } {
	return JSON.parse(readFileSync(join(dataDir, 'on-air.json'), 'utf8'));
}
