// Shows are announced where their server wants it: one message and one ping each, true until the end.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Channel } from '../../support/fake-discord/world/channel.js';
import { Message, postMessage } from '../../support/fake-discord/world/message.js';
import type { Role } from '../../support/fake-discord/world/role.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import {
	goOnAir,
	listenKeyOf,
	makeDataDir,
	type Scene,
	type Studio,
	type StudioOptions,
	startStudio,
} from '../../support/studio.js';
import { until } from '../../support/until.js';

/** A panel shows what has happened after that. */
const PANEL_MS = 6000;

const PUBLIC = { PUBLIC_URL: 'https://radio.example.org' };

/** A studio with a channel and a role for announcements, both set where `role` is. */
async function startAnnounced(options: StudioOptions & { role?: 'mentionable' | 'not' } = {}) {
	const { role: kind, ...rest } = options;
	const studio = await startStudio({ environment: PUBLIC, ...rest });
	const radio = studio.guild.addAnnouncementChannel({ name: 'radio' });
	const role = studio.guild.addRole({ name: 'Crew', isMentionable: kind === 'mentionable' });
	if (kind) {
		await announce(studio, { channel: radio, role });
	}
	return { studio, radio, role };
}

type Options = Parameters<Studio['host']['runCommand']>[1];

async function announce({ host, text }: Studio, options: Options = {}): Promise<string> {
	return (await host.runCommand('podcast announce', options, { channel: text }).response()).text;
}

async function stop({ host, text }: Studio): Promise<void> {
	await host.runCommand('podcast stop', {}, { channel: text }).response();
}

async function untilAnnounced({ messages }: Channel): Promise<Message> {
	await until(() => messages.size).not.toBe(0);
	return [...messages.values()].at(-1) as Message;
}

/** All pings of whole roles and of everybody, in all channels. */
function pingsIn({ guild }: Studio) {
	return [...guild.channels.values()]
		.flatMap(({ messages }) => [...messages.values()])
		.map(({ pings }) => pings)
		.filter(({ everyone, roleIds }) => everyone || roleIds.length > 0);
}

function only(role: Role) {
	return [{ everyone: false, roleIds: [role.id], userIds: [] }];
}

function urlsOf({ components }: Message): unknown[] {
	return components.flatMap((row) =>
		((row.components ?? []) as Record<string, unknown>[]).map(({ url }) => url),
	);
}

describe('a show', () => {
	test('is announced once, with its link and one ping, and says at its end how long it was', async () => {
		const { studio, radio, role } = await startAnnounced({ role: 'mentionable' });
		const other = studio.guild.addRole({ name: 'Others', isMentionable: true });
		const title = `Tides @everyone <@&${other.id}> **x**`;
		const { listenKey } = await goOnAir(studio, { title });
		const message = await untilAnnounced(radio);
		const { text } = message;
		expect(text).toMatch(/^🔴 \*\*Tides \\@everyone \\<\\@&\d+> \\\*\\\*x\\\*\\\*\*\* is live\n/);
		expect(text).toContain(`Started by **Ada** in <#${studio.stage.id}>, <t:`);
		expect(text).toContain('🎧 Listen');
		expect(urlsOf(message)[0]).toMatch(/^https:\/\/radio\.example\.org\//);
		expect(urlsOf(message)[0]).toContain(listenKey);
		expect(pingsIn(studio)).toEqual(only(role));

		await stop(studio);
		await until(() => message.text).toMatch(/^⚫ \*\*Tides .*\*\* was live for \d+ s\.$/);
		expect(message.components).toEqual([]);
		expect(radio.messages.size).toBe(1);
		expect(pingsIn(studio)).toEqual(only(role));
		await until(() => kept(studio.dataDir).announcements).toEqual([]);
	});

	test('shows the new link when there is one, and where it has moved to', async () => {
		const { studio, radio } = await startAnnounced({ role: 'mentionable' });
		await goOnAir(studio);
		const message = await untilAnnounced(radio);
		const [old] = urlsOf(message);
		const harbour = studio.guild.addVoiceChannel({ name: 'Harbour' });
		studio.guild.memberOf(studio.account).move(harbour);
		const asked = studio.host.runCommand('podcast link', {}, { channel: studio.text });
		const key = listenKeyOf((await asked.response()).text) ?? 'none';
		studio.secrets.add(key);
		await until(() => message.text).toContain(`<#${harbour.id}>`);
		await until(() => urlsOf(message)[0]).toContain(key);
		expect(urlsOf(message)).not.toContain(old);
		expect(radio.messages.size).toBe(1);
		expect(pingsIn(studio)).toHaveLength(1);
	});

	test('that is private is never announced', async () => {
		const { studio, radio } = await startAnnounced({ role: 'mentionable' });
		await goOnAir(studio, { visibility: 'private' });
		await stop(studio);
		await goOnAir(studio, { title: 'Next' });
		expect((await untilAnnounced(radio)).text).toContain('Next');
		expect(radio.messages.size).toBe(1);
	});

	test('whose link opens only here is announced without a link', async () => {
		const { studio, radio } = await startAnnounced({ role: 'mentionable', environment: {} });
		await goOnAir(studio);
		const message = await untilAnnounced(radio);
		expect(message.components).toEqual([]);
		expect(message.text).not.toMatch(/127\.0\.0\.1|key=/);
	});

	test('pings once where Discord fails and has posted it all the same', async () => {
		const { studio, radio, role } = await startAnnounced({ role: 'mentionable' });
		const path = new RegExp(`^/channels/${radio.id}/messages$`);
		studio.discord.rest.fail({ method: 'POST', path, status: 500, isCarriedOut: true, times: 2 });
		await goOnAir(studio);
		await until(() => kept(studio.dataDir).announcements[0]?.messageId).toBeDefined();
		expect(radio.messages.size).toBe(1);
		expect(pingsIn(studio)).toEqual(only(role));
	});

	test('is announced a little later where Discord fails', async () => {
		const clock = new SteppedClock();
		const { studio, radio, role } = await startAnnounced({ role: 'mentionable', clock });
		const path = new RegExp(`^/channels/${radio.id}/messages$`);
		// The client asks four times before it gives up.
		studio.discord.rest.fail({ method: 'POST', path, status: 500, times: 4 });
		await goOnAir(studio);
		await until(() => studio.log()).toContain('A show could not be announced');
		expect(radio.messages.size).toBe(0);
		await clock.step(PANEL_MS);
		await untilAnnounced(radio);
		expect(pingsIn(studio)).toEqual(only(role));
	});

	test('is on air and says in its panel that its channel is gone, or the bot may not write', async () => {
		const clock = new SteppedClock();
		const { studio, radio } = await startAnnounced({ role: 'mentionable', clock });
		radio.edit({ overwrites: [{ for: studio.guild.everyone, deny: ['SendMessages'] }] });
		const { panel } = await goOnAir(studio);
		await until(() => studio.log()).toContain('A show could not be announced');
		await clock.step(PANEL_MS);
		await until(() => panel.text).toContain(`Not announced: I may not write in <#${radio.id}>.`);
		expect(await announce(studio)).toContain('give me **Send Messages** there');
		await stop(studio);
		radio.delete();
		const next = await goOnAir(studio);
		await until(() => studio.log()).toContain('Unknown Channel');
		await clock.step(PANEL_MS);
		await until(() => next.panel.text).toContain('Not announced: the channel for that is gone.');
		expect(await announce(studio)).toContain('is gone: `/podcast announce`');
		await stop(studio);
	});

	test('is announced without a ping where its role is gone', async () => {
		const clock = new SteppedClock();
		const { studio, radio, role } = await startAnnounced({ role: 'mentionable', clock });
		studio.guild.removeRole(role);
		const { panel } = await goOnAir(studio);
		expect((await untilAnnounced(radio)).text).not.toContain(role.id);
		await until(() => studio.log()).toContain('A show was announced unpinged');
		await clock.step(PANEL_MS);
		await until(() => panel.text).toContain('without a ping: the role is gone.');
		expect(pingsIn(studio)).toEqual([]);
	});
});

describe('/podcast announce', () => {
	test('says what will happen, what is set, and takes it back', async () => {
		const { studio, radio, role } = await startAnnounced();
		expect(await announce(studio)).toContain('No show of this server is announced.');
		await goOnAir(studio);
		const set = await announce(studio, { channel: radio, role });
		expect(set).toContain(`📣 From the next show on I announce each show in <#${radio.id}>`);
		expect(set).toContain(`<@&${role.id}> is pinged once, at the start.`);
		expect(set).toContain(`Whoever reads <#${radio.id}> can listen to an unlisted show`);
		expect(set).toContain('The show that is on air now is not announced any more.');
		const { settings } = kept(studio.dataDir);
		expect(settings).toEqual([{ guildId: studio.guild.id, channelId: radio.id, roleId: role.id }]);
		expect(await announce(studio)).toContain(`📣 Now I announce each show in <#${radio.id}>`);
		expect(await announce(studio, { off: true })).toContain('not announced any more');
		expect(await announce(studio)).toContain('No show of this server is announced.');
		expect(radio.messages.size).toBe(0);
		expect(pingsIn(studio)).toEqual([]);
	});

	test('names the permission and the channel where the bot may not write', async () => {
		const { studio, radio, role } = await startAnnounced();
		radio.edit({ overwrites: [{ for: studio.guild.everyone, deny: ['SendMessages'] }] });
		expect(await announce(studio, { channel: radio, role })).toContain(
			`I may not write in <#${radio.id}>: give me **Send Messages** there`,
		);
		expect(await announce(studio, { role })).toContain('Name the channel, too');
		expect(await announce(studio, { channel: studio.text, role: studio.guild.everyone })).toContain(
			'I never ping @everyone',
		);
		expect(await announce(studio)).toContain('No show of this server is announced.');
	});

	test('says beforehand that a role cannot be pinged, and pings nobody then', async () => {
		const clock = new SteppedClock();
		const { studio, radio, role } = await startAnnounced({ clock });
		radio.edit({ overwrites: [{ for: studio.guild.everyone, deny: ['MentionEveryone'] }] });
		const answer = await announce(studio, { channel: radio, role });
		expect(answer).toContain(`I cannot ping <@&${role.id}>`);
		expect(answer).toContain(`give me **Mention Everyone** in <#${radio.id}>`);
		expect(answer).toContain('Nobody is pinged.');
		const { panel } = await goOnAir(studio);
		await untilAnnounced(radio);
		await until(() => studio.log()).toContain('A show was announced unpinged');
		await clock.step(PANEL_MS);
		await until(() => panel.text).toContain(`without a ping of <@&${role.id}>`);
		expect(pingsIn(studio)).toEqual([]);
	});

	test('lets who was only given it do nothing there that they may not', async () => {
		const { studio, radio, role } = await startAnnounced();
		const { account, guild, text } = studio;
		const guest = guild.addMember({ name: 'Ben' });
		const command = [...account.commands.values()].find(({ name }) => name === 'podcast');
		guild.setCommandPermissions(account, String(command?.id), [
			{ id: guest.user.id, type: 2, permission: true },
		]);
		const crew = guild.addRole({ name: 'Writers' });
		radio.edit({ overwrites: [{ for: guild.everyone, deny: ['MentionEveryone'] }] });
		const ask = async (options: Options) =>
			(await guest.runCommand('podcast announce', options, { channel: text }).response()).text;
		expect(await ask({ channel: radio, role: crew })).toContain(`You may not ping <@&${crew.id}>`);
		radio.edit({
			overwrites: [
				{ for: guild.everyone, deny: ['SendMessages'] },
				{ for: guild.memberOf(account), allow: ['SendMessages'] },
			],
		});
		expect(await ask({ channel: radio, role })).toContain(`You may not write in <#${radio.id}>`);
	});
});

interface KeptFile {
	settings: unknown[];
	announcements: Record<string, unknown>[];
}

function kept(dataDir: string): KeptFile {
	return JSON.parse(readFileSync(join(dataDir, 'announcements.json'), 'utf8'));
}

describe('after a restart', () => {
	/** A show that was on air, its panel, and its announcement, as a killed process leaves them. */
	async function startAfterKill(left: { isHostThere: boolean; isPosted: boolean }) {
		const dataDir = makeDataDir();
		const found: { radio?: Channel; message?: Message; role?: Role } = {};
		const studio = await startStudio({
			dataDir,
			environment: PUBLIC,
			before: (scene) => Object.assign(found, leaveBehind(scene, { ...left, dataDir })),
		});
		return { studio, ...(found as Required<typeof found>) };
	}

	function leaveBehind(
		{ account, guild, host, stage, text }: Scene,
		left: { dataDir: string; isHostThere: boolean; isPosted: boolean },
	) {
		const radio = guild.addTextChannel({ name: 'radio' });
		const role = guild.addRole({ name: 'Crew', isMentionable: true });
		const post = (channel: Channel, content: string) => {
			const body = { content, allowed_mentions: { parse: [], roles: [role.id] } };
			return postMessage(guild.world, new Message({ channel, author: account.user, body }));
		};
		const panel = post(text, 'panel');
		const message = post(radio, `🔴 **Tides** is live\n<@&${role.id}>`);
		const aliveEpochMs = Date.now() - 5000;
		const place = { guildId: guild.id, channelId: radio.id };
		const podcast = {
			guildId: guild.id,
			voiceChannelId: stage.id,
			title: 'Tides',
			sinceEpochMs: aliveEpochMs - 72 * 60_000,
			hostName: 'Ada',
			panel: { channelId: text.id, messageId: panel.id },
		};
		const announcement = {
			...place,
			panelId: panel.id,
			nonce: 'AAAA',
			roleId: role.id,
			title: 'Tides',
			...(left.isPosted && { messageId: message.id }),
		};
		const botUserId = account.id;
		for (const [name, content] of [
			['on-air.json', { version: 1, botUserId, aliveEpochMs, podcasts: [podcast] }],
			[
				'announcements.json',
				{
					version: 1,
					botUserId,
					settings: [{ ...place, roleId: role.id }],
					announcements: [announcement],
				},
			],
		] as const) {
			writeFileSync(join(left.dataDir, name), JSON.stringify(content));
		}
		if (left.isHostThere) {
			host.join(stage);
		}
		return { radio, message, role };
	}

	test('a show that is back keeps its message, and nobody is pinged again', async () => {
		const left = await startAfterKill({ isHostThere: true, isPosted: true });
		const { message, radio, role, studio } = left;
		await until(() => message.text).toMatch(/is live\nStarted by \*\*Ada\*\* in .*🎧 Listen/s);
		await stop(studio);
		await until(() => message.text).toMatch(/^⚫ \*\*Tides\*\* was live for 1 h 1\d min\.$/);
		expect(radio.messages.size).toBe(1);
		expect(pingsIn(studio)).toEqual(only(role));
	});

	test('a show that may not have been announced is, without a ping', async () => {
		const left = await startAfterKill({ isHostThere: true, isPosted: false });
		const { radio, role, studio } = left;
		await until(() => radio.messages.size).toBe(2);
		expect((await untilAnnounced(radio)).text).toContain('**Tides** is live');
		expect(pingsIn(studio)).toEqual(only(role));
	});

	test('a show that is not back is said to be over', async () => {
		const { studio, message } = await startAfterKill({ isHostThere: false, isPosted: true });
		await until(() => message.text).toBe(
			'⚫ **Tides** was live for 1 h 12 min.\nI was restarted, and it did not come back.',
		);
		await until(() => kept(studio.dataDir).announcements).toEqual([]);
		expect(kept(studio.dataDir).settings).toHaveLength(1);
	});

	test('an orderly one is said while it lasts', async () => {
		const { studio, radio, role } = await startAnnounced({ role: 'mentionable' });
		await goOnAir(studio);
		const message = await untilAnnounced(radio);
		await until(() => kept(studio.dataDir).announcements[0]?.messageId).toBe(message.id);
		await studio.registry.pause();
		expect(message.text).toContain('comes back in a moment: I am being restarted.');
		expect(message.components).toEqual([]);
		expect(kept(studio.dataDir).announcements).toHaveLength(1);
		expect(pingsIn(studio)).toEqual(only(role));
	});
});
