// Finds the process in which a program's podcast server runs.
import { readFileSync } from 'node:fs';

/** @returns its id; undefined where there is none */
export function serverProcessOf(programPid: number): number | undefined {
	const children = readFileSync(`/proc/${programPid}/task/${programPid}/children`, 'utf8');
	return children
		.split(' ')
		.filter(Boolean)
		.map(Number)
		.find((pid) => commandOf(pid).includes('server-process'));
}

function commandOf(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
	} catch {
		// It has just ended.
		return '';
	}
}
