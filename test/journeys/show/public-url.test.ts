// The bot's way to its own server is not the way of everybody else.
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { goOnAir, listenKeyOf, startStudio } from '../../support/studio.js';
import {
	linkOf,
	playInLounge,
	startListeningStudio,
	untilPlayed,
} from '../listening/listening-studio.js';

const LAN_ADDRESS = Object.values(networkInterfaces())
	.flatMap((addresses) => addresses ?? [])
	.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

describe('PUBLIC_URL', () => {
	test.each([
		['https://radio.example', 'https://radio.example/', 'wss://radio.example/'],
		['https://RADIO.example:443/', 'https://radio.example/', 'wss://radio.example/'],
		['https://radio.example:8443', 'https://radio.example:8443/', 'wss://radio.example:8443/'],
		['https://radio.example/live', 'https://radio.example/live/', 'wss://radio.example/live/'],
		['https://radio.example/a//b/', 'https://radio.example/a/b/', 'wss://radio.example/a/b/'],
		['https://bücher.example', 'https://xn--bcher-kva.example/', 'wss://xn--bcher-kva.example/'],
		['http://radio.example', 'http://radio.example/', 'ws://radio.example/'],
		['https://[2001:db8::7]', 'https://[2001:db8::7]/', 'wss://[2001:db8::7]/'],
	])(
		'%s is what others are told, and never the bot’s own way',
		async (PUBLIC_URL, link, socket) => {
			const studio = await startListeningStudio({ environment: { PUBLIC_URL } });
			const { id, panel } = await goOnAir(studio);
			const url = await linkOf(studio, id);
			expect(url.startsWith(`${link}p/${id}?key=`)).toBe(true);
			const key = listenKeyOf(panel.text);
			expect(panel.text).toContain(`🎧 ${link}s/harbour?key=${key}\n`);
			expect(studio.places.find('harbour')?.profile.key).toBe(key);
			const asked = studio.host.runCommand('podcast status', {}, { channel: studio.text });
			expect((await asked.response()).text).toContain(`websocket \`${socket}?id=${id}\``);
			expect(studio.server.stats().podcasts).toMatchObject([{ id, status: 'live' }]);
			await playInLounge(studio, url);
			await untilPlayed(studio, () => {
				const { account, audience, discord } = studio;
				return discord.voice.sessionOf(account, audience.guild)?.received ?? [];
			});
		},
	);
});

test('an address of this machine that somebody has set is told, with what it is worth', async () => {
	const studio = await startStudio({ environment: { PUBLIC_URL: 'http://127.0.0.1:8080' } });
	const { panel } = await goOnAir(studio);
	const { key } = studio.places.find('harbour')?.profile ?? {};
	expect(panel.text).toContain(`🎧 \`http://127.0.0.1:8080/s/harbour?key=${key}\`\n⚠️ Only the`);
	expect(panel.text).not.toContain('🎧 Listen');
});

test.each([
	'127.0.0.1',
	'0.0.0.0',
	'localhost',
	'::',
	'::1',
	...(LAN_ADDRESS ? [LAN_ADDRESS] : []),
])('HOST=%s: the bot gets to its own server', async (HOST) => {
	const environment = { HOST, PUBLIC_URL: 'https://radio.example' };
	const studio = await startStudio({ environment });
	const { id } = await goOnAir(studio);
	expect(studio.server.stats().podcasts).toMatchObject([{ id, status: 'live' }]);
});
