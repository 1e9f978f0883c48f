// A whole bot on a podcast server of the first kind: own port a podcast, gone with its sender.
import { describe, expect, onTestFinished, test } from 'vitest';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { FIRST_VERSION_DIALECT } from '../../support/fake-podcast-service/dialect.js';
import type { FakePodcast } from '../../support/fake-podcast-service/fake-podcast.js';
import { FakePodcastService } from '../../support/fake-podcast-service/fake-podcast-service.js';
import { goOnAir } from '../../support/studio.js';
import { until } from '../../support/until.js';
import { speechOf, startListeningStudio } from '../listening/listening-studio.js';

const CREDENTIALS = { PODCAST_CLIENT_ID: '4711', PODCAST_TOKEN: 'a-client-token' };

/** A show on such a server while somebody talks without an end. */
async function startShow() {
	const service = await FakePodcastService.start({
		clients: new Map([[CREDENTIALS.PODCAST_CLIENT_ID, CREDENTIALS.PODCAST_TOKEN]]),
		dialect: FIRST_VERSION_DIALECT,
	});
	onTestFinished(() => service.close());
	const studio = await startListeningStudio({
		podcastApiUrl: service.url,
		environment: { ...CREDENTIALS, PODCAST_API_URL: service.url },
		listenerAccounts: 1,
	});
	const { id, panel } = await goOnAir(studio);
	const speech = studio.host.startSpeaking(countedFrames(3000));
	onTestFinished(() => speech.stop());
	const [podcast] = service.podcasts.items as [FakePodcast];
	await podcast.packets.atLeast(5);
	return { id, panel, podcast, service, speech, studio };
}

type Show = Awaited<ReturnType<typeof startShow>>;

/** Resolves with the next podcast when it has sound. How soon that is, test/client shows. */
async function soundIsBack({ service }: Show): Promise<FakePodcast> {
	const [, podcast] = (await service.podcasts.atLeast(2)) as [FakePodcast, FakePodcast];
	await podcast.packets.atLeast(3);
	expect(podcast.opened(2)).not.toBeNull();
	return podcast;
}

function panelSays({ studio }: Show, words: string) {
	return studio.discord.until(`the panel says ${words}`, () =>
		[...studio.text.messages.values()].find(({ text }) => text.includes(words)),
	);
}

describe('the server of the first kind', () => {
	test('drops the sender: sound is back, and the panel says the new id', async () => {
		const show = await startShow();
		show.podcast.dropSender();
		const podcast = await soundIsBack(show);
		expect(podcast.id).not.toBe(show.podcast.id);
		await panelSays(show, `Podcast \`${podcast.id}\``);
	});

	test('is restarted: sound is back after its return', async () => {
		const show = await startShow();
		await show.service.goAway();
		await panelSays(show, 'podcast server');
		await show.service.comeBack();
		const podcast = await soundIsBack(show);
		await panelSays(show, `Podcast \`${podcast.id}\``);
	});

	test('drops the sender: what is played into another channel follows', async () => {
		const show = await startShow();
		const { studio } = show;
		const lobby = studio.guild.addVoiceChannel({ name: 'Lobby' });
		studio.guild.addMember({ name: 'Ben' }).join(lobby);
		await studio.host
			.runCommand('podcast listen', { podcast: show.id, channel: lobby }, { channel: studio.text })
			.response();
		const [player] = studio.players;
		const session = await studio.discord.voice.ready(player as typeof studio.account, studio.guild);
		await until(() => speechOf(session.received).length).toBeGreaterThan(5);
		show.podcast.dropSender();
		await soundIsBack(show);
		const from = session.received.length;
		await until(() => speechOf(session.received.slice(from)).length).toBeGreaterThan(5);
	});
});
