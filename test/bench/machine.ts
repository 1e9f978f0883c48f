// The machine that the figures are from, and which of its cores does what.
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, release, type } from 'node:os';

/** Before this process keeps itself on one of them. */
const CORES = availableParallelism();

/** Of util-linux; it keeps a process on one core. */
export const PINNING_PROGRAM: string = 'taskset';

/** Cores that processes are kept on, by number; undefined where they may run anywhere. */
export interface Pins {
	measured: number | undefined;
	load: number | undefined;
	/** All of them, for whoever is not to inherit the load's. */
	all: string | undefined;
}

let pins: Pins | undefined;

/** Where measured processes and the load run: apart, with two cores and the means to pin. */
export function findPins(): Pins {
	pins ??=
		CORES >= 2 && spawnSync(PINNING_PROGRAM, ['-c', '0', 'true']).status === 0
			? { measured: 0, load: 1, all: `0-${CORES - 1}` }
			: { measured: undefined, load: undefined, all: undefined };
	return pins;
}

/** Keeps this process, which makes the load, off the measured processes' core. */
export function pinLoad(): void {
	const { load } = findPins();
	if (load !== undefined) {
		spawnSync(PINNING_PROGRAM, ['-a', '-p', '-c', String(load), String(process.pid)]);
	}
}

/** One line on what the figures were measured with. */
export function describeMachine(): string {
	const [cpu] = cpus();
	const { measured } = findPins();
	const cores = `${CORES} cores`;
	const pinning = measured === undefined ? 'not pinned' : 'measured process and load pinned apart';
	return `${cpu?.model.trim() ?? 'unknown CPU'}, ${cores} (${pinning}), ${type()} ${release()}, Node ${process.version}`;
}
