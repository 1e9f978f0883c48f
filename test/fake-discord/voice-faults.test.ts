// How voice ends, moves and fails, seen by the real @discordjs/voice.
import { entersState, type VoiceConnection, VoiceConnectionStatus } from '@discordjs/voice';
import { type Client, Events } from 'discord.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countedFrames } from '../support/fake-discord/counted-frames.js';
import { type FakeDiscord, startFakeDiscord } from '../support/fake-discord/fake-discord.js';
import {
	joinVoice,
	leaveVoice,
	logIn,
	receiveFrames,
	startJoining,
} from '../support/fake-discord/real-client.js';
import type { Bot } from '../support/fake-discord/world/bot.js';
import type { Channel } from '../support/fake-discord/world/channel.js';
import type { Guild } from '../support/fake-discord/world/guild.js';
import type { Member } from '../support/fake-discord/world/member.js';
import { LIMIT_MS } from '../support/limit.js';

const FAST = { speed: 20 } as const;

let discord: FakeDiscord;
let bot: Bot;
let guild: Guild;
let channel: Channel;
let ada: Member;
let client: Client<true>;
let connection: VoiceConnection | undefined;

beforeEach(async () => {
	connection = undefined;
	discord = await startFakeDiscord();
	bot = discord.addBot({ name: 'Caster' });
	guild = discord.addGuild({ name: 'Harbour', bots: [bot] });
	channel = guild.addVoiceChannel({ name: 'Lounge' });
	ada = guild.addMember({ name: 'Ada' });
	ada.join(channel);
	client = await logIn(discord, bot);
});

afterEach(async () => {
	leaveVoice(connection);
	await client.destroy();
	await discord.close();
});

function state(status: VoiceConnectionStatus): Promise<VoiceConnection> {
	if (!connection) {
		throw new RangeError('not joined');
	}
	return entersState(connection, status, LIMIT_MS);
}

async function expectFrames(member: Member): Promise<void> {
	if (!connection) {
		throw new RangeError('not joined');
	}
	const frames = countedFrames(10);
	const received = receiveFrames(connection, member.id, 15);
	const speech = await member.speak(frames, FAST);
	expect(await received).toEqual(speech.sentTo(bot).map((packet) => packet.opus));
}

it('resumes the voice websocket and repeats what was missed', async () => {
	connection = await joinVoice(client, channel);
	const session = await discord.voice.ready(bot, guild);
	const release = discord.voice.hold('upgrade');
	session.dropConnection();
	await discord.until('the drop', () => (session.isLive ? undefined : true));
	const ben = guild.addMember({ name: 'Ben' });
	ben.join(channel);
	const talk = ben.startSpeaking(countedFrames(1), { ...FAST, trailingSilence: 0 });
	await talk.finished;
	release();
	await discord.until('the resume', () => (session.resumes === 1 ? true : undefined));
	await state(VoiceConnectionStatus.Ready);
	expect(discord.voice.sessionOf(bot, guild)).toBe(session);
	await expectFrames(ben);
});

it('resumes after a voice server crash', async () => {
	connection = await joinVoice(client, channel);
	const session = await discord.voice.ready(bot, guild);
	session.dropConnection(4015);
	await discord.until('the resume', () => (session.resumes === 1 ? true : undefined));
	await expectFrames(ada);
});

it('disconnects a bot that is thrown out', async () => {
	connection = await joinVoice(client, channel);
	guild.memberOf(bot).disconnect();
	await state(VoiceConnectionStatus.Disconnected);
	expect(guild.memberOf(bot).voice.channel).toBeNull();
	expect(client.guilds.cache.get(guild.id)?.members.me?.voice.channelId).toBeNull();
});

it('lets a bot that is closed with 4022 come back, as the library does', async () => {
	connection = await joinVoice(client, channel);
	const before = await discord.voice.ready(bot, guild);
	guild.memberOf(bot).disconnect(4022);
	const after = await discord.until('another session', () => {
		const session = discord.voice.sessionOf(bot, guild);
		return session !== before && session?.isReady ? session : undefined;
	});
	expect(after.call.channel).toBe(channel);
});

it('takes a moved bot to its new channel', async () => {
	const other = guild.addVoiceChannel({ name: 'Cellar' });
	const ben = guild.addMember({ name: 'Ben' });
	ben.join(other);
	connection = await joinVoice(client, channel);
	const before = await discord.voice.ready(bot, guild);
	guild.memberOf(bot).move(other);
	await discord.until('the new session', () => {
		const session = discord.voice.sessionOf(bot, guild);
		return session !== before && session?.isReady ? true : undefined;
	});
	await state(VoiceConnectionStatus.Ready);
	expect(connection.joinConfig.channelId).toBe(other.id);
	await expectFrames(ben);
});

it('leaves the library waiting for a deleted channel', async () => {
	connection = await joinVoice(client, channel);
	const deleted = new Promise((resolve) => client.once(Events.ChannelDelete, resolve));
	channel.delete();
	await deleted;
	await state(VoiceConnectionStatus.Signalling);
	expect(guild.memberOf(bot).voice.channel).toBeNull();
});

it('moves a call to another voice server', async () => {
	connection = await joinVoice(client, channel);
	const before = await discord.voice.ready(bot, guild);
	discord.voice.moveServer(channel);
	const after = await discord.until('the new session', () => {
		const session = discord.voice.sessionOf(bot, guild);
		return session !== before && session?.isReady ? session : undefined;
	});
	expect(after.server).not.toBe(before.server);
	await state(VoiceConnectionStatus.Ready);
	await expectFrames(ada);
});

it('tells the bot that its guild is gone', async () => {
	connection = await joinVoice(client, channel);
	const gone = new Promise((resolve) => client.once(Events.GuildDelete, resolve));
	guild.removeBot(bot);
	await gone;
	expect(client.guilds.cache.has(guild.id)).toBe(false);
	expect(discord.voice.sessionOf(bot, guild)).toBeUndefined();
});

it('sends nothing to a deafened bot', async () => {
	connection = await joinVoice(client, channel, { selfDeaf: true });
	const session = await discord.voice.ready(bot, guild);
	const speech = await ada.speak(countedFrames(5), FAST);
	expect(speech.sentTo(bot)).toEqual([]);
	guild.memberOf(bot).setServerDeaf(true);
	connection.rejoin({ channelId: channel.id, selfDeaf: false, selfMute: false });
	await discord.until('the undeafening', () =>
		guild.memberOf(bot).voice.selfDeaf ? undefined : true,
	);
	await ada.speak(countedFrames(5), FAST);
	expect(session.sent).toEqual([]);
	guild.memberOf(bot).setServerDeaf(false);
	await expectFrames(ada);
});

it('answers a full or forbidden channel with silence', async () => {
	const full = guild.addVoiceChannel({ userLimit: 1 });
	guild.addMember({ name: 'Ben' }).join(full);
	const hidden = guild.addVoiceChannel({
		overwrites: [{ for: guild.everyone, deny: ['Connect'] }],
	});
	for (const each of [full, hidden]) {
		connection = startJoining(client, each);
		// The request before this one has been handled once a later message is answered.
		const shard = client.ws.shards.first();
		shard?.send({ op: 8, d: { guild_id: guild.id, user_ids: [ada.id], nonce: each.id } });
		await new Promise((resolve) => client.once(Events.GuildMembersChunk, resolve));
		expect(connection.state.status).toBe(VoiceConnectionStatus.Signalling);
		expect(guild.memberOf(bot).voice.channel).toBeNull();
		connection.destroy();
	}
});

it('lets a bot with the right to move members into a full channel', async () => {
	const full = guild.addVoiceChannel({ userLimit: 1 });
	guild.addMember({ name: 'Ben' }).join(full);
	guild.memberOf(bot).addRole(guild.addRole({ name: 'mover', permissions: ['MoveMembers'] }));
	connection = await joinVoice(client, full);
	expect(full.voiceMembers).toHaveLength(2);
});

it('loses discovery, so that the library waits', async () => {
	const release = discord.voice.hold('discovery');
	connection = startJoining(client, channel);
	const session = await discord.until('identified', () => {
		const found = discord.voice.sessionOf(bot, guild);
		return found?.isLive ? found : undefined;
	});
	expect(connection.state.status).toBe(VoiceConnectionStatus.Connecting);
	expect(session.isReady).toBe(false);
	release();
});

it.each([
	['server-update', VoiceConnectionStatus.Signalling],
	['hello', VoiceConnectionStatus.Connecting],
	['ready', VoiceConnectionStatus.Connecting],
	['description', VoiceConnectionStatus.Connecting],
] as const)('holds back %s until it is released', async (step, status) => {
	const release = discord.voice.hold(step);
	connection = startJoining(client, channel);
	await state(status);
	await discord.until('in the channel', () =>
		guild.memberOf(bot).voice.channel ? true : undefined,
	);
	expect(discord.voice.sessionOf(bot, guild)?.isReady).toBe(false);
	release();
	await state(VoiceConnectionStatus.Ready);
});

it('swallows datagrams while blackholed, and sends garbage on demand', async () => {
	connection = await joinVoice(client, channel);
	const session = await discord.voice.ready(bot, guild);
	session.isBlackholed = true;
	await ada.speak(countedFrames(3), { ...FAST, trailingSilence: 0 });
	connection.playOpusPacket(Buffer.from(countedFrames(1)[0] ?? []));
	await discord.until('the loss', () => (session.swallowedDatagrams === 1 ? true : undefined));
	session.isBlackholed = false;
	session.sendRaw(Uint8Array.of(0x80, 0x78, 1));
	await expectFrames(ada);
	expect(session.received).toEqual([]);
});

it('brings the frames of a bot to the simulation', async () => {
	connection = await joinVoice(client, channel);
	const session = await discord.voice.ready(bot, guild);
	connection.setSpeaking(true);
	const frames = countedFrames(5);
	for (const frame of frames) {
		connection.playOpusPacket(Buffer.from(frame));
	}
	await discord.until('the frames', () => (session.received.length === 5 ? true : undefined));
	expect(session.received.map((frame) => frame.opus)).toEqual(frames);
	expect(session.speaking).toBe(1);
});

it('shows whole packets, nonces and numbers of what it sent', async () => {
	connection = await joinVoice(client, channel);
	const session = await discord.voice.ready(bot, guild);
	session.nextNonce = 0xffff_fffe;
	const speech = await ada.speak(countedFrames(4), {
		...FAST,
		sequence: 0xfffe,
		timestamp: 0xffff_fc40,
		trailingSilence: 0,
	});
	const sent = speech.sentTo(bot);
	expect(sent.map((packet) => packet.sequence)).toEqual([0xfffe, 0xffff, 0, 1]);
	expect(sent.map((packet) => packet.timestamp)).toEqual([0xffff_fc40, 0, 960, 1920]);
	expect(sent.map((packet) => Buffer.from(packet.transportNonce).toString('hex'))).toEqual([
		'fffffffe',
		'ffffffff',
		'00000000',
		'00000001',
	]);
	expect(sent[0]?.nonce).toHaveLength(24);
});

it('loses and doubles packets as the network model says, the same each time', async () => {
	connection = await joinVoice(client, channel);
	const session = await discord.voice.ready(bot, guild);
	session.setNetwork({ lossRate: 0.3, duplicateRate: 0.3 });
	const speech = await ada.speak(countedFrames(40), { ...FAST, trailingSilence: 0 });
	const copies = speech.sentTo(bot).map((packet) => packet.copies);
	expect(copies).toContain(0);
	expect(copies).toContain(2);
	session.setNetwork(undefined);
	session.packetHook = (datagram, packet) => (packet.sequence % 2 ? [] : [datagram, datagram]);
	const hooked = await ada.speak(countedFrames(4), { ...FAST, trailingSilence: 0 });
	expect(
		hooked
			.sentTo(bot)
			.map((packet) => packet.copies)
			.toSorted(),
	).toEqual([0, 0, 2, 2]);
});
