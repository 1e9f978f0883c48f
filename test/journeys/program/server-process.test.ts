// The real program with its podcast server in a process of its own: what ends which, and who notices.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { PodcastReceiver } from '../../support/podcast-receiver.js';
import { serverProcessOf } from '../../support/server-process-of.js';
import { makeDataDir } from '../../support/studio.js';
import { until } from '../../support/until.js';
import { LISTENER, startProgram } from './bot-program.js';
import { endsInOrder, goesOn, startShow } from './show-on-air.js';

const OWN_PROCESS = { SERVER_PROCESSES: '1' };

/** Whether there is such a process. */
function isThere(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

/** The process that is there after one has gone. */
async function nextServer(programPid: number, before: number): Promise<number> {
	let pid: number | undefined;
	await until(() => {
		pid = serverProcessOf(programPid);
		return pid !== undefined && pid !== before;
	}).toBe(true);
	return pid as number;
}

test('a server that is killed is a reconnect: the show goes on under its id, and listeners return', async () => {
	const show = await startShow({ ...OWN_PROCESS, DATA_DIR: makeDataDir() });
	const { account, host, program, serverUrl } = show;
	const server = serverProcessOf(program.pid) as number;
	// What it needs it is told, and the bot token is not among that.
	const environment = readFileSync(`/proc/${server}/environ`, 'utf8');
	expect(environment).not.toContain(account.token);
	expect(environment).not.toContain(LISTENER.clientToken);
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP', 'SIGUSR1'] as const) {
		process.kill(server, signal);
	}
	await goesOn(show);

	process.kill(server, 'SIGKILL');
	await show.receiver.closed;
	await program.printed(/"level":50,.*"signal":"SIGKILL",.*it is started anew/);
	await program.printed(/"msg":"The podcast server is back"/);
	const headers = { clientId: LISTENER.clientId, token: LISTENER.clientToken };
	await until(async () => {
		const answer = await fetch(`${serverUrl}/api/podcasts/${show.podcastId}`, { headers });
		return ((await answer.json()) as { isLive?: boolean }).isLive;
	}).toBe(true);
	const { podcastId } = show;
	const receiver = await PodcastReceiver.connect({ serverUrl, podcastId, ...LISTENER });
	const speech = await host.speak(countedFrames(10, 101), { speed: 10 });
	await receiver.heard.atLeast(speech.sentTo(account).length);
	const metrics = await (await fetch(`${serverUrl}/metrics`)).text();
	expect(metrics).toContain('podcast_server_process_crashes_total 1\n');
	expect(metrics).toMatch(/podcast_process_resident_memory_bytes\{process="server"\} \d/);
	expect((await fetch(`${serverUrl}/health`)).status).toBe(200);

	const next = await nextServer(program.pid, server);
	expect(await program.stop('SIGTERM')).toMatchObject({ code: 0, signal: null });
	await endsInOrder({ ...show, receiver });
	expect(isThere(next)).toBe(false);
	// One log, to its last line, and nothing in it that is no line of it.
	const lines = program.output.split('\n').filter((line) => line.startsWith('{'));
	const entries = lines.map((line) => JSON.parse(line) as { part?: string; msg: string });
	expect(entries.filter(({ part }) => part === 'server').map(({ msg }) => msg)).toEqual(
		expect.arrayContaining(['Server listens', 'Server closed']),
	);
	for (const secret of [account.token, LISTENER.clientToken, ...receiver.secretKeyForms]) {
		expect(program.output.includes(secret)).toBe(false);
	}
});

test('a bot that is killed takes its server along, and the next one has the port at once', async () => {
	const dataDir = makeDataDir();
	const first = await startProgram({ ...OWN_PROCESS, DATA_DIR: dataDir });
	const server = serverProcessOf(first.program.pid) as number;
	await first.program.stop('SIGKILL');
	const { port } = new URL(first.serverUrl);
	const second = await startProgram({ ...OWN_PROCESS, DATA_DIR: dataDir, PORT: port });
	expect(second.serverUrl).toBe(first.serverUrl);
	await until(() => isThere(server)).toBe(false);
	expect((await second.program.stop('SIGTERM')).code).toBe(0);
});

test('a server that does not stay up ends the program in words, which /health says as well', async () => {
	const { program, serverUrl } = await startProgram(OWN_PROCESS);
	let server = serverProcessOf(program.pid) as number;
	for (let crash = 1; crash < 6; crash++) {
		process.kill(server, 'SIGKILL');
		server = await nextServer(program.pid, server);
	}
	process.kill(server, 'SIGKILL');
	await until(async () => {
		const answer = await fetch(`${serverUrl}/health`).catch(() => undefined);
		return answer?.status === 503 && ((await answer.json()) as { reason: string }).reason;
	}).toMatch(/^The podcast server does not stay up: .* 6 times within a minute\. .*SIGKILL/);
	expect(await program.exit).toMatchObject({ code: 1, signal: null });
	expect(program.output).toMatch(/^The podcast server does not stay up/m);
});
