// The words behind `discord-podcasts` on a command line, and what there is to say about them.

/** What each command runs, as its help says it. */
const COMMANDS = {
	start: 'the bot and the built-in podcast server; this is the default',
	server: 'the built-in podcast server alone, for the clients of PODCAST_CLIENTS',
	doctor: 'what keeps the bot from working, if anything: one line a check',
	demo: 'everything on a simulated Discord: no token needed',
} as const;

/** A program of ours. */
export type Command = keyof typeof COMMANDS;

/** What a command line asks for. */
export type CommandLine =
	| { kind: 'run'; command: Command; words: string[] }
	| { kind: 'help' }
	| { kind: 'version' }
	| { kind: 'wrong'; problem: string };

/** These read what stands behind them themselves. */
const WITH_WORDS: readonly Command[] = ['doctor', 'demo'];

/** @param words - what stands behind the program's name */
export function readCommandLine(words: readonly string[]): CommandLine {
	const [first = 'start', ...rest] = words;
	if (words.some((word) => word === '--help' || word === '-h') || first === 'help') {
		return { kind: 'help' };
	}
	if (first === '--version' || first === '-v') {
		return { kind: 'version' };
	}
	if (!isCommand(first)) {
		const names = Object.keys(COMMANDS).join(', ');
		return { kind: 'wrong', problem: `expected one of ${names}, got "${first}"` };
	}
	if (rest.length > 0 && !WITH_WORDS.includes(first)) {
		return {
			kind: 'wrong',
			problem: `${first}: expected nothing behind it, got "${rest.join(' ')}"; settings are environment variables`,
		};
	}
	return { kind: 'run', command: first, words: rest };
}

/**
 * Says what the program can do.
 *
 * @param version - its version
 * @param folder - where docs/settings.md and .env.example are
 */
export function describeCommands(version: string, folder: string): string {
	const commands = Object.entries(COMMANDS).map(([name, does]) => `  ${name.padEnd(9)} ${does}`);
	return [
		`discord-podcasts ${version} puts a Discord voice channel on air.`,
		'',
		'Usage: discord-podcasts [command]',
		'',
		...commands.slice(0, 3),
		'              --json       the same as a list in JSON, for programs',
		...commands.slice(3),
		'              --seconds N  ends after N seconds; without it, Ctrl-C does',
		'              --file F     where the sound goes, as Ogg Opus',
		'              --edges N    takes listeners on N further machines, all on this one; needs nats-server',
		'',
		'  --help     this text',
		'  --version  the version',
		'',
		'Settings come from the environment, or from the file .env in the current folder. The bot needs',
		`one: DISCORD_TOKEN. All others: docs/settings.md and .env.example in ${folder}`,
	].join('\n');
}

function isCommand(word: string): word is Command {
	return Object.hasOwn(COMMANDS, word);
}
