import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { VoicePrivacy } from '../../src/consent/voice-consent.js';
import { UserError } from '../../src/errors.js';
import { createLogger } from '../../src/logger.js';
import { makeDataDir } from '../support/studio.js';

const ADA = '123456789012345678';
const BEN = '223456789012345678';
const GUILD = '323456789012345678';

const logger = createLogger({ level: 'silent', format: 'json', secrets: [] });

async function open(folder = makeDataDir()) {
	const privacy = new VoicePrivacy({ folder, logger });
	onTestFinished(() => privacy.close());
	await privacy.open();
	return { folder, privacy, file: join(folder, 'privacy.json') };
}

test('wishes and who was told outlive the process', async () => {
	const { folder, privacy } = await open();
	await privacy.setOptedOut(ADA, true);
	privacy.noteTold(GUILD, [ADA, BEN]);
	await privacy.setOptedOut(BEN, true);
	await privacy.setOptedOut(ADA, false);
	await privacy.close();
	const { privacy: later } = await open(folder);
	expect(later.hasOptedOut(ADA)).toBe(false);
	expect(later.hasOptedOut(BEN)).toBe(true);
	expect(later.wasTold(GUILD, ADA)).toBe(true);
	expect(later.wasTold(ADA, GUILD)).toBe(false);
});

test('who was told is forgotten with the show, in its guild alone', async () => {
	const { file, folder, privacy } = await open();
	privacy.noteTold(GUILD, [ADA, BEN]);
	privacy.noteTold(BEN, [ADA]);
	privacy.forgetTold(GUILD);
	await privacy.close();
	expect(JSON.parse(readFileSync(file, 'utf8')).told).toEqual([`${BEN}/${ADA}`]);
	const { privacy: later } = await open(folder);
	expect(later.wasTold(GUILD, ADA)).toBe(false);
});

test('a wish counts before it is written, and is told once', async () => {
	const { privacy } = await open();
	const told: string[] = [];
	const unwatch = privacy.watch((userId) => told.push(userId));
	const saving = privacy.setOptedOut(ADA, true);
	expect(privacy.hasOptedOut(ADA)).toBe(true);
	await Promise.all([saving, privacy.setOptedOut(ADA, true)]);
	unwatch();
	await privacy.setOptedOut(ADA, false);
	expect(told).toEqual([ADA]);
});

test('many wishes at once are all in the file', async () => {
	const { file, privacy } = await open();
	const ids = Array.from({ length: 50 }, (_, index) => `4234567890123456${10 + index}`);
	await Promise.all(ids.map((id) => privacy.setOptedOut(id, true)));
	expect(JSON.parse(readFileSync(file, 'utf8')).optedOut).toEqual(ids);
});

test.each([
	['no JSON', '{'],
	['no version that there was', '{"version":0,"optedOut":[],"told":[]}'],
	['an id that is none', '{"version":1,"optedOut":["x"],"told":[]}'],
])('a file with %s keeps the bot from starting', async (_what, content) => {
	const folder = makeDataDir();
	writeFileSync(join(folder, 'privacy.json'), content);
	const opening = open(folder);
	await expect(opening).rejects.toThrow(UserError);
	await expect(opening).rejects.toThrow(/privacy\.json cannot be read, and it says who must not/);
	expect(readFileSync(join(folder, 'privacy.json'), 'utf8')).toBe(content);
});

test('to be recorded is a wish of its own, which outlives the process', async () => {
	const { folder, privacy } = await open();
	expect(privacy.mayBeRecorded(GUILD, ADA, 'notice')).toBe(true);
	expect(privacy.mayBeRecorded(GUILD, ADA, 'ask')).toBe(false);
	await privacy.agree(GUILD, ADA);
	expect(privacy.mayBeRecorded(GUILD, ADA, 'ask')).toBe(false);
	await privacy.agreeToRecording(GUILD, ADA);
	await privacy.setNeverRecorded(BEN, true);
	await privacy.close();
	const { privacy: later } = await open(folder);
	expect(later.mayBeRecorded(GUILD, ADA, 'ask')).toBe(true);
	expect(later.mayBeRecorded(BEN, ADA, 'ask')).toBe(false);
	expect(later.mayBeRecorded(GUILD, BEN, 'notice')).toBe(false);
	expect(later.hasOptedOut(BEN)).toBe(false);
});

test('opting out of shows, or of recordings, takes back what was agreed to', async () => {
	const { privacy } = await open();
	const told: string[] = [];
	privacy.watch((userId) => told.push(userId));
	await privacy.agreeToRecording(GUILD, ADA);
	await privacy.setNeverRecorded(ADA, true);
	expect(privacy.mayBeRecorded(GUILD, ADA, 'ask')).toBe(false);
	await privacy.setNeverRecorded(ADA, false);
	expect(privacy.mayBeRecorded(GUILD, ADA, 'ask')).toBe(false);
	await privacy.agreeToRecording(GUILD, ADA);
	await privacy.setOptedOut(ADA, true);
	await privacy.setOptedOut(ADA, false);
	expect(privacy.mayBeRecorded(GUILD, ADA, 'ask')).toBe(false);
	expect(privacy.mayBeRecorded(GUILD, ADA, 'notice')).toBe(true);
	expect(told).toHaveLength(6);
});

test('a file that did not know when anything was chosen is older than any choice', async () => {
	const folder = makeDataDir();
	const file = join(folder, 'privacy.json');
	writeFileSync(
		file,
		JSON.stringify({ version: 1, optedOut: [ADA, BEN], notRecorded: [BEN], told: [] }),
	);
	const { privacy } = await open(folder);
	expect(privacy.choices).toEqual([
		{ userId: ADA, choice: 'opt-out', changedAt: 0 },
		{ userId: BEN, choice: 'opt-out', changedAt: 0 },
		{ userId: BEN, choice: 'never record', changedAt: 0 },
	]);
	await privacy.merge([
		{ userId: ADA, choice: 'opt-in', changedAt: 1 },
		{ userId: BEN, choice: 'opt-in', changedAt: 0 },
	]);
	expect([privacy.hasOptedOut(ADA), privacy.hasOptedOut(BEN)]).toEqual([false, true]);
	await privacy.close();
	expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: 2, optedOut: [BEN] });
	const { privacy: later } = await open(folder);
	expect(later.choices).toEqual(privacy.choices);
	expect(later.isNeverRecorded(BEN)).toBe(true);
});

test('who was put into the lists by hand is in them, whatever they chose before', async () => {
	const { file, folder, privacy } = await open();
	await privacy.setOptedOut(ADA, true);
	await privacy.setOptedOut(ADA, false);
	await privacy.close();
	const content = JSON.parse(readFileSync(file, 'utf8'));
	writeFileSync(file, JSON.stringify({ ...content, optedOut: [ADA] }));
	const { privacy: later } = await open(folder);
	expect(later.hasOptedOut(ADA)).toBe(true);
});
