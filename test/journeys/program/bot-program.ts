// The bot as a program of its own, on a simulated Discord.
import { expect, onTestFinished } from 'vitest';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { startFakeDiscord } from '../../support/fake-discord/fake-discord.js';
import { PodcastReceiver } from '../../support/podcast-receiver.js';
import { podcastIdOf } from '../../support/studio.js';
import { type ChildOptions, ChildProgram } from './child-program.js';

/** The client that hears podcasts. */
export const LISTENER = { clientId: '777', clientToken: 'a-listener-token' };
/** It, as `PODCAST_CLIENTS` names it. */
export const CLIENTS = `${LISTENER.clientId}:${LISTENER.clientToken}`;

/** Starts a simulated Discord and the bot, logged in to it, with a host in a voice channel. */
export async function startProgram(
	environment: Record<string, string> = {},
	options: ChildOptions = {},
) {
	const discord = await startFakeDiscord();
	onTestFinished(() => discord.close());
	const account = discord.addBot({ name: 'Caster' });
	const guild = discord.addGuild({ name: 'Harbour', bots: [account] });
	const channel = guild.addVoiceChannel({ name: 'Lighthouse' });
	const text = guild.addTextChannel({ name: 'general' });
	const host = guild.addMember({ name: 'Ada', permissions: ['ManageGuild'] });
	host.join(channel);
	const program = new ChildProgram(
		'index',
		{
			DISCORD_TOKEN: account.token,
			DISCORD_API_URL: discord.apiUrl,
			PORT: '0',
			PODCAST_CLIENTS: CLIENTS,
			LOG_LEVEL: 'trace',
			...environment,
		},
		options,
	);
	const [, serverUrl = ''] = await program.printed(/Podcast server: (\S+)/);
	await program.printed(/Invite it with: /);
	return { account, discord, guild, channel, host, program, serverUrl, text };
}

/** Goes on air; resolves when a receiver has heard all of the host's 20 frames. */
export async function onAir(parts: Awaited<ReturnType<typeof startProgram>>) {
	const { account, host, serverUrl, text } = parts;
	const interaction = host.runCommand('podcast start', {}, { channel: text });
	const podcastId = podcastIdOf((await interaction.response()).text);
	const receiver = await PodcastReceiver.connect({ serverUrl, podcastId, ...LISTENER });
	const speech = await host.speak(countedFrames(20), { speed: 10 });
	const sent = speech.sentTo(account);
	const heard = await receiver.heard.atLeast(sent.length);
	expect(heard.map(({ opus }) => opus)).toEqual(sent.map(({ opus }) => opus));
	return { interaction, podcastId, receiver, sent };
}
