// `npm run soak`: the real program under everything that happens to it, for as long as you like. It
// must be heard all the time, and hold no more at the end than after the first third.

import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startFakeDiscord } from '../support/fake-discord/fake-discord.js';
import { SeededRandom } from '../support/fake-discord/seeded-random.js';
import { createDaveEncryption } from '../support/fake-discord/voice/dave-encryption.js';
import { readOggOpus } from '../support/speech/ogg-opus.js';
import { Crowd } from './crowd.js';
import { describeFigures, type Figures, judge, LEAST_ROUNDS } from './figures.js';
import { readOptions, type SoakOptions, USAGE } from './options.js';
import { formatReport } from './report.js';
import { CLIENT, ShowScene } from './show-scene.js';
import { Storm } from './storm.js';
import { WatchedBot } from './watched-bot.js';

const SHOWS = 5;
/** Rounds are no longer than that: the longer the run, the more of them. */
const ROUND_MS = 60_000;
/** It measures nothing: a busy machine may need it. */
const LIMIT_MS = 120_000;
const LOOK_EVERY_MS = 250;
/** About what the end of a round takes. */
const QUIET_MS = 4000;
const MINUTE_MS = 60_000;
/** What stands in panels, among what the bot counts itself. */
const LINKS = 'panels with a link';
/** Outlets that need not be answered. */
const UNANSWERED: readonly string[] = ['garbage', 'says nothing'];
/** More of them say nothing new. */
const MOST_TROUBLES = 50;

await main();

async function main(): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	if (options === 'help') {
		print(USAGE);
		return;
	}
	const troubles: string[] = [];
	const startMs = performance.now();
	const onTrouble = (trouble: string) => {
		if (troubles.length < MOST_TROUBLES) {
			troubles.push(trouble);
			print(`After ${Math.round((performance.now() - startMs) / 1000)} s: ${trouble}`);
		}
	};
	process.on('unhandledRejection', (reason) => onTrouble(`The soak itself failed: ${reason}`));
	await soak(options, onTrouble).catch((error: unknown) => {
		onTrouble(`The soak ended early: ${error instanceof Error ? error.stack : error}`);
	});
	print(
		troubles.length === 0
			? '\nAll is well.'
			: `\nTroubles: ${troubles.length}, with --seed ${options.seed}\n${troubles.join('\n')}`,
	);
	process.exit(troubles.length === 0 ? 0 : 1);
}

async function soak(options: SoakOptions, onTrouble: (trouble: string) => void): Promise<void> {
	const { isVerbose, listeners, minutes, seed } = options;
	const tell = isVerbose ? print : () => {};
	const random = new SeededRandom(seed);
	const discord = await startFakeDiscord({
		createEncryption: createDaveEncryption,
		recordsMedia: false,
		interactionLimitMs: LIMIT_MS,
		seed,
	});
	const account = discord.addBot({ name: 'Caster' });
	const alone = inTurn();
	const voices = ['voice-a', 'voice-b', 'voice-c'].map((name) =>
		readOggOpus(fileURLToPath(new URL(`../support/speech/${name}.opus`, import.meta.url))),
	);
	let serverUrl = '';
	const shared = { account, alone, discord, onTrouble, random };
	const shows = Array.from(
		{ length: SHOWS },
		(_, index) =>
			new ShowScene(String(index + 1), { ...shared, voices, serverUrl: () => serverUrl }),
	);
	const bot = await WatchedBot.start({
		environment: {
			DISCORD_TOKEN: account.token,
			DISCORD_API_URL: discord.apiUrl,
			NODE_EXTRA_CA_CERTS: discord.caFile,
			PODCAST_CLIENTS: `${CLIENT.clientId}:${CLIENT.clientToken}`,
		},
		onTrouble,
		tell,
	});
	serverUrl = bot.serverUrl;
	for (const show of shows) {
		await show.start();
	}

	const crowd = new Crowd({ port: bot.port, size: listeners, shows, random, onTrouble });
	const storm = new Storm({ ...shared, bot, shows, tell });
	const rounds = Math.max(LEAST_ROUNDS, Math.ceil((minutes * MINUTE_MS) / ROUND_MS));
	const figures: Figures[] = [];
	const roundMs = (minutes * MINUTE_MS) / rounds;
	for (let round = 0; round < rounds && bot.isAlive; round++) {
		for (const show of shows) {
			show.talk();
		}
		crowd.open();
		const cpuSeconds = bot.cpuSeconds;
		const stormMs = performance.now();
		await storm.rage(roundMs - QUIET_MS);
		const load = (bot.cpuSeconds - cpuSeconds) / ((performance.now() - stormMs) / 1000);
		await crowd.close();
		await Promise.all(shows.map((show) => show.hush()));
		await quiet(bot, shows, onTrouble);
		const now = await bot.figures();
		figures.push(now);
		print(describeRound(`Round ${round + 1} of ${rounds}`, { now, load, crowd }));
	}
	const metrics = await bot.metrics();
	const verdicts = judge(figures);
	for (const show of shows) {
		await show.stop();
	}
	const code = await bot.stop(LIMIT_MS);
	await discord.close();
	print(
		formatReport({
			verdicts,
			visits: crowd.tallies,
			faults: storm.tallies,
			warnings: bot.warnings,
			metrics,
			heard: shows.reduce((sum, { heard }) => sum + heard, 0),
			most: crowd.most,
		}),
	);
	if (code !== 0) {
		onTrouble(`The bot ended with ${code}, asked to stop`);
	}
	for (const { what, early, late, limit } of verdicts.filter(({ isKept }) => !isKept)) {
		onTrouble(
			`${what}: ${late.toFixed(1)} at the end, ${early.toFixed(1)} after a third, at most ${limit.toFixed(1)}`,
		);
	}
	for (const [name, { answered }] of crowd.tallies) {
		if (answered === 0 && !UNANSWERED.includes(name)) {
			onTrouble(`No visit of the kind ${name} was answered`);
		}
	}
}

/** Waits until only senders and probes are connected, which they are by our own counts. */
async function quiet(
	bot: WatchedBot,
	shows: readonly ShowScene[],
	onTrouble: (trouble: string) => void,
): Promise<void> {
	const expected: Record<string, number> = {
		[LINKS]: SHOWS,
		podcast_guilds_on_air: SHOWS,
		'podcast_podcasts{status="live"}': SHOWS,
		'podcast_podcasts{status="waiting_for_sender"}': 0,
		'podcast_podcasts{status="waiting_for_return"}': 0,
		podcast_receivers: SHOWS,
		podcast_listeners: SHOWS,
		podcast_event_streams: 0,
		'podcast_stream_listeners{format="ogg"}': 0,
		'podcast_stream_listeners{format="mp3"}': 0,
		// A sender and a probe each.
		podcast_connections: 2 * SHOWS,
		'podcast_buffered_bytes{at="server"}': 0,
		'podcast_buffered_bytes{at="sender"}': 0,
	};
	const deadlineMs = performance.now() + LIMIT_MS;
	for (;;) {
		const metrics = new Map(await bot.metrics());
		metrics.set(LINKS, shows.filter(({ podcast }) => podcast !== undefined).length);
		const wrong = Object.entries(expected).filter(([name, value]) => metrics.get(name) !== value);
		if (wrong.length === 0) {
			return;
		}
		if (performance.now() >= deadlineMs) {
			const words = wrong.map(
				([name, value]) => `${name} ${metrics.get(name)} instead of ${value}`,
			);
			onTrouble(`All listeners have left, and there is ${words.join(', ')}`);
			return;
		}
		await sleep(LOOK_EVERY_MS);
	}
}

function describeRound(round: string, about: { now: Figures; load: number; crowd: Crowd }): string {
	const { crowd, load, now } = about;
	const visits = [...crowd.tallies.values()].reduce((sum, tally) => sum + tally.visits, 0);
	const figures = describeFigures(now);
	return `${round}: ${visits} visits so far, ${load.toFixed(2)} cores used; then ${figures}`;
}

/** Makes one wait for the other. */
function inTurn() {
	let last: Promise<unknown> = Promise.resolve();
	return <Result>(run: () => Promise<Result>): Promise<Result> => {
		const next = last.then(run);
		last = next.catch(() => {});
		return next;
	};
}

function print(text: string): void {
	process.stdout.write(`${text}\n`);
}
