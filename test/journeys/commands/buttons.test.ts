import { describe, expect, test } from 'vitest';
import { renderPanel } from '../../../src/discord/panels/panel.js';
import type { OnAir } from '../../../src/show/on-air.js';
import type { Interaction } from '../../support/fake-discord/world/interaction.js';
import { ClientRefusalError } from '../../support/fake-discord/world/invocation.js';
import { Message, postMessage } from '../../support/fake-discord/world/message.js';
import type { Payload } from '../../support/fake-discord/world/payload.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { goOnAir, listen, type Scene, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';

const STOP = 'podcast:stop';
const REFRESH = 'podcast:refresh';

/** What the member who pressed reads, and nobody else. */
function privateAnswer(interaction: Interaction): Promise<string> {
	return interaction.until('a private answer', ({ messages }) => {
		return messages.find(({ isEphemeral }) => isEphemeral)?.content;
	});
}

/** A panel that says "on air" and that no process knows of. */
function postForgottenPanel({ account, stage, text }: Scene): Message {
	const body = renderPanel({
		phase: 'on air',
		title: 'Yesterday',
		voiceChannelId: stage.id,
		sinceEpochMs: 0,
		podcast: { id: '1', listenAddress: 'ws://127.0.0.1/?id=1' },
		receivers: 0,
		speakers: [],
		listening: undefined,
		offAir: [],
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
		const press = studio.host.pressButton(panel, STOP);
		expect((await press.acknowledged()).type).toBe(6);
		expect(await receiver.closed).toBe(4003);
		await studio.discord.until('the panel says so', () =>
			panel.text.includes('Ada stopped it.') ? true : undefined,
		);
		expect(() => studio.host.pressButton(panel, STOP)).toThrow(ClientRefusalError);
		await until(() => studio.registry.size).toBe(0);
		expect(studio.guild.memberOf(studio.account).voice.channel).toBeNull();
		expect(studio.text.messages.size).toBe(1);
	});

	test('is for members with Manage Server', async () => {
		const studio = await startStudio();
		const { panel } = await goOnAir(studio);
		const guest = studio.guild.addMember({ name: 'Guest' });
		expect(await privateAnswer(guest.pressButton(panel, STOP))).toBe(
			'Only members with **Manage Server** can stop the podcast.',
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
			expect(await privateAnswer(press)).toBe('That podcast is over.');
			expect(panel?.text).toBe('## ⚫ Off air\nThat podcast is over.');
			expect(studio.server.stats().podcasts.map((podcast) => podcast.id)).toEqual([id]);
		},
	);
});

describe('Refresh', () => {
	test('shows everybody the present state, at most every 5 s', async () => {
		const clock = new SteppedClock();
		const studio = await startStudio({ clock });
		const { id, panel } = await goOnAir(studio);
		await until(() => studio.registry.get(studio.guild.id)?.kind).toBe('on air');
		const { onAir } = studio.registry.get(studio.guild.id) as { onAir: OnAir };
		const guest = studio.guild.addMember({ name: 'Guest' });
		await listen(studio, id);

		onAir.setTrouble({ kind: 'rival' });
		await clock.step(4900);
		const early = guest.pressButton(panel, REFRESH);
		expect((await early.acknowledged()).type).toBe(6);
		expect(panel.text).not.toContain('Another process');

		onAir.clearTrouble('rival');
		await clock.step(1000);
		const press = guest.pressButton(panel, REFRESH);
		expect((await press.acknowledged()).type).toBe(6);
		await studio.discord.until('the count', () =>
			panel.text.includes('1 listener\n') ? true : undefined,
		);
		expect(early.messages.concat(press.messages).filter((each) => each !== panel)).toEqual([]);
	});
});
