// What an attack on the server costs those who listen: the delay of their frames, with it and without.
import { PacketSealer } from '../support/packet-sealer.js';
import type { AttackSetup } from './measured-attack.js';
import type { PodcastServerSetup } from './measured-podcast-server.js';
import { MeasuredProcess } from './measured-process.js';
import { pace, waitFor } from './pace.js';
import type { Rounds } from './rounds.js';
import { percentile } from './statistics.js';
import type { Row } from './table.js';
import { connectSender, createPodcast, hearPodcast, OPUS_BYTES } from './test-podcast.js';

/** Who listens, who attacks, and for how long. */
export interface AttackBenchOptions {
	receivers: number;
	connections: readonly number[];
	seconds: number;
}

const FRAME_INTERVAL_MS = 20;
const WARM_UP_FRAMES = 50;
const DRAIN_MS = 5000;
const P99_AIM_MS = 50;
/** Cheap to answer, so that as many as can be are asked for. */
const PATH = '/no-such-page';

/** Adds the attacks to the rounds; the rows are there when those are over. */
export function planAttack(rounds: Rounds, options: AttackBenchOptions): () => Row[] {
	const { connections, receivers, seconds } = options;
	for (const count of [0, ...connections]) {
		rounds.add([nameOf(count)], async () => [await measure(count, options)]);
	}
	return () =>
		connections.map((count) => ({
			what: `delay of ${receivers} receivers for ${seconds} s beside ${count} attacking connections, p99`,
			unit: 'ms',
			measured: rounds.summary(nameOf(count)),
			floor: rounds.summary(nameOf(0)),
			aim: P99_AIM_MS,
		}));
}

function nameOf(connections: number): string {
	return `${connections} attacking connections`;
}

async function measure(connections: number, options: AttackBenchOptions): Promise<number> {
	const setup: PodcastServerSetup = { packetsPerWrite: 'auto', isLimited: true };
	const server = await MeasuredProcess.start<string>('measured-podcast-server', setup);
	const { port } = new URL(server.result);
	const id = await createPodcast(server.result);
	const sender = await connectSender(server.result, id);
	const frames = WARM_UP_FRAMES + (options.seconds * 1000) / FRAME_INTERVAL_MS;
	const sentAtMs: number[] = [];
	const delaysMs: number[] = [];
	const receivers = await Promise.all(
		Array.from({ length: options.receivers }, () =>
			hearPodcast(server.result, id, (frame) => {
				if (frame >= WARM_UP_FRAMES) {
					delaysMs.push(performance.now() - (sentAtMs[frame] as number));
				}
			}),
		),
	);
	const attack: AttackSetup = { port: Number(port), connections, path: PATH };
	const attacker = await MeasuredProcess.start('measured-attack', attack, 'all cores');
	const sealer = new PacketSealer(new Uint8Array(32));
	const opus = new Uint8Array(OPUS_BYTES);
	try {
		await pace({ turns: frames, intervalMs: FRAME_INTERVAL_MS }, (frame) => {
			sentAtMs[frame] = performance.now();
			sender.send(sealer.seal(opus, { transportNonce: frame, voiceSession: 0 }));
		});
		const expected = options.receivers * (frames - WARM_UP_FRAMES);
		if (!(await waitFor(() => delaysMs.length === expected, DRAIN_MS))) {
			throw new Error(`Expected ${expected} frames to arrive, got ${delaysMs.length}`);
		}
		return percentile(delaysMs, 0.99);
	} finally {
		for (const webSocket of [sender, ...receivers]) {
			webSocket.terminate();
		}
		await attacker.stop();
		await server.stop();
	}
}
