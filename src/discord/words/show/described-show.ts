// What `/podcast show` answers: everything that is set for the shows of a server, and where they are.
import type { Language } from '../../../languages.js';
import type { Visibility } from '../../../protocol/podcast-details.js';
import type { ShowProfile } from '../../../store/show-profiles.js';
import type { PlaceTexts } from '../languages/en/place.js';
import { textsIn } from '../languages/texts.js';
import { cutText, escapeText } from '../markdown.js';
import { showLink } from '../shown-link.js';

/** What Discord takes for a message. */
const MAX_ANSWER = 2000;
const MAX_SHOWN_DESCRIPTION = 200;
const MAX_SHOWN_EMAIL = 100;

/** Everything that is told. */
export interface DescribedShow {
	profile: ShowProfile;
	visibility: Visibility;
	page: URL;
	/** Undefined where nobody may read one. */
	feed: URL | undefined;
	/** What is said of jingles, a line each. */
	jingles: string;
	/** Whether what was changed is in the file. */
	isKept: boolean;
	/** Whether a cover has just come that has transparent parts. */
	hasAlphaCover: boolean;
}

/** What is set. */
export function describeShow(show: DescribedShow, language: Language = 'en'): string {
	const { place: texts } = textsIn(language);
	const { labels, none } = texts;
	const { hasAlphaCover, isKept, jingles, profile } = show;
	const { author, category, cover, description, email, invite, isExplicit, website } = profile;
	const shown = (text: string | undefined, maxLength: number) =>
		text === undefined ? none : escapeText(cutText(text, maxLength));
	const notes = [
		...(isKept ? [] : [texts.notSaved]),
		...(hasAlphaCover ? [texts.transparent] : []),
		...(email === undefined ? [] : [texts.emailIsPublic]),
	];
	const lines = [
		`🎙️ **${escapeText(profile.title ?? profile.serverName)}**`,
		...describePlace(show, texts, language),
		`${labels.description}${shown(description, MAX_SHOWN_DESCRIPTION)}`,
		`${labels.category}${category ?? none} · ${labels.language}${profile.language ?? none} · ${labels.explicit}${isExplicit ? texts.yes : texts.no}`,
		`${labels.author}${escapeText(author ?? profile.serverName)} · ${labels.email}${shown(email, MAX_SHOWN_EMAIL)}`,
		`${labels.website}${website === undefined ? none : `<${website}>`} · ${labels.invite}${invite === undefined ? none : `<${invite}>`}`,
		`${labels.cover}${cover ? texts.uploaded : texts.made}`,
		jingles,
		...notes,
	];
	return cutText(lines.join('\n'), MAX_ANSWER);
}

function describePlace(
	{ feed, page, visibility }: DescribedShow,
	texts: PlaceTexts,
	language: Language,
): string[] {
	const shown = showLink(page, visibility, language);
	return [
		`🔗 ${shown.text} · ${texts.who[visibility]}`,
		...(shown.advice ? [shown.advice] : []),
		feed ? texts.feed(showLink(feed, visibility, language).text) : texts.noFeed,
	];
}
