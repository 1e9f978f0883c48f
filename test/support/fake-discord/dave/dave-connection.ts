// One client of the delivery service, and how long it has to wait after repeated restarts.
import type { Timer } from '../../../../src/clock.js';
import type { CheckedKeyPackage } from './key-package.js';

const FIRST_RESTART_DELAY_MS = 20;
const LONGEST_RESTART_DELAY_MS = 1_000;

/** A client as `addConnection` brings it. */
export interface ConnectionOptions {
	connectionId: string;
	/** Snowflake. */
	userId: string;
	/** `max_dave_protocol_version` of its op 0. */
	maxVersion: number;
}

/** A client and what it has been told. */
export interface DaveConnection extends ConnectionOptions {
	/** Version it was told last, by op 4, 21 or 24. */
	version: number;
	hasExternalSender: boolean;
	/** Waits to be added with it. */
	keyPackage: CheckedKeyPackage | undefined;
	/** Ids it can name in ops 23 and 31. */
	announcedTransitions: Set<number>;
	/** How often in a row it has thrown its group away. */
	restarts: number;
	/** Runs while its Add has to wait. */
	hold: Timer | undefined;
}

/** A client of which nothing is known but what the gateway says. */
export function createConnection(options: ConnectionOptions, version: number): DaveConnection {
	return {
		...options,
		version,
		hasExternalSender: false,
		keyPackage: undefined,
		announcedTransitions: new Set(),
		restarts: 0,
		hold: undefined,
	};
}

/**
 * How long the Add of a client waits that has restarted.
 *
 * With answers as fast as in one process a client can refuse the Welcome to its last key package
 * and so outdate the Welcome to the next one for ever; a pause that grows ends that.
 *
 * @param restarts - in a row, this one included
 * @returns milliseconds, 0 for the first one
 */
export function restartDelayMs(restarts: number): number {
	return restarts < 2
		? 0
		: Math.min(FIRST_RESTART_DELAY_MS * 2 ** (restarts - 2), LONGEST_RESTART_DELAY_MS);
}
