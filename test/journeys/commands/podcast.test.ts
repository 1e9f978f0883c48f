// What moderators read, tried through the simulated Discord.
import { describe, expect, test } from 'vitest';
import { ONLY_HERE } from '../../../src/discord/words/shown-link.js';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import type { Interaction } from '../../support/fake-discord/world/interaction.js';
import { ClientRefusalError } from '../../support/fake-discord/world/invocation.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import {
	goOnAir,
	listen,
	podcastIdOf,
	type Studio,
	startStudio,
	untilLinked,
} from '../../support/studio.js';
import { until } from '../../support/until.js';

/** Nothing listens there, and no system hands it out as a free port. */
const CLOSED_PORT = 2;

/** Of the setting of that name, by default. */
const VOICE_JOIN_TIMEOUT_MS = 15_000;

function run(studio: Studio, command: string, options = {}): Interaction {
	return studio.host.runCommand(command, options, { channel: studio.text });
}

/** What only the member who asked can read. */
async function privateAnswer(interaction: Interaction): Promise<string> {
	const message = await interaction.until('a private answer', ({ messages }) =>
		messages.find(({ content, isEphemeral }) => isEphemeral && content !== ''),
	);
	expect(interaction.messages).toEqual([message]);
	return message.text;
}

/** Resolves when a guild's bot is in no voice channel and its server knows no podcast. */
async function nothingIsLeft(studio: Studio): Promise<void> {
	const bot = studio.guild.memberOf(studio.account);
	await studio.discord.until(
		'the bot is out of voice',
		() => bot.voice.channel === null || undefined,
	);
	await until(() => studio.server.stats().podcasts.length).toBe(0);
	expect(studio.registry.size).toBe(0);
}

/** What the bot says in the text channel after its answer. */
function publicFollowUp(interaction: Interaction): Promise<string> {
	return interaction.until('a follow-up', ({ followUps }) => followUps[0]?.content);
}

describe('/podcast start', () => {
	test('answers publicly with the id and where to listen', async () => {
		const studio = await startStudio();
		studio.host.join(studio.stage);
		const interaction = run(studio, 'podcast start', { title: 'Tides & *stars*' });
		expect((await interaction.acknowledged()).type).toBe(5);
		const answer = await interaction.response();
		await untilLinked(answer);
		const id = podcastIdOf(answer.text);
		expect(answer.isEphemeral).toBe(false);
		expect(answer.text.split('\n')).toEqual([
			'## 🔴 On air: Tides & \\*stars\\*',
			expect.stringMatching(new RegExp(`^From <#${studio.stage.id}> · started <t:\\d+:R>$`)),
			expect.stringMatching(new RegExp(`^🎧 \`${studio.server.url}/p/${id}\\?key=[\\w-]{22}\`$`)),
			ONLY_HERE,
			'-# Unlisted: anyone with the link can listen.',
			`-# Podcast \`${id}\``,
			'Quiet right now',
			'0 listeners',
			expect.stringMatching(/^-# <t:\d+:T> Ada put it on air\.$/),
			'Put my voice on air',
			'Keep my voice off air',
			'Stop',
			'New link',
		]);
		const { voice } = studio.guild.memberOf(studio.account);
		expect(voice).toMatchObject({ channel: studio.stage, selfMute: true, selfDeaf: false });
	});

	test('takes a channel that the host is not in, and a stage', async () => {
		const studio = await startStudio();
		const channel = studio.guild.addStageChannel({ name: 'Debate' });
		const answer = await run(studio, 'podcast start', { channel }).response();
		expect(answer.text).toContain(`On air: Debate\nFrom <#${channel.id}>`);
	});

	test('is for members with Manage Server', async () => {
		const studio = await startStudio();
		const guest = studio.guild.addMember({ name: 'Guest' });
		expect(() => guest.runCommand('podcast start', {}, { channel: studio.text })).toThrow(
			ClientRefusalError,
		);
	});

	test('tells a host who is in no voice channel what to do', async () => {
		const studio = await startStudio();
		expect(await privateAnswer(run(studio, 'podcast start'))).toBe(
			'Join a voice channel first, or name one: `/podcast start channel:` and pick it.',
		);
	});

	test('names the permission that is missing, and the channel', async () => {
		const studio = await startStudio();
		const { guild, account } = studio;
		const channel = guild.addVoiceChannel({
			name: 'Locked',
			overwrites: [{ for: guild.memberOf(account), deny: ['Connect'] }],
		});
		expect(await privateAnswer(run(studio, 'podcast start', { channel }))).toBe(
			`I may not enter <#${channel.id}>: give me **Connect** there, in the channel's settings under Permissions.`,
		);
		await nothingIsLeft(studio);
	});

	test('says that a channel is full', async () => {
		const studio = await startStudio();
		const channel = studio.guild.addVoiceChannel({ name: 'Small', userLimit: 1 });
		studio.host.join(channel);
		expect(await privateAnswer(run(studio, 'podcast start'))).toMatch(
			`<#${channel.id}> is full (1 members)`,
		);
		await nothingIsLeft(studio);
	});

	test('says that the guild is on air already', async () => {
		const studio = await startStudio();
		await goOnAir(studio);
		expect(await privateAnswer(run(studio, 'podcast start'))).toMatch(
			`already on air from <#${studio.stage.id}>`,
		);
	});

	test('gives one podcast for two starts at the same moment', async () => {
		const studio = await startStudio();
		studio.host.join(studio.stage);
		const first = run(studio, 'podcast start');
		const second = run(studio, 'podcast start');
		expect(await privateAnswer(second)).toMatch(/just being started/);
		podcastIdOf((await first.response()).text);
		expect(studio.server.stats().podcasts).toHaveLength(1);
	});

	test.each([
		['server-update', /did not let the bot into voice channel/],
		['discovery', /voice server of channel \d+ could not be reached/],
		['description', /voice server of channel \d+ could not be reached/],
	] as const)('says so when Discord stalls at the step %s', async (step, message) => {
		const clock = new SteppedClock();
		const studio = await startStudio({ clock });
		const { account, discord, guild, host, stage } = studio;
		discord.voice.hold(step);
		host.join(stage);
		const starting = run(studio, 'podcast start');
		await until(() => guild.memberOf(account).voice.channel).toBe(stage);
		if (step !== 'server-update') {
			await until(() => discord.voice.sessionOf(account, guild)?.hasIdentified).toBe(true);
		}
		await clock.step(VOICE_JOIN_TIMEOUT_MS);
		expect(await privateAnswer(starting)).toMatch(message);
		await nothingIsLeft(studio);
	});

	test('joins where the voice server is told before the place', async () => {
		const studio = await startStudio();
		const { world } = studio.guild;
		const dispatch = world.dispatch.bind(world);
		studio.host.join(studio.stage);
		const held: Parameters<typeof dispatch>[0][] = [];
		world.dispatch = (event) => {
			if (event.event === 'VOICE_STATE_UPDATE') {
				held.push(event);
				return;
			}
			dispatch(event);
			if (event.event === 'VOICE_SERVER_UPDATE') {
				world.dispatch = dispatch;
				held.forEach(dispatch);
			}
		};
		podcastIdOf((await run(studio, 'podcast start').response()).text);
	});

	test('joins where a voice server has lost what it was asked by', async () => {
		const clock = new SteppedClock();
		const studio = await startStudio({ clock });
		const { discord, host, stage } = studio;
		const release = discord.voice.hold('discovery');
		host.join(stage);
		const starting = run(studio, 'podcast start');
		const lost = () => discord.voice.servers.reduce((sum, each) => sum + each.lostDiscoveries, 0);
		await until(lost).toBe(1);
		await clock.step(500);
		await until(lost).toBe(2);
		release();
		await clock.step(500);
		podcastIdOf((await starting.response()).text);
	});

	test('says that the podcast server cannot be reached, and leaves the channel', async () => {
		const studio = await startStudio({
			podcastApiUrl: `http://127.0.0.1:${CLOSED_PORT}`,
			environment: { PODCAST_START_TIMEOUT_MS: '300' },
		});
		studio.host.join(studio.stage);
		expect(await privateAnswer(run(studio, 'podcast start'))).toMatch(
			/^No podcast could be started\. The podcast server cannot be reached\. Whoever runs this bot .+ `[A-Z\d]{5}`\.$/,
		);
		await nothingIsLeft(studio);
	});

	test('can be stopped while it is starting', async () => {
		const studio = await startStudio();
		const release = studio.discord.voice.hold('server-update');
		studio.host.join(studio.stage);
		const starting = run(studio, 'podcast start');
		await starting.acknowledged();
		expect((await run(studio, 'podcast stop').response()).content).toMatch(/given up/);
		expect(await privateAnswer(starting)).toMatch(/ended before it was on air/);
		release();
		await nothingIsLeft(studio);
	});

	test('can be started again after every end', async () => {
		const studio = await startStudio();
		const first = await goOnAir(studio);
		await run(studio, 'podcast stop').response();
		const second = await goOnAir(studio);
		expect(second.id).not.toBe(first.id);
	});
});

describe('/podcast stop', () => {
	test('ends the podcast for its receivers and leaves the channel', async () => {
		const studio = await startStudio();
		const { id } = await goOnAir(studio);
		const receiver = await listen(studio, id);
		const answer = await run(studio, 'podcast stop').response();
		expect(answer.isEphemeral).toBe(false);
		expect(answer.content).toMatch(/^⚫ \*\*Off air\*\*: Lighthouse, after \d+ s\.$/);
		expect(await receiver.closed).toBe(4003);
		expect(receiver.disconnects).toEqual([4003]);
		await nothingIsLeft(studio);
	});

	test('says that there is nothing to stop', async () => {
		const studio = await startStudio();
		expect(await privateAnswer(run(studio, 'podcast stop'))).toMatch(/is not on air/);
	});
});

describe('/podcast status', () => {
	test('shows what a moderator wants to know, to the member who asked', async () => {
		const studio = await startStudio();
		const { id } = await goOnAir(studio);
		const receiver = await listen(studio, id);
		await studio.host.speak(countedFrames(20), { speed: 20 });
		await receiver.heard.atLeast(25);
		const lines = (await privateAnswer(run(studio, 'podcast status'))).split('\n');
		expect(lines[0]).toMatch(
			new RegExp(
				`^🔴 \\*\\*On air\\*\\* since <t:\\d+:R>: Lighthouse, from <#${studio.stage.id}>$`,
			),
		);
		expect(lines.slice(1)).toEqual([
			expect.stringMatching(/^✅ \*\*Working\*\*: /),
			'Listeners: 1',
			expect.stringMatching(/^Visibility: unlisted, `http:.+\?key=/),
			ONLY_HERE,
			`-# Podcast: \`${id}\` · websocket \`${studio.server.url.replace('http', 'ws')}/?id=${id}\``,
			'-# Frames: 25 heard, 25 passed through, 0 mixed, 25 sent',
			'-# Dropped: none',
			expect.stringMatching(/^-# Delay added: \d+\.\d ms \(99 % of the last frames\)$/),
			'-# End-to-end encryption: off in this call',
		]);
	});

	test('says that a moderator has deafened the bot', async () => {
		const studio = await startStudio();
		await goOnAir(studio);
		studio.guild.memberOf(studio.account).setServerDeaf(true);
		await until(async () => privateAnswer(run(studio, 'podcast status'))).toMatch(
			/A moderator has deafened me/,
		);
	});

	test('says that nothing is on air', async () => {
		const studio = await startStudio();
		expect(await privateAnswer(run(studio, 'podcast status'))).toMatch(/is not on air/);
	});
});

describe('a podcast that ends by itself', () => {
	test.each([4014, 4022])('says that somebody threw the bot out (%i)', async (closeCode) => {
		const studio = await startStudio();
		const { id, interaction } = await goOnAir(studio);
		const receiver = await listen(studio, id);
		studio.guild.memberOf(studio.account).disconnect(closeCode);
		expect(await publicFollowUp(interaction)).toMatch(
			new RegExp(
				`Off air\\*\\* after \\d+ s\\. Somebody disconnected me from <#${studio.stage.id}>\\.`,
			),
		);
		expect(await receiver.closed).toBe(4003);
		await nothingIsLeft(studio);
	});

	test('says that the channel was deleted', async () => {
		const studio = await startStudio();
		const { id, interaction } = await goOnAir(studio);
		const receiver = await listen(studio, id);
		studio.stage.delete();
		expect(await publicFollowUp(interaction)).toMatch(/The voice channel was deleted\./);
		expect(await receiver.closed).toBe(4003);
		await nothingIsLeft(studio);
	});

	test('says that the channel was deleted while the gateway was away', async () => {
		const studio = await startStudio();
		const { account, discord, stage } = studio;
		const { interaction } = await goOnAir(studio);
		discord.gateway.startOutage();
		await until(() => discord.gateway.sessionsOf(account).some((each) => each.isConnected)).toBe(
			false,
		);
		stage.delete();
		discord.gateway.expireSessions(account);
		discord.gateway.endOutage();
		expect(await publicFollowUp(interaction)).toMatch(/The voice channel was deleted\./);
		await nothingIsLeft(studio);
	});

	test('ends when the bot is removed from the server', async () => {
		const studio = await startStudio();
		const { id } = await goOnAir(studio);
		const receiver = await listen(studio, id);
		studio.guild.removeBot(studio.account);
		expect(await receiver.closed).toBe(4003);
		await until(() => studio.registry.size).toBe(0);
	});

	test('goes on from the channel that the bot is moved to', async () => {
		const clock = new SteppedClock();
		const studio = await startStudio({ clock });
		const { id, panel } = await goOnAir(studio);
		const receiver = await listen(studio, id);
		const speech = await studio.host.speak(countedFrames(10), { speed: 20 });
		const before = speech.sentTo(studio.account).length;
		await receiver.heard.atLeast(before);

		const other = studio.guild.addVoiceChannel({ name: 'Galley' });
		studio.host.join(other);
		studio.guild.memberOf(studio.account).move(other);
		await studio.discord.voice.ready(studio.account, studio.guild);
		await clock.step(5000);
		await studio.discord.until(
			'the panel tells it',
			() => panel.text.includes(`Moved to <#${other.id}>: the podcast goes on`) || undefined,
		);
		expect(panel.text).toContain(`From <#${other.id}>`);
		const after = await studio.host.speak(countedFrames(10), { speed: 20 });
		const sent = after.sentTo(studio.account);
		const heard = await receiver.heard.atLeast(before + sent.length);
		expect(heard.slice(before).map(({ opus }) => opus)).toEqual(sent.map(({ opus }) => opus));
		const nonces = heard.map(({ nonce }) => nonce.toString('hex'));
		expect(new Set(nonces).size).toBe(nonces.length);
		expect(heard.at(-1)?.nonce.readUInt32BE(20)).toBe(1);
	});
});
