// An orderly restart, as the panel, the listeners and the memory see it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RememberedShow } from '../../../src/store/show-store.js';
import { FakePodcastService } from '../../support/fake-podcast-service/fake-podcast-service.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { goOnAir, listen, listenKeyOf, type Studio, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';

function remembered({ dataDir }: Studio): RememberedShow[] {
	return JSON.parse(readFileSync(join(dataDir, 'on-air.json'), 'utf8')).podcasts;
}

describe('an orderly restart', () => {
	test('leaves a panel that says so, with the link, and without buttons', async () => {
		const studio = await startStudio();
		const { panel, id } = await goOnAir(studio);
		await until(() => listenKeyOf(panel.text)).toBeDefined();
		const listenKey = listenKeyOf(panel.text);
		await studio.registry.pause();
		expect(panel.text).toMatch(/^## 🟡 Restarting: Lighthouse\n/);
		expect(panel.text).toContain('I am being restarted and will be back in a moment.');
		expect(panel.text).toContain(`/p/${id}?key=${listenKey}`);
		expect(JSON.stringify(panel.components)).not.toContain('podcast:stop');
		expect(JSON.stringify(panel.components)).toContain(`"accent_color":${0xf5a524}`);
		expect(studio.registry.size).toBe(0);
	});

	test('lets the podcast wait, and leaves the channel', async () => {
		const studio = await startStudio();
		const { id } = await goOnAir(studio);
		const receiver = await listen(studio, id);
		await studio.registry.pause();
		expect(studio.server.stats().podcasts).toMatchObject([{ id, status: 'waiting for return' }]);
		const bot = studio.guild.memberOf(studio.account);
		await studio.discord.until('the bot is out', () => bot.voice.channel === null || undefined);
		await studio.server.close();
		expect(await receiver.closed).toBe(1012);
		expect(receiver.disconnects).toEqual([]);
	});

	test('is remembered with the time and the next voice session', async () => {
		const clock = new SteppedClock();
		const studio = await startStudio({ clock });
		const { id } = await goOnAir(studio);
		await studio.registry.pause();
		expect(remembered(studio)).toMatchObject([
			{ pausedAtEpochMs: clock.epochMs(), podcast: { id, nextVoiceSession: 16 } },
		]);
	});

	test('ends the podcast on another server, and says nothing of its link', async () => {
		const service = await FakePodcastService.start({ clients: new Map([['1', 'client-token']]) });
		const studio = await startStudio({
			environment: {
				PODCAST_API_URL: service.url,
				PODCAST_CLIENT_ID: '1',
				PODCAST_TOKEN: 'client-token',
			},
			podcastApiUrl: service.url,
		});
		const { panel, id } = await goOnAir(studio);
		await studio.registry.pause();
		expect(panel.text).toMatch(/^## 🟡 Restarting: Lighthouse\n/);
		expect(panel.text).not.toContain(id);
		expect(remembered(studio)[0]?.podcast).toBeUndefined();
		await service.close();
	});

	test('refuses new podcasts while it goes on', async () => {
		const studio = await startStudio();
		await studio.registry.pause();
		studio.host.join(studio.stage);
		const refused = studio.host.runCommand('podcast start', {}, { channel: studio.text });
		expect((await refused.response()).text).toContain('is being shut down');
	});
});
