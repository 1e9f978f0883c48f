// Jobs and results as bytes, so that they change threads by transfer, in one piece each.
import type { MixJob, MixResult, VoicePart, VoiceStart } from './mix-job.js';

const KINDS = ['frames', 'joined', 'concealed', 'paused'] as const;

const JOB_FLAG = { ALONE: 1, SENT: 2 } as const;
const VOICE_FLAG = { START: 1, CONTINUED: 2 } as const;
const RESULT_FLAG = { OPUS: 1, SETTLED: 2 } as const;

/** Flags and number of voices. */
const JOB_HEADER_BYTES = 3;
/** Voice, kind, flags, gain. */
const VOICE_HEADER_BYTES = 10;
/** Flags, undecodable packets, number of gains. */
const RESULT_HEADER_BYTES = 4;
const GAIN_BYTES = 4;

/** Writes a job: little-endian, lists behind their length. */
export function writeMixJob(job: MixJob): ArrayBuffer {
	let bytes = JOB_HEADER_BYTES;
	for (const { start, packets } of job.voices) {
		bytes += VOICE_HEADER_BYTES + listBytes(start?.warmUp ?? []) + listBytes(packets);
	}
	const writer = new ByteWriter(bytes);
	writer.u8((job.isAlone ? JOB_FLAG.ALONE : 0) | (job.isSent ? JOB_FLAG.SENT : 0));
	writer.u16(job.voices.length);
	for (const { voice, start, kind, packets } of job.voices) {
		writer.u32(voice);
		writer.u8(KINDS.indexOf(kind));
		writer.u8((start ? VOICE_FLAG.START : 0) | (start?.isContinued ? VOICE_FLAG.CONTINUED : 0));
		writer.f32(start?.gainDb ?? 0);
		writer.list(start?.warmUp ?? []);
		writer.list(packets);
	}
	return writer.buffer;
}

/** Reads a job; its packets are views of the buffer. */
export function readMixJob(buffer: ArrayBuffer): MixJob {
	const reader = new ByteReader(buffer);
	const flags = reader.u8();
	const count = reader.u16();
	const voices = Array.from({ length: count }, (): VoicePart => {
		const voice = reader.u32();
		const kind = KINDS[reader.u8()] ?? 'paused';
		const voiceFlags = reader.u8();
		const isContinued = (voiceFlags & VOICE_FLAG.CONTINUED) !== 0;
		const gainDb = reader.f32();
		const warmUp = reader.list();
		const start: VoiceStart = { warmUp, gainDb, isContinued };
		const isNew = (voiceFlags & VOICE_FLAG.START) !== 0;
		return { voice, kind, start: isNew ? start : undefined, packets: reader.list() };
	});
	return {
		voices,
		isAlone: (flags & JOB_FLAG.ALONE) !== 0,
		isSent: (flags & JOB_FLAG.SENT) !== 0,
	};
}

/** Writes a result. */
export function writeMixResult(result: MixResult): ArrayBuffer {
	const { opus, gainsDb, isSettled, undecodable } = result;
	const frames = opus ? [opus] : [];
	const writer = new ByteWriter(
		RESULT_HEADER_BYTES + gainsDb.length * GAIN_BYTES + listBytes(frames),
	);
	writer.u8((opus ? RESULT_FLAG.OPUS : 0) | (isSettled ? RESULT_FLAG.SETTLED : 0));
	writer.u8(Math.min(undecodable, 255));
	writer.u16(gainsDb.length);
	for (const gainDb of gainsDb) {
		writer.f32(gainDb);
	}
	writer.list(frames);
	return writer.buffer;
}

/** Reads a result; its frame is a view of the buffer. */
export function readMixResult(buffer: ArrayBuffer): MixResult {
	const reader = new ByteReader(buffer);
	const flags = reader.u8();
	const undecodable = reader.u8();
	const gainsDb = Array.from({ length: reader.u16() }, () => reader.f32());
	const [opus = null] = reader.list();
	return { opus, undecodable, gainsDb, isSettled: (flags & RESULT_FLAG.SETTLED) !== 0 };
}

function listBytes(items: readonly Uint8Array[]): number {
	return items.reduce((sum, { length }) => sum + 2 + length, 2);
}

class ByteWriter {
	readonly buffer: ArrayBuffer;
	readonly #view: DataView;
	readonly #bytes: Uint8Array;
	#offset = 0;

	constructor(bytes: number) {
		this.buffer = new ArrayBuffer(bytes);
		this.#view = new DataView(this.buffer);
		this.#bytes = new Uint8Array(this.buffer);
	}

	u8(value: number): void {
		this.#view.setUint8(this.#offset, value);
		this.#offset += 1;
	}

	u16(value: number): void {
		this.#view.setUint16(this.#offset, value, true);
		this.#offset += 2;
	}

	u32(value: number): void {
		this.#view.setUint32(this.#offset, value, true);
		this.#offset += 4;
	}

	f32(value: number): void {
		this.#view.setFloat32(this.#offset, value, true);
		this.#offset += 4;
	}

	list(items: readonly Uint8Array[]): void {
		this.u16(items.length);
		for (const item of items) {
			this.u16(item.length);
			this.#bytes.set(item, this.#offset);
			this.#offset += item.length;
		}
	}
}

class ByteReader {
	readonly #view: DataView;
	#offset = 0;

	constructor(buffer: ArrayBuffer) {
		this.#view = new DataView(buffer);
	}

	u8(): number {
		this.#offset += 1;
		return this.#view.getUint8(this.#offset - 1);
	}

	u16(): number {
		this.#offset += 2;
		return this.#view.getUint16(this.#offset - 2, true);
	}

	u32(): number {
		this.#offset += 4;
		return this.#view.getUint32(this.#offset - 4, true);
	}

	f32(): number {
		this.#offset += 4;
		return this.#view.getFloat32(this.#offset - 4, true);
	}

	list(): Uint8Array[] {
		return Array.from({ length: this.u16() }, () => {
			const length = this.u16();
			this.#offset += length;
			return new Uint8Array(this.#view.buffer, this.#offset - length, length);
		});
	}
}
