// A show that is recorded, from `/podcast start` to the file that listeners download.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../../support/until.js';
import {
	ADA_HZ,
	BEN_HZ,
	filesIn,
	hasTrack,
	loudestTone,
	loudestToneIn,
	press,
	startRecordedShow,
	stopAndRender,
	talk,
	untilRecorded,
} from './recorded.js';

/** -70 dBFS: what is quieter nobody can tell from nothing. */
const INAUDIBLE = 10 ** (-70 / 20);

test('becomes an episode with a chapter, which is published from the panel, and downloaded', async () => {
	const { ada, ben, panel, show, studio } = await startRecordedShow();
	expect(panel.text).toContain('**Recording**; kept for 7 days, once published until somebody');
	const speeches = [talk(ada, ADA_HZ), talk(ben, BEN_HZ)];
	await untilRecorded(studio, { show, member: ben, hz: BEN_HZ });
	const note = ada.runCommand(
		'podcast note',
		{ text: 'The *tide* turns' },
		{ channel: studio.text },
	);
	expect((await note.response()).text).toMatch(
		/^📍 \*\*0\d:\d\d\*\* The \\\*tide\\\* turns: a chapter/,
	);
	await untilRecorded(studio, { show, member: ada, hz: ADA_HZ });
	// A chapter needs something to be heard in it.
	const { heard } = show.onAir.stats.voice;
	await until(() => show.onAir.stats.voice.heard).toBeGreaterThan(heard + 150);
	speeches.map((speech) => speech.stop());
	const id = await stopAndRender(studio);

	await until(() => panel.text).toContain('Not published.');
	expect(panel.text).toContain('⚫ Off air: Tides');
	expect(panel.text).toContain('Ada, Ben');
	const listen = await press(ada, panel, `episode:listen:${id}`);
	const [, signed = ''] = /\(<(http[^>]+)>\)/.exec(listen.text) ?? [];
	// Nobody else can open it yet; whoever has this link, the page with its sound.
	expect(new URL(signed).pathname).toBe(`/e/${id}`);
	const page = await fetch(signed);
	expect(page.status).toBe(200);
	const [, sound = ''] = / src="([^"]+episode\.mp3[^"]*)"/.exec(await page.text()) ?? [];
	const mp3 = await fetch(new URL(sound.replaceAll('&amp;', '&'), page.url));
	expect(mp3.headers.get('content-type')).toBe('audio/mpeg');
	expect((await fetch(`${studio.serverUrl}/e/${id}`)).status).toBe(404);
	expect((await fetch(signed.replace(/sig=./, 'sig='))).status).toBe(403);
	const address = `${studio.serverUrl}/e/${id}/r1/episode.opus`;
	expect((await fetch(address)).status).toBe(404);

	const published = await press(ada, panel, `episode:publish:${id}`);
	expect(published.isEphemeral).toBe(true);
	expect(published.text).toContain('is published');
	expect((await fetch(`${studio.serverUrl}/e/${id}`)).status).toBe(200);
	await until(() => panel.text).toContain('Published.');
	const answer = await fetch(address);
	expect(answer.status).toBe(200);
	const opus = new Uint8Array(await answer.arrayBuffer());
	expect(await loudestTone(opus, ADA_HZ)).toBeGreaterThan(0.02);
	expect(await loudestTone(opus, BEN_HZ)).toBeGreaterThan(0.02);
	const chapters = await fetch(`${studio.serverUrl}/e/${id}/r1/chapters.json`);
	expect(await chapters.json()).toMatchObject({
		chapters: [{ startTime: 0 }, { title: 'The *tide* turns' }],
	});
	expect(studio.episodes.find(id)).toMatchObject({ title: 'Tides', serverName: 'Harbour' });
});

test('whoever erases their voice is in no file and no answer from then on; the others are', async () => {
	const { ada, ben, show, studio } = await startRecordedShow({
		environment: { AUTO_PUBLISH: 'true' },
	});
	const speeches = [talk(ada, ADA_HZ), talk(ben, BEN_HZ)];
	await untilRecorded(studio, { show, member: ada, hz: ADA_HZ });
	await untilRecorded(studio, { show, member: ben, hz: BEN_HZ });
	speeches.map((speech) => speech.stop());
	const id = await stopAndRender(studio);
	const address = (revision: number) => `${studio.serverUrl}/e/${id}/r${revision}/episode.opus`;
	expect(await loudestToneIn(studio.dataDir, BEN_HZ)).toBeGreaterThan(0.02);

	const where = await ben
		.runCommand('podcast-privacy show', {}, { channel: studio.text })
		.response();
	expect(where.text).toContain('Your voice is in 1 recording:');
	expect(where.text).toContain('**Tides** (Harbour,');
	const asking = ben.runCommand('podcast-privacy erase', {}, { channel: studio.text });
	const question = await asking.response();
	expect(question.text).toContain('Take your voice out of the recording of Tides?');
	expect((await fetch(address(1))).status).toBe(200);
	const answer = await press(ben, question, 'privacy:erase:all');
	expect(answer.text).toContain('Your voice is out of 1 recording.');

	// From the answer on, whatever is made meanwhile.
	expect(await loudestToneIn(studio.dataDir, BEN_HZ)).toBeLessThan(INAUDIBLE);
	expect([410, 503]).toContain((await fetch(address(1))).status);
	await until(() => studio.episodes.find(id)?.state).toBe('ready');
	expect((await fetch(address(1))).status).toBe(410);
	const again = new Uint8Array(await (await fetch(address(2))).arrayBuffer());
	expect(await loudestTone(again, BEN_HZ)).toBeLessThan(INAUDIBLE);
	expect(await loudestTone(again, ADA_HZ)).toBeGreaterThan(0.02);
	expect(await loudestToneIn(studio.dataDir, BEN_HZ)).toBeLessThan(INAUDIBLE);
	const manifest = readFileSync(join(studio.dataDir, 'episodes', id, 'episode.json'), 'utf8');
	expect(manifest).not.toContain(ben.user.id);
	expect(manifest).not.toContain('Ben');
	expect(studio.episodes.find(id)).toMatchObject({ id, isPublished: true, revision: 2 });
	const nothing = ben.runCommand('podcast-privacy erase', {}, { channel: studio.text });
	expect((await nothing.response()).text).toContain('Your voice is in no recording');
});

test('keeps no frame of who does not want to be recorded, and they are heard live', async () => {
	const { ada, ben, panel, show, studio } = await startRecordedShow();
	const answer = await press(ben, panel, 'privacy:norecord');
	expect(answer.text).toContain('You are **not recorded** from now on');
	const speeches = [talk(ada, ADA_HZ), talk(ben, BEN_HZ)];
	await untilRecorded(studio, { show, member: ada, hz: ADA_HZ });
	expect(show.onAir.voices.heardCount).toBe(2);
	expect(hasTrack(show, ben)).toBe(false);

	// In the middle: what is there of Ada stays until she says otherwise, and nothing is added.
	const no = await press(ada, panel, 'privacy:norecord');
	expect(no.text).toContain('What was recorded of you in this show until now is still there.');
	await press(ben, answer, 'privacy:record');
	await untilRecorded(studio, { show, member: ben, hz: BEN_HZ });
	const gone = await press(ada, no, `privacy:erase:${show.recording?.episode?.id}`);
	expect(gone.text).toContain('Your voice is out of 1 recording.');
	expect(await loudestToneIn(studio.dataDir, ADA_HZ)).toBeLessThan(INAUDIBLE);
	speeches.map((speech) => speech.stop());
	await stopAndRender(studio);
	expect(await loudestToneIn(studio.dataDir, ADA_HZ)).toBeLessThan(INAUDIBLE);
	expect(await loudestToneIn(studio.dataDir, BEN_HZ)).toBeGreaterThan(0.02);
});

test('that asks records who has said so in a recorded show, and nobody else', async () => {
	const { ada, ben, panel, show, studio } = await startRecordedShow({
		environment: { CONSENT: 'ask' },
	});
	const speeches = [talk(ada, ADA_HZ), talk(ben, BEN_HZ)];
	expect(show.onAir.voices.cast.isOnAir(ada.user.id)).toBe(false);
	const answer = await press(ada, panel, 'privacy:agree');
	expect(answer.text).toContain('It is **recorded**, too.');
	await untilRecorded(studio, { show, member: ada, hz: ADA_HZ });
	expect(hasTrack(show, ben)).toBe(false);
	speeches.map((speech) => speech.stop());
	await stopAndRender(studio);
	expect(await loudestToneIn(studio.dataDir, BEN_HZ)).toBeLessThan(INAUDIBLE);
	expect(await loudestToneIn(studio.dataDir, ADA_HZ)).toBeGreaterThan(0.02);
});

test('that is not recorded leaves no sound anywhere', async () => {
	const { ada, ben, panel, show, studio } = await startRecordedShow({
		environment: { RECORD: 'no' },
	});
	expect(panel.text).not.toContain('Recording');
	const speeches = [talk(ada, ADA_HZ), talk(ben, BEN_HZ)];
	await until(() => show.onAir.stats.voice.heard).toBeGreaterThan(100);
	const note = ada.runCommand('podcast note', { text: 'x' }, { channel: studio.text });
	expect((await note.response()).text).toContain('This show is not recorded');
	speeches.map((speech) => speech.stop());
	await ada.runCommand('podcast stop', {}, { channel: studio.text }).response();
	expect(studio.episodes.list(studio.guild.id)).toEqual([]);
	expect(
		filesIn(studio.dataDir).filter((file) => !file.endsWith('.json') && !file.includes('lock')),
	).toEqual([]);
	expect(await loudestToneIn(studio.dataDir, ADA_HZ)).toBe(0);
});

test('whoever says no when a show is over is asked whether what was recorded is to go', async () => {
	const { ada, ben, panel, show, studio } = await startRecordedShow();
	const speeches = [talk(ada, ADA_HZ), talk(ben, BEN_HZ)];
	await untilRecorded(studio, { show, member: ada, hz: ADA_HZ });
	await untilRecorded(studio, { show, member: ben, hz: BEN_HZ });
	speeches.map((speech) => speech.stop());
	const id = await stopAndRender(studio);
	const no = await ben
		.runCommand('podcast-privacy optout', {}, { channel: studio.text })
		.response();
	expect(no.text).toContain('Your voice is in 1 recording:\n- **Tides** (Harbour,');
	const gone = await press(ben, no, 'privacy:erase:all');
	expect(gone.text).toContain('Your voice is out of 1 recording.');
	expect(await loudestToneIn(studio.dataDir, BEN_HZ)).toBeLessThan(INAUDIBLE);
	expect(await loudestToneIn(studio.dataDir, ADA_HZ)).toBeGreaterThan(0.02);
	await until(() => studio.episodes.find(id)?.state).toBe('ready');
	// There is nothing to ask about any more.
	const again = await ben
		.runCommand('podcast-privacy recording', { allowed: false }, { channel: studio.text })
		.response();
	expect(again.text).not.toContain('recording:');
	expect(panel.text).toContain('Off air');
});
