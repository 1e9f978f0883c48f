// Transcripts of episodes, by a service that answers what it is sent: who is named, and who is not any more.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../support/until.js';
import {
	ADA_HZ,
	BEN_HZ,
	press,
	startRecordedShow,
	stopAndRender,
	talk,
	untilRecorded,
} from './recorded.js';

/** Hears the same words in whatever it is sent. */
async function startTranscriber(): Promise<string> {
	const server = createServer((request, response) => {
		request.resume().once('end', () => {
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify({ segments: [{ start: 0, end: 0.5, text: 'Mind the tide.' }] }));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => void server.close());
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a transcript names who has allowed it, and is made anew without who is erased', async () => {
	const { ada, ben, show, studio } = await startRecordedShow({
		environment: { AUTO_PUBLISH: 'true', TRANSCRIBE_URL: await startTranscriber() },
	});
	const allowing = ada.runCommand(
		'podcast-privacy name',
		{ allowed: true },
		{ channel: studio.text },
	);
	expect((await allowing.response()).text).toContain(
		'Your name may stand in **transcripts and feeds**',
	);
	const speeches = [talk(ada, ADA_HZ), talk(ben, BEN_HZ)];
	await untilRecorded(studio, { show, member: ada, hz: ADA_HZ });
	await untilRecorded(studio, { show, member: ben, hz: BEN_HZ });
	speeches.map((speech) => speech.stop());
	const id = await stopAndRender(studio);
	const transcriptOf = async (revision: number) => {
		const answer = await fetch(`${studio.serverUrl}/e/${id}/r${revision}/transcript.vtt`);
		return answer.ok ? answer.text() : '';
	};
	await until(() => transcriptOf(1)).toContain('<v Ada>Mind the tide.');
	expect(await transcriptOf(1)).toMatch(/<v Speaker \d>Mind the tide\./);
	expect(await transcriptOf(1)).not.toContain('Ben');

	const question = await ben
		.runCommand('podcast-privacy erase', {}, { channel: studio.text })
		.response();
	await press(ben, question, 'privacy:erase:all');
	expect(await transcriptOf(1)).toBe('');
	await until(() => transcriptOf(2)).toContain('<v Ada>Mind the tide.');
	expect(await transcriptOf(2)).not.toContain('Speaker');

	// Nothing that is answered names whoever has taken that back, from the answer on.
	const shown = async () =>
		(await ada.runCommand('podcast-privacy show', {}, { channel: studio.text }).response()).text;
	expect(await shown()).toContain('Your name may stand in');
	const refusing = ada.runCommand(
		'podcast-privacy name',
		{ allowed: false },
		{ channel: studio.text },
	);
	expect((await refusing.response()).text).toContain('**no transcript** any more');
	expect(await shown()).not.toContain('Your name');
	expect(await transcriptOf(2)).toMatch(/<v Speaker \d>Mind the tide\./);
	expect(await transcriptOf(2)).not.toContain('Ada');
	expect(studio.episodes.find(id)).toMatchObject({ state: 'ready', revision: 2 });
});
