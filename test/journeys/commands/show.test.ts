// A server's show as its host sets it and as members find it, before, while and after it is on air.
import { describe, expect, test } from 'vitest';
import { makeCover } from '../../../src/media/cover/made-cover.js';
import type { OptionValues } from '../../support/fake-discord/world/invocation.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { goOnAir, listenKeyOf, type Studio, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';

const PUBLIC = { PUBLIC_URL: 'https://radio.example' };

async function run({ host, text }: Studio, command: string, values: OptionValues = {}) {
	return (await host.runCommand(command, values, { channel: text }).response()).text;
}

const show = (studio: Studio, values: OptionValues = {}) => run(studio, 'podcast show', values);

describe('/podcast show', () => {
	test('says what is set, where the show is, and what directories would see', async () => {
		const studio = await startStudio({ environment: PUBLIC });
		const { guild, places } = studio;
		const before = await show(studio);
		const { feedKey, key } = places.profiles.get(guild.id) ?? {};
		expect(before).toContain(`🔗 https://radio.example/s/harbour?key=${key} · unlisted: whoever`);
		expect(before).toContain(
			`podcast apps: https://radio.example/s/harbour/feed.xml?key=${feedKey}`,
		);
		expect(before).toContain('🎙️ **Harbour**');

		const after = await show(studio, {
			title: 'Night *watch*',
			category: 'Comedy: Improv',
			language: 'German',
			email: 'host@example.org',
			website: 'example.org',
			address: 'night-watch',
			visibility: 'public',
			explicit: true,
		});
		expect(after).toContain('🎙️ **Night \\*watch\\***');
		expect(after).toContain('🔗 https://radio.example/s/night-watch · public: everybody');
		expect(after).toContain('**Category**: Comedy: Improv · **Language**: de · **Explicit**: yes');
		expect(after).toContain(
			'⚠️ The e-mail address is public: everybody who reads the feed sees it.',
		);
		expect(places.find('harbour')).toMatchObject({
			visibility: 'public',
			profile: { title: 'Night *watch*', website: 'https://example.org/', language: 'de' },
		});
		expect(await show(studio, { remove: 'email' })).not.toContain('⚠️');

		expect(await show(studio, { invite: 'discord.com/invite/night' })).toContain(
			'**Invite**: <https://discord.gg/night>',
		);
		const page = async () => (await fetch(`${studio.server.url}/s/night-watch`)).text();
		expect(await page()).toContain('href="https://discord.gg/night"');
		expect(await show(studio, { invite: '-' })).toContain('**Invite**: none');
		expect(await page()).not.toContain('discord.gg');

		const refused = await show(studio, { title: 'Other', address: 'Night Watch' });
		expect(refused).toMatch(
			/^\*\*address\*\*: .+ `night-watch` would do\.\nNothing has changed\.$/,
		);
		expect(places.of(guild.id)?.profile.title).toBe('Night *watch*');
	});

	test('suggests categories and languages while a member types', async () => {
		const { host, text } = await startStudio();
		const typing = async (focused: string, typed: string) => {
			const values = { [focused]: typed };
			const asked = host.autocomplete('podcast show', values, { channel: text, focused });
			await asked.acknowledged();
			return asked.choices;
		};
		expect((await typing('category', 'improv'))[0]?.value).toBe('Comedy: Improv');
		expect((await typing('language', 'span'))[0]).toEqual({ name: 'Spanish (es)', value: 'es' });
	});

	test('takes a cover by its bytes, refuses what is none, and goes back to the made one', async () => {
		const studio = await startStudio();
		const { discord, guild, places } = studio;
		const attach = (name: string, bytes: Buffer) => discord.addAttachment({ name, bytes });
		const refused = await show(studio, {
			title: 'Tides',
			cover: attach('cover.png', Buffer.from('GIF89a')),
		});
		expect(refused).toBe(
			'**cover**: expected a square JPEG or PNG of 1,400 to 3,000 pixels, got a GIF, whatever its name says. Nothing has changed.',
		);
		expect(places.of(guild.id)?.profile.title).toBeUndefined();

		const bytes = await makeCover({ colour: 7, sign: '7' });
		expect(await show(studio, { cover: attach('cover.jpg', bytes) })).toContain(
			'**Cover**: uploaded',
		);
		expect(await places.cover(guild.id)).toMatchObject({ type: 'png', bytes });
		expect(await show(studio, { remove: 'cover' })).toContain('**Cover**: made by me');
		expect((await places.cover(guild.id))?.bytes.equals(bytes)).toBe(false);
	});
});

describe('the lasting address', () => {
	test('is in the panel with a word that it stays, and where the panel ends', async () => {
		const studio = await startStudio({ environment: PUBLIC });
		const first = await goOnAir(studio);
		const page = `https://radio.example/s/harbour?key=${first.listenKey}`;
		expect(first.panel.text).toContain(`🎧 ${page}\n-# This address stays`);
		expect(JSON.stringify(first.panel.components)).toContain(`"url":"${page}"`);
		expect(await run(studio, 'podcast status')).toContain(`Visibility: unlisted, ${page}`);
		await run(studio, 'podcast stop');
		await until(() => first.panel.text).toContain('⚫ Off air');
		expect(JSON.stringify(first.panel.components)).toContain(`"url":"${page}"`);

		const second = await goOnAir(studio);
		expect(second.panel.text).toContain(`🎧 ${page}\n-# Unlisted`);
	});

	test('gets new keys by /podcast link, on air and off air', async () => {
		const clock = new SteppedClock();
		const studio = await startStudio({ environment: PUBLIC, clock });
		const { guild, places } = studio;
		const { listenKey, panel } = await goOnAir(studio);
		const onAir = await run(studio, 'podcast link');
		const { feedKey, key } = places.profiles.get(guild.id) ?? {};
		expect(listenKeyOf(onAir)).toBe(key);
		expect(key).not.toBe(listenKey);
		expect(onAir).toContain('The feed has a new address as well.');
		expect(onAir).toContain(`/s/harbour/feed.xml?key=${feedKey}`);
		await clock.step(6000);
		await until(() => listenKeyOf(panel.text)).toBe(key);
		await run(studio, 'podcast stop');

		expect(listenKeyOf(await run(studio, 'podcast link'))).toBe(places.profiles.get(guild.id)?.key);
		expect(places.profiles.get(guild.id)?.key).not.toBe(key);
		await places.profiles.change(guild.id, { visibility: 'public' });
		expect(await run(studio, 'podcast link')).toContain('everybody can open its address');
	});

	test('is not told of a private show', async () => {
		const studio = await startStudio({ environment: PUBLIC });
		const { panel } = await goOnAir(studio, { visibility: 'private' });
		expect(panel.text).not.toContain('/s/');
	});
});
