// Settings on their way to the server's process: they arrive as they were.
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.js';
import { packSettings, unpackSettings } from '../../src/program/server-process/packed-settings.js';

test.each([
	{},
	{ TRUST_PROXY: 'true' },
	{ TRUST_PROXY: '2' },
	{ TRUST_PROXY: 'loopback, 172.18.0.0/16, 2001:db8::/32' },
	{ WEBSUB_HUB: 'https://hub.example/', FEED_ITEMS: '5' },
	{ PODPING_TOKEN: 'a-token' },
	{ PODCAST_CLIENTS: '777:a-listener-token', SITE_NAME: 'Harbour radio', METRICS_TOKEN: 'm' },
])('%j', (environment) => {
	const { server, site } = readConfig({ DISCORD_TOKEN: 'a.b.c', ...environment }, 'bot');
	const crossed = structuredClone(packSettings({ server, site }));
	expect(unpackSettings(crossed)).toEqual({ server, site });
});
