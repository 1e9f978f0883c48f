// What is on air, was last, or is planned, as the live items of a feed.
import type { Visibility } from '../../../protocol/podcast-details.js';
import type { PlannedShow, ServedShow } from '../served-shows.js';
import { titleOf } from '../show-title.js';
import type { FeedAddresses, FeedAudience } from './feed-addresses.js';
import { personElements } from './feed-items.js';
import { describe, describeHost, firstLine } from './feed-texts.js';
import { element, textElement, type Xml } from './xml.js';

/** Nobody knows when a show will end; apps are told this, and again as long when it is over. */
const SUPPOSED_DURATION_MS = 2 * 60 * 60 * 1000;

/** What is planned for later than that many shows is not told yet. */
const MAX_PENDING = 10;

/** What live items are made with. */
export interface LiveItemOptions {
	addresses: FeedAddresses;
	audience: FeedAudience;
	nowEpochMs: number;
}

/** Live items, and for how long they stay as they are if nothing happens. */
export interface LiveItems {
	items: Xml[];
	isLive: boolean;
	/** When the newest of them began or ended; undefined where none has. */
	newestEpochMs: number | undefined;
	untilEpochMs: number;
}

/** The live items of a show: on air or what was last, then what is planned. */
export function liveItems(show: ServedShow, options: LiveItemOptions): LiveItems {
	const { audience, nowEpochMs } = options;
	const isTold = ({ visibility }: { visibility: Visibility }) =>
		visibility === 'public' || (visibility === 'unlisted' && audience === 'key holders');
	const items: Xml[] = [];
	let untilEpochMs = Number.POSITIVE_INFINITY;
	const { live } = show;
	// Apps take what is live to have a stream; on some servers there is none that they could play.
	const isLive = live !== undefined && live.link !== null && isTold(live);
	if (isLive) {
		const endEpochMs = supposedEnd(live.sinceEpochMs, nowEpochMs);
		untilEpochMs = endEpochMs;
		items.push(
			liveItem(
				show,
				{ ...live, status: 'live', startEpochMs: live.sinceEpochMs, endEpochMs },
				options,
			),
		);
	}
	const ended = !live && show.ended && isTold(show.ended) ? show.ended : undefined;
	if (ended) {
		const { endedEpochMs: endEpochMs, sinceEpochMs: startEpochMs } = ended;
		items.push(liveItem(show, { ...ended, status: 'ended', startEpochMs, endEpochMs }, options));
	}
	const planned = show.planned.filter(
		(each) =>
			isTold(each) &&
			each.startsAtEpochMs + SUPPOSED_DURATION_MS > nowEpochMs &&
			plannedGuid(each) !== live?.guid,
	);
	for (const each of planned.slice(0, MAX_PENDING)) {
		const startEpochMs = each.startsAtEpochMs;
		const endEpochMs = startEpochMs + SUPPOSED_DURATION_MS;
		untilEpochMs = Math.min(untilEpochMs, endEpochMs);
		const guid = plannedGuid(each);
		items.push(
			liveItem(show, { ...each, guid, status: 'pending', startEpochMs, endEpochMs }, options),
		);
	}
	const newestEpochMs = isLive ? live.sinceEpochMs : ended?.endedEpochMs;
	return { items, isLive, newestEpochMs, untilEpochMs };
}

/** To apps another guid is another stream (podcast namespace, `liveItem`). */
function plannedGuid({ guid, planId, startsAtEpochMs }: PlannedShow): string {
	return guid ?? `plan-${planId}-${startsAtEpochMs}`;
}

function supposedEnd(sinceEpochMs: number, nowEpochMs: number): number {
	const spans = Math.floor(Math.max(0, nowEpochMs - sinceEpochMs) / SUPPOSED_DURATION_MS) + 1;
	return sinceEpochMs + spans * SUPPOSED_DURATION_MS;
}

interface LiveItemFacts {
	status: 'pending' | 'live' | 'ended';
	guid: string;
	title: string;
	hostName: string;
	startEpochMs: number;
	endEpochMs: number;
}

function liveItem(show: ServedShow, facts: LiveItemFacts, { addresses }: LiveItemOptions): Xml {
	const { endEpochMs, guid, hostName, startEpochMs, status } = facts;
	const showTitle = titleOf(show);
	const title = firstLine(facts.title, showTitle);
	const attributes = {
		status,
		start: new Date(startEpochMs).toISOString(),
		end: new Date(endEpochMs).toISOString(),
	};
	return element('podcast:liveItem', attributes, [
		textElement('title', title),
		textElement('description', describe(describeHost(showTitle, hostName))),
		textElement('link', addresses.page),
		element('guid', { isPermaLink: 'false' }, guid),
		// A stream has no length, which RSS says as 0.
		element('enclosure', { url: addresses.stream('mp3'), type: 'audio/mpeg', length: 0 }),
		alternative({ type: 'audio/mpeg', title: 'MP3', default: 'true' }, addresses.stream('mp3')),
		alternative({ type: 'audio/ogg', codecs: 'opus', title: 'Opus' }, addresses.stream('ogg')),
		...personElements(hostName),
		element('podcast:contentLink', { href: addresses.page }, title),
	]);
}

function alternative(attributes: Record<string, string>, uri: string): Xml {
	return element('podcast:alternateEnclosure', attributes, [element('podcast:source', { uri })]);
}
