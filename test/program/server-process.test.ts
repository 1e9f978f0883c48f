// The podcast server in a process of its own, as the bot runs it: what it knows, and what must not leave it.
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config/config.js';
import { Metrics } from '../../src/metrics/metrics.js';
import { findListenCode } from '../../src/program/listen-problem.js';
import { ServerProcess } from '../../src/program/server-process/server-process.js';
import { ShowPlaces } from '../../src/program/show-places.js';
import { ShowRegistry } from '../../src/show/show-registry.js';
import { ShowProfiles } from '../../src/store/show-profiles.js';
import { ANN, BOB, GUILD, LibraryFixture, tracksOf, voiceOf } from '../episodes/library-fixture.js';
import { serverProcessOf } from '../support/server-process-of.js';
import { until } from '../support/until.js';

const ENTRY = new URL('../../dist/program/server-process/main.js', import.meta.url);

/** More than the system takes of a client that does not read. */
const LARGE_BYTES = 32 * 2 ** 20;

/** A published episode at the address of its show, served by another process. */
async function serve(environment: Record<string, string> = {}) {
	const fixture = new LibraryFixture();
	const { clock, dataDir, logger } = fixture;
	// Long enough to be named for.
	const tracks = tracksOf(ANN, BOB).map((track) => ({ ...track, speechMs: 60_000 }));
	const { id } = await fixture.published({ hostName: 'Bob', tracks });
	const { library } = fixture;
	const profiles = await ShowProfiles.open({ folder: dataDir, clock, logger });
	profiles.in(GUILD, 'Harbour');
	const settings = { DISCORD_TOKEN: 'a.b.c', DATA_DIR: dataDir, PORT: '0', ...environment };
	const config = readConfig({ DEFAULT_VISIBILITY: 'public', ...settings }, 'bot');
	const places = new ShowPlaces({
		profiles,
		registry: new ShowRegistry(),
		episodes: library,
		defaultVisibility: 'public',
		publicUrl: undefined,
		clock,
		logger,
	});
	const metrics = new Metrics();
	onTestFinished(() => metrics.close());
	let problem: string | undefined;
	const server = await ServerProcess.start({
		...{ clock, config, logger, metrics },
		entry: ENTRY,
		episodes: library,
		shows: places,
		problem: () => problem,
		onGivenUp: (error) => {
			throw error;
		},
	});
	onTestFinished(() => server.close());
	const pid = serverProcessOf(process.pid) as number;
	const file = `${server.url}/e/${id}/r1/episode.mp3`;
	const fail = (reason: string) => {
		problem = reason;
		server.tellProblem();
	};
	return { clock, fail, file, fixture, id, library, pid, places, profiles, server };
}

/** Reads the beginning of an answer, and nothing more until it is told to. */
async function beginToRead(url: string) {
	const { hostname, pathname, port } = new URL(url);
	const socket = connect(Number(port), hostname);
	onTestFinished(() => void socket.destroy());
	// Being cut is an error of the socket's, and what is to be seen here.
	socket.on('error', () => {});
	const closed = new Promise((resolve) => socket.once('close', resolve));
	socket.write(`GET ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`);
	await once(socket, 'readable');
	const head = String(socket.read());
	return {
		head,
		/** Resolves with how many bytes come in all. */
		async readOn() {
			let bytes = head.length;
			socket.on('data', (part) => {
				bytes += part.length;
			});
			await closed;
			return bytes;
		},
	};
}

const statusOf = async (url: string) => (await fetch(url)).status;

test('knows of episodes, shows, names and what is wrong as the bot does, from change to change', async () => {
	const { fail, file, id, library, places, profiles, server } = await serve({
		PUBLIC_URL: 'https://radio.example/on/',
	});
	expect(await (await fetch(file)).text()).toContain(voiceOf(BOB));
	const show = `${server.url}/s/harbour`;
	expect(await (await fetch(show)).text()).toContain('Evening show');
	expect((await fetch(`${show}/cover.png`)).headers.get('content-type')).toBe('image/png');
	// What it has found out the bot keeps.
	await fetch(`${show}/feed.xml`);
	await until(() => profiles.get(GUILD)?.guid).toMatch(/^[0-9a-f-]{36}$/);

	const feed = async () => await (await fetch(`${show}/feed.xml`)).text();
	expect(await feed()).not.toContain('Ann');
	places.useNames({ mayBeNamed: (userId) => userId === ANN, watch: () => () => {} });
	await profiles.change(GUILD, { title: 'Tides' });
	await until(feed).toContain('<title>Tides</title>');
	expect(await feed()).toContain('Ann');

	await library.hide(id);
	expect(await statusOf(file)).toBe(404);
	expect(await feed()).not.toContain('Evening show');
	await library.publish(id);
	await until(() => statusOf(file)).toBe(200);

	const metrics = await (await fetch(`${server.url}/metrics`)).text();
	for (const line of [
		'podcast_episodes{state="published"} 1',
		'podcast_podcasts{status="live"} 0',
		'podcast_server_process_crashes_total 0',
		'podcast_build_info{version="0.1.0"} 1',
	]) {
		expect(metrics.split('\n')).toContain(line);
	}

	const health = async () => (await (await fetch(`${server.url}/health`)).json()) as object;
	expect(await health()).toMatchObject({ ok: true });
	fail('The harbour is frozen');
	await until(health).toMatchObject({ ok: false, reason: 'The harbour is frozen' });
});

test('has cut what is being downloaded when a voice is erased, and serves nothing of it', async () => {
	const { file, fixture, id, library } = await serve();
	await writeFile(fixture.folder(id).outputFile(1, 'episode.mp3'), Buffer.alloc(LARGE_BYTES));
	const reading = await beginToRead(file);
	expect(reading.head).toContain(`content-length: ${LARGE_BYTES}\r\n`);
	const goOn = fixture.renderer.block();
	expect(await library.erase(ANN)).toMatchObject({ changed: [id] });
	expect(await statusOf(file)).toBe(503);
	expect(await reading.readOn()).toBeLessThan(LARGE_BYTES);
	goOn();
	await fixture.settled(id, 'ready', 2);
	await until(() => statusOf(file)).toBe(410);
});

test('is ended where it hangs, so that an erased voice is gone, and begins anew', async () => {
	const { clock, file, fixture, id, library, pid } = await serve();
	expect(await statusOf(file)).toBe(200);
	process.kill(pid, 'SIGSTOP');
	let isErased = false;
	const erasing = library.erase(ANN).then(() => {
		isErased = true;
	});
	await fixture.settled(id, 'ready', 2);
	await clock.step(29_000);
	expect(isErased).toBe(false);
	// Each look counts once, however late it comes.
	await clock.step(3_000);
	await erasing;
	expect(fixture.logLines.join()).toContain('The podcast server does not answer: it is ended');
	await clock.step(1);
	await until(() => statusOf(file).catch(() => 0)).toBe(410);
});

test('throws what the port is refused for, as if it were no other process', async () => {
	const taken = createServer().listen(0, '127.0.0.1');
	await once(taken, 'listening');
	onTestFinished(() => void taken.close());
	const { port } = taken.address() as { port: number };
	const error = await serve({ PORT: String(port) }).catch((thrown: unknown) => thrown);
	expect(findListenCode(error, '127.0.0.1')).toBe('EADDRINUSE');
	expect(serverProcessOf(process.pid)).toBeUndefined();
});
