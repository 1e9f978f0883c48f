// What was played before a restart, written here by hand as a killed process leaves it.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ComponentType, MessageFlags } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { deriveCredentials } from '../../../src/config/own-credentials.js';
import type { RememberedPlaying } from '../../../src/store/listening-store.js';
import { Message, postMessage } from '../../support/fake-discord/world/message.js';
import { goOnAir, makeDataDir, type Scene } from '../../support/studio.js';
import { until } from '../../support/until.js';
import {
	type Audience,
	type ListeningStudio,
	linkOf,
	loungeSession,
	playInLounge,
	startListeningStudio,
	untilPlayed,
} from './listening-studio.js';

const LISTEN_KEY = 'AAAAAAAAAAAAAAAAAAAAAA';

type Left = Omit<NonNullable<Parameters<typeof startListeningStudio>[0]>, 'before'> & {
	awayMs?: number;
	isPaused?: boolean;
	/** Whether Discord still shows the account in the lounge; default true. */
	hasGhost?: boolean;
	/** Changes the world while the bot is away. */
	meanwhile?: (scene: Scene & { audience: Audience }) => void;
	podcast?: RememberedPlaying['podcast'];
	/** By which of the listener accounts; default by the main one. */
	isByPlayer?: boolean;
};

/** A message in the second guild that says that the kept podcast is played into its lounge. */
async function startAfterKill(left: Left = {}) {
	const dataDir = join(makeDataDir(), 'data');
	mkdirSync(dataDir);
	let panel: Message | undefined;
	const studio = await startListeningStudio({
		...left,
		dataDir,
		before: (scene) => {
			panel = leaveBehind(scene, dataDir, left);
			left.meanwhile?.(scene);
		},
	});
	return { panel: panel as Message, studio };
}

function leaveBehind(scene: Scene & { audience: Audience }, dataDir: string, left: Left): Message {
	const { account, audience, guild, stage, text } = scene;
	const { lounge } = audience;
	const panel = new Message({
		channel: audience.text,
		author: account.user,
		body: { components: [{ type: ComponentType.TextDisplay, content: '### 🔊 Playing Tides' }] },
		flags: MessageFlags.IsComponentsV2,
	});
	postMessage(audience.guild.world, panel);
	const show = new Message({ channel: text, author: account.user, body: { content: 'On air' } });
	postMessage(guild.world, show);
	const write = (name: string, content: object) =>
		writeFileSync(join(dataDir, name), JSON.stringify({ version: 1, ...content }));
	const aliveEpochMs = Date.now() - (left.awayMs ?? 5000);
	write('listening.json', {
		aliveEpochMs,
		isPaused: left.isPaused ?? false,
		panels: [
			{
				channelId: audience.text.id,
				messageId: panel.id,
				title: 'Tides',
				playing: {
					guildId: audience.guild.id,
					podcast: left.podcast ?? {
						kind: 'podcast',
						id: 'kept1',
						listenKey: LISTEN_KEY,
						server: null,
					},
					places: [{ channelId: lounge.id, accountId: account.id }],
				},
			},
		],
	});
	const panelPlace = { channelId: text.id, messageId: show.id };
	write('on-air.json', {
		botUserId: account.id,
		aliveEpochMs,
		podcasts: [
			{
				guildId: guild.id,
				voiceChannelId: stage.id,
				title: 'Tides',
				sinceEpochMs: 1,
				panel: panelPlace,
				podcast: { id: 'kept1', nextVoiceSession: 16 },
			},
		],
	});
	write('podcasts.json', {
		aliveEpochMs: Date.now(),
		podcasts: [
			{
				id: 'kept1',
				clientId: deriveCredentials(account.token).clientId,
				secretKey: randomBytes(32).toString('base64'),
				listenKey: LISTEN_KEY,
				visibility: 'unlisted',
				title: 'Tides',
				serverName: 'Harbour',
				hostName: 'Ada',
				activeSinceEpochMs: 1,
			},
		],
	});
	scene.host.join(stage);
	if (left.hasGhost ?? true) {
		audience.guild.memberOf(account).join(lounge);
	}
	return panel;
}

function remembered({ dataDir }: ListeningStudio): unknown[] {
	return JSON.parse(readFileSync(join(dataDir, 'listening.json'), 'utf8')).panels;
}

describe('what was played before a restart', () => {
	test.each([
		['a kill', {}],
		['an orderly stop, after which no ghost is left', { isPaused: true, hasGhost: false }],
		['a longer outage, in which the ghost has gone', { awayMs: 5 * 60_000, hasGhost: false }],
	])('is played again after %s, and its message says so', async (_name, left: Left) => {
		const { panel, studio } = await startAfterKill(left);
		await until(() => panel.text).toContain('🔊 Playing Tides\n');
		expect(panel.text).toContain(`<#${studio.audience.lounge.id}> · by <@${studio.account.id}>`);
		const session = await loungeSession(studio);
		await untilPlayed(studio, () => session.received);
		expect(studio.audience.text.messages.size).toBe(1);
		expect(remembered(studio)).toHaveLength(1);
	});

	test.each([
		[
			'nobody is there any more',
			{ meanwhile: ({ audience }: { audience: Audience }) => audience.host.disconnect() },
			'nobody was there any more.',
		],
		['somebody has disconnected it', { hasGhost: false }, 'somebody has disconnected me there.'],
		[
			'it was away for long',
			{ awayMs: 11 * 60_000 },
			// And for as long as it has taken to start.
			/after it had been away for 1[1-9] min \d\d s\./,
		],
		[
			'it is not to be resumed',
			{ environment: { RESUME_ON_RESTART: 'false' } },
			'The bot was restarted: `/podcast listen` plays it again.',
		],
		[
			'the podcast of the server itself is not on air',
			{ podcast: { kind: 'own' as const } },
			'The bot was restarted, and the podcast is over.',
		],
		[
			'the link is not allowed any more',
			{
				podcast: {
					kind: 'podcast' as const,
					id: 'x',
					listenKey: null,
					server: 'https://elsewhere.example',
				},
			},
			'The bot was restarted, and the podcast is over.',
		],
	])('is not played where %s, and its message says why', async (_name, left: Left, words) => {
		const { panel, studio } = await startAfterKill(left);
		await until(() => panel.text).toMatch(words);
		expect(panel.text).toContain('⚫ Not played any more: Tides\n');
		await until(() => remembered(studio)).toEqual([]);
		await until(() => studio.audience.guild.memberOf(studio.account).voice.channel).toBeNull();
		expect(studio.audience.text.messages.size).toBe(1);
	});
});

test('an orderly restart leaves the channel, says that it comes back, and remembers it', async () => {
	const studio = await startListeningStudio();
	const { id } = await goOnAir(studio);
	const played = await playInLounge(studio, await linkOf(studio, id));
	await studio.listenings.pause();
	expect(studio.audience.guild.memberOf(studio.account).voice.channel).toBeNull();
	const [message] = played.interaction.messages;
	expect(message?.text).toMatch(/^### 🟡 Restarting: /);
	expect(message?.text).toContain('I am being restarted and will be back in a moment.');
	expect(remembered(studio)).toMatchObject([
		{ messageId: message?.id, playing: { podcast: { id }, places: [{}] } },
	]);
});
