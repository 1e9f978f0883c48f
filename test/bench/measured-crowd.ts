// Measured beside: one podcast that goes on until it is stopped, and all who listen to it.

import { ReceiverCrowd } from './fan-out/receiver-crowd.js';
import { serveBench } from './measured.js';
import { pace } from './pace.js';
import { connectSender, createPodcast, packetOf, receiverGreeting } from './test-podcast.js';

/** Who listens, and where. */
export interface CrowdSetup {
	serverUrl: string;
	receivers: number;
}

const FRAME_INTERVAL_MS = 20;

/** No measurement is longer. */
const MAX_FRAMES = 100_000;

serveBench(async ({ receivers, serverUrl }: CrowdSetup): Promise<void> => {
	const id = await createPodcast(serverUrl);
	const sender = await connectSender(serverUrl, id);
	const port = Number(new URL(serverUrl).port);
	await ReceiverCrowd.connect({ port, count: receivers, greeting: receiverGreeting(id) });
	void pace({ turns: MAX_FRAMES, intervalMs: FRAME_INTERVAL_MS }, (frame) => {
		sender.send(packetOf(frame));
	});
});
