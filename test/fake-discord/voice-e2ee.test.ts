// End-to-end encrypted calls with the real @discordjs/voice and its own DAVE session.
import { type VoiceConnection, VoiceConnectionStatus } from '@discordjs/voice';
import type { Client } from 'discord.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countedFrames } from '../support/fake-discord/counted-frames.js';
import { type FakeDiscord, startFakeDiscord } from '../support/fake-discord/fake-discord.js';
import {
	joinVoice,
	leaveVoice,
	logIn,
	receiveFrames,
} from '../support/fake-discord/real-client.js';
import { createDaveEncryption } from '../support/fake-discord/voice/dave-encryption.js';
import type { Bot } from '../support/fake-discord/world/bot.js';
import type { Channel } from '../support/fake-discord/world/channel.js';
import type { Guild } from '../support/fake-discord/world/guild.js';
import type { Member } from '../support/fake-discord/world/member.js';
import { until } from '../support/until.js';

const WITH_DAVE = { daveEncryption: true } as const;

let discord: FakeDiscord;
let bot: Bot;
let guild: Guild;
let channel: Channel;
let ada: Member;
let client: Client<true>;
let connection: VoiceConnection;

beforeEach(async () => {
	discord = await startFakeDiscord({ createEncryption: createDaveEncryption });
	bot = discord.addBot({ name: 'Caster' });
	guild = discord.addGuild({ name: 'Harbour', bots: [bot] });
	channel = guild.addVoiceChannel();
	ada = guild.addMember({ name: 'Ada' });
	ada.join(channel);
	client = await logIn(discord, bot);
	connection = await joinVoice(client, channel, WITH_DAVE);
});

afterEach(async () => {
	leaveVoice(connection);
	await client.destroy();
	await discord.close();
});

async function expectFrames(member: Member): Promise<void> {
	await discord.voice.callIn(channel).encryption?.settled();
	// The client does not confirm a group that was founded, so it may still be on its way to it.
	await until(() => connection.voicePrivacyCode).toBeTruthy();
	const received = receiveFrames(connection, member.id, 25);
	const speech = await member.speak(countedFrames(20), { speed: 10, leadMs: 60 });
	const sent = speech.sentTo(bot);
	expect(sent.filter(({ payload }) => Buffer.from(payload).subarray(-2).equals(FAFA))).toHaveLength(
		20,
	);
	expect(await received).toEqual(sent.map((packet) => packet.opus));
}

const FAFA = Buffer.from('fafa', 'hex');

it('brings encrypted frames of members to the receiver, also of one who comes later', async () => {
	await expectFrames(ada);
	const ben = guild.addMember({ name: 'Ben' });
	ben.join(channel);
	await expectFrames(ben);
	ada.leave();
	await expectFrames(ben);
});

it('makes a new group on another voice server', async () => {
	await expectFrames(ada);
	const before = discord.voice.sessionOf(bot, guild);
	discord.voice.moveServer(channel);
	await discord.until('the new session', () => {
		const session = discord.voice.sessionOf(bot, guild);
		return session !== before && session?.isReady ? true : undefined;
	});
	await until(() => connection.state.status).toBe(VoiceConnectionStatus.Ready);
	await expectFrames(ada);
});

it('opens the frames that the bot encrypts', async () => {
	await expectFrames(ada);
	const session = await discord.voice.ready(bot, guild);
	const frames = countedFrames(10);
	connection.setSpeaking(true);
	for (const frame of frames) {
		connection.playOpusPacket(Buffer.from(frame));
	}
	await discord.until('the frames', () => (session.received.length === 10 ? true : undefined));
	expect(session.received.map(({ opus }) => Buffer.from(opus))).toEqual(frames.map(Buffer.from));
	expect(session.received.every(({ payload }) => payload.length > 60)).toBe(true);
});
