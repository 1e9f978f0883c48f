// Settings in the forms in which shells, containers, web forms and people write them.
import { availableParallelism, homedir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.js';
import type { ConfigError } from '../../src/errors.js';

const TOKEN = 'MTQyNTc2ODA4MTAwMjU5OTIwNA.GhTest.abcdefghijklmnopqrstuvwxyz0123456789ab';

function read(environment: Record<string, string>) {
	return readConfig({ DISCORD_TOKEN: TOKEN, ...environment }, 'bot');
}

function problems(environment: Record<string, string>): string[] {
	try {
		read(environment);
		return [];
	} catch (error) {
		return ((error as AggregateError).errors as ConfigError[]).map(
			({ variable, message }) => `${variable}: ${message}`,
		);
	}
}

/** The one line that says what is wrong with one setting. */
function problem(variable: string, value: string): string {
	const [line = '', ...others] = problems({ [variable]: value });
	expect(others).toEqual([]);
	expect(line).toMatch(new RegExp(`^${variable}: expected `));
	return line;
}

describe('any setting', () => {
	test.each([
		'"8080"',
		"'8080'",
		'`8080`',
		'“8080”',
		' 8080 ',
		'8080\r',
		'\ufeff8080',
		'\u00a08080\u200b',
		'8080 # of the proxy',
		'"8080" # of the proxy',
		'PORT=8080',
		'08080',
		'8_080',
		'" 8080 "',
	])('is taken without what only wraps it (%j)', (PORT) => {
		expect(read({ PORT }).server.port).toBe(8080);
	});

	test.each(['', ' ', '""', "''", '# default', '\r\n', '\u200b'])(
		'is at its default where nothing is left of it (%j)',
		(PORT) => {
			expect(read({ PORT }).server.port).toBe(5050);
		},
	);

	test('is taken from a name with export or a byte order mark before it', () => {
		expect(read({ 'export PORT': '8080' }).server.port).toBe(8080);
		expect(read({ '\ufeffPORT': '8080' }).server.port).toBe(8080);
		expect(read({ 'export PORT': '8080', PORT: '8081' }).server.port).toBe(8081);
	});

	test('is yes or no in any of their forms', () => {
		const isMixed = (value: string) => read({ BOTS_ON_AIR: value }).bot?.areBotsOnAir;
		expect(['true', 'TRUE', '1', 'yes', 'On'].map(isMixed)).toEqual(Array(5).fill(true));
		expect(['false', 'False', '0', 'NO', 'off'].map(isMixed)).toEqual(Array(5).fill(false));
		expect(problem('BOTS_ON_AIR', 'maybe')).toBe(
			'BOTS_ON_AIR: expected true or false, got "maybe"',
		);
	});

	test('is a word in capitals or not', () => {
		const { bot, log, server } = read({
			DEFAULT_VISIBILITY: 'Public',
			LOG_FORMAT: 'JSON',
			LOG_LEVEL: 'WARN',
			PACKETS_PER_WRITE: 'AUTO',
		});
		expect(bot?.defaultVisibility).toBe('public');
		expect(log).toMatchObject({ format: 'json', level: 'warn' });
		expect(server.packetsPerWrite).toBe('auto');
	});

	test('is a number without its unit, which the error names', () => {
		expect(problem('IDLE_STOP_MS', '10s')).toMatch(
			/\(milliseconds, without the unit\), got "10s"$/,
		);
		expect(problem('MAX_BODY_BYTES', '64k')).toMatch(/\(bytes, without the unit\), got "64k"$/);
		expect(problem('MAX_PODCASTS', '1,000')).toMatch(/got "1,000"$/);
		expect(problem('MAX_PODCASTS', '-1')).toMatch(/got "-1"$/);
		expect(problem('MAX_PODCASTS', '1e3')).toMatch(/got "1e3"$/);
	});

	test('is quoted in an error in one line of printable characters', () => {
		expect(problem('LOG_LEVEL', 'lo\u001b[2J\nud')).toMatch(/got "lo \[2J ud"$/);
	});
});

describe('HOST', () => {
	test.each([
		['[::1]', '::1'],
		['::1', '::1'],
		['[::]', '::'],
		['*', '0.0.0.0'],
		['0', '0.0.0.0'],
		['0.0.0.0', '0.0.0.0'],
		['localhost', 'localhost'],
		['my_service.internal', 'my_service.internal'],
		['fe80::1%eth0', 'fe80::1%eth0'],
	])('takes %s', (HOST, host) => {
		expect(read({ HOST }).server.host).toBe(host);
	});

	test.each([
		['http://0.0.0.0:5050', ': write HOST=0.0.0.0 and PORT=5050'],
		['https://podcasts.example/', ': write HOST=podcasts.example'],
		['127.0.0.1:8080', ': write HOST=127.0.0.1 and PORT=8080'],
		['[::1]:8080', ': write HOST=::1 and PORT=8080'],
		['localhost:8080', ': write HOST=localhost and PORT=8080'],
		['0.0.0.0/0', ': write HOST=0.0.0.0'],
		['127.0.0.1, ::1', ''],
		['127.0.0.1 ::1', ''],
		['256.0.0.1', ''],
		['ex ample', ''],
	])('says what to write instead of %s', (HOST, advice) => {
		expect(problem('HOST', HOST)).toBe(
			`HOST: expected an address or a name alone, such as 0.0.0.0 or localhost${advice}, got "${HOST}"`,
		);
	});
});

describe('PORT', () => {
	test.each([':8080', '8080/tcp', '8080/TCP'])('takes %s', (PORT) => {
		expect(read({ PORT }).server.port).toBe(8080);
	});

	test('takes 0 for any free one', () => {
		expect(read({ PORT: '0' }).server.port).toBe(0);
	});

	test.each([
		'80:8080',
		'127.0.0.1:8080',
		'tcp://10.0.0.1:8080',
		'8080/udp',
		'70000',
		'0x50',
		'-1',
	])('refuses %s', (PORT) => {
		expect(problem('PORT', PORT)).toBe(`PORT: expected an integer from 0 to 65535, got "${PORT}"`);
	});
});

describe('SERVER_PROCESSES', () => {
	test('is one where there are two cores; the first of several has the podcasts', () => {
		expect(read({}).bot.serverProcesses).toBe(availableParallelism() >= 2 ? 1 : 0);
		expect(read({ SERVER_PROCESSES: '0' }).bot.serverProcesses).toBe(0);
		expect(read({ SERVER_PROCESSES: '1' }).bot.serverProcesses).toBe(1);
		for (const [processes, listeners] of [
			[undefined, 0],
			['0', 0],
			['1', 0],
			['2', 1],
			['16', 15],
		]) {
			const settings = processes === undefined ? {} : { SERVER_PROCESSES: String(processes) };
			expect(read(settings).server.listenerProcesses).toBe(listeners);
		}
		expect(problem('SERVER_PROCESSES', '17')).toBe(
			'SERVER_PROCESSES: expected an integer from 0 to 16, got "17"',
		);
	});
});

describe('what is copied from Discord', () => {
	test.each([`Bot ${TOKEN}`, `"Bot ${TOKEN}"`, `'${TOKEN}'`, `bot  ${TOKEN}\r`])(
		'is a bot token, also with what stands before it in requests',
		(DISCORD_TOKEN) => {
			const { bot, log } = read({ DISCORD_TOKEN });
			expect(bot?.botToken).toBe(TOKEN);
			expect(log.secrets).toContain(TOKEN);
		},
	);

	test.each([`"${TOKEN}`, `${TOKEN} ${TOKEN}`, `${TOKEN}é`, '<token>'])(
		'is no bot token where something else is in it, and is not repeated',
		(DISCORD_TOKEN) => {
			expect(problem('DISCORD_TOKEN', DISCORD_TOKEN)).toBe(
				'DISCORD_TOKEN: expected a bot token without spaces, quotes and the like',
			);
		},
	);

	test.each([
		'123456789012345678',
		'"123456789012345678"',
		'123456789 012345678',
		'https://discord.com/channels/123456789012345678/987654321098765432',
		'https://canary.discord.com/channels/123456789012345678',
	])('is the id of a server, also in a link (%s)', (DISCORD_GUILD_ID) => {
		expect(read({ DISCORD_GUILD_ID }).bot?.commandsGuildId).toBe('123456789012345678');
	});

	test('is never a token that stands in the wrong place', () => {
		expect(problem('DISCORD_GUILD_ID', TOKEN)).not.toContain('MTQy');
		expect(problem('LOG_LEVEL', `Bot ${TOKEN}`)).not.toContain('MTQy');
		const lines = problems({
			METRICS_TOKEN: 'a-secret-of-mine',
			HOST: 'http://a-secret-of-mine:1',
		});
		expect(lines.join()).toMatch(/^HOST: /);
		expect(problem('PODCAST_LINK_ORIGINS', 'https://a.example/?token=hunter2')).not.toMatch(
			/hunter/,
		);
	});
});

describe('addresses of others', () => {
	test.each([
		['https://discord.example/api/v10', 'https://discord.example/api'],
		['https://discord.example/api/v10/', 'https://discord.example/api'],
		['https://discord.example/api/', 'https://discord.example/api'],
	])('are Discord without its version (%s)', (DISCORD_API_URL, url) => {
		expect(read({ DISCORD_API_URL }).bot?.discordApiUrl).toBe(url);
	});

	const foreign = { PODCAST_CLIENT_ID: '1', PODCAST_TOKEN: 'a-foreign-token' };

	test.each(['http://p.example:81', 'http://p.example:81/podcast', 'http://p.example:81/list/'])(
		'are a podcast server without a call of it (%s)',
		(PODCAST_API_URL) => {
			const { bot } = read({ PODCAST_API_URL, ...foreign });
			expect(bot?.podcastApiUrl?.href).toBe('http://p.example:81/');
		},
	);

	test.each(['p.example', 'p.example:81', 'ws://p.example', '//p.example'])(
		'have a scheme, unlike %s',
		(PODCAST_API_URL) => {
			expect(problems({ PODCAST_API_URL, ...foreign })).toEqual([
				`PODCAST_API_URL: expected a URL that begins with http:// or https://, got "${PODCAST_API_URL}"`,
			]);
		},
	);

	test('hold no password, which is not repeated', () => {
		const [line] = problems({ PODCAST_API_URL: 'https://me:hunter2@p.example', ...foreign });
		expect(line).toBe('PODCAST_API_URL: expected a URL without user name, password, ? and #');
	});
});

describe('lists', () => {
	test.each([
		'one,two',
		' one , two , ',
		'one;two',
		'one\ntwo\n',
		'"one","two"',
		'Bot one, Bot two',
	])('are taken with any separator (%j)', (DISCORD_LISTENER_TOKENS) => {
		expect(read({ DISCORD_LISTENER_TOKENS }).bot?.listenerTokens).toEqual(['one', 'two']);
	});

	test.each(['1:a,2:b', '1:a, 2:b,', '1:a;2:b', '1 : a\n2 : b', '"1:a","2:b"', '1:a,2:b,1:a'])(
		'of clients too (%j)',
		(PODCAST_CLIENTS) => {
			const { clients } = readConfig({ PODCAST_CLIENTS }, 'server').server;
			expect([...clients]).toEqual([
				['1', 'a'],
				['2', 'b'],
			]);
		},
	);

	test('of clients keep a semicolon that belongs to a token, and name who is there twice', () => {
		const { clients } = readConfig({ PODCAST_CLIENTS: '1:a;b' }, 'server').server;
		expect([...clients]).toEqual([['1', 'a;b']]);
		expect(problem('PODCAST_CLIENTS', '1:a,1:b')).toBe(
			'PODCAST_CLIENTS: expected different client ids; entry 2 repeats one with another token',
		);
	});
});

describe('DATA_DIR', () => {
	test.each([
		['~/podcasts', `${homedir()}/podcasts`],
		['~', homedir()],
		['$HOME/podcasts', `${homedir()}/podcasts`],
		['"/var/lib/my podcasts"', '/var/lib/my podcasts'],
		['data', 'data'],
		['""', './data'],
	])('takes %s', (DATA_DIR, folder) => {
		expect(read({ DATA_DIR }).dataDir.replace(/(?<=.)\/$/, '')).toBe(folder);
	});

	test.each(['file:///data', '~ada/data', '$DATA/podcasts', '/data # where it is'])(
		'refuses %s',
		(DATA_DIR) => {
			expect(problem('DATA_DIR', DATA_DIR)).toMatch(/^DATA_DIR: expected a folder such as /);
		},
	);
});

describe('a time zone', () => {
	test('is written in any case; without one the machine’s counts', () => {
		expect(read({ TIME_ZONE: 'europe/berlin' }).bot.timeZone).toBe('Europe/Berlin');
		expect(read({}).bot.timeZone).toMatch(/^[A-Z]/);
	});

	test.each(['CEST+1', '+01:00', 'Europe/Atlantis'])('is not %s', (text) => {
		expect(problem('TIME_ZONE', text)).toContain('such as Europe/Berlin');
	});
});

describe('NATS_URL', () => {
	test('takes servers of one cluster, a user and a password in the first', () => {
		const url = 'tls://edge:100%25@a.example:4222, nats://b.example';
		const { cluster, log } = read({ NATS_URL: url });
		expect(cluster.nats?.servers).toEqual(['tls://edge:100%25@a.example:4222', 'nats://b.example']);
		expect(log.secrets).toContain('100%');
	});

	test.each(['a.example:4222', 'http://a.example', 'nats://', 'nats://edge:top%zz@a.example'])(
		'is nothing else: %s',
		(NATS_URL) => {
			expect(problem('NATS_URL', NATS_URL)).toMatch(/nats:\/\/ or tls:\/\//);
			expect(problem('NATS_URL', NATS_URL)).not.toContain('top');
		},
	);
});

test('ROLE=edge needs NATS_URL', () => {
	expect(problems({ ROLE: 'Edge' })).toEqual([
		'NATS_URL: expected the NATS servers from which ROLE=edge takes its podcasts, got nothing',
	]);
	expect(problems({ ROLE: 'edge', NATS_URL: 'nats://a.example' })).toEqual([]);
	expect(problems({ ROLE: 'both' })).toEqual([]);
});

describe('SHARDS', () => {
	test.each([
		['auto', 'auto'],
		['AUTO', 'auto'],
		['0/2', { first: 0, last: 0, count: 2 }],
		['0-3/8', { first: 0, last: 3, count: 8 }],
		['4 - 7 / 8', { first: 4, last: 7, count: 8 }],
	])('is read from %s', (SHARDS, shards) => {
		expect(read({ SHARDS }).bot.shards).toEqual(shards);
	});

	test('is all of them where it is not set', () => {
		expect(read({}).bot.shards).toBe('auto');
	});

	test.each(['2/2', '3-1/8', '0-8/8', '[0,1]', '0', '0/0', '-1/2', '0/2/4'])(
		'is not %s',
		(value) => {
			expect(problem('SHARDS', value)).toBe(
				`SHARDS: expected auto, or shards counted from 0 and how many there are, such as 0/2 or 0-3/8, got "${value}"`,
			);
		},
	);
});
