// Files of DATA_DIR over versions: those of each known version are read, newer ones stay as they are.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VoicePrivacy } from '../../src/consent/voice-consent.js';
import { createLogger } from '../../src/logger.js';
import { PodcastMemory } from '../../src/server/podcast/podcast-memory.js';
import { AnnouncementMemory } from '../../src/store/announcement-store.js';
import { CommandMemory } from '../../src/store/command-store.js';
import {
	DATA_FILE_VERSIONS,
	type DataFileName,
	findDataFiles,
	refuseNewerFiles,
} from '../../src/store/data-files.js';
import { ListeningMemory } from '../../src/store/listening-store.js';
import { ScheduleMemory } from '../../src/store/schedule-store.js';
import { ShowProfiles } from '../../src/store/show-profiles.js';
import { ShowMemory } from '../../src/store/show-store.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { makeDataDir } from '../support/studio.js';

/** As the program wrote them when this was its newest version. */
const VERSION_1 = join(import.meta.dirname, 'version-1');
/** When it wrote them, and a minute. */
const MINUTE_LATER_MS = 1_795_814_506_292 + 60_000;

const [GUILD, CHANNEL, MESSAGE, BOT, ADA, BEN] = [
	'1425768081002594305',
	'1425768081002594306',
	'1425768081002594307',
	'1425768081002594304',
	'1425768081002594308',
	'1425768081002594309',
] as const;

const NAMES = Object.keys(DATA_FILE_VERSIONS) as DataFileName[];

/** A folder with the files of a version, and what reads them. */
function setUp() {
	const folder = makeDataDir();
	for (const name of readdirSync(VERSION_1)) {
		copyFileSync(join(VERSION_1, name), join(folder, name.replace('.txt', '')));
	}
	let log = '';
	const destination = {
		write: (line: string) => {
			log += line;
		},
	};
	const logger = createLogger({ level: 'trace', format: 'json', secrets: [], destination });
	return { clock: new SteppedClock(MINUTE_LATER_MS), folder, log: () => log, logger };
}

type Scene = ReturnType<typeof setUp>;

/** Opens a file as the program does; its second part tries to write it. */
const OPENERS: Record<DataFileName, (scene: Scene) => { open(): unknown; write(): unknown }> = {
	'privacy.json'({ folder, logger }) {
		const privacy = new VoicePrivacy({ folder, logger });
		return { open: () => privacy.open(), write: () => privacy.setOptedOut(ADA, true) };
	},
	'on-air.json'(scene) {
		const memory = new ShowMemory(scene);
		return { open: () => memory.open(BOT), write: () => memory.remove(MESSAGE) };
	},
	'listening.json'(scene) {
		const memory = new ListeningMemory(scene);
		const panel = { channelId: CHANNEL, messageId: MESSAGE, title: 'Other' };
		return { open: () => memory.open(), write: () => memory.put(panel) };
	},
	'commands.json'(scene) {
		const memory = new CommandMemory(scene);
		return {
			open: () => memory.open(BOT),
			write: () => memory.put({ guildId: GUILD, commands: [] }),
		};
	},
	'schedule.json'(scene) {
		const memory = new ScheduleMemory(scene);
		return { open: () => memory.open(BOT), write: () => memory.save() };
	},
	'announcements.json'(scene) {
		const memory = new AnnouncementMemory(scene);
		return {
			open: () => memory.open(BOT),
			write: () => memory.set({ guildId: GUILD, channelId: CHANNEL }),
		};
	},
	'shows.json'(scene) {
		const opened = ShowProfiles.open(scene);
		return {
			open: () => opened,
			write: async () => (await opened).renewKeys('1425768081002594305').catch(() => {}),
		};
	},
	'podcasts.json': (scene) => podcastsIn('podcasts.json', scene),
	'podcasts-server.json': (scene) => podcastsIn('podcasts-server.json', scene),
};

function podcastsIn(name: DataFileName, scene: Scene) {
	const memory = new PodcastMemory({ ...scene, file: join(scene.folder, name), isKept: true });
	return { open: () => memory.read(), write: () => memory.open() };
}

describe('files of version 1', () => {
	test('are all the files that there are', async () => {
		const { folder } = setUp();
		expect(readdirSync(folder).sort()).toEqual([...NAMES].sort());
		const found = [
			...(await findDataFiles(folder, 'bot')),
			...(await findDataFiles(folder, 'server')),
		];
		expect(found).toEqual(NAMES);
		await refuseNewerFiles(folder, 'bot');
		await refuseNewerFiles(folder, 'server');
	});

	test('say who has opted out, and who has been told', async () => {
		const privacy = new VoicePrivacy(setUp());
		await privacy.open();
		expect([ADA, BEN].map((id) => privacy.hasOptedOut(id))).toEqual([false, true]);
		expect([ADA, BEN].map((id) => privacy.wasTold(GUILD, id))).toEqual([true, false]);
	});

	test('say what begins by itself', async () => {
		const memory = new ScheduleMemory(setUp());
		await memory.open(BOT);
		expect(memory.in(GUILD)).toMatchObject({
			timeZone: 'Europe/Berlin',
			follow: { hostName: 'Ada' },
			plans: [{ title: 'Night watch', repeat: 'weekly', nextEpochMs: 1_796_497_200_000 }],
			autos: [{ voiceChannelId: CHANNEL, members: 3, isSpent: true }],
		});
	});

	test('say what was on air', async () => {
		const { podcasts } = await new ShowMemory(setUp()).open(BOT);
		expect(podcasts).toMatchObject([
			{
				guildId: GUILD,
				voiceChannelId: CHANNEL,
				title: 'Night watch',
				hostName: 'Ada',
				visibility: 'unlisted',
				mutedUserIds: [ADA],
				panel: { channelId: CHANNEL, messageId: MESSAGE },
				podcast: { id: '4mfZj', nextVoiceSession: 3 },
			},
		]);
	});

	test('say what was played, and where commands are', async () => {
		const scene = setUp();
		const { panels } = await new ListeningMemory(scene).open();
		expect(panels[0]?.playing).toMatchObject({
			guildId: GUILD,
			podcast: { kind: 'podcast', id: '4mfZj', server: null },
			places: [{ channelId: CHANNEL, accountId: BOT }],
		});
		const commands = new CommandMemory(scene);
		expect(await commands.open(BOT)).toBe(true);
		expect(commands.scopes[0]?.commands.map(({ name }) => name)).toEqual([
			'podcast',
			'podcast-privacy',
		]);
	});

	test('say where shows are announced, and which messages say that one is live', async () => {
		const memory = new AnnouncementMemory(setUp());
		await memory.open(BOT);
		expect(memory.settingIn(GUILD)).toEqual({ guildId: GUILD, channelId: CHANNEL, roleId: ADA });
		expect(memory.get(MESSAGE)).toMatchObject({ messageId: BEN, title: 'Night watch' });
	});

	test('say where shows are, and what opens them', async () => {
		const profiles = await ShowProfiles.open(setUp());
		expect(profiles.findBySlug('lighthouse')).toMatchObject({
			slug: 'harbour',
			title: 'Night watch',
			key: 'k'.repeat(22),
			feedKey: 'f'.repeat(22),
		});
	});

	test.each(['podcasts.json', 'podcasts-server.json'])(
		'give podcasts their keys back: %s',
		async (name) => {
			const scene = setUp();
			const file = join(scene.folder, name);
			const { podcasts } = await new PodcastMemory({ ...scene, file, isKept: true }).read();
			expect(podcasts).toMatchObject([
				{
					id: '4mfZj',
					clientId: '777',
					secretKey: Uint8Array.from({ length: 32 }, (_, index) => index),
					details: { title: 'Night watch', visibility: 'unlisted' },
				},
			]);
		},
	);
});

describe('a file of a newer version', () => {
	test.each(NAMES)('is refused in words, and stays as it is: %s', async (name) => {
		const scene = setUp();
		const file = join(scene.folder, name);
		const version = DATA_FILE_VERSIONS[name] + 1;
		const newer = JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), version });
		writeFileSync(file, newer);
		const program = name === 'podcasts-server.json' ? 'server' : 'bot';
		const words = `${file} is of version ${version}, expected ${version - 1} at most`;
		await expect(refuseNewerFiles(scene.folder, program)).rejects.toThrow(words);

		const store = OPENERS[name](scene);
		await expect(Promise.resolve(store.open())).rejects.toThrow(words);
		await Promise.resolve(store.write()).catch(() => {});
		expect(readFileSync(file, 'utf8')).toBe(newer);
		expect(readdirSync(scene.folder).sort()).toEqual([...NAMES].sort());
	});
});
