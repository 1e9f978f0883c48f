import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkConsentFile } from '../../src/consent/consent-file.js';
import { createLogger } from '../../src/logger.js';
import { makeDataDir } from '../support/studio.js';

async function check(files: readonly string[], isLossAccepted = false) {
	const folder = makeDataDir();
	for (const name of files) {
		writeFileSync(join(folder, name), '{}');
	}
	let log = '';
	const destination = {
		write: (line: string) => {
			log += line;
		},
	};
	const logger = createLogger({ level: 'trace', format: 'json', secrets: [], destination });
	await checkConsentFile({ folder, isLossAccepted, logger });
	return log;
}

test('a bot that is new begins with nobody opted out, and says so', async () => {
	expect(await check([])).toContain('No consent file');
	expect(await check(['notes.txt'])).toContain('No consent file');
});

test('a bot with its consent file has nothing to say', async () => {
	expect(await check(['privacy.json', 'on-air.json'])).toBe('');
});

test.each([
	'on-air.json',
	'listening.json',
	'commands.json',
	'schedule.json',
	'announcements.json',
	'podcasts.json',
])('a bot that has %s without it does not start, and says how to go on', async (name) => {
	await expect(check([name])).rejects.toThrow(
		new RegExp(
			`has ${name}, but not privacy.json, which says who must not be heard: .*CONSENT_FILE_LOST=accept`,
		),
	);
	expect(await check([name], true)).toContain('No consent file');
});

test('a link that leads nowhere is a file that is lost', async () => {
	const folder = makeDataDir();
	symlinkSync(join(folder, 'gone.json'), join(folder, 'privacy.json'));
	writeFileSync(join(folder, 'on-air.json'), '{}');
	const logger = createLogger({
		level: 'trace',
		format: 'json',
		secrets: [],
		destination: { write: () => {} },
	});
	await expect(checkConsentFile({ folder, isLossAccepted: false, logger })).rejects.toThrow(
		'CONSENT_FILE_LOST',
	);
});
