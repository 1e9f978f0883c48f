// What each signal that can be caught means to a program, without the rest of the program.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const SIGNALS = pathToFileURL(`${import.meta.dirname}/../../dist/program/signals.js`).href;

/** Says what it makes of each signal, and lives until its input ends. */
const LISTENER = `
	import { catchSignals } from '${SIGNALS}';
	catchSignals({
		onStop: (signal) => console.log('stop', signal),
		onIgnored: (signal) => console.log('go on', signal),
	});
	console.log('ready');
	process.stdin.resume();
`;

test('every signal that asks for an end is told, and after the others all goes on', async () => {
	const child = spawn(process.execPath, ['--input-type=module', '-e', LISTENER], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	onTestFinished(() => void child.kill('SIGKILL'));
	const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
	expect((await lines.next()).value).toBe('ready');
	for (const [meaning, signals] of [
		['stop', ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGALRM', 'SIGVTALRM', 'SIGXCPU', 'SIGPWR']],
		['stop', ['SIGIO', 'SIGABRT', 'SIGSTKFLT', 'SIGTERM']],
		// Nothing of it is a terminal.
		['go on', ['SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGTSTP']],
	] as const) {
		for (const signal of signals) {
			child.kill(signal);
			expect((await lines.next()).value).toBe(`${meaning} ${signal}`);
		}
	}
	child.stdin.end();
	expect(await once(child, 'exit')).toEqual([0, null]);
});
