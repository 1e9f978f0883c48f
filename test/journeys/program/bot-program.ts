// The bot as a program of its own, on a simulated Discord.
import { expect, onTestFinished } from 'vitest';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { startFakeDiscord } from '../../support/fake-discord/fake-discord.js';
import { PodcastReceiver } from '../../support/podcast-receiver.js';
import { podcastIdOf } from '../../support/studio.js';
import { type ChildOptions, ChildProgram } from './child-program.js';
import { ProgramHere } from './program-here.js';

/** The client that hears podcasts. */
export const LISTENER = { clientId: '777', clientToken: 'a-listener-token' };
/** It, as `PODCAST_CLIENTS` names it. */
export const CLIENTS = `${LISTENER.clientId}:${LISTENER.clientToken}`;

/** A simulated Discord with a host in a voice channel, and the settings of a bot for it. */
async function setUp(environment: Record<string, string>) {
	const discord = await startFakeDiscord();
	onTestFinished(() => discord.close());
	const account = discord.addBot({ name: 'Caster' });
	const guild = discord.addGuild({ name: 'Harbour', bots: [account] });
	const channel = guild.addVoiceChannel({ name: 'Lighthouse' });
	const text = guild.addTextChannel({ name: 'general' });
	const host = guild.addMember({ name: 'Ada', permissions: ['ManageGuild'] });
	host.join(channel);
	const settings = {
		DISCORD_TOKEN: account.token,
		DISCORD_API_URL: discord.apiUrl,
		PORT: '0',
		PODCAST_CLIENTS: CLIENTS,
		LOG_LEVEL: 'trace',
		...environment,
	};
	return { scene: { account, discord, guild, channel, host, text }, settings };
}

/** Resolves with the server's address when the bot is logged in. */
export async function loggedIn(program: Pick<ChildProgram, 'printed'>): Promise<string> {
	const [, serverUrl = ''] = await program.printed(/Podcast server: (\S+)/);
	await program.printed(/Invite it with: /);
	return serverUrl;
}

/** Starts a simulated Discord and the bot, logged in to it, with a host in a voice channel. */
export async function startProgram(
	environment: Record<string, string> = {},
	options: ChildOptions = {},
) {
	const { scene, settings } = await setUp(environment);
	const program = new ChildProgram('index', settings, options);
	return { ...scene, program, serverUrl: await loggedIn(program) };
}

/** As {@link startProgram}, in this process. */
export async function startProgramHere(environment: Record<string, string> = {}) {
	const { scene, settings } = await setUp(environment);
	const program = new ProgramHere(settings);
	return { ...scene, program, serverUrl: await loggedIn(program) };
}

/** Goes on air; resolves when a receiver has heard all of the host's 20 frames. */
export async function onAir(
	parts: Pick<Awaited<ReturnType<typeof startProgram>>, 'account' | 'host' | 'serverUrl' | 'text'>,
) {
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
