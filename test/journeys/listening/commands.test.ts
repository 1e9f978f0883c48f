// What members type, and what they are answered.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ComponentType, MessageFlags } from 'discord.js';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Metrics } from '../../../src/metrics/metrics.js';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import type { Interaction } from '../../support/fake-discord/world/interaction.js';
import { Message, postMessage } from '../../support/fake-discord/world/message.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { startOn } from '../../support/stepped-end.js';
import { goOnAir, makeDataDir, type Studio, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';
import {
	type ListeningStudio,
	linkOf,
	playInLounge,
	privateAnswer,
	refusal,
	speechOf,
	startListeningStudio,
	untilPlayed,
} from './listening-studio.js';
import { stepSpeech } from './stepped-relay.js';

/** Makes the podcast of the studio public. */
async function publish({ config, server }: Studio, podcastId: string): Promise<void> {
	const { clientId, clientToken } = config.bot?.credentials ?? { clientId: '', clientToken: '' };
	const response = await fetch(new URL(`/api/podcasts/${podcastId}`, server.url), {
		method: 'PATCH',
		headers: { clientId, token: clientToken, 'content-type': 'application/json' },
		body: JSON.stringify({ visibility: 'public', title: 'Tides & *stars*', hostName: 'Ada' }),
	});
	expect(response.status).toBe(200);
}

describe('/podcast listen', () => {
	test('answers with what is played, where and by whom', async () => {
		const studio = await startListeningStudio();
		const { id } = await goOnAir(studio);
		const { text } = await playInLounge(studio, await linkOf(studio, id));
		expect(text.split('\n')).toEqual([
			'### 🔊 Playing Lighthouse',
			expect.stringMatching(
				new RegExp(
					`^<#${studio.audience.lounge.id}> · by <@${studio.account.id}> · since <t:\\d+:R>$`,
				),
			),
			'Leave',
		]);
		const { voice } = studio.audience.guild.memberOf(studio.account);
		expect(voice).toMatchObject({ selfDeaf: true, selfMute: false });
	});

	test('opens a public podcast by its id alone, and shows its title as plain text', async () => {
		const studio = await startListeningStudio();
		const { id } = await goOnAir(studio);
		await publish(studio, id);
		const { text } = await playInLounge(studio, id);
		expect(text).toContain('Playing Tides & \\*stars\\*');
		await untilPlayed(studio, () => receivedInLounge(studio));
	});

	test('refuses an id that is not public and of another server', async () => {
		const studio = await startListeningStudio();
		const { id } = await goOnAir(studio);
		const answer = await refusal(studio, id);
		expect(answer).toMatch(/^That show is not on air/);
		expect(answer).toContain('for others paste the link');
		expect(await refusal(studio, 'nope')).toBe(answer);
		expect(studio.audience.guild.memberOf(studio.account).voice.channel).toBeNull();
	});

	test.each([
		['a wrong key', (link: URL) => link.searchParams.set('key', 'wrong')],
		['no key', (link: URL) => link.searchParams.delete('key')],
		['the id of no podcast', (link: URL) => (link.pathname = '/p/zzzzz')],
	])('refuses a link with %s', async (_what, spoil) => {
		const studio = await startListeningStudio();
		const { id } = await goOnAir(studio);
		const link = new URL(await linkOf(studio, id));
		spoil(link);
		const answer = await refusal(studio, link.href);
		expect(answer).toMatch(/^That show is not on air, or the link is an old one/);
		expect(studio.listenings.in(studio.audience.guild.id)).toEqual([]);
	});

	test('does not connect to a host that is not its own and not allowed', async () => {
		const studio = await startListeningStudio();
		expect(await refusal(studio, 'https://evil.example/p/AbC12?key=x')).toBe(
			'I do not open links to `evil.example`: whoever runs this bot can allow it with `PODCAST_LINK_ORIGINS`.',
		);
		expect(await refusal(studio, `${studio.server.url}/list`)).toContain('no link of a podcast');
	});

	test('opens links of an origin that is allowed', async () => {
		const other = await startStudio();
		const { id } = await goOnAir(other);
		const link = await linkOf(other, id);
		const studio = await startListeningStudio({
			environment: { PODCAST_LINK_ORIGINS: new URL(link).origin },
		});
		await playInLounge(studio, link);
		await untilPlayed(other, () => receivedInLounge(studio));
	});

	test('does not play a podcast into the channel that it comes from', async () => {
		const studio = await startListeningStudio({ listenerAccounts: 1 });
		const { id } = await goOnAir(studio);
		const interaction = studio.host.runCommand(
			'podcast listen',
			{ podcast: id },
			{ channel: studio.text },
		);
		expect(await privateAnswer(interaction)).toContain('it would hear itself');
	});

	test('says what to do where every account is in use', async () => {
		const studio = await startListeningStudio();
		const { id } = await goOnAir(studio);
		const lobby = studio.guild.addVoiceChannel({ name: 'Lobby' });
		const interaction = studio.host.runCommand(
			'podcast listen',
			{ podcast: id, channel: lobby },
			{ channel: studio.text },
		);
		expect(await privateAnswer(interaction)).toMatch(
			/all of them are in use\..*DISCORD_LISTENER_TOKENS/,
		);
	});

	test('offers the invite of a listener account that is not in the server', async () => {
		const studio = await startListeningStudio({ listenerAccounts: 1 });
		const { id } = await goOnAir(studio);
		const link = await linkOf(studio, id);
		await playInLounge(studio, link);
		const attic = studio.audience.guild.addVoiceChannel({ name: 'Attic' });
		const { host, text } = studio.audience;
		const answer = await privateAnswer(
			host.runCommand('podcast listen', { podcast: link, channel: attic }, { channel: text }),
		);
		const [player] = studio.players;
		expect(answer).toContain(`client_id=${player?.applicationId}`);
		expect(answer).toContain('[Player 1](');
	});

	test('keeps the channel from being put on air by the account that plays there', async () => {
		const studio = await startListeningStudio();
		const { id } = await goOnAir(studio);
		await playInLounge(studio, await linkOf(studio, id));
		const { host, lounge, text } = studio.audience;
		const answer = await privateAnswer(host.runCommand('podcast start', {}, { channel: text }));
		expect(answer).toContain(`I am playing a podcast into <#${lounge.id}>`);
	});

	test('says which permission is missing', async () => {
		const studio = await startListeningStudio();
		const { id } = await goOnAir(studio);
		const { guild, lounge } = studio.audience;
		lounge.edit({ overwrites: [{ for: guild.everyone, deny: ['Speak'] }] });
		expect(await refusal(studio, await linkOf(studio, id))).toContain('give me **Speak** there');
	});
});

describe('suggestions', () => {
	async function suggest(studio: ListeningStudio, typed: string) {
		const { host, text } = studio.audience;
		const interaction = host.autocomplete(
			'podcast listen',
			{ podcast: typed },
			{ channel: text, focused: 'podcast' },
		);
		await interaction.acknowledged();
		return interaction.choices;
	}

	test('are the public podcasts, by title, host and id', async () => {
		const studio = await startListeningStudio();
		const { id } = await goOnAir(studio);
		expect(await suggest(studio, '')).toEqual([]);
		await publish(studio, id);
		const choice = { name: 'Tides & *stars* — Ada — Harbour', value: id };
		expect(await suggest(studio, '')).toMatchObject([choice]);
		expect(await suggest(studio, 'TIDES')).toMatchObject([choice]);
		expect(await suggest(studio, 'ada')).toMatchObject([choice]);
		expect(await suggest(studio, 'mountains')).toEqual([]);
	});

	test('are this server’s own podcast, too, whoever may hear it elsewhere', async () => {
		const studio = await startListeningStudio();
		const { id } = await goOnAir(studio);
		const interaction = studio.host.autocomplete(
			'podcast relay',
			{ podcast: 'light' },
			{ channel: studio.text, focused: 'podcast' },
		);
		await interaction.acknowledged();
		expect(interaction.choices).toMatchObject([{ name: 'Lighthouse — this server', value: id }]);
	});
});

describe('/podcast relay', () => {
	test('plays one channel into four of the same server, with four accounts', async () => {
		const clock = new SteppedClock();
		const studio = await startOn(clock, () => startListeningStudio({ clock, listenerAccounts: 4 }));
		await goOnAir(studio);
		const rooms = addRooms(studio, 4);
		const answer = await relay(studio, rooms.category).response();
		for (const room of rooms.channels) {
			expect(answer.text).toContain(`<#${room.id}> · by <@`);
		}
		const sessions = await Promise.all(
			studio.players.map((player) => studio.discord.voice.ready(player, studio.guild)),
		);
		expect(new Set(sessions.map(({ call }) => call.channel))).toEqual(new Set(rooms.channels));
		const places = sessions.flatMap((session) =>
			studio.listenings
				.in(studio.guild.id)
				.filter(({ channelId }) => channelId === session.call.channel.id)
				.map((listening) => ({ listening, session })),
		);
		expect(places).toHaveLength(4);
		const { play, say } = await stepSpeech({ clock, places, studio });
		const frames = countedFrames(50);
		const heard = await play(await say(frames), 1200);
		const spoken = heard.map((each) => speechOf(each).map(({ opus }) => [...opus]));
		expect(spoken).toEqual(places.map(() => frames.map((frame) => [...frame])));
	});

	test('says which channels no account was left for, and leaves all of a category', async () => {
		const studio = await startListeningStudio({ listenerAccounts: 2 });
		await goOnAir(studio);
		const { category, channels } = addRooms(studio, 3);
		const answer = await relay(studio, category).response();
		const third = channels[2]?.id;
		await until(() => answer.text).toMatch(
			new RegExp(`⚠️ Not into <#${third}>: Each of my accounts .* in use`),
		);
		const left = await studio.host
			.runCommand('podcast leave', { channel: category }, { channel: studio.text })
			.response();
		expect(left.content).toBe(`⚫ Left <#${channels[0]?.id}>, <#${channels[1]?.id}>.`);
		await until(() => answer.text).toContain('Ada ended it.');
		expect(studio.players.map((player) => studio.guild.memberOf(player).voice.channel)).toEqual([
			null,
			null,
		]);
	});

	test('says that nothing is on air where nothing is', async () => {
		const studio = await startListeningStudio();
		const { category } = addRooms(studio, 1);
		expect(await privateAnswer(relay(studio, category))).toContain('This server is not on air');
	});

	function relay(studio: Studio, category: ReturnType<typeof addRooms>['category']): Interaction {
		return studio.host.runCommand('podcast relay', { category }, { channel: studio.text });
	}

	function addRooms({ guild }: Studio, count: number) {
		const category = guild.addCategory({ name: 'Rooms' });
		const channels = Array.from({ length: count }, (_, index) => {
			const channel = guild.addVoiceChannel({ name: `Room ${index + 1}`, category });
			guild.addMember({ name: `Guest ${index + 1}` }).join(channel);
			return channel;
		});
		return { category, channels };
	}
});

describe('/podcast leave', () => {
	test('leaves and says so; a second one has nothing to leave', async () => {
		const studio = await startListeningStudio();
		const { id } = await goOnAir(studio);
		const played = await playInLounge(studio, await linkOf(studio, id));
		const { guild, host, lounge, text } = studio.audience;
		const leave = () => host.runCommand('podcast leave', {}, { channel: text });
		expect((await leave().response()).content).toBe(`⚫ Left <#${lounge.id}>.`);
		expect(guild.memberOf(studio.account).voice.channel).toBeNull();
		await played.interaction.until('the panel says so', ({ messages }) =>
			messages.find((message) => message.text.includes('Mia ended it.')),
		);
		expect(await privateAnswer(leave())).toContain('Nothing is playing there');
	});

	test('is a button, too, for who may use the command', async () => {
		const studio = await startListeningStudio();
		const { id } = await goOnAir(studio);
		const { message } = await playInLounge(studio, await linkOf(studio, id));
		const { guild, host } = studio.audience;
		const guest = guild.addMember({ name: 'Guest' });
		const refused = await guest.pressButton(message, 'podcast:leave').response();
		expect(refused).toMatchObject({ isEphemeral: true });
		expect(refused.text).toContain('Integrations');
		host.pressButton(message, 'podcast:leave');
		await until(() => message.text).toContain('Mia ended it.');
		expect(guild.memberOf(studio.account).voice.channel).toBeNull();
	});
});

test('a wrong listener token is told by its place, and the others work', async () => {
	const studio = await startListeningStudio({
		listenerAccounts: 1,
		environment: { DISCORD_LISTENER_TOKENS: 'not.a.token' },
	});
	expect(studio.log()).toContain('Discord refuses entry 1 of DISCORD_LISTENER_TOKENS');
	const { id } = await goOnAir(studio);
	await playInLounge(studio, await linkOf(studio, id));
});

test('what is played is measured', async () => {
	const studio = await startListeningStudio();
	const metrics = new Metrics();
	onTestFinished(() => metrics.close());
	metrics.watchListenings(studio.listenings.totals);
	const { id } = await goOnAir(studio);
	await playInLounge(studio, await linkOf(studio, id));
	await untilPlayed(studio, () => receivedInLounge(studio));
	const during = await metrics.scrape();
	expect(during).toMatch(/^podcast_listening_channels 1$/m);
	expect(during).toMatch(/^podcast_listening_frames_total{outcome="played"} [1-9]/m);
	expect(during).toMatch(/^podcast_listening_delay_seconds_count [1-9]/m);
	await studio.listenings.close();
	const after = await metrics.scrape();
	expect(after).toMatch(/^podcast_listening_channels 0$/m);
	expect(after).toMatch(/^podcast_listening_frames_total{outcome="played"} [1-9]/m);
	expect(studio.log()).toContain('Listening is over');
});

test('an orderly stop leaves the channels and says so', async () => {
	const studio = await startListeningStudio();
	const { id } = await goOnAir(studio);
	const played = await playInLounge(studio, await linkOf(studio, id));
	await studio.listenings.close();
	expect(studio.audience.guild.memberOf(studio.account).voice.channel).toBeNull();
	expect(played.interaction.messages.some(({ text }) => text.includes('shut down'))).toBe(true);
});

test('after a crash the next start corrects the message that says that it is played', async () => {
	const dataDir = makeDataDir();
	const file = join(dataDir, 'listening.json');
	let panel: Message | undefined;
	await startListeningStudio({
		dataDir,
		before: ({ account, audience }) => {
			const flags = MessageFlags.IsComponentsV2;
			const components = [{ type: ComponentType.TextDisplay, content: '### 🔊 Playing Tides' }];
			panel = new Message({
				channel: audience.text,
				author: account.user,
				body: { components, flags },
				flags,
			});
			postMessage(audience.guild.world, panel);
			const left = { channelId: audience.text.id, messageId: panel.id, title: 'Tides' };
			writeFileSync(file, JSON.stringify({ version: 1, panels: [left] }));
		},
	});
	await until(() => panel?.text).toContain('Not played any more: Tides\nThe bot was restarted');
	await until(() => JSON.parse(readFileSync(file, 'utf8')).panels).toEqual([]);
});

test('what is played is remembered by its owner alone, and forgotten when it is over', async () => {
	const studio = await startListeningStudio();
	const { id, listenKey } = await goOnAir(studio);
	await playInLounge(studio, await linkOf(studio, id));
	const file = join(studio.dataDir, 'listening.json');
	const [panel] = JSON.parse(readFileSync(file, 'utf8')).panels;
	const { guild, lounge } = studio.audience;
	expect(panel.playing).toEqual({
		guildId: guild.id,
		podcast: { kind: 'podcast', id, listenKey, server: null },
		places: [{ channelId: lounge.id, accountId: studio.account.id }],
	});
	expect(statSync(file).mode & 0o777).toBe(0o600);
	await studio.listenings.close();
	expect(JSON.parse(readFileSync(file, 'utf8')).panels).toEqual([]);
});

function receivedInLounge({ account, audience, discord }: ListeningStudio) {
	return discord.voice.sessionOf(account, audience.guild)?.received ?? [];
}
