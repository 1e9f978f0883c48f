// What the page of a podcast says and does while its server, or the show's sender, is away.
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { TcpProxy } from '../../support/tcp-proxy.js';
import { until } from '../../support/until.js';
import { describeInBrowser } from './browser.js';
import { PageFixture } from './page-fixture.js';
import { RECORD_STATUS, recordOutput, takeRecording } from './recording.js';
import { isSilent, toneBlocks } from './tone-analysis.js';

const LISTENING = 'You are listening live.';
const NO_CONNECTION = 'No connection. Trying again…';
const INTERRUPTED = 'The show is interrupted. It continues here by itself.';

async function expectText(page: Page, id: string, text: string | RegExp): Promise<void> {
	await until(() => page.textContent(`#${id}`)).toMatch(text);
}

async function expectSpeakers(page: Page): Promise<void> {
	await until(() => page.locator('#speakers .name').allTextContents()).toEqual(['Ada', 'Ben']);
}

async function expectSound(page: Page): Promise<void> {
	await until(async () => toneBlocks(await takeRecording(page)).some((block) => !isSilent(block)), {
		interval: 300,
	}).toBe(true);
}

/** A podcast on air, its sender speaking, and a page on it, with something between that fails. */
async function open(query = '', prepare?: (page: Page) => Promise<unknown>) {
	const fixture = await PageFixture.start();
	const proxy = await TcpProxy.start();
	proxy.targetPort = Number(new URL(fixture.url).port);
	const onAir = await fixture.goOnAir({ speakers: ['Ada', 'Ben'] });
	onAir.speak();
	const { page } = await fixture.open(`${proxy.url}${new URL(onAir.url).pathname}${query}`, {
		prepare: async (prepared) => {
			await recordOutput(prepared);
			await prepare?.(prepared);
		},
	});
	await expectText(page, 'listeners', /^0$/);
	const { targetPort } = proxy;
	return {
		fixture,
		onAir,
		page,
		goAway: () => {
			proxy.targetPort = undefined;
			proxy.cut();
		},
		/** Another server at the same address, which knows no podcast. */
		forget: async () => {
			const other = await PageFixture.start();
			proxy.targetPort = Number(new URL(other.url).port);
			proxy.cut();
		},
		comeBack: () => {
			proxy.targetPort = targetPort;
			proxy.cut();
		},
		pressPlay: () => page.getByRole('button', { name: 'Play' }).click(),
	};
}

describeInBrowser('while the server is away, the page', () => {
	it.each(['', '?decoder=wasm'])('plays as soon as it is back, and says so (%s)', async (query) => {
		const { page, goAway, comeBack, pressPlay } = await open(query);
		goAway();
		await expectText(page, 'badge-text', 'Reconnecting…');
		await expectText(page, 'status', NO_CONNECTION);
		await pressPlay();
		await expectText(page, 'status', NO_CONNECTION);
		comeBack();
		await expectText(page, 'status', LISTENING);
		await expectText(page, 'badge-text', 'Live');
		await expectSound(page);
	});

	it('gets a decoder that it did not have yet when the server is back', async () => {
		const { page, goAway, comeBack, pressPlay } = await open();
		goAway();
		await expectText(page, 'badge-text', 'Reconnecting…');
		await page.locator('#details summary').click();
		await page.getByLabel('Decode with').selectOption('wasm');
		await pressPlay();
		await expectText(page, 'status', NO_CONNECTION);
		comeBack();
		await expectText(page, 'status', LISTENING);
		await expectText(page, 'decoder-name', 'WebAssembly');
		await expectSound(page);
	});

	it('plays the MP3 stream as soon as it is back, and says so', async () => {
		const { page, goAway, comeBack, pressPlay } = await open();
		await page.getByText('Sound problems?').click();
		await page.getByRole('checkbox', { name: 'Play the MP3 stream' }).check();
		goAway();
		await pressPlay();
		await expectText(page, 'status', NO_CONNECTION);
		comeBack();
		await expectText(page, 'status', LISTENING);
	});

	it('claims nothing: no speakers, no listeners, and a clock that stands still', async () => {
		const { page, goAway, comeBack } = await open('', (prepared) => prepared.clock.install());
		await expectSpeakers(page);
		await expectText(page, 'since', /^0:\d\d$/);
		await page.clock.fastForward(60_000);
		await expectText(page, 'since', /^1:\d\d$/);
		goAway();
		await expectText(page, 'badge-text', 'Reconnecting…');
		expect(await page.textContent('#speakers')).toBe('');
		expect(await page.textContent('#nobody')).toBe('Not known at the moment.');
		expect(await page.textContent('#listeners')).toBe('–');
		expect(await page.title()).toBe('Night watch · reconnecting…');
		const stopped = await page.textContent('#since');
		await page.clock.fastForward(60_000);
		expect(await page.textContent('#since')).toBe(stopped);
		comeBack();
		await expectText(page, 'badge-text', 'Live');
		await expectSpeakers(page);
		await until(() => page.textContent('#since')).not.toBe(stopped);
	});
});

describeInBrowser('when the server is back without the show, the page', () => {
	it('waits for it, playing or not, and does not call it the end', async () => {
		const { page, forget, comeBack, pressPlay } = await open();
		await pressPlay();
		await expectText(page, 'status', LISTENING);
		await forget();
		await expectText(page, 'status', INTERRUPTED);
		await expectText(page, 'badge-text', 'Interrupted');
		await page.getByRole('button', { name: 'Pause' }).click();
		await expectText(page, 'status', INTERRUPTED);
		await pressPlay();
		await expectText(page, 'status', INTERRUPTED);
		comeBack();
		await expectText(page, 'status', LISTENING);
		await expectText(page, 'badge-text', 'Live');
		await expectSound(page);
	});

	it('says so at once where the server has said that it restarts', async () => {
		let restart: () => Promise<void> = async () => {};
		const { page, pressPlay } = await open('', (prepared) =>
			prepared.routeWebSocket(/.*/, (webSocket) => {
				webSocket.connectToServer();
				restart = () => webSocket.close({ code: 1012 });
			}),
		);
		await page.evaluate(RECORD_STATUS);
		await pressPlay();
		await expectText(page, 'status', LISTENING);
		await restart();
		await until(() => page.evaluate('window.statusTexts')).toContain(INTERRUPTED);
		await expectText(page, 'status', LISTENING);
	});
});

describeInBrowser("while the show's sender is away, the page", () => {
	it('says so before play, without speakers, and when it is opened meanwhile', async () => {
		const { fixture, onAir, page } = await open();
		await expectSpeakers(page);
		onAir.lose();
		await expectText(page, 'badge-text', 'Interrupted');
		await expectText(page, 'status', INTERRUPTED);
		expect(await page.textContent('#speakers')).toBe('');
		const html = await (await fetch(`${fixture.url}/p/${onAir.id}`)).text();
		expect(html).toContain(INTERRUPTED);
		expect(html).not.toContain('dir="auto">Ada</span>');
		await onAir.comeBack();
		await expectText(page, 'status', 'Press play to listen.');
		await expectSpeakers(page);
	});

	it('shows no delay', async () => {
		const { onAir, page, pressPlay } = await open();
		await pressPlay();
		await expectText(page, 'delay', /^0\.[1-9] s$/);
		onAir.lose();
		await expectText(page, 'delay', /^–$/);
		expect(await page.textContent('#speakers')).toBe('');
	});
});

describeInBrowser('on a machine whose clock is wrong, the page', () => {
	it.each([-3, 3, 24 * 365])('shows for how long it has been on air (%i h)', async (hours) => {
		const { page } = await open('', (prepared) =>
			prepared.addInitScript(`{
				const now = Date.now;
				Date.now = () => now() + ${hours} * 3_600_000;
			}`),
		);
		await expectText(page, 'since', /^0:\d\d$/);
	});
});

describeInBrowser('behind a proxy that passes no websockets on, the page', () => {
	it('plays the MP3 stream by itself', async () => {
		const fixture = await PageFixture.start();
		const proxy = createServer(({ url, method, headers }, response) => {
			const passed = request(new URL(url ?? '', fixture.url), { method, headers }, (answer) => {
				response.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(response);
			});
			passed.on('error', () => response.destroy());
			response.on('close', () => passed.destroy());
			passed.setHeader('connection', 'close');
			passed.removeHeader('upgrade');
			passed.end();
		}).listen(0, '127.0.0.1');
		await once(proxy, 'listening');
		onTestFinished(() => {
			proxy.closeAllConnections();
			proxy.close();
		});
		const onAir = await fixture.goOnAir();
		const { port } = proxy.address() as AddressInfo;
		const { page } = await fixture.open(`http://127.0.0.1:${port}/p/${onAir.id}`);
		await page.getByRole('button', { name: 'Play' }).click();
		await expectText(page, 'status', LISTENING);
		await expectText(page, 'decoder-name', /^MP3/);
		const warnings = fixture.logLines.filter((line) => line.includes('passes no websockets on'));
		expect(warnings).toHaveLength(1);
	});
});
