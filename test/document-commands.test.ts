// Each command that a document shows is run by a test, or marked as the operator's.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

const DOCUMENTS = [
	...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
	...readdirSync(join(ROOT, 'docs'))
		.filter((name) => name.endsWith('.md'))
		.map((name) => `docs/${name}`),
];

/** What runs a command: a file of ours, and how the command looks in it. */
interface Runner {
	file: string;
	text: string;
}

const CLONE = 'test/journeys/image/clone.test.ts';
const PACKAGE = 'test/journeys/image/package.test.ts';

/** By how a command begins, or all of it; the first that fits counts. */
const RUNNERS: readonly [begin: string, runner: Runner][] = [
	['npm ci', { file: '.ci/run', text: '\nnpm ci ' }],
	['npm test', { file: '.ci/run', text: '\nnpm test\n' }],
	['npm start', { file: CLONE, text: "['npm', 'start']" }],
	['npm run demo', { file: CLONE, text: "['run', '--silent', 'demo'" }],
	['npm run doctor', { file: CLONE, text: "['npm', 'run', '--silent', 'doctor']" }],
	['npm install', { file: PACKAGE, text: "['npm', 'install', '--omit=dev'" }],
	['npx discord-podcasts', { file: PACKAGE, text: "'node_modules', '.bin', 'discord-podcasts'" }],
	['mpv ', { file: 'test/server/streams/players.test.ts', text: "'mpv'" }],
	['PUBLIC_URL=', { file: 'test/journeys/hosting/hosted-bot.ts', text: 'PUBLIC_URL' }],
	['TRUST_PROXY=', { file: 'test/journeys/hosting/hosted-bot.ts', text: 'TRUST_PROXY' }],
	['(cd data', { file: 'test/journeys/program/backup.test.ts', text: "'czf'" }],
	['mkdir -m 700 -p data', { file: 'test/journeys/program/backup.test.ts', text: "'xzf'" }],
	[
		'tar xzf podcasts-data.tgz -C data',
		{ file: 'test/journeys/program/backup.test.ts', text: "'xzf'" },
	],
];

/** The kinds of blocks that are no shell's. */
const OTHER_LANGUAGES: ReadonlySet<string> = new Set(['', 'yaml', 'json', 'js', 'ts']);

interface Block {
	document: string;
	info: string;
	text: string;
}

function blocksOf(document: string): Block[] {
	const text = readFileSync(join(ROOT, document), 'utf8');
	return [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map(([, info = '', block = '']) => ({
		document,
		info,
		text: block,
	}));
}

/** The commands of a block, one by one: without comments, and without what is set for them alone. */
function commandsOf({ text }: Block): string[] {
	return text
		.replaceAll(/\\\n\s*/g, ' ')
		.split('\n')
		.map((line) => line.replace(/(?:^|\s+)#.*$/, '').trim())
		.flatMap((line) => (line.startsWith('(') ? [line] : line.split(/\s+&&\s+/)))
		.map((command) => command.replace(/^DISCORD_TOKEN=\S+ /, ''))
		.filter(Boolean);
}

const BLOCKS = DOCUMENTS.flatMap(blocksOf);

describe('a block of a document', () => {
	test('is of a kind that is known', () => {
		const kinds = BLOCKS.map(({ info }) => info).filter((info) => !OTHER_LANGUAGES.has(info));
		expect(new Set(kinds)).toEqual(new Set(['sh', 'sh operator']));
	});

	test('has commands that a test runs, where it is not the operator’s', () => {
		const commands = BLOCKS.filter(({ info }) => info === 'sh').flatMap((block) =>
			commandsOf(block).map((command) => ({ command, document: block.document })),
		);
		expect(commands.length).toBeGreaterThan(12);
		const unknown = commands.filter(
			({ command }) => !RUNNERS.some(([begin]) => command.startsWith(begin)),
		);
		expect(unknown).toEqual([]);
		const unused = RUNNERS.map(([begin]) => begin).filter(
			(begin) => !commands.some(({ command }) => command.startsWith(begin)),
		);
		expect(unused).toEqual([]);
	});

	test.each(RUNNERS)('with "%s" is run where this list says', (_begin, { file, text }) => {
		expect(readFileSync(join(ROOT, file), 'utf8')).toContain(text);
	});
});
