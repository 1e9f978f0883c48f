// Signals that terminals and supervisors send: all goes on, or ends in order.
import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { startFakeDiscord } from '../../support/fake-discord/fake-discord.js';
import { hasTools } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { CLIENTS } from './bot-program.js';
import { ChildProgram } from './child-program.js';
import { endsInOrder, goesOn, startShow } from './show-on-air.js';

/** Whether there is such a process, and it is more than an entry of the system's table. */
function isRunning(pid: number): boolean {
	try {
		return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
}

/** Preloaded: what it throws on these two signals nobody catches. */
const THROWING = `data:text/javascript,${encodeURIComponent(`
	process.on('SIGURG', () => { throw new Error('nobody saw this coming'); });
	process.on('SIGWINCH', () => void Promise.reject(new Error('nor that')));
`)}`;

describe('a bot on air', () => {
	test('goes on through signals that ask for something else than an end', async () => {
		const show = await startShow();
		for (const signal of ['SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGTSTP'] as const) {
			show.program.signal(signal);
			await show.program.printed(new RegExp(`"signal":"${signal}".*all goes on`));
			await goesOn(show);
		}
		show.program.signal('SIGPIPE');
		await goesOn(show);
		expect(show.program.output).not.toMatch(/Debugger listening/);
		expect(await show.program.stop('SIGTERM')).toMatchObject({ code: 0 });
		await endsInOrder(show);
	});

	test('ends everything in order on SIGQUIT, and went on after a stop that nothing can catch', async () => {
		const show = await startShow({ SERVER_PROCESSES: '1' });
		show.program.signal('SIGSTOP');
		await show.host.speak(countedFrames(25));
		show.program.signal('SIGCONT');
		await goesOn(show);
		expect(await show.program.stop('SIGQUIT')).toMatchObject({ code: 0, signal: null });
		await endsInOrder(show);
	});

	test.each([
		['SIGURG', 'nobody saw this coming'],
		['SIGWINCH', 'nor that'],
	] as const)(
		'ends everything in order when an error comes out of nowhere (%s)',
		async (signal, message) => {
			const show = await startShow({ NODE_OPTIONS: `--import=${THROWING}` });
			expect(await show.program.stop(signal)).toMatchObject({ code: 1 });
			await endsInOrder(show);
			expect(show.program.output).toMatch(
				new RegExp(`"level":60.*${message}.*nobody has foreseen`),
			);
			expect(show.program.output).toMatch(/"msg":"Stopped"/);
		},
	);

	test.runIf(hasTools('script'))(
		'ends everything in order when its terminal is closed',
		async () => {
			const show = await startShow({}, { hasTerminal: true });
			const pid = show.program.innerPid;
			onTestFinished(() => {
				if (isRunning(pid)) {
					process.kill(pid, 'SIGKILL');
				}
			});
			await show.program.stop('SIGKILL');
			await endsInOrder(show);
			await until(() => isRunning(pid)).toBe(false);
		},
	);
});

test('says once that it stops, however often it is asked', async () => {
	const program = new ChildProgram('server', { PORT: '0', PODCAST_CLIENTS: CLIENTS });
	await program.printed(/Podcast server/);
	const exit = await program.stop('SIGINT', 'SIGINT', 'SIGTERM', 'SIGQUIT');
	expect(exit).toMatchObject({ code: 0, signal: null });
	expect(program.output.match(/"msg":"Stopping"/g)).toHaveLength(1);
	expect(program.output.match(/"msg":"Stopped"/g)).toHaveLength(1);
});

test('closes the server in order on a signal that hardly anybody sends', async () => {
	const program = new ChildProgram('server', { PORT: '0', PODCAST_CLIENTS: CLIENTS });
	await program.printed(/Podcast server/);
	expect(await program.stop('SIGXCPU')).toMatchObject({ code: 0, signal: null });
	expect(program.output).toMatch(/"msg":"Stopped"/);
});

test('exits with 0 when it is stopped while it still starts', async () => {
	const discord = await startFakeDiscord();
	onTestFinished(() => discord.close());
	const account = discord.addBot({ name: 'Caster' });
	discord.gateway.startOutage();
	const program = new ChildProgram('index', {
		DISCORD_TOKEN: account.token,
		DISCORD_API_URL: discord.apiUrl,
		PORT: '0',
	});
	await program.printed(/Podcast server/);
	const exit = await program.stop('SIGTERM');
	expect(exit).toMatchObject({ code: 0, signal: null });
});
