// Is the podcast server there: a foreign one with these credentials, or room for the built-in one?
import { createServer } from 'node:net';
import { PodcastApi } from '../client/podcast-api.js';
import { type Clock, systemClock } from '../clock.js';
import type { ClientCredentials } from '../config/own-credentials.js';
import type { ServerConfig } from '../config/server-settings.js';
import { describeForOperator } from '../discord/words/failures/server-advice.js';
import { describeError } from '../error-text.js';
import { PodcastError } from '../errors.js';
import { describeListenProblem } from '../program/listen-problem.js';
import { BEGIN_TIMEOUT_MS } from '../program/server-process/server-child.js';
import { tryServerProcess } from '../program/server-process/server-trial.js';
import { baseUrl, loopbackOf } from '../server/limits/address.js';
import {
	CHECK_TIMEOUT_MS,
	type Check,
	type Finding,
	fail,
	ok,
	type Part,
	runPart,
	warn,
} from './check.js';

/** A server of ours on this machine answers at once; another one may never. */
const RUNNING_TIMEOUT_MS = 2000;

/** Asks a foreign server for its podcasts. */
export function foreignServerCheck(apiUrl: URL, credentials: ClientCredentials): Check {
	return {
		name: 'podcast server',
		whenSilent: `${apiUrl.host} is silent: check PODCAST_API_URL, and that the server is running`,
		async run(signal) {
			const api = new PodcastApi({ apiUrl, ...credentials, clock: systemClock });
			try {
				const { length } = await api.listPodcasts(signal);
				return ok(`${apiUrl.host} takes the credentials, has ${length} podcast(s)`);
			} catch (error) {
				return fail(
					error instanceof PodcastError ? describeForOperator(error) : describeError(error),
				);
			}
		},
	};
}

/** Listens where the built-in server will, for a moment, and starts the process that it will have. */
export function builtInServerCheck({ host, port }: ServerConfig, processes: number): Check {
	return {
		name: 'podcast server',
		whenSilent: `HOST ${host} cannot be looked up: set an address`,
		limitMs: processes === 0 ? CHECK_TIMEOUT_MS : CHECK_TIMEOUT_MS + BEGIN_TIMEOUT_MS,
		async run(signal, clock) {
			const problem = await findListenProblem({ host, port });
			if (problem === undefined) {
				const place =
					port === 0
						? `the built-in one, on any free port of ${host}`
						: `the built-in one, ${host}:${port} is free`;
				return processes === 0 ? ok(place) : withProcess(place, { signal, clock });
			}
			const place = { host, port, signal, clock };
			const running = problem === 'EADDRINUSE' && (await askRunning(place));
			return running
				? ok(`the built-in one, version ${running}, is running on ${host}:${port}`)
				: fail(describeListenProblem({ host, port, code: problem }));
		},
	};
}

/** It gets as long to begin as the bot gives it. */
async function withProcess(place: string, part: Omit<Part, 'limitMs'>): Promise<Finding> {
	try {
		await runPart({ ...part, limitMs: BEGIN_TIMEOUT_MS }, tryServerProcess);
		return ok(`${place}, in a process of its own`);
	} catch (error) {
		return fail(
			`${place}, but it gets no process of its own (${describeError(error)})`,
			'allow the user more processes and memory, or set SERVER_PROCESSES=0',
		);
	}
}

/** Listens where a bot with a foreign server shows its metrics. */
export function statusPortCheck({ host, port }: ServerConfig): Check {
	return {
		name: 'metrics port',
		whenSilent: `HOST ${host} cannot be looked up: set an address`,
		async run() {
			const problem = await findListenProblem({ host, port });
			return problem === undefined
				? ok(`${host}:${port} is free for /metrics and /health`)
				: warn(
						`${describeListenProblem({ host, port, code: problem })}; or the bot runs already, else it goes without /metrics and /health`,
					);
		},
	};
}

function findListenProblem(address: { host: string; port: number }): Promise<string | undefined> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', (error) => resolve(describeError(error)));
		server.listen(address, () => server.close(() => resolve(undefined)));
	});
}

/**
 * Asks whether a server of ours has the port.
 *
 * @returns its version, or undefined
 */
export async function askRunning(place: {
	host: string;
	port: number;
	signal: AbortSignal;
	clock: Clock;
}): Promise<string | undefined> {
	try {
		return await runPart({ ...place, limitMs: RUNNING_TIMEOUT_MS }, (signal) =>
			askHealth({ ...place, signal }),
		);
	} catch {
		return undefined;
	}
}

async function askHealth(place: {
	host: string;
	port: number;
	signal: AbortSignal;
}): Promise<string | undefined> {
	const { host, port, signal } = place;
	const response = await fetch(`${baseUrl(loopbackOf(host), port)}/health`, {
		signal,
		redirect: 'manual',
	});
	const { ok: isOk, podcasts, version } = (await response.json()) as Record<string, unknown>;
	const isOurs = isOk === true && typeof podcasts === 'number' && typeof version === 'string';
	return isOurs && /^[\w.+-]{1,40}$/.test(version) ? version : undefined;
}
