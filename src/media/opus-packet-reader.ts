// Reads the packets of a long Ogg Opus file, some at a time: a track of hours is never in memory.
import { createReadStream, type ReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import prism from 'prism-media';

/** A page of silence has 50 packets in 200 bytes: more at once would be tens of thousands of them. */
const CHUNK_BYTES = 16_384;

/** Packets that wait for whoever takes them; the file is not read on before they are taken. */
const WAITING_PACKETS = 512;

/**
 * The packets of one file, in order.
 *
 * NOTE: the demuxer looks at no checksum and passes over a torn end, so the file has to be whole, as
 * a recovered track is.
 */
export class OpusPacketReader {
	readonly #file: ReadStream;
	readonly #demuxer: InstanceType<typeof prism.opus.OggDemuxer>;
	#isOver = false;
	#hasHead = false;
	#error: Error | undefined;
	#wake: (() => void) | undefined;

	/** @param path - an Ogg Opus file; a missing one shows when it is read */
	constructor(path: string) {
		this.#file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
		this.#demuxer = new prism.opus.OggDemuxer({ readableHighWaterMark: WAITING_PACKETS });
		this.#demuxer.once('head', () => {
			this.#hasHead = true;
		});
		this.#demuxer.on('readable', () => this.#wake?.());
		this.#demuxer.on('end', () => this.#end(undefined));
		pipeline(this.#file, this.#demuxer, (error) => {
			if (error) {
				this.#end(error);
			}
		});
	}

	/** A packet, a view that nobody writes to; undefined where none is there before the next `fill`. */
	take(): Uint8Array | undefined {
		return this.#isOver ? undefined : ((this.#demuxer.read() as Buffer | null) ?? undefined);
	}

	/**
	 * Waits for packets.
	 *
	 * @returns whether there is one more; false at the file's end
	 * @throws the system's error, or an error where the file is no Ogg Opus
	 */
	async fill(): Promise<boolean> {
		while (this.#demuxer.readableLength === 0 && !this.#isOver) {
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
				// Nothing is said at the end unless somebody asks for more.
				this.#demuxer.read(0);
			});
			this.#wake = undefined;
		}
		if (this.#error) {
			throw this.#error;
		}
		if (this.#isOver && !this.#hasHead) {
			throw new Error('Expected an Ogg Opus file, got none');
		}
		return !this.#isOver;
	}

	/** Lets go of the file; harmless when repeated. */
	close(): void {
		this.#isOver = true;
		this.#file.destroy();
		this.#demuxer.destroy();
		this.#wake?.();
	}

	#end(error: Error | undefined): void {
		this.#error ??= this.#isOver ? undefined : error;
		this.#isOver = true;
		this.#wake?.();
	}
}
