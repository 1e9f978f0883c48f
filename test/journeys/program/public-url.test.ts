// The program behind a public address that nothing on this machine reaches.
import { describe, expect, test } from 'vitest';
import { PodcastReceiver } from '../../support/podcast-receiver.js';
import { listenKeyOf, podcastIdOf, untilLinked } from '../../support/studio.js';
import { LISTENER, startProgram, startProgramHere } from './bot-program.js';

const WARNING =
	'Warning: only this computer can open links to it. Set PUBLIC_URL to where others reach it.';

describe('npm start', () => {
	test('goes on air with PUBLIC_URL=https://…, which is told and not warned of', async () => {
		const { host, program, text } = await startProgram({
			PUBLIC_URL: 'https://radio.example/live',
			HOST: '0.0.0.0',
			SERVER_PROCESSES: '1',
		});
		const [, port = ''] = await program.printed(/"url":"http:\/\/127\.0\.0\.1:(\d+)"/);
		const interaction = host.runCommand('podcast start', {}, { channel: text });
		const panel = await interaction.response();
		await untilLinked(panel);
		const id = podcastIdOf(panel.text);
		expect(panel.text).toContain(
			`🎧 https://radio.example/live/s/harbour?key=${listenKeyOf(panel.text)}\n-# This address stays, for this show and all that follow: you can pin it.\n-# Unlisted`,
		);
		const status = host.runCommand('podcast status', {}, { channel: text });
		expect((await status.response()).text).toContain(`\`wss://radio.example/live/?id=${id}\``);
		const receiver = await PodcastReceiver.connect({
			serverUrl: `http://127.0.0.1:${port}`,
			podcastId: id,
			...LISTENER,
		});
		await receiver.close();
		expect(program.output).toContain('Podcast server: https://radio.example/live/\n');
		expect(program.output).not.toContain(WARNING);
	});

	test.each([
		[{}, /http:\/\/127\.0\.0\.1:\d+$/],
		[{ HOST: '0.0.0.0' }, /http:\/\/127\.0\.0\.1:\d+$/],
		[{ HOST: '::' }, /http:\/\/127\.0\.0\.1:\d+$/],
		[{ PUBLIC_URL: 'http://localhost:8080' }, /http:\/\/localhost:8080\/$/],
		[{ PUBLIC_URL: 'http://0.0.0.0:8080' }, /http:\/\/127\.0\.0\.1:8080\/$/],
	])('with %j says that nobody else can open links, and what to set', async (settings, address) => {
		const { program } = await startProgramHere(settings);
		const lines = program.output.split('\n');
		const line = lines.findIndex((each) => each.startsWith('Podcast server: '));
		expect(lines[line]).toMatch(address);
		expect(lines[line + 1]).toBe(WARNING);
	});
});
