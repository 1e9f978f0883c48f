// The id that a show has in podcast apps and directories, wherever its feed moves to.
import { createHash } from 'node:crypto';

/** Of feeds (podcast namespace, `guid`). */
const NAMESPACE = Buffer.from('ead4c236bf5858c6a2c6a6b28d128cb6', 'hex');

const UUID_BYTES = 16;

/**
 * Makes `podcast:guid`: a UUID of version 5 of the feed's address, without scheme and without
 * slashes at its end.
 *
 * @see {@link https://podcasting2.org/docs/podcast-namespace/tags/guid}
 */
export function podcastGuid(feedUrl: URL): string {
	const { host, pathname } = feedUrl;
	const name = `${host}${pathname}`.replace(/\/+$/, '');
	const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, UUID_BYTES);
	// RFC 9562, 4.1 and 4.2: version and variant.
	bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
	bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
	return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
