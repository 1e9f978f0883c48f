// A show whose podcast the server has kept: it goes back to it, or ends it.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deriveCredentials } from '../../../src/config/own-credentials.js';
import { renderForgottenPanel } from '../../../src/discord/panels/panel.js';
import { Message, postMessage } from '../../support/fake-discord/world/message.js';
import type { Payload } from '../../support/fake-discord/world/payload.js';
import {
	listen,
	listenKeyOf,
	makeDataDir,
	podcastIdOf,
	type Scene,
	type StudioOptions,
	startStudio,
	untilLinked,
} from '../../support/studio.js';
import { until } from '../../support/until.js';

const LISTEN_KEY = 'AAAAAAAAAAAAAAAAAAAAAA';
const SECRET_KEY = randomBytes(32);

interface Left extends StudioOptions {
	awayMs?: number;
	isHostThere?: boolean;
	/** What the show remembers of its podcast. */
	podcast?: { id: string; nextVoiceSession: number } | undefined;
	/** Whether the show itself is remembered. */
	isRemembered?: boolean;
}

/** What a killed process leaves: the show's memory, the server's, and a panel. */
async function startAfterKill(left: Left = {}) {
	const dataDir = join(makeDataDir(), 'data');
	let panel: Message | undefined;
	const studio = await startStudio({
		...left,
		dataDir,
		before: (scene) => {
			panel = leaveBehind(scene, dataDir, left);
		},
	});
	return { panel: panel as Message, studio };
}

function leaveBehind({ account, guild, host, stage, text }: Scene, dataDir: string, left: Left) {
	const body = renderForgottenPanel();
	const panel = new Message({
		channel: text,
		author: account.user,
		body: body as unknown as Payload,
		flags: body.flags,
	});
	postMessage(guild.world, panel);
	const aliveEpochMs = Date.now() - (left.awayMs ?? 5000);
	const show = {
		guildId: guild.id,
		voiceChannelId: stage.id,
		title: 'Tides',
		sinceEpochMs: aliveEpochMs - 60_000,
		panel: { channelId: text.id, messageId: panel.id },
		podcast: 'podcast' in left ? left.podcast : { id: 'kept1', nextVoiceSession: 16 },
	};
	const isRemembered = left.isRemembered ?? true;
	write(dataDir, 'on-air.json', {
		version: 1,
		botUserId: account.id,
		aliveEpochMs,
		podcasts: isRemembered ? [show] : [],
	});
	write(dataDir, 'podcasts.json', {
		version: 1,
		// The server said later than the show that it was alive.
		aliveEpochMs: Date.now() - 1000,
		podcasts: [
			{
				id: 'kept1',
				clientId: deriveCredentials(account.token).clientId,
				secretKey: SECRET_KEY.toString('base64'),
				listenKey: LISTEN_KEY,
				visibility: 'unlisted',
				title: 'Tides',
				serverName: 'Harbour',
				hostName: 'Ada',
				activeSinceEpochMs: 1,
			},
		],
	});
	if (left.isHostThere ?? true) {
		host.join(stage);
	}
	return panel;
}

function write(folder: string, name: string, content: object): void {
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, name), JSON.stringify(content));
}

describe('a show with a podcast that was kept', () => {
	test('goes back on air under its id, key and link', async () => {
		const { panel, studio } = await startAfterKill();
		await studio.discord.until(
			'the panel is back',
			() => panel.text.includes('Back after a restart.') || undefined,
		);
		await untilLinked(panel);
		expect(podcastIdOf(panel.text)).toBe('kept1');
		expect(listenKeyOf(panel.text)).toBe(LISTEN_KEY);
		const receiver = await listen(studio, 'kept1');
		expect(receiver.secretKeyForms).toContain(SECRET_KEY.toString('hex'));
		expect(studio.server.stats().podcasts).toHaveLength(1);
	});

	test.each([
		['that nobody listens to in Discord any more', { isHostThere: false }],
		['that was away for too long', { awayMs: 11 * 60_000 }],
		['that nothing is known of', { isRemembered: false }],
		['that could not be remembered as its own', { podcast: undefined, isHostThere: false }],
	])('ends it at once where it is one %s', async (_name, left: Left) => {
		const { studio } = await startAfterKill(left);
		await until(() => studio.server.stats().podcasts).toEqual([]);
	});

	test('is a new podcast where its number is not known, and ends the old one', async () => {
		const { panel, studio } = await startAfterKill({ podcast: undefined });
		await studio.discord.until(
			'the panel is back',
			() => panel.text.includes('Back after a restart.') || undefined,
		);
		expect(podcastIdOf(panel.text)).not.toBe('kept1');
		expect(studio.server.stats().podcasts.map(({ id }) => id)).toEqual([podcastIdOf(panel.text)]);
	});
});
