// A foreign podcast server that fails the bot: members are told plainly, the log what to do.
import { expect, onTestFinished, test } from 'vitest';
import { FakePodcastService } from '../../support/fake-podcast-service/fake-podcast-service.js';
import { goOnAir, startStudio } from '../../support/studio.js';

const CREDENTIALS = { PODCAST_CLIENT_ID: '7', PODCAST_TOKEN: 'a-client-token' };

async function startForeign() {
	const { PODCAST_CLIENT_ID, PODCAST_TOKEN } = CREDENTIALS;
	const service = await FakePodcastService.start({
		clients: new Map([[PODCAST_CLIENT_ID, PODCAST_TOKEN]]),
	});
	onTestFinished(() => service.close());
	const studio = await startStudio({
		podcastApiUrl: service.url,
		environment: {
			...CREDENTIALS,
			PODCAST_API_URL: service.url,
			PODCAST_RECONNECT_TIMEOUT_MS: '500',
		},
	});
	return { service, studio };
}

/** What members read names no setting, and the log has its code. */
function expectInLog(text: string, log: string): void {
	expect(text).not.toMatch(/PODCAST_/);
	const [, code] = /by the code `([A-Z\d]{5})`/.exec(text) ?? [];
	expect(log).toContain(`"ref":"${code}"`);
}

test('a show whose server is gone ends in plain words, with the setting in the log', async () => {
	const { service, studio } = await startForeign();
	await goOnAir(studio);
	await service.close();
	const panel = await studio.discord.until('the panel says so', () =>
		[...studio.text.messages.values()].find(({ text }) =>
			text.includes('The podcast server cannot be reached. Whoever runs this bot'),
		),
	);
	expectInLog(panel.text, studio.log());
	expect(studio.log()).toContain(
		'"advice":"check PODCAST_API_URL, and that the server is running"',
	);
});

test('a show that its server does not let in has the credentials in the log', async () => {
	const { service, studio } = await startForeign();
	service.failConnection({ type: 'status', status: 403 });
	studio.host.join(studio.stage);
	const start = studio.host.runCommand('podcast start', {}, { channel: studio.text });
	const answer = await start.until('the answer', ({ messages }) =>
		messages.find(({ text }) =>
			text.includes('No podcast could be started. The podcast server does not let me in.'),
		),
	);
	expectInLog(answer.text, studio.log());
	expect(studio.log()).toContain('"advice":"check PODCAST_CLIENT_ID and PODCAST_TOKEN"');
	expect(service.handshakes.items).toHaveLength(1);
});
