// The files of DATA_DIR, each with the newest version of its content that this program knows.
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ConfigError } from '../errors.js';

/** By name; the first one says who must not be heard. */
export const DATA_FILE_VERSIONS = {
	'privacy.json': 2,
	'on-air.json': 1,
	'listening.json': 1,
	'commands.json': 1,
	'schedule.json': 1,
	'announcements.json': 1,
	'shows.json': 1,
	'podcasts.json': 1,
	'podcasts-server.json': 1,
} as const;

/** The name of a file. */
export type DataFileName = keyof typeof DATA_FILE_VERSIONS;

/** Which program each file belongs to: two may have one folder. */
const FILES: Readonly<Record<'bot' | 'server', readonly DataFileName[]>> = {
	bot: [
		'privacy.json',
		'on-air.json',
		'listening.json',
		'commands.json',
		'schedule.json',
		'announcements.json',
		'shows.json',
		'podcasts.json',
	],
	server: ['podcasts-server.json'],
};

/**
 * Looks whether a program has left files there.
 *
 * @returns their names; none where there is no such folder
 * @throws the system's error where the folder cannot be read
 */
export async function findDataFiles(
	dataDir: string,
	program: 'bot' | 'server',
): Promise<DataFileName[]> {
	try {
		const names = new Set(await readdir(dataDir));
		return FILES[program].filter((name) => names.has(name));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return [];
		}
		throw error;
	}
}

/**
 * Looks for files that a newer version of the program has written. Files that cannot be read, or
 * carry no number, are not this function's affair.
 *
 * @throws {ConfigError} where there is one; the message names it, and says what to do
 */
export async function refuseNewerFiles(dataDir: string, program: 'bot' | 'server'): Promise<void> {
	for (const name of FILES[program]) {
		const file = join(resolve(dataDir), name);
		const version = await versionOf(file);
		const known = DATA_FILE_VERSIONS[name];
		if (version !== undefined && version > known) {
			throw new ConfigError('DATA_DIR', describeNewerFile({ file, version, known }));
		}
	}
}

async function versionOf(file: string): Promise<number | undefined> {
	try {
		return readVersion(JSON.parse(await readFile(file, 'utf8')));
	} catch {
		// Whoever reads it says what is wrong with it.
		return undefined;
	}
}

/** The newest version of a file's content that is known; 1 of one that is not listed. */
export function knownVersionOf(file: string): number {
	return (DATA_FILE_VERSIONS as Readonly<Record<string, number>>)[basename(file)] ?? 1;
}

/** The number that a file's content carries; undefined where it carries none. */
export function readVersion(content: unknown): number | undefined {
	const { version } = (content ?? {}) as { version?: unknown };
	return typeof version === 'number' ? version : undefined;
}

/** Says that a file is left alone, and what to do. */
export function describeNewerFile(found: { file: string; version: number; known: number }): string {
	const { file, version, known } = found;
	return `${file} is of version ${version}, expected ${known} at most: a newer version of this program has written it, so it is left as it is. Start the newer version again, or put a backup from before the update in its place`;
}
