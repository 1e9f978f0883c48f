import { describe, expect, test } from 'vitest';
import { renderPanel } from '../../../src/discord/panels/panel.js';
import type { OnAir } from '../../../src/show/on-air.js';
import type { Interaction } from '../../support/fake-discord/world/interaction.js';
import { ClientRefusalError } from '../../support/fake-discord/world/invocation.js';
import { Message, postMessage } from '../../support/fake-discord/world/message.js';
import type { Payload } from '../../support/fake-discord/world/payload.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import {
	goOnAir,
	listen,
	listenKeyOf,
	type Scene,
	startStudio,
	untilLinked,
} from '../../support/studio.js';
import { until } from '../../support/until.js';

const STOP = 'podcast:stop';
const REFRESH = 'podcast:refresh';
const LINK = 'podcast:link';

/** What the member who pressed reads, and nobody else. */
function privateAnswer(interaction: Interaction): Promise<string> {
	return interaction.until('a private answer', ({ messages }) => {
		return messages.find(({ content, isEphemeral }) => isEphemeral && content)?.content;
	});
}

/** A panel that says "on air" and that no process knows of. */
function postForgottenPanel({ account, stage, text }: Scene): Message {
	const body = renderPanel({
		phase: 'on air',
		title: 'Yesterday',
		voiceChannelId: stage.id,
		sinceEpochMs: 0,
		podcastId: '1',
		receivers: 0,
		speakers: [],
		listening: undefined,
		offAir: 0,
		undecided: 0,
		consent: 'notice',
		isRecorded: false,
		recording: undefined,
		needsPresses: true,
		warnings: [],
		events: [],
	});
	const message = new Message({
		channel: text,
		author: account.user,
		body: body as unknown as Payload,
		flags: body.flags,
	});
	return postMessage(text.guild.world, message);
}

describe('Stop', () => {
	test('ends the podcast for its receivers and says who pressed it', async () => {
		const studio = await startStudio();
		const { id, panel } = await goOnAir(studio);
		const receiver = await listen(studio, id);
		const question = await studio.host.pressButton(panel, STOP).response();
		expect(question).toMatchObject({ isEphemeral: true });
		expect(question.text).toContain('End the show **Lighthouse** for 1 listener?');
		const press = studio.host.pressButton(question, `podcast:end:${panel.id}`);
		expect((await press.acknowledged()).type).toBe(6);
		expect(await receiver.closed).toBe(4003);
		await studio.discord.until('the panel says so', () =>
			panel.text.includes('Ada stopped it.') ? true : undefined,
		);
		expect(panel.text).toContain('\nup to 1 listener · ');
		expect(() => studio.host.pressButton(panel, STOP)).toThrow(ClientRefusalError);
		await until(() => studio.registry.size).toBe(0);
		expect(studio.guild.memberOf(studio.account).voice.channel).toBeNull();
		expect(studio.text.messages.size).toBe(1);
	});

	test('is for members who may use /podcast', async () => {
		const studio = await startStudio();
		const { panel } = await goOnAir(studio);
		const guest = studio.guild.addMember({ name: 'Guest' });
		expect(await privateAnswer(guest.pressButton(panel, STOP))).toBe(
			'That is for members who may use `/podcast` here: those with **Manage Server**, and whoever is given it under Server Settings → Integrations.',
		);
		expect(studio.registry.size).toBe(1);
		expect(panel.text).toContain('On air');
	});

	test.each([STOP, REFRESH])(
		'on a panel that nobody knows of says so and ends the lie (%s)',
		async (button) => {
			let panel: Message | undefined;
			const studio = await startStudio({
				before: (scene) => {
					panel = postForgottenPanel(scene);
				},
			});
			const { id } = await goOnAir(studio);
			const press = studio.host.pressButton(panel as Message, button);
			expect(await privateAnswer(press)).toBe('That show is over.');
			expect(panel?.text).toBe('## ⚫ Off air\nThat show is over.');
			expect(studio.server.stats().podcasts.map((podcast) => podcast.id)).toEqual([id]);
		},
	);
});

describe('Refresh', () => {
	test('is there where the bot may not edit its panel, for everybody, at most every 5 s', async () => {
		const clock = new SteppedClock();
		const studio = await startStudio({ clock });
		const { account, guild, text } = studio;
		const { id, panel } = await goOnAir(studio);
		const buttons = () => JSON.stringify(panel.components);
		expect(buttons()).not.toContain(REFRESH);
		text.edit({ overwrites: [{ for: guild.memberOf(account), deny: ['ViewChannel'] }] });
		await until(() => studio.registry.get(guild.id)?.kind).toBe('on air');
		const { onAir } = studio.registry.get(guild.id) as { onAir: OnAir };
		onAir.setTrouble({ kind: 'rival' });
		await until(async () => {
			await clock.step(1000);
			return buttons();
		}).toContain(REFRESH);

		const guest = guild.addMember({ name: 'Guest' });
		await listen(studio, id);
		await clock.step(6000);
		const press = guest.pressButton(panel, REFRESH);
		expect((await press.acknowledged()).type).toBe(6);
		await studio.discord.until('the count', () =>
			panel.text.includes('1 listener\n') ? true : undefined,
		);
		onAir.clearTrouble('rival');
		await clock.step(100);
		const early = guest.pressButton(panel, REFRESH);
		expect((await early.acknowledged()).type).toBe(6);
		expect(panel.text).toContain('Another process');
		expect(early.messages.concat(press.messages).filter((each) => each !== panel)).toEqual([]);
	});
});

describe('a server that has given /podcast to a role', () => {
	test('has given it the buttons too, and takes them from who is denied', async () => {
		const studio = await startStudio();
		const { account, guild, text } = studio;
		const { panel } = await goOnAir(studio);
		const crew = guild.addRole({ name: 'Crew' });
		const mate = guild.addMember({ name: 'Mate' });
		mate.addRole(crew);
		expect(await privateAnswer(mate.pressButton(panel, STOP))).toContain('Integrations');
		const command = [...account.commands.values()].find(({ name }) => name === 'podcast');
		guild.setCommandPermissions(account, command?.id ?? '', [
			{ id: crew.id, type: 1, permission: true },
			{ id: studio.host.id, type: 2, permission: false },
		]);
		await until(() => privateAnswer(mate.pressButton(panel, STOP))).toContain('End the show');
		expect(await privateAnswer(studio.host.pressButton(panel, STOP))).toContain('Integrations');
		expect(() => studio.host.runCommand('podcast stop', {}, { channel: text })).toThrow(
			ClientRefusalError,
		);
		expect(await mate.runCommand('podcast stop', {}, { channel: text }).response()).toMatchObject({
			text: expect.stringContaining('Off air'),
		});
	});
});

describe('Start again', () => {
	test('begins the same show anew, for who may', async () => {
		const studio = await startStudio();
		const title = 'Tides & *stars*: `1`';
		const options = { title, visibility: 'public', consent: 'ask' };
		const { panel } = await goOnAir(studio, options);
		const { guild, host, text } = studio;
		const first = host.runCommand('podcast stop', {}, { channel: text });
		await first.response();
		await until(() => panel.text).toContain('Start again');
		expect(panel.text).toMatch(/\d+ members? spoke/);
		const again = `podcast:again:${studio.stage.id}:public:ask`;
		const guest = guild.addMember({ name: 'Guest' });
		expect(await privateAnswer(guest.pressButton(panel, again))).toContain('Integrations');
		const next = await host.pressButton(panel, again).response();
		await until(() => next.text).toContain('## 🔴 On air: Tides & \\*stars\\*: \\`1\\`');
		await until(() => studio.registry.shows[0]?.plan).toMatchObject(options);
		expect(await privateAnswer(host.pressButton(panel, again))).toContain('already on air');
	});
});

test('New link makes the old one open nothing, for who may', async () => {
	const studio = await startStudio();
	const { panel } = await goOnAir(studio);
	await untilLinked(panel);
	const before = listenKeyOf(panel.text);
	const guest = studio.guild.addMember({ name: 'Guest' });
	expect(await privateAnswer(guest.pressButton(panel, LINK))).toContain('Integrations');
	expect(listenKeyOf(await privateAnswer(studio.host.pressButton(panel, LINK)))).not.toBe(before);
	await until(() => listenKeyOf(panel.text)).not.toBe(before);
});

test('who has pressed Stop may think better of it', async () => {
	const studio = await startStudio();
	const { panel } = await goOnAir(studio);
	const question = await studio.host.pressButton(panel, STOP).response();
	const keep = studio.host.pressButton(question, 'podcast:keep');
	expect((await keep.acknowledged()).type).toBe(7);
	expect(question.text).toBe('🔴 The show goes on.');
	expect(studio.registry.size).toBe(1);
});
