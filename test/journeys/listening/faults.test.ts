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

const BACK_WITHIN_MS = 3000;

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
	/** How long each frame took that came since, by when it came. */
	const delaysSince = (sinceMs: number) => {
		const sentAt = new Map(
			speech.sentTo(studio.account).map(({ opus, sentAtMs }) => [key(opus), sentAtMs]),
		);
		const received = studio.discord.voice.sessionOf(
			studio.account,
			studio.audience.guild,
		)?.received;
		return (received ?? []).flatMap(({ opus, receivedAtMs }) => {
			const sentAtMs = sentAt.get(key(opus));
			return sentAtMs === undefined || receivedAtMs < sinceMs
				? []
				: [{ receivedAtMs, delayMs: receivedAtMs - sentAtMs }];
		});
	};
	return { ...show, speech, delaysSince };
}

const key = (opus: Uint8Array) => Buffer.from(opus).toString('hex');

/** Resolves with the milliseconds until a frame is played that was sent from now on. */
async function soundIsBack({ delaysSince }: { delaysSince: (sinceMs: number) => unknown[] }) {
	const sinceMs = performance.now();
	await until(() => delaysSince(sinceMs + 200).length, {
		interval: 20,
		timeout: 10_000,
	}).toBeGreaterThan(5);
	return performance.now() - sinceMs;
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
	const silentMs = performance.now();
	proxy.flow();
	await until(() => show.delaysSince(silentMs).length, { timeout: 10_000 }).toBeGreaterThan(50);
	expect(show.studio.listenings.in(show.studio.audience.guild.id)).toHaveLength(1);
}, 30_000);

describe('the podcast server', () => {
	test('breaks the connection: it is made anew', async () => {
		const { proxy, options } = await proxied();
		const show = await startTalk(options);
		proxy.cut();
		expect(await soundIsBack(show)).toBeLessThan(BACK_WITHIN_MS);
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
		await until(() => next.stats().podcasts[0]?.status, { timeout: 6000 }).toBe('live');
		const from = session.received.length;
		await until(() => speechOf(session.received.slice(from)).length, {
			timeout: 6000,
		}).toBeGreaterThan(20);
	}, 30_000);
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
	}, 30_000);
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
		expect(await soundIsBack(show)).toBeLessThan(BACK_WITHIN_MS);
	}, 20_000);

	test.each([undefined, 4006])(
		'closes the voice websocket (%s): it is played on',
		async (code) => {
			const show = await startTalk();
			show.session.dropConnection(code);
			expect(await soundIsBack(show)).toBeLessThan(BACK_WITHIN_MS);
		},
		20_000,
	);

	test('has the bot moved to another channel: it is played there', async () => {
		const show = await startTalk();
		const { account, audience } = show.studio;
		const attic = audience.guild.addVoiceChannel({ name: 'Attic' });
		audience.host.move(attic);
		audience.guild.memberOf(account).move(attic);
		expect(await soundIsBack(show)).toBeLessThan(BACK_WITHIN_MS);
		await show.played.interaction.until('the panel says so', ({ messages }) =>
			messages.find(({ text }) => text.includes(`<#${attic.id}>`)),
		);
		expect((await loungeSession(show.studio)).member.voice.channel).toBe(attic);
	}, 20_000);

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
	}, 20_000);
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
}, 20_000);
