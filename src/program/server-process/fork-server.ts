// How the process of the podcast server is started: which file, with what options and environment.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SETTING_NAMES } from '../../config/config.js';

/** Beside this file, compiled as it is, or a source as it is. */
const ENTRY = new URL(import.meta.url.endsWith('.js') ? './main.js' : './main.ts', import.meta.url);

/**
 * Half of V8's young generation, in MB; by default it grows to 16. What is allocated for a packet is
 * dropped at once, and small halves stay in the processor's cache.
 */
const SEMI_SPACE_MB = 1;

/** What the server's process is started with; the script `server` has the same. */
export const SERVER_HEAP_OPTION = `--max-semi-space-size=${SEMI_SPACE_MB}`;

/** Options of Node that are for one process alone. */
const OWN_OPTION = /^--(?:inspect|input-type)/;
const CODE_OPTION = /^(?:-e|-p|-pe|--eval|--print)$/;

/**
 * Starts the file that waits for its first message.
 *
 * @param options.pipes - how many pipes it has beside the channel, from descriptor 4 on
 */
export function forkServer(entry = ENTRY, { pipes = 0 } = {}): ChildProcess {
	return fork(fileURLToPath(entry), [], {
		env: withoutSettings(process.env),
		execArgv: nodeOptions(),
		// Maps, bytes and what is undefined arrive as they are.
		serialization: 'advanced',
		stdio: [
			'ignore',
			'inherit',
			'inherit',
			'ipc',
			...Array.from({ length: pipes }, () => 'pipe' as const),
		],
	});
}

/** It gets its settings by messages, and the bot's secrets not at all. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const settings = new Set(SETTING_NAMES);
	const isSetting = (name: string) => settings.has(name.trim().replace(/^export\s+/, ''));
	return Object.fromEntries(Object.entries(environment).filter(([name]) => !isSetting(name)));
}

/** Those of this process, but for what is its own: a debugger's port, and code to be run. */
function nodeOptions(): string[] {
	const given = process.execArgv.filter(
		(option, at, all) =>
			!OWN_OPTION.test(option) && !CODE_OPTION.test(option) && !CODE_OPTION.test(all[at - 1] ?? ''),
	);
	const isSet = [...given, process.env.NODE_OPTIONS ?? ''].some((option) =>
		/--max[-_]semi[-_]space[-_]size/.test(option),
	);
	return isSet ? given : [...given, SERVER_HEAP_OPTION];
}
