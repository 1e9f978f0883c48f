// A thread of low priority that renders segments: started by the renderer, not imported.
import { parentPort } from 'node:worker_threads';
import { lowerThreadPriority } from '../render/thread-priority.js';
import type { FromCatchUpWorker, SegmentRequest, ToCatchUpWorker } from './catch-up-message.js';
import { CatchUpStudio } from './catch-up-studio.js';

/**
 * Somebody listens to it as it is made, which takes a fiftieth of a core: with half of what others get
 * it keeps up on a machine on which twenty want all they can have.
 */
const PRIORITY = 3;

const studio = new CatchUpStudio();

lowerThreadPriority(PRIORITY);

parentPort?.on('message', (message: ToCatchUpWorker) => {
	if (message.kind === 'render') {
		void render(message.turn, message.request);
	} else {
		void studio.drop(message.id);
	}
});

async function render(turn: number, request: SegmentRequest): Promise<void> {
	try {
		reply({ kind: 'rendered', turn, segment: await studio.render(request) });
	} catch (error) {
		reply({ kind: 'failed', turn, reason: String((error as Error).stack ?? error) });
	}
}

function reply(message: FromCatchUpWorker): void {
	parentPort?.postMessage(message);
}
