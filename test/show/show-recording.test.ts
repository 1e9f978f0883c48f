import { expect, onTestFinished, test, vi } from 'vitest';
import { VoicePrivacy } from '../../src/consent/voice-consent.js';
import { ShowEvents } from '../../src/show/show-events.js';
import { ShowRecording } from '../../src/show/show-recording.js';
import { newManifest, recordingSetup, temporaryFolder } from '../recording/recording-fixture.js';

/** A show that is about to begin. */
async function setUp() {
	const { clock, folder, options } = await recordingSetup();
	const { logger, settings } = options;
	const manifest = newManifest(folder.id);
	const { guildId, channelId, title, serverName, hostName, visibility, consent } = manifest;
	const recording = new ShowRecording({
		library: {
			create: () => ({ folder, manifest }),
			discard: vi.fn(),
			folderOf: () => undefined,
			follow: vi.fn(),
			recorded: vi.fn(),
		},
		settings,
		clock,
		logger,
		privacy: new VoicePrivacy({ folder: await temporaryFolder(), logger }),
		facts: { guildId, channelId, title, serverName, hostName, visibility, consent },
		episodeId: undefined,
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
	onTestFinished(async () => {
		const left: Promise<unknown>[] = [];
		events.emit('leaving', (work) => left.push(work));
		await Promise.all(left);
	});
	return { events, log, recording };
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
