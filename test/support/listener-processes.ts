// The listener processes of a server: started for one that runs in a test, and found.
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import type { Clock } from '../../src/clock.js';
import { readConfig } from '../../src/config/config.js';
import { ListenerPool } from '../../src/program/listener-process/listener-pool.js';

const ENTRY = new URL('../../dist/program/listener-process/main.js', import.meta.url);

/** Starts some, which the server that gets them closes. */
export async function startListenerPool(options: {
	/** How many, as `SERVER_PROCESSES` says it: one more. */
	serverProcesses: number;
	/** Of the server's side: looks at processes, and pauses before a new start. */
	clock: Clock;
	environment?: Record<string, string>;
	log?: string[];
}): Promise<ListenerPool> {
	const { clock, environment, log = [], serverProcesses } = options;
	const config = readConfig(
		{ ...environment, SERVER_PROCESSES: String(serverProcesses), LOG_LEVEL: 'debug' },
		'server',
	);
	const logger = pino({ level: 'debug' }, { write: (line: string) => void log.push(line) });
	const { cluster } = config;
	return ListenerPool.start({
		...{ clock, cluster, config, logger },
		uplink: undefined,
		entry: ENTRY,
	});
}

/** Ids of the listener processes that a process has started. */
export function listenerProcessesOf(pid: number): number[] {
	const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
	return children
		.split(' ')
		.filter(Boolean)
		.map(Number)
		.filter((child) => commandOf(child).includes('listener-process'));
}

/** Whether there is such a process, and it has not ended. */
export function isThere(pid: number): boolean {
	try {
		// One that nobody has asked for its end is as good as gone.
		return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return false;
	}
}

function commandOf(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
	} catch {
		// It has just ended.
		return '';
	}
}
