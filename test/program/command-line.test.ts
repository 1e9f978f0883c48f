import { describe, expect, test } from 'vitest';
import { describeCommands, readCommandLine } from '../../src/program/command-line.js';

describe('a command line', () => {
	test.each([
		[[], 'start', []],
		[['start'], 'start', []],
		[['server'], 'server', []],
		[['doctor', '--json'], 'doctor', ['--json']],
		[['demo', '--seconds', '20'], 'demo', ['--seconds', '20']],
	])('of %j runs %s with %j', (words, command, rest) => {
		expect(readCommandLine(words)).toEqual({ kind: 'run', command, words: rest });
	});

	test.each([[['--help']], [['-h']], [['help']], [['demo', '--help']], [['start', '-h']]])(
		'of %j asks for help',
		(words) => {
			expect(readCommandLine(words)).toEqual({ kind: 'help' });
		},
	);

	test.each([[['--version']], [['-v']]])('of %j asks for the version', (words) => {
		expect(readCommandLine(words)).toEqual({ kind: 'version' });
	});

	test.each([
		[['strat'], 'expected one of start, server, doctor, demo, got "strat"'],
		[['--port'], 'expected one of start, server, doctor, demo, got "--port"'],
		[['toString'], 'expected one of start, server, doctor, demo, got "toString"'],
		[['server', '--port', '80'], /^server: expected nothing behind it, got "--port 80"/],
	])('of %j is wrong, and says what was expected', (words, problem) => {
		const expected = typeof problem === 'string' ? problem : expect.stringMatching(problem);
		expect(readCommandLine(words)).toEqual({ kind: 'wrong', problem: expected });
	});
});

test('the help names each command, the one setting that is needed, and where the others are', () => {
	const text = describeCommands('1.2.3', '/opt/discord-podcasts/');
	expect(text).toMatch(/^discord-podcasts 1\.2\.3 /);
	for (const part of ['start', 'server', 'doctor', 'demo', '--seconds N', 'DISCORD_TOKEN']) {
		expect(text).toContain(part);
	}
	expect(text).toContain('/opt/discord-podcasts/');
});
