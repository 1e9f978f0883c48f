// What documents name is there: links, anchors, pictures, commands; and the README is short.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../src/program/command-line.js';
import { hasTools } from './support/tools.js';

const ROOT = resolve(import.meta.dirname, '..');
const MAX_README_BYTES = 8000;
const MAX_PICTURE_BYTES = 150_000;

/** What is not ours, or made of what is. */
const FOREIGN = new Set(['node_modules', 'dist', 'coverage', '.git', 'data']);

const DOCUMENTS = findFiles(ROOT, '.md');

function findFiles(folder: string, ending: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) {
			return FOREIGN.has(entry.name) ? [] : findFiles(path, ending);
		}
		return entry.name.endsWith(ending) ? [relative(ROOT, path)] : [];
	});
}

function read(document: string): string {
	return readFileSync(join(ROOT, document), 'utf8');
}

/** A document without its blocks and pieces of code, in which links are only shown. */
function withoutCode(text: string): string {
	return text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/(`+)[^`][\s\S]*?\1/g, 'code');
}

/** Where a document's links and pictures lead to, but for other hosts. */
function ownLinks(document: string): string[] {
	const links = [...withoutCode(read(document)).matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)];
	return links.map(([, target = '']) => target).filter((target) => !/^[a-z]+:/i.test(target));
}

/** The anchors of a document's headings, as GitHub and others make them. */
function anchorsOf(document: string): Set<string> {
	const anchors = new Set<string>();
	for (const [, heading = ''] of read(document)
		.replaceAll(/^```[\s\S]*?^```/gm, '')
		.matchAll(/^#{1,6} (.+)$/gm)) {
		const base = heading
			.toLowerCase()
			.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
			.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
			.replaceAll(' ', '-');
		let anchor = base;
		for (let count = 1; anchors.has(anchor); count++) {
			anchor = `${base}-${count}`;
		}
		anchors.add(anchor);
	}
	return anchors;
}

/** What keeps a link from leading somewhere; undefined where it does. */
function findFault(document: string, link: string): string | undefined {
	const [path = '', anchor] = link.split('#');
	const target = path === '' ? document : join(dirname(document), decodeURI(path));
	if (!existsSync(join(ROOT, target))) {
		return `${document}: ${link}: no file ${target}`;
	}
	if (anchor !== undefined && !anchorsOf(target).has(anchor)) {
		return `${document}: ${link}: no heading #${anchor} in ${target}`;
	}
	return undefined;
}

/** All that stands behind these words somewhere in the documents, with what stands behind that. */
function namedBehind(pattern: RegExp): [document: string, named: string][] {
	return DOCUMENTS.flatMap((document) =>
		[...read(document).matchAll(pattern)].map(
			([, named = '']) => [document, named] as [string, string],
		),
	);
}

describe('the documents', () => {
	test('begin with a README of at most 8,000 bytes', () => {
		expect(statSync(join(ROOT, 'README.md')).size).toBeLessThanOrEqual(MAX_README_BYTES);
	});

	test('lead nowhere that is not there', () => {
		const faults = DOCUMENTS.flatMap((document) =>
			ownLinks(document).map((link) => findFault(document, link)),
		);
		expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
	});

	test('are all found from the README', () => {
		const found = new Set(['README.md']);
		for (const document of found) {
			for (const link of ownLinks(document)) {
				const [path = ''] = link.split('#');
				const target = join(dirname(document), path);
				if (path.endsWith('.md')) {
					found.add(target);
				}
			}
		}
		expect([...found].sort()).toEqual([...DOCUMENTS].sort());
	});

	test('say first what they are for', () => {
		const pages = DOCUMENTS.filter((document) => document.startsWith('docs/'));
		expect(pages.length).toBeGreaterThan(8);
		for (const page of pages) {
			const [heading, empty, first] = read(page).split('\n');
			expect(heading, page).toMatch(/^# \S/);
			expect(empty, page).toBe('');
			expect(first, page).toMatch(/^(?:For|Everything) \S/);
		}
	});

	test('show pictures that are quickly loaded', () => {
		const pictures = findFiles(join(ROOT, 'docs'), '.png');
		expect(pictures.length).toBeGreaterThan(0);
		for (const picture of pictures) {
			expect(statSync(join(ROOT, picture)).size, picture).toBeLessThanOrEqual(MAX_PICTURE_BYTES);
		}
	});

	test('name commands of npm that there are', () => {
		const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
		const named = [
			...namedBehind(/npm run (?:--silent )?([\w:-]+)/g),
			...namedBehind(/npm (start|test|stop|restart)\b/g),
		];
		expect(named.length).toBeGreaterThan(10);
		expect(named.filter(([, script]) => !Object.hasOwn(scripts, script))).toEqual([]);
	});

	test('name commands of the package that there are', () => {
		const named = namedBehind(/npx discord-podcasts((?: [a-z-]+)*)(?=[`"\n])/g);
		expect(named.length).toBeGreaterThan(3);
		for (const [document, words] of named) {
			const line = readCommandLine(words.split(' ').filter(Boolean));
			expect(line.kind, `${document}: npx discord-podcasts${words}`).not.toBe('wrong');
		}
	});

	test('name the package by its version', () => {
		const { version } = JSON.parse(read('package.json')) as { version: string };
		const named = namedBehind(/discord-podcasts-([\d.]+)\.tgz/g);
		expect(named.length).toBeGreaterThan(1);
		expect(new Set(named.map(([, name]) => name))).toEqual(new Set([version]));
	});

	test.runIf(hasTools('bash'))('have commands for a shell that a shell can read', () => {
		const blocks = namedBehind(/^```sh(?: operator)?\n([\s\S]*?)^```/gm);
		expect(blocks.length).toBeGreaterThan(8);
		for (const [document, block] of blocks) {
			const { status, stderr } = spawnSync('bash', ['-n'], { input: block, encoding: 'utf8' });
			expect(status, `${document}: ${stderr}`).toBe(0);
		}
	});
});
