// Requests as bytes on a connection to the built-in server: each has its answer, or its end.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { pino } from 'pino';
import { DEFAULT_LIMITS } from '../../../src/server/limits/limits.js';
import { PodcastServer } from '../../../src/server/podcast-server.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { bytesOf, type FuzzTarget, must } from '../fuzz-target.js';

const OWNER = { clientId: '1001', token: 'owner-token-5e8d' };

/** Who sends nothing more, and waits, is waited for by the server, too. */
const PATIENCE_MS = 40;

/** Without these nothing is measured but the limits, which have tests of their own. */
const LIMITS = {
	requestsPerMinute: 2 ** 31 - 1,
	handshakesPerMinute: 2 ** 31 - 1,
	changesPerMinute: 2 ** 31 - 1,
	podcastsPerClient: 5,
	bodyBytes: 4096,
};

const CREDENTIALS = `clientId: ${OWNER.clientId}\r\ntoken: ${OWNER.token}`;

function request(line: string, headers = '', body = ''): Uint8Array {
	const length = body === '' ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
	const more = headers === '' ? '' : `${headers}\r\n`;
	return bytesOf(
		`${line} HTTP/1.1\r\nHost: radio.example\r\n${more}Connection: close\r\n${length}\r\n${body}`,
	);
}

const UPGRADE =
	'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';

/** What `PODCAST` in an input stands for: a podcast that is there. */
const PODCAST = 'POD01';

const httpRequest: FuzzTarget = {
	name: 'http-request',
	seeds: [
		request('GET /health'),
		request('POST /podcast', CREDENTIALS),
		request(`GET /podcast?id=${PODCAST}`, CREDENTIALS),
		request('GET /list', 'client_id: 1001\r\ntoken: wrong'),
		request('GET /api/podcasts'),
		request(`GET /api/podcasts/${PODCAST}`, CREDENTIALS),
		request(`GET /api/podcasts/${PODCAST}/events`, 'Last-Event-ID: 7'),
		request(
			`PATCH /api/podcasts/${PODCAST}`,
			`${CREDENTIALS}\r\nContent-Type: application/json`,
			'{"title":"Morning","visibility":"public","speakers":["Ada"]}',
		),
		request(`POST /api/podcasts/${PODCAST}/listen-key`, CREDENTIALS),
		request(`POST /api/podcasts/${PODCAST}/silence`, CREDENTIALS),
		request(`DELETE /api/podcasts/${PODCAST}x`, CREDENTIALS),
		request(`GET /p/${PODCAST}?key=abcdefghijklmnopqrstuv`, 'Accept-Language: en, *;q=0.1'),
		request(`GET /p/${PODCAST}/live.ogg?burst=1`, 'Range: bytes=0-'),
		request(`GET /p/${PODCAST}/live.mp3`, 'Icy-MetaData: 1'),
		request(`HEAD /p/${PODCAST}/live.m3u`, 'X-Forwarded-For: 203.0.113.7, 10.0.0.1'),
		request('OPTIONS /p/x/live.ogg', 'Origin: https://x.example'),
		request('GET /api/openapi.json', 'If-None-Match: *'),
		request(`GET /?id=${PODCAST}`, UPGRADE),
		request('GET /', 'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'),
		bytesOf(
			'POST /podcast HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
		),
		bytesOf('GET /health HTTP/1.0\r\n\r\n'),
	],
	dictionary: [
		'%00',
		'%2e%2e/',
		'//',
		'?id=',
		'&key=',
		'%',
		'%ff',
		'*',
		'http://x/',
		'\r\n',
		'\r\n\r\n',
		'\n',
		' HTTP/1.1',
		'Expect: 100-continue\r\n',
		'Content-Length: 5\r\n',
		'Transfer-Encoding: chunked\r\n',
		'__proto__',
		'constructor',
		CREDENTIALS,
		'\u00ff',
		'\0',
	],
	testRuns: 25,
	async open() {
		let log = '';
		const destination = { write: (line: string) => (log += line) };
		const server = await PodcastServer.start({
			host: '127.0.0.1',
			port: 0,
			clients: new Map([[OWNER.clientId, OWNER.token]]),
			clock: new SteppedClock(),
			logger: pino({ level: 'error' }, destination),
			limits: { ...LIMITS, connectionsPerAddress: DEFAULT_LIMITS.connections },
		});
		const created = await fetch(`${server.url}/podcast`, { method: 'POST', headers: OWNER });
		const { id } = (await created.json()) as { id: string };
		const port = Number(new URL(server.url).port);
		return {
			async check(input) {
				log = '';
				// Podcasts wait for their sender as long as the clock stands still.
				const bytes = Buffer.from(
					Buffer.from(input).toString('latin1').replaceAll(PODCAST, id),
					'latin1',
				);
				checkAnswers(await exchange(port, bytes));
				assert.equal(log, '', 'The log has an error');
			},
			close: () => server.close(),
		};
	},
};

/** Sends, and gives what came until the server closed, or an answer turned out to have no end. */
function exchange(port: number, bytes: Uint8Array): Promise<string> {
	return new Promise((resolve) => {
		const socket = connect({ port, host: '127.0.0.1' });
		let answer = '';
		let patience = setTimeout(() => socket.end(), PATIENCE_MS);
		socket.setEncoding('latin1');
		socket.on('data', (part: string) => {
			answer += part;
			if (/\r\ncontent-type: (?:audio\/(?:ogg|mpeg)|text\/event-stream)/i.test(answer)) {
				socket.destroy();
			} else if (/^HTTP\/1\.1 101 /.test(answer)) {
				socket.destroy();
			}
			clearTimeout(patience);
			patience = setTimeout(() => socket.end(), PATIENCE_MS);
		});
		socket.on('error', () => {});
		socket.on('close', () => {
			clearTimeout(patience);
			resolve(answer);
		});
		socket.write(bytes);
	});
}

/** Of several answers behind each other the first is looked at: where it ends depends on it. */
function checkAnswers(answer: string): void {
	// Who ends a request in its midst may get no answer, or the beginning of one.
	if (!answer.includes('\r\n\r\n')) {
		return;
	}
	const [head = '', body = ''] = answer.split(/\r\n\r\n(.*)/s);
	const status = Number(/^HTTP\/1\.[01] (\d{3}) /.exec(head)?.[1]);
	must(status >= 100 && status < 500, `Status ${status}: ${answer.slice(0, 300)}`);
	if (status >= 200) {
		assert.match(head, /\r\nx-content-type-options: nosniff/i);
	}
	must(!answer.includes(OWNER.token), 'The token stands in the answer');
	const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
	const isJson = /\r\ncontent-type: application\/json/i.test(head);
	if (status >= 400 && isJson && length > 0 && body.length >= length) {
		const { error } = JSON.parse(body.slice(0, length)) as { error: Record<string, unknown> };
		assert.match(String(error.code), /^[a-z_]+$/);
		assert.equal(typeof error.message, 'string');
	}
}

/** All of them. */
export const HTTP_TARGETS: readonly FuzzTarget[] = [httpRequest];
