// The panel in its channel, by a clock that the tests step: when it is edited, and through what.
import { describe, expect, test } from 'vitest';
import type { OnAir } from '../../../src/show/on-air.js';
import { troubleKey } from '../../../src/show/troubles.js';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { deleteMessage, type Message } from '../../support/fake-discord/world/message.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { goOnAir, listen, type Studio, startStudio } from '../../support/studio.js';
import { unheard } from '../../support/troubles.js';
import { until } from '../../support/until.js';

const MINUTE_MS = 60_000;

async function startPanel() {
	const clock = new SteppedClock();
	const studio = await startStudio({ clock });
	const { id, interaction, panel } = await goOnAir(studio);
	await until(() => studio.registry.get(studio.guild.id)?.kind).toBe('on air');
	const entry = studio.registry.get(studio.guild.id);
	return { clock, id, interaction, onAir: (entry as { onAir: OnAir }).onAir, panel, studio };
}

function shows(studio: Studio, panel: Message, text: string): Promise<boolean> {
	return studio.discord.until(
		`the panel shows ${text}`,
		() => panel.text.includes(text) || undefined,
	);
}

/** Every request to edit the panel. */
function edits(studio: Studio) {
	return studio.discord.rest.requests.filter(({ method }) => method === 'PATCH');
}

/** Resolves when the bot has done what it was about to do: it answers in order. */
async function settled(studio: Studio): Promise<void> {
	const { host, text } = studio;
	await host.runCommand('podcast status', {}, { channel: text }).response();
}

/** Edits of the panel alone, without the answers to other commands. */
async function panelEdits(studio: Studio, panel: Message): Promise<number> {
	await settled(studio);
	return panel.versions.length;
}

describe('edits', () => {
	test('come once in 5 s, with all that has changed', async () => {
		const { clock, onAir, panel, studio } = await startPanel();
		const first = await panelEdits(studio, panel);
		onAir.setTrouble(unheard('First'));
		await clock.step(3000);
		onAir.setTrouble(unheard('Second'));
		await clock.step(1999);
		expect(await panelEdits(studio, panel)).toBe(first);
		await clock.step(1);
		await shows(studio, panel, '⚠️ <@Second>');
		expect(panel.text).toContain('⚠️ <@First>');
		onAir.clearTrouble(troubleKey(unheard('First')));
		await clock.step(4999);
		expect(await panelEdits(studio, panel)).toBe(first + 1);
		await clock.step(1);
		await shows(studio, panel, '<@First> is heard again.');
		expect(panel.text).not.toContain('⚠️ <@First>');
		expect(await panelEdits(studio, panel)).toBe(first + 2);
	});

	test('come half a second after a change when the last one is long ago', async () => {
		const { clock, onAir, panel, studio } = await startPanel();
		await clock.step(MINUTE_MS);
		onAir.setTrouble(unheard('Oh'));
		await clock.step(500);
		await shows(studio, panel, '⚠️ <@Oh>');
	});

	test('do not come for what is undone at once, or stays as it is', async () => {
		const { clock, onAir, panel, studio } = await startPanel();
		const first = await panelEdits(studio, panel);
		await clock.step(MINUTE_MS);
		onAir.setTrouble({ kind: 'rival' });
		await clock.step(400);
		onAir.clearTrouble('rival');
		await clock.step(MINUTE_MS);
		expect(await panelEdits(studio, panel)).toBe(first);
	});

	test('tell who is heard, and after a while that nobody is', async () => {
		const { clock, id, panel, studio } = await startPanel();
		const speak = async () => {
			const speech = await studio.host.speak(countedFrames(5), { speed: 20 });
			expect(speech.sentTo(studio.account)).toHaveLength(10);
		};
		const receiver = await listen(studio, id);
		await clock.step(20_900);
		await speak();
		await receiver.heard.atLeast(10);
		await clock.step(200);
		await speak();
		await receiver.heard.atLeast(20);
		await clock.step(400);
		await shows(studio, panel, 'Heard now: **Ada**');
		await clock.step(25_000);
		expect(panel.text).toContain('Heard now: **Ada**');
		await clock.step(10_000);
		await shows(studio, panel, 'Quiet right now');
	});

	test('tell how many listen, half a minute later', async () => {
		const { clock, id, panel, studio } = await startPanel();
		expect(panel.text).toContain('0 listeners');
		await listen(studio, id);
		await clock.step(31_000);
		await until(async () => {
			await clock.step(1000);
			return panel.text;
		}).toContain('1 listener\n');
	});

	test('are tried again where Discord has a fault', async () => {
		const { clock, onAir, panel, studio } = await startPanel();
		// The library itself tries four times.
		studio.discord.rest.fail({ method: 'PATCH', path: /^\/channels/, status: 500, times: 4 });
		onAir.setTrouble(unheard('Oh'));
		await clock.step(5000);
		await studio.discord.until(
			'the fault is over',
			() => edits(studio).filter(({ status }) => status === 500).length === 4 || undefined,
		);
		await until(async () => {
			await clock.step(1000);
			return panel.text;
		}).toContain('<@Oh>');
	});
});

describe('the panel', () => {
	test("outlives the interaction's 15 minutes", async () => {
		const { clock, onAir, panel, studio } = await startPanel();
		await clock.step(20 * MINUTE_MS);
		const before = edits(studio).length;
		onAir.setTrouble(unheard('Oh'));
		await clock.step(1000);
		await shows(studio, panel, '<@Oh>');
		expect(edits(studio).slice(before)).toMatchObject([
			{ path: `/channels/${studio.text.id}/messages/${panel.id}`, status: 200 },
		]);
		await studio.host.runCommand('podcast stop', {}, { channel: studio.text }).response();
		await shows(studio, panel, '## ⚫ Off air: Lighthouse');
		expect(panel.text).toMatch(
			/on air for 20 min 01 s\nup to 0 listeners · 0 members spoke\nAda stopped it\./,
		);
	});

	test('says at once that it is over, and once only', async () => {
		const { onAir, panel, studio } = await startPanel();
		onAir.setTrouble(unheard('Oh'));
		await studio.host.runCommand('podcast stop', {}, { channel: studio.text }).response();
		await shows(studio, panel, 'Ada stopped it.');
		expect(panel.text).not.toMatch(/<@Oh>|Stop\n|Keep my voice/);
		await until(() => studio.log()).toMatch(/"msg":"Off air"/);
		expect(studio.text.messages.size).toBe(2);
	});

	test('says that it is over also where Discord has a fault at that moment', async () => {
		const { clock, panel, studio } = await startPanel();
		studio.discord.rest.fail({ method: 'PATCH', path: /^\/channels/, status: 500, times: 4 });
		await studio.host.runCommand('podcast stop', {}, { channel: studio.text }).response();
		await clock.timerWithin(5000);
		await until(async () => {
			await clock.step(1000);
			return panel.text;
		}).toContain('Ada stopped it.');
	});

	test('can be told by a button where Discord had a fault for too long', async () => {
		const { clock, panel, studio } = await startPanel();
		studio.discord.rest.fail({ method: 'PATCH', path: /^\/channels/, status: 500, times: 16 });
		await studio.host.runCommand('podcast stop', {}, { channel: studio.text }).response();
		const faults = () => edits(studio).filter(({ status }) => status === 500).length;
		await until(async () => {
			await clock.step(1000);
			return faults();
		}).toBe(16);
		expect(panel.text).toContain('On air');
		const press = studio.host.pressButton(panel, 'podcast:stop');
		await shows(studio, panel, '## ⚫ Off air: Lighthouse');
		expect(panel.text).toContain('Ada stopped it.');
		const answer = await press.until('an answer', ({ followUps }) => followUps[0]);
		expect(answer).toMatchObject({ content: 'That show is over.', isEphemeral: true });
	});

	test('is not put up again when it was deleted, and the podcast goes on', async () => {
		const { clock, id, onAir, panel, studio } = await startPanel();
		const receiver = await listen(studio, id);
		deleteMessage(studio.discord.world, panel);
		onAir.setTrouble(unheard('Oh'));
		await clock.step(5000);
		await studio.discord.rest.request('PATCH', new RegExp(`messages/${panel.id}`));
		const before = edits(studio).filter(({ path }) => path.includes(panel.id)).length;
		onAir.setTrouble(unheard('Ohagain'));
		await clock.step(MINUTE_MS);
		await settled(studio);
		expect(edits(studio).filter(({ path }) => path.includes(panel.id))).toHaveLength(before);
		expect(studio.text.messages.size).toBe(0);
		const speech = await studio.host.speak(countedFrames(5), { speed: 20 });
		await receiver.heard.atLeast(speech.sentTo(studio.account).length);
		const { level } = JSON.parse(
			studio
				.log()
				.split('\n')
				.find((line) => line.includes('panel was deleted')) ?? '{}',
		);
		expect(level).toBe(30);
	});

	test('is kept up through the interaction where the bot may not see the channel', async () => {
		const { clock, onAir, panel, studio } = await startPanel();
		const { account, guild, host, text } = studio;
		text.edit({ overwrites: [{ for: guild.memberOf(account), deny: ['ViewChannel'] }] });
		for (const name of ['One', 'Two']) {
			onAir.setTrouble(unheard(name));
			await clock.step(5000);
			await shows(studio, panel, `<@${name}>`);
		}
		const refusals = () => edits(studio).filter(({ status }) => status === 403).length;
		expect(refusals()).toBe(1);
		expect(studio.log().match(/Discord does not let the bot edit its panel/g)).toHaveLength(1);

		// The token has run out: nothing more can be shown, until a button brings another.
		await clock.step(15 * MINUTE_MS);
		onAir.setTrouble(unheard('Three'));
		await clock.step(MINUTE_MS);
		expect(panel.text).not.toContain('<@Three>');
		expect(refusals()).toBe(2);
		studio.secrets.add(host.pressButton(panel, 'podcast:refresh').token);
		await shows(studio, panel, '<@Three>');
		expect(refusals()).toBe(2);
		expect(studio.log().match(/Discord does not let the bot edit its panel/g)).toHaveLength(1);
	});
});
