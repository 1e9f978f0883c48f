import { describe, expect, test } from 'vitest';
import { PodcastApi } from '../../src/client/podcast-api.js';
import { PodcastSender } from '../../src/client/podcast-sender.js';
import {
	admitCredentials,
	namedWebsocket,
	websocketBeside,
} from '../../src/client/websocket-route.js';
import { systemClock } from '../../src/clock.js';
import { parsePodcast } from '../../src/protocol/podcast.js';
import { ScriptedApi } from './scripted-api.js';
import { CLIENT_ID, CLIENT_TOKEN, senderOptions, startService } from './sender-fixture.js';

describe('the websocket that a podcast names', () => {
	test.each([
		['https://api.example', {}, 'wss://api.example/?id=-a_1B'],
		['http://api.example:81/v1/', {}, 'ws://api.example:81/?id=-a_1B'],
		['https://api.example', { ip: '0.0.0.0', port: 9000 }, 'wss://api.example:9000/?id=-a_1B'],
		['http://api.example', { ip: '::', port: 9000 }, 'ws://api.example:9000/?id=-a_1B'],
		['http://api.example', { ip: '[::0]', port: 80 }, 'ws://api.example/?id=-a_1B'],
		['https://api.example', { ip: '192.0.2.7', port: 443 }, 'wss://192.0.2.7/?id=-a_1B'],
		['https://api.example', { port: 9000 }, 'wss://api.example:9000/?id=-a_1B'],
		['http://api.example:81', { ip: 'cast.example' }, 'ws://cast.example:81/?id=-a_1B'],
		['http://[2001:db8::1]:81', { ip: '2001:db8::2' }, 'ws://[2001:db8::2]:81/?id=-a_1B'],
	])('%s %j: %s', (apiUrl, address, expected) => {
		const podcast = parsePodcast({ id: '-a_1B', ...address });
		expect(namedWebsocket(new URL(apiUrl), podcast).href).toBe(expected);
	});

	test('is an error where it is no host', () => {
		const podcast = parsePodcast({ id: 'a', ip: '1.2.3.4.5' });
		expect(() => namedWebsocket(new URL('http://api.example'), podcast)).toThrow(/ip of the podc/);
	});
});

test.each([
	['https://example.org', 'wss://example.org/?id=a'],
	['https://example.org/radio', 'wss://example.org/radio/?id=a'],
	['http://[::1]:5050/', 'ws://[::1]:5050/?id=a'],
])('a server of our kind has its websocket beside its REST: %s', (baseUrl, expected) => {
	expect(websocketBeside(new URL(baseUrl), 'a').href).toBe(expected);
});

describe('credentials', () => {
	const resolveHost = async () => ['192.0.2.7', '2001:db8::7'];
	const admit = async (apiUrl: string, url: string, websocketHosts: string[] = []) =>
		(await admitCredentials(new URL(url), { apiUrl: new URL(apiUrl), websocketHosts, resolveHost }))
			.href;

	test.each([
		['the host of the API', 'https://api.example', 'wss://API.example.:9000/', undefined],
		['loopback in another form', 'http://localhost:1', 'ws://127.0.0.1:9000/', undefined],
		['loopback in IPv6', 'http://127.0.0.1:1', 'ws://[::1]:9000/', undefined],
		['an address of the API', 'http://api.example', 'ws://192.0.2.7:9000/', undefined],
		['an address of it in IPv6', 'http://api.example', 'ws://[2001:db8:0::7]:9000/', undefined],
		[
			'an address of it, by the name that its certificate is for',
			'https://api.example',
			'wss://192.0.2.7:9000/?id=a',
			'wss://api.example:9000/?id=a',
		],
	])('go to %s', async (_what, apiUrl, url, expected) => {
		expect(await admit(apiUrl, url)).toBe(expected ?? new URL(url).href);
	});

	test.each([
		['another name', 'https://api.example', 'wss://cast.example/'],
		['another address', 'https://api.example', 'wss://192.0.2.8/'],
		['a name below it', 'https://api.example', 'wss://x.api.example/'],
		['loopback, from elsewhere', 'https://192.0.2.7', 'wss://127.0.0.1/'],
		['another host, from loopback', 'http://127.0.0.1:1', 'ws://192.0.2.7/'],
	])('do not go to %s, unless a setting allows it', async (_what, apiUrl, url) => {
		const { host, hostname } = new URL(url);
		const refusal = `wants the websocket at ${host}, which is another host, so the credentials are not sent there`;
		await expect(admit(apiUrl, url)).rejects.toThrow(refusal);
		await expect(admit(apiUrl, url)).rejects.toMatchObject({ retryable: false });
		expect(await admit(apiUrl, url, [hostname.toUpperCase()])).toBe(new URL(url).href);
	});

	test('wait where the name server is away', async () => {
		const rules = {
			apiUrl: new URL('https://api.example'),
			websocketHosts: [],
			resolveHost: async () => {
				throw Object.assign(new Error('getaddrinfo'), { code: 'EAI_AGAIN' });
			},
		};
		await expect(admitCredentials(new URL('wss://192.0.2.7/'), rules)).rejects.toMatchObject({
			message: expect.stringContaining('cannot be looked up (EAI_AGAIN)'),
			retryable: true,
		});
	});
});

describe('a sender', () => {
	test('is not sent with its credentials to another host', async () => {
		const server = await ScriptedApi.start();
		server.link = undefined;
		server.podcast = { id: 'POD01', ip: '192.0.2.7', port: 9 };
		await expect(PodcastSender.start(senderOptions(server))).rejects.toMatchObject({
			problem: 'other host',
		});
	});

	test('reaches a server of our own beside its API, whatever address it names', async () => {
		const service = await startService();
		const options = senderOptions(service);
		const api = new PodcastApi({
			apiUrl: new URL(service.url),
			clientId: CLIENT_ID,
			clientToken: CLIENT_TOKEN,
			clock: systemClock,
			isOwnServer: true,
			publicUrl: new URL('https://example.org/radio'),
		});
		const elsewhere = parsePodcast({ id: 'a', ip: 'example.org', port: 443 });
		expect((await api.websocketAddress(elsewhere)).url.origin).toBe(
			service.url.replace('http', 'ws'),
		);
		expect(api.publicWebsocketUrl(elsewhere).href).toBe('wss://example.org/radio/?id=a');
		const sender = await PodcastSender.start({ ...options, api });
		expect(sender.isOnAir).toBe(true);
		await sender.stop();
	});
});
