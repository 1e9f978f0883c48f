// Members who talk to a recording over a simulated network, each with a clock of their own.
import type { VoiceFrame } from '../../src/media/frames.js';
import { SILENCE_FRAME } from '../../src/media/opus-packet.js';
import { noRecordingCounts } from '../../src/recording/recording-counts.js';
import { TrackGrid } from '../../src/recording/track-grid.js';
import { seededRandom } from '../support/signal.js';

/** A packet of 20 ms that no other is like. */
export function markedFrame(mark: number): Uint8Array {
	const frame = new Uint8Array(40).fill(0x55);
	frame[0] = 0xfc;
	new DataView(frame.buffer).setUint32(1, mark);
	return frame;
}

/** The mark of a packet; undefined for silence and concealment. */
export function markOf(packet: Uint8Array): number | undefined {
	return packet.length === 40
		? new DataView(packet.buffer, packet.byteOffset).getUint32(1)
		: undefined;
}

/** One member and their way to the bot. */
export interface TalkOptions {
	seed: number;
	/** Talkspurts: when they begin by the true clock, and how many frames they have. */
	spurts: readonly { startMs: number; frames: number }[];
	lossShare?: number;
	jitterMs?: number;
	/** How much faster their clock is than ours, in millionths. */
	ppm?: number;
	userId?: string;
	/** Default 5. */
	trailingSilence?: number;
}

/** A frame, and when it was spoken by the true clock. */
export interface SpokenFrame extends VoiceFrame {
	spokenMs: number;
	isLost: boolean;
}

/** What all ways have in common. */
export const ONE_WAY_MS = 20;

/** Everything that a member says, in the order of sending; marks count from 0. */
export function talk(options: TalkOptions): SpokenFrame[] {
	const { jitterMs = 0, lossShare = 0, ppm = 0, seed, trailingSilence = 5 } = options;
	const random = seededRandom(seed);
	const ssrc = Math.floor(random() * 2 ** 32);
	const rtpStart = Math.floor(random() * 2 ** 32);
	let sequence = Math.floor(random() * 2 ** 16);
	let mark = 0;
	const spoken: SpokenFrame[] = [];
	const rate = 1 + ppm / 1e6;
	for (const { startMs, frames } of options.spurts) {
		// Their own clock ticks in frames.
		const startTick = Math.round((startMs * rate) / 20);
		for (let index = 0; index < frames + trailingSilence; index++) {
			const ownMs = 20 * (startTick + index);
			const spokenMs = ownMs / rate;
			const isSilent = index >= frames;
			spoken.push({
				opus: isSilent ? SILENCE_FRAME : markedFrame(mark++),
				userId: options.userId ?? '100000000000000001',
				transportNonce: 0,
				voiceSession: 0,
				ssrc,
				sequence,
				timestamp: (rtpStart + ownMs * 48) >>> 0,
				receivedAtMs: spokenMs + ONE_WAY_MS + random() * jitterMs,
				spokenMs,
				isLost: random() < lossShare,
			});
			sequence = (sequence + 1) & 0xffff;
		}
	}
	return spoken;
}

/** Those that come, in the order of arrival. */
export function arriving(frames: readonly SpokenFrame[]): SpokenFrame[] {
	return frames
		.filter(({ isLost }) => !isLost)
		.sort((one, other) => one.receivedAtMs - other.receivedAtMs);
}

/** What one track has by tick, where anything but silence is. */
export interface RecordedTicks {
	/** Ticks by mark. */
	ticks: Map<number, number[]>;
	packets: Map<number, Uint8Array>;
	counts: ReturnType<typeof noRecordingCounts>;
}

/** Puts frames on a grid as a recorder does: pages of 25 ticks, closed 500 ms after their end. */
export function recordOnGrid(frames: readonly VoiceFrame[]): RecordedTicks {
	const counts = noRecordingCounts();
	const grid = new TrackGrid({ originMs: 0, nextTick: 0, counts });
	const ticks = new Map<number, number[]>();
	const packets = new Map<number, Uint8Array>();
	const take = (nowMs: number) => {
		while (grid.nextTick * 20 + 1000 <= nowMs) {
			const from = grid.nextTick;
			const page = grid.takeUntil(from + 25, from * 20 + 1000);
			for (const [index, packet] of (page ?? []).entries()) {
				packets.set(from + index, packet);
				const mark = markOf(packet);
				if (mark !== undefined) {
					ticks.set(mark, [...(ticks.get(mark) ?? []), from + index]);
				}
			}
		}
	};
	for (const frame of frames) {
		take(frame.receivedAtMs);
		grid.push(frame);
	}
	take((frames.at(-1)?.receivedAtMs ?? 0) + 3000);
	grid.close();
	return { ticks, packets, counts };
}
