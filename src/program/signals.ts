// What each signal means that a terminal, a supervisor or a stray `kill` sends.
import { isatty } from 'node:tty';

/** What signals do to a program. */
export interface SignalActions {
	/** Told of each signal that asks for an end, repeated ones included. */
	onStop(signal: NodeJS.Signals): void;
	/** Told of each signal after which all goes on. */
	onIgnored(signal: NodeJS.Signals): void;
}

/**
 * Would end the process at once, behind the backs of those who listen. SIGHUP is not among them:
 * see {@link catchSignals}. The real-time signals cannot be caught by Node.
 */
const STOPPING = [
	'SIGINT',
	'SIGTERM',
	// Ctrl-\, and the signal by which some containers are stopped.
	'SIGQUIT',
	// Ctrl-Break on Windows.
	'SIGBREAK',
	// An alarm outlives `exec`, so this is how `perl -e 'alarm 3600; exec …'` ends a program.
	'SIGALRM',
	'SIGVTALRM',
	'SIGXCPU',
	'SIGPWR',
	'SIGIO',
	'SIGABRT',
	'SIGSTKFLT',
] as const satisfies NodeJS.Signals[];

/** Would end or stop the process by default, too, but mean nothing of that kind. */
const GOING_ON = [
	// To Node "open the debugger's port", to log rotators "open your files anew".
	'SIGUSR1',
	'SIGUSR2',
	// Ctrl-Z: a stopped process cannot tell anybody that it is not on air any more.
	'SIGTSTP',
] as const satisfies NodeJS.Signals[];

/**
 * Listens to all signals that would end or stop the process, for as long as it lives.
 *
 * SIGHUP says that the terminal was closed, and ends a program that was started in one. Without a
 * terminal (a service, `nohup`, which takes it away) it asks for settings to be read anew, or was to
 * be ignored, and all goes on. Node itself undoes the ignoring at its start (`ResetSignalHandlers`
 * in node.cc), so it cannot be asked whether SIGHUP came in ignored.
 */
export function catchSignals({ onStop, onIgnored }: SignalActions): void {
	const hasTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor));
	for (const signal of STOPPING) {
		listen(signal, onStop);
	}
	for (const signal of GOING_ON) {
		listen(signal, onIgnored);
	}
	listen('SIGHUP', hasTerminal ? onStop : onIgnored);
}

/** Not every system has every signal. */
function listen(signal: NodeJS.Signals, callback: (signal: NodeJS.Signals) => void): void {
	try {
		process.on(signal, () => callback(signal));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EINVAL') {
			throw error;
		}
	}
}
