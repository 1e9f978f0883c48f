// Backup, restore and older versions, by the commands of docs/hosting.md.
import { spawnSync } from 'node:child_process';
import {
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { podcastIdOf } from '../../support/studio.js';
import { hasTools } from '../../support/tools.js';
import { ChildProgram } from './child-program.js';
import { putOnAir, type RestartScene, setUp, startProgramHere } from './restart-scene.js';

const HOSTING = readFileSync(join(import.meta.dirname, '../../../docs/hosting.md'), 'utf8');
const VERSION_1 = join(import.meta.dirname, '../../store/version-1');
const OUT = /opted out/;

/** The command that the document has below this comment. */
function documented(comment: string, verb: string): string {
	const lines = HOSTING.split('\n');
	const place = lines.findIndex(
		(line, index) => line === comment && lines[index + 1]?.includes(`tar ${verb}`),
	);
	return lines[place + 1] ?? '';
}

const BACKUP = documented('# Node, where DATA_DIR is not set', 'czf');
const RESTORE = documented('# Node, where DATA_DIR is not set', 'xzf');

/** A machine's folder in which the bot is started. */
function makeMachine(): string {
	const folder = mkdtempSync(join(tmpdir(), 'machine-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	return folder;
}

function runIn(cwd: string, command: string): void {
	const { status, stderr } = spawnSync('sh', ['-c', command], { cwd, encoding: 'utf8' });
	expect(status, `${command}: ${stderr}`).toBe(0);
}

/** The scene as the bot on one machine sees it, with its data where nothing is set. */
function onMachine(scene: RestartScene, folder: string): RestartScene {
	return { ...scene, dataDir: join(folder, 'data') };
}

async function privacyOf(scene: RestartScene, member: RestartScene['host']): Promise<string> {
	const shown = member.runCommand('podcast-privacy show', {}, { channel: scene.text });
	return (await shown.response()).text;
}

describe.runIf(hasTools('sh', 'tar', 'gzip'))('a backup', () => {
	test('has opt-outs and the show on air, for another machine too', async () => {
		const scene = await setUp();
		const [old, next] = [makeMachine(), makeMachine()];
		const first = await startProgramHere(onMachine(scene, old));
		const panel = await putOnAir(scene);
		const podcastId = podcastIdOf(panel.text);
		const guest = scene.guild.addMember({ name: 'Ben' });
		await guest.runCommand('podcast-privacy optout', {}, { channel: scene.text }).response();
		await first.program.stop('SIGTERM');

		runIn(old, BACKUP);
		renameSync(join(old, 'podcasts-data.tgz'), join(next, 'podcasts-data.tgz'));
		runIn(next, RESTORE);
		for (const name of readdirSync(join(next, 'data'))) {
			expect(statSync(join(next, 'data', name)).mode & 0o777, name).toBe(0o600);
		}

		const second = await startProgramHere(onMachine(scene, next));
		await scene.discord.until(
			'the panel is back',
			() => panel.text.includes('Back after a restart.') || undefined,
		);
		expect(podcastIdOf(panel.text)).toBe(podcastId);
		expect(await privacyOf(scene, guest)).toMatch(OUT);
		expect(await privacyOf(scene, scene.host)).not.toMatch(OUT);
		expect((await second.program.stop('SIGTERM')).code).toBe(0);
	});
});

/** Fills a folder with files as version 1 wrote them; returns their contents by name. */
function writeFiles(dataDir: string): Map<string, string> {
	const contents = readdirSync(VERSION_1).map(
		(name) => [name.replace('.txt', ''), readFileSync(join(VERSION_1, name), 'utf8')] as const,
	);
	for (const [name, content] of contents) {
		writeFileSync(join(dataDir, name), content);
	}
	return new Map(contents);
}

/** Of a shape that nobody knows yet. */
const NEWER = 9;

/** Gives a file that version; returns what it is then. */
function makeNewer(file: string): string {
	const newer = JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), version: NEWER });
	writeFileSync(file, newer);
	return newer;
}

describe('a file of a newer version', () => {
	// The first that is read, and the last; store/data-files.test.ts has each of them.
	test.each(['privacy.json', 'podcasts.json'])(
		'keeps the bot from starting, in words, and stays as it is: %s',
		async (name) => {
			const dataDir = makeMachine();
			const files = writeFiles(dataDir);
			const newer = makeNewer(join(dataDir, name));
			const program = new ChildProgram('index', {
				DISCORD_TOKEN: 'MTA.never.asked',
				// Nothing is kept, so that files would be deleted.
				RESUME_ON_RESTART: 'false',
				DATA_DIR: dataDir,
				PORT: '0',
			});
			expect((await program.exit).code).toBe(1);
			expect(program.output).toContain(
				`DATA_DIR: ${join(dataDir, name)} is of version ${NEWER}, expected `,
			);
			expect(program.output).toContain('put a backup from before the update in its place');
			for (const [other, content] of files) {
				const expected = other === name ? newer : content;
				expect(readFileSync(join(dataDir, other), 'utf8'), other).toBe(expected);
			}
		},
	);

	test('keeps the server from starting, too, and only where it is its own', async () => {
		const dataDir = makeMachine();
		writeFiles(dataDir);
		const settings = { PODCAST_CLIENTS: '1:secret', DATA_DIR: dataDir, PORT: '0' };
		makeNewer(join(dataDir, 'on-air.json'));
		const first = new ChildProgram('server', settings);
		await first.printed(/Podcast server: /);
		await first.stop('SIGTERM');

		const file = join(dataDir, 'podcasts-server.json');
		const newer = makeNewer(file);
		const second = new ChildProgram('server', settings);
		expect((await second.exit).code).toBe(1);
		expect(second.output).toContain(`DATA_DIR: ${file} is of version ${NEWER}`);
		expect(readFileSync(file, 'utf8')).toBe(newer);
	});
});
