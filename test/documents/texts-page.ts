// docs/texts.md: all that the bot says to people in Discord, read from where it is written.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const WORDS = join(import.meta.dirname, '../../src/discord/words');

const HEAD = `# What the bot says

For whoever writes or translates what people in Discord read: every text of \`src/discord/words\`, in the order of the
files, with \`{…}\` where something is filled in. Written by \`npm run docs\`, so that it can be read in one go: as a
moderator in a hurry, and as a member who is afraid.
`;

/** Behind these a literal is a name of the program's own, which nobody reads. */
const NAME_BEFORE = /(?:case|===|!==|\||\b(?:kind|cause|phase|from|import)\b:?|<|at\()\s*$/;

interface Literal {
	text: string;
	/** What stands before it. */
	before: string;
	/** Whether it names a member of an object. */
	isKey: boolean;
}

/** The page, as it is to be checked in. */
export function textsPage(): string {
	const files = readdirSync(WORDS, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts') && !name.endsWith('markdown.ts'))
		.sort();
	return [HEAD, ...files.flatMap(sectionOf)].join('\n');
}

function sectionOf(name: string): string[] {
	const source = readFileSync(join(WORDS, name), 'utf8');
	const purpose = /^\/\/ (.+)/.exec(source)?.[1] ?? '';
	const texts = literalsIn(source)
		.filter(isRead)
		.map(({ text }) => text);
	return texts.length === 0
		? []
		: [`## ${name.replace(/\.ts$/, '')}\n\n${purpose}\n`, ...[...new Set(texts)].map(toItem), ''];
}

function isRead({ before, isKey, text }: Literal): boolean {
	const isSentence = /\s/.test(text.trim()) || /^[A-Z🎧]/u.test(text);
	return isSentence && !isKey && !NAME_BEFORE.test(before);
}

/** As code, which nothing in it can break. */
function toItem(text: string): string {
	const fence = text.includes('`') ? '``' : '`';
	const pad = fence.length > 1 ? ' ' : '';
	return `- ${fence}${pad}${text.replace(/\n/g, ' ⏎ ')}${pad}${fence}`;
}

/** Literals of a source file, outermost first; comments are none. */
function literalsIn(source: string): Literal[] {
	const found: Literal[] = [];
	let index = 0;
	while (index < source.length) {
		const rest = source.slice(index, index + 2);
		if (rest === '//') {
			index = source.indexOf('\n', index);
		} else if (rest === '/*') {
			index = source.indexOf('*/', index) + 2;
		} else if (/^['"`]/.test(rest)) {
			const { end, text } = readLiteral(source, index);
			found.push({
				text,
				before: source.slice(Math.max(0, index - 24), index),
				isKey:
					/^:/.test(source.slice(end)) && /^[,{]?$/.test(source.slice(0, index).trim().slice(-1)),
			});
			index = end;
		} else {
			index += 1;
		}
	}
	return found;
}

/** Reads one from its quote on; what is filled in becomes what it is called. */
function readLiteral(source: string, start: number): { text: string; end: number } {
	const quote = source[start];
	let text = '';
	let index = start + 1;
	while (index < source.length && source[index] !== quote) {
		if (source[index] === '\\') {
			text += source[index + 1] === 'n' ? '\n' : source[index + 1];
			index += 2;
		} else if (quote === '`' && source.startsWith('${', index)) {
			const end = endOfExpression(source, index + 2);
			text += `{${nameOf(source.slice(index + 2, end))}}`;
			index = end + 1;
		} else {
			text += source[index];
			index += 1;
		}
	}
	return { text, end: index + 1 };
}

function endOfExpression(source: string, start: number): number {
	let depth = 0;
	let index = start;
	while (index < source.length) {
		const char = source[index] as string;
		if (/['"`]/.test(char)) {
			index = readLiteral(source, index).end;
		} else if (char === '}' && depth === 0) {
			return index;
		} else {
			depth += char === '{' ? 1 : char === '}' ? -1 : 0;
			index += 1;
		}
	}
	return index;
}

/** Its alternatives, where it is one of several texts; else its last name. */
function nameOf(expression: string): string {
	const texts = literalsIn(expression)
		.filter(({ before }) => !/(?:===|!==|\(|,)\s*$/.test(before))
		.map(({ text }) => text.trim())
		.filter(Boolean);
	return texts.length > 0 ? texts.join(' | ') : (expression.match(/[A-Za-z]\w*/g)?.at(-1) ?? '…');
}
