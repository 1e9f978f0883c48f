// What `/podcast show` answers: everything that is set for the shows of a server, and where they are.
import type { Visibility } from '../../../protocol/podcast-details.js';
import type { ShowProfile } from '../../../store/show-profiles.js';
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

const WHO = {
	public: 'public: everybody can open it',
	unlisted: 'unlisted: whoever has this link can open it',
	private: 'private: only programs with credentials can open it',
} as const satisfies Record<Visibility, string>;

/** What is set. */
export function describeShow(show: DescribedShow): string {
	const { hasAlphaCover, isKept, jingles, profile } = show;
	const { author, category, cover, description, email, isExplicit, language, website } = profile;
	const notes = [
		...(isKept
			? []
			: ['⚠️ It could not be saved, so it lasts until I am restarted: tell whoever runs this bot.']),
		...(hasAlphaCover
			? [
					'⚠️ The cover has transparent parts, which some directories show in black: one without is safer.',
				]
			: []),
		...(email === undefined
			? []
			: ['⚠️ The e-mail address is public: everybody who reads the feed sees it.']),
	];
	const lines = [
		`🎙️ **${escapeText(profile.title ?? profile.serverName)}**`,
		...describePlace(show),
		`**Description**: ${description === undefined ? 'none' : escapeText(cutText(description, MAX_SHOWN_DESCRIPTION))}`,
		`**Category**: ${category ?? 'none'} · **Language**: ${language ?? 'none'} · **Explicit**: ${isExplicit ? 'yes' : 'no'}`,
		`**Author**: ${escapeText(author ?? profile.serverName)} · **E-mail**: ${email === undefined ? 'none' : escapeText(cutText(email, MAX_SHOWN_EMAIL))}`,
		`**Website**: ${website === undefined ? 'none' : `<${website}>`}`,
		`**Cover**: ${cover ? 'uploaded' : 'made by me; `/podcast show cover:` takes one of yours'}`,
		jingles,
		...notes,
	];
	return cutText(lines.join('\n'), MAX_ANSWER);
}

function describePlace({ feed, page, visibility }: DescribedShow): string[] {
	const shown = showLink(page, visibility);
	return [
		`🔗 ${shown.text} · ${WHO[visibility]}`,
		...(shown.advice ? [shown.advice] : []),
		feed
			? `📡 Feed, for podcast apps: ${showLink(feed, visibility).text}`
			: '📡 Feed: none, as long as it is private',
	];
}
