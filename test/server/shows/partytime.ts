// The parser of feeds that the Podcast Index's apps use, and nothing else that comes with it.
import type { FeedObject } from 'podcast-partytime';

const own = new Set(Object.keys(process.env));
process.env.PARTYTIME_LOG = 'silent';
const { parseFeed } = await import('podcast-partytime');
// NOTE: it reads a developer's `.env` into the environment, which other tests share.
for (const name of Object.keys(process.env).filter((name) => !own.has(name))) {
	delete process.env[name];
}

/** What it finds in a feed. @throws where it finds no feed */
export function readFeed(bytes: Uint8Array): FeedObject {
	const feed = parseFeed(Buffer.from(bytes).toString());
	if (!feed) {
		throw new Error('Expected a feed');
	}
	return feed;
}
