// What the real programs say of settings that they cannot start with.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isFallbackForced } from '../../support/forced-fallback.js';
import { CLIENTS } from './bot-program.js';
import { ChildProgram } from './child-program.js';

const TOKEN = 'a.bot.token';

/** Starts a program that must fail; gives all that it printed. */
async function failed(
	name: 'index' | 'server' | 'doctor',
	environment: Record<string, string>,
): Promise<string> {
	const program = new ChildProgram(name, {
		DISCORD_TOKEN: TOKEN,
		PODCAST_CLIENTS: CLIENTS,
		PORT: '0',
		...environment,
	});
	expect((await program.exit).code).toBe(1);
	expect(program.output).not.toMatch(/^\s+at /m);
	return program.output.trim();
}

function makeFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'settings-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	return folder;
}

describe('DATA_DIR', () => {
	const userId = process.getuid?.();

	test.each([
		['index', 'a file', '', 'ENOTDIR', 'it is a file, or below one: set a folder'],
		['server', 'below a file', '/data', 'ENOTDIR', 'it is a file, or below one: set a folder'],
		[
			'server',
			'where no folder can be',
			undefined,
			'ENOENT',
			'set a folder that can be written to',
		],
	] as const)(
		'ends the %s at once, in one line with the user id, when it is %s',
		async (...row) => {
			const [name, , below, code, advice] = row;
			const file = join(makeFolder(), 'file');
			writeFileSync(file, '');
			const dataDir = below === undefined ? '/proc/nowhere' : `${file}${below}`;
			expect(await failed(name, { DATA_DIR: dataDir })).toBe(
				`DATA_DIR: ${dataDir} cannot be written to (${code}) by user id ${userId}: ${advice}`,
			);
		},
	);

	test('is found by the doctor in the same words', async () => {
		const file = join(makeFolder(), 'file');
		writeFileSync(file, '');
		const output = await failed('doctor', {
			DATA_DIR: file,
			DISCORD_API_URL: 'http://127.0.0.1:9',
		});
		expect(output).toContain(
			`FAIL disk: DATA_DIR: ${file} cannot be written to (ENOTDIR) by user id ${userId}: it is a file, or below one: set a folder\n`,
		);
	});

	test('is made where it is not there, and has nothing in it that was only tried', async () => {
		const dataDir = join(makeFolder(), 'not', 'there');
		const program = new ChildProgram('server', {
			PODCAST_CLIENTS: CLIENTS,
			PORT: '0',
			DATA_DIR: dataDir,
		});
		await program.printed(/Podcast server/);
		expect(readdirSync(dataDir).filter((name) => name.startsWith('.probe'))).toEqual([]);
		expect((await program.stop('SIGTERM')).code).toBe(0);
	});
});

describe('a place that cannot be listened on or reached', () => {
	test.each([
		// A network for documentation (RFC 5737), so no machine's.
		['192.0.2.1', /^HOST: 192\.0\.2\.1 is no address of this machine \(EADDRNOTAVAIL\): set one/],
		['nowhere.invalid', /^HOST: the name nowhere\.invalid has no address \(E\w+\): set an address/],
	])('is named: HOST=%s', async (HOST, words) => {
		expect(await failed('server', { HOST })).toMatch(words);
	});
});

describe('.env', () => {
	/** Starts the server alone in a folder with that `.env`. */
	function startWith(file: Buffer | string | undefined): ChildProgram {
		const folder = makeFolder();
		if (file === undefined) {
			mkdirSync(join(folder, '.env'));
		} else {
			writeFileSync(join(folder, '.env'), file);
		}
		return new ChildProgram('server', { PORT: '0' }, { folder });
	}

	test.each([
		['lines of Windows', `PODCAST_CLIENTS="${CLIENTS}"\r\nLOG_LEVEL=WARN\r\n`],
		['a byte order mark', `\ufeffPODCAST_CLIENTS=${CLIENTS}\n`],
		['UTF-16', Buffer.from(`\ufeffPODCAST_CLIENTS=${CLIENTS}\r\n`, 'utf16le')],
		['export and comments', `export PODCAST_CLIENTS=${CLIENTS} # mine\n`],
	])('is read with %s', async (_, file) => {
		const program = startWith(file);
		await program.printed(/Podcast server: \S+, 1 client/);
		expect((await program.stop('SIGTERM')).code).toBe(0);
	});

	test('that cannot be read, and names that are no settings, are told', async () => {
		const unreadable = startWith(undefined);
		expect((await unreadable.exit).code).toBe(1);
		expect(unreadable.output).toMatch(
			/^\.env: cannot be read \(EISDIR\), so nothing of it counts\n/,
		);
		const misspelt = startWith(`PODCAST_CLIENTS=${CLIENTS}\nPUBLICURL=https://a.example\n`);
		await misspelt.printed(/^PUBLICURL: no setting has this name; is PUBLIC_URL meant\?\n/);
		await misspelt.printed(/Podcast server/);
		expect((await misspelt.stop('SIGTERM')).code).toBe(0);
	});

	// Whoever has the setting from elsewhere is told nothing.
	test.runIf(!isFallbackForced)(
		'comes too late for what Node itself reads, which is told',
		async () => {
			const program = startWith(`PODCAST_CLIENTS=${CLIENTS}\nNODE_OPTIONS=--no-warnings\n`);
			await program.printed(
				/^\.env: NODE_OPTIONS does not count there, since Node reads it earlier/,
			);
			await program.printed(/Podcast server/);
			expect((await program.stop('SIGTERM')).code).toBe(0);
		},
	);
});
