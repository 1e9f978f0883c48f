// The code with which another site shows a small player.
import { html } from './html.js';

/** Height of a small player, which fits one row of a phone, too. */
const HEIGHT = 152;

/**
 * What stands in the other site's page.
 *
 * @param address - of the small player, absolute
 * @param title - of what is heard in it
 */
export function embedCode(address: string, title: string): string {
	return html`<iframe src="${address}" title="${title}" width="100%" height="${HEIGHT}" frameborder="0" loading="lazy" allow="autoplay"></iframe>`.toString();
}
