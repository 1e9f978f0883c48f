// The real bot, in a process of its own that trusts the simulation's certificate.
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FakeDiscord } from '../support/fake-discord/fake-discord.js';

/** The demo runs as a bundle, `dist/demo/demo.js`; this is another one. */
const PROGRAM = join(import.meta.dirname, 'bot.js');

/** The bot's process. */
export interface BotProcess {
	/** Where its podcast server is. */
	serverUrl: string;
	/** Ends it as a user would, with SIGTERM; resolves with its exit code. */
	stop(): Promise<number | null>;
}

/**
 * Starts the bot with a bot token and nothing else but what the simulation needs.
 *
 * @throws {Error} with what it printed, if it ends before it is logged in
 */
export function startBotProcess(options: {
	discord: FakeDiscord;
	botToken: string;
	podcastClients: string;
	/** What else differs from a start without settings. */
	environment?: NodeJS.ProcessEnv | undefined;
}): Promise<BotProcess> {
	const { discord, botToken, podcastClients } = options;
	const dataDir = mkdtempSync(join(tmpdir(), 'demo-'));
	const child = spawn(process.execPath, [PROGRAM], {
		env: {
			...process.env,
			NODE_EXTRA_CA_CERTS: discord.caFile,
			DISCORD_TOKEN: botToken,
			DISCORD_API_URL: discord.apiUrl,
			PODCAST_CLIENTS: podcastClients,
			PODCAST_API_URL: '',
			DATA_DIR: dataDir,
			// Nobody starts it again: what is on air ends with the demo.
			RESUME_ON_RESTART: 'false',
			PORT: '0',
			LOG_LEVEL: 'warn',
			...options.environment,
		},
		// Ctrl-C goes to the whole group; the demo stops the bot itself, in its order.
		detached: true,
		// By the channel the bot knows when the demo is gone.
		stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
	});
	// A demo that fails leaves no bot behind.
	process.once('exit', () => child.kill('SIGKILL'));
	const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
	let isStopped = false;
	let output = '';
	return new Promise((resolve, reject) => {
		child.stdout?.setEncoding('utf8').on('data', (text: string) => {
			output += text;
			const serverUrl = /Podcast server: (\S+)/.exec(output)?.[1];
			if (serverUrl !== undefined && output.includes('Invite it with')) {
				// Whoever waits for what it was to say would wait forever.
				void exited.then((code) => {
					if (!isStopped) {
						console.error(`The bot has ended by itself, with ${code}.`);
						process.exit(1);
					}
				});
				resolve({
					serverUrl,
					stop: () => {
						isStopped = true;
						child.kill('SIGTERM');
						return exited;
					},
				});
			}
		});
		void exited.then((code) => reject(new Error(`The bot ended with ${code}:\n${output}`)));
	});
}
