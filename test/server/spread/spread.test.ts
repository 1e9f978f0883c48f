// Listeners that another process serves: what they bring comes there whole, and the same holds for them.
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.js';
import { listenerProcessesOf, startListenerPool } from '../../support/listener-processes.js';
import { audioOf, readOggPages } from '../../support/ogg-pages.js';
import { amplitudeAt, concatenate, decode, encode, toDb, tone } from '../../support/signal.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { decodeAudio, hasTools } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { exchange, openSocket } from '../raw-http.js';
import { audioPacket, LISTENER, packetNumber, ServerFixture } from '../server-fixture.js';
import { Show, StreamClient } from '../streams/stream-fixture.js';

const SECRET_HZ = 1710;
const OPEN_HZ = 410;

/** A server whose listeners are all with one other process. */
async function start(options: Parameters<typeof ServerFixture.start>[0] = {}) {
	const log: string[] = [];
	const spreadOver = await startListenerPool({
		serverProcesses: 2,
		clock: new SteppedClock(),
		environment: { TRUST_PROXY: 'true', PODCAST_CLIENTS: '1002:listener-token-77aa' },
		log,
	});
	const fixture = await ServerFixture.start({
		...options,
		// The other process has no other one.
		clock: systemClock,
		isProxyTrusted: true,
		spreadOver,
	});
	return { fixture, log, spreadOver };
}

test('all that came of a connection comes to the process that serves it', async () => {
	const { fixture, log, spreadOver } = await start();
	const { id, sender } = await fixture.goLive(0);
	// Odd, but a handshake; a ping came in the same piece.
	const socket = openSocket(fixture.server.url);
	const came: Buffer[] = [];
	socket.on('data', (bytes: Buffer) => came.push(bytes));
	const ping = Buffer.from('8984000000006f646421', 'hex').subarray(0, 10);
	const head = [
		`GET /?id=${id}&join=2 HTTP/1.1`,
		'hOST: pod.example',
		'X-Forwarded-For: 203.0.113.7',
		'x-odd:   \xe9t\xe9  ',
		'X-Odd: ',
		'Cookie: a=b',
		'Cookie: c=d',
		'Connection: keep-alive, UPGRADE',
		'Upgrade: WebSocket',
		'Sec-WebSocket-Version: 13',
		'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
		`clientId: ${LISTENER.clientId}`,
		`token: ${LISTENER.token}`,
	];
	socket.write(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), ping]));
	const answer = () => Buffer.concat(came).toString('latin1');
	await until(answer).toMatch(/^HTTP\/1\.1 101 [\s\S]*s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/);
	await until(answer).toContain('\x8a\x04odd!');
	await until(() => log.join('')).toContain('"address":"203.0.113.7","msg":"Receiver connected"');
	expect(spreadOver.stats[0]?.connections).toBe(1);
	sender.webSocket.send(audioPacket(100, 7));
	sender.webSocket.send(audioPacket(100, 8));
	await until(() => Buffer.concat(came).includes(audioPacket(100, 8))).toBe(true);

	// Whoever sends the next request too soon gets an answer to the first, and the end of it.
	const { listenKey } = await fixture.ownView(id);
	const stream = StreamClient.open(
		fixture.server.url,
		`GET /p/${id}/live.ogg?key=${listenKey} HTTP/1.1`,
		['Connection: keep-alive', 'Content-Length: 2', '', 'xxGET /health HTTP/1.1', 'Host: test'],
	);
	await until(() => stream.head).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*connection: close/);
	await until(() => fixture.server.stats().connections).toBe(3);
	expect(await exchange(fixture.server.url, 'GET /health HTTP/1.0\r\n\r\n')).toMatch(
		/"receivers":1,"listenerProcesses":1/,
	);
	await until(async () => (await fixture.ownView(id)).listeners).toBe(2);
	socket.destroy();
	stream.socket.destroy();
	await until(async () => (await fixture.ownView(id)).listeners).toBe(0);
	expect(fixture.server.stats().connections).toBe(1);
	await fixture.call(`/api/podcasts/${id}`, { method: 'DELETE' });
	expect(await sender.closed).toMatchObject({ code: 4003 });
	for (const secret of [listenKey, LISTENER.token]) {
		expect(log.join('')).not.toContain(secret);
	}
});

test('access and limits are as with one process', async () => {
	const { fixture } = await start({ limits: { connectionsPerPodcast: 4 } });
	const { id } = await fixture.goLive(0);
	const { listenKey } = await fixture.ownView(id);
	const closeCode = async (...guest: [string?]) => (await fixture.guest(id, ...guest).closed).code;
	expect([await closeCode(), await closeCode('x'.repeat(22))]).toEqual([4000, 4006]);
	const wrong = fixture.connect(id, { ...LISTENER, token: 'wrong' });
	expect((await wrong.closed).code).toBe(4001);
	const guests = [fixture.guest(id, listenKey), fixture.guest(id, listenKey)];
	const client = fixture.receiver(id);
	await Promise.all([...guests, client].map((receiver) => receiver.next()));
	// The sender has the fourth place.
	const stream = await fixture.call(`/p/${id}/live.mp3`, { headers: LISTENER });
	expect([stream.status, await closeCode(listenKey)]).toEqual([503, 1006]);
	const renewed = await fixture.call(`/api/podcasts/${id}/listen-key`, { method: 'POST' });
	const { listenKey: newKey } = (await renewed.json()) as { listenKey: string };
	for (const guest of guests) {
		expect(await guest.nextEvent()).toEqual({ type: 1, reason: 4001 });
		expect((await guest.closed).code).toBe(4001);
	}
	// The process that had them has told that their places are free.
	await until(async () => (await fixture.call('/health')).json()).toMatchObject({ receivers: 1 });
	const returned = fixture.guest(id, newKey);
	await returned.next();
	await fixture.change(id, { visibility: 'private' });
	expect((await returned.closed).code).toBe(4001);
	expect(await closeCode(newKey)).toBe(4006);
	expect(client.unread).toEqual([]);
	expect(client.webSocket.readyState).toBe(1);
});

test.runIf(hasTools('ffmpeg'))(
	'what waits for a process that stands still is heard by nobody once it is to be silent',
	async () => {
		const { fixture, log, spreadOver } = await start();
		const show = await Show.start(fixture);
		const receiver = fixture.receiver(show.id);
		const [ogg, mp3] = [show.listen('live.ogg'), show.listen('live.mp3')];
		await receiver.next();
		await until(() => [ogg.head, mp3.head].every((head) => head.includes('200'))).toBe(true);
		await until(async () => (await fixture.ownView(show.id)).listeners).toBe(3);
		const [pid] = listenerProcessesOf(process.pid) as [number];
		process.kill(pid, 'SIGSTOP');
		for (const frame of encode(tone({ hz: SECRET_HZ, peak: 0.4, durationMs: 1000 }))) {
			show.send(frame);
		}
		await show.sender.roundTrip();
		const silenced = fixture.call(`/api/podcasts/${show.id}/silence`, { method: 'POST' });
		await until(() => fixture.logLines.join('')).toContain('What waited to be heard is silence');
		process.kill(pid, 'SIGCONT');
		expect((await silenced).status).toBe(204);
		for (const frame of encode(tone({ hz: OPEN_HZ, peak: 0.4, durationMs: 1000 }))) {
			show.send(frame);
		}
		expect(await receiver.nextEvent()).toEqual({ type: 1000 });
		const numbers: number[] = [];
		while (numbers.length < 50) {
			numbers.push(packetNumber(await receiver.next()));
		}
		expect(spreadOver.stats[0]?.crashes).toBe(0);
		const oggSound = () => concatenate(decode(audioOf(readOggPages(ogg.body))));
		await until(() => loudestDb(OPEN_HZ, oggSound())).toBeGreaterThan(-12);
		const mp3Sound = async () => (await decodeAudio(mp3.body, 'mp3')).samples;
		await until(async () => loudestDb(OPEN_HZ, await mp3Sound())).toBeGreaterThan(-12);
		expect(loudestDb(SECRET_HZ, oggSound())).toBeLessThan(-40);
		expect(loudestDb(SECRET_HZ, await mp3Sound())).toBeLessThan(-40);
		expect(log.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
	},
);

/** Level of a tone, in dBFS, where it is loudest: in any tenth of a second. */
function loudestDb(hz: number, samples: Float32Array): number {
	let loudest = 0;
	for (let start = 0; start + 4800 <= samples.length; start += 2400) {
		loudest = Math.max(loudest, amplitudeAt(hz, samples.subarray(start, start + 4800)));
	}
	return toDb(loudest);
}
