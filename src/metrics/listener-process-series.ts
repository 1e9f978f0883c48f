// Series of the processes that serve listeners for a server.
import type { ListenerProcessStats } from '../server/podcast-server-stats.js';
import type { SeriesDefinition } from './series.js';

/** Of each process, by its number. */
export const LISTENER_PROCESS_SERIES: readonly SeriesDefinition<readonly ListenerProcessStats[]>[] =
	[
		{
			kind: 'gauge',
			name: 'listener_process_up',
			help: '1 while the process takes listeners: it runs, and answers',
			labelNames: ['process'],
			values: (processes) => byNumber(processes, ({ isOpen }) => Number(isOpen)),
		},
		{
			kind: 'gauge',
			name: 'listener_process_connections',
			help: 'Connections of listeners that the process has',
			labelNames: ['process'],
			values: (processes) => byNumber(processes, ({ connections }) => connections),
		},
		{
			kind: 'gauge',
			name: 'listener_process_busy_ratio',
			help: 'Share of the last second that the process has worked',
			labelNames: ['process'],
			values: (processes) => byNumber(processes, ({ busyShare }) => busyShare),
		},
		{
			kind: 'gauge',
			name: 'listener_process_resident_memory_bytes',
			help: 'Memory of the process',
			labelNames: ['process'],
			values: (processes) => byNumber(processes, ({ residentBytes }) => residentBytes),
		},
		{
			kind: 'counter',
			name: 'listener_process_crashes_total',
			help: 'Times that the process ended unasked, and was started anew',
			labelNames: ['process'],
			values: (processes) => byNumber(processes, ({ crashes }) => crashes),
		},
	];

function byNumber(
	processes: readonly ListenerProcessStats[],
	value: (process: ListenerProcessStats) => number,
) {
	return processes.map((process) => [{ process: String(process.number) }, value(process)] as const);
}
