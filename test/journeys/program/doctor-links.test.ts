// The doctor follows the links that listeners are given, from outside in, while the bot runs.
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ServerFixture } from '../../server/server-fixture.js';
import { startWard } from './ward.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Listens on loopback until the test is over; resolves with the port. */
async function listen(server: Server): Promise<number> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.close();
		(server as { closeAllConnections?: () => void }).closeAllConnections?.();
	});
	return (server.address() as AddressInfo).port;
}

/** Something that answers all requests, handshakes among them, so. */
async function startAnswering(answer: Answer): Promise<string> {
	const server = createServer(answer);
	return `http://127.0.0.1:${await listen(server)}`;
}

/** A server of ours, and what the doctor says of the way to it by an address. */
async function startServer() {
	const { look } = await startWard();
	const { server } = await ServerFixture.start();
	const { port } = new URL(server.url);
	const follow = async (publicUrl: string) => {
		const { findings } = await look({ PORT: port, PUBLIC_URL: publicUrl });
		return { page: findings.get('public url'), websocket: findings.get('websocket') };
	};
	return { follow, port, url: server.url };
}

/** Passes requests on with all but some of their headers, as a proxy does that was set up in a hurry. */
function passOn(targetPort: string, dropped: readonly string[]): Answer {
	return ({ headers, method, url }, response) => {
		const kept = Object.entries(headers).filter(([name]) => !dropped.includes(name));
		const inner = request(
			{ port: targetPort, host: '127.0.0.1', method, path: url, headers: Object.fromEntries(kept) },
			(answer) => {
				response.writeHead(answer.statusCode ?? 500, answer.headers);
				answer.pipe(response);
			},
		);
		inner.on('error', () => response.writeHead(502).end());
		inner.end();
	};
}

describe('the way to the page and the websocket', () => {
	test('is open at the own address', async () => {
		const { follow, url } = await startServer();
		const { host } = new URL(url);
		const { page, websocket } = await follow(url);
		expect(page).toMatch(/^warn only this machine hears it, at 127\.0\.0\.1:\d+: for others set/);
		expect(websocket).toBe(`ok one gets through to the server at ${host}`);
	});

	test.each([
		['all headers of the handshake', ['upgrade', 'connection', 'sec-websocket-key']],
		['Upgrade and Connection', ['upgrade', 'connection']],
	])('ends for the websocket at a proxy that drops %s', async (_, dropped) => {
		const { follow, port } = await startServer();
		const proxy = await startAnswering(passOn(port, dropped));
		const { page, websocket } = await follow(proxy);
		expect(page).toMatch(/^warn only this machine hears it/);
		expect(websocket).toMatch(
			/^warn none gets through at .*: the proxy has to pass on the headers Upgrade and Connection; until then the page plays MP3/,
		);
	});

	test.each([
		[502, /^FAIL .* whose proxy does not reach the server \(status 502\): check to which HOST and/],
		[404, /^FAIL .* where no page is found \(status 404\).*: correct PUBLIC_URL/],
		[403, /^FAIL .* where the page is refused \(status 403\): /],
	])('ends at a proxy that answers %i', async (status, words) => {
		const { follow } = await startServer();
		const proxy = await startAnswering((_request, response) => response.writeHead(status).end());
		const { page, websocket } = await follow(proxy);
		expect(page).toMatch(words);
		expect(websocket).toContain(`(status ${status})`);
	});

	test('leads to another host', async () => {
		const { follow } = await startServer();
		const other = await startAnswering((_request, response) => {
			response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome to nginx!</h1>');
		});
		const { page, websocket } = await follow(other);
		expect(page).toMatch(/^FAIL .* where another page answers: it is the wrong host/);
		expect(websocket).toMatch(/^warn none gets through/);
	});

	test('is a redirect, of which no query is told', async () => {
		const { follow, url } = await startServer();
		const proxy = await startAnswering((_request, response) => {
			response.writeHead(301, { location: `${url}/?key=secret` }).end();
		});
		const { page, websocket } = await follow(proxy);
		expect(page).toMatch(
			/^warn .* which redirects to http:\S+\/ \(status 301\): set PUBLIC_URL to its final/,
		);
		expect(page).not.toContain('secret');
		expect(websocket).toMatch(/^warn .* redirects \(status 301\)/);
	});

	test('fails at TLS, at TCP, or without an answer', async () => {
		const { follow, url } = await startServer();
		const plain = await follow(url.replace('http:', 'https:'));
		expect(plain.page).toMatch(/^warn .* where TLS fails \(\w*SSL\w*|EPROTO\)/);
		const withoutCertificate = await listen(createTlsServer());
		const broken = await follow(`https://127.0.0.1:${withoutCertificate}`);
		expect(broken.page).toMatch(/^warn .* where TLS fails/);
		const nothing = await follow('http://127.0.0.1:2');
		expect(nothing.page).toMatch(
			/^warn .* does not answer this machine \(ECONNREFUSED\): no TCP connection/,
		);
		const closing = await listen(createTcpServer((socket) => void socket.destroy()));
		const closed = await follow(`http://127.0.0.1:${closing}`);
		expect(closed.page).toMatch(/^warn .* which ends the connection without an answer/);
		const noName = await follow('http://podcasts.invalid');
		expect(noName).toEqual({
			page: expect.stringMatching(/^FAIL the name podcasts\.invalid has no address/),
			websocket: 'skip not tried, see "public url"',
		});
	});
});
