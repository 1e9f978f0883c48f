// Two processes of one bot, half of the servers each, with a real nats-server between them.
import { describe, expect, onTestFinished, test } from 'vitest';
import { commands } from '../../../src/discord/commands/index.js';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { startFakeDiscord } from '../../support/fake-discord/fake-discord.js';
import type { Bot } from '../../support/fake-discord/world/bot.js';
import type { Channel } from '../../support/fake-discord/world/channel.js';
import type { Member } from '../../support/fake-discord/world/member.js';
import { HAS_NATS_SERVER, NatsServer } from '../../support/nats-server.js';
import { PodcastReceiver } from '../../support/podcast-receiver.js';
import { makeDataDir, podcastIdOf } from '../../support/studio.js';
import { until } from '../../support/until.js';
import { ChildProgram } from './child-program.js';
import { LISTENER } from './restart-scene.js';

/**
 * Shorter than Discord's 5 s by what a machine that stands still may bring two Identifies nearer to
 * each other; how far apart they are asked for is shown with a stepped clock.
 */
const IDENTIFY_WINDOW_MS = 2500;

/** A server with a host, somebody else, and the process that it belongs to. */
interface Half {
	text: Channel;
	host: Member;
	ada: Member;
	program: ChildProgram;
	serverUrl: string;
}

async function setUp() {
	const nats = await NatsServer.start();
	const servers = [nats];
	onTestFinished(async () => {
		await Promise.all(servers.map((server) => server.stop()));
	});
	const discord = await startFakeDiscord({ identifyWindowMs: IDENTIFY_WINDOW_MS });
	onTestFinished(() => discord.close());
	const account = discord.addBot({ name: 'Caster', shards: 2 });
	const player = discord.addBot({ name: 'Player' });
	let ada: Member | undefined;
	const starting = [0, 1].map(async (id): Promise<Half> => {
		const guild = discord.addGuild({
			name: `Harbour ${id}`,
			bots: [account, player],
			shard: [id, 2],
		});
		const stage = guild.addVoiceChannel({ name: 'Lighthouse' });
		const text = guild.addTextChannel({ name: 'general' });
		const host = guild.addMember({ name: `Host ${id}`, permissions: ['ManageGuild'] });
		const here = guild.addMember({ name: 'Ada', ...(ada && { user: ada }) });
		ada ??= here;
		host.join(stage);
		here.join(stage);
		const program = new ChildProgram('index', {
			DISCORD_TOKEN: account.token,
			DISCORD_API_URL: discord.apiUrl,
			DISCORD_LISTENER_TOKENS: player.token,
			DATA_DIR: makeDataDir(),
			NATS_URL: nats.ports.url,
			SHARDS: `${id}/2`,
			PORT: '0',
			CHIME: 'false',
			PODCAST_CLIENTS: `${LISTENER.clientId}:${LISTENER.clientToken}`,
		});
		const [, serverUrl = ''] = await program.printed(/Podcast server: (\S+)/);
		await program.printed(/Invite it with: /);
		return { text, host, ada: here, program, serverUrl };
	});
	const [first, second] = (await Promise.all(starting)) as [Half, Half];
	/** Brings the bus back where it was. */
	const startNats = async () => {
		servers.push(await NatsServer.start({ port: nats.port }));
	};
	return { account, discord, first, nats, player, second, startNats };
}

async function goOnAir({ host, serverUrl, text }: Half): Promise<PodcastReceiver> {
	const panel = await host.runCommand('podcast start', {}, { channel: text }).response();
	const podcastId = podcastIdOf(panel.text);
	const receiver = await PodcastReceiver.connect({ serverUrl, podcastId, ...LISTENER });
	onTestFinished(() => receiver.close());
	return receiver;
}

/** Lets Ada say what nobody has said before. @returns whether the receiver has heard it */
async function isHeard({ ada, host }: Half, receiver: PodcastReceiver, seed: number) {
	const said = await say(ada, seed);
	// Whatever comes after it is heard after it.
	const last = (await say(host, seed + 1)).at(-1) as string;
	await until(() => heardBy(receiver).has(last)).toBe(true);
	return said.some((frame) => heardBy(receiver).has(frame));
}

async function say(member: Member, seed: number): Promise<string[]> {
	const frames = countedFrames(10, seed);
	await member.speak(frames, { speed: 10 });
	return frames.map(hexOf);
}

function hexOf(opus: Uint8Array | null | undefined): string {
	return Buffer.from(opus ?? []).toString('hex');
}

function heardBy({ heard }: PodcastReceiver): Set<string> {
	return new Set(heard.items.map(({ opus }) => hexOf(opus)));
}

/** What Ada is answered. */
async function choose({ ada, text }: Half, command: string): Promise<string> {
	return (await ada.runCommand(command, {}, { channel: text }).response()).text;
}

/** The shards that have logged in, each with whether it came too early. */
function loginsOf(scene: Awaited<ReturnType<typeof setUp>>, bot: Bot): string[] {
	return scene.discord.gateway
		.identifiesOf(bot)
		.map(({ isTooEarly, shard }) => `${shard.join('/')}${isTooEarly ? ' too early' : ''}`)
		.sort();
}

describe.skipIf(!HAS_NATS_SERVER)('two processes of a bot', () => {
	test('share its servers, hear opt-outs of each other, and one outlives the other', async () => {
		const scene = await setUp();
		const { account, discord, first, nats, player, second, startNats } = scene;
		expect(loginsOf(scene, account)).toEqual(['0/2', '1/2']);
		await until(() => loginsOf(scene, player)).toEqual(['0/1']);
		const registered = discord.rest.requests.filter(
			({ method, path }) => method === 'POST' && path.endsWith('/commands'),
		);
		expect(registered).toHaveLength(commands.size);

		const here = await goOnAir(first);
		const there = await goOnAir(second);
		const podcasts = await Promise.all(
			[first, second].map(async ({ serverUrl }) => {
				const { clientId, clientToken: token } = LISTENER;
				const answer = await fetch(`${serverUrl}/list`, { headers: { clientId, token } });
				return ((await answer.json()) as unknown[]).length;
			}),
		);
		expect(podcasts).toEqual([1, 1]);
		expect(await isHeard(first, here, 1)).toBe(true);
		expect(await isHeard(second, there, 3)).toBe(true);

		await choose(first, 'podcast-privacy optout');
		await until(() => choose(second, 'podcast-privacy show')).toMatch(/opted out/i);
		expect(await isHeard(second, there, 5)).toBe(false);

		await nats.stop();
		await choose(first, 'podcast-privacy optin');
		expect(await isHeard(first, here, 7)).toBe(true);
		expect(await isHeard(second, there, 9)).toBe(false);
		await startNats();
		await until(() => choose(second, 'podcast-privacy show')).not.toMatch(/opted out/i);
		expect(await isHeard(second, there, 11)).toBe(true);

		const frames = countedFrames(100, 13);
		const speech = second.ada.startSpeaking(frames);
		const isFirstHeard = () => heardBy(there).has(hexOf(frames[0]));
		await until(isFirstHeard, { interval: 1 }).toBe(true);
		await first.program.stop('SIGKILL');
		await speech.finished;
		const sent = frames.map(hexOf);
		await until(() => heardBy(there).has(sent.at(-1) ?? '')).toBe(true);
		const own = new Set(sent);
		const heard = there.heard.items.map(({ opus }) => hexOf(opus)).filter((hex) => own.has(hex));
		expect(heard).toEqual(sent);
		expect(loginsOf(scene, account)).toEqual(['0/2', '1/2']);
	});
});
