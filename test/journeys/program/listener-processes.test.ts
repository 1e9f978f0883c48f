// The real programs with their listeners spread over processes: all is heard, whichever of them ends.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RawClient } from '../../contract/raw-client.js';
import { audioPacket, packetNumber } from '../../server/server-fixture.js';
import { StreamClient } from '../../server/streams/stream-fixture.js';
import { isThere, listenerProcessesOf } from '../../support/listener-processes.js';
import { serverProcessOf } from '../../support/server-process-of.js';
import { makeDataDir } from '../../support/studio.js';
import { until } from '../../support/until.js';
import { LISTENER } from './bot-program.js';
import { ChildProgram } from './child-program.js';
import { endsInOrder, goesOn, startShow } from './show-on-air.js';

const OWNER = { clientId: '1', token: 'a-client-token' };
const OTHER = { clientId: '2', token: 'another-token' };

/** A server alone, with a podcast on air. */
async function startServer(dataDir = makeDataDir()) {
	const program = new ChildProgram('server', {
		PORT: '0',
		DATA_DIR: dataDir,
		SERVER_PROCESSES: '3',
		PODCAST_CLIENTS: '1:a-client-token,2:another-token',
	});
	const [, url = ''] = await program.printed(/Podcast server: (http:\S+),/);
	// One that takes too long to begin is started anew.
	await until(async () => (await fetch(`${url}/health`)).json()).toMatchObject({
		listenerProcesses: 2,
	});
	const processes = listenerProcessesOf(program.pid);
	expect(processes).toHaveLength(2);
	const created = await fetch(`${url}/podcast`, { method: 'POST', headers: OWNER });
	const { id } = (await created.json()) as { id: string };
	const connect = (headers: Record<string, string>, query = '') =>
		new RawClient(`${url.replace('http', 'ws')}/?id=${id}${query}`, headers);
	const sender = connect({ ...OWNER, isSender: 'true' });
	await sender.next();
	const metrics = async () => (await fetch(`${url}/metrics`)).text();
	return { connect, id, metrics, processes, program, sender, url };
}

/** Numbers of packets until this one; events are passed over. */
async function numbersUntil(receiver: RawClient, last: number): Promise<number[]> {
	const numbers: number[] = [];
	while (numbers.at(-1) !== last) {
		const packet = await receiver.next();
		if (packet[0] === 1) {
			numbers.push(packetNumber(packet));
		}
	}
	return numbers;
}

function range(first: number, last: number): number[] {
	return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

test('one process that is killed costs its listeners a reconnect, and the others nothing', async () => {
	const { connect, id, metrics, processes, program, sender, url } = await startServer();
	const receivers = [1, 2, 3, 1, 2, 3].map((join) => connect(OTHER, `&join=${join}`));
	await Promise.all(receivers.map((receiver) => receiver.next()));
	const streams = ['ogg', 'mp3'].map((format) =>
		StreamClient.open(url, `GET /p/${id}/live.${format} HTTP/1.1`, [
			`clientId: ${OTHER.clientId}`,
			`token: ${OTHER.token}`,
		]),
	);
	await until(() => streams.every(({ head }) => head.startsWith('HTTP/1.1 200'))).toBe(true);
	await until(metrics).toMatch(/^podcast_listeners 8$/m);
	const spread = await metrics();
	for (const line of [
		'podcast_listener_process_connections{process="1"} 4',
		'podcast_listener_process_connections{process="2"} 4',
		'podcast_receivers 6',
		'podcast_stream_listeners{format="mp3"} 1',
		'podcast_connections 9',
	]) {
		expect(spread).toContain(`${line}\n`);
	}
	// Each process says once a second how many it has.
	const view = async () => (await fetch(`${url}/api/podcasts/${id}`, { headers: OTHER })).json();
	await until(view).toMatchObject({ listeners: 8 });
	// Divisible by 2 and 3: nothing waits to share a write.
	for (const number of range(1, 300)) {
		sender.webSocket.send(audioPacket(100, number));
	}
	for (const receiver of receivers) {
		expect(await numbersUntil(receiver, 300)).toEqual(range(1, 300));
	}
	await until(() => streams.every(({ body }) => body.length > 0)).toBe(true);

	process.kill(processes[0] as number, 'SIGKILL');
	const closed = new Set<RawClient>();
	for (const receiver of receivers) {
		void receiver.closed.then(() => closed.add(receiver));
	}
	await until(() => closed.size).toBe(3);
	await program.printed(/"level":50,.*"process":1,.*"end":"SIGKILL",.*it is started anew/);
	const left = receivers.filter((receiver) => !closed.has(receiver));
	const returned = [...closed].map(() => connect(OTHER));
	await Promise.all(returned.map((receiver) => receiver.next()));
	for (const number of range(301, 360)) {
		sender.webSocket.send(audioPacket(100, number));
	}
	for (const receiver of [...left, ...returned]) {
		expect(await numbersUntil(receiver, 360)).toEqual(range(301, 360));
	}
	await program.printed(/"process":1,.*"msg":"The listener process is back"/);
	await until(async () => (await fetch(`${url}/health`)).json()).toMatchObject({
		receivers: 6,
		listenerProcesses: 2,
	});
	expect(await metrics()).toContain('podcast_listener_process_crashes_total{process="1"} 1\n');
	await until(
		async () => /^podcast_frames_total\{stage="delivered"\} (\d+)$/m.exec(await metrics())?.[1],
	).toSatisfy((delivered) => Number(delivered) >= 6 * 60 + 3 * 300);

	const last = listenerProcessesOf(program.pid);
	expect(await program.stop('SIGTERM')).toMatchObject({ code: 0, signal: null });
	for (const receiver of [...left, ...returned]) {
		expect((await receiver.closed).code).toBe(1012);
	}
	expect(last.filter(isThere)).toEqual([]);
	expect(program.output).not.toContain(OWNER.token);
	expect(program.output).not.toContain(OTHER.token);
});

test('a process that stands still gets no more connections; without the first one none is left', async () => {
	const { connect, metrics, processes, program, url } = await startServer();
	process.kill(processes[0] as number, 'SIGSTOP');
	await until(async () => (await fetch(`${url}/health`)).json()).toMatchObject({
		listenerProcesses: 1,
	});
	const receivers = Array.from({ length: 6 }, () => connect(OTHER));
	await Promise.all(receivers.map((receiver) => receiver.next()));
	expect(await metrics()).toContain('podcast_listener_process_connections{process="2"} 6\n');
	program.signal('SIGKILL');
	await until(() => isThere(program.pid)).toBe(false);
	process.kill(processes[0] as number, 'SIGCONT');
	await program.exit;
	await until(() => processes.filter(isThere)).toEqual([]);
});

test('a show of the bot is heard through them, and ends in order; they know no more than they need', async () => {
	const show = await startShow({ SERVER_PROCESSES: '3', DATA_DIR: makeDataDir() });
	const server = serverProcessOf(show.program.pid) as number;
	const processes = listenerProcessesOf(server);
	expect(processes).toHaveLength(2);
	for (const pid of processes) {
		const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
		expect(environment).not.toContain(show.account.token);
		expect(environment).not.toContain(LISTENER.clientToken);
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
			process.kill(pid, signal);
		}
	}
	await goesOn(show);
	const metrics = async () => (await fetch(`${show.serverUrl}/metrics`)).text();
	// Processes tell what they have done once a second.
	await until(metrics).toMatch(/^podcast_receivers 1$/m);
	expect(await metrics()).toMatch(/^podcast_listener_process_up\{process="2"\} 1$/m);
	expect(await show.program.stop('SIGTERM')).toMatchObject({ code: 0, signal: null });
	await endsInOrder(show);
	expect(processes.filter(isThere)).toEqual([]);
	for (const secret of [
		show.account.token,
		LISTENER.clientToken,
		...show.receiver.secretKeyForms,
	]) {
		expect(show.program.output.includes(secret)).toBe(false);
	}
});
