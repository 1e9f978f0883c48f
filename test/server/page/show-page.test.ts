// A show's own page in a browser: off air, live, and over to the next by itself.
import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { styleSources } from '../../../src/server/page/inline-style.js';
import { PAGE_HEADERS } from '../../../src/server/page/security-headers.js';
import { showPage } from '../../../src/server/page/show-page/show-page.js';
import type { PodcastView } from '../../../src/server/podcast/podcast-view.js';
import type { ServedShow } from '../../../src/server/shows/served-shows.js';
import { ShownShows, shownShow } from '../../support/shown-shows.js';
import { until } from '../../support/until.js';
import { findBarriers } from './barriers.js';
import { describeInBrowser } from './browser.js';
import { type OnAir, PageFixture } from './page-fixture.js';
import { recordOutput, takeRecording } from './recording.js';
import { isSilent, toneBlocks } from './tone-analysis.js';

const GUILD_ID = '100000000000000001';
const STARTS_AT = Date.UTC(2031, 4, 10, 19, 0);

const EPISODE = {
	id: 'a'.repeat(22),
	title: 'First light',
	startedAtEpochMs: Date.UTC(2031, 4, 3, 19, 0),
	playedMs: 4_320_000,
	visibility: 'public',
} as ServedShow['episodes'][number];

const PLANNED = {
	planId: 'p1',
	title: 'Late shift',
	hostName: 'Ada',
	startsAtEpochMs: STARTS_AT,
	visibility: 'public',
} as const;

/** A show's address before a server, which has its podcasts. */
async function startShow(show: ServedShow) {
	const fixture = await PageFixture.start();
	const shows = new ShownShows(show);
	const requests: string[] = [];
	const streams = new Set<ServerResponse>();
	const views = new Map<string, PodcastView>();
	const server = createServer((asked, answer) => {
		const url = new URL(asked.url ?? '', fixture.url);
		requests.push(url.pathname);
		if (url.pathname === '/s/harbour') {
			const now = shows.of(GUILD_ID) as ServedShow;
			const page = showPage({
				show: now,
				podcast: views.get(now.live?.podcastId ?? ''),
				listenKey: undefined,
				showKey: undefined,
				feedUrl: 'https://radio.example.org/s/harbour/feed.xml',
				publicUrl: new URL('https://radio.example.org'),
				nowMs: Date.now(),
				language: 'en',
			});
			const policy = PAGE_HEADERS['content-security-policy'].replace(
				"style-src 'self'",
				`style-src 'self' ${styleSources(page).join(' ')}`,
			);
			answer.writeHead(200, { ...PAGE_HEADERS, 'content-security-policy': policy }).end(page);
		} else if (url.pathname === '/api/shows/harbour/events') {
			streams.add(answer.writeHead(200, { 'content-type': 'text/event-stream' }));
			answer.write('data: {"live":null}\n\n');
		} else if (/\/(?:cover\.png|qr\.svg)$/.test(url.pathname)) {
			answer.writeHead(200, { 'content-type': 'image/svg+xml' });
			answer.end('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
		} else {
			const { method, headers } = asked;
			const passed = request(url, { method, headers }, (passedAnswer) => {
				answer.writeHead(passedAnswer.statusCode ?? 502, passedAnswer.headers);
				passedAnswer.pipe(answer);
			});
			passed.on('error', () => answer.destroy());
			answer.on('close', () => passed.destroy());
			passed.end();
		}
	});
	server.on('upgrade', (asked, socket, head) => {
		const passed = request(new URL(asked.url ?? '', fixture.url), { headers: asked.headers });
		passed.on('upgrade', (accepted, upstream, first) => {
			const lines = accepted.rawHeaders.flatMap((name, index, all) =>
				index % 2 === 0 ? `${name}: ${all[index + 1]}` : [],
			);
			socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
			upstream.pipe(socket).pipe(upstream);
			upstream.write(head);
			socket.write(first);
			socket.on('error', () => upstream.destroy());
			upstream.on('error', () => socket.destroy());
		});
		passed.on('error', () => socket.destroy());
		passed.end();
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const change = (changes: Partial<ServedShow>) => {
		shows.change(GUILD_ID, changes);
		for (const stream of streams) {
			stream.write('data: {"live":{}}\n\n');
		}
	};
	return {
		fixture,
		requests,
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/s/harbour`,
		change,
		goLive: (onAir: OnAir, title: string) => {
			const names = { title, serverName: 'Harbour', hostName: 'Ada' };
			views.set(onAir.id, {
				...names,
				id: onAir.id,
				visibility: 'public',
				activeSince: Date.now(),
				isLive: true,
				listeners: 0,
				speakers: [],
			});
			change({
				live: {
					...names,
					podcastId: onAir.id,
					sinceEpochMs: Date.now(),
					visibility: 'public',
					guid: onAir.id,
				},
			});
		},
	};
}

describeInBrowser("a show's own page", () => {
	it('tells off air what comes, what there was, and how to be told', async () => {
		const { fixture, url } = await startShow(
			shownShow({ planned: [PLANNED], episodes: [EPISODE], profile: { description: 'Talk.' } }),
		);
		const { page, problems } = await fixture.open(url, { timezoneId: 'Asia/Tokyo' });
		await page.getByText('Off air right now.').waitFor();
		// In the listener's own time.
		await until(() => page.textContent('time[data-as="time"]')).toContain('4:00');
		expect(await page.getByRole('link', { name: 'Add to calendar' }).getAttribute('href')).toBe(
			'../s/harbour/calendar.ics',
		);
		const episode = page.getByRole('link', { name: 'First light', exact: true });
		expect(await episode.getAttribute('href')).toBe(`../e/${EPISODE.id}`);
		expect(await page.getByText('1 h 12 min').isVisible()).toBe(true);
		expect(await page.getByLabel('Feed address').inputValue()).toBe(
			'https://radio.example.org/s/harbour/feed.xml',
		);
		expect(await page.getByText('Talk.').isVisible()).toBe(true);
		expect(await findBarriers(page)).toEqual([]);
		expect(problems).toEqual([]);
	});

	it('hands on its link, and the code that shows it on another site', async () => {
		const { change, fixture, requests, url } = await startShow(
			shownShow({ profile: { title: 'Tides' } }),
		);
		const { page, problems } = await fixture.open(url, {
			permissions: ['clipboard-read', 'clipboard-write'],
		});
		// Nobody who does not ask for it waits for it.
		const qrCode = page.getByRole('img', { name: 'QR code' });
		expect(requests.filter((path) => path.endsWith('qr.svg'))).toEqual([]);
		await page.getByText('Share this show').click();
		await until(() =>
			page.evaluate("document.querySelector('.qr img').naturalWidth"),
		).toBeGreaterThan(0);
		expect(await qrCode.isVisible()).toBe(true);
		expect(await page.getByLabel('Link').inputValue()).toBe('https://radio.example.org/s/harbour');
		await page.locator('[data-copy="embed-code"]').click();
		const src = 'https://radio.example.org/embed/s/harbour';
		await until(() => page.evaluate('navigator.clipboard.readText()')).toMatch(
			new RegExp(`^<iframe src="${src}" title="Tides" .*></iframe>$`),
		);
		// What changes beside it does not close it.
		change({ episodes: [EPISODE] });
		await page.getByRole('link', { name: 'First light', exact: true }).waitFor();
		expect(await page.getByLabel('Link').isVisible()).toBe(true);
		expect(await findBarriers(page)).toEqual([]);
		expect(problems).toEqual([]);
	});

	it('goes live by itself, and from one show to the next without a press', async () => {
		const { change, fixture, goLive, url } = await startShow(shownShow({ episodes: [EPISODE] }));
		const { page, problems } = await fixture.open(url, { prepare: recordOutput });
		await page.getByText('Off air right now.').waitFor();
		const first = await fixture.goOnAir({ title: 'First' });
		first.speak();
		goLive(first, 'First');
		await page.getByRole('button', { name: 'Play' }).click();
		await until(() => page.textContent('#status')).toBe('You are listening live.');

		// What else changes leaves the player alone.
		change({ episodes: [EPISODE, { ...EPISODE, id: 'b'.repeat(22), title: 'Second dawn' }] });
		await page.getByRole('link', { name: 'Second dawn', exact: true }).waitFor();
		expect(await page.textContent('#status')).toBe('You are listening live.');

		// A server that was started anew does not know for a while what is on air.
		change({
			live: undefined,
			episodes: [{ ...EPISODE, id: 'c'.repeat(22), title: 'Third tide' }],
		});
		await page.getByRole('link', { name: 'Third tide', exact: true }).waitFor();
		expect(await page.textContent('#status')).toBe('You are listening live.');

		const second = await fixture.goOnAir({ title: 'Second' });
		second.speak();
		goLive(second, 'Second');
		await until(() => page.textContent('h1')).toBe('Second');
		await until(() => page.textContent('#status')).toBe('You are listening live.');
		await until(
			async () => toneBlocks(await takeRecording(page)).some((block) => !isSilent(block)),
			{ interval: 300 },
		).toBe(true);

		second.end();
		change({ live: undefined });
		await page.getByText('Off air right now.').waitFor();
		expect(problems).toEqual([]);
	});
});
