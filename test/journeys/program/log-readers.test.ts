// Readers of a program's log that go away, stand still or have no room: the show goes on.
import { closeSync, openSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hasTools } from '../../support/tools.js';
import { CLIENTS } from './bot-program.js';
import { ChildProgram } from './child-program.js';
import { endsInOrder, goesOn, startShow } from './show-on-air.js';

/** A device without room (full(4)), opened for writing. */
function openFullDisk(): number {
	const descriptor = openSync('/dev/full', 'w');
	onTestFinished(() => closeSync(descriptor));
	return descriptor;
}

/** Preloaded: on SIGURG others write to both outputs, on SIGWINCH the program logs a lot. */
const WRITING = `data:text/javascript,${encodeURIComponent(`
	process.on('SIGURG', () => { process.stdout.write('x\\n'); process.stderr.write('x\\n'); });
	process.on('SIGWINCH', () => { for (let i = 0; i < 30_000; i++) process.emit('SIGUSR2', 'SIGUSR2'); });
`)}`;

describe('a bot on air', () => {
	test('goes on without a log when its readers have gone', async () => {
		const show = await startShow({ NODE_OPTIONS: `--import=${WRITING}` });
		show.program.closeOutputs();
		for (let time = 0; time < 2; time++) {
			show.program.signal('SIGURG');
			show.program.signal('SIGUSR2');
			await goesOn(show);
		}
		expect(await show.program.stop('SIGTERM')).toMatchObject({ code: 0, signal: null });
		await endsInOrder(show);
	});

	test('goes on while the reader of its log stands still, and counts the lines that are lost', async () => {
		const show = await startShow({ NODE_OPTIONS: `--import=${WRITING}` });
		show.program.pauseOutputs();
		show.program.signal('SIGWINCH');
		await goesOn(show);
		show.program.resumeOutputs();
		const [, lines] = await show.program.printed(/"lines":(\d+),"msg":"Lines of the log are lost/);
		expect(Number(lines)).toBeGreaterThan(1000);
		expect(Number(lines)).toBeLessThan(30_000);
		expect(await show.program.stop('SIGTERM')).toMatchObject({ code: 0, signal: null });
		expect(show.program.output.slice(-100)).toMatch(/"msg":"Stopped"\}\n$/);
	});

	test.runIf(hasTools('script'))(
		'goes on while its terminal takes nothing (Ctrl-S), and says what is lost',
		async () => {
			const show = await startShow({ NODE_OPTIONS: `--import=${WRITING}` }, { hasTerminal: true });
			const pid = show.program.innerPid;
			show.program.signal('SIGSTOP');
			process.kill(pid, 'SIGWINCH');
			await goesOn(show);
			show.program.signal('SIGCONT');
			await show.program.printed(/Lines of the log are lost/);
			process.kill(pid, 'SIGTERM');
			expect(await show.program.exit).toMatchObject({ code: 0 });
			expect(show.program.output.slice(-100)).toMatch(/Stopped/);
		},
	);
});

test('says on standard error that the log has no room, once, and goes on', async () => {
	const environment = { PORT: '0', PODCAST_CLIENTS: CLIENTS };
	const program = new ChildProgram('server', environment, { stdout: openFullDisk() });
	await program.printed(/The log cannot be written \(ENOSPC\)/);
	expect(await program.stop('SIGTERM')).toMatchObject({ code: 0, signal: null });
	expect(program.output.match(/ENOSPC/g)).toHaveLength(1);
});
