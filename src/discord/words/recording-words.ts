// What members are told of a show that is recorded, before and while it is.
import type { Visibility } from '../../protocol/podcast-details.js';
import { escapeText } from './markdown.js';

/** What becomes of a recording. */
export interface RecordingFacts {
	/** In days; 0: until somebody deletes it. */
	keepDays: { unpublished: number; published: number };
	/** Whether it is published without anybody listening first. */
	isAutoPublished: boolean;
	/** Host of a service that hears the voices, to write down what is said; undefined: nobody else does. */
	transcriber?: string | undefined;
}

const WHO_WILL_HEAR = {
	public: 'that **everybody** can hear',
	unlisted: 'that **anyone with the link** can hear',
	private: 'for **this server**',
} as const satisfies Record<Visibility, string>;

/** One sentence on what is made of the voices, and for whom. */
export function describeRecording(
	{ isAutoPublished, keepDays, transcriber }: RecordingFacts,
	visibility: Visibility | undefined,
): string {
	const heardBy =
		transcriber === undefined
			? ''
			: ` What you say is also sent to **${escapeText(transcriber)}**, which writes it down.`;
	const episode = `an episode ${WHO_WILL_HEAR[visibility ?? 'public']}`;
	const { published, unpublished } = keepDays;
	return isAutoPublished
		? `⏺️ Each voice is recorded on a track of its own. It becomes ${episode}, kept ${describeDays(published)}.${heardBy}`
		: `⏺️ Each voice is recorded on a track of its own. If the host publishes it, it becomes ${episode}, kept ${describeDays(published)}; if not, it is kept ${describeDays(unpublished)}.${heardBy}`;
}

/** The line of a panel while its show is recorded. */
export function describeRecordingBriefly({ isAutoPublished, keepDays }: RecordingFacts): string {
	const { published, unpublished } = keepDays;
	return isAutoPublished
		? `⏺️ **Recording**, to be published; kept ${describeDays(published)}`
		: `⏺️ **Recording**; kept ${describeDays(unpublished)}, once published ${describeDays(published)}`;
}

function describeDays(days: number): string {
	switch (days) {
		case 0:
			return 'until somebody deletes it';
		case 1:
			return 'for a day';
		default:
			return `for ${days.toLocaleString('en')} days`;
	}
}

/** Discord says that calls are encrypted end to end; a show is one of the ends. */
export const ONE_OF_THE_ENDS =
	'-# Discord encrypts calls end to end. I am one of the ends: I hear what you say, and hand it on.';
