// The jingles of all servers: taken from a file of any format, levelled, kept, and handed to shows.
import type { Logger } from 'pino';
import { levelSound } from '../audio/mix/levelled-sound.js';
import type { Clock } from '../clock.js';
import { TimeoutError } from '../errors.js';
import { type SoundFault, UnplayableError } from '../media/chime/ogg-opus.js';
import { readSound } from '../media/chime/sound.js';
import { CHANNELS, FRAME_DURATION_MS, FRAME_SAMPLES } from '../media/pcm.js';
import { JINGLE_NAMES, type JingleName, type ShowSounds } from '../store/show-sounds.js';

/** What is longer is refused: where to cut it is for the host to say. */
export const MAX_JINGLE_MS = 60_000;

/** A minute of any format in use is shorter, but for some that nobody has to keep it in. */
export const MAX_JINGLE_BYTES = 10 * 2 ** 20;

/** Encoders add some hundredths of a second to what they are given. */
const CODEC_DELAY_MS = 200;

const MAX_JINGLE_FRAMES = (MAX_JINGLE_MS + CODEC_DELAY_MS) / FRAME_DURATION_MS;

/** All that ffmpeg does with one file takes no longer. */
const FFMPEG_TIMEOUT_MS = 30_000;

/** Why a file cannot be a jingle. */
export type JingleFault = SoundFault | 'too large' | 'took too long';

/** A file cannot be a jingle; the one before stays. */
export class JingleError extends Error {
	override name = 'JingleError';
	readonly fault: JingleFault;

	constructor(fault: JingleFault, options?: ErrorOptions) {
		super(`A file cannot be a jingle: ${fault}`, options);
		this.fault = fault;
	}
}

/** What a server has; lengths in milliseconds, undefined where there is no such jingle. */
export interface JingleFacts {
	introMs: number | undefined;
	outroMs: number | undefined;
	/** Whether they are played live, not only in episodes. */
	isOnAir: boolean;
}

/** What jingles are made with. */
export interface JinglesOptions {
	sounds: ShowSounds;
	clock: Clock;
	logger: Logger;
}

/** Jingles of all servers; one file at a time is read, for a minute of sound takes much memory. */
export class Jingles {
	readonly #options: JinglesOptions;
	readonly #closing = new AbortController();
	/** The file before; never rejects. */
	#last: Promise<unknown> = Promise.resolve();

	constructor(options: JinglesOptions) {
		this.#options = options;
	}

	/**
	 * Makes a file a server's jingle; it is on the disk when this resolves.
	 *
	 * @throws {JingleError} where it cannot be one
	 * @throws the system's error where the disk refuses
	 */
	put(guildId: string, name: JingleName, bytes: Buffer): Promise<void> {
		const kept = this.#last.then(async () => {
			this.#closing.signal.throwIfAborted();
			await this.#options.sounds.put(guildId, name, await this.#read(bytes));
		});
		this.#last = kept.catch(() => {});
		return kept;
	}

	/** As {@link ShowSounds.remove}. */
	remove(guildId: string, name: JingleName): Promise<void> {
		return this.#options.sounds.remove(guildId, name);
	}

	/** As {@link ShowSounds.setOnAir}. */
	setOnAir(guildId: string, isOnAir: boolean): Promise<void> {
		return this.#options.sounds.setOnAir(guildId, isOnAir);
	}

	/** What a server has; a file that cannot be read counts as none, which is logged. */
	async facts(guildId: string): Promise<JingleFacts> {
		const [introMs, outroMs] = await Promise.all(
			JINGLE_NAMES.map(async (name) => {
				const frames = await this.#frames(guildId, name);
				return frames && frames.length * FRAME_DURATION_MS;
			}),
		);
		return { introMs, outroMs, isOnAir: this.#options.sounds.isOnAir(guildId) };
	}

	/**
	 * What is played live at one end of a server's shows.
	 *
	 * @returns Opus, 20 ms each; undefined where nothing is played; never rejects
	 */
	async framesOnAir(guildId: string, name: JingleName): Promise<Uint8Array[] | undefined> {
		return this.#options.sounds.isOnAir(guildId) ? this.#frames(guildId, name) : undefined;
	}

	/** Gives up what is being read; nothing is written after that. */
	async close(): Promise<void> {
		this.#closing.abort(new Error('The program is being stopped'));
		await this.#last;
		await this.#options.sounds.close();
	}

	async #frames(guildId: string, name: JingleName): Promise<Uint8Array[] | undefined> {
		try {
			return await this.#options.sounds.frames(guildId, name);
		} catch (error) {
			this.#options.logger.error({ guildId, jingle: name, err: error }, 'A jingle cannot be read');
			return undefined;
		}
	}

	async #read(bytes: Buffer): Promise<Uint8Array[]> {
		if (bytes.length > MAX_JINGLE_BYTES) {
			throw new JingleError('too large');
		}
		try {
			const sound = await readSound(bytes, {
				clock: this.#options.clock,
				signal: this.#closing.signal,
				maxMs: MAX_JINGLE_MS + CODEC_DELAY_MS,
				timeoutMs: FFMPEG_TIMEOUT_MS,
				maxFrames: MAX_JINGLE_FRAMES,
			});
			if (
				sound.kind === 'pcm' &&
				sound.samples.length > MAX_JINGLE_FRAMES * FRAME_SAMPLES * CHANNELS
			) {
				throw new JingleError('too long');
			}
			return await levelSound(sound);
		} catch (cause) {
			if (cause instanceof UnplayableError) {
				throw new JingleError(cause.fault, { cause });
			}
			throw cause instanceof TimeoutError ? new JingleError('took too long', { cause }) : cause;
		}
	}
}
