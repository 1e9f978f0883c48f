import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { formatFinding } from '../../src/doctor/check.js';
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
			text: 'one gets through to the server at radio.example',
		});
	});

	test.each([
		[502, true, 'warn', /the proxy at a does not reach the server \(status 502\)/],
		[502, false, 'skip', /not tried, since the bot is not running/],
		[426, true, 'warn', /\(status 426\): the server itself misses the Upgrade header: .*Upgrade/],
		[404, true, 'warn', /none gets through at a \(status 404\).*Upgrade and Connection/],
		[400, true, 'warn', /none gets through at a \(status 400\).*Upgrade and Connection/],
		[301, false, 'warn', /redirects \(status 301\).*: set PUBLIC_URL to its final address/],
	])('is refused with %i, the bot running: %s', async (status, isRunning, kind, text) => {
		const finding = judgeWebsocket('a', await tryAt(await startRefusing(status)), isRunning);
		expect(finding.kind).toBe(kind);
		expect(formatFinding('websocket', finding)).toMatch(text);
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
		expect(judgeWebsocket('a', withoutTls, true).text).toMatch(/does not answer websockets \(E/);
		const nothing = await tryAt('http://127.0.0.1:1');
		expect(judgeWebsocket('a', nothing, true)).toMatchObject({
			kind: 'warn',
			text: expect.stringContaining('does not answer websockets (ECONNREFUSED)'),
		});
		expect(judgeWebsocket('a', nothing, false)).toMatchObject({
			kind: 'skip',
			text: 'not tried, since the bot is not running',
		});
	});
});
