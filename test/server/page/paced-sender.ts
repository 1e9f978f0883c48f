// A sender that plays a known sound on air at its real pace.

import type { RawClient } from '../../contract/raw-client.js';
import { PacketSealer } from '../../support/packet-sealer.js';
import { encode } from '../../support/signal.js';

/** The two tones that take turns, a second each; a change of tone is a mark in time. */
export const TONES_HZ = [440, 660] as const;

/** Peak of both tones: -12 dB. */
export const TONE_PEAK = 0.25;

const SAMPLE_RATE_HZ = 48_000;
const TONE_MS = 1000;
const CYCLE_MS = TONES_HZ.length * TONE_MS;
const CYCLE_SAMPLES = (CYCLE_MS * SAMPLE_RATE_HZ) / 1000;

/** What a packet lasts where a test does not care. */
const DEFAULT_PACKET_MS = 20;

/**
 * Some cycles of both tones, encoded as the middle of an endless row of them: as many as the
 * packets come out even in.
 */
function encodeCycles(packetMs: number): Uint8Array[] {
	const cycles = packetMs === 120 ? 3 : 1;
	const packets = encode(tones(2 * cycles), {
		frameMs: packetMs,
		bitrateBps: packetMs < 5 ? 256_000 : 64_000,
		...(packetMs < 20 && { mode: 'celt' }),
	});
	return packets.slice(packets.length / 2);
}

/** Sends from its construction until `stop`. */
export class PacedSender {
	/** When each change of tone was sent, by the wall clock in milliseconds. */
	readonly changes: { hz: number; sentAtMs: number }[] = [];
	readonly #client: RawClient;
	readonly #sealer: PacketSealer;
	readonly #packetMs: number;
	readonly #packets: readonly Uint8Array[];
	#timer: NodeJS.Timeout | undefined;
	#sent: number;
	#dueAtMs: number;

	/** @param first - number of the first frame, for a podcast that has had some before */
	constructor(
		client: RawClient,
		options: { secretKey: Uint8Array; first?: number; packetMs?: number | undefined },
	) {
		const { secretKey, first = 0, packetMs = DEFAULT_PACKET_MS } = options;
		this.#packetMs = packetMs;
		this.#packets = encodeCycles(packetMs);
		this.#client = client;
		this.#sealer = new PacketSealer(secretKey);
		this.#sent = first;
		// Encoding has taken its time, for which the machine is not to blame.
		this.#dueAtMs = performance.now();
		this.#send();
	}

	/** Frames sent so far, those before this sender included. */
	get sent(): number {
		return this.#sent;
	}

	/** Sends nothing more; the connection stays. */
	stop(): void {
		clearTimeout(this.#timer);
	}

	#send(): void {
		// Whatever is due: a timer that comes late must not slow the sound down.
		while (this.#dueAtMs <= performance.now()) {
			const place = this.#sent % this.#packets.length;
			// A tone begins within the packet, so it is sent with the packet's end.
			const tone = Math.floor(((place + 1) * this.#packetMs - 1) / TONE_MS);
			if (tone !== Math.floor((place * this.#packetMs - 1) / TONE_MS)) {
				const hz = TONES_HZ[tone % TONES_HZ.length] as number;
				this.changes.push({ hz, sentAtMs: Date.now() });
			}
			this.#client.webSocket.send(
				this.#sealer.seal(this.#packets[place] as Uint8Array, {
					transportNonce: this.#sent++,
					voiceSession: 0,
				}),
			);
			this.#dueAtMs += this.#packetMs;
		}
		this.#timer = setTimeout(() => this.#send(), this.#dueAtMs - performance.now());
	}
}

function tones(cycles: number): Float32Array {
	const samples = new Float32Array(cycles * CYCLE_SAMPLES);
	for (let index = 0; index < samples.length; index++) {
		const tone = Math.floor(index / (CYCLE_SAMPLES / TONES_HZ.length)) % TONES_HZ.length;
		// Both make whole waves in a second, so that each begins where the other ends.
		const phase = ((TONES_HZ[tone] as number) * index) / SAMPLE_RATE_HZ;
		samples[index] = TONE_PEAK * Math.sin(2 * Math.PI * phase);
	}
	return samples;
}
