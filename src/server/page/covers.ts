// Pictures of shows and of people: initials on a colour that is always the same for a name.
import { initialsOf, tileColor } from './browser/player/initials.js';
import { type Html, html } from './html.js';

/** Initials in a square; for names that mean somebody, and for shows without a picture. */
export function tile(name: string): Html {
	return html`<svg viewBox="0 0 40 40" aria-hidden="true" focusable="false"><rect width="40" height="40" fill="${tileColor(name)}"/><text x="20" y="20" dy=".36em" text-anchor="middle" font-size="16" font-weight="600" fill="#fff">${initialsOf(name)}</text></svg>`;
}

/** A show's picture; under it its initials, which stay where the picture cannot be had. */
export function cover(name: string, address: string | undefined): Html {
	return html`<span class="cover">${tile(name)}${address === undefined ? undefined : html`<img src="${address}" alt="" width="160" height="160" data-cover>`}</span>`;
}
