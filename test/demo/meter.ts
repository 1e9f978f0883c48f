// What the receiver hears, in figures.
import type { VoiceSession } from '../support/fake-discord/voice/voice-session.js';
import type { HeardPacket } from '../support/podcast-receiver.js';

/** What a websocket packet is longer than its Opus frame. */
const PACKET_OVERHEAD_BYTES = 41;
const WINDOW_MS = 1000;

/** Counts and delays of a receiver, compared with what the simulated Discord sent. */
export class Meter {
	readonly #sentAtMs = new Map<string, number>();
	#comparedCount = 0;
	#recent: { heardAtMs: number; bytes: number; delayMs: number }[] = [];
	/** Frames heard so far. */
	frames = 0;
	/** Frames whose box did not open. */
	unopened = 0;

	/** Takes one packet into account. */
	add(packet: HeardPacket, session: VoiceSession): void {
		for (const sent of session.sent.slice(this.#comparedCount)) {
			this.#sentAtMs.set(Buffer.from(sent.nonce).toString('hex'), sent.sentAtMs);
		}
		this.#comparedCount = session.sent.length;
		const key = packet.nonce.toString('hex');
		const sentAtMs = this.#sentAtMs.get(key) ?? packet.heardAtMs;
		this.#sentAtMs.delete(key);
		this.frames += 1;
		this.unopened += packet.opus ? 0 : 1;
		this.#recent.push({
			heardAtMs: packet.heardAtMs,
			bytes: (packet.opus?.length ?? 0) + PACKET_OVERHEAD_BYTES,
			delayMs: packet.heardAtMs - sentAtMs,
		});
	}

	/** The last second. */
	lastSecond(): { kbitPerS: number; delayMs: number } {
		const sinceMs = performance.now() - WINDOW_MS;
		this.#recent = this.#recent.filter(({ heardAtMs }) => heardAtMs >= sinceMs);
		const bytes = this.#recent.reduce((sum, entry) => sum + entry.bytes, 0);
		return {
			kbitPerS: (bytes * 8) / WINDOW_MS,
			delayMs: Math.max(0, ...this.#recent.map(({ delayMs }) => delayMs)),
		};
	}
}
