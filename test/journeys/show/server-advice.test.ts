// A foreign podcast server that fails the bot: what to do is said in the panel and in the log.
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

test('a show whose server is gone ends with the setting to look at', async () => {
	const { service, studio } = await startForeign();
	await goOnAir(studio);
	await service.close();
	const advice = /cannot be reached \(ECONNREFUSED\): check PODCAST_API_URL, and that the server/;
	await studio.discord.until('the panel says so', () =>
		[...studio.text.messages.values()].find(({ text }) => advice.test(text)),
	);
	expect(studio.log()).toContain(
		'"advice":"check PODCAST_API_URL, and that the server is running"',
	);
});

test('a show that its server does not let in names the credentials', async () => {
	const { service, studio } = await startForeign();
	service.failConnection({ type: 'status', status: 403 });
	studio.host.join(studio.stage);
	const start = studio.host.runCommand('podcast start', {}, { channel: studio.text });
	await start.until('the answer', ({ messages }) =>
		messages.find(({ text }) =>
			text.includes(
				'No podcast could be started. The podcast server refuses the websocket (status 403): check PODCAST_CLIENT_ID and PODCAST_TOKEN.',
			),
		),
	);
	expect(service.handshakes.items).toHaveLength(1);
});
