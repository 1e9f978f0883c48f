// A thread that mixes for many programmes: started by the mixing pool, not imported.
import { parentPort } from 'node:worker_threads';
import { readMixJob, writeMixResult } from './mix-message.js';
import { loadMixer, Mixer } from './mixer.js';
import type { WorkerReply, WorkerRequest } from './mixing-pool.js';

const mixers = new Map<number, Mixer>();

loadMixer();

parentPort?.on('message', (request: WorkerRequest) => {
	const { session } = request;
	switch (request.kind) {
		case 'open':
			mixers.set(session, new Mixer(request.settings, request.complexity));
			break;
		case 'mix':
			mix(session, request.job);
			break;
		case 'complexity': {
			const mixer = mixers.get(session);
			if (mixer) {
				mixer.complexity = request.complexity;
			}
			break;
		}
		case 'close':
			mixers.get(session)?.close();
			mixers.delete(session);
	}
});

/** A mixer that fails costs its own session, not those of the other programmes. */
function mix(session: number, job: ArrayBuffer): void {
	const mixer = mixers.get(session);
	if (!mixer) {
		return;
	}
	let result: ArrayBuffer | null = null;
	try {
		result = writeMixResult(mixer.mix(readMixJob(job)));
	} catch {
		mixer.close();
		mixers.delete(session);
	}
	parentPort?.postMessage({ session, result } satisfies WorkerReply, result ? [result] : []);
}
