// A show's recording, from its beginning on: also while the disk is not ready for it.
import { readFile } from 'node:fs/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { VoicePrivacy } from '../../src/consent/voice-consent.js';
import { Recorder } from '../../src/recording/recorder.js';
import { ShowEvents } from '../../src/show/show-events.js';
import { ShowRecording } from '../../src/show/show-recording.js';
import { VoiceErasure } from '../../src/show/voice-erasure.js';
import { readEvents } from '../../src/store/episode-events.js';
import type { EpisodeFolder } from '../../src/store/episode-folder.js';
import {
	ANN,
	BEN,
	newManifest,
	recordingSetup,
	Talker,
	temporaryFolder,
	trackOf,
} from '../recording/recording-fixture.js';
import { markedFrame, markOf } from '../recording/simulated-track.js';
import { until } from '../support/until.js';

/**
 * A show that is about to begin.
 *
 * @param options.isResumed - an earlier process has left its recording
 * @param options.spokeBefore - who is in it
 */
async function setUp({ isResumed = false, spokeBefore = [] as string[] } = {}) {
	const { clock, folder, options } = await recordingSetup();
	const { logger, settings } = options;
	const manifest = newManifest(folder.id);
	const { guildId, channelId, title, serverName, hostName, visibility, consent } = manifest;
	if (isResumed) {
		const left = await Recorder.start(manifest, options);
		for (const userId of spokeBefore) {
			new Talker(userId).say(left, markedFrame(0), clock);
		}
		await clock.step(1000);
		await left.pause();
		await clock.step(1000);
	}
	const privacy = new VoicePrivacy({ folder: await temporaryFolder(), logger });
	const recorded = vi.fn();
	const recording = new ShowRecording({
		library: {
			create: () => ({ folder, manifest }),
			discard: vi.fn(),
			folderOf: (id) => (isResumed && id === folder.id ? folder : undefined),
			follow: vi.fn(),
			recorded,
		},
		settings,
		clock,
		logger,
		privacy,
		facts: { guildId, channelId, title, serverName, hostName, visibility, consent },
		episodeId: isResumed ? folder.id : undefined,
		track: vi.fn(),
	});
	const events = new ShowEvents(logger);
	const log = vi.fn();
	recording.useShow({
		events,
		isPaused: false,
		onAir: { podcast: undefined, setTrouble: vi.fn() },
		namesOf: () => [],
		log,
		setEpisode: async () => {},
	});
	const end = async () => {
		const left: Promise<unknown>[] = [];
		events.emit('leaving', (work) => left.push(work));
		await Promise.all(left);
	};
	onTestFinished(end);
	return { clock, end, events, folder, log, privacy, recorded, recording };
}

/** A disk that is not done with its next step before it is let go on. */
function holdUp(folder: EpisodeFolder, step: 'make' | 'readManifest') {
	let goOn = () => {};
	const isDone = new Promise<void>((resolve) => {
		goOn = resolve;
	});
	const inTime = folder[step].bind(folder) as () => Promise<never>;
	const held = vi.spyOn(folder, step).mockImplementation(async () => {
		await isDone;
		return inTime();
	});
	return { goOn, isThere: () => until(() => held.mock.calls.length).toBe(1) };
}

test('has a mark at its beginning that is set before the disk has prepared it', async () => {
	const { events, log, recording } = await setUp();
	events.emit('begun');
	expect(recording.episode).toBeUndefined();
	expect(await recording.note('Good evening', 'Ada')).toBe(0);
	expect(log).toHaveBeenCalledWith({ kind: 'noted', by: 'Ada', text: 'Good evening' });
});

test('has no mark where nothing is recorded', async () => {
	const { log, recording } = await setUp();
	expect(await recording.note('Good evening', 'Ada')).toBeUndefined();
	expect(log).not.toHaveBeenCalled();
});

describe.each([
	{ name: 'a new one', isResumed: false, step: 'make' },
	{ name: 'one that goes on after a restart', isResumed: true, step: 'readManifest' },
] as const)('while the disk prepares $name', ({ isResumed, step }) => {
	test('what is said waits for it, each word at its place', async () => {
		const { clock, end, events, folder, recorded, recording } = await setUp({ isResumed });
		const disk = holdUp(folder, step);
		const ann = new Talker(ANN);
		events.emit('begun');
		await disk.isThere();
		const beforeTicks = isResumed ? 100 : 0;
		for (let mark = 0; mark < 150; mark++) {
			ann.say(recording, markedFrame(mark), clock);
			await clock.step(20);
		}
		expect(recording.episode).toBeUndefined();
		disk.goOn();
		await recording.opened;
		for (let mark = 150; mark < 200; mark++) {
			ann.say(recording, markedFrame(mark), clock);
			await clock.step(20);
		}
		await end();
		expect(recorded).toHaveBeenCalledTimes(1);
		const track = await trackOf(folder, 1);
		expect(track.slice(beforeTicks).map(markOf)).toEqual(
			Array.from({ length: 200 }, (_, mark) => mark),
		);
	});

	test('nothing is kept of whoever says no before it has', async () => {
		const { clock, end, events, folder, privacy, recorded, recording } = await setUp({ isResumed });
		const disk = holdUp(folder, step);
		events.emit('begun');
		await disk.isThere();
		const [ann, ben] = [new Talker(ANN), new Talker(BEN)];
		for (let mark = 0; mark < 50; mark++) {
			ann.say(recording, markedFrame(mark), clock);
			ben.say(recording, markedFrame(1000 + mark), clock);
			await clock.step(20);
		}
		await privacy.setOptedOut(ANN, true);
		await privacy.setOptedOut(ANN, false);
		disk.goOn();
		await recording.opened;
		await end();
		expect(recorded.mock.calls).toMatchObject([[{ tracks: [{ userId: BEN }] }]]);
		const marks = (await trackOf(folder, 1)).flatMap((packet) => markOf(packet) ?? []);
		expect(marks).toEqual(Array.from({ length: 50 }, (_, mark) => 1000 + mark));
	});

	test('nothing is kept of whoever has it erased before it has', async () => {
		const spokeBefore = isResumed ? [ANN] : [];
		const { clock, end, events, folder, recorded, recording } = await setUp({
			isResumed,
			spokeBefore,
		});
		const disk = holdUp(folder, step);
		events.emit('begun');
		await disk.isThere();
		const [ann, ben] = [new Talker(ANN), new Talker(BEN)];
		ann.say(recording, markedFrame(0), clock);
		ben.say(recording, markedFrame(1000), clock);
		await clock.step(20);
		const library = {
			voicesOf: () => [],
			erase: async () => ({ changed: [], removed: [], recording: [] }),
		};
		const erased = new VoiceErasure({ shows: [{ recording }] }, library).erase(ANN);
		disk.goOn();
		expect(await erased).toEqual({ changed: 1, removed: 0, busy: 0 });
		await end();
		expect(recorded.mock.calls).toMatchObject([
			[{ tracks: [{ isErased: true }, { userId: BEN }] }],
		]);
		await expect(trackOf(folder, 1)).rejects.toThrow('ENOENT');
		expect((await trackOf(folder, 2)).map(markOf).filter((mark) => mark !== undefined)).toEqual([
			1000,
		]);
	});
});

test('leaves out what an earlier process has recorded of whoever says no meanwhile', async () => {
	const scene = await setUp({ isResumed: true, spokeBefore: [ANN] });
	const { clock, end, events, folder, privacy, recording } = scene;
	const disk = holdUp(folder, 'readManifest');
	const ann = new Talker(ANN);
	events.emit('begun');
	await disk.isThere();
	await privacy.setOptedOut(ANN, true);
	await privacy.setOptedOut(ANN, false);
	disk.goOn();
	await recording.opened;
	ann.say(recording, markedFrame(0), clock);
	await end();
	const told = readEvents(await readFile(folder.eventsFile, 'utf8'));
	expect(told.filter(({ type }) => type === 'out' || type === 'in')).toMatchObject([
		{ type: 'out', track: 1 },
		{ type: 'in', track: 1 },
	]);
});
