// The main gateway with the real discord.js: login, refusals, resume, intents.
import type { VoiceConnection } from '@discordjs/voice';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countedFrames } from '../support/fake-discord/counted-frames.js';
import { type FakeDiscord, startFakeDiscord } from '../support/fake-discord/fake-discord.js';
import {
	joinVoice,
	leaveVoice,
	logIn,
	receiveFrames,
} from '../support/fake-discord/real-client.js';
import type { Bot } from '../support/fake-discord/world/bot.js';
import type { Guild } from '../support/fake-discord/world/guild.js';

let discord: FakeDiscord;
let bot: Bot;
let guild: Guild;
let client: Client | undefined;
let connection: VoiceConnection | undefined;

beforeEach(async () => {
	client = undefined;
	connection = undefined;
	discord = await startFakeDiscord();
	bot = discord.addBot({ name: 'Caster', privilegedIntents: 0 });
	guild = discord.addGuild({ name: 'Harbour', bots: [bot] });
});

afterEach(async () => {
	leaveVoice(connection);
	await client?.destroy();
	await discord.close();
});

function makeClient(intents: GatewayIntentBits[] = [GatewayIntentBits.Guilds]): Client {
	client = new Client({ intents, rest: { api: discord.apiUrl } });
	return client;
}

it('shows the client its guilds, channels and members in voice', async () => {
	const channel = guild.addVoiceChannel({ name: 'Lounge' });
	const ada = guild.addMember({ name: 'Ada' });
	ada.join(channel, { selfMute: true });
	const ready = await logIn(discord, bot);
	client = ready;
	const cached = ready.guilds.cache.get(guild.id);
	expect(cached?.name).toBe('Harbour');
	expect(cached?.members.cache.get(ada.id)?.voice.channelId).toBe(channel.id);
	expect(cached?.voiceStates.cache.get(ada.id)?.selfMute).toBe(true);
	expect(ready.user.id).toBe(bot.id);
});

it('refuses a token that is not valid', async () => {
	await expect(makeClient().login('bad.token.value')).rejects.toMatchObject({
		code: 'TokenInvalid',
	});
});

it('refuses intents that are not enabled', async () => {
	const login = makeClient([GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers]).login(
		bot.token,
	);
	await expect(login).rejects.toThrow('Used disallowed intents');
	const close = await discord.until('the close', () => discord.gateway.closes.at(-1));
	expect(close.code).toBe(4014);
});

it('replays what was missed when a session is resumed', async () => {
	const ready = await logIn(discord, bot);
	client = ready;
	discord.gateway.startOutage();
	const created = new Promise((resolve) => ready.once(Events.ChannelCreate, resolve));
	const channel = guild.addVoiceChannel({ name: 'Late' });
	discord.gateway.endOutage();
	await created;
	expect(ready.channels.cache.has(channel.id)).toBe(true);
	expect(discord.gateway.counts).toEqual({ identifies: 1, resumes: 1 });
});

it('is resumed after a request to reconnect', async () => {
	const ready = await logIn(discord, bot);
	client = ready;
	const resumed = new Promise((resolve) => ready.once(Events.ShardResume, resolve));
	discord.gateway.requestReconnect(bot);
	await resumed;
	const close = await discord.until('the close', () => discord.gateway.closes.at(-1));
	expect(close.code).toBe(4200);
	expect(discord.gateway.counts).toEqual({ identifies: 1, resumes: 1 });
});

it('makes the client identify anew when the session is invalid, and voice ends', async () => {
	const channel = guild.addVoiceChannel({ name: 'Lounge' });
	const ready = await logIn(discord, bot);
	client = ready;
	connection = await joinVoice(ready, channel);
	const session = await discord.voice.ready(bot, guild);
	const again = new Promise((resolve) => ready.once(Events.ShardReady, resolve));
	discord.gateway.invalidateSession(bot, false);
	// The client lets 5 s pass between two identifies of one shard.
	await again;
	expect(discord.gateway.counts.identifies).toBe(2);
	expect(session.isEnded).toBe(true);
	expect(guild.memberOf(bot).voice.channel).toBeNull();
});

it('ends session and voice state when the client logs out', async () => {
	const channel = guild.addVoiceChannel({ name: 'Lounge' });
	const ready = await logIn(discord, bot);
	connection = await joinVoice(ready, channel);
	await ready.destroy();
	await discord.until('the end', () =>
		guild.memberOf(bot).voice.channel === null ? true : undefined,
	);
	expect(discord.gateway.sessionsOf(bot)).toEqual([]);
});

it('keeps a dead bot in voice until its session ends, and lets the next one in', async () => {
	const channel = guild.addVoiceChannel();
	const ada = guild.addMember({ name: 'Ada' });
	ada.join(channel);
	const first = await logIn(discord, bot);
	const lost = await joinVoice(first, channel);
	const [dead] = discord.gateway.sessionsOf(bot);
	// Without a gateway to come back to, logging out leaves what a killed process leaves.
	discord.gateway.startOutage();
	await discord.until('the cut', () => (dead?.isConnected ? undefined : true));
	await first.destroy();
	leaveVoice(lost);
	discord.gateway.endOutage();
	expect(guild.memberOf(bot).voice.channel).toBe(channel);

	const second = await logIn(discord, bot);
	client = second;
	expect(second.guilds.cache.get(guild.id)?.members.me?.voice.channelId).toBe(channel.id);
	connection = await joinVoice(second, channel);
	discord.gateway.expireSessions(bot);
	expect(guild.memberOf(bot).voice.channel).toBe(channel);
	const received = receiveFrames(connection, ada.id, 10);
	const speech = await ada.speak(countedFrames(10), { speed: 20, trailingSilence: 0 });
	expect(await received).toEqual(speech.sentTo(bot).map((packet) => packet.opus));
});

it('shows an outage of a guild, and its end', async () => {
	const ready = await logIn(discord, bot);
	client = ready;
	const gone = new Promise((resolve) => ready.once(Events.GuildUnavailable, resolve));
	guild.setUnavailable();
	await gone;
	const back = new Promise((resolve) => ready.once(Events.GuildAvailable, resolve));
	guild.setAvailable();
	await back;
	expect(ready.guilds.cache.get(guild.id)?.available).toBe(true);
});

it('makes a client whose heartbeats go unanswered resume', async () => {
	await discord.close();
	// Longer than a machine stands still: heartbeats that come late go unanswered, too.
	discord = await startFakeDiscord({ heartbeatIntervalMs: 3000 });
	bot = discord.addBot({ name: 'Caster' });
	const ready = await logIn(discord, bot);
	client = ready;
	const resumed = new Promise((resolve) => ready.once(Events.ShardResume, resolve));
	discord.gateway.requestHeartbeat(bot);
	discord.gateway.ignoreHeartbeats(bot);
	await resumed;
	expect(discord.gateway.counts).toEqual({ identifies: 1, resumes: 1 });
});

it('tells a voice channel’s status to whoever asks, and not on the channel', async () => {
	const ready = await logIn(discord, bot);
	client = ready;
	const [channel, other] = [guild.addVoiceChannel(), guild.addVoiceChannel()];
	channel.setStatus('on air');
	expect(channel.payload()).not.toHaveProperty('status');
	const answered = new Promise((resolve) => {
		ready.on(Events.Raw, ({ d, t }: { d: unknown; t: string }) => {
			if (t === 'CHANNEL_INFO') {
				resolve(d);
			}
		});
	});
	const d = { guild_id: guild.id, fields: ['status'] };
	ready.guilds.cache.get(guild.id)?.shard.send({ op: 43, d });
	const channels = [{ id: channel.id, status: 'on air' }];
	expect(other.status).toBeNull();
	expect(await answered).toEqual({ guild_id: guild.id, channels });
});

it('keeps events from a client that did not ask for them', async () => {
	const ready = await logIn(discord, bot, [GatewayIntentBits.Guilds]);
	client = ready;
	const channel = guild.addVoiceChannel({ name: 'Lounge' });
	const seen: string[] = [];
	ready.on(Events.Raw, (packet: { t: string }) => seen.push(packet.t));
	const ada = guild.addMember({ name: 'Ada' });
	ada.join(channel);
	ada.send(guild.addTextChannel(), 'hello');
	channel.setStatus('on air');
	await new Promise<void>((resolve) => {
		ready.on(Events.Raw, (packet: { t: string }) => {
			if (packet.t === 'VOICE_CHANNEL_STATUS_UPDATE') {
				resolve();
			}
		});
	});
	expect(new Set(seen)).not.toContain('VOICE_STATE_UPDATE');
	expect(new Set(seen)).not.toContain('GUILD_MEMBER_ADD');
	expect(new Set(seen)).not.toContain('MESSAGE_CREATE');
});
