// A measured process's side of the bench: starts what is measured, and tells what it has used.

/** What the bench asks of a measured process. */
export type MeasuredRequest = { type: 'start'; options: unknown } | { type: 'usage' };

/** What it answers. */
export type MeasuredAnswer =
	| { type: 'started'; result: unknown }
	| { type: 'usage'; usage: Usage }
	| { type: 'failed'; message: string };

/** Running totals of one process, all threads together, garbage collection included. */
export interface Usage {
	/** CPU time in microseconds, user and system. */
	cpuUs: number;
	/** Voluntary context switches: how often it slept and was woken. */
	wakeUps: number;
	/** Resident memory now. */
	rssBytes: number;
}

/** Serves the bench that forked this process, until it lets go. */
export function serveBench<Options, Result>(start: (options: Options) => Promise<Result>): void {
	process.on('message', (request: MeasuredRequest) => {
		if (request.type === 'usage') {
			answer({ type: 'usage', usage: readUsage() });
			return;
		}
		start(request.options as Options).then(
			(result) => answer({ type: 'started', result }),
			(error: unknown) => answer({ type: 'failed', message: String(error) }),
		);
	});
	process.once('disconnect', () => process.exit(0));
}

function answer(message: MeasuredAnswer): void {
	process.send?.(message);
}

function readUsage(): Usage {
	const { userCPUTime, systemCPUTime, voluntaryContextSwitches } = process.resourceUsage();
	return {
		cpuUs: userCPUTime + systemCPUTime,
		wakeUps: voluntaryContextSwitches,
		rssBytes: process.memoryUsage.rss(),
	};
}
