import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.js';
import { describeBlockedPort } from '../../src/config/shapes/blocked-ports.js';

/** Node's own `fetch` blocks the same ports as browsers, before it connects. */
async function isBlockedByFetch(port: number): Promise<boolean> {
	const { cause } = (await fetch(`http://127.0.0.1:${port}/`).catch(
		(error: Error) => error,
	)) as Error;
	return cause instanceof Error && cause.message === 'bad port';
}

describe('ports that browsers block', () => {
	test('are all refused, and no others', async () => {
		const ours = Array.from({ length: 65_536 }, (_, port) => port).filter(
			(port) => describeBlockedPort(port) !== undefined,
		);
		expect(await Promise.all(ours.map(isBlockedByFetch))).toEqual(ours.map(() => true));
		expect(ours).toHaveLength(82);
	});

	test('are named with the service that they belong to', () => {
		const lines = [
			{ PORT: '6000' },
			{ PUBLIC_URL: 'http://podcasts.example:6667' },
			{ PODCAST_API_URL: 'http://p.example:5060', PODCAST_CLIENT_ID: '1', PODCAST_TOKEN: 't' },
			{ PODCAST_LINK_ORIGINS: 'https://a.example, http://b.example:25' },
		].map((environment) => {
			try {
				readConfig({ DISCORD_TOKEN: 'x', ...environment }, 'bot');
			} catch (error) {
				return String(
					(error as AggregateError).errors.map(
						({ variable, message }) => `${variable}: ${message}`,
					),
				);
			}
			return '';
		});
		expect(lines).toEqual([
			'PORT: expected a port that browsers do not block, as they do 6000 (x11); 5050 is open, got "6000"',
			'PUBLIC_URL: expected a port that browsers do not block, as they do 6667 (irc); 5050 is open, got "http://podcasts.example:6667"',
			'PODCAST_API_URL: expected a port that browsers do not block, as they do 5060 (sip); 5050 is open, got "http://p.example:5060"',
			'PODCAST_LINK_ORIGINS: expected a port that browsers do not block, as they do 25 (smtp); 5050 is open, got "https://a.example, http://b.example:25"',
		]);
	});
});
