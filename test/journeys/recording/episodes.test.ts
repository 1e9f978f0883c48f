// What a server's hosts do with episodes: list, rename, hide, delete; and what a restart changes: nothing.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFailed, test } from 'vitest';
import type { EpisodeManifest } from '../../../src/store/episode-manifest.js';
import { until } from '../../support/until.js';
import { putOnAir, setUp, startProgram } from '../program/restart-scene.js';
import {
	ADA_HZ,
	AUDIBLE,
	BEN_HZ,
	loudestToneIn,
	press,
	startRecordedShow,
	stopAndRender,
	talk,
	toneIn,
	untilRecorded,
} from './recorded.js';

const MENU = 'episode-menu';

/** -70 dBFS: what is quieter nobody can tell from nothing. */
const INAUDIBLE = 10 ** (-70 / 20);

test('an episode is picked from the list, renamed, published, hidden and deleted', async () => {
	const { ada, ben, panel, show, studio } = await startRecordedShow();
	const speech = talk(ada, ADA_HZ);
	await untilRecorded(studio, { show, member: ada, hz: ADA_HZ });
	speech.stop();
	const id = await stopAndRender(studio);
	const list = await ada.runCommand('podcast episodes', {}, { channel: studio.text }).response();
	expect(list.isEphemeral).toBe(true);
	expect(list.text).toMatch(
		/\*\*Episodes\*\*, 1, newest first:\n- \*\*Tides\*\* · .* · [^·]+ s · not published/,
	);
	const card = await ada.select(list, MENU, [id]).response();
	expect(card.text).toContain('Ada');
	expect(card.text).toMatch(/Kept until <t:\d+:f>, unless it is published before\./);

	const form = ada.pressButton(card, `episode:rename:${id}`);
	await form.acknowledged();
	const renamed = await ada.submitModal(form, { title: 'The *long* tide' }).response();
	expect(renamed.text).toContain('It is called **The \\*long\\* tide** now.');
	await until(() => studio.episodes.find(id)).toMatchObject({ state: 'ready', revision: 2 });
	await until(() => panel.text).toContain('The \\*long\\* tide');

	// Who may not use /podcast may not press what it offers either.
	const refused = await press(ben, panel, `episode:publish:${id}`);
	expect(refused.text).toContain('Manage Server');
	await press(ada, panel, `episode:publish:${id}`);
	const address = `${studio.serverUrl}/e/${id}/r2/episode.mp3`;
	expect((await fetch(address)).status).toBe(200);
	await until(() => panel.text).toContain('Published.');
	await press(ada, panel, `episode:hide:${id}`);
	expect((await fetch(address)).status).toBe(404);

	const files = await press(ada, card, `episode:files:${id}`);
	const zip = /\[All tracks, Opus \(zip\)\]\(<([^>]+)>\)/.exec(files.text)?.[1] ?? '';
	const answer = await fetch(zip);
	expect(answer.headers.get('content-type')).toBe('application/zip');
	expect((await answer.arrayBuffer()).byteLength).toBe(
		Number(answer.headers.get('content-length')),
	);

	const question = await press(ada, panel, `episode:delete:${id}`);
	expect(question.text).toContain('with all its tracks?');
	expect(studio.episodes.find(id)).toBeDefined();
	const gone = await press(ada, question, `episode:gone:${id}`);
	expect(gone.text).toContain('The episode is deleted');
	expect(existsSync(join(studio.dataDir, 'episodes', id))).toBe(false);
	expect((await fetch(zip)).status).toBe(404);
	await until(() => panel.text).toContain('The episode was deleted.');
	expect(panel.text).toContain('⚫ Off air: Tides');
	const again = await press(ada, card, `episode:publish:${id}`);
	expect(again.text).toBe('That episode is not there any more.');
});

test('a voice is taken out by the host, also of somebody who has left the server', async () => {
	const { ada, ben, show, studio } = await startRecordedShow();
	const speeches = [talk(ada, ADA_HZ), talk(ben, BEN_HZ)];
	await untilRecorded(studio, { show, member: ada, hz: ADA_HZ });
	await untilRecorded(studio, { show, member: ben, hz: BEN_HZ });
	const list = () => ada.runCommand('podcast episodes', {}, { channel: studio.text }).response();
	const early = await ada
		.select(await list(), MENU, [show.recording?.episode?.id ?? ''])
		.response();
	expect(JSON.stringify(early.components)).not.toContain('episode-voice');
	speeches.map((speech) => speech.stop());
	const id = await stopAndRender(studio);
	studio.guild.removeMember(ben);

	const card = await ada.select(await list(), MENU, [id]).response();
	expect(JSON.stringify(card.components)).toMatch(/"label":"Ben","description":"spoke for [^"]+"/);
	const pick = async (name: string) => {
		const number = studio.episodes.find(id)?.tracks.find((track) => track.name === name)?.number;
		const question = await ada.select(card, `episode-voice:${id}:0`, [String(number)]).response();
		return { question, button: `episode-voice-out:${id}:${number}` };
	};
	const takeBen = await pick('Ben');
	const other = await pick('Ben');
	expect(takeBen.question.isEphemeral).toBe(true);
	expect(takeBen.question.text).toContain('Take the voice of Ben out of Tides?');
	expect(takeBen.question.text).toContain('is made again without it');
	expect(await loudestToneIn(studio.dataDir, BEN_HZ)).toBeGreaterThan(AUDIBLE);
	const taken = await press(ada, takeBen.question, takeBen.button);
	expect(taken.text).toBe(
		'🗑️ The voice of Ben is out of **Tides**: nobody can hear it there any more.',
	);
	expect(await loudestToneIn(studio.dataDir, BEN_HZ)).toBeLessThan(INAUDIBLE);
	await until(() => studio.episodes.find(id)).toMatchObject({ state: 'ready', revision: 2 });
	expect(await loudestToneIn(studio.dataDir, BEN_HZ)).toBeLessThan(INAUDIBLE);
	expect(await loudestToneIn(studio.dataDir, ADA_HZ)).toBeGreaterThan(AUDIBLE);
	expect(readFileSync(join(studio.dataDir, 'episodes', id, 'episode.json'), 'utf8')).not.toContain(
		'Ben',
	);
	const again = await press(ada, other.question, other.button);
	expect(again.text).toBe('That voice is not in the episode any more.');

	const takeAda = await pick('Ada');
	expect(takeAda.question.text).toContain('Nothing is left of the episode then');
	const gone = await press(ada, takeAda.question, takeAda.button);
	expect(gone.text).toContain('The episode is deleted');
	expect(existsSync(join(studio.dataDir, 'episodes', id))).toBe(false);
});

test('who may not use /podcast takes nobody out', async () => {
	const { ada, ben, show, studio } = await startRecordedShow();
	const speech = talk(ada, ADA_HZ);
	await untilRecorded(studio, { show, member: ada, hz: ADA_HZ });
	speech.stop();
	const id = await stopAndRender(studio);
	const list = await ada.runCommand('podcast episodes', {}, { channel: studio.text }).response();
	const card = await ada.select(list, MENU, [id]).response();
	const refused = await ben.select(card, `episode-voice:${id}:0`, ['1']).response();
	expect(refused.text).toContain('Manage Server');
	const question = await ada.select(card, `episode-voice:${id}:0`, ['1']).response();
	const pressed = await press(ben, question, `episode-voice-out:${id}:1`);
	expect(pressed.text).toContain('Manage Server');
	expect(await loudestToneIn(studio.dataDir, ADA_HZ)).toBeGreaterThan(AUDIBLE);
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
	'after %s the next start goes on in the same episode, which is whole',
	async (signal) => {
		const scene = await setUp();
		const settings = { RECORD: 'tracks', RECORDING_MIN_FREE_BYTES: '0' };
		const { program } = await startProgram(scene, settings);
		await putOnAir(scene);
		const track = () => {
			const [id = ''] = episodesIn(scene.dataDir);
			return join(scene.dataDir, 'episodes', id, 'tracks', '01.opus');
		};
		const first = talk(scene.host, ADA_HZ);
		await until(() => toneIn(track(), ADA_HZ)).toBeGreaterThan(AUDIBLE);
		program.signal(signal);
		await program.exit;
		first.stop();

		const { program: second } = await startProgram(scene, settings);
		onTestFailed(() => void process.stdout.write(second.output));
		const panel = () =>
			[...scene.text.messages.values()].find(({ text }) => text.includes('Lighthouse'));
		await until(() => panel()?.text).toContain('Back after a restart.');
		talk(scene.host, BEN_HZ);
		await until(() => toneIn(track(), BEN_HZ)).toBeGreaterThan(AUDIBLE);
		await scene.host.runCommand('podcast stop', {}, { channel: scene.text }).response();
		await until(() => manifestsIn(scene.dataDir)).toMatchObject([{ state: 'ready', revision: 1 }]);
		const [manifest] = manifestsIn(scene.dataDir);
		expect(await toneIn(track(), ADA_HZ)).toBeGreaterThan(AUDIBLE);
		expect(await toneIn(track(), BEN_HZ)).toBeGreaterThan(AUDIBLE);
		expect(manifest?.tracks).toHaveLength(1);
	},
);

test('a recording whose show does not come back is finished at the next start', async () => {
	const scene = await setUp();
	const settings = { RECORD: 'tracks', RECORDING_MIN_FREE_BYTES: '0' };
	const { program } = await startProgram(scene, settings);
	await putOnAir(scene);
	talk(scene.host, ADA_HZ);
	await until(() => episodesIn(scene.dataDir)).toHaveLength(1);
	const [id = ''] = episodesIn(scene.dataDir);
	const file = join(scene.dataDir, 'episodes', id, 'tracks', '01.opus');
	await until(() => toneIn(file, ADA_HZ)).toBeGreaterThan(AUDIBLE);
	program.signal('SIGKILL');
	await program.exit;
	scene.host.leave();
	await startProgram(scene, { ...settings, RESUME_ON_RESTART: 'false' });
	await until(() => manifestsIn(scene.dataDir)).toMatchObject([{ id, state: 'ready' }]);
	const [panel] = [...scene.text.messages.values()];
	await until(() => panel?.text).toContain('Not published.');
});

function episodesIn(dataDir: string): string[] {
	const folder = join(dataDir, 'episodes');
	return existsSync(folder) ? readdirSync(folder) : [];
}

function manifestsIn(dataDir: string): EpisodeManifest[] {
	return episodesIn(dataDir).map((id) =>
		JSON.parse(readFileSync(join(dataDir, 'episodes', id, 'episode.json'), 'utf8')),
	);
}
