// A simulated Discord that outlives the program, which is started again and again.
import { onTestFinished } from 'vitest';
import { startFakeDiscord } from '../../support/fake-discord/fake-discord.js';
import type { Message } from '../../support/fake-discord/world/message.js';
import { makeDataDir, untilLinked } from '../../support/studio.js';
import { loggedIn } from './bot-program.js';
import { type ChildOptions, ChildProgram } from './child-program.js';
import { ProgramHere } from './program-here.js';

/** The client that hears podcasts. */
export const LISTENER = { clientId: '777', clientToken: 'a-listener-token' };

/** A guild with the bot and a host, who is in a voice channel; and the bot's data folder. */
export async function setUp() {
	const discord = await startFakeDiscord();
	onTestFinished(() => discord.close());
	const account = discord.addBot({ name: 'Caster' });
	const guild = discord.addGuild({ name: 'Harbour', bots: [account] });
	const channel = guild.addVoiceChannel({ name: 'Lighthouse' });
	const text = guild.addTextChannel({ name: 'general' });
	const host = guild.addMember({ name: 'Ada', permissions: ['ManageGuild'] });
	host.join(channel);
	return { account, channel, dataDir: makeDataDir(), discord, guild, host, text };
}

/** What `setUp` gives. */
export type RestartScene = Awaited<ReturnType<typeof setUp>>;

/** Starts the program on the scene, logged in. */
export async function startProgram(
	scene: RestartScene,
	environment: Record<string, string> = {},
	options: ChildOptions = {},
) {
	const program = new ChildProgram('index', settingsFor(scene, environment), options);
	return { program, serverUrl: await loggedIn(program) };
}

/** As {@link startProgram}, in this process: for a life that nobody kills. */
export async function startProgramHere(
	scene: RestartScene,
	environment: Record<string, string> = {},
) {
	const program = new ProgramHere(settingsFor(scene, environment));
	return { program, serverUrl: await loggedIn(program) };
}

function settingsFor(
	scene: RestartScene,
	environment: Record<string, string>,
): Record<string, string> {
	return {
		DISCORD_TOKEN: scene.account.token,
		DISCORD_API_URL: scene.discord.apiUrl,
		DATA_DIR: scene.dataDir,
		PORT: '0',
		PODCAST_CLIENTS: `${LISTENER.clientId}:${LISTENER.clientToken}`,
		...environment,
	};
}

/** Lets the host start a podcast. */
export function startPodcast({ host, text }: RestartScene) {
	return host.runCommand('podcast start', {}, { channel: text });
}

/** As {@link startPodcast}; resolves with the panel when it shows the podcast's link. */
export async function putOnAir(scene: RestartScene): Promise<Message> {
	const panel = await startPodcast(scene).response();
	await untilLinked(panel);
	return panel;
}
