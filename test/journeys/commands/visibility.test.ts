// Who may hear a podcast: what hosts choose, what the panel shows, and new links.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ONLY_HERE } from '../../../src/discord/words/shown-link.js';
import { RawClient } from '../../contract/raw-client.js';
import { EventStreamClient } from '../../support/event-stream-client.js';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { FakePodcastService } from '../../support/fake-podcast-service/fake-podcast-service.js';
import { goOnAir, listen, listenKeyOf, type Studio, startStudio } from '../../support/studio.js';

/** A listener without credentials. */
function guest(studio: Studio, query: string): RawClient {
	const client = new RawClient(`${studio.serverUrl.replace('http', 'ws')}/?${query}`);
	onTestFinished(() => client.webSocket.terminate());
	return client;
}

/** What anyone is told who asks what is on air. */
async function listed(studio: Studio): Promise<Record<string, unknown>[]> {
	return (await (await fetch(`${studio.serverUrl}/api/podcasts`)).json()) as [];
}

/** Runs `/podcast link`; the answer is for the host alone. */
async function renewLink(studio: Studio): Promise<string> {
	const interaction = studio.host.runCommand('podcast link', {}, { channel: studio.text });
	const answer = await interaction.until('a private answer', ({ messages }) =>
		messages.find(({ content, isEphemeral }) => isEphemeral && content !== ''),
	);
	const listenKey = listenKeyOf(answer.content);
	if (listenKey !== undefined) {
		studio.secrets.add(listenKey);
	}
	return answer.text;
}

describe('/podcast start visibility:', () => {
	test('is unlisted where nobody says otherwise: the link opens it, the id alone does not', async () => {
		const studio = await startStudio();
		const { id, listenKey, panel } = await goOnAir(studio, { title: 'Tides' });
		expect(panel.text).toContain(
			`🎧 \`${studio.serverUrl}/p/${id}?key=${listenKey}\`\n${ONLY_HERE}\n-# Unlisted`,
		);
		expect((await guest(studio, `id=${id}&key=${listenKey}`).nextEvent()).type).toBe(0);
		expect((await guest(studio, `id=${id}`).closed).code).toBe(4000);
		expect(await listed(studio)).toEqual([]);
	});

	test('public is listed, with what listeners want to know', async () => {
		const studio = await startStudio();
		const { id, panel } = await goOnAir(studio, { title: 'Tides', visibility: 'public' });
		expect(panel.text).toContain(`🎧 \`${studio.serverUrl}/p/${id}\`\n${ONLY_HERE}\n-# Public`);
		expect((await guest(studio, `id=${id}`).nextEvent()).type).toBe(0);
		expect(await listed(studio)).toMatchObject([
			{ id, title: 'Tides', serverName: 'Harbour', hostName: 'Ada', visibility: 'public' },
		]);
	});

	test('private has no link, and is for clients with credentials alone', async () => {
		const studio = await startStudio();
		const { id, panel } = await goOnAir(studio, { visibility: 'private' });
		expect(panel.text).not.toContain('🎧');
		expect(panel.text).toContain('-# Private: only clients with credentials can listen.');
		await listen(studio, id);
		expect((await guest(studio, `id=${id}`).closed).code).toBe(4000);
		expect(await listed(studio)).toEqual([]);
	});

	test('is what the setting says where the host does not', async () => {
		const studio = await startStudio({ environment: { DEFAULT_VISIBILITY: 'public' } });
		const { id } = await goOnAir(studio);
		expect(await listed(studio)).toMatchObject([{ id, title: 'Lighthouse' }]);
	});

	test('is the same after a restart, with the same host and a new key', async () => {
		const studio = await startStudio();
		await goOnAir(studio, { visibility: 'public' });
		const file = JSON.parse(readFileSync(join(studio.dataDir, 'on-air.json'), 'utf8'));
		expect(file.podcasts).toMatchObject([{ visibility: 'public', hostName: 'Ada' }]);
		expect(JSON.stringify(file)).not.toContain('key');
	});
});

describe('what listeners are told', () => {
	test('is who speaks, and that it ends', async () => {
		const studio = await startStudio();
		const { id } = await goOnAir(studio, { title: '<b>Tides</b>', visibility: 'public' });
		const events = await EventStreamClient.open(`${studio.serverUrl}/api/podcasts/${id}/events`);
		expect(await events.next()).toMatchObject({ data: { title: '<b>Tides</b>', speakers: [] } });
		const speakers = async () => ((await events.next()).data as { speakers: string[] }).speakers;
		await studio.host.speak(countedFrames(25), { trailingSilence: 5 });
		expect(await speakers()).toEqual(['Ada']);
		expect(await speakers()).toEqual([]);
		studio.host.runCommand('podcast stop', {}, { channel: studio.text });
		expect(await events.next()).toEqual({ name: 'end', data: {} });
	});
});

describe('/podcast link', () => {
	test('makes a new link, tells so in the panel, and cuts who came by the old one', async () => {
		const studio = await startStudio();
		const { id, listenKey, panel } = await goOnAir(studio);
		const byOldLink = guest(studio, `id=${id}&key=${listenKey}`);
		await byOldLink.next();
		const receiver = await listen(studio, id);
		const answer = await renewLink(studio);
		const newKey = listenKeyOf(answer);
		expect(answer).toBe(
			`🔗 Done. The old link no longer works, also for those who listened by it. The new one:\n\`${studio.serverUrl}/p/${id}?key=${newKey}\`\n${ONLY_HERE}`,
		);
		expect(newKey).not.toBe(listenKey);
		expect((await byOldLink.closed).code).toBe(4001);
		expect((await guest(studio, `id=${id}&key=${listenKey}`).closed).code).toBe(4006);
		expect((await guest(studio, `id=${id}&key=${newKey}`).nextEvent()).type).toBe(0);
		expect(receiver.disconnects).toEqual([]);
		await studio.discord.until('the panel shows the new link', () =>
			listenKeyOf(panel.text) === newKey ? true : undefined,
		);
		expect(panel.text).toContain('Ada made a new link; the old one no longer works.');
		expect(panel.text).not.toContain(listenKey);
	});

	test('says of a private podcast that it has none', async () => {
		const studio = await startStudio();
		await goOnAir(studio, { visibility: 'private' });
		expect(await renewLink(studio)).toBe(
			'🔒 This podcast is private, and has no link: only clients with credentials can listen.',
		);
	});

	test('gives the link of a public podcast, which needs no key', async () => {
		const studio = await startStudio();
		const { id } = await goOnAir(studio, { visibility: 'public' });
		expect(await renewLink(studio)).toBe(
			`🔊 This podcast is public, so everybody can listen, with or without a key.\n\`${studio.serverUrl}/p/${id}\`\n${ONLY_HERE}`,
		);
	});

	test('says what to do where nothing is on air', async () => {
		const studio = await startStudio();
		expect(await renewLink(studio)).toBe(
			'This server is not on air: `/podcast start` begins a show.',
		);
	});

	test('is for members with Manage Server', async () => {
		const studio = await startStudio();
		await goOnAir(studio);
		const member = studio.guild.addMember({ name: 'Guest' });
		expect(() => member.runCommand('podcast link', {}, { channel: studio.text })).toThrow();
	});
});

describe('with a foreign podcast server', () => {
	async function startForeign() {
		const service = await FakePodcastService.start({ clients: new Map([['7', 'foreign-token']]) });
		onTestFinished(() => service.close());
		const studio = await startStudio({
			podcastApiUrl: service.url,
			environment: {
				PODCAST_API_URL: service.url,
				PODCAST_CLIENT_ID: '7',
				PODCAST_TOKEN: 'foreign-token',
			},
		});
		return { service, studio };
	}

	test('nothing is asked for that it does not know, and the panel shows no link', async () => {
		const { service, studio } = await startForeign();
		const { panel } = await goOnAir(studio);
		await studio.host.speak(countedFrames(10), { trailingSilence: 5 });
		expect(panel.text).not.toMatch(/🎧|Unlisted/);
		expect(service.requests.items.map(({ method, url }) => `${method} ${url}`)).toEqual([
			'POST /podcast',
		]);
		expect(await renewLink(studio)).toBe(
			'This podcast server has no links: programs listen with credentials, at the address that `/podcast status` shows.',
		);
	});

	test('a host who chose a visibility is told that it has none', async () => {
		const { studio } = await startForeign();
		const { interaction } = await goOnAir(studio, { visibility: 'public' });
		const told = await interaction.until('a private answer', ({ followUps }) => followUps[0]);
		expect(told.isEphemeral).toBe(true);
		expect(told.content).toBe(
			'This podcast server has no links and no visibility: only clients with its credentials can listen, whatever you choose.',
		);
	});
});
