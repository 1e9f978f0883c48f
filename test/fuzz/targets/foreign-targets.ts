// Other podcast servers: whatever they answer, it is a value or an error of ours in plain words.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { PodcastApi } from '../../../src/client/podcast-api.js';
import { describePodcast, listPublicPodcasts } from '../../../src/client/podcast-directory.js';
import { ReceiverConnection } from '../../../src/client/receiver-connection.js';
import { systemClock } from '../../../src/clock.js';
import { PodcastApiError, PodcastError } from '../../../src/errors.js';
import { isWellFormed } from '../../../src/media/opus-packet.js';
import { encodeDisconnect, encodeHello } from '../../../src/protocol/events.js';
import { encodeEventPacket } from '../../../src/protocol/packet.js';
import { frameBinary } from '../../../src/protocol/websocket-frame.js';
import { PacketSealer } from '../../support/packet-sealer.js';
import { bytesOf, type FuzzTarget, must, mustBe } from '../fuzz-target.js';

const CLIENT_TOKEN = 'client-token-77aa';
const LISTEN_KEY = 'abcdefghijklmnopqrstuv';

/** Ends a line, or turns what follows round. */
const HARM = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

/** An error of ours, fit to be shown. */
function checkError(error: unknown, secrets = [CLIENT_TOKEN]): void {
	mustBe(error, PodcastError);
	must(!HARM.test(error.message), `No plain words: ${error.message}`);
	must(error.message.length < 600, 'The error is long');
	must(!secrets.some((secret) => error.message.includes(secret)), 'A secret is told');
	if (error instanceof PodcastApiError) {
		const { apiCode = 'none', retryAfterMs = 0 } = error;
		assert.match(apiCode, /^[\w.-]{1,64}$/);
		must(Number.isFinite(retryAfterMs) && retryAfterMs >= 0, `To wait ${retryAfterMs} ms`);
	}
}

/** A server that answers each connection with the same bytes, once it has been asked. */
async function startServer(answer: (socket: Socket, head: string) => void) {
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
		socket.on('close', () => sockets.delete(socket));
		socket.once('data', (head) => answer(socket, head.toString('latin1')));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		close: async () => {
			for (const socket of sockets) {
				socket.destroy();
			}
			server.close();
			await once(server, 'close');
		},
	};
}

function answerOf(head: string, body: string): Uint8Array {
	return bytesOf(`HTTP/1.1 ${head}\r\nContent-Type: application/json\r\n\r\n${body}`);
}

const PODCAST = '{"id":"AAAAA","ip":"127.0.0.1","port":4000,"activeSince":null,"host":"1001"}';

/** Answers of REST, from the status line on. */
const foreignAnswer: FuzzTarget = {
	name: 'foreign-answer',
	seeds: [
		answerOf('200 OK\r\nLink: </api/openapi.json>; rel="service-desc"', PODCAST),
		answerOf('200 OK', `[${PODCAST},${PODCAST}]`),
		answerOf('200 OK', `{"podcasts":[${PODCAST}]}`),
		answerOf(
			'200 OK',
			'[{"id":"AAAAA","title":"Morning","serverName":"Harbour","hostName":"Ada"}]',
		),
		answerOf('200 OK', '{"id":"AAAAA","title":"Morning","url":"https://radio.example/p/AAAAA"}'),
		answerOf('429 Too Many\r\nRetry-After: 30', '{"error":{"code":"full","message":"later"}}'),
		answerOf('401 No', `the token ${CLIENT_TOKEN} and the key ${LISTEN_KEY} are wrong`),
		answerOf('503 No\r\nRetry-After: Fri, 31 Dec 2027 23:59:59 GMT', '<html>Bad gateway</html>'),
		answerOf('302 Found\r\nLocation: http://127.0.0.1:1/', ''),
		answerOf('204 No Content', ''),
	],
	dictionary: [
		'__proto__',
		'\\ud800',
		'\\u202e',
		'Content-Length: 7\r\n',
		'Transfer-Encoding: chunked\r\n',
		'Content-Encoding: gzip\r\n',
		'Retry-After: ',
		'Link: ',
		'HTTP/1.1 100 Continue\r\n\r\n',
		'1e999',
		'null',
		CLIENT_TOKEN,
		LISTEN_KEY,
		'\r\n',
		'\u00ff',
	],
	testRuns: 15,
	async open() {
		let bytes = new Uint8Array();
		const server = await startServer((socket) => socket.end(bytes));
		const apiUrl = new URL(`http://127.0.0.1:${server.port}/base`);
		const clock = systemClock;
		return {
			async check(input) {
				bytes = Uint8Array.from(input);
				const api = new PodcastApi({
					apiUrl,
					clientId: '1001',
					clientToken: CLIENT_TOKEN,
					clock,
					timeoutMs: 2000,
				});
				const calls = [
					api.createPodcast().then(async (podcast) => {
						must(api.websocketUrl(podcast).searchParams.has('id'), 'No id in the address');
						await api.websocketAddress(podcast);
						assert.match(api.publicWebsocketUrl(podcast).protocol, /^wss?:$/);
					}),
					api.listPodcasts(),
					api.changePodcast('AAAAA', { title: 'x' }).then((url) => {
						must(url === undefined || /^https?:$/.test(url.protocol), `No link: ${url}`);
					}),
					api.endPodcast('AAAAA'),
				];
				for (const result of await Promise.allSettled(calls)) {
					if (result.status === 'rejected') {
						checkError(result.reason);
					}
				}
				const listed = (await listPublicPodcasts(apiUrl, clock)) ?? [];
				const one = await describePodcast({ apiUrl, id: 'AAAAA', listenKey: LISTEN_KEY }, clock);
				for (const { hostName, id, serverName, title } of one ? [one, ...listed] : listed) {
					must(id.length > 0 && id.length <= 128, 'A wrong id');
					for (const text of [hostName, serverName, title]) {
						must([...text].length <= 100 && !HARM.test(text), 'A text that was not tidied');
					}
				}
			},
			close: server.close,
		};
	},
};

const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index);
const sealer = new PacketSealer(secretKey);

function audio(transportNonce: number, opus: Uint8Array): Uint8Array {
	return frameBinary(sealer.seal(opus, { transportNonce, voiceSession: 0 }));
}

const HELLO = frameBinary(encodeEventPacket(encodeHello(secretKey)));

/** What comes over a websocket after the upgrade. */
const foreignWebsocket: FuzzTarget = {
	name: 'foreign-websocket',
	seeds: [
		Buffer.concat([HELLO, audio(1, Uint8Array.of(0xf8, 1, 2)), audio(2, Uint8Array.of(0xfb))]),
		Buffer.concat([
			HELLO,
			audio(1, new Uint8Array(60).fill(0x78)),
			frameBinary(encodeEventPacket(encodeDisconnect(4003))),
			Buffer.from('88020fa3', 'hex'),
		]),
		Buffer.concat([Buffer.from('8100890080028a00', 'hex'), HELLO, Buffer.from('827e0000', 'hex')]),
		Buffer.from('88020fa1', 'hex'),
	].map((bytes) => new Uint8Array(bytes)),
	testRuns: 15,
	async open() {
		let bytes = new Uint8Array();
		const server = await startServer((socket, head) => {
			const key = /sec-websocket-key: (\S+)/i.exec(head)?.[1] ?? '';
			void accept(key).then((accepted) => {
				socket.write(
					`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accepted}\r\n\r\n`,
				);
				socket.end(bytes);
			});
		});
		return {
			async check(input) {
				bytes = Uint8Array.from(input);
				let frames = 0;
				const secrets = [CLIENT_TOKEN, LISTEN_KEY];
				try {
					const connection = await ReceiverConnection.open({
						url: new URL(`ws://127.0.0.1:${server.port}/?id=AAAAA&key=${LISTEN_KEY}`),
						headers: { token: CLIENT_TOKEN },
						clock: systemClock,
						helloTimeoutMs: 2000,
						onFrame: ({ opus }) => {
							frames++;
							must(isWellFormed(opus), 'What is no Opus packet was handed on');
						},
					});
					checkError(await connection.closed, secrets);
					assert.equal(connection.counts.opened, frames);
				} catch (error) {
					checkError(error, secrets);
				}
			},
			close: server.close,
		};
	},
};

/** RFC 6455, 4.2.2. */
async function accept(key: string): Promise<string> {
	const digest = await crypto.subtle.digest(
		'SHA-1',
		bytesOf(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`),
	);
	return Buffer.from(digest).toString('base64');
}

/** All of them. */
export const FOREIGN_TARGETS: readonly FuzzTarget[] = [foreignAnswer, foreignWebsocket];
