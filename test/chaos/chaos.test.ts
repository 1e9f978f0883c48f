// Faults at random, at five podcasts at once: afterwards all of them are on air and hear.
import { describe, expect, onTestFinished, test } from 'vitest';
import { countedFrames } from '../support/fake-discord/counted-frames.js';
import { SeededRandom } from '../support/fake-discord/seeded-random.js';
import {
	createDaveEncryption,
	type DaveEncryption,
} from '../support/fake-discord/voice/dave-encryption.js';
import type { Channel } from '../support/fake-discord/world/channel.js';
import type { Guild } from '../support/fake-discord/world/guild.js';
import type { Member } from '../support/fake-discord/world/member.js';
import { LIMIT_MS } from '../support/limit.js';
import type { PodcastReceiver } from '../support/podcast-receiver.js';
import { listen, podcastIdOf, type Studio, startStudio } from '../support/studio.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

/** `CHAOS_SECONDS` makes it longer, `CHAOS_SEED` another one. */
const FAULT_EVERY_MS = 700;
const FAULTS = (Number(process.env.CHAOS_SECONDS ?? 20) * 1000) / FAULT_EVERY_MS;
const STORM_LIMIT_MS = FAULTS * FAULT_EVERY_MS + LIMIT_MS;
const SEED = Number(process.env.CHAOS_SEED ?? 20_261_122);
const PODCASTS = 5;
const TALKSPURT_FRAMES = 100;

interface Show {
	guild: Guild;
	channel: Channel;
	members: Member[];
	/** All that the receiver heard, without keeping it: what is measured is not the test. */
	heard: { frames: number; unopened: number; nonces: Set<bigint>; repeatedNonces: number };
}

/** Counts what a receiver hears. */
function count(receiver: PodcastReceiver): Show['heard'] {
	const heard = { frames: 0, unopened: 0, nonces: new Set<bigint>(), repeatedNonces: 0 };
	receiver.onPacket = ({ nonce, opus }) => {
		receiver.heard.items.length = 0;
		const key = (BigInt(nonce.readUInt32BE(20)) << 32n) | BigInt(nonce.readUInt32BE(0));
		heard.frames += 1;
		heard.unopened += opus ? 0 : 1;
		heard.repeatedNonces += heard.nonces.has(key) ? 1 : 0;
		heard.nonces.add(key);
	};
	return heard;
}

/** Talks in spurts of two seconds until it is stopped. */
function keepTalking(member: Member, seed: number): () => Promise<void> {
	const { watch } = member.guild.world;
	let isStopped = false;
	const talk = async () => {
		while (!isStopped) {
			await member.speak(countedFrames(TALKSPURT_FRAMES, seed), { speaking: 'racing' });
			const isGoingOn = () => isStopped || member.voice.channel || undefined;
			await watch.until('they are in voice, or all is over', isGoingOn, STORM_LIMIT_MS);
		}
	};
	const talking = talk();
	return async () => {
		isStopped = true;
		watch.changed();
		await talking;
	};
}

async function startShow(studio: Studio, index: number): Promise<Show> {
	const { account, discord } = studio;
	const guild = discord.addGuild({ name: `Harbour ${index}`, bots: [account] });
	const channel = guild.addVoiceChannel({ name: `Lighthouse ${index}` });
	const text = guild.addTextChannel({ name: 'general' });
	const members = ['Ada', 'Ben', 'Cleo'].map((name) =>
		guild.addMember({ name, permissions: ['ManageGuild'] }),
	);
	const [host] = members as [Member];
	for (const member of members) {
		member.join(channel);
	}
	const answer = await host.runCommand('podcast start', {}, { channel: text }).response();
	const receiver = await listen(studio, podcastIdOf(answer.text));
	return { guild, channel, members, heard: count(receiver) };
}

/** What may happen, each as it happens in the field. */
function faultsOf(studio: Studio, proxy: TcpProxy, random: SeededRandom) {
	const { account, discord } = studio;
	const sessionOf = ({ guild }: Show) => discord.voice.sessionOf(account, guild);
	const encryptionOf = ({ channel }: Show) =>
		discord.voice.callIn(channel).encryption as DaveEncryption;
	return {
		'websocket cut': (show: Show) => sessionOf(show)?.dropConnection(),
		'voice server crashed': (show: Show) => sessionOf(show)?.dropConnection(4015),
		'voice session invalid': (show: Show) => sessionOf(show)?.dropConnection(4006),
		'voice server moved': (show: Show) => discord.voice.moveServer(show.channel),
		'group renewed': (show: Show) => encryptionOf(show).service.faults.reinitialise(),
		'gateway reconnect': () => discord.gateway.requestReconnect(account),
		'podcast connection cut': () => proxy.cut(),
		'bad network': (show: Show) =>
			sessionOf(show)?.setNetwork({ lossRate: 0.3, duplicateRate: 0.1, jitterMs: 40 }),
		'good network': (show: Show) => sessionOf(show)?.setNetwork(undefined),
		'garbage on the socket': (show: Show) =>
			sessionOf(show)?.sendRaw(Buffer.alloc(random.below(100), random.below(256))),
		'member leaves': (show: Show) => show.members[1]?.leave(),
		'member joins': (show: Show) => {
			if (show.members[1]?.voice.channel === null) {
				show.members[1].join(show.channel);
			}
		},
	};
}

/** Frames that are heard for a member's talking from now on. */
async function isHeard(studio: Studio, show: Show): Promise<boolean> {
	const frames = countedFrames(25, 200);
	const before = show.heard.frames;
	await show.members[0]?.speak(frames, { speed: 4 });
	await studio.discord
		.until('frames are heard', () => show.heard.frames >= before + 20 || undefined, 2000)
		.catch(() => {});
	return show.heard.frames >= before + 20;
}

describe('five podcasts in a storm', () => {
	test(
		`are all on air and hear after ${Math.round(FAULTS)} faults`,
		async () => {
			const rejections: unknown[] = [];
			const onRejection = (reason: unknown) => rejections.push(reason);
			process.on('unhandledRejection', onRejection);
			onTestFinished(() => void process.off('unhandledRejection', onRejection));
			const random = new SeededRandom(SEED);
			const proxy = await TcpProxy.start();
			const studio = await startStudio({
				discord: { createEncryption: createDaveEncryption, recordsMedia: false },
				podcastApiUrl: proxy.url,
				onServer: (server) => {
					proxy.targetPort = Number(new URL(server.url).port);
				},
			});
			const shows: Show[] = [];
			for (let index = 0; index < PODCASTS; index++) {
				shows.push(await startShow(studio, index));
			}
			const talks = shows.flatMap(({ members }) => members.slice(0, 2).map(keepTalking));
			onTestFinished(async () => {
				await Promise.all(talks.map((stop) => stop()));
			});

			const faults = Object.entries(faultsOf(studio, proxy, random));
			const happened: string[] = [];
			const storm = setInterval(() => {
				const [name, strike] = faults[random.below(faults.length)] as (typeof faults)[number];
				const show = shows[random.below(shows.length)] as Show;
				happened.push(name);
				strike(show);
			}, FAULT_EVERY_MS);
			onTestFinished(() => clearInterval(storm));
			const memoryAfter = async (faults: number) => {
				await until(() => happened.length, { timeout: STORM_LIMIT_MS }).toBeGreaterThanOrEqual(
					Math.floor(faults),
				);
				globalThis.gc?.();
				return process.memoryUsage().heapUsed;
			};
			const earlyBytes = await memoryAfter(FAULTS / 3);
			const lateBytes = await memoryAfter(FAULTS);
			clearInterval(storm);
			await Promise.all(talks.map((stop) => stop()));
			for (const show of shows) {
				studio.discord.voice.sessionOf(studio.account, show.guild)?.setNetwork(undefined);
			}

			const story = happened.join(', ');
			for (const show of shows) {
				await until(() => isHeard(studio, show), { interval: 100 }).toBe(true);
				expect(show.heard, story).toMatchObject({ unopened: 0, repeatedNonces: 0 });
			}
			expect(studio.server.stats().podcasts, story).toHaveLength(PODCASTS);
			expect(rejections).toEqual([]);
			expect(lateBytes).toBeLessThan(earlyBytes * 1.1);
		},
		STORM_LIMIT_MS + PODCASTS * LIMIT_MS,
	);
});
