// The options of `/podcast show`, as Discord is told of them.
import type { SlashCommandSubcommandBuilder } from 'discord.js';
import { VISIBILITIES } from '../../../protocol/podcast-details.js';
import { JINGLE_OPTIONS } from '../../words/episodes/jingle-words.js';

/** Jingles, by the options that set them. */
export const JINGLE_OPTION_NAMES = ['intro', 'outro'] as const;

/** Settings of a profile that can be taken away, by the options that set them. */
const PROFILE_OPTION_NAMES = [
	'title',
	'description',
	'category',
	'language',
	'author',
	'email',
	'website',
	'visibility',
] as const;

/** What `remove` takes. */
const REMOVABLE = [...JINGLE_OPTION_NAMES, 'cover', ...PROFILE_OPTION_NAMES] as const;

/** One of them. */
export type Removable = (typeof REMOVABLE)[number];

/** Titles and names are cut nowhere below that. */
const MAX_NAME_LENGTH = 100;
const MAX_EMAIL_LENGTH = 254;
const MAX_WEBSITE_LENGTH = 200;
/** What Discord takes; bytes are counted later. */
const MAX_DESCRIPTION_LENGTH = 4000;

const WHAT = {
	title: 'What your shows are called in podcast apps; without one, the name of this server',
	description: 'What they are about, for podcast apps and the page',
	category: 'Where podcast apps list them',
	language: 'The language that is spoken in them',
	explicit: 'Whether they have words or topics that are not for children',
	author: 'Who makes them, for podcast apps; without one, the name of this server',
	email: 'Public! Directories send a code there when you claim the podcast',
	website: 'Your own website',
	invite: 'Invite to this server for the pages, such as discord.gg/abc123; - takes it away',
	address:
		'Last part of the address of your shows, such as night-watch; the one before leads to it',
	visibility: 'Who can open the address and the feed',
	cover: 'A square picture, JPEG or PNG, 1,400 to 3,000 pixels, at most 5 MB',
} as const;

/** All of them. */
export function defineShowOptions(
	show: SlashCommandSubcommandBuilder,
): SlashCommandSubcommandBuilder {
	const texts = [
		['title', MAX_NAME_LENGTH],
		['description', MAX_DESCRIPTION_LENGTH],
		['author', MAX_NAME_LENGTH],
		['email', MAX_EMAIL_LENGTH],
		['website', MAX_WEBSITE_LENGTH],
		['invite', MAX_WEBSITE_LENGTH],
		['address', MAX_NAME_LENGTH],
	] as const;
	for (const [name, maxLength] of texts) {
		show.addStringOption((text) =>
			text.setName(name).setDescription(WHAT[name]).setMaxLength(maxLength),
		);
	}
	for (const name of ['category', 'language'] as const) {
		show.addStringOption((text) =>
			text.setName(name).setDescription(WHAT[name]).setAutocomplete(true),
		);
	}
	return show
		.addBooleanOption((explicit) => explicit.setName('explicit').setDescription(WHAT.explicit))
		.addStringOption((visibility) =>
			visibility
				.setName('visibility')
				.setDescription(WHAT.visibility)
				.addChoices(...VISIBILITIES.map((name) => ({ name, value: name }))),
		)
		.addAttachmentOption((cover) => cover.setName('cover').setDescription(WHAT.cover))
		.addAttachmentOption((intro) => intro.setName('intro').setDescription(JINGLE_OPTIONS.intro))
		.addAttachmentOption((outro) => outro.setName('outro').setDescription(JINGLE_OPTIONS.outro))
		.addStringOption((remove) =>
			remove
				.setName('remove')
				.setDescription(JINGLE_OPTIONS.remove)
				.addChoices(...REMOVABLE.map((name) => ({ name, value: name }))),
		)
		.addBooleanOption((onAir) => onAir.setName('onair').setDescription(JINGLE_OPTIONS.onair));
}
