import { describe, expect, test } from 'vitest';
import { type Program, readConfig } from '../../src/config/config.js';
import { ConfigError } from '../../src/errors.js';

function problems(environment: Record<string, string>, program: Program = 'bot'): string[] {
	try {
		readConfig(environment, program);
	} catch (error) {
		return (error as AggregateError).errors.map((problem: unknown) => {
			expect(problem).toBeInstanceOf(ConfigError);
			return `${(problem as ConfigError).variable}: ${(problem as ConfigError).message}`;
		});
	}
	return [];
}

describe('readConfig', () => {
	test('needs a bot token and nothing else', () => {
		const config = readConfig({ DISCORD_TOKEN: 'a.b.c' }, 'bot');
		expect(config.bot).toMatchObject({
			botToken: 'a.b.c',
			discordApiUrl: 'https://discord.com/api',
			podcastApiUrl: undefined,
			resumesOnRestart: true,
		});
		expect(config.dataDir).toBe('./data');
		expect(config.server).toMatchObject({ host: '127.0.0.1', port: 5050 });
		expect(config.server.metricsToken).toBeUndefined();
		expect(config.dataDir).toBe('./data');
		const { clientId, clientToken } = config.bot?.credentials ?? { clientId: '', clientToken: '' };
		expect(clientId).toMatch(/^\d+$/);
		expect(config.server.clients.get(clientId)).toBe(clientToken);
	});

	test('makes the same credentials at each start, others for each bot, none that tell its token', () => {
		const [first, again, other] = ['x-token', 'x-token', 'y-token'].map(
			(DISCORD_TOKEN) => readConfig({ DISCORD_TOKEN }, 'bot').bot?.credentials,
		);
		expect(again).toEqual(first);
		expect(first?.clientId).toMatch(/^\d{12}$/);
		expect(other?.clientId).not.toBe(first?.clientId);
		expect(other?.clientToken).not.toBe(first?.clientToken);
		expect(JSON.stringify(first)).not.toContain('x-token');
	});

	test('names every problem at once, with what came', () => {
		expect(
			problems({ PORT: 'x', LOG_LEVEL: 'loud', PUBLIC_URL: 'ftp://a', MAX_PODCASTS: '0' }),
		).toEqual([
			'DISCORD_TOKEN: expected the bot token from the developer portal, got nothing',
			'PORT: expected an integer from 0 to 65535, got "x"',
			'PUBLIC_URL: expected a URL that begins with http:// or https://, got "ftp://a"',
			'LOG_LEVEL: expected one of fatal, error, warn, info, debug, trace, silent, got "loud"',
			'MAX_PODCASTS: expected an integer from 1 to 2147483647, got "0"',
		]);
	});

	test('has HLS in pieces of 4 s from this server, unless it is said otherwise', () => {
		const hlsOf = (environment: object) =>
			readConfig({ DISCORD_TOKEN: 'x', ...environment }, 'bot').server.hls;
		expect(hlsOf({})).toEqual({ isOn: true, segmentMs: 4000, publicUrl: undefined });
		expect(
			hlsOf({ HLS: 'false', HLS_SEGMENT_MS: '2000', HLS_PUBLIC_URL: 'https://cdn.example/a' }),
		).toEqual({ isOn: false, segmentMs: 2000, publicUrl: 'https://cdn.example/a/' });
		expect(problems({ DISCORD_TOKEN: 'x', HLS_SEGMENT_MS: '500', HLS_PUBLIC_URL: 'cdn' })).toEqual([
			expect.stringContaining('HLS_SEGMENT_MS: expected an integer from 1000 to 10000'),
			expect.stringContaining('HLS_PUBLIC_URL: expected a URL'),
		]);
	});

	test.each([
		['https://radio.example', 'https://radio.example/'],
		['HTTPS://Radio.Example:443/', 'https://radio.example/'],
		['http://radio.example:8080/a//b', 'http://radio.example:8080/a/b/'],
		['https://bücher.example', 'https://xn--bcher-kva.example/'],
		['http://[2001:DB8::7]:8080', 'http://[2001:db8::7]:8080/'],
	])('takes PUBLIC_URL=%s', (PUBLIC_URL, expected) => {
		expect(readConfig({ DISCORD_TOKEN: 'x', PUBLIC_URL }, 'bot').server.publicUrl).toBe(expected);
	});

	test.each([
		['radio.example', 'expected a URL that begins with http:// or https://, got "radio.example"'],
		['radio.example:80', 'expected a URL that begins with http:// or https://, got'],
		['wss://radio.example', 'expected a URL that begins with http:// or https://, got'],
		['https://user:pass@radio.example', 'without a user name or password'],
		['https://radio.example/?a=1', 'without a query, got "https://radio.example/?…"'],
		['https://radio.example/#a', 'without a fragment, got'],
		['https://radio.example:0', 'without port 0, got'],
	])('names PUBLIC_URL=%s as wrong', (PUBLIC_URL, message) => {
		const found = problems({ DISCORD_TOKEN: 'x', PUBLIC_URL });
		expect(found).toHaveLength(1);
		expect(found[0]).toMatch(/^PUBLIC_URL: /);
		expect(found[0]).toContain(message);
		expect(found[0]).not.toContain('pass@');
	});

	test('takes hosts for websockets, and nothing but hosts', () => {
		const hostsOf = (PODCAST_WEBSOCKET_HOSTS: string) =>
			readConfig({ DISCORD_TOKEN: 'x', PODCAST_WEBSOCKET_HOSTS }, 'bot').bot?.websocketHosts;
		expect(hostsOf('Cast.Example, 192.0.2.7,2001:db8::7, [::1]')).toEqual([
			'cast.example',
			'192.0.2.7',
			'[2001:db8::7]',
			'[::1]',
		]);
		for (const wrong of ['wss://a.example', 'a.example:80', 'a.example/x', 'a b', 'x@a.example']) {
			expect(problems({ DISCORD_TOKEN: 'x', PODCAST_WEBSOCKET_HOSTS: `a,${wrong}` })).toEqual([
				expect.stringMatching(/^PODCAST_WEBSOCKET_HOSTS: expected hosts .* entry 2 is none/),
			]);
		}
	});

	test('takes the bitrates that MP3 has', () => {
		const bitrateOf = (MP3_BITRATE_KBPS: string) =>
			readConfig({ DISCORD_TOKEN: 'x', MP3_BITRATE_KBPS }, 'bot').server.mp3BitrateKbps;
		expect([bitrateOf(''), bitrateOf('320')]).toEqual([128, 320]);
		expect(problems({ DISCORD_TOKEN: 'x', MP3_BITRATE_KBPS: '100' })).toEqual([
			'MP3_BITRATE_KBPS: expected one of 64, 96, 128, 160, 192, 256, 320, got "100"',
		]);
	});

	test('takes an empty value as not set', () => {
		expect(readConfig({ DISCORD_TOKEN: 'x', PORT: '', HOST: ' ' }, 'bot').server.port).toBe(5050);
		expect(problems({ DISCORD_TOKEN: '' })).toHaveLength(1);
	});

	test('wants both credentials for a foreign podcast server', () => {
		const foreign = { DISCORD_TOKEN: 'x', PODCAST_API_URL: 'https://podcasts.example' };
		expect(problems(foreign).map((line) => line.split(':')[0])).toEqual([
			'PODCAST_CLIENT_ID',
			'PODCAST_TOKEN',
		]);
		expect(problems({ ...foreign, PODCAST_CLIENT_ID: '1', PODCAST_TOKEN: 't' })).toEqual([]);
	});

	test('gives the server alone its clients, and refuses it without', () => {
		const config = readConfig({ PODCAST_CLIENTS: '1:a, 2:b:c' }, 'server');
		expect(config).not.toHaveProperty('bot');
		expect([...config.server.clients]).toEqual([
			['1', 'a'],
			['2', 'b:c'],
		]);
		expect(problems({}, 'server')[0]).toMatch(/^PODCAST_CLIENTS: /);
	});

	test('takes listener accounts and origins of links, and names what is wrong by its place', () => {
		const { bot, log } = readConfig(
			{
				DISCORD_TOKEN: 'x',
				DISCORD_LISTENER_TOKENS: 'one, two,',
				PODCAST_LINK_ORIGINS: 'https://a.example, http://b.example:8080/',
			},
			'bot',
		);
		expect(bot?.listenerTokens).toEqual(['one', 'two']);
		expect(log.secrets).toEqual(expect.arrayContaining(['one', 'two']));
		expect(bot?.linkOrigins).toEqual(['https://a.example', 'http://b.example:8080']);
		const wrong = (tokens: string) =>
			problems({ DISCORD_TOKEN: 'x', DISCORD_LISTENER_TOKENS: tokens });
		expect(wrong('one,t wo')).toEqual([
			'DISCORD_LISTENER_TOKENS: expected bot tokens, comma-separated; entry 2 is none',
		]);
		expect(wrong('one,two,one')).toEqual([
			'DISCORD_LISTENER_TOKENS: expected different bot tokens; entry 3 repeats another',
		]);
		expect(wrong('one,x')).toEqual([
			'DISCORD_LISTENER_TOKENS: expected tokens of other bots; entry 2 is DISCORD_TOKEN itself',
		]);
		expect(
			problems({ DISCORD_TOKEN: 'x', PODCAST_LINK_ORIGINS: 'https://a.example,https://b/p/1' }),
		).toEqual([
			'PODCAST_LINK_ORIGINS: expected origins such as https://example.org, comma-separated; entry 2 is none, got "https://a.example,https://b/p/1"',
		]);
	});

	test('never repeats a secret', () => {
		const secret = 'hunter 2';
		const lines = problems({
			DISCORD_TOKEN: secret,
			PODCAST_CLIENT_ID: '1',
			PODCAST_TOKEN: secret,
			PODCAST_CLIENTS: `1:${secret}`,
			METRICS_TOKEN: secret,
		});
		expect(lines).toHaveLength(4);
		expect(lines.join()).not.toContain('hunter');
	});

	test('knows all tokens that must stay out of the log', () => {
		const { secrets } = readConfig(
			{
				DISCORD_TOKEN: 'bot',
				PODCAST_CLIENT_ID: '1',
				PODCAST_TOKEN: 'own',
				PODCAST_CLIENTS: '2:two',
				METRICS_TOKEN: 'metrics',
			},
			'bot',
		).log;
		expect(new Set(secrets)).toEqual(new Set(['bot', 'own', 'two', 'metrics']));
	});
});
