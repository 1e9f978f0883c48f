// Members are spoken to by src/discord/words alone; what is below says facts.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '../../src');

/** Where sentences for people are written. */
const SPEAKING = ['discord/words/', 'doctor/', 'server/page/'];

/** A string or template literal; strings have no line break in them. */
const LITERAL = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

/** Only Discord's members see these: mentions, markdown's bold, commands as code, who runs the bot. */
const FOR_MEMBERS =
	/<#\$\{|<@\$\{|\*\*[A-Z][\w ]+\*\*|\\`\/podcast|`\/podcast \w+`|whoever runs (?:me|this bot)|\bI (?:am|may|can|was|have|do|could)\b/;

function readSources(): { file: string; text: string }[] {
	return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
		.map((name) => relative('.', name).replaceAll('\\', '/'))
		.filter((file) => file.endsWith('.ts') && !SPEAKING.some((place) => file.startsWith(place)))
		.map((file) => ({ file, text: readFileSync(join(SRC, file), 'utf8') }));
}

/** Comments may speak of what members are told. */
function withoutComments(text: string): string {
	return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function sentencesIn(text: string): string[] {
	const literals = withoutComments(text).match(LITERAL) ?? [];
	return literals.filter((literal) => /\s/.test(literal) && FOR_MEMBERS.test(literal));
}

test('no sentence for members stands outside of src/discord/words and src/doctor', () => {
	const found = readSources().flatMap(({ file, text }) =>
		sentencesIn(text).map((sentence) => `${file}: ${sentence}`),
	);
	expect(found).toEqual([]);
});

test('below discord nobody makes an error whose text members are shown', () => {
	const found = readSources().filter(
		({ file, text }) => /^(?:audio|listening|voice)\//.test(file) && /UserError/.test(text),
	);
	expect(found.map(({ file }) => file)).toEqual([]);
});

test.each([
	['a mention', `const text = \`Nobody is in <#\${channelId}>.\`;`],
	['bold settings', "const text = 'Give me **Speak** there.';"],
	['the bot of itself', "throw new UserError('I am timed out in this server.');"],
])('%s is found', (_name, source) => {
	expect(sentencesIn(source)).toHaveLength(1);
});

test('comments and facts are no sentences', () => {
	expect(
		sentencesIn("/** Says 'I am here'. */\nconst a = 'asked to speak';\n// Says 'I am here'.\n"),
	).toEqual([]);
});
