// The page plays a recorded show from its beginning on, and leads back to what is live.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.js';
import type { PodcastServerOptions } from '../../../src/server/podcast-server.js';
import {
	ANN,
	ANN_HZ,
	BEN,
	BEN_HZ,
	CaughtUpShow,
	tones,
} from '../../episodes/catch-up/caught-up-show.js';
import { MemoryBroker } from '../../support/memory-bus.js';
import { until } from '../../support/until.js';
import { describeInBrowser } from './browser.js';
import { PageFixture } from './page-fixture.js';

async function startShow(options: Partial<PodcastServerOptions> = {}) {
	const show = new CaughtUpShow();
	const catchUp = show.begin();
	const fixture = await PageFixture.start({}, { ...options, catchUps: show.catchUps.served });
	const onAir = await fixture.goOnAir();
	catchUp.setPodcast(onAir.id);
	return { catchUp, fixture, onAir, show };
}

const timeOf = (page: Page) =>
	page.evaluate<number>('document.getElementById("beginning-sound").currentTime');

const isVisible = (page: Page, id: string) => page.locator(`#${id}`).isVisible();

describeInBrowser('From the beginning', () => {
	it('is offered by a button, moves by the keyboard, and is heard to its end', async () => {
		const { catchUp, fixture, onAir, show } = await startShow();
		await show.addTrack(ANN, tones(ANN_HZ, 300));
		catchUp.follow(await show.pass(300));
		const { page, problems } = await fixture.open(onAir.url);
		await page.getByRole('button', { name: 'From the beginning' }).click();
		await until(() => timeOf(page)).toBeGreaterThan(0.2);
		expect(await isVisible(page, 'from-start')).toBe(false);
		expect(await page.evaluate('document.activeElement.id')).toBe('beginning-sound');
		// Somebody says no: what is made anew goes on where it was.
		await show.addTrack(BEN, tones(BEN_HZ, 500));
		catchUp.follow(await show.pass(200));
		await show.untilSegments(8);
		const names = show.told?.segments.map(({ name }) => name) ?? [];
		await show.sayNo(BEN);
		await show.untilSegments(8);
		const before = await timeOf(page);
		await until(() => timeOf(page)).toBeGreaterThan(before + 1);
		expect(show.told?.segments.map(({ name }) => name)).not.toEqual(names);

		catchUp.end(show.ended);
		await until(() => show.told?.isOver).toBe(true);
		onAir.end();
		await until(() => page.textContent('#status')).toBe('The show has ended.');
		expect(await isVisible(page, 'beginning-sound')).toBe(true);
		await page.evaluate('document.getElementById("beginning-sound").currentTime = 9');
		await until(() => page.textContent('#beginning-status')).toBe('That was all of it.');
		// What is withdrawn is gone, also for a player that was about to fetch it.
		const isWithdrawn = (problem: string) => names.some((name) => problem.includes(`/${name}.mp3`));
		expect(problems.filter((problem) => !isWithdrawn(problem))).toEqual([]);
	});

	it('gives way to what is live, and says when there is nothing of it any more', async () => {
		const { catchUp, fixture, onAir, show } = await startShow();
		await show.addTrack(ANN, tones(ANN_HZ, 600));
		catchUp.follow(await show.pass(600));
		onAir.speak();
		const { page } = await fixture.open(onAir.url);
		const begin = page.getByRole('button', { name: 'From the beginning' });
		await page.getByRole('button', { name: 'Play' }).click();
		await until(() => page.textContent('#status')).toBe('You are listening live.');
		await begin.click();
		await until(() => timeOf(page)).toBeGreaterThan(0.2);
		expect(await page.getAttribute('#player', 'data-state')).toBe('stopped');
		await page.getByRole('button', { name: 'Back to live' }).click();
		await until(() => page.textContent('#status')).toBe('You are listening live.');
		expect(await isVisible(page, 'beginning')).toBe(false);

		await catchUp.close();
		await begin.click();
		await until(() => page.textContent('#beginning-status')).toBe(
			'It cannot be heard from its beginning any more.',
		);
	});

	it('is heard by the page of an edge, too, without whoever says no', async () => {
		const broker = new MemoryBroker(systemClock);
		const join = (isEdgeOnly: boolean) => ({
			cluster: { bus: broker.join(), prefix: 'test', isEdgeOnly, edgeUnsubscribeMs: 10_000 },
		});
		const { catchUp, onAir, show } = await startShow(join(false));
		await show.addTrack(ANN, tones(ANN_HZ, 300));
		await show.addTrack(BEN, tones(BEN_HZ, 300));
		catchUp.follow(await show.pass(300));
		const edge = await PageFixture.start({}, join(true));
		const { page } = await edge.open(`/p/${onAir.id}`);
		await page.getByRole('button', { name: 'From the beginning' }).click();
		await until(() => timeOf(page)).toBeGreaterThan(0.2);
		await show.untilSegments(4);
		await show.sayNo(BEN);
		await show.untilSegments(4);
		const before = await timeOf(page);
		await until(() => timeOf(page)).toBeGreaterThan(before + 1);
	});

	it('is not offered of a show that is not recorded', async () => {
		const fixture = await PageFixture.start();
		const { page } = await fixture.open((await fixture.goOnAir()).url);
		expect(await page.locator('#from-start').count()).toBe(0);
	});
});
