// `podcast:guid`, by which directories know a show wherever its feed moves.
import { createHash } from 'node:crypto';
import { asBase, isOnlyHere, isOnlyNear } from '../../../host-name.js';
import type { ShowProfile } from '../../../store/show-profiles.js';

/** Of podcasts (podcast namespace, `guid`). */
const NAMESPACE = Buffer.from('ead4c236bf5858c6a2c6a6b28d128cb6', 'hex');

const UUID_BYTES = 16;

/**
 * The guid of a feed's address, without its scheme and slashes at its end.
 *
 * @returns a UUID of version 5
 * @see {@link https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/guid.md}
 */
export function podcastGuid(feedUrl: string): string {
	const name = feedUrl.replace(/^[a-z][a-z\d+.-]*:\/\//i, '').replace(/\/+$/, '');
	const hash = createHash('sha1').update(NAMESPACE).update(name).digest();
	const bytes = hash.subarray(0, UUID_BYTES);
	// RFC 9562, 5.5 and 4.1: version and variant.
	bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
	bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
	const hex = bytes.toString('hex');
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** A show's guid, and whether it is to be kept from now on. */
export interface ShowGuid {
	guid: string;
	isNew: boolean;
}

/**
 * The guid of a show: the one that it has, or of its feed's first address that others can open.
 * Until there is such an address it is of the Discord server's id: addresses such as
 * `127.0.0.1:5050/s/show` are many shows' at once.
 */
export function guidOf({ guid, guildId, slug }: ShowProfile, publicUrl: URL): ShowGuid {
	if (guid !== undefined) {
		return { guid, isNew: false };
	}
	return isOnlyHere(publicUrl) || isOnlyNear(publicUrl)
		? { guid: podcastGuid(`discord.com/channels/${guildId}`), isNew: false }
		: { guid: podcastGuid(new URL(`s/${slug}/feed.xml`, asBase(publicUrl)).href), isNew: true };
}
