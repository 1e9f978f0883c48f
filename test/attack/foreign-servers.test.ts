// What another podcast server says, and where it would like the credentials to go.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { PodcastApi } from '../../src/client/podcast-api.js';
import { listPublicPodcasts } from '../../src/client/podcast-directory.js';
import { PodcastSocket } from '../../src/client/podcast-socket.js';
import { systemClock } from '../../src/clock.js';
import { describeListeningEnd } from '../../src/discord/words/failures/listen-failures.js';
import { adviseOperator } from '../../src/discord/words/failures/server-advice.js';
import { explainFailure } from '../../src/discord/words/start-words.js';
import type { ConnectionClosedError, PodcastApiError, UserError } from '../../src/errors.js';
import { lossOf } from '../../src/listening/listening-facts.js';
import { ShowStartError } from '../../src/show/start-failures.js';
import { startStudio } from '../support/studio.js';

/** What whoever typed the command is told where no podcast was made. */
function explainStart(error: unknown): UserError {
	return explainFailure(new ShowStartError({ at: 'podcast server' }, error)) as UserError;
}

const TOKEN = 'client-token-/5e8d';
const LISTEN_KEY = 'listen-key-77aa-listen';
/** Markup, mentions, a line break, a turn of the direction, and what it was told in confidence. */
const WORDS =
	`**bold** @everyone <@1> [x](https://x.example)\n# ${TOKEN} ${encodeURIComponent(TOKEN)} ` +
	`${LISTEN_KEY} \u202e \`code\``;

/** What may stand unescaped in none of our sentences. */
const MARKUP = /(?<!\\)(?:\*\*|@everyone|<@|\[x\]|`code)/;

interface Answer {
	status: number;
	body: string;
}

/** A server that answers all REST calls alike, and closes all websockets with a reason. */
async function startServer(answer: Answer, reason = '') {
	const seen: IncomingHttpHeaders[] = [];
	const server = createServer((request, response) => {
		seen.push(request.headers);
		response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
	});
	const webSockets = new WebSocketServer({ server });
	webSockets.on('connection', (webSocket, request) => {
		seen.push(request.headers);
		webSocket.close(4999, Buffer.from(reason).subarray(0, 123).toString());
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	onTestFinished(() => {
		webSockets.close();
		server.close();
		server.closeAllConnections();
	});
	const { port } = server.address() as AddressInfo;
	return { url: new URL(`http://127.0.0.1:${port}`), port, seen };
}

function apiAt(apiUrl: URL, websocketHosts: readonly string[] = []): PodcastApi {
	return new PodcastApi({
		apiUrl,
		clientId: '7',
		clientToken: TOKEN,
		clock: systemClock,
		websocketHosts,
	});
}

describe('the words of another server', () => {
	test.each([
		['in an error of ours', 503, JSON.stringify({ error: { code: 'x', message: WORDS } })],
		['as plain text', 400, WORDS],
		['at length', 503, WORDS.repeat(200)],
	])('are quoted without markup, secrets and line breaks: %s', async (_form, status, body) => {
		const { url } = await startServer({ status, body });
		const error = (await apiAt(url)
			.createPodcast()
			.catch((reason: unknown) => reason)) as PodcastApiError;
		const { message } = explainStart(error);
		expect(message).toContain('it says: \\*\\*bold');
		for (const text of [message, error.message, error.details]) {
			expect(text).not.toContain(TOKEN);
			expect(text).not.toContain(encodeURIComponent(TOKEN));
			expect(text).not.toMatch(/[\n\u202e]/);
			expect(text.length).toBeLessThan(500);
		}
		expect(message).not.toMatch(MARKUP);
		const ended = describeListeningEnd({ cause: 'podcast', loss: 'unreachable', error }, '1');
		expect(ended).not.toMatch(MARKUP);
	});

	test('are no code that is none', async () => {
		const body = JSON.stringify({ error: { code: `@everyone ${TOKEN}`, message: 'x' } });
		const { url } = await startServer({ status: 503, body });
		await expect(apiAt(url).createPodcast()).rejects.toMatchObject({ apiCode: undefined });
	});

	test.each([`**bold** @everyone ${TOKEN}`, `<@1> ${LISTEN_KEY}\n`])(
		'are quoted so where it closes a websocket',
		async (reason) => {
			const { port } = await startServer({ status: 200, body: '' }, reason);
			const socket = new PodcastSocket({
				url: new URL(`ws://127.0.0.1:${port}/?id=A&key=${LISTEN_KEY}`),
				headers: { clientId: '7', token: TOKEN },
				clock: systemClock,
				helloTimeoutMs: 60_000,
			});
			const error: ConnectionClosedError = await socket.closed;
			const { message } = explainStart(error);
			expect(message).toContain('4999');
			expect(message).not.toMatch(MARKUP);
			for (const text of [message, error.message, error.reason]) {
				expect(text).toContain('hidden');
				expect(text).not.toContain(TOKEN);
				expect(text).not.toContain(LISTEN_KEY);
				expect(text).not.toContain('\n');
			}
			expect(
				describeListeningEnd({ cause: 'podcast', loss: lossOf(error), error }, '1'),
			).not.toMatch(MARKUP);
		},
	);

	test('in its list are titles like everybody’s', async () => {
		const entry = { id: 'A', title: '\u2800', serverName: 'a\u202e\nb', hostName: 'x'.repeat(500) };
		const { url } = await startServer({ status: 200, body: JSON.stringify([entry]) });
		const [listed] = (await listPublicPodcasts(url, systemClock)) ?? [];
		expect(listed).toEqual({ id: 'A', title: '', serverName: 'a  b', hostName: 'x'.repeat(100) });
	});
});

describe('credentials', () => {
	const podcastAt = (ip: string, port = 1) => ({
		id: 'A',
		ip,
		port,
		activeSince: null,
		host: undefined,
	});

	test.each(['203.0.113.9', 'evil.example', '127.0.0.1.evil.example', '[2001:db8::1]'])(
		'do not go to %s, and whoever runs the bot is told the setting',
		async (ip) => {
			const { url } = await startServer({ status: 200, body: '{}' });
			const error = await apiAt(url)
				.websocketAddress(podcastAt(ip))
				.catch((reason: unknown) => reason);
			expect(error).toMatchObject({ problem: 'other host', retryable: false });
			const { message } = explainStart(error);
			expect(message).toMatch(/another host, so the credentials are not sent there/);
			expect(message).not.toContain('PODCAST_');
			expect(adviseOperator(error)).toBe('PODCAST_WEBSOCKET_HOSTS can allow it');
		},
	);

	test.each([
		['127.0.0.1', []],
		['0.0.0.0', []],
		['localhost', []],
		['relay.example', ['relay.example']],
		['RELAY.example.', ['relay.example']],
	] as const)('go to %s, where %j are allowed beside the API’s host', async (ip, hosts) => {
		const { url } = await startServer({ status: 200, body: '{}' });
		const address = await apiAt(url, hosts).websocketAddress(podcastAt(ip));
		expect(address.headers.token).toBe(TOKEN);
	});

	test('follow no redirect', async () => {
		const other = await startServer({ status: 200, body: '{}' });
		const server = createServer((_request, response) => {
			response.writeHead(307, { location: other.url.href }).end();
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		onTestFinished(() => {
			server.close();
			server.closeAllConnections();
		});
		const { port } = server.address() as AddressInfo;
		await expect(apiAt(new URL(`http://127.0.0.1:${port}`)).createPodcast()).rejects.toMatchObject({
			status: 307,
		});
		expect(other.seen).toEqual([]);
	});
});

test('a member reads the refusal in words, and no credentials have gone', async () => {
	const body = JSON.stringify({ id: 'AAAAA', ip: '203.0.113.9', port: 9, activeSince: null });
	const { url, seen } = await startServer({ status: 200, body });
	const studio = await startStudio({
		podcastApiUrl: url.href,
		environment: {
			PODCAST_API_URL: url.href,
			PODCAST_CLIENT_ID: '7',
			PODCAST_TOKEN: TOKEN,
		},
	});
	studio.host.join(studio.stage);
	const start = studio.host.runCommand('podcast start', {}, { channel: studio.text });
	await start.until('the answer', ({ messages }) =>
		messages.find(({ text }) => /203\.0\.113\.9:9, which is another host/.test(text)),
	);
	expect(seen.every(({ upgrade }) => upgrade === undefined)).toBe(true);
});
