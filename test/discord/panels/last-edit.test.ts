// No message says "on air" after the end, whatever kept the bot from editing it at first.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OnAir } from '../../../src/show/on-air.js';
import type { Channel } from '../../support/fake-discord/world/channel.js';
import type { Message } from '../../support/fake-discord/world/message.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { makeDataDir, type Studio, startStudio } from '../../support/studio.js';
import { unheard } from '../../support/troubles.js';
import { until } from '../../support/until.js';

const MINUTE_MS = 60_000;

/** A show whose panel stands in a channel of the test's choice. */
async function startShow(where: (studio: Studio) => Channel = ({ text }) => text) {
	const clock = new SteppedClock();
	const studio = await startStudio({ clock, dataDir: makeDataDir() });
	const channel = where(studio);
	const { host, stage } = studio;
	host.join(stage);
	const interaction = host.runCommand('podcast start', {}, { channel });
	studio.secrets.add(interaction.token);
	const panel = await interaction.response();
	await until(() => studio.registry.get(studio.guild.id)?.kind).toBe('on air');
	return { channel, clock, panel, studio };
}

async function stop({ guild, host }: Studio): Promise<void> {
	await host.runCommand('podcast stop', {}, { channel: guild.addTextChannel() }).response();
}

/** Steps the time until the panel says that it is over. */
async function isClosed(clock: SteppedClock, panel: Message): Promise<void> {
	await until(async () => {
		await clock.step(1000);
		return panel.text;
	}).toMatch(/^## ⚫ Off air: Lighthouse\n.*\n.*\nAda stopped it\./);
}

function remembered({ dataDir }: Studio): unknown[] {
	const file = join(dataDir, 'on-air.json');
	return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).podcasts : [];
}

function edits(studio: Studio, status: number): number {
	return studio.discord.rest.requests.filter(
		(request) => request.method === 'PATCH' && request.status === status,
	).length;
}

describe('the panel of a show that is over says so', () => {
	test('in a thread that was archived meanwhile, which a post opens again', async () => {
		const { channel, clock, panel, studio } = await startShow(({ guild, text }) =>
			guild.addThread({ category: text }),
		);
		// The interaction's token has run out, too.
		await clock.step(20 * MINUTE_MS);
		channel.setThread({ isArchived: true });
		await stop(studio);
		await isClosed(clock, panel);
		expect(channel.thread.isArchived).toBe(false);
		const lines = [...channel.messages.values()].filter((message) => message !== panel);
		expect(lines.map(({ content }) => content)).toContainEqual(
			expect.stringMatching(/^⚫ \*\*Off air\*\*: Lighthouse, after 20 min/),
		);
		await until(() => remembered(studio)).toEqual([]);
	});

	test('in a thread that only a moderator can open, once it is open', async () => {
		const { channel, clock, panel, studio } = await startShow(({ guild, text }) =>
			guild.addThread({ category: text }),
		);
		channel.setThread({ isArchived: true, isLocked: true });
		await stop(studio);
		await until(() => studio.log()).toMatch(/Thread is locked/);
		await clock.step(5 * MINUTE_MS);
		expect(panel.text).toMatch(/On air/);
		expect(remembered(studio)).toHaveLength(1);
		channel.setThread({ isArchived: false });
		await isClosed(clock, panel);
		await until(() => remembered(studio)).toEqual([]);
	});

	test('in a channel that the bot may not see, as soon as it may', async () => {
		const { clock, panel, studio } = await startShow();
		const { account, guild, text } = studio;
		await clock.step(20 * MINUTE_MS);
		text.edit({ overwrites: [{ for: guild.memberOf(account), deny: ['ViewChannel'] }] });
		await stop(studio);
		await until(() => edits(studio, 403)).toBe(1);
		await clock.step(10 * MINUTE_MS);
		expect(edits(studio, 403)).toBe(1);
		expect(remembered(studio)).toHaveLength(1);
		text.edit({ overwrites: [{ for: guild.everyone, allow: ['ViewChannel'] }] });
		await isClosed(clock, panel);
		await until(() => remembered(studio)).toEqual([]);
	});

	test('after a fault of Discord’s that lasts for half an hour', async () => {
		const { clock, panel, studio } = await startShow();
		studio.discord.rest.fail({ method: 'PATCH', path: /^\/channels/, status: 503, times: 1000 });
		await stop(studio);
		for (let minute = 0; minute < 30; minute++) {
			await clock.step(MINUTE_MS);
			await new Promise((resolve) => setImmediate(resolve));
		}
		expect(remembered(studio)).toHaveLength(1);
		const tries = edits(studio, 503) / 4;
		expect(tries).toBeLessThan(15);
		studio.discord.rest.clearFaults();
		await until(async () => {
			await clock.step(MINUTE_MS);
			return panel.text;
		}).toMatch(/^## ⚫ Off air/);
		await until(() => remembered(studio)).toEqual([]);
	});

	test('after a rate limit of two minutes, which nothing hangs on', async () => {
		const { clock, panel, studio } = await startShow();
		studio.discord.rest.fail({
			method: 'PATCH',
			path: /^\/channels/,
			status: 429,
			retryAfter: 120,
		});
		await stop(studio);
		await until(() => edits(studio, 429)).toBe(1);
		await clock.step(MINUTE_MS);
		expect(panel.text).toMatch(/On air/);
		expect(edits(studio, 429)).toBe(1);
		await clock.step(MINUTE_MS);
		await isClosed(clock, panel);
	});

	test('by the interaction where the bot’s own way is closed, and the other way round', async () => {
		const { clock, panel, studio } = await startShow();
		const { account, guild, text } = studio;
		text.edit({ overwrites: [{ for: guild.memberOf(account), deny: ['ViewChannel'] }] });
		await stop(studio);
		await isClosed(clock, panel);
		await until(() => remembered(studio)).toEqual([]);
	});
});

test('a show that goes on opens an archived thread for what members have to know, and once', async () => {
	const { channel, clock, panel, studio } = await startShow(({ guild, text }) =>
		guild.addThread({ category: text }),
	);
	const entry = studio.registry.get(studio.guild.id);
	const { onAir } = entry as { onAir: OnAir };
	await clock.step(16 * MINUTE_MS);
	const before = channel.messages.size;
	channel.setThread({ isArchived: true });
	onAir.setTrouble(unheard('Oh'));
	await until(async () => {
		await clock.step(1000);
		return panel.text;
	}).toContain('<@Oh>');
	expect(channel.messages.size).toBe(before + 1);
	channel.setThread({ isArchived: true });
	onAir.setTrouble(unheard('Ohagain'));
	await clock.step(10_000);
	await stop(studio);
	await isClosed(clock, panel);
	expect(channel.messages.size).toBe(before + 2);
});

test('what is said when a show ends by itself is said in an archived thread, too, and once', async () => {
	const { channel, clock, panel, studio } = await startShow(({ guild, text }) =>
		guild.addThread({ category: text }),
	);
	await clock.step(20 * MINUTE_MS);
	channel.setThread({ isArchived: true });
	studio.guild.memberOf(studio.account).disconnect();
	await studio.discord.until('the panel is closed', () =>
		panel.text.startsWith('## ⚫ Off air') ? true : undefined,
	);
	const lines = [...channel.messages.values()].filter((message) => message !== panel);
	expect(lines.map(({ content }) => content)).toEqual([
		expect.stringMatching(/Off air\*\* after 20 min .*disconnected me/),
	]);
});

test('a line that was posted and answered with a fault stands there once', async () => {
	const { clock, panel, studio } = await startShow();
	await clock.step(20 * MINUTE_MS);
	studio.discord.rest.fail({
		method: 'POST',
		path: new RegExp(`^/channels/${studio.text.id}/messages$`),
		status: 502,
		isCarriedOut: true,
	});
	studio.guild.memberOf(studio.account).disconnect();
	await studio.discord.until(
		'the second answer',
		() =>
			studio.discord.rest.requests.filter(
				({ method, path }) => method === 'POST' && path === `/channels/${studio.text.id}/messages`,
			).length >= 2 || undefined,
	);
	const lines = [...studio.text.messages.values()].filter((message) => message !== panel);
	expect(lines).toHaveLength(1);
});
