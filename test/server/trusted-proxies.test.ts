// Which proxies are believed, and whom requests then count against.
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.js';
import { isWithin, readTrustedProxies } from '../../src/server/limits/trusted-proxies.js';
import { until } from '../support/until.js';
import { ServerFixture } from './server-fixture.js';

/** A server that logs who asked, behind such proxies. */
async function start(setting: string) {
	const trustedProxies = readTrustedProxies(setting);
	if (!trustedProxies) {
		throw new TypeError(`Expected a setting, got ${setting}`);
	}
	const fixture = await ServerFixture.start({ trustedProxies });
	return {
		fixture,
		/** Whom the server takes the request for. */
		ask: async (headers: Record<string, string>, path = '/api/podcasts') => {
			const lines = fixture.logLines.length;
			await (await fixture.call(path, { headers: headers as never })).text();
			const answered = () =>
				fixture.logLines.slice(lines).find((line) => line.includes('Request answered'));
			await until(answered).toBeDefined();
			return (JSON.parse(answered() as string) as { address: string }).address;
		},
		warnings: () =>
			fixture.logLines
				.map((line) => JSON.parse(line) as { level: number; msg: string; entry?: string })
				.filter(({ level }) => level === 40),
	};
}

const forwardedFor = (value: string) => ({ 'x-forwarded-for': value });

describe('TRUST_PROXY', () => {
	const WAY = '6.6.6.6, 198.51.100.7, 10.0.0.5, 127.0.0.9';

	test.each([
		['false', '127.0.0.1'],
		['true', '127.0.0.9'],
		['TRUE', '127.0.0.9'],
		['1', '127.0.0.9'],
		['2', '10.0.0.5'],
		['3', '198.51.100.7'],
		['9', '6.6.6.6'],
		['loopback', '10.0.0.5'],
		['loopback, uniquelocal', '198.51.100.7'],
		['127.0.0.0/8 10.0.0.5', '198.51.100.7'],
		['127.0.0.0/255.0.0.0,::ffff:10.0.0.0/104', '198.51.100.7'],
		['172.18.0.0/16', '127.0.0.1'],
		['loopback,0.0.0.0/0', '6.6.6.6'],
	])('%s takes a request for %s', async (setting, address) => {
		const { ask } = await start(setting);
		expect(await ask(forwardedFor(WAY))).toBe(address);
	});

	test('takes Forwarded as well', async () => {
		const { ask } = await start('true');
		expect(await ask({ forwarded: 'for=6.6.6.6, for="[2001:db8::1]:4711";proto=https' })).toBe(
			'2001:db8::1',
		);
	});

	test.each([
		'yes please',
		'-1',
		'1.5',
		'33',
		'*',
		'10.0.0.0/33',
		'10.0.0/8',
		'010.0.0.0/8',
		'2001:db8::/129',
		'10.0.0.0/8/8',
		'10.0.0.0/255.0.255.0',
		'proxy.example',
		'loopback,nowhere',
		',',
	])('refuses %j by its name, and says what is expected', (value) => {
		let errors: unknown[] = [];
		try {
			readConfig({ DISCORD_TOKEN: 'x', TRUST_PROXY: value }, 'bot');
		} catch (error) {
			({ errors } = error as AggregateError);
		}
		expect(errors).toMatchObject([{ variable: 'TRUST_PROXY' }]);
		expect(String(errors[0])).toMatch(
			/expected true, false, a number of proxies.*172\.18\.0\.0\/16/,
		);
	});
});

describe('what cannot be read', () => {
	test('counts as the proxy, and is logged once, without all that came', async () => {
		const { ask, warnings } = await start('true');
		for (const value of ['unknown', `\u00e9${'<script>'.repeat(100)}`, '_hidden']) {
			expect(await ask(forwardedFor(value))).toBe('127.0.0.1');
		}
		expect(warnings()).toMatchObject([{ header: 'X-Forwarded-For', entry: 'unknown' }]);
	});

	test('is quoted in part, and in plain characters', async () => {
		const { ask, warnings } = await start('loopback');
		await ask(forwardedFor(`\u00e9\u009b${'x'.repeat(1000)}`));
		expect(warnings()[0]?.entry).toBe(`??${'x'.repeat(58)}`);
	});

	test('stops the walk at the first proxy that is not trusted', async () => {
		const { ask } = await start('loopback, uniquelocal');
		expect(await ask(forwardedFor('6.6.6.6, unknown, 10.0.0.5'))).toBe('127.0.0.1');
	});
});

describe('a proxy that', () => {
	test('sends no header is told of once, a client of ours is not', async () => {
		const { ask, fixture, warnings } = await start('true');
		const { id } = await fixture.goLive();
		await fixture.ownView(id);
		await ask({}, '/health');
		expect(warnings()).toEqual([]);
		expect(await ask({})).toBe('127.0.0.1');
		await ask({});
		expect(warnings().map(({ msg }) => msg)).toEqual([
			expect.stringContaining('without X-Forwarded-For or Forwarded'),
		]);
	});

	test('TRUST_PROXY does not name is told of once', async () => {
		const { ask, warnings } = await start('172.18.0.0/16');
		await ask(forwardedFor('192.0.2.1'));
		await ask(forwardedFor('192.0.2.1'));
		expect(warnings()).toMatchObject([{ msg: expect.stringContaining('does not name') }]);
	});

	test('stands there without TRUST_PROXY is told of once', async () => {
		const { ask, warnings } = await start('false');
		await ask(forwardedFor('192.0.2.1'));
		await ask({ forwarded: 'for=192.0.2.1' });
		expect(warnings()).toMatchObject([{ msg: expect.stringContaining('TRUST_PROXY is not set') }]);
	});
});

test('websockets and streams count as whoever the header names, whatever its form', async () => {
	const trustedProxies = readTrustedProxies('2') as never;
	const fixture = await ServerFixture.start({
		trustedProxies,
		limits: { connectionsPerAddress: 1 },
	});
	const { id } = await fixture.goLive(0);
	await fixture.change(id, { visibility: 'public' });
	const listen = async (way: string) => {
		const headers = forwardedFor(`${way}, 10.0.0.5:80`);
		const client = fixture.connect(id, headers);
		const event = await Promise.race([
			client.nextEvent().then(() => 'heard'),
			once(client.webSocket, 'unexpected-response').then(() => 'refused'),
		]);
		return event;
	};
	expect(await listen('198.51.100.7:1111')).toBe('heard');
	expect(await listen('"[2001:db8:1:2::1]:1111"')).toBe('heard');
	expect(await listen('198.51.100.7:2222')).toBe('refused');
	expect(await listen('2001:db8:1:2:9::9')).toBe('refused');
	expect(await listen('[2001:db8:1:3::1]')).toBe('heard');
	const { hostname, port } = new URL(fixture.server.url);
	const socket = connect(Number(port), hostname);
	socket.write(
		`GET /p/${id}/live.ogg HTTP/1.0\r\nX-Forwarded-For: 198.51.100.7:3\r\nX-Forwarded-For: 10.0.0.5\r\n\r\n`,
	);
	const [head] = (await once(socket, 'data')) as [Buffer];
	socket.destroy();
	expect(head.toString('latin1')).toMatch(/^HTTP\/1\.\d 429/);
});

test.each([
	['::ffff:10.0.0.9', true],
	['10.0.0.9', true],
	['11.0.0.1', false],
	['fd00::1', true],
	['2001:db8::1', false],
	['unknown', false],
])('%s is within uniquelocal: %s', (address, expected) => {
	const proxies = readTrustedProxies('uniquelocal');
	expect(proxies?.kind === 'networks' && isWithin(proxies.networks, address)).toBe(expected);
});
