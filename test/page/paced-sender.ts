// A sender that plays a known sound on air at its real pace.
import { PacketSealer } from '../../src/protocol/secretbox.js';
import { encode, FRAME_SAMPLES } from '../audio/signal.js';
import type { RawClient } from '../contract/raw-client.js';

/** The two tones that take turns, a second each; a change of tone is a mark in time. */
export const TONES_HZ = [440, 660] as const;

/** Peak of both tones: -12 dB. */
export const TONE_PEAK = 0.25;

const SAMPLE_RATE_HZ = 48_000;
const FRAME_MS = 20;
const FRAMES_PER_TONE = 50;
const CYCLE_FRAMES = TONES_HZ.length * FRAMES_PER_TONE;

/** One cycle of both tones, encoded as the middle of an endless row of them. */
const cycle = encode(tones(2)).slice(CYCLE_FRAMES);

/** Sends from its construction until `stop`. */
export class PacedSender {
	/** When each change of tone was sent, by the wall clock in milliseconds. */
	readonly changes: { hz: number; sentAtMs: number }[] = [];
	readonly #client: RawClient;
	readonly #sealer: PacketSealer;
	#timer: NodeJS.Timeout | undefined;
	#sent: number;
	#worstLateMs = 0;
	#dueAtMs = performance.now();

	/** @param first - number of the first frame, for a podcast that has had some before */
	constructor(
		client: RawClient,
		{ secretKey, first = 0 }: { secretKey: Uint8Array; first?: number },
	) {
		this.#client = client;
		this.#sealer = new PacketSealer(secretKey);
		this.#sent = first;
		this.#send();
	}

	/** Frames sent so far, those before this sender included. */
	get sent(): number {
		return this.#sent;
	}

	/** How late a frame was at worst, because the machine had other things to do. */
	get worstLateMs(): number {
		return this.#worstLateMs;
	}

	/** Sends nothing more; the connection stays. */
	stop(): void {
		clearTimeout(this.#timer);
	}

	#send(): void {
		// Whatever is due: a timer that comes late must not slow the sound down.
		this.#worstLateMs = Math.max(this.#worstLateMs, performance.now() - this.#dueAtMs);
		while (this.#dueAtMs <= performance.now()) {
			const place = this.#sent % CYCLE_FRAMES;
			if (place % FRAMES_PER_TONE === 0) {
				const hz = TONES_HZ[place / FRAMES_PER_TONE] as number;
				this.changes.push({ hz, sentAtMs: Date.now() });
			}
			this.#client.webSocket.send(
				this.#sealer.seal(cycle[place] as Uint8Array, {
					transportNonce: this.#sent++,
					voiceSession: 0,
				}),
			);
			this.#dueAtMs += FRAME_MS;
		}
		this.#timer = setTimeout(() => this.#send(), this.#dueAtMs - performance.now());
	}
}

function tones(cycles: number): Float32Array {
	const samples = new Float32Array(cycles * CYCLE_FRAMES * FRAME_SAMPLES);
	for (let index = 0; index < samples.length; index++) {
		const tone = Math.floor(index / (FRAMES_PER_TONE * FRAME_SAMPLES)) % TONES_HZ.length;
		// Both make whole waves in a second, so that each begins where the other ends.
		const phase = ((TONES_HZ[tone] as number) * index) / SAMPLE_RATE_HZ;
		samples[index] = TONE_PEAK * Math.sin(2 * Math.PI * phase);
	}
	return samples;
}
