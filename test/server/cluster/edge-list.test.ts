// What is on air elsewhere, as an edge lists it: at once, and four seconds old at most.
import { expect, test } from 'vitest';
import { until } from '../../support/until.js';
import { ClusterFixture } from './cluster-fixture.js';

const ANSWERS_MS = 300;

async function startList() {
	const cluster = new ClusterFixture();
	const { fixture: origin } = await cluster.origin();
	const { bus, fixture: edge } = await cluster.edge();
	const { id } = await origin.goLive();
	await origin.change(id, { visibility: 'public', title: 'First' });
	const titles = async () => {
		const response = await fetch(`${edge.server.url}/api/podcasts`);
		return ((await response.json()) as { title: string }[]).map(({ title }) => title);
	};
	const first = titles();
	await until(async () => {
		await cluster.clock.step(ANSWERS_MS);
		return Promise.race([first, 'waits']);
	}).toEqual(['First']);
	return { bus, clock: cluster.clock, id, origin, titles };
}

test('who asks again gets what is known, and what is new a moment later; nobody waits', async () => {
	const { clock, id, origin, titles } = await startList();
	await origin.change(id, { title: 'Second' });
	await clock.step(2000);
	// It stands still: nobody can answer meanwhile.
	expect(await titles()).toEqual(['First']);
	await clock.step(ANSWERS_MS);
	await until(titles).toEqual(['Second']);
});

test('what is older than four seconds is told to nobody', async () => {
	const { clock, id, origin, titles } = await startList();
	await origin.change(id, { visibility: 'private' });
	await clock.step(4000);
	const told = titles();
	await until(async () => {
		await clock.step(ANSWERS_MS);
		return Promise.race([told, 'waits']);
	}).toEqual([]);
});
