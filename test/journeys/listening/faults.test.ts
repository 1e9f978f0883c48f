// What a network, a server and a moderator do to a podcast that is played into a channel.

import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/clock.js';
import { PodcastServer } from '../../../src/server/podcast-server.js';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { createDaveEncryption } from '../../support/fake-discord/voice/dave-encryption.js';
import { TcpProxy } from '../../support/tcp-proxy.js';
import { until } from '../../support/until.js';
import { isSilence, loungeSession, speechOf, startRelay } from './listening-studio.js';

/** A relay under encryption while somebody talks without an end. */
async function startTalk(options: Parameters<typeof startRelay>[0] = {}) {
	const show = await startRelay({
		discord: { createEncryption: createDaveEncryption },
		...options,
	});
	const speech = show.studio.host.startSpeaking(countedFrames(3000));
	onTestFinished(() => speech.stop());
	const { session, studio } = show;
	await until(() => speechOf(session.received).length).toBeGreaterThan(10);
	/** What the host has said, and what is heard in the lounge. */
	const said = () => speech.sentTo(studio.account).map(({ opus }) => key(opus));
	const heard = () => {
		const { account, audience, discord } = studio;
		return discord.voice.sessionOf(account, audience.guild)?.received.map(({ opus }) => key(opus));
	};
	return { ...show, speech, said, heard };
}

const key = (opus: Uint8Array) => Buffer.from(opus).toString('hex');

/** Resolves when it is played what was said from now on. How soon that is, the parts' tests show. */
async function soundIsBack({ said, heard }: Awaited<ReturnType<typeof startTalk>>): Promise<void> {
	const before = new Set(said());
	await until(() => {
		const since = new Set(said().filter((frame) => !before.has(frame)));
		return heard()?.filter((frame) => since.has(frame)).length;
	}).toBeGreaterThan(15);
}

/** The bot's own connections go through a proxy; its sender's too. */
async function proxied() {
	const proxy = await TcpProxy.start();
	return {
		proxy,
		options: {
			podcastApiUrl: proxy.url,
			onServer: (server: PodcastServer) => {
				proxy.targetPort = Number(new URL(server.url).port);
			},
		},
	};
}

test('the websocket stalls: nothing is heard, and the podcast goes on when packets flow', async () => {
	const { proxy, options } = await proxied();
	const show = await startTalk(options);
	proxy.stall();
	await until(() => show.session.speaking).toBe(0);
	proxy.flow();
	await soundIsBack(show);
	expect(show.studio.listenings.in(show.studio.audience.guild.id)).toHaveLength(1);
});

describe('the podcast server', () => {
	test('breaks the connection: it is made anew', async () => {
		const { proxy, options } = await proxied();
		const show = await startTalk(options);
		proxy.cut();
		await soundIsBack(show);
		expect(show.studio.listenings.in(show.studio.audience.guild.id)).toHaveLength(1);
	});

	test('is restarted: a podcast of the same server is followed to its new id', async () => {
		const { proxy, options } = await proxied();
		const show = await startTalk({ ...options, listenerAccounts: 1 });
		const { studio } = show;
		const lobby = studio.guild.addVoiceChannel({ name: 'Lobby' });
		studio.guild.addMember({ name: 'Ben' }).join(lobby);
		const answer = await studio.host
			.runCommand('podcast listen', { podcast: show.id, channel: lobby }, { channel: studio.text })
			.response();
		expect(answer.text).toContain(`<#${lobby.id}>`);
		const [player] = studio.players;
		const session = await studio.discord.voice.ready(player as typeof studio.account, studio.guild);
		proxy.targetPort = undefined;
		await studio.server.close();
		const next = await PodcastServer.start({
			...studio.config.server,
			clock: systemClock,
			logger: pino({ level: 'silent' }),
		});
		onTestFinished(() => next.close());
		proxy.targetPort = Number(new URL(next.url).port);
		await until(() => next.stats().podcasts[0]?.status).toBe('live');
		const from = session.received.length;
		await until(() => speechOf(session.received.slice(from)).length).toBeGreaterThan(20);
	});
});

describe('the podcast ends', () => {
	test('what is left is played, then five silence frames; the bot says so and leaves', async () => {
		const show = await startRelay({ discord: { createEncryption: createDaveEncryption } });
		const { session, studio } = show;
		const { audience, host, stage, text } = studio;
		host.startSpeaking(countedFrames(500));
		await until(() => speechOf(session.received).length).toBeGreaterThan(20);
		const said = show.played.interaction.until('the end is said', ({ followUps }) =>
			followUps.find(({ content }) => content.includes('has ended')),
		);
		await host.runCommand('podcast stop', {}, { channel: text }).response();
		expect((await said).content).toBe(
			`⚫ **${stage.name}** is no longer played into <#${audience.lounge.id}>. The podcast has ended.`,
		);
		expect(session.received.slice(-5).every(({ opus }) => isSilence(opus))).toBe(true);
		expect(isSilence(session.received.at(-6)?.opus as Uint8Array)).toBe(false);
		expect(audience.guild.memberOf(studio.account).voice.channel).toBeNull();
		const panel = await show.played.interaction.until('the panel says so', ({ messages }) =>
			messages.find((message) => message.text.includes('Not played any more')),
		);
		expect(panel.text).toContain('The podcast has ended.');
	});
});

test('the link is renewed: the bot says so and leaves', async () => {
	const show = await startRelay();
	const { audience, host, text, account } = show.studio;
	await host.runCommand('podcast link', {}, { channel: text }).response();
	const said = await show.played.interaction.until('the end is said', ({ followUps }) =>
		followUps.find(({ content }) => content.includes('is not valid any more: ask for the new one')),
	);
	expect(said.content).toContain(`<#${audience.lounge.id}>`);
	expect(audience.guild.memberOf(account).voice.channel).toBeNull();
});

describe('Discord', () => {
	test('moves the voice server: the podcast is played on', async () => {
		const show = await startTalk();
		show.studio.discord.voice.moveServer(show.studio.audience.lounge);
		await soundIsBack(show);
	});

	test.each([undefined, 4006])('closes the voice websocket (%s): it is played on', async (code) => {
		const show = await startTalk();
		show.session.dropConnection(code);
		await soundIsBack(show);
	});

	test('has the bot moved to another channel: it is played there', async () => {
		const show = await startTalk();
		const { account, audience } = show.studio;
		const attic = audience.guild.addVoiceChannel({ name: 'Attic' });
		audience.host.move(attic);
		audience.guild.memberOf(account).move(attic);
		await soundIsBack(show);
		await show.played.interaction.until('the panel says so', ({ messages }) =>
			messages.find(({ text }) => text.includes(`<#${attic.id}>`)),
		);
		expect((await loungeSession(show.studio)).member.voice.channel).toBe(attic);
	});

	test('has the bot thrown out: it says so and does not come back', async () => {
		const show = await startTalk();
		const { account, audience, listenings } = show.studio;
		audience.guild.memberOf(account).disconnect();
		const said = await show.played.interaction.until('the end is said', ({ followUps }) =>
			followUps.find(({ content }) => content.includes('disconnected')),
		);
		expect(said.content).toContain(`Somebody disconnected me from <#${audience.lounge.id}>.`);
		expect(listenings.in(audience.guild.id)).toEqual([]);
		expect(audience.guild.memberOf(account).voice.channel).toBeNull();
	});
});

test('nobody but bots is left for IDLE_STOP_MS: the bot leaves and says so', async () => {
	const show = await startRelay({ environment: { IDLE_STOP_MS: '400' } });
	const { account, audience } = show.studio;
	audience.host.leave();
	const said = await show.played.interaction.until('the end is said', ({ followUps }) =>
		followUps.find(({ content }) => content.includes('Nobody has been in')),
	);
	expect(said.content).toContain(`<#${audience.lounge.id}>`);
	expect(audience.guild.memberOf(account).voice.channel).toBeNull();
});
