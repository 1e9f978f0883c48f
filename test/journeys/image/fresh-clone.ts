// The repository as somebody else gets it: what git knows of, and nothing that was built.
import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Where this repository is. */
export const ROOT = join(import.meta.dirname, '../../..');

/** Makes a folder; its `remove` takes it away again. */
export function makeFolder(name: string): { path: string; remove: () => void } {
	const path = mkdtempSync(join(tmpdir(), `${name}-`));
	return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Copies all files that are, or are about to be, in the repository. */
export function copyRepository(target: string): void {
	const list = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: ROOT });
	for (const file of list.toString().split('\0')) {
		const source = join(ROOT, file);
		// A file that was deleted is in the list until the next commit.
		if (file !== '' && statSync(source, { throwIfNoEntry: false })?.isFile()) {
			mkdirSync(dirname(join(target, file)), { recursive: true });
			copyFileSync(source, join(target, file));
		}
	}
}

/** Runs a program to its end, and returns what it printed. */
export async function run(
	command: readonly [file: string, ...parameters: string[]],
	options: { cwd?: string; environment?: NodeJS.ProcessEnv } = {},
): Promise<string> {
	const [file, ...parameters] = command;
	const { cwd = tmpdir(), environment = process.env } = options;
	const { stdout } = await promisify(execFile)(file, parameters, {
		cwd,
		env: environment,
		maxBuffer: 2 ** 26,
	});
	return stdout;
}
