// Never silently deaf: the panel says what is wrong, and when it is over. That it does so within 6 s is
// shown by test/show/watchdog.test.ts and test/discord/panels, on a stepped clock.
import { onTestFinished, test } from 'vitest';
import { describeTrouble } from '../../../src/discord/words/trouble-words.js';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import {
	createDaveEncryption,
	type DaveEncryption,
} from '../../support/fake-discord/voice/dave-encryption.js';
import type { SpeakOptions } from '../../support/fake-discord/voice/speech.js';
import { goOnAir, type Studio, type StudioOptions, startStudio } from '../../support/studio.js';
import { TcpProxy } from '../../support/tcp-proxy.js';
import { until } from '../../support/until.js';

async function startShow(options: StudioOptions = {}, speak: SpeakOptions = {}) {
	const studio = await startStudio({
		discord: { createEncryption: createDaveEncryption },
		...options,
	});
	const guest = studio.guild.addMember({ name: 'Ben' });
	guest.join(studio.stage);
	const { id } = await goOnAir(studio);
	const { encryption } = studio.discord.voice.callIn(studio.stage);
	await (encryption as DaveEncryption | undefined)?.settled();
	const speech = studio.host.startSpeaking(countedFrames(3000), { speaking: 'racing', ...speak });
	onTestFinished(() => speech.stop());
	return { id, studio };
}

/** Resolves when the panel, or its podcast before it, says so. */
async function warns(studio: Studio, pattern: RegExp): Promise<void> {
	const warnings = () => {
		const entry = studio.registry.get(studio.guild.id);
		return entry?.kind === 'on air'
			? entry.onAir.troubles.map((trouble) => describeTrouble(trouble)).join('\n')
			: '';
	};
	await until(warnings, { interval: 50 }).toMatch(pattern);
	await studio.discord.until('the panel says so', () =>
		[...studio.text.messages.values()].find(({ text }) => pattern.test(text)),
	);
}

/** Resolves when the panel tells that it is over, and warns no more. */
async function isOver(studio: Studio, news: RegExp, warning: RegExp): Promise<void> {
	await studio.discord.until('the panel takes it back', () =>
		[...studio.text.messages.values()].find(({ text }) => news.test(text) && !warning.test(text)),
	);
}

test('a moderator deafens the bot', async () => {
	const { studio } = await startShow();
	const bot = studio.guild.memberOf(studio.account);
	bot.setServerDeaf(true);
	await warns(studio, /A moderator has deafened me/);
	bot.setServerDeaf(false);
	await isOver(studio, /I am no longer deafened/, /has deafened me/);
});

test('somebody talks whom Discord never announced, and no key tells who it is', async () => {
	const { studio } = await startShow({ discord: {} }, { speaking: 'never' });
	await warns(studio, /Somebody is talking whom Discord has not told me of.*I have reconnected/);
});

test('the channel does not let the bot back in', async () => {
	const { studio } = await startShow();
	const { account, discord, guild, stage } = studio;
	stage.edit({ overwrites: [{ for: guild.everyone, deny: ['Connect'] }] });
	discord.gateway.invalidateSession(account, false);
	await warns(studio, /nobody is heard\. I may not enter <#\d+>: give me \*\*Connect\*\* there/);
	stage.edit({ overwrites: [] });
	await isOver(studio, /The voice connection is back/, /nobody is heard/);
});

test('the podcast server is away', async () => {
	const proxy = await TcpProxy.start();
	const { studio } = await startShow({
		podcastApiUrl: proxy.url,
		onServer: (server) => {
			proxy.targetPort = Number(new URL(server.url).port);
		},
	});
	const port = proxy.targetPort;
	proxy.targetPort = undefined;
	proxy.cut();
	await warns(studio, /connection to the podcast server is down/);
	proxy.targetPort = port;
	await isOver(studio, /The podcast server is back/, /is down: listeners hear nothing/);
});

test('packets arrive that no key opens', async () => {
	const { studio } = await startShow();
	const corrupt = () => {
		const session = studio.discord.voice.sessionOf(studio.account, studio.guild);
		if (session) {
			session.packetHook = (datagram) => [
				datagram.map((byte, index) => (index === 20 ? byte ^ 1 : byte)),
			];
		}
	};
	const corrupting = setInterval(corrupt, 10);
	onTestFinished(() => clearInterval(corrupting));
	await warns(studio, /does not open with its keys: nobody is heard/);
	clearInterval(corrupting);
	const session = await studio.discord.voice.ready(studio.account, studio.guild);
	session.packetHook = () => undefined;
	await isOver(studio, /Everybody is heard again/, /nobody is heard/);
});
