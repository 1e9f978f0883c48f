// Whose voices go on air: members' own wishes, the host's, and what newcomers are told.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import type { Member } from '../../support/fake-discord/world/member.js';
import type { Message } from '../../support/fake-discord/world/message.js';
import { encode, tone } from '../../support/signal.js';
import {
	goOnAir,
	listen,
	makeDataDir,
	type Studio,
	type StudioOptions,
	startStudio,
} from '../../support/studio.js';
import { until } from '../../support/until.js';
import { amplitudeAfter, OPEN_HZ, SECRET_HZ, talk } from './talking.js';

const OPT_OUT_BUTTON = 'privacy:optout';

async function startShow(options: StudioOptions = {}) {
	const studio = await startStudio({
		...options,
		environment: { MIX_AUTOMATIC_GAIN: 'false', ...options.environment },
	});
	const guest = studio.guild.addMember({ name: 'Ben' });
	guest.join(studio.stage);
	const { id, panel } = await goOnAir(studio);
	const receiver = await listen(studio, id);
	return { studio, guest, id, panel, receiver };
}

/** Frames that may be on their way when a member is taken off air. */
const FRAMES_ON_THE_WAY = 10;

async function answerOf(
	studio: Studio,
	parts: { member: Member; command: string; options?: Record<string, Member> },
): Promise<string> {
	const { member, command, options = {} } = parts;
	const interaction = member.runCommand(command, options, { channel: studio.text });
	studio.secrets.add(interaction.token);
	const answer = await interaction.response();
	expect(answer.isEphemeral).toBe(true);
	return answer.text;
}

describe('a member who opts out', () => {
	test('is not heard from then on, alone or among others, nor after a restart', async () => {
		const dataDir = makeDataDir();
		const { guest, receiver, studio } = await startShow({ dataDir });
		talk(guest, SECRET_HZ);
		await receiver.heard.atLeast(20);
		expect(amplitudeAfter(receiver, { from: 0, hz: SECRET_HZ })).toBeGreaterThan(0.2);

		const host = talk(studio.host, OPEN_HZ);
		await receiver.heard.atLeast(60);
		const answer = await answerOf(studio, { member: guest, command: 'podcast-privacy optout' });
		const from = receiver.heard.items.length + FRAMES_ON_THE_WAY;
		expect(answer).toMatch(/You are \*\*off air\*\*/);
		const open = { from, hz: OPEN_HZ };
		await until(() => amplitudeAfter(receiver, open)).toBeGreaterThan(0.2);
		expect(amplitudeAfter(receiver, { from, hz: SECRET_HZ })).toBeLessThan(0.001);
		host.stop();
		await host.finished;
		expect(readFileSync(join(dataDir, 'privacy.json'), 'utf8')).toContain(guest.user.id);
		await studio.host.runCommand('podcast stop', {}, { channel: studio.text }).response();

		const later = await startStudio({
			dataDir,
			before: ({ guild, stage }) => {
				guild.addMember({ name: 'Ben', user: guest }).join(stage);
			},
		});
		const { id } = await goOnAir(later);
		const laterReceiver = await listen(later, id);
		const laterGuest = later.guild.members.get(guest.user.id) as Member;
		await laterGuest.speak(encode(tone({ hz: SECRET_HZ, peak: 0.3, durationMs: 300 })));
		await later.host.speak(encode(tone({ hz: OPEN_HZ, peak: 0.3, durationMs: 300 })));
		await laterReceiver.heard.atLeast(15);
		expect(amplitudeAfter(laterReceiver, { from: 0, hz: OPEN_HZ })).toBeGreaterThan(0.2);
		expect(amplitudeAfter(laterReceiver, { from: 0, hz: SECRET_HZ })).toBeLessThan(0.001);
	});

	test('is heard again after opting in', async () => {
		const { guest, receiver, studio } = await startShow();
		await answerOf(studio, { member: guest, command: 'podcast-privacy optout' });
		await guest.speak(countedFrames(5), { speed: 20 });
		expect(await answerOf(studio, { member: guest, command: 'podcast-privacy show' })).toMatch(
			/You have \*\*opted out\*\*/,
		);
		expect(await answerOf(studio, { member: guest, command: 'podcast-privacy optin' })).toMatch(
			/goes \*\*on air\*\* again/,
		);
		const speech = await guest.speak(countedFrames(5, 7), { speed: 20 });
		const heard = await receiver.heard.atLeast(10);
		expect(heard.map(({ opus }) => opus)).toEqual(
			speech.sentTo(studio.account).map(({ opus }) => opus),
		);
		expect(await answerOf(studio, { member: guest, command: 'podcast-privacy show' })).toMatch(
			/goes \*\*on air\*\* when you speak/,
		);
	});

	test('is a number in the panel, and named in the private status', async () => {
		const { guest, panel, studio } = await startShow();
		await answerOf(studio, { member: guest, command: 'podcast-privacy optout' });
		const status = await answerOf(studio, { member: studio.host, command: 'podcast status' });
		expect(status).toContain(`Kept off air: <@${guest.user.id}> (opted out)`);
		await studio.discord.until(
			'the panel says so',
			() => panel.text.includes('1 member is off air') || undefined,
		);
	});

	test('is told where the wish could not be saved', async () => {
		const { guest, receiver, studio } = await startShow({ dataDir: '/dev/null/data' });
		expect(await answerOf(studio, { member: guest, command: 'podcast-privacy optout' })).toMatch(
			/off air[\s\S]*I could not save that: if I am restarted before it works, it is forgotten/,
		);
		expect(await answerOf(studio, { member: guest, command: 'podcast-privacy optout' })).toMatch(
			/I could not save that/,
		);
		const place = { channel: studio.text };
		const name = await guest
			.runCommand('podcast-privacy name', { allowed: true }, place)
			.response();
		expect(name.text).toMatch(/name[\s\S]*I could not save that/);
		expect(name.text).not.toContain('on air');
		await guest.speak(countedFrames(5), { speed: 20 });
		await studio.host.speak(countedFrames(5, 3), { speed: 20 });
		const heard = await receiver.heard.atLeast(10);
		expect(heard[0]?.opus?.[5]).toBe(3);
	});
});

describe('the host', () => {
	test('takes a member off air and lets them back', async () => {
		const { guest, receiver, studio } = await startShow();
		const member = { member: guest };
		expect(
			await answerOf(studio, {
				member: studio.host,
				command: 'podcast mute',
				options: member,
			}),
		).toMatch(/is \*\*off air\*\* until this podcast ends/);
		await guest.speak(countedFrames(5), { speed: 20 });
		await until(() => readFileSync(join(studio.dataDir, 'on-air.json'), 'utf8')).toContain(
			`"mutedUserIds":["${guest.user.id}"]`,
		);
		expect(await answerOf(studio, { member: guest, command: 'podcast-privacy show' })).toMatch(
			/its host has taken you off air/,
		);
		expect(
			await answerOf(studio, {
				member: studio.host,
				command: 'podcast unmute',
				options: member,
			}),
		).toMatch(/is \*\*on air\*\*/);
		await guest.speak(countedFrames(5, 9), { speed: 20 });
		const heard = await receiver.heard.atLeast(10);
		expect(heard[0]?.opus?.[5]).toBe(9);
	});

	test('cannot put somebody on air who has opted out', async () => {
		const { guest, studio } = await startShow();
		await answerOf(studio, { member: guest, command: 'podcast-privacy optout' });
		expect(
			await answerOf(studio, {
				member: studio.host,
				command: 'podcast unmute',
				options: { member: guest },
			}),
		).toMatch(/has opted out of all podcasts, and nobody else can take that back/);
	});
});

test.each([
	['false', 0],
	['true', 10],
])('bots are heard where BOTS_ON_AIR is %s: %i frames', async (setting, frames) => {
	const { receiver, studio } = await startShow({ environment: { BOTS_ON_AIR: setting } });
	const bot = studio.guild.addMember({ name: 'Jukebox', bot: true });
	bot.join(studio.stage);
	await bot.speak(countedFrames(5), { speed: 20 });
	await studio.host.speak(countedFrames(5, 3), { speed: 20 });
	const heard = await receiver.heard.atLeast(frames + 10);
	expect(heard).toHaveLength(frames + 10);
});

describe('newcomers', () => {
	function notices(studio: Studio): Message[] {
		return [...studio.stage.messages.values()].filter(({ text }) => text.includes('on air'));
	}

	test('are told once in a show, together, in the chat of the channel', async () => {
		const dataDir = makeDataDir();
		const { guest, studio } = await startShow({ dataDir });
		await studio.discord.until('they are told', () => notices(studio)[0]);
		const text = notices(studio)[0]?.text ?? '';
		expect(text).toContain(`<@${guest.user.id}>`);
		expect(text).toContain(`<@${studio.host.user.id}>`);
		expect(text).toContain('`/podcast-privacy optout`');
		const third = studio.guild.addMember({ name: 'Cleo' });
		guest.leave();
		third.join(studio.stage);
		guest.join(studio.stage);
		await studio.discord.until('the third is told', () =>
			notices(studio).find((notice) => notice.text.includes(`<@${third.user.id}>`)),
		);
		expect(notices(studio)).toHaveLength(1);
		expect(notices(studio)[0]?.text.split(`<@${guest.user.id}>`)).toHaveLength(2);
		await until(() => readFileSync(join(dataDir, 'privacy.json'), 'utf8')).toContain(
			`${studio.guild.id}/${third.user.id}`,
		);
	});

	test('opt out with the button', async () => {
		const { guest, studio } = await startShow();
		const notice = await studio.discord.until('they are told', () => notices(studio)[0]);
		const press = guest.pressButton(notice, OPT_OUT_BUTTON);
		studio.secrets.add(press.token);
		const answer = await press.response();
		expect(answer.isEphemeral).toBe(true);
		expect(answer.text).toMatch(/You are \*\*off air\*\*/);
	});

	test('are told elsewhere where the bot may not write, which the panel says', async () => {
		const { panel, studio } = await startShow({
			before: ({ stage, guild }) =>
				stage.edit({ overwrites: [{ for: guild.everyone, deny: ['SendMessages'] }] }),
		});
		await studio.discord.until(
			'the panel says so',
			() => /newcomers are told here that they are on air/.test(panel.text) || undefined,
		);
	});
});
