// A server's show as its address tells it: what is on air, planned and kept, as soon as it is so.
import { describe, expect, test } from 'vitest';
import { podcastGuid } from '../../src/server/shows/feed/podcast-guid.js';
import type { ServedShow } from '../../src/server/shows/served-shows.js';
import {
	startRecordedShow,
	stopAndRender,
	talk,
	untilRecorded,
} from '../journeys/recording/recorded.js';
import { goOnAir, makeDataDir, type Scene, type Studio, startStudio } from '../support/studio.js';
import { until } from '../support/until.js';

const ADA_HZ = 410;

/** What has been told of the studio's server, as it was at each of those moments. */
function follow({ guild, places }: Studio): (ServedShow | undefined)[] {
	const told: (ServedShow | undefined)[] = [];
	places.watch((guildId) => {
		if (guildId === guild.id) {
			told.push(places.of(guildId));
		}
	});
	return told;
}

describe('the address of a show', () => {
	test('tells in the same turn that it is on air, and that it is over', async () => {
		const studio = await startStudio();
		const told = follow(studio);
		expect(studio.places.find('harbour')).toBeUndefined();
		const begun = new Promise<ServedShow | undefined>((resolve) => {
			studio.registry.onShow((show) =>
				show.events.on('begun', () => resolve(studio.places.find('harbour'))),
			);
		});
		const { id } = await goOnAir(studio, { title: 'Night watch' });
		expect((await begun)?.live).toMatchObject({
			podcastId: id,
			title: 'Night watch',
			hostName: 'Ada',
		});
		expect(told.at(-1)?.live?.podcastId).toBe(id);
		const { live } = studio.places.of(studio.guild.id) as ServedShow;

		await studio.host.runCommand('podcast stop', {}, { channel: studio.text }).response();
		await until(() => told.at(-1)?.live).toBeUndefined();
		const { podcastId, ...facts } = live as NonNullable<typeof live>;
		expect(told.at(-1)?.ended).toMatchObject({ ...facts, peakListeners: 0 });

		await goOnAir(studio);
		expect(studio.places.of(studio.guild.id)?.ended).toBeUndefined();
		expect(studio.places.of(studio.guild.id)?.live?.guid).not.toBe(facts.guid);
	});

	test('is the same after a restart, with its keys and what apps know it by', async () => {
		const options = {
			dataDir: makeDataDir(),
			environment: { PUBLIC_URL: 'https://radio.example/on/' },
			before: ({ host, stage }: Scene) => void host.join(stage),
		};
		const before = await startStudio(options);
		await goOnAir(before);
		const first = before.places.of(before.guild.id) as ServedShow;
		const feed = new URL('https://radio.example/on/s/harbour/feed.xml');
		expect(first.profile).toMatchObject({ slug: 'harbour', guid: podcastGuid(feed.href) });
		before.places.keepGuid(before.guild.id, 'another');
		await before.places.profiles.change(before.guild.id, { slug: 'night-watch' });
		await before.stop();

		const after = await startStudio(options);
		expect(after.guild.id).toBe(before.guild.id);
		await until(() => after.places.find('night-watch')?.live).toBeDefined();
		const { live, profile } = after.places.find('harbour') as ServedShow;
		expect(live?.guid).toBe(first.live?.guid);
		expect(profile).toEqual({ ...first.profile, slug: 'night-watch', formerSlugs: ['harbour'] });
	});

	test('tells what is planned, the next ten times, and what is called off', async () => {
		const studio = await startStudio();
		const told = follow(studio);
		const { host, stage, text } = studio;
		const plan = host.runCommand(
			'podcast schedule add',
			{ title: 'Tides', when: 'tomorrow 20:00', repeat: 'daily', channel: stage },
			{ channel: text },
		);
		await plan.response();
		const planned = told.at(-1)?.planned ?? [];
		expect(planned.map(({ title }) => title)).toEqual(Array(10).fill('Tides'));
		const days = planned.map(({ startsAtEpochMs }) => startsAtEpochMs / 86_400_000);
		expect(days.map((day) => Math.round(day - (days[0] ?? 0)))).toEqual([...Array(10).keys()]);
		const { planId } = planned[0] ?? {};
		await host
			.runCommand('podcast schedule cancel', { plan: planId ?? '' }, { channel: text })
			.response();
		expect(told.at(-1)?.planned).toEqual([]);
	});

	test('tells of episodes while they are published', async () => {
		const { ada, show, studio } = await startRecordedShow();
		talk(ada, ADA_HZ);
		await untilRecorded(studio, { hz: ADA_HZ, member: ada, show });
		const id = await stopAndRender(studio);
		const told = follow(studio);
		expect(studio.places.find('harbour')?.episodes).toEqual([]);
		for (const [change, episodes] of [
			['publish', [id]],
			['hide', []],
			['publish', [id]],
		] as const) {
			await studio.episodes[change](id);
			expect(told.at(-1)?.episodes.map((episode) => episode.id)).toEqual(episodes);
		}
		await studio.episodes.remove(id);
		expect(told.at(-1)?.episodes).toEqual([]);
	});

	test('names who spoke once they allow it, and tells so in the same turn', async () => {
		const { ada, show, studio } = await startRecordedShow();
		talk(ada, ADA_HZ);
		await untilRecorded(studio, { hz: ADA_HZ, member: ada, show });
		await studio.episodes.publish(await stopAndRender(studio));
		const told = follow(studio);
		const { places } = studio;
		expect(places.mayBeNamed(ada.id)).toBe(false);
		await ada
			.runCommand('podcast-privacy name', { allowed: true }, { channel: studio.text })
			.response();
		expect(places.mayBeNamed(ada.id)).toBe(true);
		expect(told).toHaveLength(1);
	});

	test('has a picture, whether somebody has uploaded one or not', async () => {
		const studio = await startStudio();
		await goOnAir(studio);
		const { guild, places } = studio;
		const made = await places.cover(guild.id);
		expect([made?.type, made?.bytes.readUInt32BE(16), made?.bytes.readUInt32BE(20)]).toEqual([
			'png',
			1400,
			1400,
		]);
		expect(await places.cover(guild.id)).toBe(made);
		const bytes = Buffer.from('a picture');
		await places.profiles.setCover(guild.id, { type: 'jpg', bytes });
		const uploaded = await places.cover(guild.id);
		expect(uploaded).toMatchObject({ type: 'jpg', bytes });
		expect(uploaded?.version).not.toBe(made?.version);
		await places.profiles.setCover(guild.id, undefined);
		expect((await places.cover(guild.id))?.version).toBe(made?.version);
	});
});
