// Behind a proxy that has the server below a path, and takes the path off.
import { createServer, request as forward, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { websocketBeside } from '../../src/client/websocket-route.js';
import { RawClient } from '../contract/raw-client.js';
import { ServerFixture } from './server-fixture.js';

const PREFIX = '/radio';

/** A proxy that knows nothing but what is below the prefix. */
async function startProxy() {
	const target = { port: 0 };
	const stripped = ({ url = '' }: IncomingMessage) =>
		url.startsWith(`${PREFIX}/`) ? url.slice(PREFIX.length) : undefined;
	const server = createServer((request, response) => {
		const path = stripped(request);
		if (path === undefined) {
			response.writeHead(404).end();
			return;
		}
		const { method, headers } = request;
		const inner = forward({ ...target, host: '127.0.0.1', path, method, headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		});
		inner.on('error', () => response.destroy());
		response.on('close', () => inner.destroy());
		request.pipe(inner);
	});
	server.on('upgrade', (request, socket) => {
		const path = stripped(request);
		const inner = connect(target.port, '127.0.0.1');
		const headers = request.rawHeaders.map((part, index) => part + (index % 2 ? '\r\n' : ': '));
		inner.write(`GET ${path ?? '/none'} HTTP/1.1\r\n${headers.join('')}\r\n`);
		inner.pipe(socket).pipe(inner);
		for (const end of [inner, socket]) {
			end.on('error', () => {});
			end.on('close', () => [inner, socket].map((each) => each.destroy()));
		}
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.close();
		server.closeAllConnections();
	});
	return { target, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PREFIX}` };
}

/** A live podcast behind such a proxy. */
async function startShow() {
	const proxy = await startProxy();
	const fixture = await ServerFixture.start({ publicUrl: proxy.url });
	proxy.target.port = Number(new URL(fixture.server.url).port);
	const { id } = await fixture.goLive(0);
	const { listenKey, url } = await fixture.ownView(id);
	return { fixture, id, link: url ?? '', listenKey, publicUrl: new URL(proxy.url) };
}

const statusOf = async (url: string | URL) => {
	const response = await fetch(url);
	await response.body?.cancel();
	return response.status;
};

test('the page leads nowhere else: itself, its files, streams, playlists and preview', async () => {
	const { link } = await startShow();
	const page = await fetch(link);
	expect(page.status).toBe(200);
	const text = await page.text();
	const addresses = [...text.matchAll(/(?:src|href|content)="([^"]+)"/g)]
		.map(([, address = '']) => address.replaceAll('&amp;', '&'))
		.filter((address) => /^(?:\.{0,2}\/|https?:)/.test(address));
	expect(addresses.length).toBeGreaterThan(10);
	for (const address of addresses) {
		expect(await statusOf(new URL(address, link)), address).toBe(200);
	}
});

test('what is told to programs leads to where it is', async () => {
	const { fixture, id, link, listenKey, publicUrl } = await startShow();
	expect(link).toBe(`${publicUrl.href}/p/${id}?key=${listenKey}`);
	for (const name of ['m3u', 'pls']) {
		const playlist = await (await fetch(link.replace('?', `/live.${name}?`))).text();
		const stream = /https?:\S+/.exec(playlist)?.[0] ?? '';
		expect(stream).toBe(`${publicUrl.href}/p/${id}/live.mp3?key=${listenKey}`);
		expect(await statusOf(stream)).toBe(200);
	}
	const created = await fixture.call('/podcast', { method: 'POST' });
	const described = /^<([^>]+)>; rel="service-desc"$/.exec(created.headers.get('link') ?? '')?.[1];
	const description = await fetch(new URL(described ?? '', publicUrl));
	expect((await description.json()) as object).toMatchObject({
		servers: [{ url: publicUrl.href }],
	});
	const socket = websocketBeside(publicUrl, id);
	socket.searchParams.set('key', listenKey);
	const guest = new RawClient(socket.href, {});
	onTestFinished(() => guest.webSocket.terminate());
	expect((await guest.nextEvent()).type).toBe(0);
});

test('without PUBLIC_URL, on all interfaces, links lead to this machine', async () => {
	const fixture = await ServerFixture.start({ host: '0.0.0.0' });
	const { id } = await fixture.goLive(0);
	const { url } = await fixture.ownView(id);
	expect(url).toMatch(`${fixture.server.url}/p/${id}?key=`);
	expect(await statusOf(url ?? '')).toBe(200);
});
