// Measured: members who talk, recorded; or the same bytes written to as many files, and nothing else.
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { VoiceFrame } from '../../src/media/frames.js';
import { Recorder } from '../../src/recording/recorder.js';
import { EpisodeFolder, newEpisodeId } from '../../src/store/episode-folder.js';
import { manifestShape } from '../../src/store/episode-manifest.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { serveBench } from './measured.js';

/** Who talks, and for how long. */
export interface RecorderSetup {
	/** Frames of speech, which each member says again and again. */
	speech: readonly Uint8Array[];
	members: number;
	seconds: number;
}

/** Microseconds of CPU time a frame. */
export interface RecorderResult {
	recorder: number;
	floor: number;
}

const TICKS_PER_SECOND = 50;
const PAGE_TICKS = 25;
const SYNC_TICKS = 100;

/** The clock is far ahead of the disk: so often it gets its turn. */
const TURN_TICKS = 5;

serveBench(async (setup: RecorderSetup): Promise<RecorderResult> => {
	const dataDir = mkdtempSync(join(tmpdir(), 'recorder-bench-'));
	try {
		// The compiler's threads must be done before anything is measured.
		await record(dataDir, { ...setup, seconds: 20 });
		const recorder = await record(dataDir, setup);
		return { recorder, floor: await writeAlone(dataDir, setup) };
	} finally {
		rmSync(dataDir, { recursive: true });
	}
});

async function record(
	dataDir: string,
	{ members, seconds, speech }: RecorderSetup,
): Promise<number> {
	const clock = new SteppedClock();
	const folder = new EpisodeFolder(dataDir, newEpisodeId());
	const manifest = manifestShape.parse({
		version: 1,
		id: folder.id,
		guildId: '100000000000000000',
		channelId: '100000000000000000',
		title: 'Bench',
		startedAtEpochMs: clock.epochMs(),
		state: 'recording',
		visibility: 'public',
		consent: 'notice',
		keepDays: { unpublished: 0, published: 0, tracks: 0 },
	});
	const recorder = await Recorder.start(manifest, {
		folder,
		clock,
		logger: pino({ level: 'silent' }),
		settings: { maxMs: 86_400_000, minFreeBytes: 0, syncMs: 2000 },
		nameOf: (userId) => userId,
		onEnded: (reason) => {
			throw new Error(`The recording ended: ${reason}`);
		},
	});
	return perFrame(members * seconds * TICKS_PER_SECOND, async () => {
		for (let tick = 0; tick < seconds * TICKS_PER_SECOND; tick++) {
			for (let member = 0; member < members; member++) {
				recorder.push(frameOf({ clock, member, speech, tick }));
			}
			await clock.step(20);
			if (tick % TURN_TICKS === 0) {
				await new Promise(setImmediate);
			}
		}
		await recorder.stop();
	});
}

function frameOf(of: {
	clock: SteppedClock;
	member: number;
	speech: readonly Uint8Array[];
	tick: number;
}): VoiceFrame {
	const { clock, member, speech, tick } = of;
	return {
		opus: speech[(tick + 40 * member) % speech.length] as Uint8Array,
		transportNonce: tick,
		voiceSession: 0,
		userId: `1000000000000000${10 + member}`,
		ssrc: member,
		sequence: tick & 0xffff,
		timestamp: (tick * 960) >>> 0,
		receivedAtMs: clock.nowMs(),
	};
}

/** A write a page and a track, and a sync every two seconds. */
async function writeAlone(
	dataDir: string,
	{ members, seconds, speech }: RecorderSetup,
): Promise<number> {
	const files = await Promise.all(
		Array.from({ length: members }, (_, member) => open(join(dataDir, `bare-${member}`), 'w')),
	);
	const cost = await perFrame(members * seconds * TICKS_PER_SECOND, async () => {
		for (let tick = PAGE_TICKS; tick <= seconds * TICKS_PER_SECOND; tick += PAGE_TICKS) {
			for (const [member, file] of files.entries()) {
				const from = (tick + 40 * member) % (speech.length - PAGE_TICKS);
				await file.writev(speech.slice(from, from + PAGE_TICKS));
			}
			if (tick % SYNC_TICKS === 0) {
				await Promise.all(files.map((file) => file.datasync()));
			}
		}
	});
	await Promise.all(files.map((file) => file.close()));
	return cost;
}

async function perFrame(frames: number, work: () => Promise<void>): Promise<number> {
	const before = process.cpuUsage();
	await work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / frames;
}
