// Addresses of a show and of what belongs to it.
import { asBase } from '../../host-name.js';

/** Which of a show's addresses. */
export interface ShowAddress {
	publicUrl: URL;
	slug: string;
	/** What it is of, such as `live.mp3`; default the show itself. */
	file?: string;
	/** What opens it, where anything has to. */
	key?: string | undefined;
}

/** An address as whoever is told of it can open it. */
export function showUrl({ publicUrl, slug, file, key }: ShowAddress): URL {
	const path = file === undefined ? `s/${slug}` : `s/${slug}/${file}`;
	const url = new URL(path, asBase(publicUrl));
	if (key !== undefined) {
		url.searchParams.set('key', key);
	}
	return url;
}

/**
 * Where a show is that has moved, as a reference from its former address: so it is right behind a
 * proxy with a path of its own, too (RFC 3986, 5.2).
 *
 * @param target - the request's path and query, of which the slug is the first part behind `prefix`
 */
export function movedTo(slug: string, target: string, prefix: string): string {
	const [path = '', ...query] = target.split('?');
	const [, ...rest] = path.slice(path.indexOf(prefix) + prefix.length).split('/');
	const file = rest.join('/');
	const reference = rest.length === 0 ? `./${slug}` : `../${slug}${file && `/${file}`}`;
	return query.length === 0 ? reference : `${reference}?${query.join('?')}`;
}
