// One process of a program in a DATA_DIR: a socket in it answers for as long as its process lives.
import { randomUUID } from 'node:crypto';
import { link, open, readdir, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { type Clock, sleepUntil, systemClock } from '../clock.js';
import { ConfigError } from '../errors.js';
import { TEMPORARY_SUFFIX } from './json-file.js';

/*
 * A file with a process id outlives a crash, and says nothing where two containers share a folder and
 * both are process 1. A listening socket is closed by the kernel with its process, whatever ends it;
 * what is left then is a name that nobody answers at. (Windows has no such sockets: it is warned of.)
 */

/** The address of a Unix socket has 108 bytes on Linux, 104 elsewhere; names take up to 30 of them. */
const MAX_FOLDER_BYTES = 70;

/** Whoever is there answers at once; one that hangs is there, too. */
const ANSWER_TIMEOUT_MS = 2000;

/** Between two looks whether others still want the same folder. */
const LOOK_MS = 50;

/** Whoever wants it and says nothing for so long hangs. */
const CONTENTION_MS = 30_000;

/** What a lock is for. */
export interface DataDirLockOptions {
	dataDir: string;
	/** Programs that keep files of their own names may share a folder. */
	program: string;
	logger: Logger;
	/** Default the machine's own. */
	clock?: Clock;
	/** Where a process beside this one writes there, what is half-written may be of that one. */
	keepsTemporaryFiles?: boolean;
}

/** A folder that no other process of the program uses. */
export interface DataDirLock {
	/** Lets others use it; a crash does so, too. */
	release(): Promise<void>;
}

/** Who answers at a socket. */
interface Holder {
	id: string;
	/** Process id, in the holder's own container. */
	pid: string;
}

/**
 * Takes a folder for this process, and removes what a crash has left half-written in it. Where the
 * file system has no sockets a warning says that nothing is locked.
 *
 * @throws {ConfigError} where another process has it
 */
export async function lockDataDir(options: DataDirLockOptions): Promise<DataDirLock> {
	const { logger } = options;
	const folder = resolve(options.dataDir);
	try {
		const lock = await takeFolder(folder, options);
		if (!options.keepsTemporaryFiles) {
			await removeTemporaryFiles(folder);
		}
		return lock;
	} catch (error) {
		if (error instanceof ConfigError) {
			throw error;
		}
		logger.warn(
			{ folder, err: error },
			'DATA_DIR cannot be locked: see to it that no second process uses it',
		);
		return { release: async () => {} };
	}
}

/**
 * The socket gets its name when it answers already. Node deletes the name that a socket was given
 * first when it is closed, so that must not be the name that others look at.
 */
async function takeFolder(folder: string, options: DataDirLockOptions): Promise<DataDirLock> {
	const { clock = systemClock, program } = options;
	const id = randomUUID();
	const name = `.${program}.lock`;
	const ownName = `${name}.${id.slice(0, 8)}`;
	const door = await openDoor(folder);
	const server = await listen(door.at(ownName), id);
	try {
		if (!(await isLinked(join(folder, ownName), join(folder, name)))) {
			const holder = await findHolder(door.at(name));
			if (holder) {
				throw inUse(folder, holder);
			}
			await rename(join(folder, ownName), join(folder, name));
		}
		await rm(join(folder, ownName), { force: true });
		await outlast({ clock, door, folder, id, name });
		// From now on it keeps nothing alive that has nothing else to do.
		server.unref();
	} catch (error) {
		await close(server);
		await door.close();
		throw error;
	}
	return {
		release: async () => {
			await rm(join(folder, name), { force: true });
			await close(server);
			await door.close();
		},
	};
}

/**
 * Waits until all others that want the folder have it or have given it up, and looks who has it then.
 *
 * Two that found the same dead name both give it to their own socket, and one of them may stand still
 * before it does. But each has a name of its own in the folder before it looks, and as long as it
 * wants it: where nobody else has one, whoever comes later finds the name alive.
 *
 * @throws {ConfigError} where another process has it
 */
async function outlast(own: {
	clock: Clock;
	door: Door;
	folder: string;
	id: string;
	name: string;
}): Promise<void> {
	const { clock, door, folder, id, name } = own;
	const deadlineMs = clock.nowMs() + CONTENTION_MS;
	for (;;) {
		const rival = await findRival(own);
		const holder = await findHolder(door.at(name));
		// No id is an answer that came too late, which may be this process's own.
		if (holder?.id !== id && holder?.id !== '') {
			throw inUse(folder, holder);
		}
		if (holder.id === id && !rival) {
			return;
		}
		if (clock.nowMs() >= deadlineMs) {
			throw inUse(folder, rival ?? holder);
		}
		await sleepUntil(clock, clock.nowMs() + LOOK_MS);
	}
}

/** Somebody else who wants the folder and is alive. */
async function findRival(own: {
	door: Door;
	folder: string;
	name: string;
}): Promise<Holder | undefined> {
	const names = await readdir(own.folder);
	for (const each of names.filter((found) => found.startsWith(`${own.name}.`))) {
		const rival = await findHolder(own.door.at(each));
		if (rival) {
			return rival;
		}
	}
	return undefined;
}

/** @returns whether the name was free, and is the socket's now */
async function isLinked(from: string, to: string): Promise<boolean> {
	try {
		await link(from, to);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
			return false;
		}
		throw error;
	}
}

function close(server: Server): Promise<unknown> {
	return new Promise((done) => server.close(done));
}

function inUse(folder: string, holder: Holder | undefined): ConfigError {
	const who = holder?.pid ? ` (process ${holder.pid})` : '';
	return new ConfigError(
		'DATA_DIR',
		`${folder} is in use by another process${who}: stop that one, or set a folder of its own for this one`,
	);
}

/** Addresses of sockets in a folder; where they would be too long, by the folder's descriptor. */
interface Door {
	at(name: string): string;
	close(): Promise<void>;
}

async function openDoor(folder: string): Promise<Door> {
	const isLong = Buffer.byteLength(folder) > MAX_FOLDER_BYTES;
	if (!isLong || process.platform !== 'linux') {
		return { at: (name) => join(folder, name), close: async () => {} };
	}
	const handle = await open(folder, 'r');
	return { at: (name) => `/proc/self/fd/${handle.fd}/${name}`, close: () => handle.close() };
}

function listen(path: string, id: string): Promise<Server> {
	return new Promise((done, fail) => {
		const server = createServer((socket) => {
			socket.on('error', () => {});
			socket.end(`${id} ${process.pid}`);
		});
		server.once('error', fail);
		server.listen(path, () => done(server));
	});
}

/** Who answers there; undefined where nobody does. */
function findHolder(path: string): Promise<Holder | undefined> {
	return new Promise((done) => {
		let text = '';
		const socket = connect(path);
		const finish = (isThere: boolean) => {
			socket.destroy();
			const [id = '', pid = ''] = text.split(' ');
			done(isThere ? { id, pid } : undefined);
		};
		socket.setTimeout(ANSWER_TIMEOUT_MS, () => finish(true));
		socket.setEncoding('utf8').on('data', (part) => {
			text += part;
		});
		socket.on('end', () => finish(true));
		socket.on('error', ({ code }: NodeJS.ErrnoException) =>
			finish(code !== 'ECONNREFUSED' && code !== 'ENOENT'),
		);
	});
}

async function removeTemporaryFiles(folder: string): Promise<void> {
	const names = await readdir(folder);
	await Promise.all(
		names
			.filter((name) => name.endsWith(TEMPORARY_SUFFIX))
			.map((name) => rm(join(folder, name), { force: true })),
	);
}
