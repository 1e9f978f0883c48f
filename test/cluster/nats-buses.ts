// Buses of a test over real NATS servers, all ended with it.

import { systemClock } from '../../src/clock.js';
import { NatsBus } from '../../src/cluster/nats-bus.js';
import type { NatsPlace } from '../../src/cluster/nats-place.js';
import { createLogger } from '../../src/logger.js';
import { NatsServer } from '../support/nats-server.js';
import { until } from '../support/until.js';

/** What a test has opened. */
export class NatsBuses {
	/** Of all buses; levels of pino's. */
	readonly log: { level: number; msg: string; [field: string]: unknown }[] = [];
	readonly #buses: NatsBus[] = [];
	readonly #servers: NatsServer[] = [];

	/** As `NatsServer.start`. */
	async server(options?: Parameters<typeof NatsServer.start>[0]): Promise<NatsServer> {
		const server = await NatsServer.start(options);
		this.#servers.push(server);
		return server;
	}

	/** A bus that may not have been connected yet. */
	async open(place: Partial<NatsPlace> & Pick<NatsPlace, 'servers'>): Promise<NatsBus> {
		const logger = createLogger({
			level: 'debug',
			format: 'json',
			secrets: [],
			destination: { write: (line) => void this.log.push(JSON.parse(line)) },
		});
		const bus = await NatsBus.open({ place, name: 'test', clock: systemClock, logger });
		this.#buses.push(bus);
		return bus;
	}

	/** A bus that is connected. */
	async join(place: Partial<NatsPlace> & Pick<NatsPlace, 'servers'>): Promise<NatsBus> {
		const bus = await this.open(place);
		await until(() => bus.isConnected).toBe(true);
		return bus;
	}

	/** What was said of that, at level `info` and above. */
	said(pattern: RegExp): string[] {
		return this.log
			.filter(({ level, msg }) => level >= 30 && pattern.test(msg))
			.map(({ msg }) => msg);
	}

	/** Ends all. */
	async close(): Promise<void> {
		await Promise.all(this.#buses.map((bus) => bus.close()));
		await Promise.all(this.#servers.map((server) => server.stop()));
	}
}

/** Text as bytes. */
export function bytes(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

/** Bytes as text. */
export function text(data: Uint8Array): string {
	return new TextDecoder().decode(data);
}
