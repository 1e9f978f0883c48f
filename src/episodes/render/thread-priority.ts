// Lets a thread step back behind others of the machine.
import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * A busy machine gives such a thread a tenth of what others get. The lowest priority would get a
 * hundredth, with which no episode is ever ready there.
 */
const PRIORITY = constants.priority.PRIORITY_BELOW_NORMAL;

/**
 * Lowers the priority of the calling thread alone, where the system lets threads have their own:
 * Linux takes a thread's number for a process's (setpriority(2), "NOTES").
 *
 * @param priority - as of setpriority(2): 0 is what others have, 19 the lowest; default 10
 * @returns whether it could; otherwise the thread works like the others
 */
export function lowerThreadPriority(priority: number = PRIORITY): boolean {
	if (process.platform !== 'linux') {
		return false;
	}
	try {
		// `<process>/task/<thread>` (proc(5)); read by this very thread.
		const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
		setPriority(thread, priority);
		return true;
	} catch {
		// A sandbox may hide /proc or forbid the call: rendering is possible all the same.
		return false;
	}
}
