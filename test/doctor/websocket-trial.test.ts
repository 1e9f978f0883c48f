import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { judgeWebsocket, tryWebsocket } from '../../src/doctor/websocket-trial.js';
import { ServerFixture } from '../server/server-fixture.js';

const tryAt = (url: string) => tryWebsocket(new URL(url), new AbortController().signal);

/** A proxy that answers every handshake with a status. */
async function startRefusing(status: number): Promise<string> {
	const server = createServer();
	server.on('upgrade', (_request, socket) => {
		socket.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: 0\r\n\r\n`);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => void server.close());
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a websocket at PUBLIC_URL', () => {
	test('gets through to our server, which is told by how it refuses', async () => {
		const { server } = await ServerFixture.start();
		const answer = await tryAt(server.url);
		expect(judgeWebsocket('radio.example', answer, true)).toEqual({
			kind: 'ok',
			text: 'receivers are told radio.example, where a websocket gets through to the server',
		});
	});

	test.each([
		[502, true, 'warn', /whose proxy does not reach the server \(status 502\)/],
		[502, false, 'ok', /something answers \(status 502\); not checked: whether the way from them/],
		[404, true, 'warn', /no websocket gets through \(status 404\).*Upgrade/],
		[400, true, 'warn', /no websocket gets through \(status 400\).*Upgrade/],
		[301, false, 'warn', /redirects \(status 301\): set PUBLIC_URL to its final address/],
	])('is refused with %i, the bot running: %s', async (status, isRunning, kind, text) => {
		const finding = judgeWebsocket('a', await tryAt(await startRefusing(status)), isRunning);
		expect(finding.kind).toBe(kind);
		expect(finding.text).toMatch(text);
	});

	test('is taken by something else', async () => {
		const other = new WebSocketServer({ port: 0, host: '127.0.0.1' });
		await once(other, 'listening');
		onTestFinished(() => other.close());
		other.on('connection', (socket) => socket.close(1000));
		const { port } = other.address() as AddressInfo;
		const answer = await tryAt(`http://127.0.0.1:${port}`);
		expect(judgeWebsocket('a', answer, true)).toMatchObject({
			kind: 'warn',
			text: expect.stringContaining('something else answers websockets'),
		});
	});

	test('finds nothing there, or no TLS', async () => {
		const url = await startRefusing(404);
		const withoutTls = await tryAt(url.replace('http:', 'https:'));
		expect(judgeWebsocket('a', withoutTls, false).text).toMatch(/where TLS fails \(E/);
		const nothing = await tryAt('http://127.0.0.1:1');
		expect(judgeWebsocket('a', nothing, true)).toMatchObject({
			kind: 'warn',
			text: expect.stringContaining('does not answer this machine (ECONNREFUSED)'),
		});
		expect(judgeWebsocket('a', nothing, false)).toMatchObject({
			kind: 'ok',
			text: expect.stringMatching(/not checked: whether the way from them to here is open/),
		});
	});
});
