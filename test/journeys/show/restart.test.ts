// What a start finds of an earlier process, written here by hand; test/program kills a real one.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderPanel } from '../../../src/discord/panels/panel.js';
import type { RememberedShow } from '../../../src/store/show-store.js';
import { countedFrames } from '../../support/fake-discord/counted-frames.js';
import { Message, postMessage } from '../../support/fake-discord/world/message.js';
import type { Payload } from '../../support/fake-discord/world/payload.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import {
	listen,
	makeDataDir,
	podcastIdOf,
	type Scene,
	type Studio,
	type StudioOptions,
	startStudio,
} from '../../support/studio.js';
import { until } from '../../support/until.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

interface Left extends StudioOptions {
	/** How long nobody has been there to tell that the process lived; default 5 s. */
	awayMs?: number;
	/** Whether the host is in the channel; default true. */
	isHostThere?: boolean;
	/** Changes what was left. */
	change?: (podcast: RememberedShow, scene: Scene) => RememberedShow;
}

/** A panel that says "on air", its entry in the memory, and the bot's ghost in the channel. */
async function startAfterKill(left: Left = {}) {
	const dataDir = makeDataDir();
	let panel: Message | undefined;
	const studio = await startStudio({
		...left,
		dataDir,
		before: (scene) => {
			panel = leaveBehind(scene, { ...left, dataDir });
			left.before?.(scene);
		},
	});
	return { panel: panel as Message, studio };
}

function leaveBehind(scene: Scene, left: Left & { dataDir: string }): Message {
	const { account, guild, host, stage, text } = scene;
	const aliveEpochMs = (left.clock?.epochMs() ?? Date.now()) - (left.awayMs ?? 5 * SECOND_MS);
	const sinceEpochMs = aliveEpochMs - 80 * MINUTE_MS;
	const body = renderPanel({
		phase: 'on air',
		title: 'Tides',
		voiceChannelId: stage.id,
		sinceEpochMs,
		podcastId: 'old',
		receivers: 3,
		speakers: [],
		listening: undefined,
		offAir: 0,
		undecided: 0,
		consent: 'notice',
		isRecorded: false,
		recording: undefined,
		needsPresses: false,
		warnings: [],
		events: [],
	});
	const panel = new Message({
		channel: text,
		author: account.user,
		body: body as unknown as Payload,
		flags: body.flags,
	});
	postMessage(guild.world, panel);
	const podcast: RememberedShow = {
		guildId: guild.id,
		voiceChannelId: stage.id,
		title: 'Tides',
		sinceEpochMs,
		hostName: 'Ada',
		visibility: 'unlisted',
		consent: 'notice',
		isRecorded: false,
		mutedUserIds: [],
		panel: { channelId: text.id, messageId: panel.id },
	};
	writeFileSync(
		join(left.dataDir, 'on-air.json'),
		JSON.stringify({
			version: 1,
			botUserId: account.id,
			aliveEpochMs,
			podcasts: [left.change?.(podcast, scene) ?? podcast],
		}),
	);
	guild.memberOf(account).join(stage);
	if (left.isHostThere ?? true) {
		host.join(stage);
	}
	return panel;
}

async function isClosed(studio: Studio, panel: Message): Promise<string[]> {
	const bot = studio.guild.memberOf(studio.account);
	await studio.discord.until(
		'the panel is closed',
		() => panel.text.startsWith('## ⚫ Off air') || undefined,
	);
	await studio.discord.until(
		'the bot is out of voice',
		() => bot.voice.channel === null || undefined,
	);
	await until(() => remembered(studio)).toEqual([]);
	expect(studio.registry.size).toBe(0);
	expect(studio.server.stats().podcasts).toEqual([]);
	const lines = panel.text.split('\n');
	expect(lines.pop()).toBe('Start again');
	return lines;
}

function remembered({ dataDir }: Studio): RememberedShow[] {
	const file = join(dataDir, 'on-air.json');
	return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).podcasts : [];
}

async function isBack(studio: Studio, panel: Message): Promise<string> {
	await studio.discord.until(
		'the panel is back',
		() => panel.text.includes('Back after a restart.') || undefined,
	);
	return podcastIdOf(panel.text);
}

describe('after a kill the bot', () => {
	test.each([
		['that was public is public', { visibility: 'public' } as const, 'public', 'Ada'],
		['that was private is private', { visibility: 'private' } as const, 'private', 'Ada'],
		[
			'of an older version is unlisted',
			{ visibility: undefined, hostName: undefined },
			'unlisted',
			'',
		],
	])('goes back on air as before: a podcast %s', async (_name, left, visibility, hostName) => {
		const { panel, studio } = await startAfterKill({
			change: (podcast) => ({ ...podcast, ...left }) as RememberedShow,
		});
		const id = await isBack(studio, panel);
		const { clientId, clientToken: token } = studio.config.bot?.credentials ?? {};
		const response = await fetch(`${studio.serverUrl}/api/podcasts/${id}`, {
			headers: { clientId: String(clientId), token: String(token) },
		});
		expect(await response.json()).toMatchObject({ title: 'Tides', visibility, hostName });
	});

	test('goes back on air in the same channel, with the same panel', async () => {
		const { panel, studio } = await startAfterKill();
		const id = await isBack(studio, panel);
		expect(panel.text).toMatch(/^## 🔴 On air: Tides\n/);
		expect(id).not.toBe('old');
		await listen(studio, id);
		expect(studio.guild.memberOf(studio.account).voice.channel).toBe(studio.stage);
		expect(studio.text.messages.size).toBe(1);
		const { sinceEpochMs } = remembered(studio)[0] ?? { sinceEpochMs: 0 };
		expect(panel.text).toContain(`started <t:${Math.floor(sinceEpochMs / 1000)}:R>`);
	});

	test('keeps off air whom the host had muted', async () => {
		const { panel, studio } = await startAfterKill({
			change: (podcast, { host }) => ({ ...podcast, mutedUserIds: [host.user.id] }),
		});
		const receiver = await listen(studio, await isBack(studio, panel));
		const guest = studio.guild.addMember({ name: 'Ben' });
		guest.join(studio.stage);
		await studio.host.speak(countedFrames(5, 1), { speed: 20 });
		await guest.speak(countedFrames(5, 2), { speed: 20 });
		const heard = await receiver.heard.atLeast(10);
		expect(heard[0]?.opus?.[5]).toBe(2);
		expect(remembered(studio)[0]?.mutedUserIds).toEqual([studio.host.user.id]);
	});

	test('tells in the channel why it is off air again, without an interaction', async () => {
		const { panel, studio } = await startAfterKill();
		await isBack(studio, panel);
		studio.guild.memberOf(studio.account).disconnect();
		await isClosed(studio, panel);
		const said = await studio.discord.until('what it says', () =>
			[...studio.text.messages.values()].find((message) => message !== panel),
		);
		expect(said.content).toBe(
			`⚫ **Off air** after 1 h 20 min. Somebody disconnected me from <#${studio.stage.id}>.`,
		);
	});

	test('stays off air where it is set to', async () => {
		const { panel, studio } = await startAfterKill({ environment: { RESUME_ON_RESTART: 'false' } });
		expect(await isClosed(studio, panel)).toEqual([
			'## ⚫ Off air: Tides',
			expect.stringMatching(/ · on air for 1 h 20 min$/),
			'The bot was restarted, and is off air until somebody starts a podcast again.',
		]);
	});

	test('stays off air where nobody is in the channel any more', async () => {
		const { panel, studio } = await startAfterKill({ isHostThere: false });
		expect(await isClosed(studio, panel)).toContain(
			`The bot was restarted, and nobody was in <#${studio.stage.id}> any more.`,
		);
	});

	test('stays off air where only another bot is in the channel', async () => {
		const { panel, studio } = await startAfterKill({
			isHostThere: false,
			before: ({ guild, stage }) => guild.addMember({ name: 'Jukebox', bot: true }).join(stage),
		});
		expect(await isClosed(studio, panel)).toContain(
			`The bot was restarted, and nobody was in <#${studio.stage.id}> any more.`,
		);
	});

	test('stays off air where it was away for long: nobody expects it back', async () => {
		const { panel, studio } = await startAfterKill({ awayMs: 3 * 60 * MINUTE_MS });
		expect(await isClosed(studio, panel)).toContain(
			'The bot was restarted, after it had been away for 3 h 00 min.',
		);
	});

	test('stays off air where the channel is gone', async () => {
		const { panel, studio } = await startAfterKill({ before: ({ stage }) => stage.delete() });
		expect(await isClosed(studio, panel)).toContain(
			'The bot was restarted, and the voice channel is gone.',
		);
	});

	test('stays off air where it may not enter any more', async () => {
		const { panel, studio } = await startAfterKill({
			before: ({ account, guild, stage }) =>
				stage.edit({ overwrites: [{ for: guild.memberOf(account), deny: ['Connect'] }] }),
		});
		const lines = await isClosed(studio, panel);
		expect(lines.at(-1)).toMatch(
			/^The bot was restarted, and I may not enter <#\d+>: give me \*\*Connect\*\* there/,
		);
	});

	test('says that it could not go back on air, and why', async () => {
		const { panel, studio } = await startAfterKill({
			podcastApiUrl: 'http://127.0.0.1:9',
			environment: { PODCAST_START_TIMEOUT_MS: '300' },
		});
		const lines = await isClosed(studio, panel);
		expect(lines.at(-1)).toMatch(
			/^The bot was restarted and could not go back on air\. No podcast could be started\./,
		);
	});

	test('closes the panel of a podcast that had ended before, with its own reason', async () => {
		const end = { durationMs: 5000, reason: 'Ada stopped it.' };
		const { panel, studio } = await startAfterKill({
			change: (podcast) => ({ ...podcast, end }),
		});
		const lines = await isClosed(studio, panel);
		expect(lines.slice(1)).toEqual([expect.stringMatching(/on air for 5 s$/), 'Ada stopped it.']);
	});

	test('forgets a podcast whose server it is not in any more', async () => {
		const { studio } = await startAfterKill({
			change: (podcast) => ({ ...podcast, guildId: '99999999999999999' }),
		});
		await until(() => remembered(studio)).toEqual([]);
	});

	test('goes back on air when a server in an outage is there again', async () => {
		const { panel, studio } = await startAfterKill({
			before: ({ guild }) => guild.setUnavailable(),
		});
		expect(panel.text).not.toContain('Back after');
		studio.guild.setAvailable();
		await isBack(studio, panel);
	});

	test('closes the panel when a server in an outage does not come back', async () => {
		const clock = new SteppedClock();
		const { panel, studio } = await startAfterKill({
			clock,
			before: ({ guild }) => guild.setUnavailable(),
		});
		await clock.step(10 * MINUTE_MS);
		await studio.discord.until(
			'the panel is closed',
			() => panel.text.includes('The bot was restarted, and Discord has') || undefined,
		);
	});

	test('leaves a channel that nothing is remembered of', async () => {
		const studio = await startStudio({
			before: ({ account, guild, stage }) => guild.memberOf(account).join(stage),
		});
		const bot = studio.guild.memberOf(studio.account);
		await studio.discord.until('the bot is out', () => bot.voice.channel === null || undefined);
	});

	test('starts with a broken memory, and keeps it aside', async () => {
		const dataDir = makeDataDir();
		writeFileSync(join(dataDir, 'on-air.json'), '{');
		const studio = await startStudio({ dataDir });
		expect(readdirSync(dataDir)).toContainEqual(expect.stringMatching(/^on-air.*aside$/));
		expect(studio.log()).toMatch(/What was on air is not known/);
	});

	test('can be stopped while it is still on its way back', async () => {
		const { panel, studio } = await startAfterKill({
			clock: new SteppedClock(),
			podcastApiUrl: 'http://127.0.0.1:9',
		});
		await until(() => studio.registry.get(studio.guild.id)?.kind).toBe('starting');
		await studio.host.runCommand('podcast stop', {}, { channel: studio.text }).response();
		const lines = await isClosed(studio, panel);
		expect(lines.at(-1)).toMatch(/It was stopped\.$/);
	});
});

describe('an orderly stop for good', () => {
	test('leaves no entry, and a panel that says so', async () => {
		const { panel, studio } = await startAfterKill();
		await isBack(studio, panel);
		await studio.registry.close();
		expect(panel.text).toMatch(/^## ⚫ Off air: Tides\n.*\n.*\nThe bot was shut down\./);
		expect(remembered(studio)).toEqual([]);
	});

	test('closes the panel also while it is still on its way back', async () => {
		const { panel, studio } = await startAfterKill({
			clock: new SteppedClock(),
			podcastApiUrl: 'http://127.0.0.1:9',
		});
		await until(() => studio.registry.get(studio.guild.id)?.kind).toBe('starting');
		await studio.registry.close();
		expect(panel.text).toMatch(/The bot was shut down\.\nStart again$/);
		expect(remembered(studio)).toEqual([]);
	});
});
