// The demo goes as it came: no bot of it stays, and no data, whoever ends it.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../support/until.js';
import { ChildProgram } from './child-program.js';

const COMMAND = join(import.meta.dirname, '../../../dist/cli.js');

test.each([
	['a terminal that is closed', 'SIGHUP'],
	['a kill', 'SIGKILL'],
] as const)('%s ends its bot and its server as well', async (_how, signal) => {
	const folder = mkdtempSync(join(tmpdir(), 'demo-test-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	const command = [process.execPath, COMMAND, 'demo', '--seconds', '600'] as const;
	const demo = new ChildProgram('index', { TMPDIR: folder }, { command });
	let isGone = false;
	// All of them have its error output, which is closed with the last one.
	void demo.exit.then(() => {
		isGone = true;
	});
	await demo.printed(/The bot is logged in/);
	demo.signal(signal);
	await until(() => isGone).toBe(true);
	expect(readdirSync(folder).filter((name) => name.startsWith('demo-'))).toEqual([]);
});
