// What everybody in a channel is told of the show there: in each show, together, where it can be said.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Member } from '../../support/fake-discord/world/member.js';
import type { Message } from '../../support/fake-discord/world/message.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { goOnAir, makeDataDir, type Studio, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';

const OPT_OUT_BUTTON = 'privacy:optout';
const SECOND_MS = 1000;

function noticesIn({ stage, text }: Studio, place: 'chat' | 'panel' = 'chat'): Message[] {
	const { messages } = place === 'chat' ? stage : text;
	return [...messages.values()].filter(
		({ components, text }) =>
			JSON.stringify(components).includes(OPT_OUT_BUTTON) && text.includes('\n-# For '),
	);
}

/** Resolves with the notice that names somebody. */
function untilTold(
	studio: Studio,
	member: Member,
	place: 'chat' | 'panel' = 'chat',
): Promise<Message> {
	const name = place === 'chat' ? `<@${member.user.id}>` : `**${member.user.globalName}**`;
	return studio.discord.until(`${name} is told`, () =>
		noticesIn(studio, place).findLast(({ text }) => text.includes(name)),
	);
}

async function stop({ host, text }: Studio): Promise<void> {
	await host.runCommand('podcast stop', {}, { channel: text }).response();
}

/** Steps once the bot has seen somebody come in. */
async function stepTo(clock: SteppedClock, studio: Studio, member: Member): Promise<void> {
	await until(() =>
		studio.registry.get(studio.guild.id)?.kind === 'on air'
			? (studio.registry.shows[0]?.onAir.voices.presentUserIds ?? [])
			: [],
	).toContain(member.user.id);
	await clock.step(2 * SECOND_MS);
}

/** Discord would ping whomever a message's `allowed_mentions` let it. */
function pings({ discord }: Studio): unknown[] {
	return discord.rest.requests.flatMap(({ body, method, path }) => {
		const { allowed_mentions: allowed, content } = (body ?? {}) as Record<string, unknown>;
		const isMessage = method !== 'GET' && /\/(messages|webhooks)/.test(path) && content;
		return isMessage && JSON.stringify(allowed) !== '{"parse":[]}' ? [body] : [];
	});
}

describe('a notice', () => {
	test.each([
		['public', /\*\*Everybody\*\* can hear you/],
		['unlisted', /\*\*Anyone with the link\*\* can hear you/],
		['private', /\*\*This server only\*\* can hear you/],
	])('says who can hear a show that is %s, since when and by whom', async (visibility, who) => {
		const studio = await startStudio();
		await goOnAir(studio, { visibility });
		const { content, text } = await untilTold(studio, studio.host);
		expect(text).toContain(`<#${studio.stage.id}> is on air`);
		expect(text).toMatch(who);
		expect(text).toMatch(/Put on air by \*\*Ada\*\* at <t:\d+:t>, <t:\d+:R>\./);
		expect(content).toMatch(/<\/podcast-privacy optout:\d+>/);
		expect(pings(studio)).toEqual([]);
	});

	test('is not for bots, nor for who has opted out', async () => {
		const studio = await startStudio();
		const silent = studio.guild.addMember({ name: 'Ben' });
		await silent.runCommand('podcast-privacy optout', {}, { channel: studio.text }).response();
		silent.join(studio.stage);
		studio.guild.addMember({ name: 'Jukebox', bot: true }).join(studio.stage);
		await goOnAir(studio);
		const { text } = await untilTold(studio, studio.host);
		expect(text).toMatch(new RegExp(`\\n-# For <@${studio.host.user.id}>\\n`));
	});
});

describe('newcomers', () => {
	test('within half a minute are added to one message, the next ones get another', async () => {
		const clock = new SteppedClock();
		const studio = await startStudio({ clock });
		await goOnAir(studio);
		await untilTold(studio, studio.host);
		// A while later ten people come in, one every two seconds.
		await clock.step(60 * SECOND_MS);
		const people = Array.from({ length: 10 }, (_, index) =>
			studio.guild.addMember({ name: `Guest ${index}` }),
		);
		for (const guest of people) {
			guest.join(studio.stage);
			await stepTo(clock, studio, guest);
			await untilTold(studio, guest);
		}
		const [, second] = noticesIn(studio);
		expect(noticesIn(studio)).toHaveLength(2);
		for (const { user } of people) {
			expect(second?.text).toContain(`<@${user.id}>`);
		}
		await clock.step(10 * SECOND_MS);
		const late = studio.guild.addMember({ name: 'Late' });
		late.join(studio.stage);
		await stepTo(clock, studio, late);
		const third = await untilTold(studio, late);
		expect(noticesIn(studio)).toHaveLength(3);
		expect(third.text).not.toContain(`<@${people[9]?.user.id}>`);
	});

	test('who come while nothing can be posted are told half a minute later', async () => {
		const clock = new SteppedClock();
		const studio = await startStudio({ clock });
		const path = new RegExp(`^/channels/${studio.stage.id}/messages$`);
		// The client asks four times before it gives up.
		studio.discord.rest.fail({ method: 'POST', path, status: 500, times: 4 });
		await goOnAir(studio);
		await until(() => studio.log()).toContain('could not be told');
		expect(noticesIn(studio)).toHaveLength(0);
		await clock.step(30 * SECOND_MS);
		await untilTold(studio, studio.host);
		expect(noticesIn(studio)).toHaveLength(1);
	});

	test.each([
		[
			'an outage of the server',
			async ({ guild, stage }: Studio, guest: Member) => {
				guild.setUnavailable();
				const { world } = guild;
				const dispatch = world.dispatch.bind(world);
				world.dispatch = () => {};
				guest.join(stage);
				world.dispatch = dispatch;
				guild.setAvailable();
			},
		],
		[
			'two sessions of the gateway',
			async ({ account, discord, stage }: Studio, guest: Member) => {
				const { gateway } = discord;
				gateway.startOutage();
				await until(() => gateway.sessionsOf(account).some((each) => each.isConnected)).toBe(false);
				guest.join(stage);
				gateway.expireSessions(account);
				gateway.endOutage();
			},
		],
	])('who come during %s, of whom no event tells, are told after it', async (_when, come) => {
		const clock = new SteppedClock();
		const studio = await startStudio({ clock });
		const guest = studio.guild.addMember({ name: 'Ben' });
		await goOnAir(studio);
		await untilTold(studio, studio.host);
		await come(studio, guest);
		await stepTo(clock, studio, guest);
		await untilTold(studio, guest);
	});

	test('of a channel that a show moves to are told there', async () => {
		const clock = new SteppedClock();
		const studio = await startStudio({ clock });
		const harbour = studio.guild.addVoiceChannel({ name: 'Harbour' });
		const guest = studio.guild.addMember({ name: 'Ben' });
		guest.join(harbour);
		await goOnAir(studio);
		await untilTold(studio, studio.host);
		studio.guild.memberOf(studio.account).move(harbour);
		await stepTo(clock, studio, guest);
		expect(noticesIn({ ...studio, stage: harbour })).toHaveLength(0);
		await clock.step(30 * SECOND_MS);
		const { text } = await untilTold({ ...studio, stage: harbour }, guest);
		expect(text).toContain(`<#${harbour.id}> is on air`);
		expect(noticesIn(studio)).toHaveLength(1);
	});
});

describe('everybody', () => {
	test('is told again in the next show', async () => {
		const studio = await startStudio();
		await goOnAir(studio);
		await untilTold(studio, studio.host);
		await until(() => readFileSync(join(studio.dataDir, 'privacy.json'), 'utf8')).toContain(
			`${studio.guild.id}/${studio.host.user.id}`,
		);
		await stop(studio);
		await until(() => readFileSync(join(studio.dataDir, 'privacy.json'), 'utf8')).toContain(
			'"told":[]',
		);
		await goOnAir(studio);
		await until(() => noticesIn(studio).length).toBe(2);
		expect(noticesIn(studio)[1]?.text).toContain(`<@${studio.host.user.id}>`);
	});

	test('was told already in a show that comes back from a restart', async () => {
		const dataDir = makeDataDir();
		const earlier = await startStudio({ dataDir });
		await goOnAir(earlier);
		await untilTold(earlier, earlier.host);
		await earlier.registry.pause();
		// Ids are alike in every simulated Discord.
		const studio = await startStudio({
			dataDir,
			before: ({ guild, host, stage }) => {
				host.join(stage);
				guild.addMember({ name: 'Ben' }).join(stage);
			},
		});
		const guest = [...studio.guild.members.values()].find(({ user }) => user.username === 'ben');
		const { text } = await untilTold(studio, guest as Member);
		expect(text).not.toContain(`<@${studio.host.user.id}>`);
		expect(text).toContain('Put on air by **Ada**');
	});
});

describe('where the bot may not write in the voice channel’s chat', () => {
	test('it tells by name beside the panel, and says once what is missing', async () => {
		const clock = new SteppedClock();
		const studio = await startStudio({
			clock,
			before: ({ stage, guild }) =>
				stage.edit({ overwrites: [{ for: guild.everyone, deny: ['SendMessages'] }] }),
		});
		const { panel } = await goOnAir(studio);
		const notice = await untilTold(studio, studio.host, 'panel');
		const guest = studio.guild.addMember({ name: 'Ben' });
		guest.join(studio.stage);
		await stepTo(clock, studio, guest);
		await untilTold(studio, guest, 'panel');
		expect(noticesIn(studio, 'panel')).toEqual([notice]);
		expect(pings(studio)).toEqual([]);
		await clock.step(5 * SECOND_MS);
		await until(() => panel.text).toContain('give me **Send Messages** there');
		const words = `I may not write in <#${studio.stage.id}>, so newcomers are told here`;
		expect(panel.text.split(words)).toHaveLength(2);

		const press = guest.pressButton(notice, OPT_OUT_BUTTON);
		studio.secrets.add(press.token);
		expect((await press.response()).text).toMatch(/You are \*\*off air\*\*/);
	});

	test('it tells in the chat as soon as it may', async () => {
		const clock = new SteppedClock();
		const deny = { deny: ['SendMessages'] } as const;
		const studio = await startStudio({
			clock,
			before: ({ stage, guild }) => stage.edit({ overwrites: [{ for: guild.everyone, ...deny }] }),
		});
		await goOnAir(studio);
		await untilTold(studio, studio.host, 'panel');
		studio.stage.edit({ overwrites: [] });
		const guest = studio.guild.addMember({ name: 'Ben' });
		guest.join(studio.stage);
		await until(() => studio.registry.shows[0]?.onAir.voices.presentUserIds ?? []).toContain(
			guest.user.id,
		);
		await clock.step(30 * SECOND_MS);
		const late = studio.guild.addMember({ name: 'Late' });
		late.join(studio.stage);
		await stepTo(clock, studio, late);
		await untilTold(studio, late);
	});

	test('nor beside the panel, the panel says that nobody is told', async () => {
		const clock = new SteppedClock();
		const studio = await startStudio({ clock });
		for (const channel of [studio.stage, studio.text]) {
			channel.edit({ overwrites: [{ for: studio.guild.everyone, deny: ['SendMessages'] }] });
		}
		studio.discord.rest.fail({ method: 'POST', path: /^\/webhooks\//, status: 403 });
		const { panel } = await goOnAir(studio);
		await until(() => studio.log()).toContain('Could not be said in Discord');
		await clock.step(10 * SECOND_MS);
		await until(() => panel.text).toContain('newcomers are not told that they are on air');
		studio.stage.edit({ overwrites: [] });
		await clock.timerWithin(30 * SECOND_MS);
		await clock.step(30 * SECOND_MS);
		await untilTold(studio, studio.host);
	});
});
