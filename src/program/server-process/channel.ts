// One end of the way between the two processes: messages out, checked messages in.
import type { Serializable } from 'node:child_process';
import type { z } from 'zod';

/** A process at the other end: `process` for a child of it, a `ChildProcess` for its parent. */
export interface OtherProcess {
	send?: ((message: Serializable, sent: (error: Error | null) => void) => boolean) | undefined;
	on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** What an end is made of. */
export interface ChannelOptions<Shape extends z.ZodType> {
	/** Of what comes. */
	shape: Shape;
	onMessage: (message: z.output<Shape>) => void;
	/** Told of what is none of the messages; it is passed over. */
	onBad: (error: unknown) => void;
}

/** An end of it. Whoever has gone hears nothing, which is told by the process and not from here. */
export class Channel<Outgoing extends Serializable, Shape extends z.ZodType> {
	readonly #other: OtherProcess;
	#unsent = 0;
	readonly #waiting: (() => void)[] = [];

	constructor(other: OtherProcess, { onBad, onMessage, shape }: ChannelOptions<Shape>) {
		this.#other = other;
		other.on('message', (message) => {
			const read = shape.safeParse(message);
			if (read.success) {
				onMessage(read.data);
			} else {
				onBad(read.error);
			}
		});
	}

	/** Messages that the system has not taken yet. */
	get unsent(): number {
		return this.#unsent;
	}

	/** Sends a message; all arrive in order. */
	send(message: Outgoing): void {
		this.#unsent++;
		const sent = () => {
			this.#unsent--;
			if (this.#unsent === 0) {
				for (const resolve of this.#waiting.splice(0)) {
					resolve();
				}
			}
		};
		if (this.#other.send) {
			this.#other.send(message, sent);
		} else {
			sent();
		}
	}

	/** Resolves when all messages have left, or will never. */
	flush(): Promise<void> {
		return this.#unsent === 0
			? Promise.resolve()
			: new Promise((resolve) => this.#waiting.push(resolve));
	}
}
