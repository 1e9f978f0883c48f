// Packets of one voice that the network lost: gaps in its RTP sequence numbers.
import type { VoiceFrame } from '../../media/frames.js';

/** Further apart, sequence numbers have been chosen anew (RFC 3550, A.1: MAX_DROPOUT). */
const MAX_DROPOUT = 3000;

/** Counts one member's packets; hand it none twice. */
export class PacketLoss {
	/** Packets that came. */
	received = 0;
	/** Packets that came neither in time nor late. */
	lost = 0;
	#highest = 0;
	#ssrc = -1;
	#voiceSession = -1;

	/** @returns whether the packet is the newest, so that nothing after it was heard */
	take({ sequence, ssrc, voiceSession }: VoiceFrame): boolean {
		const ahead = ((sequence - this.#highest) << 16) >> 16;
		const isAnotherStream = ssrc !== this.#ssrc || voiceSession !== this.#voiceSession;
		this.received += 1;
		if (isAnotherStream || Math.abs(ahead) > MAX_DROPOUT) {
			this.#ssrc = ssrc;
			this.#voiceSession = voiceSession;
		} else if (ahead > 0) {
			this.lost += ahead - 1;
		} else {
			// It was counted as lost when the one after it came.
			this.lost = Math.max(0, this.lost - 1);
			return false;
		}
		this.#highest = sequence;
		return true;
	}
}
