// The recording of a show that is longer than one episode may be.
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { VoicePrivacy } from '../../src/consent/voice-consent.js';
import type { CatchUp } from '../../src/episodes/catch-up/catch-up.js';
import { ShowEvents } from '../../src/show/show-events.js';
import { ShowRecording } from '../../src/show/show-recording.js';
import { EpisodeFolder, newEpisodeId } from '../../src/store/episode-folder.js';
import { ANN, newManifest, temporaryFolder } from '../recording/recording-fixture.js';
import { markedFrame } from '../recording/simulated-track.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { until } from '../support/until.js';

const logger = pino({ level: 'silent' });

test('a member who is muted is taken out of the parts before, too, while those are heard', async () => {
	const dataDir = await temporaryFolder();
	const clock = new SteppedClock();
	const leftOut: string[] = [];
	const parts: string[] = [];
	const recording = new ShowRecording({
		library: {
			create: ({ part = 1 }) => {
				const folder = new EpisodeFolder(dataDir, newEpisodeId());
				return { folder, manifest: { ...newManifest(folder.id), part } };
			},
			discard: async () => {},
			folderOf: (id) => new EpisodeFolder(dataDir, id),
			follow: () => {},
			recorded: () => {},
		},
		catchUps: {
			begin: ({ manifest }) => {
				const part = `part ${manifest().part}`;
				parts.push(part);
				const catchUp: Partial<CatchUp> = {
					close: async () => {},
					end: () => {},
					follow: () => {},
					leaveOut: async (userId) => void leftOut.push(`${userId} ${part}`),
					letBackIn: () => {},
					setPodcast: () => {},
				};
				return catchUp as CatchUp;
			},
		},
		settings: { maxMs: 60_000, minFreeBytes: 0, syncMs: 2000 },
		privacy: new VoicePrivacy({ folder: dataDir, clock, logger }),
		clock,
		logger,
		facts: {
			guildId: '200000000000000001',
			channelId: '300000000000000001',
			title: 'Marathon',
			serverName: 'Harbour',
			hostName: 'Ann',
			visibility: 'public',
			consent: 'notice',
		},
		episodeId: undefined,
		track: () => {},
	});
	const events = new ShowEvents(logger);
	recording.useShow({
		events,
		isPaused: false,
		onAir: { podcast: { id: 'p' }, setTrouble: () => {} },
		namesOf: () => ['Ann'],
		log: () => {},
		setEpisode: async () => {},
	});
	events.emit('begun');
	await until(() => recording.episode?.part).toBe(1);
	recording.push({
		opus: markedFrame(1),
		userId: ANN,
		ssrc: 1,
		voiceSession: 0,
		transportNonce: 0,
		sequence: 1,
		timestamp: 960,
		receivedAtMs: clock.nowMs(),
	});
	await clock.step(61_000);
	await until(() => parts).toEqual(['part 1', 'part 2']);
	await until(() => recording.episode?.part).toBe(2);
	await recording.leaveOut(ANN);
	expect(leftOut).toEqual([`${ANN} part 1`, `${ANN} part 2`]);
	const left: Promise<unknown>[] = [];
	events.emit('leaving', (work) => void left.push(work));
	await Promise.all(left);
});
