// What members paste where a link is asked for.
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/clock.js';
import { PodcastServer } from '../../../src/server/podcast-server.js';
import { goOnAir, listenKeyOf, untilLinked } from '../../support/studio.js';
import { linkOf, playInLounge, refusal, startListeningStudio } from './listening-studio.js';

describe('/podcast listen', () => {
	test('opens whatever address the bot prints, however it is pasted', async () => {
		const studio = await startListeningStudio({
			environment: { PUBLIC_URL: 'https://radio.example/live' },
		});
		const { id, panel } = await goOnAir(studio);
		const { port } = new URL(studio.server.url);
		const listenKey = listenKeyOf(await linkOf(studio, id)) ?? '';
		studio.secrets.add(listenKey);
		const page = /https:\S+\/s\/harbour\?key=[\w-]{22}/.exec(panel.text)?.[0] ?? '';
		for (const pasted of [
			page,
			page.replace('?', '/live.mp3?'),
			`Listen: [tides](<https://radio.example/live/p/${id}?key=${listenKey}>)!`,
			`\`wss://radio.example/live/?id=${id}&amp;key=${listenKey}\``,
			`radio.example//live//p//${id}//live.mp3?key=${listenKey}.`,
			`HTTP://RADIO.example:80/live/api/podcasts/${id}?key=${listenKey}`,
			`||localhost:${port}/p/${id}/live.pls?key=${listenKey}||`,
		]) {
			const { interaction, text } = await playInLounge(studio, pasted);
			expect(text, pasted).toContain('Playing Lighthouse');
			studio.secrets.add(interaction.token);
			const { host, text: channel } = studio.audience;
			await host.runCommand('podcast leave', {}, { channel }).response();
		}
	});

	test('opens this server’s own podcast by its websocket’s address, without a key', async () => {
		const studio = await startListeningStudio({
			listenerAccounts: 1,
			environment: { PUBLIC_URL: 'https://radio.example' },
		});
		const { id } = await goOnAir(studio, { visibility: 'private' });
		const podcast = `<wss://radio.example/?id=${id}>`;
		const lobby = studio.guild.addVoiceChannel({ name: 'Lobby' });
		const interaction = studio.host.runCommand(
			'podcast listen',
			{ podcast, channel: lobby },
			{ channel: studio.text },
		);
		expect((await interaction.response()).text).toContain('Playing Lighthouse');
		expect(await refusal(studio, podcast)).toMatch(/^That show is not on air/);
	});

	test('opens a podcast of another server of ours by the address that its panel shows', async () => {
		const other = await PodcastServer.start({
			host: '127.0.0.1',
			port: 0,
			publicUrl: 'https://radio.example/live',
			clients: new Map([['1', 'its-token']]),
			clock: systemClock,
			logger: pino({ level: 'silent' }),
		});
		onTestFinished(() => other.close());
		const studio = await startListeningStudio({
			podcastApiUrl: other.url,
			environment: { PODCAST_CLIENT_ID: '1', PODCAST_TOKEN: 'its-token' },
		});
		const { id, panel } = await goOnAir(studio);
		await untilLinked(panel);
		const shown = /🎧 (https:\S+)/.exec(panel.text)?.[1] ?? '';
		expect(shown).toContain(`https://radio.example/live/p/${id}?key=`);
		const { text } = await playInLounge(studio, shown);
		expect(text).toContain('Playing Lighthouse');
	});

	test('says of each refusal what is true', async () => {
		const studio = await startListeningStudio({
			environment: { PUBLIC_URL: 'https://radio.example/live' },
		});
		await goOnAir(studio);
		for (const [pasted, reason] of [
			['<https://radio.example/live/about>', /^That is no link of a podcast/],
			['https://radio.example/p/AbC12', /^That is no link of a podcast/],
			['radio.example', /^That is no link of a podcast/],
			['[x](<wss://evil.example/?id=AbC12>)', /^I do not open links to `evil\.example`:/],
			['https://radio.example/live/p/AbC12?key=x', /^That show is not on air, or the link/],
			['`AbC12`', /^That show is not on air.* for others paste the link\.$/],
		] as const) {
			expect(await refusal(studio, pasted), pasted).toMatch(reason);
		}
	});
});
