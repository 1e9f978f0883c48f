// `npm run bench`: measures the hot paths and prints one table.
import { planAttack } from './attack-bench.js';
import { build } from './build.js';
import { planDelay } from './delay-bench.js';
import { measureEpisodes } from './episodes-bench.js';
import { planFanOut } from './fan-out/fan-out-bench.js';
import { measureFeed } from './feed-bench.js';
import { type GrowthBenchOptions, planGrowth } from './growth-bench.js';
import { planHls } from './hls-bench.js';
import { planListeners } from './listeners-bench.js';
import { describeMachine, pinLoad } from './machine.js';
import { measureMemory } from './memory-bench.js';
import { planMixing } from './mixing-bench.js';
import { type BenchOptions, readOptions, USAGE } from './options.js';
import { measurePress } from './press-bench.js';
import { planRecorder } from './recorder-bench.js';
import { planKilledEdge } from './relay/killed-edge-bench.js';
import { planRelay } from './relay/relay-bench.js';
import { planRelayCost } from './relay/relay-cost-bench.js';
import { hasNatsServer } from './relay/relay-servers.js';
import { planRender } from './render-bench.js';
import { Rounds } from './rounds.js';
import { planSender } from './sender-bench.js';
import { measureStart } from './start-bench.js';
import { formatTable, isAimMet, type Row } from './table.js';

/** Of the order of variants, and of when speakers begin. */
const SEED = 20_240_501;

const FAN_OUT = {
	receiverCounts: [100, 1000, 4000],
	joinedPackets: [2, 3],
	frames: 60,
} as const;
const QUICK_FAN_OUT = { ...FAN_OUT, receiverCounts: [100, 1000], joinedPackets: [2] } as const;
const MEMORY = { idleReceivers: 2000, listeningReceivers: 1000 } as const;
const PODCASTS = 20;
const GROWTH: GrowthBenchOptions = {
	podcastCounts: [20, 100, 300, 600],
	carried: { least: 100, most: 900, step: 50 },
	seconds: 4,
};
const QUICK_GROWTH: GrowthBenchOptions = { podcastCounts: [20, 300], seconds: 2 };

const DELAY = {
	podcasts: PODCASTS,
	seconds: 5,
	warmSeconds: 10,
	besideListeners: 2000,
	seed: SEED,
} as const;
const QUICK_DELAY = { ...DELAY, warmSeconds: 1, besideListeners: 200 } as const;

const MIXING = { speakerCounts: [2, 4, 8, 16], podcasts: PODCASTS, seconds: 60 } as const;
const LISTENERS = {
	websockets: 1000,
	oggStreams: 200,
	mp3Streams: 200,
	unread: 50,
	seconds: 60,
} as const;
const RELAY = { podcasts: 20, seconds: 8, edges: 2, listeners: 1000, loadSeconds: 60 } as const;
const QUICK_RELAY = { ...RELAY, listeners: 200, loadSeconds: 5 } as const;
const RELAY_COST = { podcasts: 100, listeners: 1000, seconds: 10 } as const;
const QUICK_RELAY_COST = { podcasts: 100, listeners: 200, seconds: 4 } as const;
const ATTACK = { receivers: 50, connections: [1, 20], seconds: 8 } as const;
const HLS = { clients: 2000, segments: 4 } as const;
const QUICK_HLS = { clients: 1000, segments: 2 } as const;
const QUICK_LISTENERS = { ...LISTENERS, seconds: 10 } as const;
const QUICK_MIXING = { ...MIXING, speakerCounts: [2, 8], seconds: 10 } as const;

const NOTES = `Floors: fan-out, a loop in C that makes one send() a receiver (of Node, where there is no compiler);
sender and delay, node:dgram to a node:net socket without cryptography; mixing, the same decoding and
encoding alone; recorder, the same bytes written a page at a time; the same bytes, receivers and pace, in
the same rounds. What is measured runs alone in a fresh process, built by tsc as for production; CPU time
is user + system of all its threads, after a warm-up. Everything is on loopback, so the kernel's
receiving half of each write is counted too. Delays are those of a load that has one core: where
receivers are many they are the load's, so look at their ratios. Icecast and nats-server are measured
where they are installed.`;

await main();

async function main(): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	if (options === 'help') {
		console.log(USAGE);
		return;
	}
	const startMs = performance.now();
	console.log('Building ...');
	build();
	pinLoad();
	const rows = await measure(options);
	const minutes = (performance.now() - startMs) / 60_000;
	const missed = rows.filter((row) => isAimMet(row) === false).length;
	console.log(
		[
			'',
			`${new Date().toISOString().slice(0, 10)}, ${describeMachine()}`,
			`${options.rounds} rounds in shuffled order, ${minutes.toFixed(1)} minutes; median (min..max) over the rounds`,
			'',
			formatTable(rows),
			'',
			NOTES,
			missed === 0 ? 'Every aim is met.' : `Aims missed: ${missed}.`,
		].join('\n'),
	);
	// The measured programs are gone; kept-alive sockets of the load are not waited for.
	process.exit(0);
}

async function measure({ parts, rounds: count, isQuick }: BenchOptions): Promise<Row[]> {
	const rounds = new Rounds(SEED);
	const planned: (() => Row[])[] = [];
	if (parts.includes('fan-out')) {
		planned.push(planFanOut(rounds, isQuick ? QUICK_FAN_OUT : FAN_OUT));
	}
	if (parts.includes('sender')) {
		planned.push(planSender(rounds, { podcasts: PODCASTS, framesEach: 400 }));
	}
	if (parts.includes('growth')) {
		planned.push(planGrowth(rounds, isQuick ? QUICK_GROWTH : GROWTH));
	}
	if (parts.includes('delay')) {
		planned.push(planDelay(rounds, isQuick ? QUICK_DELAY : DELAY));
	}
	if (parts.includes('mixing')) {
		planned.push(planMixing(rounds, isQuick ? QUICK_MIXING : MIXING));
	}
	if (parts.includes('recorder')) {
		planned.push(planRecorder(rounds, { seconds: isQuick ? 60 : 300 }));
	}
	if (parts.includes('render')) {
		planned.push(planRender(rounds, { minutes: isQuick ? 1 : 5 }));
	}
	if (parts.includes('listeners')) {
		planned.push(planListeners(rounds, isQuick ? QUICK_LISTENERS : LISTENERS));
	}
	if (parts.includes('hls')) {
		planned.push(planHls(rounds, isQuick ? QUICK_HLS : HLS));
	}
	if (parts.includes('attack')) {
		planned.push(planAttack(rounds, ATTACK));
	}
	if (parts.includes('relay') && hasNatsServer()) {
		planned.push(planRelay(rounds, isQuick ? QUICK_RELAY : RELAY), planKilledEdge(rounds));
		planned.push(planRelayCost(rounds, isQuick ? QUICK_RELAY_COST : RELAY_COST));
	}
	await rounds.run(count, (line) => console.log(line));
	const rows = planned.flatMap((rowsOf) => rowsOf());
	if (parts.includes('delay')) {
		console.log('/podcast start ...');
		rows.push(await measureStart(count));
	}
	if (parts.includes('memory')) {
		console.log('memory ...');
		rows.push(...(await measureMemory({ ...MEMORY, repetitions: count })));
	}
	if (parts.includes('episodes')) {
		console.log('episodes ...');
		rows.push(...(await measureEpisodes(count)));
	}
	if (parts.includes('feed')) {
		console.log('feed ...');
		rows.push(...(await measureFeed(count)));
	}
	if (parts.includes('page')) {
		console.log('page ...');
		rows.push(await measurePress(count));
	}
	return rows;
}
