// Everything that a podcast server promises to its clients (protocol.md), for any server.
import { describe } from 'vitest';
import { describeAudio } from './audio.contract.js';
import { describeConnection } from './connection.contract.js';
import { type PodcastServerUnderTest, useServer } from './contract-session.js';
import { describeRest } from './rest.contract.js';

/** Runs the suite against servers that `start` makes, one for each test. */
export function describePodcastServer(
	name: string,
	start: () => Promise<PodcastServerUnderTest>,
): void {
	describe(`${name} as a podcast server`, () => {
		const session = useServer(start);
		describeRest(session);
		describeConnection(session);
		describeAudio(session);
	});
}
