import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.js';

const DISCORD_TOKEN = 'MTA1ODk3MzU0MjE4NjE4ODgwMA.GbF1xQ.hT0r8vQ2mZ1yXwK7aPpLr9sUeB3nC5dJ6fGh4I';

const read = (given: Record<string, string> = {}) => readConfig({ DISCORD_TOKEN, ...given }, 'bot');

describe('settings of feeds', () => {
	test('are 300 episodes, and nobody who is told, where nothing is set', () => {
		expect(read().server.feeds).toEqual({ maxItems: 300, hubUrl: undefined, podping: undefined });
	});

	test('are taken as they are set, and the token is a secret of the log', () => {
		const { log, server } = read({
			FEED_ITEMS: '50',
			WEBSUB_HUB: 'https://hub.example/publish?of=podcasts',
			PODPING_TOKEN: 'podping-token-6f1c',
			PODPING_URL: 'http://127.0.0.1:8080/',
		});
		expect(server.feeds).toEqual({
			maxItems: 50,
			hubUrl: new URL('https://hub.example/publish?of=podcasts'),
			podping: { url: new URL('http://127.0.0.1:8080/'), token: 'podping-token-6f1c' },
		});
		expect(log.secrets).toContain('podping-token-6f1c');
	});

	test('send podpings to the Podcast Index where no other service is named', () => {
		const { podping } = read({ PODPING_TOKEN: 'podping-token-6f1c' }).server.feeds;
		expect(podping?.url.href).toBe('https://podping.cloud/');
	});

	test.each([
		['FEED_ITEMS', '0'],
		['WEBSUB_HUB', 'hub.example'],
		['WEBSUB_HUB', 'https://me:secret@hub.example/'],
		['PODPING_TOKEN', 'two words'],
		['PODPING_URL', 'ftp://podping.example/'],
	])('refuse %s=%s', (name, value) => {
		expect(() => read({ [name]: value })).toThrow(
			expect.objectContaining({ errors: [expect.objectContaining({ variable: name })] }),
		);
	});
});
