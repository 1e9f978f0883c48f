// Time from `/podcast start` to a receiver's first frame: the real program on a simulated Discord.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { countedFrames } from '../support/fake-discord/counted-frames.js';
import { startFakeDiscord } from '../support/fake-discord/fake-discord.js';
import { PodcastReceiver } from '../support/podcast-receiver.js';
import { builtFile } from './measured-process.js';
import { summarize } from './statistics.js';
import type { Row } from './table.js';

const LISTENER = { clientId: '555', clientToken: 'listener-token' };
const AIM_MS = 1000;
/** What is waited for must come in this time, or the bench fails. */
const LIMIT_MS = 8000;
/** Longer than a podcast takes to start and to be heard. */
const SPEECH_FRAMES = 500;

/** Starts a podcast several times while a member talks; one row. */
export async function measureStart(repetitions: number): Promise<Row> {
	const discord = await startFakeDiscord();
	const account = discord.addBot({ name: 'Caster' });
	const guild = discord.addGuild({ name: 'Harbour', bots: [account] });
	const stage = guild.addVoiceChannel({ name: 'Lighthouse' });
	const text = guild.addTextChannel({ name: 'general' });
	const host = guild.addMember({ name: 'Ada', permissions: ['ManageGuild'] });
	host.join(stage);
	const dataDir = mkdtempSync(join(tmpdir(), 'bench-'));
	const program = startProgram({
		DATA_DIR: dataDir,
		NODE_EXTRA_CA_CERTS: discord.caFile,
		DISCORD_TOKEN: account.token,
		DISCORD_API_URL: discord.apiUrl,
		PODCAST_CLIENTS: `${LISTENER.clientId}:${LISTENER.clientToken}`,
	});
	try {
		const serverUrl = await inTime('the program to log in', program.serverUrl);
		const timesMs: number[] = [];
		for (let repetition = 0; repetition < repetitions; repetition++) {
			const speech = host.startSpeaking(countedFrames(SPEECH_FRAMES, repetition));
			const startMs = performance.now();
			const answer = await host.runCommand('podcast start', {}, { channel: text }).response();
			const podcastId = /Podcast `([^`]+)`/.exec(answer.text)?.[1];
			if (podcastId === undefined) {
				throw new Error(`Expected a podcast to start, got: ${answer.text}`);
			}
			const receiver = await PodcastReceiver.connect({ serverUrl, podcastId, ...LISTENER });
			const [first] = await inTime('a first frame', receiver.heard.atLeast(1));
			timesMs.push((first?.heardAtMs ?? Number.NaN) - startMs);
			speech.stop();
			await host.runCommand('podcast stop', {}, { channel: text }).response();
			await inTime('the podcast to end', receiver.closed);
		}
		return {
			what: "/podcast start to a receiver's first frame",
			unit: 'ms',
			measured: summarize(timesMs),
			aim: AIM_MS,
		};
	} finally {
		await program.stop();
		await discord.close();
		rmSync(dataDir, { recursive: true });
	}
}

/** The built bot with its built-in server, as `npm start` runs it. */
function startProgram(environment: Record<string, string>) {
	const child = spawn(process.execPath, [builtFile('src/index.js')], {
		env: { ...process.env, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn', ...environment },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const stop = async () => {
		child.kill('SIGTERM');
		await once(child, 'exit');
	};
	return { serverUrl: findServerUrl(child), stop };
}

/** Reads the program's output to its end; resolves when it has logged in. */
function findServerUrl(child: ChildProcess): Promise<string> {
	return new Promise((resolve, reject) => {
		let serverUrl: string | undefined;
		const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
		lines.on('line', (line) => {
			serverUrl ??= /^Podcast server: (\S+)/.exec(line)?.[1];
			if (serverUrl !== undefined && line.startsWith('Logged in as')) {
				resolve(serverUrl);
			}
		});
		lines.on('close', () => reject(new Error('Expected the program to log in, it ended')));
	});
}

/** @throws {Error} if it is not there in time */
async function inTime<T>(what: string, promise: Promise<T>): Promise<T> {
	const limit = sleep(LIMIT_MS, undefined, { ref: false }).then(() => {
		throw new Error(`Expected ${what} within ${LIMIT_MS} ms`);
	});
	return await Promise.race([promise, limit]);
}
