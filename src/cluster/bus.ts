// What carries words between machines: one sends, whoever has asked for it hears, nothing is kept.

/** What came, and where an answer goes. */
export interface BusMessage {
	readonly subject: string;
	readonly data: Uint8Array;
	/** Answers a request; harmless where it was none. */
	respond(data: Uint8Array): void;
}

/**
 * Why a request has no answer: nobody listens to that subject, nobody answered in time, or the bus
 * itself is not there.
 */
export const BUS_PROBLEMS = ['no responders', 'late', 'away'] as const;

/** One of them. */
export type BusProblem = (typeof BUS_PROBLEMS)[number];

/** A request that nobody answered. */
export class BusError extends Error {
	override name = 'BusError';
	readonly problem: BusProblem;

	constructor(problem: BusProblem, options?: ErrorOptions) {
		super(`The bus gave no answer: ${problem}`, options);
		this.problem = problem;
	}
}

/**
 * A bus as its users see it.
 *
 * Subjects are tokens with dots between them; a `*` stands for one token in what is subscribed to.
 * What is sent while the bus is away is dropped, never sent late: it is about now, or is asked for
 * anew. Subscriptions outlive that, and may be made before the first connection.
 */
export interface Bus {
	/** Whether what is sent now reaches the bus. */
	readonly isConnected: boolean;
	/** Since when it is away, by the clock's milliseconds; undefined while it is connected. */
	readonly awaySinceMs: number | undefined;
	/** Calls back after each coming and going, until the returned function is called. */
	watch(watcher: (isConnected: boolean) => void): () => void;
	/** Sends to whoever has subscribed; returns whether the bus was there to take it. */
	publish(subject: string, data: Uint8Array): boolean;
	/**
	 * Takes back what was sent to a subject and nobody has acted upon, where the bus can do that; what
	 * is sent afterwards arrives.
	 */
	retract?(subject: string): void;
	/** Calls back with each message, until the returned function is called. */
	subscribe(subject: string, callback: (message: BusMessage) => void): () => void;
	/**
	 * Asks, and takes the first answer.
	 *
	 * @throws {BusError} if none came in time
	 */
	request(subject: string, data: Uint8Array, timeoutMs: number): Promise<Uint8Array>;
	/** Asks, and takes all answers that come in that time; none where the bus is away. */
	requestMany(subject: string, data: Uint8Array, waitMs: number): Promise<Uint8Array[]>;
	/** Resolves when the bus has taken what was sent and subscribed before. */
	flush(): Promise<void>;
	/** Ends it; what was sent before still goes out. */
	close(): Promise<void>;
}
