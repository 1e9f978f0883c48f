// The bot as people host it: real proxies with TLS in front, a browser, players, another server.
import { existsSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { sleepUntil, systemClock } from '../../../src/clock.js';
import { describeInBrowser } from '../../server/page/browser.js';
import { podcastIdOf, untilLinked } from '../../support/studio.js';
import { hasTools, passOver } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { speechOf } from '../listening/listening-studio.js';
import { createDomain, DOMAIN, type Domain } from './domain.js';
import { HostedBot, linkIn } from './hosted-bot.js';
import { AT_TIMES, askForFirstBytes, PageListener, playWithMpv } from './listeners.js';
import { BARE_NGINX, CADDY, NGINX } from './reverse-proxy.js';

/** Longer than the minute after which nginx cuts what is idle; only where it is asked for. */
const IDLE_MS = Number(process.env.HOSTING_IDLE_SECONDS ?? 0) * 1000;

const WRAPPERS = ['/usr/lib', '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'];
const hasWrapper = WRAPPERS.some((folder) => existsSync(`${folder}/libnss_wrapper.so`));
const isPossible =
	hasTools('nginx', 'caddy', 'mpv', 'certutil') &&
	(hasWrapper || passOver('Not installed: libnss-wrapper'));

/** A busy machine may take so long; nginx that collects an Ogg stream's silence took 33 s. */
const UNBUFFERED_MS = 10_000;

let domain: Domain;

describe.runIf(isPossible)('hosted', () => {
	describeInBrowser('behind a proxy', suite, () => {
		domain = createDomain();
		return {
			isWhole: true,
			args: [`--host-resolver-rules=MAP ${DOMAIN} 127.0.0.1`],
			environment: { PATH: process.env.PATH ?? '', HOME: domain.browserHome },
		};
	});
	afterAll(() => domain?.remove());
});

function suite(): void {
	test.each([CADDY, NGINX])(
		'$name: a show is heard in a browser, in players and in another server, and stays over restarts',
		async (kind) => {
			const bot = await HostedBot.start(kind, domain);
			const panel = await bot.goOnAir();
			const link = linkIn(panel);
			expect(link.startsWith(`${bot.publicUrl}/s/`)).toBe(true);

			const speech = bot.talk();
			const page = await PageListener.open(link);
			await page.says(/Lighthouse/);
			await page.play();
			await page.hears();
			const [path, query] = link.split('?');
			const heard = await Promise.all(
				['live.ogg', 'live.mp3'].map((file) => playWithMpv(domain, `${path}/${file}?${query}`)),
			);
			expect(Math.min(...heard)).toBeGreaterThan(0.5);

			expect((await bot.playInLounge(link)).text).toMatch(/Playing/);
			const lounge = await bot.loungeSession();
			await until(() => speechOf(lounge.received).length, AT_TIMES).toBeGreaterThan(50);

			await bot.proxy.restart();
			await page.hears();

			speech.stop();
			await bot.restart();
			bot.talk();
			await until(() => panel.text, AT_TIMES).toMatch(/Back after a restart/);
			await untilLinked(panel);
			expect(linkIn(panel)).toBe(link);
			await page.hears();
			await page.says(/You are listening live/);
			const again = await bot.loungeSession();
			await until(() => speechOf(again.received).length, AT_TIMES).toBeGreaterThan(50);
			expect(await playWithMpv(domain, `${path}/live.mp3?${query}`)).toBeGreaterThan(0.5);
			expect(page.problems).toEqual([]);
		},
	);

	test.each([CADDY, NGINX, BARE_NGINX])(
		'$name: streams and events begin before a buffer is full, in silence too',
		async (kind) => {
			const bot = await HostedBot.start(kind, domain);
			const panel = await bot.goOnAir({ visibility: 'public' });
			const link = new URL(linkIn(panel));
			const events = `/api/podcasts/${podcastIdOf(panel.text)}/events`;
			for (const path of [`${link.pathname}/live.ogg`, `${link.pathname}/live.mp3`, events]) {
				const { firstByteMs, headers, status } = await askForFirstBytes(
					`${link.origin}${path}${link.search}`,
				);
				expect(status, path).toBe(200);
				expect(firstByteMs, path).toBeLessThan(UNBUFFERED_MS);
				expect(headers['cache-control'], path).toMatch(/no-store/);
			}
		},
	);

	test(`${BARE_NGINX.name}: whoever opens the link hears the show all the same`, async () => {
		const bot = await HostedBot.start(BARE_NGINX, domain);
		const link = linkIn(await bot.goOnAir());
		bot.talk();
		const page = await PageListener.open(link);
		await page.play();
		await page.says(/You are listening/);
		await page.playsStream();
		const [path, query] = link.split('?');
		expect(await playWithMpv(domain, `${path}/live.mp3?${query}`)).toBeGreaterThan(0.5);
	});

	test.runIf(IDLE_MS > 0)(
		'nothing is cut while nobody speaks for longer than a proxy waits',
		async () => {
			const shows = await Promise.all(
				[CADDY, NGINX].map(async (kind) => {
					const bot = await HostedBot.start(kind, domain);
					const page = await PageListener.open(linkIn(await bot.goOnAir()));
					await page.play();
					await page.says(/You are listening live/);
					return { bot, page, before: { ...page.made } };
				}),
			);
			await sleepUntil(systemClock, systemClock.nowMs() + IDLE_MS);
			for (const { bot, page, before } of shows) {
				expect(page.made).toEqual(before);
				bot.talk();
				await page.hears();
			}
		},
	);
}
