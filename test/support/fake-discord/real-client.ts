// An unmodified discord.js client and @discordjs/voice connection, pointed at the simulation.
import {
	type DiscordGatewayAdapterCreator,
	entersState,
	joinVoiceChannel,
	type VoiceConnection,
	VoiceConnectionStatus,
} from '@discordjs/voice';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { LIMIT_MS } from '../limit.js';
import type { FakeDiscord } from './fake-discord.js';
import type { Bot } from './world/bot.js';
import type { Channel } from './world/channel.js';

const DEFAULT_INTENTS = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates];

/** Logs in and waits until all guilds have come. */
export async function logIn(
	discord: FakeDiscord,
	bot: Bot,
	intents: readonly GatewayIntentBits[] = DEFAULT_INTENTS,
): Promise<Client<true>> {
	const client = new Client({ intents: [...intents], rest: { api: discord.apiUrl } });
	const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
	await client.login(bot.token);
	return ready;
}

/** Asks to join; the connection is still on its way. */
export function startJoining(
	client: Client<true>,
	channel: Channel,
	options: { selfDeaf?: boolean; daveEncryption?: boolean } = {},
): VoiceConnection {
	const guild = client.guilds.cache.get(channel.guild.id);
	if (!guild) {
		throw new RangeError(`the client does not know guild ${channel.guild.name}`);
	}
	return joinVoiceChannel({
		guildId: guild.id,
		channelId: channel.id,
		group: client.user.id,
		selfDeaf: options.selfDeaf ?? false,
		daveEncryption: options.daveEncryption ?? false,
		adapterCreator: guild.voiceAdapterCreator as DiscordGatewayAdapterCreator,
	});
}

/** Joins and waits until the connection is ready. */
export async function joinVoice(
	client: Client<true>,
	channel: Channel,
	options: { selfDeaf?: boolean; daveEncryption?: boolean } = {},
): Promise<VoiceConnection> {
	const connection = startJoining(client, channel, options);
	return entersState(connection, VoiceConnectionStatus.Ready, LIMIT_MS);
}

/**
 * Destroys a connection that may be gone already. The library keeps connections by guild id, so
 * one that is left over is handed out again in the next test.
 */
export function leaveVoice(connection: VoiceConnection | undefined): void {
	if (connection && connection.state.status !== VoiceConnectionStatus.Destroyed) {
		connection.destroy();
	}
}

/** Collects the frames of one user, once subscribed; resolves when so many have come. */
export function receiveFrames(
	connection: VoiceConnection,
	userId: string,
	count: number,
): Promise<Uint8Array[]> {
	const frames: Uint8Array[] = [];
	const stream = connection.receiver.subscribe(userId);
	return new Promise((resolve, reject) => {
		stream.on('error', reject);
		stream.on('data', (frame: Buffer) => {
			frames.push(Uint8Array.from(frame));
			if (frames.length === count) {
				stream.destroy();
				resolve(frames);
			}
		});
	});
}
