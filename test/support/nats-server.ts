// A real nats-server of a test's own, on ports that it picks.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasTools } from './tools.js';
import { until } from './until.js';

/** Whether there is one; CI requires it. */
export const HAS_NATS_SERVER = hasTools('nats-server');

/** Where it listens. */
export interface NatsPorts {
	/** For clients, as a URL. */
	url: string;
	/** Base URL of what it tells of itself, such as `/connz?subs=1`. */
	monitorUrl: string;
	/** For other servers of its cluster; empty where its configuration has none. */
	clusterUrl: string;
}

/** A running nats-server. */
export class NatsServer {
	readonly ports: NatsPorts;
	readonly #folder: string;
	readonly #process: ChildProcess;

	private constructor(options: { ports: NatsPorts; folder: string; process: ChildProcess }) {
		this.ports = options.ports;
		this.#folder = options.folder;
		this.#process = options.process;
	}

	/**
	 * Starts one; resolves when it takes connections.
	 *
	 * @param options.configuration - the text of a configuration file; default none
	 * @param options.port - for clients; default any free one
	 * @param options.environment - what `$NAME` in the configuration stands for
	 */
	static async start(
		options: { configuration?: string; port?: number; environment?: NodeJS.ProcessEnv } = {},
	): Promise<NatsServer> {
		const folder = await mkdtemp(join(tmpdir(), 'nats-'));
		const file = join(folder, 'nats-server.conf');
		await writeFile(file, options.configuration ?? '');
		const child = spawn(
			'nats-server',
			[
				...['-a', '127.0.0.1', '-p', String(options.port ?? -1), '-m', '-1'],
				...['-c', file, '--ports_file_dir', folder],
			],
			{ stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...options.environment } },
		);
		let words = '';
		child.stderr?.on('data', (text) => {
			words += text;
		});
		let ports: NatsPorts | undefined;
		await until(async () => {
			ports = await findPorts(folder);
			return ports !== undefined || child.exitCode !== null;
		}).toBe(true);
		if (!ports) {
			throw new Error(`nats-server has ended: ${words}`);
		}
		return new NatsServer({ ports, folder, process: child });
	}

	/** The port for clients. */
	get port(): number {
		return Number(new URL(this.ports.url).port);
	}

	/** Lets it stand still, or go on. */
	hold(isHeld: boolean): void {
		this.#process.kill(isHeld ? 'SIGSTOP' : 'SIGCONT');
	}

	/** Ends it, by default as a crash would. */
	async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
		if (this.#process.exitCode === null && this.#process.signalCode === null) {
			this.#process.kill(signal);
			await once(this.#process, 'exit');
		}
		await rm(this.#folder, { recursive: true, force: true });
	}
}

/** It writes them to a file of its own once it listens. */
async function findPorts(folder: string): Promise<NatsPorts | undefined> {
	const name = (await readdir(folder)).find((entry) => entry.endsWith('.ports'));
	const text = name && (await readFile(join(folder, name), 'utf8'));
	if (!text) {
		return undefined;
	}
	const { cluster, monitoring, nats } = JSON.parse(text) as Record<string, string[] | undefined>;
	return {
		url: nats?.[0] ?? '',
		monitorUrl: monitoring?.[0] ?? '',
		clusterUrl: cluster?.[0] ?? '',
	};
}
