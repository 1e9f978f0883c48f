// Servers on one bus, on one clock that the test steps.
import type { Bus } from '../../../src/cluster/bus.js';
import type { PodcastServerOptions } from '../../../src/server/podcast-server.js';
import { MemoryBroker, type MemoryBus } from '../../support/memory-bus.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { ServerFixture } from '../server-fixture.js';

/** A server, and its bus. */
export interface ClusteredServer {
	fixture: ServerFixture;
	bus: MemoryBus;
}

/** Servers that a test starts, all joined. */
export class ClusterFixture {
	readonly clock = new SteppedClock();
	readonly broker = new MemoryBroker(this.clock);

	/** One that takes senders and listeners. */
	origin(options: Partial<PodcastServerOptions> = {}): Promise<ClusteredServer> {
		return this.#start(false, options);
	}

	/** One that takes listeners alone. */
	edge(options: Partial<PodcastServerOptions> = {}): Promise<ClusteredServer> {
		return this.#start(true, options);
	}

	async #start(
		isEdgeOnly: boolean,
		options: Partial<PodcastServerOptions>,
	): Promise<ClusteredServer> {
		const bus = this.broker.join();
		const fixture = await ServerFixture.start({
			clock: this.clock,
			cluster: clusterOf(bus, isEdgeOnly),
			...options,
		});
		return { fixture, bus };
	}
}

/** How servers of a test are on a bus. */
function clusterOf(bus: Bus, isEdgeOnly: boolean) {
	return { bus, prefix: 'test', isEdgeOnly, edgeUnsubscribeMs: 10_000 };
}
