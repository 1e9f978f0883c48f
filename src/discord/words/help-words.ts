// What a host reads first: the steps to a show, in the welcome to a server and in `/podcast help`.
import type { Language } from '../../languages.js';
import { textsIn } from './languages/texts.js';

/** Said once where the bot was added to a server. */
export function describeWelcome(language: Language): string {
	return textsIn(language).help.welcome.join('\n');
}

/** What `/podcast help` answers. */
export function describeHelp(language: Language): string {
	return textsIn(language).help.help.join('\n');
}
