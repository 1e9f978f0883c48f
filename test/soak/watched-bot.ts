// The real program in a process of its own, watched from outside: its figures, its log, its end.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type ParsedMetric, parsePrometheusText } from '../support/prometheus-text.js';
import { type Figures, leastOf } from './figures.js';

const PROGRAM = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
const PROBE = fileURLToPath(new URL('probe.mjs', import.meta.url));

const ERROR_LEVEL = 50;
const WARN_LEVEL = 40;
/** A quiet point is looked at so often. */
const LOOKS = 3;
const LOOK_EVERY_MS = 500;
/** A second of those of `/proc/PID/stat`, on every Linux that Node runs on. */
const CLOCK_TICKS = 100;

/** What is done about what goes wrong. */
export interface WatchedBotOptions {
	environment: Record<string, string>;
	/** Told in words. */
	onTrouble(trouble: string): void;
	/** Told of each line of its output. */
	tell(line: string): void;
}

/** A running bot. */
export class WatchedBot {
	/** How often the log warned of what. */
	readonly warnings = new Map<string, number>();
	readonly serverUrl: string;
	readonly #child: ChildProcess;
	readonly #exited: Promise<number | string>;
	/** Who waits for which answer of the probe. */
	readonly #asked = new Map<number, (answer: unknown) => void>();
	#lastRequest = 0;
	#isStopping = false;

	/** Starts it; resolves when it has logged in. */
	static async start(options: WatchedBotOptions): Promise<WatchedBot> {
		const dataDir = mkdtempSync(join(tmpdir(), 'soak-'));
		const { PATH = '' } = process.env;
		const child = spawn(process.execPath, ['--expose-gc', '--import', PROBE, PROGRAM], {
			cwd: dataDir,
			env: {
				PATH,
				DATA_DIR: join(dataDir, 'data'),
				PORT: '0',
				LOG_FORMAT: 'json',
				// The probe looks into one process, which is to have all in it.
				SERVER_PROCESSES: '0',
				...options.environment,
			},
			stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		});
		// Also where the soak ends early, or is ended.
		for (const signal of ['SIGINT', 'SIGTERM'] as const) {
			process.once(signal, () => process.exit(1));
		}
		process.once('exit', () => {
			child.kill('SIGKILL');
			rmSync(dataDir, { recursive: true, force: true });
		});
		let bot: WatchedBot | undefined;
		const onLine = (line: string) => {
			options.tell(line);
			bot?.onLine(line, options.onTrouble);
		};
		createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', onLine);
		const running = new WatchedBot(child, await loggedIn(child, onLine));
		bot = running;
		void running.#exited.then((code) => {
			if (!running.#isStopping) {
				options.onTrouble(`The bot ended by itself, with ${code}`);
			}
		});
		return running;
	}

	private constructor(child: ChildProcess, serverUrl: string) {
		this.#child = child;
		this.serverUrl = serverUrl;
		this.#exited = once(child, 'exit').then(([code, signal]) => code ?? signal);
		child.on('message', ({ id, answer }: { id: number; answer: unknown }) => {
			this.#asked.get(id)?.(answer);
			this.#asked.delete(id);
		});
	}

	get port(): number {
		return Number(new URL(this.serverUrl).port);
	}

	/** Whether it runs. */
	get isAlive(): boolean {
		return this.#child.exitCode === null && this.#child.signalCode === null;
	}

	/** Judges one line of what it printed. */
	onLine(line: string, onTrouble: (trouble: string) => void): void {
		const entry = readEntry(line);
		if (entry === undefined) {
			if (/warning|unhandled|uncaught|\berror\b/i.test(line)) {
				onTrouble(`The bot printed: ${line}`);
			}
		} else if (entry.level >= ERROR_LEVEL) {
			onTrouble(`The bot logged an error: ${line}`);
		} else if (entry.level >= WARN_LEVEL) {
			this.warnings.set(entry.msg, (this.warnings.get(entry.msg) ?? 0) + 1);
		}
	}

	/** What it holds now: the least of a few looks. */
	async figures(): Promise<Figures> {
		// V8 takes seconds to find all that lives, so that is looked at once.
		const living = (await this.#ask({ type: 'count' })) as Pick<Figures, 'entries' | 'timers'>;
		const looks: Figures[] = [];
		for (let look = 0; look < LOOKS; look++) {
			await sleep(LOOK_EVERY_MS);
			const process = `/proc/${this.#child.pid}`;
			const memory = (await this.#ask({ type: 'look' })) as Omit<Figures, keyof typeof living>;
			looks.push({
				...living,
				...memory,
				descriptors: readdirSync(`${process}/fd`).length,
				threads: readdirSync(`${process}/task`).length,
			});
		}
		return leastOf(looks as [Figures, ...Figures[]]);
	}

	/**
	 * Cuts one of the connections between the bot and its own server.
	 *
	 * @param chance - which one, 0 to 1
	 */
	async cutOwnConnection(chance: number): Promise<void> {
		await this.#ask({ type: 'cut', port: this.port, chance });
	}

	/** Samples of `GET /metrics`, by name and labels without the common prefix. */
	async metrics(): Promise<ReadonlyMap<string, number>> {
		const response = await fetch(`${this.serverUrl}/metrics`);
		const parsed: Map<string, ParsedMetric> = parsePrometheusText(await response.text());
		return new Map([...parsed.values()].flatMap(({ samples }) => [...samples]));
	}

	/** Seconds of the processor's time that it has used, all threads together. */
	get cpuSeconds(): number {
		const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'latin1');
		const [user, system] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14);
		return (Number(user) + Number(system)) / CLOCK_TICKS;
	}

	/** Asks it to end; resolves with its exit code, or the signal that ended it. */
	async stop(limitMs: number): Promise<number | string> {
		this.#isStopping = true;
		this.#child.kill('SIGTERM');
		const limit = setTimeout(() => this.#child.kill('SIGKILL'), limitMs);
		const code = await this.#exited;
		clearTimeout(limit);
		return code;
	}

	#ask(
		request: { type: 'count' | 'look' } | { type: 'cut'; port: number; chance: number },
	): Promise<unknown> {
		this.#lastRequest += 1;
		const id = this.#lastRequest;
		const answered = new Promise((resolve) => this.#asked.set(id, resolve));
		this.#child.send({ id, request }, () => {});
		const ended = this.#exited.then(() => {
			throw new Error('The bot ended before it answered');
		});
		return Promise.race([answered, ended]);
	}
}

/** Reads all that it prints; resolves with the server's address when it has logged in. */
function loggedIn(child: ChildProcess, onLine: (line: string) => void): Promise<string> {
	return new Promise((resolve, reject) => {
		let serverUrl: string | undefined;
		const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
		lines.on('line', (line) => {
			serverUrl ??= /^Podcast server: (\S+)/.exec(line)?.[1];
			if (serverUrl !== undefined && line.startsWith('Logged in as')) {
				resolve(serverUrl);
			}
			onLine(line);
		});
		lines.on('close', () => reject(new Error('Expected the bot to log in, it ended')));
	});
}

function readEntry(line: string): { level: number; msg: string } | undefined {
	try {
		const entry: unknown = JSON.parse(line);
		return typeof entry === 'object' ? (entry as { level: number; msg: string }) : undefined;
	} catch {
		// Whatever is no JSON is a line for people.
		return undefined;
	}
}
