// Lines to standard output or error, whose reader may go away, stand still or have no room.
import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';

/** `process.stdout` or `process.stderr`. */
type StandardStream = NodeJS.WriteStream & { readonly fd: number };

/** Everything that an output needs. */
export interface OutputOptions {
	stream: StandardStream;
	/** Told once of each fault, such as EPIPE where the reader has gone. */
	onFault(code: string): void;
	/** Told how many lines were left out, once lines get through again. */
	onRecovered(lostLines: number): void;
}

/**
 * What waits for a reader that stands still, some thousands of lines. More is left out: the memory
 * is the show's.
 */
const MAX_WAITING_BYTES = 2 ** 20;

/** How often a terminal that takes nothing (Ctrl-S, a stalled ssh) is tried again. */
const RETRY_INTERVAL_MS = 50;

/** And one that is full, but took something just now. */
const FULL_INTERVAL_MS = 2;

/** The last lines are waited for so long: with a stop that took its whole time, 5 s are left. */
const FLUSH_TIMEOUT_MS = 250;

/**
 * Takes lines, and neither blocks nor throws, whatever becomes of them. Node alone does both: a
 * write to a terminal waits for it, and a pipe without a reader ends the process.
 */
export class Output {
	readonly #options: OutputOptions;
	readonly #sink: Sink;
	#lostLines = 0;
	#lastFault: string | undefined;

	constructor(options: OutputOptions) {
		this.#options = options;
		const events: SinkEvents = {
			onFault: (error) => this.#onFault(error),
			onLost: (texts) => {
				this.#lostLines += texts;
			},
			onRoom: () => this.#onRoom(),
		};
		// Whoever else writes there must not end the process either.
		options.stream.on('error', events.onFault);
		const descriptor = findDescriptor(options.stream);
		this.#sink =
			descriptor === undefined
				? new StreamSink(options.stream, events)
				: new DescriptorSink(descriptor, events);
	}

	/** Writes one line, or leaves it out where there is no room. */
	write(line: string): void {
		this.#sink.write(line);
	}

	/** Resolves when all is written, or nothing more will be. */
	async flush(): Promise<void> {
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<void>((resolve) => {
			timer = setTimeout(resolve, FLUSH_TIMEOUT_MS);
		});
		await Promise.race([this.#sink.flush(), late]);
		clearTimeout(timer);
	}

	#onFault(error: unknown): void {
		const { code = String(error) } = error as NodeJS.ErrnoException;
		if (code !== this.#lastFault) {
			this.#lastFault = code;
			this.#options.onFault(code);
		}
	}

	#onRoom(): void {
		this.#lastFault = undefined;
		const lostLines = this.#lostLines;
		if (lostLines > 0) {
			this.#lostLines = 0;
			this.#options.onRecovered(lostLines);
		}
	}
}

/** Where lines go. */
interface Sink {
	write(line: string): void;
	flush(): Promise<void>;
}

interface SinkEvents {
	onFault(error: unknown): void;
	/** That many lines are left out. */
	onLost(lines: number): void;
	/** Lines get through again. */
	onRoom(): void;
}

/** A pipe or a socket, which Node writes to without waiting, and gives up at its first fault. */
class StreamSink implements Sink {
	readonly #stream: NodeJS.WriteStream;
	readonly #events: SinkEvents;

	constructor(stream: NodeJS.WriteStream, events: SinkEvents) {
		this.#stream = stream;
		this.#events = events;
		stream.on('drain', () => events.onRoom());
	}

	write(line: string): void {
		if (this.#stream.writable && this.#stream.writableLength <= MAX_WAITING_BYTES) {
			this.#stream.write(line);
		} else {
			this.#events.onLost(1);
		}
	}

	flush(): Promise<void> {
		return new Promise((resolve) => {
			if (this.#stream.writable && this.#stream.writableLength > 0) {
				this.#stream.write('', () => resolve());
			} else {
				resolve();
			}
		});
	}
}

/** A file, whose faults may pass (a full disk), or a terminal that was opened not to block. */
class DescriptorSink implements Sink {
	readonly #descriptor: number;
	readonly #events: SinkEvents;
	#waiting: Buffer[] = [];
	#waitingBytes = 0;
	#retry: NodeJS.Timeout | undefined;
	#onSettled: (() => void) | undefined;

	constructor(descriptor: number, events: SinkEvents) {
		this.#descriptor = descriptor;
		this.#events = events;
	}

	write(line: string): void {
		if (this.#waitingBytes > MAX_WAITING_BYTES) {
			this.#events.onLost(1);
			return;
		}
		const bytes = Buffer.from(line);
		this.#waiting.push(bytes);
		this.#waitingBytes += bytes.byteLength;
		if (!this.#retry) {
			this.#writeWaiting();
		}
	}

	flush(): Promise<void> {
		return new Promise((resolve) => {
			if (this.#waiting.length === 0) {
				resolve();
			} else {
				this.#onSettled = resolve;
			}
		});
	}

	#writeWaiting(): void {
		this.#retry = undefined;
		const bytesBefore = this.#waitingBytes;
		try {
			for (let bytes = this.#waiting[0]; bytes; bytes = this.#waiting[0]) {
				const written = writeSync(this.#descriptor, bytes);
				this.#waitingBytes -= written;
				if (written === bytes.byteLength) {
					this.#waiting.shift();
				} else {
					this.#waiting[0] = bytes.subarray(written);
				}
			}
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
				const delayMs = this.#waitingBytes < bytesBefore ? FULL_INTERVAL_MS : RETRY_INTERVAL_MS;
				this.#retry = setTimeout(() => this.#writeWaiting(), delayMs).unref();
				return;
			}
			this.#giveUpWaiting(error);
			return;
		}
		this.#onSettled?.();
		this.#events.onRoom();
	}

	#giveUpWaiting(error: unknown): void {
		const lines = this.#waiting.length;
		this.#waiting = [];
		this.#waitingBytes = 0;
		this.#events.onLost(lines);
		this.#events.onFault(error);
		this.#onSettled?.();
	}
}

/** @returns what to write to a file or a terminal by, or undefined to leave it to Node's stream */
function findDescriptor({ fd }: StandardStream): number | undefined {
	if (process.platform === 'win32') {
		return undefined;
	}
	try {
		if (isatty(fd)) {
			return reopenTerminal(fd);
		}
		const status = fstatSync(fd);
		return status.isFIFO() || status.isSocket() ? undefined : fd;
	} catch {
		// What cannot even be looked at is Node's, and so is its fault.
		return undefined;
	}
}

/**
 * Opens a terminal anew: O_NONBLOCK on the inherited descriptor would be everybody's who shares it,
 * the shell's among them (libuv does the same in `uv_tty_init`, to no avail: Node lets it block).
 */
function reopenTerminal(fd: number): number | undefined {
	const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
	return openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY);
}
