// The episode that a member means, if it is of their server.
import type { EpisodeManifest } from '../../../episodes/library-facts.js';
import { UserError } from '../../../errors.js';
import { answerOnEpisode } from '../../words/episodes/episode-words.js';
import type { CommandContext } from '../command.js';

/** Of this server: an id of another one's is nobody's here. @throws {UserError} where it is not there */
export function requireEpisode(
	id: string | undefined,
	guildId: string,
	{ episodes }: Pick<CommandContext, 'episodes'>,
): EpisodeManifest {
	const manifest = id === undefined ? undefined : episodes.find(id);
	if (manifest?.guildId !== guildId) {
		throw new UserError(answerOnEpisode('gone'));
	}
	return manifest;
}
