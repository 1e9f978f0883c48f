// One end of the way between the two processes: messages out, checked messages in.
import type { Serializable } from 'node:child_process';
import { Socket } from 'node:net';
import type { z } from 'zod';

/** A process at the other end: `process` for a child of it, a `ChildProcess` for its parent. */
export interface OtherProcess {
	send?:
		| ((
				message: Serializable,
				socket: Socket | undefined,
				options: undefined,
				sent: (error: Error | null) => void,
		  ) => boolean)
		| undefined;
	on(event: 'message', listener: (message: unknown, socket: unknown) => void): unknown;
}

/** What an end is made of. */
export interface ChannelOptions<Shape extends z.ZodType> {
	/** Of what comes. */
	shape: Shape;
	onMessage: (message: z.output<Shape>, socket: Socket | undefined) => void;
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
		other.on('message', (message, handle) => {
			const read = shape.safeParse(message);
			if (read.success) {
				onMessage(read.data, handle instanceof Socket ? handle : undefined);
			} else {
				onBad(read.error);
			}
		});
	}

	/** Messages that the system has not taken yet. */
	get unsent(): number {
		return this.#unsent;
	}

	/**
	 * Sends a message; all arrive in order.
	 *
	 * @param socket - goes with it, and is the other process's then
	 * @param onSent - called when it has left, or never will
	 */
	send(message: Outgoing, socket?: Socket, onSent?: () => void): void {
		this.#unsent++;
		const sent = () => {
			this.#unsent--;
			onSent?.();
			if (this.#unsent === 0) {
				for (const resolve of this.#waiting.splice(0)) {
					resolve();
				}
			}
		};
		if (this.#other.send) {
			this.#other.send(message, socket, undefined, sent);
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
