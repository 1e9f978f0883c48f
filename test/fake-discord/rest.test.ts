// Routes beside commands, with the real REST client: permissions, limits, faults.
import { type Client, DiscordAPIError, Events, type TextChannel } from 'discord.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FakeDiscord, startFakeDiscord } from '../support/fake-discord/fake-discord.js';
import { joinVoice, leaveVoice, logIn } from '../support/fake-discord/real-client.js';
import type { Bot } from '../support/fake-discord/world/bot.js';
import type { Guild } from '../support/fake-discord/world/guild.js';
import type { Role } from '../support/fake-discord/world/role.js';

let discord: FakeDiscord;
let bot: Bot;
let guild: Guild;
let client: Client<true>;

beforeEach(async () => {
	discord = await startFakeDiscord();
	bot = discord.addBot({ name: 'Caster' });
	guild = discord.addGuild({
		name: 'Harbour',
		bots: [bot],
		botPermissions: ['SetVoiceChannelStatus'],
	});
});

afterEach(async () => {
	await client.destroy();
	await discord.close();
});

async function codeOf(call: Promise<unknown>): Promise<unknown> {
	try {
		await call;
		return undefined;
	} catch (error) {
		return error instanceof DiscordAPIError ? error.code : error;
	}
}

it('lets the bot write only where its permissions allow it', async () => {
	const open = guild.addTextChannel();
	const silent = guild.addTextChannel({
		overwrites: [{ for: guild.memberOf(bot), deny: ['SendMessages'] }],
	});
	const hidden = guild.addTextChannel({
		overwrites: [{ for: guild.everyone, deny: ['ViewChannel'] }],
	});
	client = await logIn(discord, bot);
	const send = (id: string, content: string) =>
		codeOf((client.channels.cache.get(id) as TextChannel).send(content));
	expect(await send(open.id, 'hello')).toBeUndefined();
	expect(await send(open.id, '')).toBe(50006);
	expect(await send(silent.id, 'hello')).toBe(50013);
	expect(await send(hidden.id, 'hello')).toBe(50001);
	expect([...open.messages.values()].map((message) => message.content)).toEqual(['hello']);
});

it('sets the voice status only while the bot is connected', async () => {
	const channel = guild.addVoiceChannel();
	client = await logIn(discord, bot);
	const put = () =>
		codeOf(client.rest.put(`/channels/${channel.id}/voice-status`, { body: { status: 'on air' } }));
	expect(await put()).toBe(50013);
	const connection = await joinVoice(client, channel);
	expect(await put()).toBeUndefined();
	expect(channel.status).toBe('on air');
	leaveVoice(connection);
});

it('takes no voice status for a stage, nor one of more than 500 characters', async () => {
	const [channel, stage] = [guild.addVoiceChannel(), guild.addStageChannel()];
	guild.editRole(guild.memberOf(bot).roles[0] as Role, ['SetVoiceChannelStatus', 'ManageChannels']);
	client = await logIn(discord, bot);
	const put = (id: string, length: number) =>
		codeOf(
			client.rest.put(`/channels/${id}/voice-status`, { body: { status: 'x'.repeat(length) } }),
		);
	expect(await put(stage.id, 1)).toBe(50024);
	expect(await put(channel.id, 501)).toBe(50035);
	expect(await put(channel.id, 500)).toBeUndefined();
});

it('changes the nickname and tells the client', async () => {
	client = await logIn(discord, bot);
	const updated = new Promise((resolve) => client.once(Events.GuildMemberUpdate, resolve));
	const me = client.guilds.cache.get(guild.id)?.members.me;
	await me?.setNickname('On air');
	await updated;
	expect(guild.memberOf(bot).nick).toBe('On air');
	expect(await codeOf(me?.setNickname('x'.repeat(33)) ?? Promise.resolve())).toBe(50035);
});

it('tells limits in headers, so that a client in a hurry is late, not refused', async () => {
	const channel = guild.addTextChannel();
	client = await logIn(discord, bot);
	discord.rest.fail({ method: 'POST', path: /messages$/, status: 429, retryAfter: 0.05 });
	await (client.channels.cache.get(channel.id) as TextChannel).send('hello');
	const statuses = discord.rest.requests
		.filter(({ path }) => path.endsWith('/messages'))
		.map(({ status }) => status);
	expect(statuses).toEqual([429, 200]);
});

it('answers 429 where the client does not wait', async () => {
	const channel = guild.addTextChannel();
	client = await logIn(discord, bot);
	// All at once, so that none comes after the five seconds of the limit.
	const statuses = await Promise.all(
		Array.from({ length: 6 }, async () => {
			const response = await fetch(`${discord.apiUrl}/v10/channels/${channel.id}/messages`, {
				method: 'POST',
				headers: { Authorization: `Bot ${bot.token}`, 'Content-Type': 'application/json' },
				body: JSON.stringify({ content: 'hello' }),
			});
			await response.arrayBuffer();
			expect(response.headers.get('x-ratelimit-limit')).toBe('5');
			return response.status;
		}),
	);
	expect(statuses.toSorted()).toEqual([200, 200, 200, 200, 200, 429]);
});

it('fails and slows chosen routes', async () => {
	const channel = guild.addTextChannel();
	client = await logIn(discord, bot);
	discord.rest.fail({ path: new RegExp(`^/channels/${channel.id}$`), status: 503, times: 2 });
	const fetched = await client.channels.fetch(channel.id, { force: true });
	expect(fetched?.id).toBe(channel.id);
	expect(discord.rest.requests.filter(({ status }) => status === 503)).toHaveLength(2);
});

it('lets only speakers be heard on a stage', async () => {
	const stage = guild.addStageChannel();
	client = await logIn(discord, bot);
	const connection = await joinVoice(client, stage);
	expect(guild.memberOf(bot).voice.suppress).toBe(true);
	const me = client.guilds.cache.get(guild.id)?.members.me;
	expect(await codeOf(me?.voice.setSuppressed(false) ?? Promise.resolve())).toBe(50013);
	const role = guild.addRole({ name: 'moderator', permissions: ['MuteMembers'] });
	guild.memberOf(bot).addRole(role);
	await me?.voice.setSuppressed(false);
	expect(guild.memberOf(bot).voice.suppress).toBe(false);
	leaveVoice(connection);
});

it('keeps a request to speak until a moderator answers it, either way', async () => {
	const stage = guild.addStageChannel();
	client = await logIn(discord, bot);
	const connection = await joinVoice(client, stage);
	const member = guild.memberOf(bot);
	const own = client.guilds.cache.get(guild.id)?.members.me?.voice;
	await own?.setRequestToSpeak(true);
	expect(member.voice.requestToSpeakTimestamp).toMatch(/^\d{4}-/);
	member.setSuppressed(true);
	expect(member.voice).toMatchObject({ suppress: true, requestToSpeakTimestamp: null });
	await own?.setRequestToSpeak(true);
	member.setSuppressed(false);
	expect(member.voice).toMatchObject({ suppress: false, requestToSpeakTimestamp: null });
	const elsewhere = client.rest.patch(`/guilds/${guild.id}/voice-states/@me`, {
		body: { channel_id: guild.id, suppress: true },
	});
	expect(await codeOf(elsewhere)).toBe(50035);
	leaveVoice(connection);
});

it('carries out what it answers with a fault, once where a nonce says so', async () => {
	const channel = guild.addTextChannel();
	client = await logIn(discord, bot);
	discord.rest.fail({ method: 'POST', path: /messages$/, status: 502, isCarriedOut: true });
	discord.rest.fail({ method: 'POST', path: /messages$/, status: 502, isCarriedOut: true });
	const text = client.channels.cache.get(channel.id) as TextChannel;
	await text.send({ content: 'once', nonce: 'a', enforceNonce: true });
	expect(channel.messages.size).toBe(1);
	discord.rest.fail({
		method: 'POST',
		path: /messages$/,
		isCarriedOut: true,
		isAnswerLost: true,
	});
	await expect(text.send('lost')).rejects.toThrow();
	expect(channel.messages.size).toBe(2);
});

it('lets nobody edit in an archived thread, and opens it again for a message', async () => {
	const thread = guild.addThread({ category: guild.addTextChannel() });
	client = await logIn(discord, bot);
	const seen = client.channels.cache.get(thread.id) as unknown as TextChannel;
	const message = await seen.send('hello');
	thread.setThread({ isArchived: true });
	expect(await codeOf(message.edit('hi'))).toBe(50083);
	await seen.send('open');
	expect(thread.thread.isArchived).toBe(false);
	expect(await codeOf(message.edit('hi'))).toBeUndefined();
	thread.setThread({ isArchived: true, isLocked: true });
	expect(await codeOf(seen.send('locked'))).toBe(160005);
});
