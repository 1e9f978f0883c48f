// The processes beside this one that serve listeners, as the podcast server sees them.
import type { Socket } from 'node:net';
import type { LocalHub } from '../../cluster/local/local-hub.js';
import type { ListenerProcessStats, PodcastServerStats } from '../podcast-server-stats.js';
import type { ServedTotals } from './served-totals.js';

/** A listener's connection on its way. */
export interface HandedConnection {
	/** Nothing is read from it any more. */
	socket: Socket;
	/** All that came of it so far, from the first byte of its request on. */
	bytes: Uint8Array;
	/** Called once, when it is gone: the listener has left, or the process has ended. */
	onGone: () => void;
}

/** All of them. */
export interface ListenerProcesses {
	/** Where podcasts are told to them. */
	readonly hub: LocalHub;
	/** What subjects begin with there. */
	readonly prefix: string;
	readonly stats: readonly ListenerProcessStats[];
	/** What those that run have said of themselves last. */
	readonly served: readonly PodcastServerStats[];
	/** Of all since the start, ended ones included. */
	readonly totals: ServedTotals;
	/** Whether one of them takes connections now. */
	readonly isOpen: boolean;
	/** Whether all that take connections have too much to do. */
	readonly areSaturated: boolean;
	/** Hands a connection to the one that has fewest; one must be open. */
	take(connection: HandedConnection): void;
	/** Calls back with the name, as an edge, of each that has ended. */
	onEnded(callback: (edge: string) => void): void;
	/**
	 * Resolves when all have acted upon what was told before. One that does not answer in time is
	 * ended: nothing leaves it any more.
	 */
	settled(): Promise<void>;
	/**
	 * Stops them in order; resolves when they are gone.
	 *
	 * @param hurry - cuts the moving of listeners short
	 */
	close(hurry?: AbortSignal): Promise<void>;
}
