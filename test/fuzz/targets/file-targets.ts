// The files of DATA_DIR: whatever is in one, nothing of it is lost unseen, and nothing crashes.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { VoicePrivacy } from '../../../src/consent/voice-consent.js';
import { UserError } from '../../../src/errors.js';
import { createLogger } from '../../../src/logger.js';
import { PodcastMemory } from '../../../src/server/podcast/podcast-memory.js';
import { AnnouncementMemory } from '../../../src/store/announcement-store.js';
import { CommandMemory } from '../../../src/store/command-store.js';
import { ListeningMemory } from '../../../src/store/listening-store.js';
import { ScheduleMemory } from '../../../src/store/schedule-store.js';
import { ShowMemory } from '../../../src/store/show-store.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { bytesOf, type FuzzTarget, must, mustBe } from '../fuzz-target.js';

const ID = '123456789012345678';
const OTHER_ID = '223456789012345678';
const EPOCH_MS = Date.UTC(2026, 0, 1);

/** What a file's owner works with. */
interface Place {
	folder: string;
	clock: SteppedClock;
	logger: Logger;
}

/** A file of DATA_DIR, and who reads and writes it. */
interface DataFile {
	name: string;
	content: object;
	/** What becomes of one that is broken. */
	whenBroken: 'put aside' | 'refuse' | 'overwrite';
	/**
	 * Reads it, and writes what it knows.
	 *
	 * @returns what it has read, as JSON
	 */
	passOn(place: Place): Promise<unknown>;
}

const reference = {
	kind: 'podcast',
	id: 'AAAAA',
	listenKey: null,
	server: 'https://radio.example',
};

const FILES: readonly DataFile[] = [
	{
		name: 'on-air.json',
		content: {
			version: 1,
			botUserId: ID,
			aliveEpochMs: EPOCH_MS,
			podcasts: [
				{
					guildId: ID,
					voiceChannelId: ID,
					title: 'Morning',
					hostName: 'Ada',
					visibility: 'public',
					sinceEpochMs: EPOCH_MS,
					mutedUserIds: [OTHER_ID],
					panel: { channelId: ID, messageId: ID },
					podcast: { id: 'AAAAA', nextVoiceSession: 1000 },
					pausedAtEpochMs: EPOCH_MS,
				},
				{
					guildId: OTHER_ID,
					voiceChannelId: ID,
					title: '',
					sinceEpochMs: 0,
					panel: { channelId: ID, messageId: OTHER_ID },
					end: { durationMs: 0.5, reason: 'The host left' },
				},
			],
		},
		whenBroken: 'put aside',
		async passOn(place) {
			const memory = new ShowMemory(place);
			const { podcasts } = await memory.open(ID);
			for (const podcast of podcasts) {
				await memory.put(podcast);
			}
			return podcasts;
		},
	},
	{
		name: 'listening.json',
		content: {
			version: 1,
			aliveEpochMs: EPOCH_MS,
			isPaused: true,
			panels: [
				{
					channelId: ID,
					messageId: ID,
					title: 'Morning',
					playing: {
						guildId: ID,
						podcast: reference,
						places: [{ channelId: ID, accountId: OTHER_ID }],
					},
				},
				{
					channelId: ID,
					messageId: OTHER_ID,
					title: '',
					playing: { guildId: ID, podcast: { kind: 'own' }, places: [] },
				},
			],
		},
		whenBroken: 'put aside',
		async passOn(place) {
			const memory = new ListeningMemory(place);
			const { panels } = await memory.open();
			for (const panel of panels) {
				await memory.put(panel);
			}
			return panels;
		},
	},
	{
		name: 'privacy.json',
		content: { version: 1, optedOut: [ID, OTHER_ID], told: [`${ID}/${OTHER_ID}`] },
		whenBroken: 'refuse',
		async passOn(place) {
			const privacy = new VoicePrivacy(place);
			await privacy.open();
			const known = { optedOut: privacy.hasOptedOut(ID), told: privacy.wasTold(ID, OTHER_ID) };
			privacy.noteTold(ID, [ID]);
			await privacy.close();
			return known;
		},
	},
	{
		name: 'commands.json',
		content: {
			version: 1,
			applicationId: ID,
			scopes: [
				{ guildId: null, commands: [{ id: ID, name: 'podcast' }] },
				{ guildId: ID, commands: [] },
			],
		},
		whenBroken: 'overwrite',
		async passOn(place) {
			const memory = new CommandMemory(place);
			await memory.open(ID);
			const scopes = [...memory.scopes];
			for (const scope of scopes) {
				await memory.put(scope);
			}
			return scopes;
		},
	},
	{
		name: 'schedule.json',
		content: {
			version: 1,
			botUserId: ID,
			guilds: [
				{
					guildId: ID,
					timeZone: 'Europe/Berlin',
					follow: { noticeChannelId: ID, hostName: 'Ada' },
					plans: [
						{
							id: '0123456789ab',
							title: 'Morning',
							hostName: 'Ada',
							visibility: 'public',
							voiceChannelId: ID,
							noticeChannelId: OTHER_ID,
							timeZone: 'Europe/Berlin',
							firstEpochMs: EPOCH_MS,
							repeat: 'weekly',
							nextEpochMs: EPOCH_MS,
							lastEpochMs: EPOCH_MS,
							event: { id: ID, startEpochMs: EPOCH_MS, isByHand: true },
							show: { occurrenceEpochMs: EPOCH_MS, sinceEpochMs: EPOCH_MS },
						},
					],
					autos: [
						{
							voiceChannelId: ID,
							noticeChannelId: ID,
							hostName: 'Ada',
							members: 2,
							isSpent: true,
							show: { sinceEpochMs: EPOCH_MS },
						},
					],
				},
			],
		},
		whenBroken: 'put aside',
		async passOn(place) {
			const memory = new ScheduleMemory(place);
			await memory.open(ID);
			await memory.save();
			return memory.guilds;
		},
	},
	{
		name: 'announcements.json',
		content: {
			version: 1,
			botUserId: ID,
			settings: [
				{ guildId: ID, channelId: OTHER_ID, roleId: ID },
				{ guildId: OTHER_ID, channelId: OTHER_ID },
			],
			announcements: [
				{
					guildId: ID,
					channelId: OTHER_ID,
					panelId: ID,
					messageId: ID,
					nonce: 'AAAAAAAAAAAAAAAA',
					title: 'Morning',
				},
				{
					guildId: ID,
					channelId: OTHER_ID,
					panelId: OTHER_ID,
					nonce: 'AAAAAAAAAAAAAAAA',
					title: '',
					end: { durationMs: 0.5, isLost: true },
				},
			],
		},
		whenBroken: 'put aside',
		async passOn(place) {
			const memory = new AnnouncementMemory(place);
			await memory.open(ID);
			const known = [...memory.settings, ...memory.announcements];
			for (const setting of memory.settings) {
				await memory.set(setting);
			}
			for (const announcement of memory.announcements) {
				await memory.put(announcement);
			}
			return known;
		},
	},
	{
		name: 'podcasts.json',
		content: {
			version: 1,
			aliveEpochMs: EPOCH_MS,
			podcasts: [
				{
					id: 'AAAAA',
					clientId: '1001',
					secretKey: Buffer.alloc(32, 7).toString('base64'),
					listenKey: 'abcdefghijklmnopqrstuv',
					visibility: 'unlisted',
					title: 'Morning',
					serverName: 'Harbour',
					hostName: '',
					activeSinceEpochMs: null,
				},
			],
		},
		whenBroken: 'put aside',
		async passOn({ clock, folder, logger }) {
			const file = join(folder, 'podcasts.json');
			const memory = new PodcastMemory({ file, isKept: true, clock, logger });
			const { podcasts, waitMs } = await memory.read();
			must(waitMs <= 600_000, 'A sender is waited for without an end');
			for (const podcast of podcasts) {
				assert.equal(podcast.secretKey.length, 32);
				memory.note(podcast);
			}
			await memory.open();
			await memory.close();
			return podcasts;
		},
	},
];

/** A good file is read, written and read again as the same; a broken one is told of, and kept. */
function fileTarget({ content, name, passOn, whenBroken }: DataFile): FuzzTarget {
	return {
		name: `file-${name.replace('.json', '')}`,
		isJson: true,
		seeds: [bytesOf(JSON.stringify(content)), bytesOf('{'), bytesOf('')],
		dictionary: ['__proto__', '\ufeff', '\\u0000', '1e999', '"version":1,', '\u00ff', 'null'],
		testRuns: 15,
		open() {
			const root = mkdtempSync(join(tmpdir(), 'fuzz-'));
			return {
				async check(input) {
					const folder = mkdtempSync(join(root, 'data-'));
					try {
						await checkFile(folder, input);
					} finally {
						rmSync(folder, { recursive: true });
					}
				},
				close: async () => rmSync(root, { recursive: true }),
			};
		},
	};

	async function checkFile(folder: string, input: Uint8Array): Promise<void> {
		const path = join(folder, name);
		let log = '';
		const destination = { write: (line: string) => (log += line) };
		const logger = createLogger({ level: 'trace', format: 'json', secrets: [], destination });
		const place = { folder, clock: new SteppedClock(EPOCH_MS), logger };
		writeFileSync(path, input);
		let known: unknown;
		try {
			known = await passOn(place);
		} catch (error) {
			mustBe(error, UserError);
			assert.equal(whenBroken, 'refuse');
			must(error.message.startsWith(`${path} cannot be read, and `), error.message);
			must(readFileSync(path).equals(input), 'A refused file was changed');
			assert.deepEqual(readdirSync(folder), [name]);
			return;
		}
		must(!/"stack"/.test(log), `A stack in the log: ${log}`);
		const isWarned = log.includes('not known: ');
		const aside = readdirSync(folder).filter((each) => each.endsWith('.aside'));
		if (whenBroken === 'put aside') {
			assert.equal(isWarned, aside.length === 1, 'A file was put aside without a word, or not');
			for (const each of aside) {
				must(readFileSync(join(folder, each)).equals(input), 'What was put aside is another');
			}
		}
		if (isWarned) {
			return;
		}
		assertReadable(input);
		must(!log.includes('"level":40'), `A warning: ${log}`);
		const written = readFileSync(path);
		const again = await passOn(place);
		if (JSON.stringify(known) !== JSON.stringify(again)) {
			// What stands there twice is one thing; from then on nothing changes any more.
			const third = await passOn(place);
			assert.deepEqual(third, again, 'Writing and reading changes what is known');
			must(hasTwins(known), 'What was read is not what is in the file afterwards');
		}
		must(readFileSync(path).length <= 2 * written.length + 2, 'The file grows each time');
	}
}

/** What is no UTF-8, and what nobody could have meant, is no good file. */
function assertReadable(input: Uint8Array): void {
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(input);
	} catch {
		assert.fail('A file that is no UTF-8 was taken, and replaced');
	}
}

/** Whether two entries are of the same panel, podcast or server. */
function hasTwins(known: unknown): boolean {
	const entries = known as { panel?: object; messageId?: string; id?: string; guildId?: string }[];
	const keys = entries.map((entry) =>
		JSON.stringify(entry.panel ?? entry.messageId ?? entry.id ?? entry.guildId),
	);
	return new Set(keys).size < keys.length || entries.some((entry) => 'commands' in entry);
}

/** One for each file. */
export const FILE_TARGETS: readonly FuzzTarget[] = FILES.map(fileTarget);
