// A short Ogg Opus file as frames of 20 ms that a voice channel takes as they are.
import { Readable } from 'node:stream';
import prism from 'prism-media';
import { isWellFormed, packetSamples } from '../opus-packet.js';
import { CHANNELS, FRAME_SAMPLES } from '../pcm.js';

/** What is wrong with a sound, for whoever says it in other words. */
export type SoundFault = 'unreadable' | 'no sound' | 'too long' | 'needs ffmpeg';

/** Why a file's packets cannot be sent as they are; the message ends a sentence that names it. */
export class UnplayableError extends Error {
	override name = 'UnplayableError';
	readonly fault: SoundFault;

	constructor(message: string, fault: SoundFault = 'unreadable') {
		super(message);
		this.fault = fault;
	}
}

/** Read at once, so that a file of tiny packets is not all taken apart before one is counted. */
const CHUNK_BYTES = 65_536;

/** Places in the identification header (RFC 7845, 5.1). */
const HEAD = { CHANNELS: 9, GAIN: 16, MAPPING: 18, BYTES: 19 } as const;

/** Where a page's header has the number of samples up to its end (RFC 3533, 6). */
const GRANULE_OFFSET = 6;

/** A page on which no packet ends has no such number. */
const NO_GRANULE = 2n ** 64n - 1n;

/**
 * Reads the frames of an Ogg Opus file.
 *
 * @param bytes - the whole file
 * @param maxFrames - more are too long
 * @throws {UnplayableError} for anything but whole packets of 20 ms, mono or stereo
 */
export async function readOggOpus(
	bytes: Buffer,
	maxFrames = Number.POSITIVE_INFINITY,
): Promise<Uint8Array[]> {
	const demuxer = new prism.opus.OggDemuxer();
	let head: Buffer | undefined;
	demuxer.once('head', (segment: Buffer) => {
		head = segment;
	});
	// The demuxer is what tells of errors; the chunks have none of their own.
	Readable.from(chunksOf(bytes)).pipe(demuxer);
	const packets: Buffer[] = [];
	try {
		for await (const packet of demuxer) {
			packets.push(packet as Buffer);
			if (packets.length > maxFrames) {
				break;
			}
		}
	} catch {
		throw new UnplayableError('is no Ogg Opus, or not an undamaged one');
	}
	if (head === undefined) {
		throw new UnplayableError('is no Ogg Opus');
	}
	const problem = findProblem(head) ?? findPacketProblem(packets);
	if (problem !== undefined) {
		throw new UnplayableError(problem, packets.length === 0 ? 'no sound' : 'unreadable');
	}
	if (packets.length > maxFrames) {
		throw new UnplayableError(`has more than ${maxFrames} packets`, 'too long');
	}
	if (samplesTold(bytes) > packets.length * FRAME_SAMPLES) {
		throw new UnplayableError('is cut off, or damaged');
	}
	return packets;
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
	for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
		yield bytes.subarray(start, start + CHUNK_BYTES);
	}
}

function findProblem(head: Buffer): string | undefined {
	if (head.length < HEAD.BYTES) {
		return 'has a header that is too short';
	}
	const channels = head.readUInt8(HEAD.CHANNELS);
	if (channels < 1 || channels > CHANNELS || head.readUInt8(HEAD.MAPPING) !== 0) {
		return `has ${channels} channels that are coded together, expected mono or stereo`;
	}
	// A player of files would apply it, a voice channel's does not.
	return head.readInt16LE(HEAD.GAIN) === 0 ? undefined : 'has a gain in its header, expected none';
}

function findPacketProblem(packets: readonly Buffer[]): string | undefined {
	if (packets.length === 0) {
		return 'has no sound in it';
	}
	if (!packets.every(isWellFormed)) {
		return 'has packets that are no Opus';
	}
	const length = packets.find((packet) => packetSamples(packet) !== FRAME_SAMPLES);
	if (length) {
		const ms = (packetSamples(length) * 20) / FRAME_SAMPLES;
		return `has packets of ${ms} ms, expected 20 ms`;
	}
	return undefined;
}

/**
 * How many samples the last page says the file has, those that are skipped at the start included.
 *
 * NOTE: the demuxer passes over what is cut off, and over all that follows a packet that goes on on
 * the next page, without an error.
 */
function samplesTold(bytes: Buffer): number {
	const lastPage = bytes.lastIndexOf('OggS');
	if (lastPage < 0 || lastPage + GRANULE_OFFSET + 8 > bytes.length) {
		return Number.POSITIVE_INFINITY;
	}
	const granule = bytes.readBigUInt64LE(lastPage + GRANULE_OFFSET);
	return granule === NO_GRANULE ? 0 : Number(granule);
}
