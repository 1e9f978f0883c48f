// What podcasts did, added up, so that no count goes back when one of them ends.
import type { FanOutTotals } from '../websocket/fan-out.js';

/** Messages of the sender that were not passed on, by reason. */
export interface IgnoredMessages {
	text: number;
	empty: number;
	event: number;
	unknownPrefix: number;
	/** Audio above the rate that a sender is allowed. */
	tooFast: number;
}

/** Running totals of a podcast. */
export interface PodcastTotals extends FanOutTotals {
	/** Audio packets that came from the sender and were passed on, and their bytes. */
	packetsIn: number;
	bytesIn: number;
	ignored: IgnoredMessages;
}

/** The totals of no podcast. */
export const NO_TOTALS: PodcastTotals = {
	packetsIn: 0,
	bytesIn: 0,
	packetsDelivered: 0,
	bytesDelivered: 0,
	packetsDropped: 0,
	ignored: { text: 0, empty: 0, event: 0, unknownPrefix: 0, tooFast: 0 },
};

/** Both together. */
export function addTotals(first: PodcastTotals, second: PodcastTotals): PodcastTotals {
	return {
		packetsIn: first.packetsIn + second.packetsIn,
		bytesIn: first.bytesIn + second.bytesIn,
		packetsDelivered: first.packetsDelivered + second.packetsDelivered,
		bytesDelivered: first.bytesDelivered + second.bytesDelivered,
		packetsDropped: first.packetsDropped + second.packetsDropped,
		ignored: {
			text: first.ignored.text + second.ignored.text,
			empty: first.ignored.empty + second.ignored.empty,
			event: first.ignored.event + second.ignored.event,
			unknownPrefix: first.ignored.unknownPrefix + second.ignored.unknownPrefix,
			tooFast: first.ignored.tooFast + second.ignored.tooFast,
		},
	};
}
