// Voice from simulated members to the real @discordjs/voice, byte for byte.
import type { VoiceConnection } from '@discordjs/voice';
import type { Client } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countedFrames } from '../support/fake-discord/counted-frames.js';
import { type FakeDiscord, startFakeDiscord } from '../support/fake-discord/fake-discord.js';
import {
	joinVoice,
	leaveVoice,
	logIn,
	receiveFrames,
} from '../support/fake-discord/real-client.js';

const MODES = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'] as const;
const FAST = { speed: 20, trailingSilence: 5 } as const;

describe.each(MODES)('voice in %s', (mode) => {
	let discord: FakeDiscord;
	let client: Client<true>;
	let connection: VoiceConnection | undefined;

	beforeEach(async () => {
		discord = await startFakeDiscord({ voiceModes: [mode] });
	});

	afterEach(async () => {
		leaveVoice(connection);
		await client.destroy();
		await discord.close();
	});

	it('brings every frame of a member to the receiver unchanged', async () => {
		const bot = discord.addBot({ name: 'Caster' });
		const guild = discord.addGuild({ name: 'Harbour', bots: [bot] });
		const channel = guild.addVoiceChannel({ name: 'Stage' });
		const ada = guild.addMember({ name: 'Ada' });
		ada.join(channel);
		client = await logIn(discord, bot);
		connection = await joinVoice(client, channel);
		const session = await discord.voice.ready(bot, guild);
		const frames = countedFrames(40);
		const received = receiveFrames(connection, ada.id, frames.length + 5);
		const speech = await ada.speak(frames, { ...FAST, paddingBytes: 3, reportEvery: 10 });
		expect(session.mode).toBe(mode);
		expect(await received).toEqual(speech.sentTo(bot).map((packet) => packet.opus));
		expect(
			speech
				.sentTo(bot)
				.slice(0, 40)
				.map((packet) => packet.opus),
		).toEqual(frames);
	});
});
