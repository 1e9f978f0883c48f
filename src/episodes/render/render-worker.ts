// A thread that renders episodes, one at a time: started by the renderer, not imported.
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../clock.js';
import { renderEpisode } from './render-episode.js';
import { RenderError } from './render-job.js';
import {
	ProgressPace,
	type RenderReply,
	type RenderRequest,
	type RenderWorkerData,
} from './render-message.js';
import { lowerThreadPriority } from './thread-priority.js';

const gate = new Int32Array((workerData as RenderWorkerData).gate);

/** Nobody is told in the meantime whether the wait is over, so it is looked at anew so often. */
const GATE_CHECK_MS = 1000;

lowerThreadPriority();

parentPort?.on('message', (job: RenderRequest) => {
	void render(job).then(reply);
});

async function render(job: RenderRequest): Promise<RenderReply> {
	const progress = new ProgressPace(systemClock.nowMs, (fraction) => {
		reply({ kind: 'progress', fraction });
	});
	try {
		const episode = await renderEpisode(job, {
			report: (fraction) => progress.report(fraction),
			// Whoever gives the job up ends the thread, so it has to stand still alone.
			breathe: async () => {
				while (Atomics.load(gate, 0) === 1) {
					Atomics.wait(gate, 0, 1, GATE_CHECK_MS);
				}
			},
		});
		return { kind: 'rendered', episode };
	} catch (error) {
		if (error instanceof RenderError) {
			return { kind: 'failed', failure: error.failure };
		}
		const { code } = error as NodeJS.ErrnoException;
		return { kind: 'broken', message: String((error as Error).stack ?? error), code };
	}
}

function reply(message: RenderReply): void {
	parentPort?.postMessage(message);
}
