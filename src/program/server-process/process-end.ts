// How a process that was started here has ended.
import type { ChildProcess } from 'node:child_process';

/** How a process has ended. */
export interface ProcessEnd {
	code: number | null;
	signal: NodeJS.Signals | null;
	/** Why it could not begin, in its own words, or could not be started at all. */
	failure: Error | undefined;
}

/**
 * Resolves when a process has ended, and what it said last has come. If this one exits before, it is
 * killed: whoever exits in haste leaves nothing behind.
 *
 * @param failureOf - what it has said of why it cannot begin
 */
export async function endOf(
	child: ChildProcess,
	failureOf: () => Error | undefined,
): Promise<ProcessEnd> {
	let error: Error | undefined;
	const kill = () => child.kill('SIGKILL');
	process.once('exit', kill);
	const end = await new Promise<ProcessEnd>((resolve) => {
		const resolveWith = (code: number | null, signal: NodeJS.Signals | null) => {
			// What it said last may still be on its way.
			const tell = () => resolve({ code, signal, failure: error ?? failureOf() });
			if (child.connected) {
				child.once('disconnect', tell);
			} else {
				tell();
			}
		};
		child.once('exit', resolveWith);
		child.on('error', (thrown) => {
			error = thrown;
			if (child.pid === undefined) {
				resolveWith(null, null);
			}
		});
	});
	process.off('exit', kill);
	return end;
}

/** What ended it, in a word. */
export function howEnded({ code, signal }: ProcessEnd): string {
	return signal ?? `exit code ${code}`;
}
