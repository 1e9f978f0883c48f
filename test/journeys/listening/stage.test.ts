// On a stage a bot plays as a speaker: it asks once, and what a person decides stands.
import { describe, expect, test } from 'vitest';
import type { PermissionName } from '../../support/fake-discord/world/permissions.js';
import { goOnAir, type Studio, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';
import {
	linkOf,
	loungeSession,
	playInLounge,
	startRelay,
	untilPlayed,
} from './listening-studio.js';

async function listenOnStage(permissions: readonly PermissionName[] = []) {
	const { id, studio } = await startRelay();
	const { account, audience, discord } = studio;
	await audience.host.runCommand('podcast leave', {}, { channel: audience.text }).response();
	const bot = audience.guild.memberOf(account);
	const stage = audience.guild.addStageChannel({
		name: 'Debate',
		overwrites: [{ for: bot, allow: permissions }],
	});
	audience.host.join(stage);
	const played = await playInLounge(studio, await linkOf(studio, id));
	const shows = (pattern: RegExp) =>
		played.interaction.until(`the panel shows ${pattern}`, ({ messages }) =>
			messages.find(({ text }) => pattern.test(text)),
		);
	const isWell = () =>
		played.interaction.until('the panel warns no more', ({ messages }) =>
			messages.find(({ text }) => text.includes('Playing') && !text.includes('⚠️')),
		);
	const hasAsked = () =>
		discord.until('it has asked', () => bot.voice.requestToSpeakTimestamp ?? undefined);
	const speaks = () => discord.until('it speaks', () => !bot.voice.suppress || undefined);
	return { bot, hasAsked, isWell, played, shows, speaks, stage, studio };
}

/** What the bot has asked Discord to change in its own voice states, oldest first. */
function changesOf({ discord }: Studio): string[] {
	return discord.rest.requests
		.filter(({ method, path }) => method === 'PATCH' && path.endsWith('/voice-states/@me'))
		.map(({ body }) =>
			(body as { suppress?: boolean }).suppress === false ? 'unsuppress' : 'request',
		);
}

describe('with Mute Members', () => {
	test('the bot makes itself a speaker', async () => {
		const { bot, speaks, studio } = await listenOnStage(['MuteMembers']);
		await speaks();
		expect(bot.voice.requestToSpeakTimestamp).toBeNull();
		const session = await loungeSession(studio);
		expect(session.call.channel.isStage).toBe(true);
		await untilPlayed(studio, () => session.received);
	});

	test('it stays where a person sends it back to, and says so, until it is invited', async () => {
		const { bot, isWell, shows, speaks, studio } = await listenOnStage(['MuteMembers']);
		await speaks();
		bot.setSuppressed(true);
		await shows(/sent me back to the audience, and I stay there.*Invite to Speak/);
		expect(bot.voice.suppress).toBe(true);
		bot.setSuppressed(false);
		await isWell();
		expect(changesOf(studio)).toEqual(['unsuppress']);
	});
});

describe('without', () => {
	test('it asks, says so, and takes it back when it is let', async () => {
		const { bot, hasAsked, isWell, shows, studio } = await listenOnStage();
		await hasAsked();
		await shows(/have asked to speak/);
		bot.setSuppressed(false);
		await isWell();
		expect(changesOf(studio)).toEqual(['request']);
	});

	test('it says that it was declined, does not ask again, and speaks when it is invited', async () => {
		const { bot, hasAsked, isWell, shows, studio } = await listenOnStage();
		await hasAsked();
		bot.setSuppressed(true);
		await shows(/A moderator declined my request to speak.*Invite to Speak/);
		expect(bot.voice.requestToSpeakTimestamp).toBeNull();
		bot.setServerMute(true);
		bot.setServerMute(false);
		bot.setSuppressed(false);
		await isWell();
		bot.setSuppressed(true);
		await shows(/sent me back to the audience/);
		expect(changesOf(studio)).toEqual(['request']);
	});

	test('what was decided stands over a reconnect', async () => {
		const { bot, hasAsked, shows, stage, studio } = await listenOnStage();
		await hasAsked();
		bot.setSuppressed(true);
		await shows(/declined my request/);
		const session = await loungeSession(studio);
		studio.discord.gateway.invalidateSession(studio.account, false);
		await until(
			() => studio.discord.voice.sessionOf(studio.account, studio.audience.guild)?.isReady,
		).toBe(true);
		await until(() =>
			studio.discord.voice.sessionOf(studio.account, studio.audience.guild),
		).not.toBe(session);
		await studio.discord.voice.ready(studio.account, studio.audience.guild);
		expect(bot.voice.channel).toBe(stage);
		expect(changesOf(studio)).toEqual(['request']);
	});

	test('on another stage it asks anew', async () => {
		const { bot, hasAsked, shows, studio } = await listenOnStage();
		await hasAsked();
		bot.setSuppressed(true);
		await shows(/declined my request/);
		const other = studio.audience.guild.addStageChannel({ name: 'Panel' });
		studio.audience.host.move(other);
		bot.move(other);
		await hasAsked();
		await shows(/have asked to speak/);
		expect(changesOf(studio)).toEqual(['request', 'request']);
	});

	test('when the stage ends nobody is blamed, and at the next one it asks anew', async () => {
		const { bot, hasAsked, isWell, shows, stage, studio } = await listenOnStage();
		const { guild } = studio.audience;
		guild.startStage(stage, 'Tides');
		await hasAsked();
		bot.setSuppressed(false);
		await isWell();
		bot.setSuppressed(true);
		guild.endStage(stage);
		await shows(/The stage has ended/);
		guild.startStage(stage, 'Winds');
		await hasAsked();
		await shows(/have asked to speak/);
		expect(changesOf(studio)).toEqual(['request', 'request']);
	});

	test('where it may not even ask it says what it needs, and asks when it has that', async () => {
		const { id, studio } = await startRelay();
		const { account, audience, discord } = studio;
		await audience.host.runCommand('podcast leave', {}, { channel: audience.text }).response();
		const bot = audience.guild.memberOf(account);
		const stage = audience.guild.addStageChannel({
			name: 'Debate',
			overwrites: [{ for: bot, deny: ['RequestToSpeak'] }],
		});
		audience.host.join(stage);
		const { interaction } = await playInLounge(studio, await linkOf(studio, id));
		await interaction.until('it says so', ({ messages }) =>
			messages.find(({ text }) => text.includes('may not ask to speak')),
		);
		stage.edit({ overwrites: [{ for: bot, allow: ['RequestToSpeak'] }] });
		await discord.until('it has asked', () => bot.voice.requestToSpeakTimestamp ?? undefined);
		stage.edit({ overwrites: [{ for: bot, allow: ['MuteMembers'] }] });
		await discord.until('it speaks', () => !bot.voice.suppress || undefined);
	});
});

test('a show from a stage is heard from its audience: nothing is asked', async () => {
	const studio = await startStudio();
	const stage = studio.guild.addStageChannel({ name: 'Debate' });
	studio.host.join(stage);
	studio.host.setSuppressed(false);
	await goOnAir({ ...studio, stage });
	const session = await studio.discord.voice.ready(studio.account, studio.guild);
	expect(session.call.channel).toBe(stage);
	const bot = studio.guild.memberOf(studio.account);
	expect(bot.voice).toMatchObject({ suppress: true, requestToSpeakTimestamp: null });
	expect(bot.canHear).toBe(true);
	expect(changesOf(studio)).toEqual([]);
});
